"""Frequent questions on the server: versions, pictures, counters, what kiosks are told; on both databases."""

from __future__ import annotations

import hashlib
import io
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from config.searched import searched
from config.server_settings import ServerSettings
from config.vocabulary import Code, VoiceKind
from server.faq import pictures as kept_pictures
from server.faq import suggested
from server.faq.counts import count
from server.faq.entries import (
    Overtaken,
    Said,
    Unwritable,
    add_entry,
    current,
    draft_from_call,
    file_under,
    mark,
    publish,
    restore,
    retire,
    save_draft,
)
from server.faq.pictures import BadPicture, keep, redraw
from server.purge import purge
from server.store.database import Store
from server.store.faq_tables import FaqCount, FaqEntry, FaqPicture, FaqSearch, FaqVersion
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import AuditLine, Change
from tests.server.conftest import Site

NOW = datetime.now(UTC)
TODAY = NOW.date()
ANSWER = "First.\n\nSecond."


def written(
    store: Store, code: str = "", question: str = "Why?", answer: str = ANSWER, language: str = "en"
) -> int:
    """An entry with a published answer."""
    with store.writing() as session:
        entry = add_entry(session, "card", code, "ann", NOW)
        draft = save_draft(session, entry.id, language, Said(question, answer), "ann", NOW)
        publish(session, entry.id, language, "ann", NOW, mark(draft))
        return entry.id


def drawn(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **how: object) -> bytes:
    to = io.BytesIO()
    Image.effect_noise(size, 80).convert(mode).save(to, kind, **how)  # type: ignore[arg-type]
    return to.getvalue()


