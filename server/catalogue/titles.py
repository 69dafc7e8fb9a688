"""Titles, copies and loans as they are: adding them, and what is known of a copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from config.vocabulary import ItemStatus
from server.rules.house import House
from server.store.tables import Copy, Loan, Patron, Title


def add_title(
    session: Session,
    title: str,
    author: str = "",
    *,
    isbn: str | None = None,
    year: int | None = None,
    language: str = "",
    clc: str = "",
    ddc: str = "",
) -> Title:
    """``clc`` is the 中图法 call number, ``ddc`` Dewey's."""
    row = Title(title=title, author=author, isbn=isbn, year=year, language=language, clc=clc, ddc=ddc)
    session.add(row)
    return row


def add_copy(
    session: Session, title: Title, barcode: str, item_class: str, place: ItemStatus = ItemStatus.AVAILABLE
) -> Copy:
    copy = Copy(title=title, barcode=barcode, item_class=item_class, place=place.value)
    session.add(copy)
    return copy


def add_loan(
    session: Session, patron: Patron, copy: Copy, lent_at: datetime, due: datetime, renewals: int = 0
) -> Loan:
    """A loan as it is, without asking the rules: for loading a library that already lends."""
    session.flush()
    loan = Loan(copy_id=copy.id, patron_id=patron.id, lent_at=lent_at, due=due, renewals=renewals)
    session.add(loan)
    return loan


def describe(session: Session, barcode: str, house: House) -> dict[str, Any] | None:
    """What a kiosk is told of a copy; None for an unknown barcode."""
    copy = session.scalar(sa.select(Copy).where(Copy.barcode == barcode).options(joinedload(Copy.title)))
    if copy is None:
        return None
    due = session.scalar(sa.select(Loan.due).where(Loan.copy_id == copy.id, Loan.returned_at.is_(None)))
    return {
        "barcode": copy.barcode,
        "title": copy.title.title,
        "author": copy.title.author,
        "isbn": copy.title.isbn,
        "call_number": copy.title.clc,
        "dewey": copy.title.ddc,
        "item_class": copy.item_class,
        "status": ItemStatus.CHECKED_OUT.value if due else copy.place,
        "due": due.astimezone(house.zone).isoformat() if due else None,
    }
