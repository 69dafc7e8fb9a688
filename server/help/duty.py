"""Who answers calls for help at a branch now: the roster, the opening hours and the closed days together."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.console.permissions import ALLOWED, Permission
from server.rules.attendance import Attendance, Shift, attendance
from server.rules.house import EVERY, House
from server.store.help_tables import Duty
from server.store.tables import Staff


def attended(session: Session, house: House, branch: str, at: datetime) -> Attendance:
    """Whether somebody comes when a reader of this branch calls, who, and if nobody does, from when on."""
    return attendance(house, roster(session, branch), branch, at)


def may_answer() -> sa.ColumnElement[bool]:
    """Of an account, as it is now."""
    roles = [role.value for role, may in ALLOWED.items() if Permission.ANSWER_HELP in may]
    return sa.and_(Staff.disabled.is_(False), Staff.role.in_(roles))


def roster(session: Session, branch: str) -> list[Shift]:
    """Whoever is on duty there at some time of the week, and may still sign in and answer."""
    query = (
        sa.select(Duty)
        .join(Staff, Staff.login == Duty.login)
        .where(Duty.branch.in_((EVERY, branch)), may_answer())
    )
    return [Shift(row.login, row.branch, row.weekday, row.begins, row.ends) for row in session.scalars(query)]
