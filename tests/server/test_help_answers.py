"""What staff do with a call for help, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import HelpCause, HelpSays
from server.help import answers, calls
from server.help.answers import NotDone, Staffed
from server.help.replies import mark, replies, save
from server.staff import Role, add_staff
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import AuditLine
from tests.server.conftest import Site, entry

NOW = datetime.now(UTC)
ROWS = "r1:item-reference-only r2:tag-unreadable r3:"


@pytest.fixture(autouse=True)
def called(site: Site) -> None:
    """A reader waits; a librarian and a technician are in the house."""
    site.send(entry("h", "help-call", "", "", visit="v1", details={"reason": "item", "rows": ROWS}))
    with site.store.writing() as session:
        add_staff(session, "mei", Role.LIBRARIAN, "correct horse", name="Mei")
        add_staff(session, "tom", Role.TECHNICIAN, "correct horse", name="Tom")


def by(login: str, seconds: int = 0) -> Staffed:
    return Staffed(login, NOW + timedelta(seconds=seconds))


def call(session: Session, key: str = "h") -> HelpCall:
    found = answers.find(session, key)
    assert found is not None
    return found


def lines(site: Site) -> list[HelpLine]:
    with site.store.reading() as session:
        return list(session.scalars(sa.select(HelpLine).order_by(HelpLine.id)))


def noted(site: Site) -> list[str]:
    with site.store.reading() as session:
        return list(session.scalars(sa.select(AuditLine.what).order_by(AuditLine.id)))


def refused(site: Site, act) -> str:
    """Why not; and nothing was changed."""
    before = len(lines(site))
    with pytest.raises(NotDone) as why, site.store.writing() as session:
        act(session)
    assert len(lines(site)) == before
    return why.value.code


def test_of_twenty_who_accept_at_once_one_has_it(site: Site):
    start = threading.Barrier(20)

    def accept(n: int) -> bool:
        start.wait()
        with site.store.writing() as session:
            return answers.accept(session, call(session), by(f"login{n}"), n)

    with ThreadPoolExecutor(20) as pool:
        won = [n for n, mine in enumerate(pool.map(accept, range(20))) if mine]
    assert len(won) == 1
    with site.store.reading() as session:
        found = session.get_one(HelpCall, "h")
        assert (found.answered_by, found.minutes) == (f"login{won[0]}", won[0])
    assert noted(site).count("help-call-answered") == 1


def test_whoever_has_it_may_say_anew_how_long_it_takes(site: Site):
    with site.store.writing() as session:
        assert answers.accept(session, call(session), by("mei"), 1)
        assert answers.accept(session, call(session), by("mei", 60), 10)
        assert not answers.accept(session, call(session), by("tom", 61), 2)
        assert (call(session).answered_at, call(session).minutes) == (NOW, 10)
        answers.close(session, call(session), by("mei", 90), HelpCause.CARD, "")
        assert not answers.accept(session, call(session), by("mei", 91), 1)
    assert noted(site).count("help-call-answered") == 1


def test_who_writes_first_or_is_there_first_has_accepted(site: Site):
    site.send(entry("g", "help-call", "", "", visit="v2"))
    with site.store.writing() as session:
        answers.write(session, call(session), by("mei"), "k", {"": "hello"})
        answers.write(session, call(session), by("tom"), "k", {"": "hello"})
        answers.arrive(session, call(session, "g"), by("tom"))
        answers.arrive(session, call(session, "g"), by("mei", 9))
    with site.store.reading() as session:
        assert (call(session).answered_by, call(session).minutes) == ("mei", None)
        assert (call(session, "g").answered_by, call(session, "g").arrived_at) == ("tom", NOW)
    assert [line.who for line in lines(site)] == ["mei", "tom"], "a colleague may write too"


def test_who_writes_on_the_way_comes_as_soon_as_they_said(site: Site):
    with site.store.writing() as session:
        answers.accept(session, call(session), by("mei"), 2)
        answers.write(session, call(session), by("mei", 30), "k", {"": "I am on the stairs"})
    with site.store.reading() as session:
        assert (call(session).minutes, call(session).turned_at) == (2, NOW)


def test_who_is_there_is_there_once_and_nobody_comes_to_what_is_over(site: Site):
    with site.store.writing() as session:
        answers.accept(session, call(session), by("mei"), 2)
        answers.arrive(session, call(session), by("mei", 60))
    with site.store.writing() as session:
        answers.arrive(session, call(session), by("tom", 90))
        assert not answers.take_over(session, call(session), by("tom", 90), "mei", 1)
    with site.store.reading() as session:
        assert call(session).arrived_at == NOW + timedelta(seconds=60)
    site.send(entry("i", "help-call", "", "", visit="v2", details={"reason": "item"}))
    site.send(entry("e", "help-ended", "", "", visit="v2", details={"call": "i", "ended": "left"}))
    site.send(entry("j", "help-call", "", "", visit="v3", details={"reason": "item"}))
    with site.store.writing() as session:
        answers.arrive(session, call(session, "i"), by("mei"))
        assert not answers.take_over(session, call(session, "i"), by("tom"), "", 1)
    with site.store.reading() as session:
        over = call(session, "i")
        assert (over.arrived_at, over.answered_by) == (None, "")
        assert call(session, "j").arrived_at is None, "who waits there still"


def test_what_ends_a_visit_and_work_on_the_machine_are_noted(site: Site):
    with site.store.writing() as session:
        for n, (says, about) in enumerate(
            (
                (HelpSays.MORE_TIME, ""),
                (HelpSays.END_VISIT, ""),
                (HelpSays.MAINTENANCE, ""),
                (HelpSays.MAINTENANCE, "end"),
            )
        ):
            answers.instruct(session, call(session), by("mei"), f"k{n}", says, about)
    assert noted(site)[-3:] == ["help-end-visit", "help-maintenance", "help-maintenance-ended"]


def test_what_was_left_behind_is_neither_pointed_at_nor_released(site: Site):
    left = {"reason": "to-staff", "items": "30001 30002"}
    site.send(entry("i", "help-call", "", "", visit="v1", details=left))
    for act in (
        lambda s: answers.instruct(s, call(s, "i"), by("mei"), "k", HelpSays.POINT, "row:30001"),
        lambda s: answers.release_row(s, call(s, "i"), by("mei"), "k", "30001", "why not"),
    ):
        assert refused(site, act).startswith("not-a-")


def test_a_form_sent_twice_is_one_line(site: Site):
    start = threading.Barrier(10)

    def send(_: int) -> None:
        start.wait()
        with site.store.writing() as session:
            answers.write(session, call(session), by("mei"), "form", {"": "hello"})
            answers.instruct(session, call(session), by("mei"), "time", HelpSays.MORE_TIME)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(send, range(10)))
    assert sorted(line.kind for line in lines(site)) == ["more-time", "text"]


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \n ", "empty"), ("字" * 2001, "too-long")])
def test_what_cannot_be_written(site: Site, text: str, code: str):
    assert refused(site, lambda s: answers.write(s, call(s), by("mei"), "k", {"": text})) == code


def test_texts_are_kept_as_they_are(site: Site):
    wicked = "<script>alert(1)</script> \u202eשלום 👩🏽‍🚒 \0" + "x" * 1900
    with site.store.writing() as session:
        answers.write(session, call(session), by("mei"), "k", {"": wicked})
    assert [line.texts for line in lines(site)] == [{"": wicked.replace("\0", "")}]


@pytest.mark.parametrize(
    ("says", "about", "good"),
    [
        (HelpSays.POINT, "scanner", True),
        (HelpSays.POINT, "row:r2", True),
        (HelpSays.POINT, "", True),
        (HelpSays.POINT, "row:r9", False),
        (HelpSays.POINT, "the sky", False),
        (HelpSays.MAINTENANCE, "end", True),
        (HelpSays.MAINTENANCE, "soon", False),
        (HelpSays.END_VISIT, "", True),
        (HelpSays.END_VISIT, "now", False),
    ],
)
def test_what_a_kiosk_can_be_told(site: Site, says: HelpSays, about: str, good: bool):
    def tell(session: Session) -> None:
        answers.instruct(session, call(session), by("mei"), "k", says, about)

    if not good:
        assert refused(site, tell) == "not-a-part"
        return
    with site.store.writing() as session:
        tell(session)
    assert [(line.kind, line.about) for line in lines(site)] == [(says, about)]
    assert any(what.startswith(f"help-{says}") for what in noted(site)) == (says is not HelpSays.POINT)


def test_only_a_row_that_may_be_overruled_is_released_and_only_with_a_reason(site: Site):
    def release(login: str, row: str, why: str):
        return lambda s: answers.release_row(s, call(s), by(login), "k", row, why)

    assert refused(site, release("mei", "r2", "why not")) == "not-a-row"
    assert refused(site, release("mei", "r3", "why not")) == "not-a-row"
    assert refused(site, release("mei", "r9", "why not")) == "not-a-row"
    assert refused(site, release("mei", "r1", " ")) == "no-reason"
    assert refused(site, release("tom", "r1", "why not")) == "not-yours-to-release"
    assert refused(site, release("nobody", "r1", "why not")) == "not-yours-to-release"
    with site.store.writing() as session:
        release("mei", "r1", "for the exhibition")(session)
    assert [(line.about, line.reason, line.who) for line in lines(site)] == [
        ("r1", "for the exhibition", "mei")
    ]


def test_what_is_over_is_told_nothing_more_and_may_still_be_explained(site: Site):
    site.send(entry("e", "help-ended", "", "", details={"call": "h", "ended": "solved"}))
    assert refused(site, lambda s: answers.write(s, call(s), by("mei"), "k", {"": "hello"})) == "over"
    assert refused(site, lambda s: answers.instruct(s, call(s), by("mei"), "k", HelpSays.MORE_TIME)) == "over"
    assert (
        refused(site, lambda s: answers.instruct(s, call(s), by("mei"), "k", HelpSays.MAINTENANCE)) == "over"
    )
    with site.store.writing() as session:
        answers.arrive(session, call(session), by("mei"))
        answers.close(session, call(session), by("mei"), HelpCause.LABEL, "torn")
        answers.instruct(session, call(session), by("mei"), "k", HelpSays.MAINTENANCE, "end")
        found = call(session)
        assert (found.ended_by, found.ended_as, found.cause, found.note) == (
            "reader",
            "solved",
            "label",
            "torn",
        )
        assert found.arrived_at is None


@pytest.mark.parametrize(("cause", "ended"), [(HelpCause.RULE, "solved"), (HelpCause.NOBODY_THERE, "left")])
def test_a_closed_call_waits_no_more(site: Site, cause: HelpCause, ended: str):
    with site.store.writing() as session:
        answers.close(session, call(session), by("mei"), cause, "")
        assert session.scalars(answers.waiting()).all() == []
    said = site.client.get("/api/v1/help-calls/h").json()
    assert (said["stage"], said["ended"]) == ("ended", ended)


def test_every_change_is_told_with_the_call_s_key(site: Site, monkeypatch: pytest.MonkeyPatch):
    told = []
    for module in (answers, calls):
        monkeypatch.setattr(module, "publish", lambda _session, topic, about: told.append((topic, about)))
    for act in (
        lambda s: answers.accept(s, call(s), by("mei"), 2),
        lambda s: answers.arrive(s, call(s), by("mei")),
        lambda s: answers.write(s, call(s), by("mei"), "k", {"": "hello"}),
        lambda s: answers.instruct(s, call(s), by("mei"), "p", HelpSays.POINT, "pad"),
        lambda s: answers.release_row(s, call(s), by("mei"), "r", "r1", "why not"),
        lambda s: answers.close(s, call(s), by("mei"), HelpCause.TAG, ""),
    ):
        with site.store.writing() as session:
            act(session)
        assert set(told) == {("help-call", "h")}
        told.clear()


def test_quick_replies_are_there_from_the_beginning_and_are_the_library_s_own(site: Site):
    with site.store.writing() as session:
        first = replies(session)
        assert len({mark(texts) for texts in first}) == 10
        assert all(set(texts) == {"zh", "en"} for texts in first)
        save(session, "mei", first)
        save(session, "mei", [first[3], {"zh": "好", "en": "Fine"}])
    with site.store.writing() as session:
        assert replies(session) == [first[3], {"zh": "好", "en": "Fine"}]
        save(session, "mei", [])
        assert replies(session) == first
    assert noted(site).count("quick-replies-changed") == 2
