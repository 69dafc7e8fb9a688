"""The row that an address speaks of."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from server.console.guard import Refused
from server.store.tables import Base

Row = TypeVar("Row", bound=Base)


def known(session: Session, kind: type[Row], number: int, *, lock: bool = False) -> Row:
    """By its number; ``lock`` keeps others from changing it meanwhile. Raises :class:`Refused` with 404 if there is
    none, also for a number that no database could hold."""
    row = session.get(kind, number, with_for_update=lock or None) if 0 < number < 2**31 else None
    if row is None:
        raise Refused(404, "not-found")
    return row
