"""Items as rows: the scanned ones and the loans. A row changes in place; it is never taken out and put back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from zlib import crc32

from PySide6.QtCore import Property, QAbstractListModel, QByteArray, QModelIndex, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from config.vocabulary import EntryKind
from kiosk.state import Case, Hold, HoldState, Loan, Outcome, State, Visit
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

SPINES = 8  # how many cloth colours the theme has for books without a cover


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of one item. The fields are the roles of the model."""

    key: str
    item: str
    title: str
    author: str
    initial: str  # stands on the spine in place of a cover
    spine: int
    outcome: str  # one of the five, or nothing for a loan that was not touched
    sentence: str
    why: list[dict[str, str]]  # reasons and notes: ``text`` and ``next``
    tone: str = ""  # "strong": something is to be done; "soft": nothing but to wait
    renewable: bool = False


FIRST_ROLE = 0x0101  # Qt.ItemDataRole.UserRole + 1
ROLES = {FIRST_ROLE + n: field.name for n, field in enumerate(fields(Row))}


@QmlElement
@QmlUncreatable("shown by Kiosk")
class RowsModel(QAbstractListModel):
    """Rows with stable keys."""

    countChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {role: QByteArray(name.encode()) for role, name in ROLES.items()}

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        name = ROLES.get(role)
        return getattr(self._rows[index.row()], name) if name and index.isValid() else None

    @Property(int, notify=countChanged)
    def count(self) -> int:
        return len(self._rows)

    def put(self, rows: list[Row]) -> None:
        """Show these rows: take out what is gone, put in what is new, change the rest where it stands."""
        before = len(self._rows)
        keys = {row.key for row in rows}
        for at in reversed(range(len(self._rows))):
            if self._rows[at].key not in keys:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, row in enumerate(rows):
            if at < len(self._rows) and self._rows[at].key == row.key:
                if self._rows[at] != row:
                    self._change(at, row)
                continue
            here = next((n for n in range(at + 1, len(self._rows)) if self._rows[n].key == row.key), None)
            if here is None:
                self.beginInsertRows(QModelIndex(), at, at)
                self._rows.insert(at, row)
                self.endInsertRows()
            else:
                self.beginMoveRows(QModelIndex(), here, here, QModelIndex(), at)
                self._rows.insert(at, self._rows.pop(here))
                self.endMoveRows()
                self._change(at, row)
        if len(self._rows) != before:
            self.countChanged.emit()

    def _change(self, at: int, row: Row) -> None:
        old, self._rows[at] = self._rows[at], row
        roles = [role for role, name in ROLES.items() if getattr(old, name) != getattr(row, name)]
        index = self.index(at)
        self.dataChanged.emit(index, index, roles)


def case_rows(visit: Visit | None, kind: EntryKind | None, words: Catalogue) -> list[Row]:
    """The cases of one kind, or of every kind, oldest first."""
    cases = visit.cases if visit else ()
    return [_case_row(case, words) for case in cases if kind in (None, case.kind)]


def loan_rows(state: State, words: Catalogue, order: list[str]) -> list[Row]:
    """The reader's loans with what became of each renewal.

    ``order`` is the order on the screen (item barcodes): a loan keeps its place when its date changes. It is
    brought up to date here; new loans follow, the one due first before the others.
    """
    visit = state.visit
    if visit is None or visit.patron is None:
        order.clear()
        return []
    loans = {loan.item: loan for loan in visit.patron.loans}
    order[:] = [item for item in order if item in loans]
    order += [
        loan.item for loan in sorted(loans.values(), key=lambda loan: loan.due) if loan.item not in order
    ]
    renewals = {case.item: case for case in visit.cases if case.kind is EntryKind.RENEWAL}
    return [_loan_row(loans[item], renewals.get(item), words) for item in order]


def hold_rows(state: State, words: Catalogue) -> list[Row]:
    """What the reader waits for: what is ready comes first, then in the order of the library system."""
    patron = state.visit.patron if state.visit else None
    holds = patron.holds if patron else ()
    return [
        _hold_row(hold, words) for hold in sorted(holds, key=lambda one: one.state is not HoldState.READY)
    ]


def _case_row(case: Case, words: Catalogue) -> Row:
    return Row(
        key=case.key,
        item=case.item,
        title=_title(case, words),
        author=case.author,
        initial=_initial(case.title),
        spine=crc32(case.item.encode()) % SPINES,
        outcome=case.outcome.value,
        sentence=words.outcome(case),
        why=_why(case, words),
    )


def _loan_row(loan: Loan, renewal: Case | None, words: Catalogue) -> Row:
    due = words.say("account-overdue" if loan.overdue else "account-due", due=loan.due)
    refused = renewal is not None and renewal.outcome is Outcome.NOT_POSSIBLE
    return Row(
        key=loan.item,
        item=loan.item,
        title=_title(loan, words),
        author=loan.author,
        initial=_initial(loan.title),
        spine=crc32(loan.item.encode()) % SPINES,
        outcome=renewal.outcome.value if renewal else "",
        # A refused renewal leaves the date as it was, and the reader still needs it.
        sentence=words.outcome(renewal) if renewal and not refused else due,
        why=(
            [{"text": words.outcome(renewal), "next": ""}, *_why(renewal, words)]
            if refused
            else _why(renewal, words)
        )
        if renewal
        else [],
        tone="strong" if loan.overdue else "",
        renewable=True,
    )


def _hold_row(hold: Hold, words: Catalogue) -> Row:
    pickup = hold.pickup.get(words.language) or next(iter(hold.pickup.values()), "")
    facts: dict[str, str | int | date] = {"place": hold.place, "pickup": pickup}
    said = f"hold-{hold.state.value}"
    if hold.state is HoldState.READY and hold.until is not None:
        facts["until"] = hold.until
        said = "hold-ready-until"
    return Row(
        key=f"hold-{hold.key}",
        item=f"hold-{hold.key}",
        title=hold.title,
        author=hold.author,
        initial=_initial(hold.title),
        spine=crc32(hold.title.encode()) % SPINES,
        outcome="",
        sentence=words.say(said, **facts),
        why=[],
        tone="strong" if hold.state is HoldState.READY else "soft",
    )


def _title(what: Case | Loan, words: Catalogue) -> str:
    return what.title or words.say("item-unnamed", digits=what.item[-4:])


def _initial(title: str) -> str:
    return next((letter.upper() for letter in title if letter.isalnum()), "")


def _why(case: Case, words: Catalogue) -> list[dict[str, str]]:
    said = (words.reason(reason) for reason in (*case.reasons, *case.notes))
    return [{"text": sentence.text, "next": sentence.next_step} for sentence in said]