def test_a_kiosk_gets_what_is_published_and_nothing_twice(site: Site):
    entry_id = written(site.store, Code.CARD_EXPIRED)
    with site.store.writing() as session:
        save_draft(session, entry_id, "zh", Said("草稿", "还没好"), "ann", NOW)
    response = site.client.get("/api/v1/faq")
    assert response.json() == {
        "categories": [{"code": "card", "names": {"zh": "读者证与账户", "en": "Your card and account"}}],
        "entries": [
            {
                "id": entry_id,
                "code": "card-expired",
                "category": "card",
                "asked": 0,
                "texts": {
                    "en": {
                        "question": "Why?",
                        "answer": ["First.", "Second."],
                        "pictures": [],
                        "words": "why\nfirst second\n\n",
                    }
                },
            }
        ],
    }
    again = site.client.get("/api/v1/faq", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    with site.store.writing() as session:
        retire(session, entry_id, "ann", retired=True)
    assert site.client.get("/api/v1/faq").json() == {"categories": [], "entries": []}
    assert site.client.get("/api/v1/faq", headers={"Authorization": ""}).status_code == 401


def test_the_most_asked_of_the_last_thirty_days_come_first(site: Site):
    first, second, third = (written(site.store, question=f"{n}?") for n in range(3))
    with site.store.writing() as session:
        for entry, days, times in ((third, 28, 2), (second, 0, 1), (first, 31, 9)):
            for _ in range(times):
                body = {"entry": entry, "language": "en"}
                count(session, VoiceKind.FAQ_VIEWED, body, TODAY - timedelta(days=days))
    told = site.client.get("/api/v1/faq").json()["entries"]
    assert [(entry["id"], entry["asked"]) for entry in told] == [(third, 2), (second, 1), (first, 0)]


def test_what_has_no_category_can_be_found_on_the_kiosk_all_the_same(site: Site):
    with site.store.writing() as session:
        entry = add_entry(session, "", "", "ann", NOW)
        publish(
            session,
            entry.id,
            "en",
            "ann",
            NOW,
            mark(save_draft(session, entry.id, "en", Said("?", "!"), "ann", NOW)),
        )
    told = site.client.get("/api/v1/faq").json()
    assert (
        [one["code"] for one in told["categories"]]
        == [one["category"] for one in told["entries"]]
        == ["other"]
    )


def test_publishing_makes_the_old_version_old_and_is_told_and_noted(store: Store):
    entry_id = written(store)
    with store.writing() as session:
        draft = save_draft(session, entry_id, "en", Said("Why then?", "New."), "bob", NOW, seen="")
        publish(session, entry_id, "en", "bob", NOW, mark(draft))
    with store.reading() as session:
        rows = session.scalars(sa.select(FaqVersion).order_by(FaqVersion.number)).all()
        assert [(row.number, row.state, row.question) for row in rows] == [
            (1, "old", "Why?"),
            (2, "published", "Why then?"),
        ]
        noted = session.scalars(sa.select(AuditLine).where(AuditLine.what == "faq-published")).all()
        assert [(line.who, line.about, line.details["version"]) for line in noted] == [
            ("ann", str(entry_id), 1),
            ("bob", str(entry_id), 2),
        ]
        if store.engine.dialect.name == "sqlite":
            told = session.scalars(sa.select(Change.about).where(Change.topic == "faq")).all()
            assert told == [str(entry_id), str(entry_id)]


def test_an_old_version_comes_back_as_a_draft_and_no_draft_is_lost(store: Store):
    entry_id = written(store)
    with store.writing() as session:
        old = current(session, entry_id, "en", "published")
        assert old is not None
        draft = save_draft(session, entry_id, "en", Said("Half done", ""), "bob", NOW)
        with pytest.raises(Unwritable):
            publish(session, entry_id, "en", "bob", NOW, mark(draft))
        restored = restore(session, old.id, "bob", NOW)
        assert (restored.state, restored.question, restored.number) == ("draft", "Why?", 3)
        assert draft.state == "old"


def test_who_has_seen_another_draft_neither_saves_nor_publishes(store: Store):
    entry_id = written(store)
    with store.writing() as session:
        first = mark(save_draft(session, entry_id, "en", Said("Ann's", "a"), "ann", NOW))
        save_draft(session, entry_id, "en", Said("Bob's", "b"), "bob", NOW + timedelta(seconds=1), seen=first)
        for late in (
            lambda: save_draft(session, entry_id, "en", Said("Ann's", "c"), "ann", NOW, seen=first),
            lambda: save_draft(session, entry_id, "en", Said("New", "c"), "ann", NOW, seen=""),
            lambda: publish(session, entry_id, "en", "ann", NOW, first),
        ):
            with pytest.raises(Overtaken):
                late()
        assert current(session, entry_id, "en", "draft").question == "Bob's"  # type: ignore[union-attr]


def test_two_who_publish_at_once_publish_once(store: Store):
    entry_id = written(store)
    with store.writing() as session:
        seen = mark(save_draft(session, entry_id, "en", Said("Both", "want it"), "ann", NOW))
    together, told = threading.Barrier(2), []

    def press(who: str) -> None:
        together.wait(10)
        try:
            with store.writing() as session:
                publish(session, entry_id, "en", who, NOW, seen)
            told.append("published")
        except Overtaken:
            told.append("overtaken")

    both = [threading.Thread(target=press, args=(who,)) for who in ("ann", "bob")]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(told) == ["overtaken", "published"]
    with store.reading() as session:
        states = session.scalars(sa.select(FaqVersion.state).order_by(FaqVersion.number)).all()
        assert states == ["old", "published"]


def test_a_code_has_one_entry(store: Store):
    written(store, Code.CARD_EXPIRED)
    with store.writing() as session:
        with pytest.raises(Overtaken):
            add_entry(session, "card", Code.CARD_EXPIRED, "ann", NOW)
        for category, code in (("nonsense", ""), ("card", "nonsense")):
            with pytest.raises(Unwritable):
                add_entry(session, category, code, "ann", NOW)


def test_two_who_answer_one_code_at_once_make_one_entry(store: Store):
    told = []

    def second() -> None:
        try:
            with store.writing() as session:
                add_entry(session, "card", Code.CARD_EXPIRED, "bob", NOW)
            told.append("added")
        except Overtaken:
            told.append("overtaken")

    thread = threading.Thread(target=second)
    with store.writing() as session:
        add_entry(session, "card", Code.CARD_EXPIRED, "ann", NOW)
        thread.start()
        if store.engine.dialect.name == "postgresql":
            deadline = time.monotonic() + 10
            waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not session.scalar(waiting):  # the other has found the code free, and now waits for us
                assert time.monotonic() < deadline
                time.sleep(0.01)
    thread.join(20)
    assert told == ["overtaken"]
    other = written(store)
    with store.writing() as session, pytest.raises(Overtaken):
        file_under(session, other, "card", Code.CARD_EXPIRED, "ann")


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        (Said("q" * 201), "question", "too-long"),
        (Said("q", "a" * 6001), "answer", "too-long"),
        (Said("q\0", ""), "question", "text"),
        (Said("q", "a\ud800"), "answer", "text"),
        (Said("q", "\u202eright to left"), "answer", "text"),
        (Said("q", "a", (("0" * 64, " "),)), "alt-1", "missing"),
        (Said("q", "a", (("0" * 64, "nobody has it"),)), "pictures", "choice"),
    ],
)
def test_what_cannot_be_kept_is_told_by_its_field(store: Store, said: Said, field: str, why: str):
    with store.writing() as session:
        entry = add_entry(session, "", "", "ann", NOW)
        with pytest.raises(Unwritable) as told:
            save_draft(session, entry.id, "en", said, "ann", NOW)
        assert (told.value.field, told.value.why) == (field, why)


