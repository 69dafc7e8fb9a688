"""What readers owe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.store.tables import Charge, Patron


def add_charge(
    session: Session, patron: Patron, amount: Decimal, now: datetime, *, kind: str = "other", note: str = ""
) -> Charge:
    session.flush()
    charge = Charge(
        patron_id=patron.id, kind=kind, amount=amount, outstanding=amount, charged_at=now, note=note
    )
    session.add(charge)
    return charge


def owed(session: Session, patron_ids: Sequence[int]) -> dict[int, Decimal]:
    """What each of these patrons owes in all."""
    query = (
        sa.select(Charge.patron_id, sa.func.sum(Charge.outstanding))
        .where(Charge.patron_id.in_(patron_ids), Charge.outstanding > 0)
        .group_by(Charge.patron_id)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {patron_id: found.get(patron_id, Decimal("0.00")) for patron_id in patron_ids}
