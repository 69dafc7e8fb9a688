"""Money readers owe: charging it, and what payments and waivers take off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import LoaderOption

from config.vocabulary import Topic
from server.live import publish
from server.store.among import among
from server.store.tables import Charge, Copy, Loan, Patron, Payment

PAYMENT, WAIVER = "payment", "waiver"


class SettleError(ValueError):
    """Why nothing was taken off; ``code`` is one of ``charge-unknown``, ``amount-wrong`` (not above zero, not in
    hundredths, or more than is owed), ``kind-wrong``, ``note-needed`` (a waiver without its reason) and ``key-reused``
    (the key stands for another settlement)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add_charge(
    session: Session,
    patron: Patron,
    amount: Decimal,
    now: datetime,
    *,
    kind: str = "other",
    note: str = "",
    loan_id: int | None = None,
) -> Charge:
    """``kind`` is ``overdue``, ``lost``, ``damaged`` or ``other``. Raises :class:`ValueError` for no amount."""
    if amount <= 0:
        raise ValueError("a charge is more than nothing")
    session.flush()
    charge = Charge(
        patron_id=patron.id,
        loan_id=loan_id,
        kind=kind,
        amount=amount,
        outstanding=amount,
        charged_at=now,
        note=note,
    )
    session.add(charge)
    publish(session, Topic.PATRON, str(patron.id))
    return charge


_OWED = (
    sa.select(Charge.patron_id, sa.func.sum(Charge.outstanding))
    .where(among(Charge.patron_id, "patrons"), Charge.outstanding > 0)
    .group_by(Charge.patron_id)
)


def owed(session: Session, patron_ids: Sequence[int]) -> dict[int, Decimal]:
    """What each of these patrons owes in all."""
    session.flush()
    rows = session.connection().execute(_OWED, {"patrons": list(patron_ids)})
    found = {row[0]: row[1] for row in rows}
    return {patron_id: found.get(patron_id, Decimal("0.00")) for patron_id in patron_ids}


def for_what() -> LoaderOption:
    """Charges come with the title of what was lent."""
    return joinedload(Charge.loan).joinedload(Loan.copy).joinedload(Copy.title)


def open_charges(session: Session, patron_id: int) -> list[Charge]:
    """What this patron still owes, oldest first."""
    query = (
        sa.select(Charge)
        .where(Charge.patron_id == patron_id, Charge.outstanding > 0)
        .order_by(Charge.charged_at, Charge.id)
        .options(for_what())
    )
    return list(session.scalars(query))


def settle(
    session: Session,
    charge_id: int,
    amount: Decimal,
    kind: str,
    staff: str,
    key: str,
    note: str,
    now: datetime,
) -> Payment:
    """Take an amount off a charge, all of it or a part: a ``payment``, or a ``waiver`` with its reason in ``note``.

    The same ``key`` again gives the first payment and takes nothing. Raises :class:`SettleError`.
    """
    charge = session.scalar(sa.select(Charge).where(Charge.id == charge_id).with_for_update())
    known = session.scalar(sa.select(Payment).where(Payment.key == key))
    if known is not None:
        if (known.charge_id, known.amount, known.kind) != (charge_id, amount, kind):
            raise SettleError("key-reused")
        return known
    if charge is None:
        raise SettleError("charge-unknown")
    if kind not in (PAYMENT, WAIVER):
        raise SettleError("kind-wrong")
    if kind == WAIVER and not note.strip():
        raise SettleError("note-needed")
    if not amount.is_finite() or not 0 < amount <= charge.outstanding or amount != round(amount, 2):
        raise SettleError("amount-wrong")
    charge.outstanding -= amount
    payment = Payment(
        key=key, charge_id=charge_id, kind=kind, amount=amount, paid_at=now, staff=staff, note=note
    )
    session.add(payment)
    session.flush()
    if charge.patron_id is not None:
        publish(session, Topic.PATRON, str(charge.patron_id))
    return payment
