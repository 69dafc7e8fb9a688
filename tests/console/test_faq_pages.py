"""Frequent questions in the console: written, looked at, published, found missing; on both databases."""

from __future__ import annotations

import io
import os
import re
from datetime import UTC, datetime
from html import unescape

import pytest
import sqlalchemy as sa
from httpx import Response
from PIL import Image

from config.vocabulary import VoiceKind
from server.faq import suggested
from server.faq.counts import count
from server.faq.document import document
from server.faq.entries import Said, add_entry, current, mark, publish, save_draft
from server.store.faq_tables import FaqEntry, FaqSearch, FaqVersion
from tests.console.conftest import ORIGIN, Desk

NOW = datetime.now(UTC)
ZH = {"question_zh": "怎么停车？", "answer_zh": "楼下。\n\n免费。"}
EN = {"question_en": "Where can I park?", "answer_en": "Downstairs."}


def write(desk: Desk, **form: str) -> int:
    """As the page for a new question does."""
    desk.sign_in("librarian")
    answer = desk.post("/faq/new", **{"category": "machine", "code": "", **ZH, **EN, **form})
    assert answer.status_code == 303, answer.text
    return int(re.search(r"/faq/(\d+)", answer.headers["location"])[1])


def hidden(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def told(desk: Desk) -> dict[str, list[str]]:
    """What kiosks have: the answer by question."""
    with desk.store.reading() as session:
        found = document(session, NOW.date())["entries"]
    return {text["question"]: text["answer"] for one in found for text in one["texts"].values()}


def test_a_question_goes_from_draft_to_preview_to_the_kiosks_and_back_to_an_old_version(desk: Desk):
    number = write(desk)
    assert told(desk) == {}
    preview = desk.get(f"/faq/{number}/preview/zh").text
    assert "怎么停车？" in preview
    assert "<p>免费。</p>" in preview
    done = desk.post(f"/faq/{number}/publish/zh", seen=hidden(preview, "seen"))
    assert done.headers["location"].endswith(f"faq/{number}?done=faq-published")
    assert told(desk) == {"怎么停车？": ["楼下。", "免费。"]}
    page = desk.get(f"/faq/{number}").text
    form = {
        **ZH,
        **EN,
        "answer_zh": "楼上。",
        **{f"seen_{one}": hidden(page, f"seen_{one}") for one in ("zh", "en")},
    }
    assert desk.post(f"/faq/{number}", **form).status_code == 303
    assert told(desk) == {"怎么停车？": ["楼下。", "免费。"]}, "a draft is no answer yet"
    with desk.store.reading() as session:
        states = session.execute(
            sa.select(FaqVersion.language, FaqVersion.state).order_by(FaqVersion.id)
        ).all()
        assert [tuple(row) for row in states] == [("zh", "published"), ("en", "draft"), ("zh", "draft")]
    seen = hidden(desk.get(f"/faq/{number}/preview/zh").text, "seen")
    desk.post(f"/faq/{number}/publish/zh", seen=seen)
    assert told(desk) == {"怎么停车？": ["楼上。"]}
    with desk.store.reading() as session:
        old = session.scalars(sa.select(FaqVersion).where(FaqVersion.state == "old")).one()
    assert desk.post(f"/faq/versions/{old.id}/restore").status_code == 303
    assert "免费。" in desk.get(f"/faq/{number}/preview/zh").text
    desk.sign_in("administrator")
    assert desk.get("/audit").text.count("answer published") >= 2
    desk.sign_in("viewer")
    assert "楼上。" in desk.get(f"/faq/{number}").text


def test_two_colleagues_do_not_undo_each_other(desk: Desk):
    number = write(desk)
    page = desk.get(f"/faq/{number}").text
    seen = {f"seen_{one}": hidden(page, f"seen_{one}") for one in ("zh", "en")}
    preview = hidden(desk.get(f"/faq/{number}/preview/zh").text, "seen")
    assert desk.post(f"/faq/{number}", **ZH, **{**EN, "answer_en": "Mine."}, **seen).status_code == 303
    late = desk.post(f"/faq/{number}", **{**ZH, "answer_zh": "他的"}, **{**EN, "answer_en": "His."}, **seen)
    assert late.status_code == 422
    assert "Somebody else saved" in late.text
    assert "His." in late.text, "what was written is not lost"
    with desk.store.reading() as session:
        assert current(session, number, "en", "draft").answer == "Mine."
        assert current(session, number, "zh", "draft").answer == "楼下。\n\n免费。", (
            "nothing of the late form is kept"
        )
    with desk.store.writing() as session:
        save_draft(session, number, "zh", Said("别的", "别的"), "administrator", datetime.now(UTC))
    overtaken = desk.post(f"/faq/{number}/publish/zh", seen=preview)
    assert overtaken.status_code == 409
    assert told(desk) == {}


def test_what_is_looked_at_is_what_was_typed(desk: Desk):
    number = write(desk)
    seen = {f"seen_{one}": hidden(desk.get(f"/faq/{number}").text, f"seen_{one}") for one in ("zh", "en")}
    form = {**ZH, "answer_zh": "楼上。", **EN, **seen}
    looked = desk.post(f"/faq/{number}", then="zh", **form)
    assert looked.headers["location"] == f"/console/faq/{number}/preview/zh"
    assert "<p>楼上。</p>" in desk.get(f"/faq/{number}/preview/zh").text
    seen = {f"seen_{one}": hidden(desk.get(f"/faq/{number}").text, f"seen_{one}") for one in ("zh", "en")}
    nothing = desk.post(f"/faq/{number}", then="en", **ZH, question_en="", answer_en="", **seen)
    assert nothing.status_code == 422
    assert "This is needed" in nothing.text
    assert desk.post(f"/faq/{number}", then="fr", **form).status_code == 422


def test_what_is_half_written_is_not_published(desk: Desk):
    number = write(desk, answer_en="")
    seen = hidden(desk.get(f"/faq/{number}/preview/en").text, "seen")
    assert desk.post(f"/faq/{number}/publish/en", seen=seen).status_code == 409
    assert told(desk) == {}
    for form in ({"question_zh": "", "question_en": ""}, {"question_zh": "x" * 201}, {"code": "nonsense"}):
        answer = desk.post("/faq/new", **{"category": "", "code": "", **ZH, **EN, **form})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    with desk.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FaqEntry)) == 1


