"""What readers say reaches the library once, each by itself, and leaves nothing that points at anybody."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server.purge import purge
from server.store.voice_tables import Meeting, Rating, Signup, Survey, SurveyAnswer, Voice, VoiceKey
from server.voice.said import Said
from server.voice.taking import _place
from tests.server.conftest import Site

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
HOSTILE = "<script>alert(1)</script> =cmd|'/c calc'!A1 😀👩‍👧 \u202eمرحبا\u202c\0\x07"


def voice(key: str, kind: str, day: date = TODAY, **body: Any) -> dict[str, Any]:
    return {"key": key.ljust(16, "0"), "kind": kind, "day": day.isoformat(), "language": "zh", "body": body}


def tell(site: Site, *voices: Any) -> list[str]:
    response = site.client.post("/api/v1/voices", json={"voices": voices})
    assert response.status_code == 200, response.text
    return response.json()["taken"]


def rows(site: Site, table: type) -> list[Any]:
    with site.store.reading() as session:
        return list(session.scalars(sa.select(table)))


def add(site: Site, row: Any) -> int:
    with site.store.writing() as session:
        session.add(row)
        session.flush()
        return row.id


def meeting(**more: Any) -> Meeting:
    facts = {"titles": {"zh": "读书会"}, "begins_at": datetime.now(UTC) + timedelta(days=3), "seats": 5}
    return Meeting(**{**facts, "published": True, **more})


QUESTIONS = [
    {
        "id": "a",
        "kind": "choice",
        "texts": {"zh": "来做什么？"},
        "options": [{"id": "1", "texts": {"zh": "借书"}}, {"id": "2", "texts": {"zh": "还书"}}],
    },
    {
        "id": "b",
        "kind": "choices",
        "texts": {"zh": "喜欢什么？"},
        "options": [{"id": str(n), "texts": {"zh": str(n)}} for n in range(3)],
    },
    {"id": "c", "kind": "scale", "texts": {"zh": "好用吗？"}},
    {"id": "d", "kind": "yes-no", "texts": {"zh": "还来吗？"}},
    {"id": "e", "kind": "text", "texts": {"zh": "还有什么？"}},
]


def survey(**more: Any) -> Survey:
    facts = {"titles": {"zh": "问卷"}, "begins": TODAY, "ends": TODAY, "questions": QUESTIONS}
    return Survey(**{**facts, "published": True, **more})


def test_each_kind_is_kept_with_its_day_and_without_anything_of_the_key(site: Site):
    of, about = add(site, survey()), add(site, meeting())
    said = [
        voice("k1", "rating", score=4),
        voice("k2", "suggestion", text="椅子再多一些", contact="wang@example.org"),
        voice("k3", "wish", isbn="7-301-04815-7", text="数学分析"),
        voice("k4", "defect", text="扫描窗太低"),
        voice("k5", "survey", survey=of, answers={"a": "2", "b": ["2", "0"], "c": 5, "d": "yes", "e": ""}),
        voice("k6", "signup", meeting=about, people=2, name="王小明"),
    ]
    assert tell(site, *said) == [one["key"] for one in said]
    (rating,) = rows(site, Rating)
    assert (rating.score, rating.day, rating.kiosk_id) == (4, TODAY, "kiosk-1")
    inbox = {one.kind: one for one in rows(site, Voice)}
    assert inbox["suggestion"].contact == "wang@example.org"
    assert (inbox["wish"].isbn, inbox["wish"].text) == ("9787301048153", "数学分析")
    assert inbox["defect"].state == "new"
    (answer,) = rows(site, SurveyAnswer)
    assert answer.answers == {"a": "2", "b": ["0", "2"], "c": 5, "d": "yes"}
    (signup,) = rows(site, Signup)
    assert (signup.people, signup.name, signup.waiting) == (2, "王小明", False)
    for table in (Rating, Voice, SurveyAnswer, Signup):
        assert not {"key", "visit", "at"} & set(table.__table__.columns.keys())


def test_said_twice_is_kept_once(site: Site):
    said = voice("k1", "rating", score=1)
    assert tell(site, said, said) == [said["key"]] * 2
    assert tell(site, {**said, "body": {"score": 5}}) == [said["key"]]
    assert [one.score for one in rows(site, Rating)] == [1]


WORTHLESS: list[tuple[str, dict[str, Any]]] = [
    ("rating", {"score": 6}),
    ("rating", {"score": True}),
    ("rating", {}),
    ("suggestion", {"text": " \u202e "}),
    ("suggestion", {"text": "好" * 10_000}),
    ("suggestion", {"text": ["x"]}),
    ("wish", {}),
    ("wish", {"isbn": "9787301048150", "text": "a wrong check digit"}),
    ("survey", {"survey": 99, "answers": {"a": "1"}}),
    ("survey", {"survey": 10**12, "answers": {"a": "1"}}),
    ("signup", {"meeting": 99}),
    ("signup", {"meeting": "1; DROP TABLE meetings"}),
    ("of-tomorrow", {"x": 1}),
]


def test_what_cannot_be_kept_is_taken_all_the_same_and_holds_up_nothing(site: Site):
    bad = [voice(f"bad{n}x", kind, **body) for n, (kind, body) in enumerate(WORTHLESS)]
    good = voice("good", "rating", score=3)
    said = [*bad, {**good, "key": 5}, "nonsense", {"kind": "rating"}, {"key": "short"}, good]
    assert tell(site, *said) == [*(one["key"] for one in bad), "short", good["key"]]
    assert len(rows(site, Rating)) == 1
    assert not rows(site, Voice) + rows(site, Signup) + rows(site, SurveyAnswer)


def test_a_key_nobody_could_keep_is_taken_too(site: Site):
    for key in ("x", "\0" * 20, "k" * 5000, "é" * 20):
        assert tell(site, {**voice("", "rating", score=3), "key": key}) == [key]
    assert not rows(site, Rating)


def test_hostile_text_is_kept_as_text_without_what_is_no_writing(site: Site):
    tell(site, voice("k1", "suggestion", text=HOSTILE))
    (one,) = rows(site, Voice)
    assert one.text == "<script>alert(1)</script> =cmd|'/c calc'!A1 😀👩‍👧 مرحبا"


def test_what_answers_no_question_is_no_answer(site: Site):
    of = add(site, survey())
    wrong = [
        {"a": "3"},
        {"c": 6},
        {"c": True},
        {"d": "maybe"},
        {"b": "1"},
        {"b": [["1"]]},
        {"z": 1},
        {"e": ""},
        {},
    ]
    tell(site, *(voice(f"k{n}x", "survey", survey=of, answers=answers) for n, answers in enumerate(wrong)))
    assert not rows(site, SurveyAnswer)


def test_a_survey_takes_what_was_said_while_it_ran_however_late_it_comes(site: Site):
    ended = add(site, survey(begins=TODAY - timedelta(days=9), ends=TODAY - timedelta(days=2)))
    early = add(site, survey(ended=True))  # by staff; a kiosk without a network did not know it
    draft = add(site, survey(published=False))
    say = {"a": "1"}
    tell(
        site,
        voice("k1", "survey", TODAY - timedelta(days=2), survey=ended, answers=say),
        voice("k2", "survey", TODAY - timedelta(days=1), survey=ended, answers=say),
        voice("k3", "survey", survey=draft, answers=say),
        voice("k4", "survey", survey=early, answers=say),
    )
    assert [one.day for one in rows(site, SurveyAnswer)] == [TODAY - timedelta(days=2), TODAY]


def test_a_day_of_a_wrong_clock_is_today(site: Site):
    tell(site, voice("k1", "rating", date(2199, 1, 1), score=3))
    assert rows(site, Rating)[0].day == TODAY


def test_what_touches_one_row_is_taken_in_one_order():
    """So that of two kiosks that tell at once neither waits for the other while it is waited for: between two rows the
    order is the same, whatever the keys are."""
    told = [
        Said.model_validate({**voice(secrets.token_hex(8), kind, **body), "language": language})
        for _ in range(10)
        for language in ("zh", "en")
        for kind, body in (
            ("faq-viewed", {"entry": 7}),
            ("faq-helped", {"entry": 7}),
            *(
                ("faq-searched", {"query": query, "found": 0})
                for query in ("Card", "card ", "zebra", "ZEBRA")
            ),
        )
    ]
    touched = [
        (one.body["entry"] if "entry" in one.body else one.body["query"].strip().casefold(), one.language)
        for one in sorted(told, key=_place)
    ]
    assert len(list(groupby(touched))) == len(set(touched)) == 6


def test_twenty_at_once_for_five_seats_get_five(site: Site):
    about = add(site, meeting())
    failed = []

    def sign_up(n: int) -> None:
        try:
            tell(site, voice(f"k{n}x", "signup", meeting=about, people=1))
        except AssertionError as error:
            failed.append(error)

    threads = [threading.Thread(target=sign_up, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    waiting = [one.waiting for one in rows(site, Signup)]
    assert (len(waiting), waiting.count(False)) == (20, 5)
    (told,) = site.client.get("/api/v1/questions").json()["meetings"]
    assert told["seats_left"] == 0


def test_who_comes_with_more_than_there_are_seats_waits_and_takes_none(site: Site):
    about = add(site, meeting(seats=3))
    tell(site, voice("k1", "signup", meeting=about, people=4), voice("k2", "signup", meeting=about, people=3))
    assert sorted((one.people, one.waiting) for one in rows(site, Signup)) == [(3, False), (4, True)]


def test_nobody_comes_to_a_meeting_that_was_and_who_did_not_know_it_is_cancelled_waits(site: Site):
    over = add(site, meeting(begins_at=datetime.now(UTC) - timedelta(hours=1)))
    cancelled = add(site, meeting(cancelled=True, seats=None))
    tell(site, voice("k1", "signup", meeting=over), voice("k2", "signup", meeting=cancelled))
    assert [(one.meeting_id, one.waiting) for one in rows(site, Signup)] == [(cancelled, True)]


def test_questions_are_those_of_the_kiosks_branch_and_answer_304_until_they_change(site: Site):
    add(site, survey(branch="elsewhere"))
    add(site, survey(ends=TODAY - timedelta(days=1)))
    mine = add(site, survey())
    add(site, meeting(published=False))
    add(site, Voice(kind="suggestion", kiosk_id="kiosk-1", day=TODAY, text="王小明: 椅子", shown="椅子", published=True,
                    answers={"zh": "已添置"}, answered_at=datetime.now(UTC)))  # fmt: skip
    never_looked_over = Voice(kind="suggestion", kiosk_id="kiosk-1", day=TODAY, text="王小明", published=True)
    add(site, never_looked_over)
    first = site.client.get("/api/v1/questions")
    told = first.json()
    assert told["rating_every"] > 0
    assert [one["id"] for one in told["surveys"]] == [mine]
    assert told["meetings"] == []
    assert {one["text"] for one in told["answers"]} == {"椅子", ""}
    assert "王小明" not in first.text, "what a reader wrote is never shown as it is"
    again = site.client.get("/api/v1/questions", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_without_a_key_nothing_is_taken(site: Site):
    del site.client.headers["Authorization"]
    assert (
        site.client.post("/api/v1/voices", json={"voices": [voice("k", "rating", score=3)]}).status_code
        == 401
    )
    assert site.client.get("/api/v1/questions").status_code == 401
    assert not rows(site, Rating)


def test_keys_are_forgotten_two_months_after_they_came(site: Site):
    tell(site, voice("k1", "rating", TODAY - timedelta(days=100), score=3))
    purge(site.store, site.settings, datetime.now(UTC))
    assert len(rows(site, VoiceKey)) == 1
    purge(site.store, site.settings, datetime.now(UTC) + timedelta(days=62))
    assert not rows(site, VoiceKey)
