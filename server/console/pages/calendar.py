"""Days on which the library is closed besides its weekly rest: nothing becomes due on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from config.vocabulary import Topic
from server import audit
from server.console.guard import Ask, Asking
from server.console.pages.branches import all_branches, branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.live import publish
from server.store.tables import EVERY, ClosedDay

LONGEST = 92  # days in one go: a slip of the year's digit would close the house for a thousand

pages = Pages()


@pages.get("/calendar", Permission.LOOK)
def calendar(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/calendar/close", Permission.SET_RULES)
def close(ask: Ask) -> Any:
    """A day, or every day from one to another. Said again, it only changes the reason."""
    fields = ask.fields
    first, last = fields.day("first"), fields.day("last")
    branch, why = fields.text("branch", most=64), fields.text("why")
    if first is None:
        fields.wrong.setdefault("first", "wrong-missing")
    last = last or first
    if first and last and not 0 <= (last - first).days < LONGEST:
        fields.wrong["last"] = "wrong-range"
    with ask.store.writing() as session:
        if branch not in (EVERY, *branch_names(session, ask.words.language)):
            fields.wrong["branch"] = "wrong-choice"
        if fields.wrong or first is None or last is None:
            return _page(ask, 422, wrong=fields.wrong, given=fields.given)
        for number in range((last - first).days + 1):
            session.merge(ClosedDay(branch=branch, day=first + timedelta(days=number), why=why))
        about = first.isoformat() if first == last else f"{first}/{last}"
        audit.note(session, ask.who.login, "day-closed", about, branch=branch)
        publish(session, Topic.POLICY)
    return ask.go("calendar", "day-closed")


@pages.post("/calendar/open", Permission.SET_RULES)
def reopen(ask: Ask) -> Any:
    """Open after all: one period as the page shows it."""
    fields = ask.fields
    first, last, branch = fields.day("first"), fields.day("last"), fields.text("branch", most=64)
    with ask.store.writing() as session:
        if first is not None and last is not None:
            days = ClosedDay.day.between(first, last)
            session.execute(sa.delete(ClosedDay).where(ClosedDay.branch == branch, days))
            audit.note(session, ask.who.login, "day-opened", f"{first}/{last}", branch=branch)
            publish(session, Topic.POLICY)
    return ask.go("calendar", "day-opened")


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    today = ask.now.astimezone(ZoneInfo(ask.settings.timezone)).date()
    query = sa.select(ClosedDay).where(ClosedDay.day >= today)
    with ask.store.reading() as session:
        rows = session.scalars(query.order_by(ClosedDay.branch, ClosedDay.why, ClosedDay.day)).all()
        branches = all_branches(session)
        names = branch_names(session, ask.words.language)
    periods = _periods([(row.branch, row.why, row.day) for row in rows])
    return ask.page("calendar.html", status, periods=periods, branches=branches, names=names, **context)


def _periods(days: list[tuple[str, str, date]]) -> list[tuple[str, str, date, date]]:
    """Days that follow each other as one line, the next first: branch, why, first and last day."""
    found: list[tuple[str, str, date, date]] = []
    for branch, why, day in days:
        if found and found[-1][:2] == (branch, why) and found[-1][3] + timedelta(days=1) == day:
            found[-1] = (branch, why, found[-1][2], day)
        else:
            found.append((branch, why, day, day))
    return sorted(found, key=lambda period: period[2])
