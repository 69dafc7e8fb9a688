"""The open loans of some patrons and copies, while entries about them are decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.rules.facts import OpenLoan
from server.store.among import among
from server.store.tables import Copy, Loan, Patron


@dataclass(slots=True, eq=False)
class LoanRow:
    """A loan as it will be written; ``id`` is 0 until it is. ``item`` is the copy's barcode."""

    id: int
    copy_id: int
    patron_id: int | None
    branch: str
    lent_at: datetime
    due: datetime
    renewals: int
    claimed_at: datetime | None
    item: str
    item_class: str
    patron_class: str | None
    returned_at: datetime | None = None

    @property
    def facts(self) -> OpenLoan:
        return OpenLoan(self.item, self.item_class, self.due, self.renewals)

    @property
    def _values(self) -> dict[str, Any]:
        return {
            "due": self.due,
            "renewals": self.renewals,
            "returned_at": self.returned_at,
            "ended_as": "returned" if self.returned_at else "",
        }


# Built once: making a statement costs more than asking it. Bare rows, because a session's objects cost several times
# what their statement does.
_OF_THESE = sa.or_(among(Loan.patron_id, "patrons"), among(Loan.copy_id, "copies"))
_OPEN = (
    sa.select(
        Loan.id,
        Loan.copy_id,
        Loan.patron_id,
        Loan.branch,
        Loan.lent_at,
        Loan.due,
        Loan.renewals,
        Loan.claimed_at,
        Copy.barcode,
        Copy.item_class,
        Patron.patron_class,
    )
    .join(Copy, Copy.id == Loan.copy_id)
    .outerjoin(Patron, Patron.id == Loan.patron_id)
    .where(Loan.returned_at.is_(None), _OF_THESE)
    .order_by(Loan.id)
)
_LAST_HAD = (
    sa.select(Loan.patron_id, Loan.copy_id, sa.func.max(Loan.returned_at))
    .where(among(Loan.patron_id, "patrons"), among(Loan.copy_id, "copies"), Loan.returned_at.is_not(None))
    .group_by(Loan.patron_id, Loan.copy_id)
)
_LEND = sa.insert(Loan).returning(Loan.id, sort_by_parameter_order=True)
_CHANGE = (
    sa.update(Loan)
    .where(Loan.id == sa.bindparam("row"))
    .values({name: sa.bindparam(name) for name in ("due", "renewals", "returned_at", "ended_as")})
)


@dataclass
class Loans:
    """What is changed here is in the database after :meth:`write`. Whoever changes it has locked the patrons' and the
    copies' rows."""

    session: Session
    by_patron: dict[int, list[LoanRow]]  # oldest loan first
    by_copy: dict[int, LoanRow] = field(default_factory=dict)
    last_had: dict[tuple[int | None, int], datetime | None] = field(
        default_factory=dict
    )  # (patron, copy): until when
    _lent: list[LoanRow] = field(default_factory=list)
    _changed: dict[int, LoanRow] = field(default_factory=dict)

    @classmethod
    def read(
        cls, session: Session, patrons: Collection[int], copies: Collection[int], *, last_had: bool
    ) -> Loans:
        """Who had the copies last is read only where a rule asks for it."""
        found = cls(session, {patron: [] for patron in patrons})
        these = {"patrons": list(patrons), "copies": list(copies)}
        for row in session.connection().execute(_OPEN, these):
            loan = found.by_copy[row.copy_id] = LoanRow(*row)
            if loan.patron_id in found.by_patron:
                found.by_patron[loan.patron_id].append(loan)
        if last_had and patrons and copies:
            for patron_id, copy_id, at in session.connection().execute(_LAST_HAD, these):
                found.last_had[patron_id, copy_id] = at
        return found

    def lend(self, loan: LoanRow) -> None:
        """A new one; it may be over already."""
        self._lent.append(loan)
        if loan.returned_at is None:
            self.by_copy[loan.copy_id] = loan
            if loan.patron_id in self.by_patron:
                self.by_patron[loan.patron_id].append(loan)

    def extend(self, loan: LoanRow, due: datetime) -> None:
        loan.due = due
        loan.renewals += 1
        self._note(loan)

    def end(self, loan: LoanRow, at: datetime) -> None:
        loan.returned_at = at
        self._note(loan)
        del self.by_copy[loan.copy_id]
        if loan.patron_id is not None:
            self.last_had[loan.patron_id, loan.copy_id] = at
            if loan in (theirs := self.by_patron.get(loan.patron_id, [])):
                theirs.remove(loan)

    def _note(self, loan: LoanRow) -> None:
        if loan.id:
            self._changed[loan.id] = loan

    def write(self) -> None:
        """What ended goes first: the database allows one open loan a copy."""
        connection = self.session.connection()
        if self._changed:
            connection.execute(_CHANGE, [{"row": row, **loan._values} for row, loan in self._changed.items()])
            self._changed = {}
        if self._lent:
            rows = [
                {
                    "copy_id": loan.copy_id,
                    "patron_id": loan.patron_id,
                    "branch": loan.branch,
                    "lent_at": loan.lent_at,
                    **loan._values,
                }
                for loan in self._lent
            ]
            for loan, number in zip(self._lent, connection.scalars(_LEND, rows), strict=True):
                loan.id = number
            self._lent = []