def test_markup_stays_the_letters_it_is(site: Site):
    said = "<b>bold</b> & [link](x) {{ 7*7 }}"
    written(site.store, question=said, answer=said)
    text = site.client.get("/api/v1/faq").json()["entries"][0]["texts"]["en"]
    assert (text["question"], text["answer"]) == (said, [said])


# --- pictures ---------------------------------------------------------------------------------------------------


def test_a_picture_loses_everything_but_its_pixels(site: Site):
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "taken at home", 6
    hidden = PngInfo()
    hidden.add_text("Comment", "taken at home")
    with site.store.writing() as session:
        jpeg = keep(session, redraw(drawn("JPEG", (60, 20), exif=exif)), NOW)
        png = keep(session, redraw(drawn("PNG", pnginfo=hidden)), NOW)
        webp = keep(session, redraw(drawn("WEBP")), NOW)
        gif = keep(session, redraw(drawn("GIF", mode="P")), NOW)
        assert keep(session, redraw(drawn("JPEG", (60, 20), exif=exif)), NOW).hash, (
            "the noise is another, the way is not"
        )
    assert (jpeg.width, jpeg.height) == (20, 60), "turned as the camera meant it"
    for picture, media in (
        (jpeg, "image/jpeg"),
        (png, "image/png"),
        (webp, "image/jpeg"),
        (gif, "image/png"),
    ):
        response = site.client.get(f"/api/v1/faq/pictures/{picture.hash}")
        assert response.headers["content-type"] == media
        assert response.headers["cache-control"].endswith("immutable")
        assert hashlib.sha256(response.content).hexdigest() == picture.hash
        assert b"taken at home" not in response.content
        shown = Image.open(io.BytesIO(response.content))
        assert not shown.getexif()
        assert shown.size == (picture.width, picture.height)
    for name, status in (("0" * 64, 404), ("x", 422), ("A" * 64, 422)):
        assert site.client.get(f"/api/v1/faq/pictures/{name}").status_code == status


def test_the_same_picture_is_kept_once(store: Store):
    same = drawn()
    with store.writing() as session:
        assert keep(session, redraw(same), NOW) is keep(session, redraw(same), NOW)
        assert session.scalar(sa.select(sa.func.count()).select_from(FaqPicture)) == 1


def test_a_large_picture_is_made_smaller_and_a_noisy_one_a_photograph():
    large = redraw(drawn("JPEG", (2600, 1300), "L", quality=40))
    assert (large.width, large.height) == (2000, 1000)
    noisy = redraw(drawn("PNG", (1100, 1100)))
    assert noisy.media_type == "image/jpeg"
    assert len(noisy.content) <= kept_pictures.MOST_BYTES
    to = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 9)).save(to, "PNG")
    assert Image.open(io.BytesIO(redraw(to.getvalue()).content)).getpixel((0, 0)) == (255, 0, 0, 9)


def test_a_photograph_of_a_telephone_is_taken_at_the_size_it_is_kept_in():
    def photograph(**how: bool) -> bytes:
        to = io.BytesIO()
        Image.new("L", (8000, 6000), 120).save(to, "JPEG", **how)
        return to.getvalue()

    taken = redraw(photograph())
    assert (taken.width, taken.height) == (2000, 1500)
    with pytest.raises(BadPicture, match="large"):
        redraw(photograph(progressive=True))  # to be unpacked whole


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 40000 by 40000."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
        )

    size = (40_000).to_bytes(4, "big")
    head = chunk(b"IHDR", size + size + b"\x08\x00\x00\x00\x00")
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
    )


