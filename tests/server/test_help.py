"""Calls for help as kiosks tell and ask of them, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from config.vocabulary import EntryKind, HelpSays
from server.circulation import transactions
from server.circulation.transactions import Said
from server.enrol import enrol_kiosk
from server.help.answers import Staffed, accept, arrive, take_over, waiting, write
from server.help.silent import SILENT, end_silent, look, ring_anew
from server.purge import purge
from server.staff import Role, add_staff
from server.store.faq_tables import FaqEntry
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import MAIN, AuditLine, Branch, Staff
from tests.server.conftest import BLOCKED, BOOKS, MISSING, READER, REFERENCE, Site, entry

DETAILS = {"page": "borrow", "code": "item-reference-only", "reason": "item"}


def press(key: str, visit: str = "v1", *, at: datetime | None = None, **details: Any) -> dict[str, Any]:
    more = {} if at is None else {"at": at}
    return entry(key, "help-call", "", "", visit=visit, details={**DETAILS, **details}, **more)


def about(key: str, kind: str, call: str, text: str = "", **details: Any) -> dict[str, Any]:
    return entry(key, kind, "", "", details={"call": call, **details}, text=text)


def told(site: Site, key: str) -> dict[str, Any]:
    answer = site.client.get(f"/api/v1/help-calls/{key}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def calls(site: Site) -> list[HelpCall]:
    with site.store.reading() as session:
        return list(session.scalars(sa.select(HelpCall).order_by(HelpCall.received_at, HelpCall.key)))


def results(answers: list[dict[str, Any]]) -> list[str]:
    return [answer["result"] for answer in answers]


def say(site: Site, call: str, kind: HelpSays, about: str = "", who: str = "mei", **more: Any) -> int:
    """As the console does."""
    with site.store.writing() as session:
        if session.get(Staff, who) is None:
            add_staff(session, who, Role.LIBRARIAN, "correct horse", name="Mei")
            session.flush()
        line = HelpLine(
            key=f"{kind}-{about}-{who}", call_key=call, at=datetime.now(UTC), who=who, kind=kind.value
        )
        line.about = about
        for name, value in more.items():
            setattr(line, name, value)
        session.add(line)
        session.flush()
        return line.id


def test_a_button_mashed_fifty_times_is_one_call(site: Site):
    start = threading.Barrier(50)

    def mash(n: int) -> str:
        start.wait()
        return site.send(press(f"p{n}"))[0]["result"]

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(mash, range(50))) == {"applied"}
    (call,) = calls(site)
    assert call.presses == 50
    assert {told(site, f"p{n}")["key"] for n in (0, 17, 49)} == {call.key}
    site.send(press(call.key))
    assert calls(site)[0].presses == 50, "the same press told again is no further one"


def test_a_ticket_says_what_staff_need(site: Site):
    with site.store.writing() as session:
        session.add(FaqEntry(id=7, made_at=datetime.now(UTC)))
    more = {
        "stuck": 48,
        "offered": "put-backs",
        "language": "en",
        "title": "论语",
        "faq": 7,
        "rows": "k1:item-reference-only k:2:fines-owed junk",
        "parts": "scanner:up printer:down",
    }
    site.send(press("h", **more))
    (call,) = calls(site)
    assert (call.branch, call.visit, call.stuck, call.offered) == ("main", "v1", 48, "put-backs")
    assert (call.language, call.title, call.faq_entry) == ("en", "论语", 7)
    assert call.rows == [
        {"key": "k1", "code": "item-reference-only"},
        {"key": "k:2", "code": "fines-owed"},
    ]
    assert call.parts == {"scanner": "up", "printer": "down"}
    site.send(press("again", stuck=60, title="", rows="k3:cool-off", faq=8, parts=""))
    (call,) = calls(site)
    assert (call.stuck, call.title, call.faq_entry) == (60, "论语", 7)
    assert (call.rows, call.parts) == (
        [{"key": "k3", "code": "cool-off"}],
        {"scanner": "up", "printer": "down"},
    )
    site.send(press("once more", stuck=0, language="", rows=""))
    (call,) = calls(site)
    assert (call.stuck, call.language, call.rows) == (60, "en", [{"key": "k3", "code": "cool-off"}])


def test_nothing_that_does_not_fit_loses_a_call(site: Site):
    wrong: list[Any] = [None, [], {}, -1, 2**70, True, "x" * 10_000, "\0", "\U0001f600‏\0", ["a"], {"a": {}}]
    names = (*DETAILS, "stuck", "offered", "language", "title", "faq", "rows", "parts", "items")
    sent = []
    for n, one in enumerate(wrong):
        sent.append(press(f"all{n}", f"v{n}", **dict.fromkeys(names, one)))
        sent += [
            {**press(f"{field}{n}", f"w{n}"), field: one} for field in ("details", "visit", "text", "item")
        ]
        sent += [
            {**press(f"{field}{n}", f"x{n}"), field: one} for field in ("occurred_at", "patron", "sequence")
        ]
    assert set(results(site.send(*sent))) == {"applied"}
    for one in sent:
        assert told(site, one["key"])["stage"] == "waiting"
    longest = max(calls(site), key=lambda call: len(call.page))
    assert (len(longest.page), len(longest.title), longest.stuck) == (64, 200, 0)
    (nameless,) = site.send({"kind": "help-call"})
    assert nameless["result"] == "refused"


def test_rows_told_later_take_the_place_of_those_told_before(site: Site):
    site.send(press("h", rows="k1:item-on-hold"))
    assert (
        site.send(about("r", "help-rows", "h", rows="k1:item-on-hold k2:class-limit"))[0]["result"]
        == "applied"
    )
    both = [{"key": "k1", "code": "item-on-hold"}, {"key": "k2", "code": "class-limit"}]
    (call,) = calls(site)
    assert (call.rows, call.presses) == (both, 1), "nobody pressed anything"
    assert results(site.send(about("t", "help-rows", "x", rows="k:cool-off"))) == ["refused"]
    site.send(about("s", "help-rows", "h", rows=""))
    assert calls(site)[0].rows == []
    site.send(about("e", "help-ended", "h", ended="solved"), about("u", "help-rows", "h", rows="k3:cool-off"))
    assert calls(site)[0].rows == [], "it is over"


def test_each_visit_has_a_call_of_its_own_and_an_ended_one_is_not_joined(site: Site):
    site.send(
        press("a"), press("b", "v2"), press("c"), about("e", "help-ended", "c", ended="solved"), press("d")
    )
    assert [(call.key, call.presses, call.ended_as) for call in calls(site)] == [
        ("a", 2, "solved"),
        ("b", 1, ""),
        ("d", 1, ""),
    ]
    with site.store.writing() as session:
        key = enrol_kiosk(session, "kiosk-2")
    site.client.headers["Authorization"] = f"Bearer {key}"
    site.send(press("other"))
    assert calls(site)[-1].key == "other", "the same visit at another kiosk is another"


def test_a_visit_has_one_call_however_long_it_takes(site: Site):
    now = datetime.now(UTC)
    for minutes, key in ((0, "a"), (11, "b")):
        at = now + timedelta(minutes=minutes)
        transactions.apply(site.store, site.settings, Said("kiosk:kiosk-1", MAIN, [press(key, at=at)]), at)
    assert [(call.key, call.presses) for call in calls(site)] == [("a", 2)]


def test_the_welcome_page_cannot_tell_two_readers_apart_but_time_can(site: Site):
    now = datetime.now(UTC)

    def at(minutes: int, key: str) -> None:
        said = Said("kiosk:kiosk-1", MAIN, [press(key, "", at=now + timedelta(minutes=minutes))])
        transactions.apply(site.store, site.settings, said, now + timedelta(minutes=minutes))

    for minutes, key in ((0, "a"), (9, "b"), (18, "c"), (29, "d")):
        at(minutes, key)
    assert [(call.key, call.presses, call.ended_as, call.ended_by) for call in calls(site)] == [
        ("a", 3, "timed-out", "house"),
        ("d", 1, "", ""),
    ]


def test_items_left_behind_are_a_call_of_their_own_for_which_nobody_waits(site: Site):
    site.send(press("a"), *(press(f"left{n}", reason="to-staff", items="3001 3002") for n in range(2)))
    first, *left = calls(site)
    assert first.visit == "v1"
    assert [(call.visit, call.rows) for call in left] == [(None, [{"item": "3001"}, {"item": "3002"}])] * 2
    assert end_silent(site.store, datetime.now(UTC) + timedelta(days=1)) == 1
    assert [call.ended_as for call in calls(site)] == ["timed-out", "", ""], (
        "somebody has to see to the items"
    )


def test_what_the_reader_writes_is_kept_as_it_was_written(site: Site):
    texts = ["<b>hello</b> & 'x'", "👩🏽‍🚒 e\u0301", "\u202eשלום", "字" * 2500, "line\nline"]
    site.send(press("h"))
    assert set(
        results(site.send(*(about(f"s{n}", "help-said", "h", text) for n, text in enumerate(texts))))
    ) == {"applied"}
    lines = told(site, "h")["lines"]
    assert [line["texts"] for line in lines] == [{"": text[:2000]} for text in texts]
    assert all(line["mine"] and line["says"] == "text" for line in lines)
    (repeated,) = site.send(about("s0", "help-said", "h", texts[0]))
    assert repeated["repeated"]
    (reused,) = site.send(about("s0", "help-said", "h", "something else"))
    assert reused["reasons"][0]["code"] == "key-reused"
    nothing = site.send(
        about("n1", "help-said", "h", " \n"),
        about("n2", "help-said", "nothing", "hello"),
        about("n3", "help-said", "\0", "hello"),
        about("n4", "help-ended", "nothing", ended="solved"),
        about("n5", "help-done", "h", number=2**70, result="done"),
        about("n6", "help-done", "h", number=lines[0]["number"], result="done"),
        {**about("n7", "help-said", "h", "hello"), "details": []},
    )
    assert set(results(nothing)) == {"refused"}
    assert len(told(site, "h")["lines"]) == len(texts)


def test_a_kiosk_is_told_of_its_own_calls_only(site: Site):
    site.send(press("h"))
    with site.store.writing() as session:
        key = enrol_kiosk(session, "kiosk-2")
    own = site.client.headers["Authorization"]
    site.client.headers["Authorization"] = f"Bearer {key}"
    for path in ("h", "nothing", "%00", "x" * 65):
        assert site.client.get(f"/api/v1/help-calls/{path}").status_code == 404
    strange = about("x1", "help-said", "h", "hello"), about("x2", "help-ended", "h", ended="left")
    assert set(results(site.send(*strange))) == {"refused"}
    site.client.headers["Authorization"] = own
    assert told(site, "h")["stage"] == "waiting"
    site.client.headers["Authorization"] = "Bearer nothing"
    assert site.client.get("/api/v1/help-calls/h").status_code == 401


def test_the_stages_of_a_call(site: Site):
    site.send(press("h"))
    said = told(site, "h")
    assert {**said, "key": ""} == {
        "key": "",
        "stage": "waiting",
        "by": "",
        "minutes": None,
        "hotline": False,
        "attended": True,
        "opens": None,
        "ended": "",
        "lines": [],
    }
    number = say(site, "h", HelpSays.POINT, "scanner")
    with site.store.writing() as session:
        call = session.get(HelpCall, "h")
        call.answered_at, call.answered_by, call.minutes = datetime.now(UTC), "mei", 2
        call.hotline_at = datetime.now(UTC)
        session.add(Branch(code="main", open_weekdays="", opens=time(9), closes=time(18)))
    said = told(site, "h")
    assert (said["stage"], said["by"], said["minutes"], said["hotline"]) == ("accepted", "Mei", 2, True)
    assert (said["attended"], said["opens"]) == (False, None)
    assert said["lines"][0] == {
        **{"number": number, "at": said["lines"][0]["at"], "mine": False, "says": "point", "texts": {}},
        **{"about": "scanner", "result": ""},
    }
    site.send(press("g", "v2"))
    wrong = site.send(
        about("d0", "help-done", "g", number=number, result="done"),
        about("d1", "help-done", "h", number=number, result="maybe"),
        about("d3", "help-done", "h", number="1", result="done"),
    )
    assert set(results(wrong)) == {"refused"}, "another call's, no result, no number"
    assert told(site, "h")["lines"][0]["result"] == ""
    site.send(about("d", "help-done", "h", number=number, result="done"))
    site.send(about("d2", "help-done", "h", number=number, result="too-late"))
    assert told(site, "h")["lines"][0]["result"] == "done", "the first result is the one that counts"
    site.send(about("e", "help-ended", "h", ended="whatever"), about("e2", "help-ended", "h", ended="solved"))
    said = told(site, "h")
    assert (said["stage"], said["ended"]) == ("ended", "left")


def test_the_house_ends_what_nobody_ended(site: Site):
    site.send(press("quiet"), press("talking", "v2"))
    later = datetime.now(UTC) + SILENT + timedelta(minutes=1)
    assert end_silent(site.store, datetime.now(UTC)) == 0
    said = {**about("s", "help-said", "talking", "I am still here"), "occurred_at": later.isoformat()}
    transactions.apply(site.store, site.settings, Said("kiosk:kiosk-1", MAIN, [said]), later)
    assert end_silent(site.store, later) == 1
    assert end_silent(site.store, later) == 0
    assert [(call.key, call.ended_by, call.ended_as) for call in calls(site)] == [
        ("quiet", "house", "timed-out"),
        ("talking", "", ""),
    ]


def test_a_call_whose_librarian_does_not_come_rings_anew(site: Site):
    now = datetime.now(UTC)
    site.send(press("late"), press("writes", "v2"), press("there", "v3"), press("chats", "v4"))
    with site.store.writing() as session:
        for call in session.scalars(sa.select(HelpCall)):
            call.answered_at, call.answered_by, call.minutes = now, "li", 2
        session.get_one(HelpCall, "writes").minutes = None
        session.get_one(HelpCall, "there").arrived_at = now
        session.add(
            HelpLine(
                key="l",
                call_key="chats",
                at=now + timedelta(minutes=4),
                who="li",
                kind="text",
                texts={"": "x"},
            )
        )
        session.add(
            HelpLine(
                key="m",
                call_key="late",
                at=now + timedelta(minutes=4),
                who="reader",
                kind="text",
                texts={"": "x"},
            )
        )
    assert ring_anew(site.store, now + timedelta(minutes=4)) == 0
    assert ring_anew(site.store, now + timedelta(minutes=6)) == 1
    assert ring_anew(site.store, now + timedelta(minutes=6)) == 0
    assert {call.key: (call.answered_by, call.minutes) for call in calls(site)} == {
        "late": ("", None),
        "writes": ("li", None),
        "there": ("li", 2),
        "chats": ("li", 2),
    }
    assert told(site, "late")["stage"] == "waiting"
    with site.store.reading() as session:
        assert [call.key for call in session.scalars(waiting())] == ["late"]


def test_a_promise_counts_from_when_it_was_made(site: Site):
    now = datetime.now(UTC)
    later = now + timedelta(minutes=9)
    site.send(press("anew"), press("taken", "v2"))
    with site.store.writing() as session:
        for key in ("anew", "taken"):
            assert accept(session, session.get_one(HelpCall, key), Staffed("li", now), 10)
    with site.store.writing() as session:
        assert accept(session, session.get_one(HelpCall, "anew"), Staffed("li", later), 2)
        assert take_over(session, session.get_one(HelpCall, "taken"), Staffed("wang", later), "li", 2)
    assert ring_anew(site.store, later + timedelta(minutes=4)) == 0
    assert {call.key: call.answered_at for call in calls(site)} == {"anew": now, "taken": now}, (
        "for the figures"
    )
    assert ring_anew(site.store, later + timedelta(minutes=6)) == 2


def test_a_promise_made_anew_counts_from_then_and_not_from_a_line_before(site: Site):
    now = datetime.now(UTC)
    site.send(press("anew"))
    with site.store.writing() as session:
        call = session.get_one(HelpCall, "anew")
        assert accept(session, call, Staffed("li", now), 2)
        write(session, call, Staffed("li", now + timedelta(minutes=1)), "k", {"": "It takes longer."})
        assert accept(session, call, Staffed("li", now + timedelta(minutes=2)), 10)
    assert ring_anew(site.store, now + timedelta(minutes=14, seconds=30)) == 0
    assert ring_anew(site.store, now + timedelta(minutes=16)) == 1


def test_who_answered_the_readers_last_word_has_the_longer_time_again(site: Site):
    now = datetime.now(UTC)
    site.send(press("h"))
    with site.store.writing() as session:
        line = HelpLine(
            key="r", call_key="h", at=now, who="reader", kind="text", texts={"": "Where are you?"}
        )
        session.add(line)
        write(
            session,
            session.get_one(HelpCall, "h"),
            Staffed("li", now + timedelta(minutes=1)),
            "k",
            {"": "Here."},
        )
    assert ring_anew(site.store, now + timedelta(minutes=10)) == 0
    assert ring_anew(site.store, now + timedelta(minutes=12)) == 1


def test_a_call_that_rings_anew_has_its_time(site: Site):
    now = datetime.now(UTC)
    site.send(press("late"))
    with site.store.writing() as session:
        accept(session, session.get_one(HelpCall, "late"), Staffed("li", now + timedelta(minutes=20)), 10)
    assert ring_anew(site.store, now + timedelta(minutes=34)) == 1
    assert end_silent(site.store, now + timedelta(minutes=35)) == 0
    assert end_silent(site.store, now + timedelta(minutes=65)) == 1


def test_who_writes_and_is_heard_of_no_more_loses_the_call_too(site: Site):
    now = datetime.now(UTC)
    site.send(press("says"), press("asked", "v2"))
    with site.store.writing() as session:
        for key in ("says", "asked"):
            write(session, session.get_one(HelpCall, key), Staffed("li", now), key, {"": "I am on my way."})
        line = HelpLine(key="r", call_key="asked", at=now + timedelta(minutes=1), who="reader", kind="text")
        line.texts = {"": "Where are you?"}
        session.add(line)
    assert ring_anew(site.store, now + timedelta(minutes=5)) == 0
    assert ring_anew(site.store, now + timedelta(minutes=7)) == 1
    assert {call.key: call.answered_by for call in calls(site)} == {"says": "li", "asked": ""}
    assert ring_anew(site.store, now + timedelta(minutes=9)) == 0
    assert ring_anew(site.store, now + timedelta(minutes=11)) == 1


def test_what_nobody_was_heard_of_while_the_server_was_away_ends_and_does_not_ring(site: Site):
    night = datetime.now(UTC) + timedelta(hours=14)
    site.send(press("h"))
    with site.store.writing() as session:
        accept(session, session.get_one(HelpCall, "h"), Staffed("li", datetime.now(UTC)), 5)
    look(site.store, night)
    (call,) = calls(site)
    assert (call.ended_as, call.rings, call.answered_by) == ("timed-out", 1, "li")


def test_who_arrives_has_arrived_for_all_calls_of_the_kiosk_they_accepted(site: Site):
    now = datetime.now(UTC)
    site.send(press("one"), press("two", "v2"), press("other", "v3"))
    with site.store.writing() as session:
        for key, who in (("one", "li"), ("two", "li"), ("other", "wang")):
            accept(session, session.get_one(HelpCall, key), Staffed(who, now), 2)
        arrive(session, session.get_one(HelpCall, "one"), Staffed("li", now))
    assert {call.key for call in calls(site) if call.arrived_at} == {"one", "two"}


def test_a_row_says_what_was_wanted_if_it_was_not_to_borrow(site: Site):
    told = press("h")
    told["details"]["rows"] = "s-1:fines-owed s-2:renewal-limit/renewal s-3:put-back-to-return/checkin s-4:"
    site.send(told)
    (call,) = calls(site)
    assert call.rows == [
        {"key": "s-1", "code": "fines-owed"},
        {"key": "s-2", "code": "renewal-limit", "kind": "renewal"},
        {"key": "s-3", "code": "put-back-to-return", "kind": "checkin"},
        {"key": "s-4", "code": ""},
    ]


def test_an_outage_tells_a_whole_call_at_once(site: Site):
    early = datetime.now(UTC) - timedelta(hours=2)
    said = [
        press("h", at=early),
        about("s", "help-said", "h", "hello"),
        about("e", "help-ended", "h", ended="left"),
    ]
    said[1]["occurred_at"] = said[2]["occurred_at"] = (early + timedelta(minutes=1)).isoformat()
    assert results(site.send(*said)) == ["applied"] * 3
    (call,) = calls(site)
    assert (call.occurred_at, call.ended_at) == (early, early + timedelta(minutes=1))
    site.send(press("late", "v2", at=early))
    assert end_silent(site.store, datetime.now(UTC)) == 0, "it came only now: somebody may still stand there"


def left_behind(key: str, at: datetime, **facts: Any) -> HelpCall:
    """An old call that is over."""
    times = {"occurred_at": at, "received_at": at, "ended_at": at}
    return HelpCall(key=key, kiosk_id="kiosk-1", page="borrow", code="", reason="to-staff", **times, **facts)


def test_what_was_written_is_forgotten_and_the_call_stays_in_the_figures(site: Site):
    early = datetime.now(UTC) - timedelta(days=31)
    for key, at in (("old", early), ("new", datetime.now(UTC))):
        said = [press(key, key, at=at, title="论语"), about(f"s-{key}", "help-said", key, "hello")]
        said += [about(f"e-{key}", "help-ended", key, ended="left")]
        for one in said:
            one["occurred_at"] = at.isoformat()
        site.send(*said)
    with site.store.writing() as session:
        session.add(left_behind("left", early, rows=[{"item": "30000000000010"}]))
        session.add(left_behind("noted", early, note="Mr Wang, 13800000000"))
    done = purge(site.store, site.settings, datetime.now(UTC))
    assert (done["help lines"], done["help calls"]) == (1, 3)
    assert {call.key: (call.title, call.note, call.rows) for call in calls(site)} == {
        "old": ("", "", []),
        "new": ("论语", "", []),
        "left": ("", "", []),
        "noted": ("", "", []),
    }
    assert purge(site.store, site.settings, datetime.now(UTC))["help calls"] == 0
    assert len(told(site, "new")["lines"]) == 1


# --- releases ---------------------------------------------------------------------------------------------------


def refused_then_called(site: Site, item: str = REFERENCE, patron: str = READER) -> None:
    (no,) = site.send(entry("row", "checkout", item, patron))
    assert no["result"] == "refused"
    site.send(press("h", rows=f"row:{no['reasons'][0]['code']}"))


def again(
    site: Site, number: int, item: str = REFERENCE, patron: str = READER, key: str = "again", call: str = "h"
):
    (answer,) = site.send(entry(key, "checkout", item, patron, details={"call": call, "release": number}))
    return answer["result"]


def overridden(site: Site) -> list[AuditLine]:
    with site.store.reading() as session:
        return list(session.scalars(sa.select(AuditLine).where(AuditLine.what == "checkout-override")))


def test_a_released_row_is_lent_on_the_librarian_s_word(site: Site):
    refused_then_called(site)
    number = say(site, "h", HelpSays.RELEASE, "row", reason="for the exhibition")
    site.send(press("second"))
    assert again(site, number, call="second") == "applied", "any press names the call"
    (line,) = overridden(site)
    assert (line.who, line.about) == ("mei", REFERENCE)
    assert line.details["codes"] == ["item-reference-only"]
    assert (line.details["reason"], line.details["call"]) == ("for the exhibition", "h")
    site.send(entry("back", "checkin", REFERENCE, ""))
    assert again(site, number, key="once more") == "refused", "it is good once"
    assert len(overridden(site)) == 1


@pytest.mark.parametrize("item", [BOOKS[0], MISSING])
def test_a_release_is_for_its_own_row(site: Site, item: str):
    refused_then_called(site)
    with site.store.writing() as session:
        session.execute(
            sa.text("UPDATE copies SET place = 'reference-only' WHERE barcode = :item"), {"item": item}
        )
    number = say(site, "h", HelpSays.RELEASE, "row")
    assert again(site, number, item) == "refused"
    assert again(site, number, key="right") == "applied"


def test_what_may_not_be_overruled_stays_refused_and_uses_nothing_up(site: Site):
    site.send(entry("other", "checkout", BOOKS[0], BLOCKED))
    site.send(entry("theirs", "checkout", BOOKS[0]))
    refused_then_called(site, BOOKS[0], BLOCKED)
    number = say(site, "h", HelpSays.RELEASE, "row")
    assert again(site, number, BOOKS[0], BLOCKED) == "refused", "somebody has it"
    site.send(entry("back", "checkin", BOOKS[0], ""))
    assert again(site, number, BOOKS[0], BLOCKED, key="then") == "applied"
    assert overridden(site)[0].details["codes"] == ["patron-blocked", "fines-owed"]


def test_a_release_needs_its_call_its_kiosk_and_its_author(site: Site):
    refused_then_called(site)
    number = say(site, "h", HelpSays.RELEASE, "row")
    assert again(site, number, call="nothing", key="1") == "refused"
    assert again(site, number + 1, key="2") == "refused"
    assert again(site, 2**70, key="3") == "refused"
    assert again(site, say(site, "h", HelpSays.POINT, "row"), key="4") == "refused"
    site.send(press("g", "v2"))
    assert again(site, say(site, "g", HelpSays.RELEASE, "row2"), key="4b") == "refused", "another call's"
    with site.store.writing() as session:
        key = enrol_kiosk(session, "kiosk-2")
    own = site.client.headers["Authorization"]
    site.client.headers["Authorization"] = f"Bearer {key}"
    assert again(site, number, key="5") == "refused"
    site.client.headers["Authorization"] = own
    said = entry("6", "checkout", REFERENCE, details={"call": "h", "release": number})
    (desk,) = transactions.apply(site.store, site.settings, Said("mei", MAIN, [said]), datetime.now(UTC))
    assert desk["result"] == "refused", "it is said to a kiosk"
    for change in ({"role": "technician"}, {"disabled": True}):
        with site.store.writing() as session:
            session.execute(sa.update(Staff).values(**change))
        assert again(site, number, key=f"7{change}") == "refused"
        with site.store.writing() as session:
            session.execute(sa.update(Staff).values(role="librarian", disabled=False))
    assert overridden(site) == []
    assert again(site, number, key="8") == "applied"


@pytest.mark.parametrize(("minutes", "result"), [(9, "applied"), (11, "refused")])
def test_a_release_outlives_its_call_by_ten_minutes(site: Site, minutes: int, result: str):
    refused_then_called(site)
    number = say(site, "h", HelpSays.RELEASE, "row")
    with site.store.writing() as session:
        session.get(HelpCall, "h").ended_at = datetime.now(UTC) - timedelta(minutes=minutes)
    assert again(site, number) == result


def test_every_kind_of_entry_has_its_way(site: Site):
    """A kind that is added is answered somewhere."""
    for kind in EntryKind:
        (answer,) = site.send({**about(kind, kind, "h", "x", ended="left"), "item": BOOKS[0]})
        assert answer["key"] == kind
