"""Patrons: adding them, what is known of one, and checking a PIN."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session, aliased, contains_eager

from config.vocabulary import Code, Reason
from server.circulation.charges import add_charge, owed
from server.rules.facts import OpenLoan, Reader
from server.rules.house import House
from server.rules.lending import why_not_borrow
from server.store.among import among
from server.store.database import Store
from server.store.tables import Card, Copy, Hold, Loan, Patron, PatronClass, Title

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


def pin_hash(pin: str) -> str:
    return _hasher.hash(pin)


@dataclass(frozen=True, slots=True)
class Account:
    """What circulation knows of a patron, by the ``number`` of one of the cards, of which ``barcode`` is the first.
    ``lost`` is about that one card."""

    number: str
    lost: bool
    id: int
    barcode: str
    name: str
    patron_class: str
    language: str | None
    expires_on: date | None
    blocked: bool
    has_guardian: bool
    guardian_blocked: bool


def normal_uid(number: str) -> str:
    """A contactless card's serial number as it is kept: hexadecimal, capital, without separators. Any other number
    as it came."""
    bare = re.sub(r"[\s:.-]", "", number)
    return bare.upper() if re.fullmatch(r"(?:[0-9A-Fa-f]{2}){4,10}", bare) else number


def _accounts() -> sa.Select[*tuple[Any, ...]]:
    guardian = aliased(Patron)
    theirs = sa.union_all(
        sa.select(Patron.id).where(among(Patron.barcode, "numbers")),
        sa.select(Card.patron_id).where(among(Card.number, "numbers")),
    )
    return (
        sa.select(
            Patron.id,
            Patron.barcode,
            Patron.name,
            Patron.patron_class,
            Patron.language,
            Patron.expires_on,
            Patron.blocked,
            Patron.guardian_id.is_not(None),
            guardian.blocked.is_(True),
            Patron.lost_card,
            Card.number,
            Card.lost,
        )
        .outerjoin(Card, (Card.patron_id == Patron.id) & among(Card.number, "numbers"))
        .outerjoin(guardian, guardian.id == Patron.guardian_id)
        .where(Patron.id.in_(theirs))
        .order_by(Patron.id)
    )


_ACCOUNTS = _accounts()
_ACCOUNTS_LOCKED = _ACCOUNTS.with_for_update(of=Patron, key_share=True)


def accounts(session: Session, numbers: Collection[str], *, lock: bool = False) -> dict[str, Account]:
    """Whose these card numbers are, locked in the order everybody locks patrons in; an unknown one is left out."""
    forms = {form for number in numbers for form in (number, normal_uid(number))}
    query = _ACCOUNTS_LOCKED if lock else _ACCOUNTS
    by_form: dict[str, Account] = {}
    session.flush()
    for row in session.connection().execute(query, {"numbers": list(forms)}):
        facts, (lost_card, number, lost) = row[:-3], row[-3:]
        if row.barcode in forms:
            by_form[row.barcode] = Account(row.barcode, lost_card, *facts)
        if number is not None:
            by_form.setdefault(number, Account(number, lost, *facts))
    found = {number: by_form.get(number) or by_form.get(normal_uid(number)) for number in numbers}
    return {number: account for number, account in found.items() if account is not None}


def account_of(session: Session, patron: Patron) -> Account:
    """A patron by the first card."""
    return accounts(session, [patron.barcode])[patron.barcode]


def find_patron(session: Session, number: str) -> Patron | None:
    """Whose card this is: any of the numbers somebody has."""
    found = accounts(session, [number])
    return session.get(Patron, found[number].id) if found else None


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


def reader(account: Account, loans: Sequence[OpenLoan], fines: Decimal) -> Reader:
    """A patron as the rules see one."""
    return Reader(
        patron_class=account.patron_class,
        expires_on=account.expires_on,
        lost_card=account.lost,
        blocked=account.blocked,
        fines=fines,
        loans=loans,
        has_guardian=account.has_guardian,
        guardian_blocked=account.guardian_blocked,
    )


def loan_facts(loan: Loan) -> OpenLoan:
    return OpenLoan(loan.copy.barcode, loan.copy.item_class, loan.due, loan.renewals)


def describe(session: Session, account: Account, house: House, now: datetime) -> dict[str, Any]:
    """What a kiosk is told of a patron: under the number it asked for."""
    loans = open_loans(session, [account.id])[account.id]
    fines = owed(session, [account.id])[account.id]
    reasons = why_not_borrow(reader(account, [*map(loan_facts, loans)], fines), house, now)
    return {
        "barcode": account.number,
        "name": account.name,
        "patron_class": account.patron_class,
        "language": account.language,
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
        "holds": _holds(session, account.id, house),
        "loan_count": len(loans),
        "loan_limit": house.loan_limits.get(account.patron_class, 0),
        "fines": str(fines),
        "currency": house.currency,
    }


def _holds(session: Session, patron_id: int, house: House) -> list[dict[str, Any]]:
    """What the patron waits for, what is ready first."""
    ahead = aliased(Hold)
    place = (
        sa.select(sa.func.count())
        .where(
            ahead.title_id == Hold.title_id,
            ahead.ended_at.is_(None),
            ahead.trapped_id.is_(None),
            sa.tuple_(ahead.placed_at, ahead.id) <= sa.tuple_(Hold.placed_at, Hold.id),
        )
        .scalar_subquery()
    )
    query = (
        sa.select(Hold, Title, place)
        .join(Title, Title.id == Hold.title_id)
        .where(Hold.patron_id == patron_id, Hold.ended_at.is_(None))
        .order_by(Hold.ready_at.is_(None), Hold.placed_at, Hold.id)
    )
    return [
        {
            "id": hold.id,
            "title": title.title,
            "author": title.author,
            "state": _state(hold),
            "place": 0 if hold.trapped_id else queued,
            "pickup": house.branch_name(hold.pickup_branch),
            "shelf_until": hold.shelf_until.isoformat() if hold.shelf_until else None,
        }
        for hold, title, queued in session.execute(query)
    ]


def _state(hold: Hold) -> str:
    if hold.trapped_id is None:
        return "waiting"
    return "in-transit" if hold.ready_at is None else "ready"


def reason_json(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code.value, "params": dict(reason.params)}


def wrong_pin(store: Store, number: str, pin: str, now: datetime) -> Reason | None:
    """Why the PIN does not open the account, or None if it does. Raises :class:`LookupError` for no such card.

    A try is counted before it is checked, so that many at once are no way around the lock; and a locked card is
    not told whether the PIN was right.
    """
    with store.writing() as session:
        account = accounts(session, [number], lock=True).get(number)
        patron = session.get(Patron, account.id) if account is not None else None
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
            sa.update(Patron).where(Patron.id == patron.id).values(wrong_pins=0, pin_locked_until=None)
        )
    return None


def _locked(left: timedelta) -> Reason:
    return Reason(Code.PIN_LOCKED, {"minutes": max(1, -int(-left.total_seconds() // 60))})
