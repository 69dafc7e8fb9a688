"""The loop, the journal and delivery together."""

from __future__ import annotations

import logging
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.vocabulary import Code, EntryKind, Result
from drivers.roles import Role
from kiosk import delivery, events
from kiosk.effects import Entry
from kiosk.state import HelpReason, Outcome, Page, SlipChoice, State, TellPage
from kiosk.voice import Voices
from tests.desk.conftest import Machine
from tests.desk.library_on_paper import LibraryOnPaper

CARD, BOOK, BOOK2 = "20000000000018", "30000000000015", "30000000000023"


def outcome(state: State, item: str) -> Outcome | None:
    cases = state.visit.cases if state.visit else ()
    return next((case.outcome for case in cases if case.item == item), None)


def borrows(machine: Machine, *items: str) -> None:
    machine.scans(CARD)
    machine.until(lambda state: state.visit and state.visit.patron)
    for item in items:
        machine.scans(item)


def test_borrow_online(machine: Machine):
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.DONE)
    assert machine.library.on_loan == {BOOK: CARD}
    assert machine.journal.count_waiting() == 0


def test_an_outage_in_the_middle_is_delivered_without_anyones_help(machine: Machine):
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.DONE)
    machine.library.away = True
    machine.scans(BOOK2)
    machine.until(lambda state: outcome(state, BOOK2) is Outcome.KEPT_LOCALLY)
    machine.does(events.OpenedHelp(), events.CalledHelp(HelpReason.OTHER))
    machine.until(lambda state: state.call and state.call.outcome is Outcome.KEPT_LOCALLY)
    assert machine.journal.count_waiting() == 2
    machine.library.away = False
    machine.until(lambda state: outcome(state, BOOK2) is Outcome.DONE)
    machine.until(lambda state: state.call.outcome is Outcome.DONE)
    machine.until_delivered()
    assert machine.library.on_loan == {BOOK: CARD, BOOK2: CARD}


def test_a_lost_answer_doubles_nothing(machine: Machine):
    machine.library.loses_answers = True
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.KEPT_LOCALLY)
    machine.library.loses_answers = False
    machine.until_delivered()
    assert len(machine.library.applied) == len(set(machine.library.applied)) == 1


def test_true_times_and_order_survive_an_outage(machine: Machine):
    machine.library.away = True
    before = datetime.now(UTC)
    machine.until(lambda state: not state.link_up)
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.KEPT_LOCALLY)
    after = datetime.now(UTC)
    machine.does(events.WantsToReturn())
    machine.until(lambda state: state.page is Page.RETURN)
    machine.scans(BOOK)
    machine.until(lambda state: len(state.visit.cases) == 2)
    machine.library.away = False
    machine.until_delivered()
    lent, returned = machine.library.seen[:2]
    assert (lent.entry.kind, returned.entry.kind) == (EntryKind.CHECKOUT, EntryKind.CHECKIN)
    assert before <= lent.occurred_at <= after
    assert machine.library.on_loan == {}


def test_one_bad_entry_does_not_hold_up_the_others(machine: Machine):
    machine.library.away = True
    machine.until(lambda state: not state.link_up)
    borrows(machine, BOOK, BOOK2)
    machine.until(lambda state: outcome(state, BOOK2) is Outcome.KEPT_LOCALLY)
    bad = machine.journal.waiting(1)[0].entry.key
    machine.library.rejects = {bad}
    machine.library.away = False
    machine.until_delivered()
    assert machine.library.on_loan == {BOOK2: CARD}
    ((recorded, said),) = machine.journal.conflicts()
    assert recorded.entry.key == bad
    assert Code.ENTRY_MALFORMED.value in said


def test_nothing_is_asked_that_is_not_on_disk(machine: Machine):
    """The disk fills up: the machine says so, nothing is lent, and it comes back by itself."""
    machine.journal._writer.exec_driver_sql("PRAGMA query_only = ON")
    borrows(machine, BOOK)
    machine.until(lambda state: state.page is Page.OUT_OF_SERVICE)
    assert machine.library.on_loan == {}
    machine.journal._writer.exec_driver_sql("PRAGMA query_only = OFF")
    machine.until(lambda state: state.page is Page.WELCOME, seconds=15)
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.DONE)


