"""The first page: how the house stands now, and what wants somebody's hand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.console.guard import Ask
from server.console.pages.branches import branch_names
from server.console.pages.help_calls import open_calls
from server.console.pages.kiosks import all_kiosks
from server.console.permissions import Permission
from server.console.routes import Pages
from server.help.answers import is_missed
from server.store.tables import Hold, Kiosk, Loan, LoanPolicy, Patron, Title

pages = Pages()


@pages.get("/", Permission.LOOK)
def overview(ask: Ask) -> Any:
    open_loans = sa.select(sa.func.count()).select_from(Loan).where(Loan.returned_at.is_(None))
    open_holds = sa.select(sa.func.count()).select_from(Hold).where(Hold.ended_at.is_(None))
    with ask.store.reading() as session:
        on_loan = session.scalar(open_loans)
        overdue = session.scalar(open_loans.where(Loan.due < ask.now))
        waiting = session.scalar(open_holds.where(Hold.trapped_id.is_(None)))
        on_shelf = session.scalar(open_holds.where(Hold.ready_at.is_not(None)))
        calls = open_calls(session)
        missed = session.scalar(sa.select(sa.func.count()).where(is_missed(ask.now)))
        kiosks = all_kiosks(session, ask.now)
        branches = branch_names(session, ask.words.language)
        steps = first_steps(session) if ask.may(Permission.SET_RULES) else []
    troubled = [kiosk for kiosk in kiosks if kiosk.look in ("bad", "warn")]
    return ask.page(
        "overview.html",
        on_loan=on_loan,
        overdue=overdue,
        waiting=waiting,
        on_shelf=on_shelf,
        calls=calls,
        missed=missed,
        kiosks=kiosks,
        troubled=troubled,
        branches=branches,
        steps=steps,
    )


def first_steps(session: Session) -> list[tuple[str, str, bool]]:
    """What a new library does before it opens, while there is nothing to lend or nobody to lend to: the message, the
    page, and whether it is done."""
    done = {
        table: session.scalar(sa.select(sa.exists().where(table.is_not(None))))
        for table in (LoanPolicy.loan_limit, Title.id, Patron.id, Kiosk.seen_at)
    }
    if done[Title.id] and done[Patron.id]:
        return []
    pages = (("rules", "policies"), ("titles", "import"), ("readers", "patrons/import"), ("kiosks", "kiosks"))
    return [
        (f"first-{name}", path, bool(is_done))
        for (name, path), is_done in zip(pages, done.values(), strict=True)
    ]
