"""A reader as staff see one: account, what stands against a loan, loans, holds, money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.cards import good_number
from server.circulation.charges import open_charges
from server.console.guard import Asking, Refused
from server.house import house
from server.patrons import accounts, describe, open_loans
from server.store.tables import Charge, Loan, Patron

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """``reasons`` and ``holds`` are as :func:`server.patrons.describe` gives them. ``number`` is of a card that may be
    shown; ``lost`` is about the one that was."""

    patron: Patron
    number: str
    lost: bool
    guardian: Patron | None
    reasons: Sequence[dict[str, Any]]
    holds: Sequence[dict[str, Any]]
    loans: Sequence[Loan]
    limit: int
    charges: Sequence[Charge]
    owed: Decimal

    def overdue(self, now: Any) -> int:
        return sum(loan.due < now for loan in self.loans)


def panel(ask: Asking, session: Session, patron: Patron, shown: str = "") -> Panel:
    """``shown`` is the number of the card somebody came with; without one, a good card of theirs will do."""
    number = good_number(session, patron)
    account = accounts(session, [shown or number])[shown or number]
    said = describe(session, account, house(session, ask.settings), ask.now)
    return Panel(
        patron=patron,
        number=number,
        lost=account.lost,
        guardian=session.get(Patron, patron.guardian_id) if patron.guardian_id else None,
        reasons=said["reasons"],
        holds=said["holds"],
        loans=open_loans(session, [patron.id])[patron.id],
        limit=said["loan_limit"],
        charges=open_charges(session, patron.id),
        owed=Decimal(said["fines"]),
    )


def known(session: Session, patron_id: int) -> Patron:
    """Raises :class:`Refused` for nobody."""
    patron = session.get(Patron, patron_id) if 0 < patron_id < 2**31 else None
    if patron is None:
        raise Refused(404, "not-found")
    return patron


def found(session: Session, text: str) -> list[Patron]:
    """Readers by a part of the name; letters large or small."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    query = sa.select(Patron).where(Patron.name.ilike(pattern, escape="\\"))
    return list(session.scalars(query.order_by(Patron.name, Patron.id).limit(MOST_FOUND)))
