"""The duty roster: who answers calls for help, each week, on which days and between which times."""

from __future__ import annotations

from datetime import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import audit
from server.console.fields import Fields
from server.console.guard import Ask, Asking
from server.console.pages.alert_channels import names_of_staff
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.rules.calendar import END_OF_DAY
from server.store.help_tables import Duty
from server.store.tables import EVERY

WEEK = range(1, 8)  # ISO: Monday is 1

pages = Pages()


@pages.get("/alerts/duty", Permission.LOOK)
def roster(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/alerts/duty", Permission.SET_RULES)
def add(ask: Ask) -> Any:
    """One person, on as many days as are ticked."""
    fields = ask.fields
    begins, ends = _clock(fields, "begins"), _clock(fields, "ends")
    if ends == time():
        ends = END_OF_DAY  # midnight, as the end of a day
    if begins and ends and begins >= ends:
        fields.wrong["ends"] = "wrong-over-midnight"
    days = [day for day in WEEK if fields.ticked(f"day_{day}")]
    if not days:
        fields.wrong["day_1"] = "wrong-no-day"
    branch = fields.text("branch", most=64) or EVERY
    with ask.store.writing() as session:
        login = fields.choice("login", names_of_staff(session))
        if branch not in (EVERY, *branch_names(session, ask.words.language)):
            fields.wrong["branch"] = "wrong-choice"
        if not fields.wrong and _overlaps(session, login, branch, days, begins, ends):
            fields.wrong["begins"] = "wrong-duty-twice"
        if not fields.wrong:
            for day in days:
                session.add(Duty(branch=branch, weekday=day, begins=begins, ends=ends, login=login))
            audit.note(session, ask.who.login, "duty-added", login, branch=branch)
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    return ask.go("alerts/duty", "duty-saved")


@pages.post("/alerts/duty/{duty_id}/remove", Permission.SET_RULES)
def remove(ask: Ask, duty_id: int) -> Any:
    with ask.store.writing() as session:
        row = known(session, Duty, duty_id)
        session.delete(row)
        audit.note(session, ask.who.login, "duty-removed", row.login, branch=row.branch)
    return ask.go("alerts/duty", "duty-saved")


def _clock(fields: Fields, name: str) -> time | None:
    text = fields.text(name, needed=True)
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        fields.wrong[name] = "wrong-hours"
        return None


def _overlaps(
    session: Session, login: str, branch: str, days: list[int], begins: time | None, ends: time | None
) -> bool:
    query = sa.select(Duty.id).where(
        Duty.login == login,
        Duty.branch == branch,
        Duty.weekday.in_(days),
        Duty.begins < ends,
        Duty.ends > begins,
    )
    return session.scalar(query.limit(1)) is not None


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        rows = session.scalars(sa.select(Duty).order_by(Duty.weekday, Duty.begins, Duty.login)).all()
        people, names = names_of_staff(session), branch_names(session, ask.words.language)
    week = {day: [row for row in rows if row.weekday == day] for day in WEEK}
    return ask.page(
        "duty.html", status, week=week, people=people, names=names, midnight=END_OF_DAY, **context
    )