def moving(kind: str) -> bytes:
    to = io.BytesIO()
    first, second = Image.new("RGB", (9, 9), "red"), Image.new("RGB", (9, 9), "blue")
    first.save(to, kind, save_all=True, append_images=[second])
    return to.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (b"%PDF-1.7", "kind"),
        (drawn("BMP"), "kind"),
        (drawn("TIFF"), "kind"),
        (bomb(), "large"),
        (drawn("PNG")[:200], "broken"),
        (drawn("JPEG")[:300], "broken"),
        (moving("GIF"), "moves"),
        (moving("WEBP"), "moves"),
        (moving("PNG"), "moves"),
    ],
)
def test_what_is_no_still_picture_is_refused(content: bytes, code: str):
    with pytest.raises(BadPicture) as told:
        redraw(content)
    assert told.value.code == code


# --- counters ---------------------------------------------------------------------------------------------------


def test_counts_are_by_day_and_two_at_once_are_two(store: Store):
    entry = written(store)
    body = {"entry": entry, "language": "en"}

    def view() -> None:
        for _ in range(5):
            with store.writing() as session:
                count(session, VoiceKind.FAQ_VIEWED, body, TODAY)

    both = [threading.Thread(target=view) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    with store.writing() as session:
        count(session, VoiceKind.FAQ_HELPED, body, TODAY)
        count(session, VoiceKind.FAQ_UNHELPED, body, TODAY - timedelta(days=1))
        rows = session.scalars(sa.select(FaqCount).order_by(FaqCount.day)).all()
        assert [(row.views, row.helped, row.unhelped) for row in rows] == [(0, 0, 1), (10, 1, 0)]


def test_what_was_looked_for_holds_no_number_of_a_reader(store: Store):
    def look(query: object, found: object = 0) -> None:
        with store.writing() as session:
            body = {"query": query, "language": "zh", "found": found}
            count(session, VoiceKind.FAQ_SEARCHED, body, TODAY)

    look("Wi-Fi 密码")
    look("wi-fi 密码", 2)
    look("我的证 20000000000017 打不开")
    look("2000 0000-0000 17")
    look("x" * 500)
    with store.reading() as session:
        rows = {row.query: (row.count, row.found) for row in session.scalars(sa.select(FaqSearch))}
    assert rows == {"wi-fi 密码": (2, 2), "我的证 打不开": (1, 0), "x" * 60: (1, 0)}
    for query, found in (("q", -1), ("q", "many"), (7, 0)):
        with pytest.raises(ValueError, match="search"):
            look(query, found)


def test_what_was_looked_for_is_forgotten_after_a_while(store: Store):
    with store.writing() as session:
        for days in (0, 119, 121):
            body = {"query": "停车", "language": "zh", "found": 0}
            count(session, VoiceKind.FAQ_SEARCHED, body, TODAY - timedelta(days=days))
    assert purge(store, ServerSettings(database=""), NOW)["searches"] == 1
    with store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FaqSearch)) == 2


def test_kiosks_tell_it_among_what_readers_say(site: Site):
    entry = written(site.store)
    said = [
        ("faq-viewed", {"entry": entry}),
        ("faq-helped", {"entry": entry}),
        ("faq-searched", {"query": "停车", "found": 0}),
        ("faq-viewed", {"entry": "x"}),
    ]
    voices = [
        {"key": f"{number:032}", "kind": kind, "day": TODAY.isoformat(), "language": "zh", "body": body}
        for number, (kind, body) in enumerate(said)
    ]
    for _ in range(2):
        response = site.client.post("/api/v1/voices", json={"voices": voices})
        assert len(response.json()["taken"]) == 4
    with site.store.reading() as session:
        row = session.scalars(sa.select(FaqCount)).one()
        assert (row.language, row.views, row.helped, row.unhelped) == ("zh", 1, 1, 0)
        assert [row.query for row in session.scalars(sa.select(FaqSearch))] == ["停车"]


@pytest.mark.parametrize("text", ["２０００００００", "1.2.3.4.5.6", "6225 8801", "12345–6"])
def test_a_number_in_any_dress_is_dropped(text: str):
    assert searched(f"a {text} b") == "a b"
    assert searched("9787") == "9787"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entry": 1},
        {"entry": 999, "language": "en"},
        {"entry": "1", "language": "en"},
        {"entry": 2**40, "language": "en"},
        {"entry": 1, "language": "<b>"},
    ],
)
def test_what_is_malformed_is_not_counted(store: Store, body: dict):
    written(store)
    with store.writing() as session, pytest.raises(ValueError, match=r"language|counted|entry"):
        count(session, VoiceKind.FAQ_VIEWED, body, TODAY)
    with store.writing() as session, pytest.raises(ValueError, match="counted"):
        count(session, VoiceKind.RATING, {"language": "en"}, TODAY)


