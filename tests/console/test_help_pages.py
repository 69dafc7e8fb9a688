"""The pages of a call for help: who waits, the conversation, the kiosk's instructions, and the figures."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from config.vocabulary import Code
from server.console import words
from server.console.pages.help_figures import PERIODS
from server.enrol import enrol_kiosk
from server.faq.entries import LONGEST_ANSWER, Overtaken, Said, add_entry, save_draft
from server.help import calls
from server.store.faq_tables import FaqEntry, FaqVersion
from server.store.help_tables import Duty, HelpCall, HelpLine
from server.store.tables import AuditLine, Kiosk, Staff
from tests.console.conftest import Desk

NOW = datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """What differs between the databases is in tests/server/test_help_answers.py."""
    return f"sqlite:///{tmp_path / 'server.db'}"


def called(desk: Desk, key: str = "k-1", **more: Any) -> None:
    given = {"kiosk_id": "entrance-1", "visit": key, "occurred_at": NOW, "received_at": NOW, "reason": "item"}
    with desk.store.writing() as session:
        call = HelpCall(key=key, page="borrow", code="item-reference-only", **{**given, **more})
        session.add(call)


def lines(desk: Desk) -> list[HelpLine]:
    with desk.store.reading() as session:
        return list(session.scalars(sa.select(HelpLine).order_by(HelpLine.id)))


def of(desk: Desk, key: str = "k-1") -> HelpCall:
    with desk.store.reading() as session:
        return session.get_one(HelpCall, key)


def test_every_page_says_who_waits_where_and_why(desk: Desk):
    with desk.store.writing() as session:
        enrol_kiosk(session, "entrance-1")
        session.flush()
        session.get_one(Kiosk, "entrance-1").place = "ground floor"
    desk.sign_in("librarian")
    assert "ringing" not in desk.get("/titles").text
    called(desk)
    for path in ("/", "/titles", "/patrons/new", "/help-calls/ring"):
        shown = desk.get(path).text
        bar = shown[shown.index('id="ring"') : shown.index("</section>", shown.index('id="ring"'))]
        for said in (
            "entrance-1",
            "ground floor",
            "An item is not read",
            "For reading here only",
            "waiting since",
        ):
            assert said in bar, (path, said)
        assert "/console/help-calls/k-1/accept" in bar
        assert "data-loud" in bar
    desk.sign_in("viewer")
    bar = desk.get("/help-calls/ring").text
    assert "entrance-1" in bar
    assert "accept" not in bar, "who may not answer is not asked to"
    assert desk.get("/help-calls/k-1").status_code == 403
    assert 'href="/console/help-calls/k-1"' not in desk.get("/help-calls").text


def test_a_kiosk_that_calls_again_and_again_rings_once_and_is_accepted_once(desk: Desk):
    for number in range(30):
        called(desk, f"k-{number:02}", occurred_at=NOW + timedelta(seconds=number))
    called(desk, "other", kiosk_id="floor-2")
    desk.sign_in("librarian")
    bar = desk.get("/help-calls/ring").text
    assert bar.count('class="ringing"') == 2
    assert "called 30 times" in bar
    assert "/help-calls/k-29/accept" in bar, "it is the newest who stands there now"
    desk.post("/help-calls/k-29/accept", minutes="2", whole="1")
    assert {of(desk, f"k-{number:02}").answered_by for number in range(30)} == {"librarian"}
    assert of(desk, "other").answered_by == ""
    assert desk.get("/help-calls/ring").text.count("data-waits") == 1


def test_it_rings_in_its_own_branch_and_is_seen_in_the_others(desk: Desk):
    with desk.store.writing() as session:
        session.get_one(Staff, "technician").branch = "east"
    called(desk, branch="east")
    desk.sign_in("librarian")
    assert "data-loud" not in desk.get("/").text
    with desk.store.writing() as session:
        session.get_one(Staff, "technician").branch = "main"
    assert "data-waits" in desk.get("/").text
    with desk.store.writing() as session:
        session.get_one(Staff, "viewer").branch = "east"
    assert "data-loud" in desk.get("/").text, "nobody who could answer is at home there"
    with desk.store.writing() as session:
        session.get_one(Staff, "technician").branch = "east"
    assert "data-loud" not in desk.get("/").text
    with desk.store.writing() as session:
        for weekday in range(1, 8):
            shift = Duty(weekday=weekday, begins=datetime.min.time(), ends=datetime.max.time(), branch="east")
            shift.login = "librarian"
            session.add(shift)
    assert "data-loud" in desk.get("/").text, "on duty in another branch than their own"
    with desk.store.writing() as session:
        session.execute(sa.delete(Duty))
        session.get_one(Staff, "librarian").branch = "east"
    assert "data-loud" in desk.get("/").text


def test_the_second_who_accepts_is_told_who_goes(desk: Desk):
    called(desk)
    with desk.store.writing() as session:
        session.get_one(Staff, "librarian").name = "Mei"
    desk.sign_in("librarian")
    assert desk.post("/help-calls/k-1/accept", minutes="5").headers["location"] == (
        "/console/help-calls/k-1?done=call-accepted"
    )
    assert "you answer this call" in desk.get("/").text
    desk.sign_in("administrator")
    second = desk.post("/help-calls/k-1/accept", minutes="1")
    assert second.status_code == 409
    assert "Mei was faster and answers this call" in second.text, "a banner on any page shows this, too"
    assert "Mei is coming, about 5 min" in second.text
    assert (of(desk).answered_by, of(desk).minutes) == ("librarian", 5)
    assert 'id="take-over"' in second.text
    assert desk.post("/help-calls/k-1/accept", minutes="1", before="librarian").status_code == 303
    assert (of(desk).answered_by, of(desk).minutes) == ("administrator", 1)
    desk.sign_in("technician")
    assert desk.post("/help-calls/k-1/accept", minutes="2", before="librarian").status_code == 409, "too late"
    desk.sign_in("librarian")
    desk.post("/help-calls/k-1/arrive")
    assert 'id="take-over"' not in desk.get("/help-calls/k-1").text
    assert desk.post("/help-calls/k-1/accept", minutes="1", before="administrator").status_code == 409
    assert of(desk).answered_by == "administrator"
    called(desk, "k-2")  # as after it rang anew, while a page still names who had it
    assert desk.post("/help-calls/k-2/accept", minutes="1", before="administrator").status_code == 303
    assert of(desk, "k-2").answered_by == "librarian"
    with desk.store.reading() as session:
        taken = session.scalars(sa.select(AuditLine).where(AuditLine.what == "help-call-taken-over")).all()
        assert [(line.who, line.details["before"]) for line in taken] == [("administrator", "librarian")]
    assert desk.post("/help-calls/k-1/accept", minutes="3").status_code == 422
    assert desk.post("/help-calls/nothing/accept", minutes="").status_code == 404


def test_the_ticket_says_all_that_the_kiosk_told(desk: Desk):
    with desk.store.writing() as session:
        session.add(FaqEntry(id=7, made_at=NOW))
        session.flush()
        version = {
            "entry_id": 7,
            "number": 1,
            "answer": "a",
            "made_by": "x",
            "made_at": NOW,
            "state": "published",
        }
        session.add(FaqVersion(language="en", question="Why not this one?", **version))
    rows = [
        {"key": "r1", "code": "fines-owed"},
        {"key": "r2", "code": "tag-unreadable"},
        {"key": "r3", "code": ""},
    ]
    parts = {"scanner": "up", "printer": "down"}
    more = {"stuck": 52, "offered": "put-backs", "title": "红楼梦", "language": "en", "presses": 3}
    called(desk, faq_entry=7, rows=rows, parts=parts, **more)
    desk.sign_in("librarian")
    page = desk.get("/help-calls/k-1").text
    for said in (
        *("For reading here only", "52 seconds", "红楼梦", "Why not this one?", "English", "is not there"),
        *("offered by the machine", "Owes", "bar code scanner", "Main library"),
    ):
        assert said in page, said
    assert re.findall(r'name="row" value="([^"]+)"', page) == ["r1"], "only what may be overruled"
    assert re.findall(r'name="about" value="row:([^"]+)"', page) == ["r1", "r2", "r3"]
    desk.sign_in("technician")
    page = desk.get("/help-calls/k-1").text
    assert "Conversation" in page
    assert 'name="row"' not in page, "a technician lends nothing"
    assert desk.post("/help-calls/k-1/release", row="r1", why="x").status_code == 403


def test_the_conversation_is_text_whatever_was_written(desk: Desk):
    called(desk)
    wicked = "<img src=x onerror=alert(1)>&\"'\n\u202eשלום 👩🏽‍🚒 " + "x" * 1500
    with desk.store.writing() as session:
        line = HelpLine(key="s", call_key="k-1", at=NOW, who=calls.READER, kind="text", texts={"": wicked})
        session.add(line)
    desk.sign_in("librarian")
    desk.post("/help-calls/k-1/say", key="a", text=f"  {wicked}\r\nline two ")
    desk.post("/help-calls/k-1/say", key="a", text=f"  {wicked}\r\nline two ")
    assert [line.texts for line in lines(desk)] == [{"": wicked}, {"": f"{wicked}\nline two"}]
    page = desk.get("/help-calls/k-1").text
    assert "<img" not in page
    assert page.count("&lt;img src=x") == 2
    assert page.count('class="said" dir="auto"') == 2
    assert of(desk).answered_by == "librarian", "who writes has accepted"
    desk.post("/help-calls/k-1/say", key="a", text="put right, and sent again")
    assert lines(desk)[-1].texts == {"": "put right, and sent again"}, "the answer to the first was lost"
    long = desk.post("/help-calls/k-1/say", key="b", text="字" * 10_000)
    assert long.status_code == 422
    assert "At most 2000 characters" in long.text
    assert "字" * 10_000 in long.text, "what was written is still there"
    assert desk.post("/help-calls/k-1/say", key="c", text=" ").status_code == 422
    assert len(lines(desk)) == 3


def test_quick_replies_go_in_every_language_and_are_edited(desk: Desk):
    called(desk)
    desk.sign_in("librarian")
    page = desk.get("/help-calls/k-1").text
    (reply,) = re.findall(r'name="reply" value="(\w+)">I am on my way', page)
    desk.post("/help-calls/k-1/say", key="a", reply=reply)
    assert lines(desk)[0].texts == {"zh": "我马上过来。", "en": "I am on my way."}
    assert desk.post("/help-calls/k-1/say", key="b", reply="999999").status_code == 422
    form = {"zh_0": "好的。", "en_0": "All right.", "zh_5": "<b>", "en_5": "&"}
    assert desk.post("/help-calls/replies", **{**form, "en_0": ""}).status_code == 422
    assert desk.post("/help-calls/replies", **{**form, "en_0": "x" * 201}).status_code == 422
    assert desk.post("/help-calls/replies", **form).status_code == 303
    page = desk.get("/help-calls/k-1").text
    assert "All right." in page
    assert "I am on my way" not in page.split('id="reply"')[1]
    desk.post("/help-calls/replies")
    assert "I am on my way" in desk.get("/help-calls/k-1").text, (
        "without any of its own it has the first ones"
    )


def test_a_kiosk_is_told_and_its_answer_is_seen(desk: Desk):
    called(desk, rows=[{"key": "r1", "code": "fines-owed"}])
    desk.sign_in("librarian")
    for says, about in (("point", "pad"), ("point", "row:r1"), ("more-time", ""), ("maintenance", "")):
        assert desk.post("/help-calls/k-1/instruct", key="a", says=says, about=about).status_code == 303
    desk.post("/help-calls/k-1/release", key="a", row="r1", why="paid just now")
    for says, about in (("text", "x"), ("release", "r1"), ("dance", ""), ("point", "moon")):
        assert desk.post("/help-calls/k-1/instruct", key="b", says=says, about=about).status_code == 422
    assert [(line.kind, line.about) for line in lines(desk)] == [
        *(("point", "pad"), ("point", "row:r1"), ("more-time", ""), ("maintenance", ""), ("release", "r1"))
    ]
    page = desk.get("/help-calls/k-1").text
    assert page.count("no answer yet") == 5
    assert "Being released" in page
    assert "/release" not in page, "once is enough"
    with desk.store.writing() as session:
        session.execute(sa.update(HelpLine).where(HelpLine.kind == "point").values(result="not-possible"))
        session.execute(sa.update(HelpLine).where(HelpLine.kind == "release").values(result="done"))
    page = desk.get("/help-calls/k-1").text
    assert (page.count("not possible"), page.count("no answer yet")) == (2, 2)
    assert "paid just now" in page
    assert "Released" in page
    with desk.store.writing() as session:
        session.execute(sa.update(HelpLine).where(HelpLine.kind == "release").values(result="not-possible"))
    assert "/release" in desk.get("/help-calls/k-1").text, "it may be tried again"


def test_a_release_sent_twice_is_one_and_with_another_reason_is_another(desk: Desk):
    called(desk, rows=[{"key": "r1", "code": "fines-owed"}])
    desk.sign_in("librarian")
    for why in ("paid", "paid", "paid at the desk"):
        desk.post("/help-calls/k-1/release", key="a", row="r1", why=why)
    assert [line.reason for line in lines(desk)] == ["paid", "paid at the desk"]


def test_a_call_is_closed_with_its_cause_and_stays_for_colleagues(desk: Desk):
    called(desk)
    desk.sign_in("librarian")
    assert desk.post("/help-calls/k-1/close", cause="", note="torn label").status_code == 422
    assert desk.post("/help-calls/k-1/close", cause="weather").status_code == 422
    desk.post("/help-calls/k-1/close", cause="label", note="torn label")
    assert (of(desk).ended_as, of(desk).cause, of(desk).note) == ("solved", "label", "torn label")
    assert "bar code not readable" in desk.get("/help-calls").text
    page = desk.get("/help-calls/k-1").text
    assert "torn label" in page
    assert 'id="say"' not in page
    over = desk.post("/help-calls/k-1/say", key="a", text="too late")
    assert over.status_code == 422
    assert "This call is over" in over.text
    assert "too late" not in [line.texts.get("") for line in lines(desk)]


def test_items_left_behind_do_not_ring_and_are_closed(desk: Desk):
    called(desk, visit=None, reason="to-staff", rows=[{"item": "30000000000001"}])
    desk.sign_in("librarian")
    assert "data-waits" not in desk.get("/").text
    assert "To look at" in desk.get("/help-calls").text
    page = desk.get("/help-calls/k-1").text
    assert "30000000000001" in page
    assert 'id="say"' not in page
    desk.post("/help-calls/k-1/close", cause="tag")
    assert "To look at" not in desk.get("/help-calls").text


def test_a_conversation_becomes_the_draft_of_a_frequent_question(desk: Desk):
    called(desk)
    desk.sign_in("librarian")
    desk.post("/help-calls/k-1/say", key="a", text="Reading copies\tstay \u202bin the house.")
    desk.post("/help-calls/k-1/faq")
    desk.post("/help-calls/k-1/faq")
    with desk.store.reading() as session:
        (entry,) = session.scalars(sa.select(FaqEntry))
        assert (entry.code, entry.from_call) == ("item-reference-only", "k-1")
        (draft,) = session.scalars(sa.select(FaqVersion).where(FaqVersion.entry_id == entry.id))
        assert draft.answer == "Reading copies stay in the house."
    assert f"/console/faq/{entry.id}" in desk.get("/help-calls/k-1").text


def test_a_draft_without_room_is_said_and_nothing_is_cut(desk: Desk):
    called(desk)
    with desk.store.writing() as session:
        entry = add_entry(session, "borrow", "item-reference-only", "librarian", NOW)
        save_draft(session, entry.id, "en", Said("Why?", "x" * (LONGEST_ANSWER - 10)), "librarian", NOW)
    desk.sign_in("librarian")
    desk.post("/help-calls/k-1/say", key="a", text="Reading copies stay in the house.")
    full = desk.post("/help-calls/k-1/faq")
    assert full.status_code == 422
    assert "has no room for these lines" in full.text
    with desk.store.reading() as session:
        (draft,) = session.scalars(sa.select(FaqVersion))
        assert (len(draft.answer), draft.entry_id) == (LONGEST_ANSWER - 10, entry.id)


def test_a_question_somebody_made_at_this_moment_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def overtaken(*_all: Any) -> None:
        raise Overtaken

    called(desk)
    desk.sign_in("librarian")
    monkeypatch.setattr("server.console.pages.help_calls.draft_from_call", overtaken)
    late = desk.post("/help-calls/k-1/faq")
    assert (late.status_code, "Somebody else saved" in late.text) == (409, True)


def test_a_call_nobody_came_to_is_seen_until_somebody_says_what_it_was(desk: Desk):
    gone = {"ended_at": NOW, "ended_as": "left"}
    called(desk, "lonely", **gone)
    called(desk, "quiet", **{**gone, "ended_as": "timed-out"})
    called(desk, "solved", **{**gone, "ended_as": "solved"})
    called(desk, "met", **gone, answered_at=NOW, answered_by="librarian")
    called(desk, "shelf", **gone | {"visit": None})
    called(desk, "old", **{**gone, "ended_at": NOW - timedelta(days=31)})
    with desk.store.writing() as session:
        line = HelpLine(key="l", call_key="lonely", at=NOW, who="reader", kind="text", texts={"": "x"})
        session.add(line)
    desk.sign_in("librarian")
    page = desk.get("/help-calls").text
    missed = page[page.index('id="missed"') : page.index("Lately ended")]
    assert [key for key in ("lonely", "quiet", "solved", "met", "shelf", "old") if f"/{key}" in missed] == [
        *("lonely", "quiet")
    ]
    assert missed.count("wrote something") == 1
    assert "2 readers left before anybody had answered" in desk.get("/").text
    assert "/solved" in page[page.index("Lately ended") :]
    assert "/lonely" not in page[page.index("Lately ended") :]
    for key in ("lonely", "quiet"):
        desk.post(f"/help-calls/{key}/close", cause="how-to", note="asked at the desk later")
    assert "Nobody came" not in desk.get("/help-calls").text
    assert "left before anybody" not in desk.get("/").text


def test_only_what_was_to_be_borrowed_is_released_and_a_gate_needs_no_reason(desk: Desk):
    rows = [
        {"key": "renewal", "code": "fines-owed", "kind": "renewal"},
        {"key": "gate", "code": "put-back-to-borrow"},
        {"key": "back", "code": "put-back-to-return", "kind": "checkin"},
        {"key": "fine", "code": "fines-owed"},
    ]
    called(desk, rows=rows)
    desk.sign_in("librarian")
    page = desk.get("/help-calls/k-1").text
    assert (page.count("/release"), page.count('name="why"')) == (2, 1)
    assert "Try the gate again" in page
    for row, why, status in (
        ("renewal", "x", 409),
        ("back", "", 409),
        ("fine", "", 422),
        ("gate", "", 303),
        ("fine", "paid", 303),
    ):
        assert desk.post("/help-calls/k-1/release", key="a", row=row, why=why).status_code == status, row
    assert [(line.about, line.reason) for line in lines(desk)] == [("gate", ""), ("fine", "paid")]
    assert desk.get("/help-calls/k-1").text.count("Releases a row") == 1, "the gate is only tried again"


def test_where_a_kiosk_stands(desk: Desk):
    with desk.store.writing() as session:
        enrol_kiosk(session, "entrance-1")
    called(desk)
    desk.sign_in("technician")
    assert desk.post("/kiosks/nowhere/place", place="x").status_code == 404
    assert desk.post("/kiosks/entrance-1/place", place="x" * 81).status_code == 422
    for _ in range(2):
        assert desk.post("/kiosks/entrance-1/place", place=" <b>by the stairs</b> ").status_code == 303
    for path in ("/kiosks", "/help-calls", "/help-calls/k-1", "/"):
        assert "&lt;b&gt;by the stairs&lt;/b&gt;" in desk.get(path).text, path
    with desk.store.reading() as session:
        assert len(session.scalars(sa.select(AuditLine).where(AuditLine.what == "kiosk-placed")).all()) == 1
    desk.sign_in("librarian")
    assert desk.post("/kiosks/entrance-1/place", place="x").status_code == 403


def test_figures_on_a_page_and_as_a_table(desk: Desk):
    with desk.store.writing() as session:
        for number in range(12):
            kiosk = "=cmd" if number < 7 else "entrance-1" if number < 11 else "annex"
            row = HelpCall(key=f"k{number}", kiosk_id=kiosk, visit="v")
            row.occurred_at = row.received_at = NOW - timedelta(days=number)
            row.page, row.code, row.reason, row.cause = "borrow", "fines-owed", "item", "account"
            row.answered_at, row.answered_by = row.occurred_at + timedelta(seconds=10 + number), "librarian"
            row.arrived_at = row.occurred_at + timedelta(seconds=60 + number)
            row.ended_at, row.ended_as = row.occurred_at + timedelta(minutes=2), "solved"
            session.add(row)
        session.add(FaqEntry(id=3, code="fines-owed", made_at=NOW))
    desk.sign_in("viewer")
    page = desk.get("/help-calls/figures").text
    for said in (
        "<b>12</b>",
        "15 s",
        "nine of ten within 20 s",
        "1 min 3 s",  # until somebody was there, at one of the kiosks
        "2 min 0 s",
        "/console/faq/3",
        "fewer than 5",
    ):
        assert said in page, said
    week = desk.get(f"/help-calls/figures?from={(NOW - timedelta(days=1)).date()}").text
    assert "<b>12</b>" not in week
    for wrong in (
        "from=9999-12-01&to=9999-12-31",
        "to=0001-01-05",
        "from=2026-13-45",
        "from=2026-02-01&to=2026-01-01",
        "from=0001-01-01",
        "to=%00",
    ):
        assert desk.get(f"/help-calls/figures?{wrong}").status_code == 422, wrong
        assert desk.get(f"/help-calls/figures.csv?{wrong}").status_code == 200
    table = desk.get("/help-calls/figures.csv")
    assert table.headers["content-disposition"].startswith('attachment; filename="help-calls-')
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"), newline="")))
    assert rows[0][:3] == ["figure", "group", "calls"]
    assert all("median" in one or "percentile" in one for one in rows[0][3:])
    assert {len(row) for row in rows} == {len(rows[0])}
    assert ["kiosk", "'=cmd", "7", "13", "16", "63", "66", "120", "120"] in rows
    assert ["message / cause", "fines-owed / the reader's account", "12", *[""] * 6] in rows
    assert all(days <= 366 for days in PERIODS)


def test_an_empty_house_has_no_figures(desk: Desk):
    desk.sign_in("viewer")
    assert "Nobody called" in desk.get("/help-calls/figures").text
    assert desk.get("/help-calls/figures.csv").status_code == 200


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_code_is_told_without_its_facts(language: str, caplog: pytest.LogCaptureFixture):
    """A ticket has only the code: no sentence may show a hole."""
    said = words.Words(language, ZoneInfo("Asia/Shanghai"), "CNY")
    for code in Code:
        assert not set("{}$") & set(said.about(code)), code
    assert not caplog.records
