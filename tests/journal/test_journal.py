"""The journal on a real disk: durable, ordered, encrypted, held by one process, honest when the disk is full."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.vocabulary import Code, EntryKind, Reason, Result
from kiosk.effects import Entry
from kiosk.events import Answer
from kiosk.journal import Journal, JournalError, JournalInUse, JournalUnwritable

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CARD = "20000000000018"


def entry(key: str, kind: EntryKind = EntryKind.CHECKOUT, item: str = "30000000000015") -> Entry:
    return Entry(key, kind, item, CARD, "visit-1", {"n": 1})


@pytest.fixture
def journal(tmp_path: Path):
    journal = Journal.open(tmp_path)
    yield journal
    journal.close()


def test_what_is_appended_comes_back_in_order_after_a_restart(tmp_path: Path):
    journal = Journal.open(tmp_path)
    for n in range(3):
        journal.append(entry(f"k{n}"), AT + timedelta(minutes=n))
    journal.close()
    journal = Journal.open(tmp_path)
    waiting = journal.waiting(10)
    assert [one.entry for one in waiting] == [entry("k0"), entry("k1"), entry("k2")]
    assert [one.sequence for one in waiting] == [1, 2, 3]
    assert waiting[2].occurred_at == AT + timedelta(minutes=2)
    assert journal.last_time() == AT + timedelta(minutes=2)
    journal.close()


def test_every_commit_is_synced(journal: Journal):
    assert journal._writer.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert journal._writer.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_the_card_number_is_never_on_disk_in_clear_and_goes_with_the_answer(tmp_path: Path, journal: Journal):
    journal.append(entry("k1"), AT)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert CARD.encode() not in on_disk
    assert stat.S_IMODE((tmp_path / "journal.key").stat().st_mode) == 0o600
    journal.settle([Answer("k1", Result.APPLIED)])
    with sqlite3.connect(tmp_path / "journal.db") as raw:
        assert raw.execute("SELECT patron FROM entries").fetchall() == [(None,)]


def test_what_a_reader_wrote_is_never_on_disk_in_clear_and_goes_with_the_answer(
    tmp_path: Path, journal: Journal
):
    said = "我的借书证丢了 – Jane Smith"
    journal.append(Entry("k1", EntryKind.HELP_SAID, details={"call": "c"}, text=said), AT)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Jane" not in on_disk
    assert "借书证".encode() not in on_disk
    (waiting,) = journal.waiting(5)
    assert waiting.entry.text == said
    assert "Jane" not in repr(waiting)
    journal.settle([Answer("k1", Result.APPLIED)])
    with sqlite3.connect(tmp_path / "journal.db") as raw:
        assert raw.execute("SELECT text FROM entries").fetchall() == [(None,)]


def test_a_text_cannot_be_put_in_a_card_numbers_place(tmp_path: Path, journal: Journal):
    journal.append(Entry("k1", EntryKind.HELP_SAID, text="30000000000015"), AT)
    journal._writer.exec_driver_sql("UPDATE entries SET patron = text, text = NULL")
    with pytest.raises(JournalError, match="key"):
        journal.waiting(1)


def test_an_older_journal_gets_the_place_for_texts_and_keeps_its_entries(tmp_path: Path):
    journal = Journal.open(tmp_path)
    journal.append(entry("k1"), AT)
    journal.close()
    with sqlite3.connect(tmp_path / "journal.db") as raw:
        raw.execute("ALTER TABLE entries DROP COLUMN text")
        raw.execute("PRAGMA user_version = 2")
    for _ in range(2):  # the second time as if the power went before the version was written
        journal = Journal.open(tmp_path)
        assert journal.waiting(1)[0].entry == entry("k1")
        journal.append(Entry(f"t{journal.count_waiting()}", EntryKind.HELP_SAID, text="谢谢"), AT)
        journal.close()
        with sqlite3.connect(tmp_path / "journal.db") as raw:
            raw.execute("PRAGMA user_version = 2")


def call(key: str, reason: str = "item") -> Entry:
    details = {"page": "borrow", "code": "", "reason": reason}
    return Entry(key, EntryKind.HELP_CALL, visit="v1", details=details)


def test_the_open_call_for_help_is_found_again(journal: Journal):
    assert journal.open_call(AT) is None
    journal.append(call("c1"), AT)
    journal.append(
        Entry("d1", EntryKind.HELP_DONE, details={"call": "c1", "number": 7, "result": "done"}), AT
    )
    journal.append(call("left", "to-staff"), AT)  # nobody waits for that one
    journal.append(Entry("c2", EntryKind.HELP_ROWS, details={"rows": "k:fines-owed", "call": "c1"}), AT)
    found = journal.open_call(AT)
    assert (found.key, found.delivered, found.done) == ("c1", False, {7})
    assert found.at == AT
    journal.settle([Answer("c1", Result.APPLIED)])
    assert journal.open_call(AT).delivered
    assert journal.open_call(AT + timedelta(seconds=1)) is None, "too long ago"
    journal.append(Entry("e1", EntryKind.HELP_ENDED, details={"call": "c1", "ended": "solved"}), AT)
    assert journal.open_call(AT) is None


def test_a_call_the_library_system_refused_is_not_open(journal: Journal):
    journal.append(call("c1"), AT)
    journal.settle([Answer("c1", Result.REFUSED, reasons=(Reason(Code.ENTRY_MALFORMED),))])
    assert journal.open_call(AT) is None


def test_the_first_answer_stays(journal: Journal):
    journal.append(entry("k1"), AT, promised=True)
    journal.settle([Answer("k1", Result.REFUSED, reasons=(Reason(Code.ITEM_ON_LOAN),))])
    journal.settle([Answer("k1", Result.APPLIED)])
    assert journal.waiting(5) == []
    ((recorded, said),) = journal.conflicts()
    assert recorded.entry.key == "k1"
    assert "item-on-loan" in said


def test_an_identity_key_is_used_once(journal: Journal):
    journal.append(entry("k1"), AT)
    with pytest.raises(Exception, match="UNIQUE"):
        journal.append(entry("k1"), AT)
    assert journal.count_waiting() == 1


def test_after_a_crash_only_what_the_reader_was_told_is_lent(journal: Journal):
    journal.append(entry("untold loan"), AT)
    journal.append(entry("promised loan"), AT)
    journal.promise("promised loan")
    journal.append(entry("untold renewal", EntryKind.RENEWAL), AT)
    journal.append(entry("untold return", EntryKind.CHECKIN), AT)
    assert journal.withdraw_untold() == 2
    withdrawn = {one.entry.key for one in journal.waiting(10) if one.withdrawn}
    assert withdrawn == {"untold loan", "untold renewal"}


def test_a_loan_made_though_the_reader_was_told_no_is_a_conflict(journal: Journal):
    journal.append(entry("k1"), AT)
    journal.withdraw("k1")
    journal.settle([Answer("k1", Result.APPLIED)])
    assert [recorded.entry.key for recorded, _ in journal.conflicts()] == ["k1"]


def test_one_process_at_a_time(tmp_path: Path, journal: Journal):
    with pytest.raises(JournalInUse):
        Journal.open(tmp_path)
    program = "import sys; from pathlib import Path; from kiosk.journal import Journal; Journal.open(Path(sys.argv[1]))"
    second = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert second.returncode != 0
    assert "JournalInUse" in second.stderr


def test_a_full_disk_is_said_and_the_journal_works_again_afterwards(tmp_path: Path, journal: Journal):
    journal._writer.exec_driver_sql("PRAGMA max_page_count = 1")
    big = Entry("big", EntryKind.HELP_CALL, details={"text": "x" * 200_000})
    with pytest.raises(JournalUnwritable, match="full"):
        journal.append(big, AT)
    journal._writer.exec_driver_sql("PRAGMA max_page_count = 1000000")
    journal.probe()
    journal.append(entry("k1"), AT)
    assert journal.count_waiting() == 1


@pytest.mark.parametrize(
    "damage", [b"this is no database at all, but it is long enough", b"SQLite format 3\0" + b"\xff" * 900]
)
def test_a_damaged_journal_is_said_and_left_as_it_is(tmp_path: Path, damage: bytes):
    (tmp_path / "journal.db").write_bytes(damage)
    with pytest.raises(JournalError):
        Journal.open(tmp_path)
    assert (tmp_path / "journal.db").read_bytes() == damage


def test_a_key_that_does_not_fit_is_said(tmp_path: Path):
    journal = Journal.open(tmp_path)
    journal.append(entry("k1"), AT)
    journal.close()
    (tmp_path / "journal.key").unlink()
    with pytest.raises(JournalError, match="key"):
        Journal.open(tmp_path)


def test_a_newer_journal_is_not_touched(tmp_path: Path):
    Journal.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "journal.db") as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="version 99"):
        Journal.open(tmp_path)


def test_facts_are_remembered(tmp_path: Path, journal: Journal):
    assert journal.recall("shortest-loan") is None
    journal.remember("shortest-loan", 14)
    journal.remember("shortest-loan", 7)
    journal.close()
    assert Journal.open(tmp_path).recall("shortest-loan") == 7