def send(desk: Desk, number: int, content: bytes, **form: str) -> Response:
    """As the page does with a chosen file."""
    return desk.client.post(
        f"/console/faq/{number}",
        data={"form_token": desk.form_token, "then": "picture", **ZH, **EN, **form},
        files={"picture": ("p.png", content, "image/png")},
        headers={"Origin": ORIGIN},
    )


def test_a_photograph_of_a_telephone_is_taken_and_what_is_larger_is_said_on_a_page(desk: Desk):
    number = write(desk)
    seen = {f"seen_{one}": hidden(desk.get(f"/faq/{number}").text, f"seen_{one}") for one in ("zh", "en")}
    to = io.BytesIO()
    Image.frombytes("RGB", (1500, 1200), os.urandom(1500 * 1200 * 3)).save(to, "PNG", compress_level=1)
    assert len(to.getvalue()) > 5_000_000
    assert send(desk, number, to.getvalue(), alt_zh="图", **seen).status_code == 303
    large = send(desk, number, b"x" * (17 * 1024 * 1024), alt_zh="图", **seen)
    assert large.status_code == 413
    assert "Please send a smaller file." in large.text


def test_a_picture_is_added_shown_and_taken_away(desk: Desk):
    number = write(desk)
    to = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(to, "PNG")
    seen = {f"seen_{one}": hidden(desk.get(f"/faq/{number}").text, f"seen_{one}") for one in ("zh", "en")}
    assert "This is needed" in send(desk, number, to.getvalue(), **seen).text
    refused = send(desk, number, b"<svg onload=alert(1)>", alt_zh="图", answer_zh="地下。", **seen)
    assert refused.status_code == 422
    assert "This is no PNG" in refused.text
    assert "地下。" in refused.text, "what was written is not lost"
    assert "Please choose a file" in desk.post(f"/faq/{number}", **ZH, **EN, alt_zh="图", **seen).text
    added = send(
        desk, number, to.getvalue(), alt_zh="停车场", alt_en="The car park", answer_zh="地下。", **seen
    )
    assert added.headers["location"].endswith("faq-picture-added")
    page = desk.get(f"/faq/{number}").text
    assert "地下。" in page, "what was typed beside it is saved"
    name = re.search(r'name="alt_zh_([0-9a-f]{64})" value="停车场"', page)[1]
    picture = desk.get(f"/faq/pictures/{name}")
    assert picture.headers["content-type"] == "image/png"
    assert desk.get(f"/faq/pictures/{'0' * 64}").status_code == 404
    seen = {f"seen_{one}": hidden(page, f"seen_{one}") for one in ("zh", "en")}
    form = {**ZH, **EN, **seen, f"alt_zh_{name}": "停车场", f"alt_en_{name}": ""}
    assert "Each picture needs" in desk.post(f"/faq/{number}", **form).text
    form |= {f"alt_en_{name}": "A car park", f"drop_zh_{name}": "1"}
    assert desk.post(f"/faq/{number}", **form).status_code == 303
    with desk.store.reading() as session:
        assert current(session, number, "zh", "draft").pictures == []
        assert current(session, number, "en", "draft").pictures == [{"hash": name, "alt": "A car park"}]


