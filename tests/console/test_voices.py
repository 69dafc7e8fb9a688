"""S23: what readers say is read, answered, told and made a task; surveys and meetings are arranged; nobody is found out."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from config.server_settings import ServerSettings
from server.purge import purge
from server.store.voice_tables import Meeting, Rating, RatingRule, Signup, Survey, SurveyAnswer, Voice
from server.voice.fives import LEAST, floored, in_fives, shown_words
from tests.console.conftest import Desk

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
HOSTILE = '=HYPERLINK("http://x") <script>alert(1)</script> 😀 مرحبا'


def add(desk: Desk, *rows: Any) -> int:
    with desk.store.writing() as session:
        session.add_all(rows)
        session.flush()
        return rows[0].id


def get(desk: Desk, table: type, number: int) -> Any:
    with desk.store.reading() as session:
        return session.get(table, number)


def voice(**more: Any) -> Voice:
    return Voice(
        **{"kind": "suggestion", "kiosk_id": "k1", "day": TODAY, "language": "zh", "text": "椅子", **more}
    )


def table(desk: Desk, path: str) -> list[list[str]]:
    response = desk.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


# --- the inbox ----------------------------------------------------------------------------------------------------


def test_a_suggestion_is_marked_answered_published_and_made_a_task(desk: Desk):
    number = add(desk, voice(contact="wang@example.org"))
    desk.sign_in("librarian")
    assert "椅子" in desk.get("/voices?state=new").text
    desk.post(f"/voices/{number}/mark", state="read", mark="少儿区")
    assert "椅子" not in desk.get("/voices?state=new").text
    desk.post(
        f"/voices/{number}/answer", answer_zh="已添置十把", answer_en="", shown="儿童区椅子", published="1"
    )
    row = get(desk, Voice, number)
    assert (row.state, row.mark, row.published, row.shown) == ("answered", "少儿区", True, "儿童区椅子")
    assert row.answers == {"zh": "已添置十把"}
    desk.post(f"/voices/{number}/task", task="买椅子", task_login="technician")
    desk.sign_in("technician")
    assert "买椅子" in desk.get(f"/voices/{number}").text
    desk.post(f"/voices/{number}/task-done")
    assert get(desk, Voice, number).task_done_at is not None


def test_nothing_is_published_without_an_answer_nor_given_to_who_cannot_do_it(desk: Desk):
    number = add(desk, voice())
    desk.sign_in("librarian")
    assert desk.post(f"/voices/{number}/answer", published="1", shown="x").status_code == 422
    bare = {"published": "1", "answer_zh": "已添置", "shown": ""}
    assert desk.post(f"/voices/{number}/answer", **bare).status_code == 422, "not the reader's own words"
    for login in ("viewer", "nobody"):
        assert desk.post(f"/voices/{number}/task", task="x", task_login=login).status_code == 422
    row = get(desk, Voice, number)
    assert (row.published, row.task) == (False, "")


def test_a_long_suggestion_is_answered_without_cutting_it(desk: Desk):
    number = add(desk, voice(text="好" * 2000))
    desk.sign_in("librarian")
    assert desk.post(f"/voices/{number}/answer", answer_zh="已添置", shown="好" * 2000).status_code == 303
    assert get(desk, Voice, number).answers == {"zh": "已添置"}


def test_a_task_is_done_by_whom_it_was_given(desk: Desk):
    number = add(desk, voice(task="x", task_login="librarian"))
    desk.sign_in("technician")
    assert desk.post(f"/voices/{number}/task-done").status_code == 403
    assert get(desk, Voice, number).task_done_at is None


def test_how_to_reach_somebody_is_for_those_who_answer(desk: Desk):
    number = add(desk, voice(contact="wang@example.org"))
    about = add(desk, Meeting(titles={"zh": "会"}, begins_at=datetime.now(UTC), published=True))
    add(desk, Signup(meeting_id=about, day=TODAY, name="王小明", contact="138"))
    for login, sees in (("viewer", False), ("technician", False), ("librarian", True)):
        desk.sign_in(login)
        assert ("wang@example.org" in desk.get(f"/voices/{number}").text) is sees
        assert ("王小明" in desk.get(f"/voices/meetings/{about}").text) is sees
        assert "wang@example.org" not in desk.get("/voices/inbox.csv").text


def test_who_left_an_address_is_written_to_from_the_page(desk: Desk):
    desk.sign_in("librarian")
    for contact, link in (
        ("a.reader+x@mail.example.org", 'href="mailto:a.reader%2Bx@mail.example.org"'),
        ("138 0000 1111", 'href="tel:13800001111"'),
        ("+86 (10) 12345", 'href="tel:+861012345"'),
        ("javascript:alert(1)", 'dir="auto">javascript:alert(1)<'),
        ("ask at the desk", 'dir="auto">ask at the desk<'),
    ):
        number = add(desk, voice(contact=contact))
        assert link in desk.get(f"/voices/{number}").text
    assert "saving an answer sends nothing" in desk.get(f"/voices/{number}").text


def test_what_readers_wrote_is_no_markup_and_no_formula(desk: Desk):
    number = add(desk, voice(text=HOSTILE, contact=HOSTILE))
    desk.sign_in("librarian")
    for path in ("/voices", f"/voices/{number}"):
        assert "<script>alert" not in desk.get(path).text
    head, row = table(desk, "/voices/inbox.csv")
    assert dict(zip(head, row, strict=True))["text"] == "'" + HOSTILE
    assert desk.get("/voices/inbox.csv").content.startswith(b"\xef\xbb\xbf")


def test_rubbish_in_the_address_is_told(desk: Desk):
    desk.sign_in("administrator")
    for path in (
        "voices/99",
        "voices/0",
        f"voices/{10**12}",
        "voices/surveys/7",
        "voices/meetings/7",
        "voices/x",
    ):
        assert desk.get(f"/{path}").status_code == 404
    assert desk.get("/voices?kind=%00&state=x&page=x").status_code == 200


# --- surveys ------------------------------------------------------------------------------------------------------


FORM = {
    "title_zh": "问卷",
    "begins": TODAY.isoformat(),
    "ends": TODAY.isoformat(),
    "every": "3",
    "kind_1": "choice",
    "text_1_zh": "来做什么？",
    "options_1_zh": "借书\n还书",
    "options_1_en": "Borrow\nReturn",
    "kind_2": "text",
    "text_2_zh": "还有什么？",
}


def build(desk: Desk, **more: str) -> int:
    response = desk.post("/voices/surveys/new", **{**FORM, **more})
    assert response.status_code == 303, response.text
    return int(response.headers["location"].split("/")[-1].split("?")[0])


def test_a_survey_is_a_draft_then_published_and_then_stays_as_it_is(desk: Desk):
    desk.sign_in("librarian")
    number = build(desk)
    until = TODAY + timedelta(days=9)
    desk.post(f"/voices/surveys/{number}/edit", **{**FORM, "title_zh": "新问卷", "ends": until.isoformat()})
    assert get(desk, Survey, number).titles == {"zh": "新问卷"}
    assert get(desk, Survey, number).questions[0]["options"][1] == {
        "id": "2",
        "texts": {"zh": "还书", "en": "Return"},
    }
    desk.post(f"/voices/surveys/{number}/publish")
    assert desk.post(f"/voices/surveys/{number}/edit", **FORM).status_code == 409
    assert desk.get(f"/voices/surveys/{number}/edit").status_code == 409
    assert get(desk, Survey, number).titles == {"zh": "新问卷"}
    assert "来做什么" in desk.get(f"/voices/surveys/new?like={number}").text
    desk.post(f"/voices/surveys/{number}/end")
    assert get(desk, Survey, number).ended
    assert get(desk, Survey, number).ends == until, "a kiosk without a network may still be asking"


WRONG = [
    ("title_zh", ""),
    ("title_zh", "题" * 121),
    ("kind_1", "drawing"),
    ("text_1_zh", ""),
    ("options_1_zh", "借书"),
    ("options_1_en", "Borrow\nReturn\nSit"),
    ("options_1_zh", "\n".join(str(n) for n in range(7))),
    ("ends", (TODAY - timedelta(days=1)).isoformat()),
    ("begins", "yesterday"),
    ("every", "0"),
]


def test_a_survey_that_cannot_be_asked_is_told_beside_its_field(desk: Desk):
    desk.sign_in("librarian")
    for field, value in WRONG:
        response = desk.post("/voices/surveys/new", **{**FORM, field: value})
        assert response.status_code == 422, (field, value)
        assert 'class="wrong"' in response.text
    with desk.store.reading() as session:
        assert not session.scalars(sa.select(Survey)).all()


def answers(survey: int, *given: dict[str, Any]) -> list[SurveyAnswer]:
    return [SurveyAnswer(survey_id=survey, kiosk_id="k1", day=TODAY, answers=one) for one in given]


def test_what_a_survey_found_is_told_in_fives_and_words_only_by_fives(desk: Desk):
    desk.sign_in("librarian")
    number = build(desk)
    desk.post(f"/voices/surveys/{number}/publish")
    words = [f"word-{n}" for n in range(7)]
    few = [{"q1": "1", "q2": word} for word in words[:4]]
    add(desk, *answers(number, *few))
    page = desk.get(f"/voices/surveys/{number}").text
    assert not any(word in page for word in words)
    more = [{"q1": "1", "q2": word} for word in words[4:]]
    add(desk, *answers(number, *more, *({"q1": "2"} for _ in range(4))))
    page = desk.get(f"/voices/surveys/{number}").text
    assert sum(word in page for word in words) == 5
    rows = table(desk, f"/voices/surveys/{number}/results.csv")
    assert rows[0] == ["question", "answer", "count"]
    assert [row[1:] for row in rows[1:3]] == [["Borrow", "5"], ["Return", ""]]


def test_a_readers_words_are_no_formula_in_the_table(desk: Desk):
    desk.sign_in("librarian")
    number = build(desk)
    add(desk, *answers(number, *({"q2": HOSTILE} for _ in range(5))))
    rows = table(desk, f"/voices/surveys/{number}/results.csv")
    assert [row[1] for row in rows[-5:]] == ["'" + HOSTILE] * 5


# --- ratings ------------------------------------------------------------------------------------------------------


def ratings(*kiosks: tuple[str, int, int]) -> list[Rating]:
    return [
        Rating(kiosk_id=kiosk, day=TODAY, score=score) for kiosk, score, count in kiosks for _ in range(count)
    ]


def test_ratings_are_told_by_kiosk_in_fives(desk: Desk):
    add(desk, *ratings(("k1", 5, 12), ("k1", 1, 4), ("attic", 4, 4)))
    desk.sign_in("viewer")
    rows = table(desk, "/voices/ratings.csv")
    assert rows[1:] == [[TODAY.strftime("%Y-%m"), "main", "k1", "5", "10"]]
    page = desk.get("/voices/ratings").text
    assert ">k1<" in page
    assert "attic" not in page


def test_who_sets_the_rules_says_when_readers_are_asked(desk: Desk):
    desk.sign_in("librarian")
    assert desk.post("/voices/ratings", every="2").status_code == 403
    desk.sign_in("administrator")
    assert desk.post("/voices/ratings", every="-1").status_code == 422
    desk.post("/voices/ratings", every="0")
    assert get(desk, RatingRule, 1).every == 0


cells = st.tuples(st.sampled_from("ab"), st.integers(1, 2), st.integers(1, 5))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(cells, st.integers(0, 40)), st.data())
def test_no_figure_and_no_difference_of_two_is_a_group_of_less_than_five(counts: dict[Any, int], data: Any):
    """Whatever sums of shown figures are taken, of some places or all, now or earlier."""
    shown = in_fives(cell for cell, count in counts.items() for _ in range(count))
    assert all(0 <= counts[cell] - count < LEAST for cell, count in shown.items())
    assert all(count < LEAST for cell, count in counts.items() if cell not in shown)
    earlier = floored({cell: data.draw(st.integers(0, count)) for cell, count in counts.items()})
    for place in range(3):
        sums = Counter[Any]()
        for cell, count in shown.items():
            sums[cell[place]] += count
        for cell, count in earlier.items():
            sums[cell[place]] -= count
        assert all(count % LEAST == 0 for count in sums.values())


@given(st.lists(st.text(), max_size=40), st.integers())
def test_words_are_shown_by_fives_and_none_is_lost_or_made_up(texts: list[str], seed: int):
    shown = shown_words(texts, random.Random(seed))
    assert Counter(shown) == Counter(texts[: len(texts) // LEAST * LEAST])


# --- meetings -----------------------------------------------------------------------------------------------------


def test_a_meeting_is_written_published_cancelled_and_its_list_printed(desk: Desk):
    desk.sign_in("librarian")
    soon = TODAY + timedelta(days=3)
    form = {"title_zh": "读书会", "place_zh": "三楼", "day": soon.isoformat(), "clock": "19:00", "seats": "1"}
    assert desk.post("/voices/meetings/new", **{**form, "clock": "25:00"}).status_code == 422
    assert desk.post("/voices/meetings/new", **{**form, "title_zh": ""}).status_code == 422
    assert desk.post("/voices/meetings/new", **{**form, "seats": "0"}).status_code == 422
    response = desk.post("/voices/meetings/new", **form)
    number = int(response.headers["location"].split("/")[-1].split("?")[0])
    desk.post(f"/voices/meetings/{number}/publish")
    row = get(desk, Meeting, number)
    assert row.published
    assert row.begins_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") == "19:00"
    seated = add(desk, Signup(meeting_id=number, day=TODAY, name=HOSTILE))
    waits = add(desk, Signup(meeting_id=number, day=TODAY, name="李", waiting=True))
    page = desk.get(f"/voices/meetings/{number}/print").text
    assert "李" in page
    assert "<script>alert" not in page
    desk.post(f"/voices/meetings/{number}/signups/{waits}/seat")
    assert not get(desk, Signup, waits).waiting
    desk.post(f"/voices/meetings/{number}/signups/{seated}/remove")
    assert get(desk, Signup, seated) is None
    assert desk.post(f"/voices/meetings/{number + 1}/signups/{waits}/remove").status_code == 404
    desk.post(f"/voices/meetings/{number}/cancel")
    assert get(desk, Meeting, number).cancelled


# --- what is forgotten --------------------------------------------------------------------------------------------


def test_ways_to_reach_people_are_forgotten_and_what_they_said_is_not(desk: Desk):
    old, new = TODAY - timedelta(days=400), TODAY - timedelta(days=100)
    ids = [add(desk, voice(day=day, contact="a@b")) for day in (old, new)]
    now = datetime.now(UTC)
    meetings = [
        add(desk, Meeting(titles={"zh": "会"}, begins_at=now - timedelta(days=days))) for days in (31, 29)
    ]
    coming = [
        add(desk, Signup(meeting_id=one, day=date(2020, 1, 1), name="王", contact="1")) for one in meetings
    ]
    purge(desk.store, ServerSettings(database=""), now)
    assert [get(desk, Voice, number).contact for number in ids] == ["", "a@b"]
    assert get(desk, Voice, ids[0]).text == "椅子"
    assert [(get(desk, Signup, one).name, get(desk, Signup, one).contact) for one in coming] == [
        ("", ""),
        ("王", "1"),
    ]
