"""A library system in a few dictionaries, with a switch to pull its cable: enough to run the core without a network."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.vocabulary import Code, EntryKind, HelpSays, HelpStage, Reason, Result
from kiosk.effects import Entry
from kiosk.events import Answer
from kiosk.journal import Recorded
from kiosk.library.port import EntriesRejected, LibraryAway
from kiosk.state import HelpLine, HelpNews, Patron

DUE = datetime(2026, 12, 14, 23, 59, 59, tzinfo=UTC)


class LibraryOnPaper:
    def __init__(self) -> None:
        self.away = False
        self.loses_answers = False  # applies, and then the line breaks
        self.rejects: set[str] = set()  # keys it chokes on
        self.clock_ahead = timedelta(0)
        self.on_loan: dict[str, str] = {}
        self.answers: dict[str, Answer] = {}
        self.applied: list[str] = []  # keys in order, each once
        self.seen: list[Recorded] = []
        self.tells_of_calls = True  # an older one does not
        self.calls: dict[str, HelpNews] = {}
        self.asked: list[str] = []  # calls, each time
        self._lock = threading.Lock()

    def look_up(self, barcode: str, pin: str | None) -> Patron | Reason:
        self._line()
        if not barcode.startswith("2"):
            return Reason(Code.PATRON_UNKNOWN)
        if pin not in (None, "1234"):
            return Reason(Code.PIN_WRONG, {"tries_left": 4})
        return Patron(barcode, name="王小明")

    def deliver(self, entries: Sequence[Recorded]) -> list[Answer]:
        self._line()
        if self.rejects & {recorded.entry.key for recorded in entries}:
            raise EntriesRejected("422")
        with self._lock:
            self.seen += entries
            answers = [self._apply(recorded) for recorded in entries]
        if self.loses_answers:
            raise LibraryAway("the line broke")
        return answers

    def help_call(self, key: str) -> HelpNews | None:
        self.asked.append(key)
        self._line()
        return self.calls.get(key) if self.tells_of_calls else None

    def staff(self, key: str, stage: HelpStage, *lines: HelpLine, **facts: object) -> None:
        """Somebody at the desk does something about a call."""
        with self._lock:
            old = self.calls[key]
            self.calls[key] = replace(old, stage=stage, lines=(*old.lines, *lines), **facts)

    def time(self) -> datetime:
        self._line()
        return datetime.now(UTC) + self.clock_ahead

    def shortest_loan(self) -> int:
        self._line()
        return 7

    def _line(self) -> None:
        if self.away:
            raise LibraryAway("the cable is pulled")

    def _help(self, entry: Entry) -> None:
        key = str(entry.details.get("call", entry.key))
        if entry.kind is EntryKind.HELP_CALL:
            self.calls[key] = HelpNews(key)
        if entry.kind is EntryKind.HELP_SAID:
            old = self.calls[key]
            line = HelpLine(100 + len(old.lines), HelpSays.TEXT, mine=True, texts={"": entry.text})
            self.calls[key] = replace(old, lines=(*old.lines, line))
        if entry.kind is EntryKind.HELP_ENDED:
            self.calls[key] = replace(self.calls[key], stage=HelpStage.ENDED)
        if entry.kind is EntryKind.HELP_DONE:
            lines = tuple(
                replace(line, result=str(entry.details["result"]))
                if line.number == entry.details["number"]
                else line
                for line in self.calls[key].lines
            )
            self.calls[key] = replace(self.calls[key], lines=lines)

    def _apply(self, recorded: Recorded) -> Answer:
        entry = recorded.entry
        if entry.key in self.answers:
            return self.answers[entry.key]
        answer = Answer(entry.key, Result.APPLIED, title=f"Title {entry.item}")
        if recorded.withdrawn:
            answer = Answer(entry.key, Result.REFUSED, reasons=(Reason(Code.NOT_CONFIRMED),))
        elif entry.kind is EntryKind.CHECKOUT and self.on_loan.get(entry.item, entry.patron) != entry.patron:
            answer = Answer(entry.key, Result.REFUSED, reasons=(Reason(Code.ITEM_ON_LOAN),))
        else:
            self.applied.append(entry.key)
            self._help(entry)
            if entry.kind is EntryKind.CHECKOUT:
                self.on_loan[entry.item] = entry.patron
                answer = Answer(entry.key, Result.APPLIED, DUE, f"Title {entry.item}")
            elif entry.kind is EntryKind.CHECKIN:
                self.on_loan.pop(entry.item, None)
        self.answers[entry.key] = answer
        return answer