def test_the_list_tells_what_is_missing_and_how_good_an_answer_is(desk: Desk):
    desk.sign_in("librarian")
    assert "There are no questions yet" in desk.get("/faq").text
    assert desk.post("/faq/suggested").status_code == 303
    with desk.store.writing() as session:
        expired = session.scalars(sa.select(FaqEntry).where(FaqEntry.code == "card-expired")).one().id
        body = {"entry": expired, "language": "zh"}
        for kind, times in (
            (VoiceKind.FAQ_VIEWED, 7),
            (VoiceKind.FAQ_HELPED, 3),
            (VoiceKind.FAQ_UNHELPED, 1),
        ):
            for _ in range(times):
                count(session, kind, body, NOW.date())
    page = desk.get("/faq").text
    assert "read 7 times" in page
    assert "say it helped" not in page, "four are too few to tell"
    with desk.store.writing() as session:
        count(session, VoiceKind.FAQ_HELPED, body, NOW.date())
    assert "80 % say it helped" in desk.get("/faq").text
    assert "messages without an answer" not in page
    desk.post(f"/faq/{expired}/retire", retired="1")
    page = desk.get("/faq").text
    assert "1 message without an answer" in page
    assert "/console/faq/new?code=card-expired" not in page, "its answer is only put away"
    taken = desk.post("/faq/new", category="card", code="card-expired", **ZH, **EN)
    assert "has an answer already" in taken.text, "also while it is retired"
    with desk.store.writing() as session:
        entry = add_entry(session, "", "", "librarian", NOW)
        draft = save_draft(session, entry.id, "en", Said("Only English?", "Yes."), "librarian", NOW)
        publish(session, entry.id, "en", "librarian", NOW, mark(draft))
    page = desk.get("/faq?show=lacking").text
    assert "Only English?" in page
    assert "My card is not found" not in page


def test_a_search_in_vain_becomes_an_entry_and_is_settled(desk: Desk):
    with desk.store.writing() as session:
        for query in ("停车", "停车", "厕所"):
            body = {"query": query, "language": "zh", "found": 0}
            count(session, VoiceKind.FAQ_SEARCHED, body, NOW.date())
        body = {"query": "续借", "language": "zh", "found": 3}
        count(session, VoiceKind.FAQ_SEARCHED, body, NOW.date())
    desk.sign_in("librarian")
    page = desk.get("/faq/searches").text
    assert page.index("停车") < page.index("厕所")
    assert "续借" not in page
    assert 'value="停车"' in desk.get("/faq/new?search=停车&language=zh").text
    write(desk, search="停车", language="zh")
    desk.post("/faq/searches/settle", query="厕所", language="zh")
    assert "Nobody looked in vain" in desk.get("/faq/searches").text
    with desk.store.reading() as session:
        assert {row.query: row.settled for row in session.scalars(sa.select(FaqSearch))} == {
            "停车": True,
            "厕所": True,
            "续借": False,
        }


def test_markup_is_letters_on_every_page(desk: Desk):
    said = "<script>alert(1)</script>{{ 7*7 }}"
    number = write(desk, question_en=said, answer_en=said)
    with desk.store.writing() as session:
        body = {"query": said[:40], "language": "en", "found": 0}
        count(session, VoiceKind.FAQ_SEARCHED, body, NOW.date())
    for path in (
        "/faq",
        f"/faq/{number}",
        f"/faq/{number}/preview/en",
        "/faq/searches",
        f"/faq/new?search={said}",
    ):
        page = desk.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("path", ["/faq/0", "/faq/99999999999", "/faq/1/preview/fr", "/faq/1/preview/en"])
def test_what_is_not_there_is_said_so(desk: Desk, path: str):
    desk.sign_in("librarian")
    assert desk.get(path).status_code == 404


def test_every_suggested_code_is_named_in_the_form(desk: Desk):
    desk.sign_in("librarian")
    page = desk.get("/faq/new?code=fines-owed").text
    about = next(one for one in suggested.questions() if one.code == "fines-owed")
    assert f'value="{about.said["zh"][0]}"' in unescape(page)
    assert '<option value="fines-owed" selected>' in page
