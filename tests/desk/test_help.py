"""A call for help on a real journal: through an outage at each of its steps, and through a restart."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.vocabulary import EntryKind, HelpSays, HelpStage, Instructed, Topic
from kiosk import delivery, events
from kiosk import help as aid
from kiosk.effects import Entry
from kiosk.help import Standing
from kiosk.journal import Journal
from kiosk.library.port import LibraryAway
from kiosk.state import HelpLine, HelpReason, HelpStep, Page, State
from tests.desk.conftest import Machine
from tests.desk.library_on_paper import LibraryOnPaper

CARD = "20000000000018"
SECRET = "我的密码是 987654"


def stands(standing: Standing):
    return lambda state: state.call is not None and aid.standing(state.call) is standing


def calls(machine: Machine) -> str:
    machine.scans(CARD)
    machine.until(lambda state: state.visit and state.visit.patron)
    machine.does(events.OpenedHelp(), events.CalledHelp(HelpReason.JUST_COME))
    state = machine.until(lambda state: state.call)
    return state.call.key


def hears(machine: Machine, key: str) -> None:
    """As the line of events lets it hear."""
    machine.does(events.Changed(Topic.HELP_CALL, key))


def asked(machine: Machine, key: str, times: int) -> None:
    deadline = time.monotonic() + 5
    while machine.library.asked.count(key) < times:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def instruction(number: int, says: HelpSays, about: str = "") -> HelpLine:
    return HelpLine(number, says, about=about)


def results(library: LibraryOnPaper) -> list[tuple[object, object]]:
    done = [one.entry.details for one in library.seen if one.entry.kind is EntryKind.HELP_DONE]
    return [(one["number"], one["result"]) for one in done]


def test_a_call_is_answered_written_to_and_ended(machine: Machine):
    key = calls(machine)
    machine.until(stands(Standing.SENT))
    machine.library.staff(
        key, HelpStage.ACCEPTED, HelpLine(1, HelpSays.TEXT, texts={"zh": "马上来"}), by="李老师", minutes=2
    )
    hears(machine, key)
    machine.until(stands(Standing.COMING))
    machine.does(events.Said("谢谢"))
    machine.until(lambda state: [line.mine for line in state.call.lines()] == [False, True])
    assert machine.desk.state.call.own == ()
    machine.library.staff(key, HelpStage.ACCEPTED, instruction(2, HelpSays.MORE_TIME))
    hears(machine, key)
    machine.until(lambda _: results(machine.library) == [(2, Instructed.DONE)])
    machine.does(events.EndedHelp())
    machine.until(lambda state: state.call is None)
    machine.until_delivered()
    assert machine.library.calls[key].stage is HelpStage.ENDED


def test_with_the_line_down_at_every_step_it_ends_the_same_way(machine: Machine):
    machine.scans(CARD)
    machine.until(lambda state: state.visit and state.visit.patron)
    machine.library.away = True
    machine.until(lambda state: not state.link_up)
    machine.does(events.OpenedHelp(), events.CalledHelp(HelpReason.OTHER), events.Said("在吗？"))
    machine.until(stands(Standing.KEPT))
    machine.library.away = False
    machine.until(stands(Standing.SENT))
    key = machine.desk.state.call.key
    machine.until(lambda state: [line.texts[""] for line in state.call.lines()] == ["在吗？"])
    machine.library.away = True
    machine.until(lambda state: not state.link_up)
    machine.library.staff(key, HelpStage.ACCEPTED, instruction(1, HelpSays.MORE_TIME), by="李老师")
    machine.does(events.Said("还在吗？"))
    machine.library.away = False
    machine.until(stands(Standing.TAKEN))
    machine.until(lambda _: results(machine.library) == [(1, Instructed.DONE)])
    machine.library.away = True
    machine.until(lambda state: not state.link_up)
    machine.does(events.EndedHelp())
    machine.until(lambda state: state.call is None)
    machine.library.away = False
    machine.until_delivered()
    assert machine.library.calls[key].stage is HelpStage.ENDED
    assert [line.texts[""] for line in machine.library.calls[key].lines if line.mine] == [
        "在吗？",
        "还在吗？",
    ]


def test_an_answer_lost_on_the_line_calls_once(machine: Machine):
    machine.library.loses_answers = True
    key = calls(machine)
    machine.until(lambda state: not state.link_up)
    machine.library.loses_answers = False
    machine.until(stands(Standing.SENT))
    assert list(machine.library.calls) == [key]


def test_a_library_system_that_cannot_tell_of_calls_still_takes_them(machine: Machine):
    machine.library.tells_of_calls = False
    key = calls(machine)
    machine.until(lambda state: state.call.unknown)
    assert aid.standing(machine.desk.state.call) is Standing.SENT
    assert machine.library.asked.count(key) == 1


def test_questions_about_a_call_do_not_pile_up(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    key = calls(machine)
    machine.until(stands(Standing.SENT))
    slow = machine.library.help_call

    def dribbles(key: str):
        time.sleep(0.2)
        return slow(key)

    monkeypatch.setattr(machine.library, "help_call", dribbles)
    before = machine.library.asked.count(key)
    for _ in range(50):
        hears(machine, key)
    machine.library.staff(key, HelpStage.ARRIVED)
    hears(machine, key)
    machine.until(stands(Standing.ARRIVED))
    assert machine.library.asked.count(key) - before <= 3


def test_a_question_that_fails_is_asked_again(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    real, broken = machine.library.help_call, [LibraryAway("no"), ValueError("a mistake of ours")]

    def fails(key: str):
        if broken:
            raise broken.pop()
        return real(key)

    monkeypatch.setattr(machine.library, "help_call", fails)
    key = calls(machine)
    machine.until(lambda _: len(broken) < 2)
    hears(machine, key)
    machine.until(lambda _: not broken)
    machine.library.staff(key, HelpStage.ARRIVED)
    hears(machine, key)
    machine.until(stands(Standing.ARRIVED))


def test_a_restart_amid_a_call_finds_it_again_and_repeats_nothing(
    tmp_path: Path, library: LibraryOnPaper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(delivery, "BACK_OFF", (0.05,))
    machine = Machine(tmp_path, library, "first")
    key = calls(machine)
    machine.until(stands(Standing.SENT))
    library.staff(key, HelpStage.ACCEPTED, instruction(1, HelpSays.MORE_TIME), by="李老师")
    hears(machine, key)
    machine.until(lambda _: results(library) == [(1, Instructed.DONE)])
    machine.stop()
    library.staff(key, HelpStage.ACCEPTED, instruction(2, HelpSays.END_VISIT))
    again = Machine(tmp_path, library, "second")
    again.until(stands(Standing.TAKEN))
    again.until(lambda _: results(library) == [(1, Instructed.DONE), (2, Instructed.TOO_LATE)])
    again.does(events.PressedHelp())
    state: State = again.until(lambda state: state.panel)
    assert (state.page, state.panel.step) == (Page.WELCOME, HelpStep.TALK)
    again.does(events.EndedHelp())
    again.until(lambda state: state.call is None)
    again.until_delivered()
    again.stop()
    third = Machine(tmp_path, library, "third")
    third.until(lambda state: state.link_up)
    assert third.desk.state.call is None
    assert len(library.calls) == 1
    third.stop()


def test_a_call_found_after_a_restart_was_made_when_it_was_made(tmp_path: Path, library: LibraryOnPaper):
    journal = Journal.open(tmp_path)
    details = {"page": "welcome", "code": "", "reason": "item"}
    made_at = datetime.now(UTC) - timedelta(minutes=5)
    journal.append(Entry("c1", EntryKind.HELP_CALL, details=details), made_at)
    journal.close()
    machine = Machine(tmp_path, library)
    state: State = machine.until(lambda state: state.call)
    assert state.now - state.call.called_at == pytest.approx(300, abs=20)
    machine.stop()


def test_what_the_reader_wrote_is_in_no_log_and_goes_from_the_disk(
    machine: Machine, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    machine.library.away = True
    machine.until(lambda state: not state.link_up)
    machine.does(events.OpenedHelp(), events.CalledHelp(HelpReason.OTHER), events.Said(SECRET))
    machine.until(lambda state: state.call and state.call.own)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"987654" not in on_disk
    machine.library.away = False
    machine.until_delivered()
    assert machine.library.calls[machine.desk.state.call.key].lines[0].texts == {"": SECRET}
    said = machine.journal._writer.exec_driver_sql("SELECT count(text) FROM entries").scalar()
    assert said == 0
    assert "987654" not in caplog.text


def test_no_readers_card_waits_for_news_of_a_call(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine.library, "help_call", lambda _key: time.sleep(1))
    machine.does(events.OpenedHelp(), events.CalledHelp(HelpReason.OTHER))
    machine.until(lambda state: state.call)
    began = time.monotonic()
    machine.scans(CARD)
    machine.until(lambda state: state.visit and state.visit.patron)
    assert time.monotonic() - began < 0.8
