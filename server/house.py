"""The library's decisions as the rules want them: settings and the tables of policies and calendars together."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.server_settings import ServerSettings
from server.rules.calendar import Calendar
from server.rules.house import EVERY, Branch, House, Policy
from server.store import tables

_kept: WeakKeyDictionary[sa.Engine | sa.Connection, dict[ServerSettings, tuple[int, House]]] = (
    WeakKeyDictionary()
)
_lock = threading.Lock()
_TOKEN = sa.select(tables.HouseVersion.token)


def house(session: Session, settings: ServerSettings) -> House:
    """What holds now. It is read anew only when the database's own token says that something changed, so that asking
    costs one row, and no process of several believes something old."""
    token = session.connection().scalar(_TOKEN)
    with _lock:
        known = _kept.setdefault(session.get_bind(), {}).get(settings)
    if known is not None and token is not None and known[0] == token:
        return known[1]
    # The token was read first: what is read now may be newer than it, never older.
    found = _read(session, settings)
    if token is not None:
        with _lock:
            _kept[session.get_bind()][settings] = token, found
    return found


def _read(session: Session, settings: ServerSettings) -> House:
    classes = session.scalars(sa.select(tables.PatronClass)).all()
    return House(
        zone=ZoneInfo(settings.timezone),
        currency=settings.currency,
        fines_limit=settings.fines_limit,
        overdue_limit=settings.overdue_limit,
        policies={
            (row.patron_class, row.item_class, row.branch): _policy(row)
            for row in session.scalars(sa.select(tables.LoanPolicy))
        },
        loan_limits={row.name: row.loan_limit for row in classes},
        guarded=frozenset(row.name for row in classes if row.needs_guardian),
        branches=_branches(session),
    )


def _policy(row: tables.LoanPolicy) -> Policy:
    return Policy(
        loan_days=row.loan_days,
        loan_limit=row.loan_limit,
        renewal_limit=row.renewal_limit,
        loan_hours=row.loan_hours,
        reference_only=row.reference_only,
        fine_per_day=row.fine_per_day,
        fine_grace_days=row.fine_grace_days,
        fine_most=row.fine_most,
        cool_off_days=row.cool_off_days,
        hold_limit=row.hold_limit,
        hold_shelf_days=row.hold_shelf_days,
    )


def _branches(session: Session) -> dict[str, Branch]:
    """Every branch that is described or has a closed day; ``*`` is any other."""
    closed = session.scalars(sa.select(tables.ClosedDay)).all()
    rows = {row.code: row for row in session.scalars(sa.select(tables.Branch))}
    found = {}
    for code in {EVERY, *rows, *(one.branch for one in closed)}:
        row = rows.get(code) or tables.Branch(code=code, name_zh="", name_en="", open_weekdays="1234567")
        calendar = Calendar(
            weekdays=frozenset(int(one) for one in row.open_weekdays if one in "1234567"),
            closed=frozenset(one.day for one in closed if one.branch in (EVERY, code)),
            opens=row.opens,
            closes=row.closes,
        )
        found[code] = Branch(row.name_zh, row.name_en, calendar)
    return found
