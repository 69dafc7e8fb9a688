"""Holds: what stands on the shelf, what to fetch for those who wait, and the queues."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server import audit
from server.circulation.holds import cancel_hold, expire_holds, hold_shelf, pick_list
from server.console.guard import Ask, Asking, inside
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.house import house
from server.store.tables import Hold, Patron, Title

A_PAGE = 50

pages = Pages()


@pages.get("/holds", Permission.SEE_PATRONS)
def shelf(ask: Ask) -> Any:
    with ask.store.reading() as session:
        branch, names = _branch(ask, branch_names(session, ask.words.language))
        rows = hold_shelf(session, branch)
        today = house(session, ask.settings).day(ask.now)
    return ask.page("holds_shelf.html", rows=rows, branch=branch, names=names, today=today)


@pages.get("/holds/fetch", Permission.SEE_PATRONS)
def fetch(ask: Ask) -> Any:
    with ask.store.reading() as session:
        branch, names = _branch(ask, branch_names(session, ask.words.language))
        rows = pick_list(session, house(session, ask.settings), branch)
    return ask.page("holds_fetch.html", rows=rows, branch=branch, names=names)


@pages.get("/holds/queue", Permission.SEE_PATRONS)
def queue(ask: Ask) -> Any:
    """Everybody who waits, longest first."""
    page = ask.page_number
    query = (
        sa.select(Hold, Title, Patron)
        .join(Title, Title.id == Hold.title_id)
        .outerjoin(Patron, Patron.id == Hold.patron_id)
        .where(Hold.ended_at.is_(None), Hold.ready_at.is_(None))
        .order_by(Hold.placed_at, Hold.id)
    )
    with ask.store.reading() as session:
        rows = session.execute(query.offset((page - 1) * A_PAGE).limit(A_PAGE + 1)).all()
        names = branch_names(session, ask.words.language)
    return ask.page("holds_queue.html", rows=rows[:A_PAGE], more=len(rows) > A_PAGE, page=page, names=names)


@pages.post("/holds/expire", Permission.CIRCULATE)
def expire(ask: Ask) -> Any:
    """End what nobody picked up in time; the shelf then tells where each copy goes."""
    with ask.store.writing() as session:
        ended = expire_holds(session, house(session, ask.settings), ask.now)
        if ended:
            audit.note(session, ask.who.login, "holds-expired", "", count=ended)
    return ask.go("holds", "holds-expired")


@pages.post("/holds/{hold_id}/cancel", Permission.CIRCULATE)
def cancel(ask: Ask, hold_id: int) -> Any:
    with ask.store.writing() as session:
        hold = known(session, Hold, hold_id)
        if hold.ended_at is None:
            cancel_hold(session, house(session, ask.settings), hold, ask.now)
            audit.note(session, ask.who.login, "hold-cancelled", str(hold.title_id), hold=hold.id)
    return ask.go(inside(ask.fields.text("then")).removeprefix("/console/"), "hold-cancelled")


def _branch(ask: Asking, names: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The branch somebody chose, or else their own."""
    chosen = ask.query.text("branch", most=64)
    return (chosen if chosen in names else ask.who.branch), names
