"""Copies that are not where a return or a loan left them: claimed returned, lost, damaged, missing, and found."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import ItemStatus, Reason, Topic
from server.circulation.charges import add_charge
from server.circulation.queues import Queues, lock_copies
from server.live import publish
from server.rules.house import House
from server.store.tables import Charge, Copy, Hold, Loan, Patron


class ConditionError(ValueError):
    """What was asked does not fit the copy; ``code`` is ``not-on-loan`` or ``on-loan``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def claim_returned(session: Session, copy: Copy, now: datetime) -> Loan:
    """The reader says that it was brought back: it stays on the loan until it is found, and no fine grows from now.
    Said again it changes nothing. Raises :class:`ConditionError` for a copy that is on no loan."""
    loan = _locked_loan(session, copy)
    if loan is None:
        raise ConditionError("not-on-loan")
    loan.claimed_at = loan.claimed_at or now
    publish(session, Topic.ITEM, copy.barcode)
    return loan


def mark_lost(session: Session, copy: Copy, now: datetime) -> Charge | None:
    """Nobody expects it back. A loan it is on ends, and its reader is charged the copy's price, if it has one; that
    charge stays when the copy is found, for staff to waive. Said again it changes nothing."""
    loan = _locked_loan(session, copy)
    charge = None
    if loan is not None:
        loan.returned_at, loan.ended_as = now, "lost"
        if copy.price:
            charge = _charge(session, loan, "lost", copy.price, copy.barcode, now)
    _set_aside(session, copy, ItemStatus.LOST)
    return charge


def mark_damaged(
    session: Session, copy: Copy, now: datetime, *, loan: Loan | None = None, amount: Decimal = Decimal(0)
) -> Charge | None:
    """It is not lent until it is available again. With the loan it came back from, its reader is charged the amount.
    Raises :class:`ConditionError` while it is on loan."""
    if _locked_loan(session, copy) is not None:
        raise ConditionError("on-loan")
    _set_aside(session, copy, ItemStatus.DAMAGED)
    return _charge(session, loan, "damaged", amount, copy.barcode, now) if loan and amount else None


def mark_missing(session: Session, copy: Copy) -> None:
    """It is not on its shelf. Raises :class:`ConditionError` while it is on loan."""
    if _locked_loan(session, copy) is not None:
        raise ConditionError("on-loan")
    _set_aside(session, copy, ItemStatus.MISSING)


def mark_withdrawn(session: Session, copy: Copy) -> None:
    """It no longer belongs to the collection. Raises :class:`ConditionError` while it is on loan."""
    if _locked_loan(session, copy) is not None:
        raise ConditionError("on-loan")
    _set_aside(session, copy, ItemStatus.WITHDRAWN)


def mark_reference_only(session: Session, copy: Copy) -> None:
    """It is for reading here. Raises :class:`ConditionError` while it is on loan."""
    if _locked_loan(session, copy) is not None:
        raise ConditionError("on-loan")
    _set_aside(session, copy, ItemStatus.REFERENCE_ONLY)


def mark_available(session: Session, house: House, copy: Copy, branch: str, now: datetime) -> list[Reason]:
    """It is here, whole, and may be lent: kept for the next who waits, sent home, or put on the shelf; what to say
    about that. Raises :class:`ConditionError` while it is on loan."""
    if _locked_loan(session, copy) is not None:
        raise ConditionError("on-loan")
    copy.place = ItemStatus.AVAILABLE.value
    return Queues.read(session, house, [copy.title_id]).arrive(copy, branch, now)


def _locked_loan(session: Session, copy: Copy) -> Loan | None:
    """The open loan, once nobody else can change it."""
    lock_copies(session, Copy.id == copy.id)
    open_loan = sa.select(Loan).where(Loan.copy_id == copy.id, Loan.returned_at.is_(None))
    return session.scalar(open_loan.execution_options(populate_existing=True))


def _set_aside(session: Session, copy: Copy, place: ItemStatus) -> None:
    """Whoever it was kept for waits again."""
    kept_for = session.scalar(sa.select(Hold).where(Hold.trapped_id == copy.id, Hold.ended_at.is_(None)))
    if kept_for is not None:
        kept_for.trapped_id = kept_for.ready_at = kept_for.shelf_until = None
        publish(session, Topic.HOLD, str(copy.title_id))
    copy.place = place.value
    publish(session, Topic.ITEM, copy.barcode)


def _charge(
    session: Session, loan: Loan, kind: str, amount: Decimal, barcode: str, now: datetime
) -> Charge | None:
    patron = session.get(Patron, loan.patron_id)
    if patron is None:
        return None
    return add_charge(session, patron, amount, now, kind=kind, note=barcode, loan_id=loan.id)
