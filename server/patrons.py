"""Patrons: adding them, what is known of one, and checking a PIN."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session, contains_eager

from config.vocabulary import Code, Reason
from server.charges import add_charge, owed
from server.circulation_rules import House, OpenLoan, Reader, why_not_borrow
from server.store.database import Store
from server.store.tables import Copy, Loan, Patron, PatronClass

PIN_TRIES = 5
PIN_LOCK = timedelta(minutes=5)

_hasher = PasswordHasher()


def add_patron_class(session: Session, name: str, loan_limit: int) -> None:
    """A class of patrons and how many items one of them may have at once."""
    session.add(PatronClass(name=name, loan_limit=loan_limit))


def add_patron(
    session: Session,
    barcode: str,
    name: str,
    patron_class: str,
    pin: str,
    *,
    language: str | None = None,
    expires_on: date | None = None,
    lost_card: bool = False,
    blocked: bool = False,
    fines: Decimal = Decimal(0),
    hasher: PasswordHasher | None = None,
) -> Patron:
    """``hasher``: another than the usual, slow one."""
    patron = Patron(
        barcode=barcode,
        name=name,
        patron_class=patron_class,
        pin_hash=(hasher or _hasher).hash(pin),
        language=language,
        expires_on=expires_on,
        lost_card=lost_card,
        blocked=blocked,
    )
    session.add(patron)
    if fines:
        add_charge(session, patron, fines, now=datetime.now(UTC))
    return patron


def find_patron(session: Session, barcode: str) -> Patron | None:
    return session.scalar(sa.select(Patron).where(Patron.barcode == barcode))


def open_loans(session: Session, patron_ids: Sequence[int]) -> dict[int, list[Loan]]:
    """What each of these patrons has now, oldest loan first; with copies and titles."""
    found: dict[int, list[Loan]] = {patron_id: [] for patron_id in patron_ids}
    query = (
        sa.select(Loan)
        .join(Loan.copy)
        .join(Copy.title)
        .options(contains_eager(Loan.copy).contains_eager(Copy.title))
        .where(Loan.patron_id.in_(patron_ids), Loan.returned_at.is_(None))
        .order_by(Loan.id)
    )
    for loan in session.scalars(query):
        if loan.patron_id is not None:
            found[loan.patron_id].append(loan)
    return found


def reader(patron: Patron, loans: Sequence[Loan], fines: Decimal) -> Reader:
    """A patron as the rules see one."""
    return Reader(
        patron_class=patron.patron_class,
        expires_on=patron.expires_on,
        lost_card=patron.lost_card,
        blocked=patron.blocked,
        fines=fines,
        loans=[OpenLoan(loan.copy.barcode, loan.copy.item_class, loan.due, loan.renewals) for loan in loans],
    )


def describe(session: Session, patron: Patron, house: House, now: datetime) -> dict[str, Any]:
    """What a kiosk is told of a patron."""
    loans = open_loans(session, [patron.id])[patron.id]
    fines = owed(session, [patron.id])[patron.id]
    reasons = why_not_borrow(reader(patron, loans, fines), house, now)
    return {
        "barcode": patron.barcode,
        "name": patron.name,
        "patron_class": patron.patron_class,
        "language": patron.language,
        "may_borrow": not reasons,
        "reasons": [reason_json(reason) for reason in reasons],
        "loans": [
            {
                "item": loan.copy.barcode,
                "title": loan.copy.title.title,
                "author": loan.copy.title.author,
                "due": loan.due.astimezone(house.zone).isoformat(),
                "renewals": loan.renewals,
                "overdue": loan.due < now,
            }
            for loan in loans
        ],
        "loan_count": len(loans),
        "loan_limit": house.loan_limits.get(patron.patron_class, 0),
        "fines": str(fines),
        "currency": house.currency,
    }


def reason_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code.value, "params": dict(reason.params)}


def wrong_pin(store: Store, barcode: str, pin: str, now: datetime) -> Reason | None:
    """Why the PIN does not open the account, or None if it does. Raises :class:`LookupError` for no such card.

    A try is counted before it is checked, so that many at once are no way around the lock; and a locked card is
    not told whether the PIN was right.
    """
    with store.writing() as session:
        patron = session.scalar(sa.select(Patron).where(Patron.barcode == barcode).with_for_update())
        if patron is None:
            raise LookupError("no such card")
        if patron.pin_locked_until is not None and patron.pin_locked_until > now:
            return _locked(patron.pin_locked_until - now)
        if patron.pin_locked_until is not None:
            patron.wrong_pins, patron.pin_locked_until = 0, None
        patron.wrong_pins += 1
        tries_left = PIN_TRIES - patron.wrong_pins
        if tries_left <= 0:
            patron.pin_locked_until = now + PIN_LOCK
        pin_hash = patron.pin_hash
    try:
        _hasher.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return Reason(Code.PIN_WRONG, {"tries_left": tries_left}) if tries_left > 0 else _locked(PIN_LOCK)
    with store.writing() as session:
        session.execute(
            sa.update(Patron).where(Patron.barcode == barcode).values(wrong_pins=0, pin_locked_until=None)
        )
    return None


def _locked(left: timedelta) -> Reason:
    return Reason(Code.PIN_LOCKED, {"minutes": max(1, -int(-left.total_seconds() // 60))})