def test_a_restart_delivers_what_was_promised_and_nothing_else(
    tmp_path: Path, library: LibraryOnPaper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(delivery, "BACK_OFF", (0.05,))
    library.away = True
    machine = Machine(tmp_path, library, "first")
    machine.until(lambda state: not state.link_up)
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.KEPT_LOCALLY)
    # A second loan is on disk, but the power goes before the reader was told anything.
    machine.journal.append(Entry("first-untold", EntryKind.CHECKOUT, BOOK2, CARD), machine.clock.now())
    machine.stop()
    library.away = False
    again = Machine(tmp_path, library, "second")
    again.until_delivered()
    assert library.on_loan == {BOOK: CARD}
    assert library.answers["first-untold"].result is Result.REFUSED
    assert again.desk.state.visit is None
    again.stop()


def test_a_mistake_in_the_rules_ends_the_visit_and_not_the_machine(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    borrows(machine)
    real = __import__("kiosk.desk", fromlist=["step"]).step

    def broken(state: State, event: events.Event):
        if isinstance(event, events.WantsAccount):
            raise RuntimeError("a mistake")
        return real(state, event)

    monkeypatch.setattr("kiosk.desk.step", broken)
    machine.does(events.WantsAccount())
    state = machine.until(lambda state: state.visit is None)
    assert state.notice.code is Code.SOMETHING_FAILED
    assert CARD not in caplog.text
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.DONE)


def test_no_reader_in_the_log(machine: Machine, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    machine.does(events.WantsToIdentify(), events.Typed(CARD), events.TypedPin("9999"))
    machine.until(lambda state: state.visit and state.visit.notice)
    machine.does(events.TypedPin("1234"))
    machine.until(lambda state: state.visit.patron)
    machine.library.away = True
    machine.scans(BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.KEPT_LOCALLY)
    for secret in ("9999", "1234", CARD, "王小明"):
        assert secret not in caplog.text


def test_a_slip_without_a_printer_is_offered_again(machine: Machine):
    machine.does(events.DeviceUp("printer", Role.RECEIPT_PRINTER))
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.DONE)
    machine.does(events.Finished(), events.ChoseSlip(SlipChoice.PAPER))
    state = machine.until(lambda state: state.visit and state.visit.notice)
    assert (state.page, state.visit.notice.code) == (Page.SLIP, Code.SLIP_FAILED)


def test_the_server_puts_a_wrong_clock_right(machine: Machine):
    machine.library.clock_ahead = timedelta(hours=3)
    machine.library.away = True
    machine.until(lambda state: not state.link_up)
    machine.library.away = False
    machine.until(lambda state: state.link_up)
    assert machine.clock.now() - datetime.now(UTC) > timedelta(hours=2)


def test_what_cannot_be_kept_is_told_and_nothing_else_waits_for_it(
    machine: Machine, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    machine.desk.voices = Voices(tmp_path / "nowhere")  # a disk that is not there
    tell = (events.OpenedTell(TellPage.DEFECT), events.ToldText("text", "SECRET"), events.SentTell())
    machine.does(*tell)
    machine.until(lambda state: state.tell and state.tell.lost)
    machine.desk.voices = Voices(tmp_path)
    machine.does(*tell)
    machine.until(lambda state: state.tell and state.tell.told and not state.tell.lost)
    borrows(machine, BOOK)
    machine.until(lambda state: outcome(state, BOOK) is Outcome.DONE)
    assert "SECRET" not in caplog.text
    assert machine.journal.count_waiting() == 0, "a voice is no entry"
    assert [voice.body for voice in Voices(tmp_path).waiting(9, soon=True)] == [{"text": "SECRET"}]


def test_the_day_is_the_one_at_the_kiosk(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    at = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
    monkeypatch.setattr(machine.clock, "now", lambda: at)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        machine.does(events.Touched())
        machine.until(lambda state: state.today == date(2026, 11, 29))
    finally:
        monkeypatch.undo()
        time.tzset()
