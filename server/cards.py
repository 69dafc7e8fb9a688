"""The numbers that open a reader's account, and its PIN."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import patrons
from server.patrons import find_patron, normal_uid
from server.store.tables import Card, Patron

PIN_DIGITS = 6
BARCODE, UID = "barcode", "uid"
_NUMBERS = 0x6A79  # this program's name for the lock


class CardError(ValueError):
    """``code`` is ``card-taken`` or ``card-unknown``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_pin() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))


def reset_pin(patron: Patron) -> str:
    """A fresh random PIN, to be told once; the lock of too many wrong ones is off."""
    pin = new_pin()
    patron.pin_hash = patrons.pin_hash(pin)
    patron.wrong_pins, patron.pin_locked_until = 0, None
    return pin


def lock_numbers(session: Session) -> None:
    """Until the end of the transaction nobody else gives a number away. A number is one person's, whether it is the
    first of theirs or a further one: two tables, over which no index reaches. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_NUMBERS)))


def add_card(session: Session, patron: Patron, number: str, kind: str) -> Card:
    """A further number for the same account. Raises :class:`CardError` when somebody has it."""
    number = normal_uid(number) if kind == UID else number
    lock_numbers(session)
    if find_patron(session, number) is not None:
        raise CardError("card-taken")
    card = Card(number=number, patron_id=patron.id, kind=kind)
    session.add(card)
    return card


def set_lost(session: Session, patron: Patron, number: str, *, lost: bool) -> None:
    """One card is lost, or found; the others go on opening the account. Raises :class:`CardError`."""
    if number == patron.barcode:
        patron.lost_card = lost
        return
    card = session.get(Card, number)
    if card is None or card.patron_id != patron.id:
        raise CardError("card-unknown")
    card.lost = lost


def good_number(session: Session, patron: Patron) -> str:
    """What opens the account of somebody who comes without a card: the first number that is not lost, or else the
    first of all."""
    if patron.lost_card:
        for card in cards(session, patron):
            if not card.lost:
                return card.number
    return patron.barcode


def cards(session: Session, patron: Patron) -> list[Card]:
    """The further ones, in the order of their numbers."""
    return list(session.scalars(sa.select(Card).where(Card.patron_id == patron.id).order_by(Card.number)))
