"""Who is there: the masked name, the counts, and why borrowing may not be possible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.state import HoldState, Patron, State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

SOON = timedelta(days=3)
NOBODY: tuple[Any, ...] = (False, False, False, "", [], [], False, False)


def masked(name: str) -> str:
    """A name that tells its owner enough and nobody else much: 王**, J. S."""
    name = name.strip()
    if not name.isascii() and " " not in name:
        return name[:1] + "*" * min(2, len(name) - 1)
    return " ".join(f"{word[0]}." for word in name.split())


@QmlElement
@QmlUncreatable("shown by Kiosk")
class ReaderModel(QObject):
    """The reader of this visit."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = NOBODY
        self._visit = ""
        self._open = False
        self._again: tuple[State, Catalogue] | None = None

    def show(self, state: State, words: Catalogue) -> None:
        visit = state.visit
        if visit is None or visit.id != self._visit:
            self._visit = visit.id if visit else ""
            self._open = False
        patron = visit.patron if visit else None
        self._again = (state, words) if patron else None
        shown = NOBODY
        if visit is not None:
            shown = (
                patron is not None,
                patron is not None and patron.known,
                visit.identifying is not None,
                self._name(patron, words) if patron else "",
                _counts(patron, state, words) if patron and patron.known else [],
                _reasons(patron, words) if patron else [],
                patron is not None and not patron.may_borrow,
                patron is not None and bool(patron.loans),
            )
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _name(self, patron: Patron, words: Catalogue) -> str:
        if patron.name:
            return patron.name if self._open else masked(patron.name)
        return words.say("card-ending", digits=patron.barcode[-4:])

    @Slot()
    def unmask(self) -> None:
        """The reader touched the name: show it, or hide it again."""
        if self._again:
            self._open = not self._open
            self.show(*self._again)

    @Property(bool, notify=changed)
    def present(self) -> bool:
        return bool(self._shown[0])

    @Property(bool, notify=changed)
    def known(self) -> bool:
        return bool(self._shown[1])

    @Property(bool, notify=changed)
    def identifying(self) -> bool:
        return bool(self._shown[2])

    @Property(str, notify=changed)
    def name(self) -> str:
        return str(self._shown[3])

    @Property("QStringList", notify=changed)
    def counts(self) -> list[str]:
        """Loans, overdue, due soon, money owed: numbers only."""
        return list(self._shown[4])

    @Property("QVariantList", notify=changed)
    def reasons(self) -> list[dict[str, str]]:
        """Every reason against borrowing: ``text`` and ``next``."""
        return list(self._shown[5])

    @Property(bool, notify=changed)
    def blocked(self) -> bool:
        return bool(self._shown[6])

    @Property(bool, notify=changed)
    def hasLoans(self) -> bool:
        return bool(self._shown[7])


def _counts(patron: Patron, state: State, words: Catalogue) -> list[str]:
    count = len(patron.loans)
    counts = [
        words.say("count-loans", count=count)
        if patron.loan_limit is None
        else words.say("count-loans-of", count=count, limit=patron.loan_limit)
    ]
    overdue = sum(loan.overdue for loan in patron.loans)
    soon = sum(not loan.overdue and loan.due.date() - state.today <= SOON for loan in patron.loans)
    if overdue:
        counts.append(words.say("count-overdue", count=overdue))
    if soon:
        counts.append(words.say("count-due-soon", count=soon))
    ready = sum(hold.state is HoldState.READY for hold in patron.holds)
    if ready:
        counts.append(words.say("count-holds-ready", count=ready))
    if patron.fines and patron.fines.strip("0."):
        counts.append(words.say("count-fines", amount=words.money(patron.fines, patron.currency)))
    return counts


def _reasons(patron: Patron, words: Catalogue) -> list[dict[str, str]]:
    said = (words.reason(reason) for reason in patron.reasons)
    return [{"text": sentence.text, "next": sentence.next_step} for sentence in said]