# --- from a conversation ----------------------------------------------------------------------------------------


def call(store: Store, code: str, reason: str = "item", language: str = "zh") -> str:
    with store.writing() as session:
        session.add(
            HelpCall(
                key="k",
                kiosk_id="kiosk-1",
                occurred_at=NOW,
                received_at=NOW,
                page="borrow",
                code=code,
                reason=reason,
                language=language,
            )
        )
        session.flush()
        for number, (who, kind, texts) in enumerate(
            [
                ("reader", "text", {"": "我叫王小明，证号 20000000000017"}),
                ("ann", "text", {"": "请把光盘也放上来"}),
                ("ann", "point", {"zh": "看这里", "en": "look here"}),
                ("ann", "text", {"zh": "马上来", "en": "I am coming"}),
            ]
        ):
            session.add(HelpLine(key=str(number), call_key="k", at=NOW, who=who, kind=kind, texts=texts))
    return "k"


def test_a_conversation_becomes_a_draft_without_a_word_of_the_reader(store: Store):
    key = call(store, Code.PARTS_MISSING)
    with store.writing() as session:
        entry = draft_from_call(session, key, "ann", NOW)
        assert draft_from_call(session, key, "bob", NOW) is entry
        assert (entry.code, entry.category, entry.from_call) == ("parts-missing", "pad", "k")
        rows = session.scalars(sa.select(FaqVersion).order_by(FaqVersion.language)).all()
        assert [(row.language, row.question, row.answer, row.state) for row in rows] == [
            ("en", "Part of a set is missing. What now?", "I am coming", "draft"),
            ("zh", "“这套书缺一件”是怎么回事？", "请把光盘也放上来\n\n马上来", "draft"),
        ]
        with pytest.raises(LookupError):
            draft_from_call(session, "unknown", "ann", NOW)


def test_a_code_that_has_an_answer_gets_the_lines_added_to_its_draft(store: Store):
    entry_id = written(store, Code.PARTS_MISSING, "缺了怎么办？", "都放上来。", "zh")
    key = call(store, Code.PARTS_MISSING)
    with store.writing() as session:
        assert draft_from_call(session, key, "ann", NOW).id == entry_id
        draft = current(session, entry_id, "zh", "draft")
        assert draft is not None
        assert (draft.question, draft.answer) == ("缺了怎么办？", "都放上来。\n\n请把光盘也放上来\n\n马上来")
        published = current(session, entry_id, "zh", "published")
        assert published is not None
        assert published.answer == "都放上来。"


def test_a_call_without_a_code_gets_the_question_of_its_reason(store: Store):
    key = call(store, "", reason="card")
    with store.writing() as session:
        entry = draft_from_call(session, key, "ann", NOW)
        draft = current(session, entry.id, "zh", "draft")
        assert draft is not None
        assert (entry.code, entry.category, draft.question) == (None, "card", "读者证刷不出来，怎么办？")


# --- what comes along -------------------------------------------------------------------------------------------


def test_the_suggested_questions_come_once_and_beside_what_staff_wrote(store: Store):
    written(store, Code.CARD_EXPIRED)
    with store.writing() as session:
        assert suggested.load(session, NOW) == len(suggested.questions()) - 1
        assert suggested.load(session, NOW) == 0
        entries = session.scalars(sa.select(FaqEntry)).all()
        assert len(entries) == len(suggested.questions())
        # What no kiosk says to anybody needs no answer: holds are placed elsewhere, two are between programs.
        without = {code for code in Code if code not in {entry.code for entry in entries}}
        assert without == {
            Code.HOLD_LIMIT,
            Code.HOLD_PLACED_ALREADY,
            Code.HOLD_NO_COPY,
            Code.HOLD_NOT_FOR_YOU,
            Code.ENTRY_MALFORMED,
            Code.KEY_REUSED,
        }
        with_pictures = [one for one in session.scalars(sa.select(FaqVersion)) if one.pictures]
        assert with_pictures
        assert all(
            session.get(FaqPicture, one["hash"]) and one["alt"]
            for row in with_pictures
            for one in row.pictures
        )
