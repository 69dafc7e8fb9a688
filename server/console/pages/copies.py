"""One copy: what belongs to it, and the state it is in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from config.vocabulary import Topic
from server import audit
from server.circulation import conditions
from server.circulation.conditions import ConditionError
from server.console.guard import Ask, Asking, Refused
from server.console.pages.branches import branch_names
from server.console.pages.policies import item_classes
from server.console.permissions import Permission
from server.console.routes import Pages
from server.house import house
from server.live import publish
from server.patrons import reason_json
from server.store.tables import MAIN, Charge, Copy, Loan, Patron

STATES = ("available", "missing", "lost", "damaged", "reference-only", "withdrawn", "claimed")

pages = Pages()


@pages.get("/copies/{copy_id}", Permission.LOOK)
def one(ask: Ask, copy_id: int) -> Any:
    return _page(ask, copy_id)


@pages.post("/copies/{copy_id}", Permission.EDIT_CATALOGUE)
def save(ask: Ask, copy_id: int) -> Any:
    fields = ask.fields
    item_class = fields.text("item_class", needed=True, most=64)
    branch, call_number = fields.text("branch", most=64) or MAIN, fields.text("call_number", most=64)
    price = fields.money("price", needed=False)
    if fields.wrong:
        return _page(ask, copy_id, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        copy = _known(session, copy_id)
        copy.item_class, copy.branch, copy.call_number, copy.price = item_class, branch, call_number, price
        audit.note(session, ask.who.login, "copy-changed", copy.barcode)
        publish(session, Topic.ITEM, copy.barcode)
    return ask.go(f"copies/{copy_id}", "copy-saved")


@pages.post("/copies/{copy_id}/state", Permission.CIRCULATE)
def set_state(ask: Ask, copy_id: int) -> Any:
    """What somebody found out about it."""
    fields = ask.fields
    state = fields.choice("state", STATES)
    amount = fields.money("amount", needed=False) or Decimal(0)
    if fields.wrong:
        return _page(ask, copy_id, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        copy = _known(session, copy_id)
        try:
            notes, charge = _mark(ask, session, copy, state, amount)
        except ConditionError as error:
            return _page(ask, copy_id, 409, wrong={"form": f"wrong-{error.code}"})
        audit.note(session, ask.who.login, f"copy-{state}", copy.barcode)
    return _page(ask, copy_id, notes=notes, charge=charge, told="copy-saved")


def _mark(
    ask: Asking, session: Session, copy: Copy, state: str, amount: Decimal
) -> tuple[list[dict[str, Any]], Charge | None]:
    """What to do with it now, if anything; and what its reader was charged."""
    match state:
        case "available":
            told = conditions.mark_available(
                session, house(session, ask.settings), copy, ask.who.branch, ask.now
            )
            return [reason_json(reason) for reason in told], None
        case "lost":
            return [], conditions.mark_lost(session, copy, ask.now)
        case "missing":
            conditions.mark_missing(session, copy)
        case "damaged":
            loan = _last_loan(session, copy)
            return [], conditions.mark_damaged(session, copy, ask.now, loan=loan, amount=amount)
        case "reference-only":
            conditions.mark_reference_only(session, copy)
        case "withdrawn":
            conditions.mark_withdrawn(session, copy)
        case "claimed":
            conditions.claim_returned(session, copy, ask.now)
    return [], None


def _last_loan(session: Session, copy: Copy) -> Loan | None:
    query = sa.select(Loan).where(Loan.copy_id == copy.id, Loan.returned_at.is_not(None))
    return session.scalar(query.order_by(Loan.returned_at.desc()).limit(1))


def _page(ask: Asking, copy_id: int, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        copy = _known(session, copy_id)
        loan = session.scalar(sa.select(Loan).where(Loan.copy_id == copy.id, Loan.returned_at.is_(None)))
        had = loan or _last_loan(session, copy)
        patron = session.get(Patron, had.patron_id) if had and had.patron_id else None
        charge = context.get("charge")
        charged = session.get(Patron, charge.patron_id) if charge is not None else None
        names, classes = branch_names(session, ask.words.language), item_classes(session)
    context = {"notes": [], "told": "", "charge": None, "charged": charged, **context}
    return ask.page(
        "copy.html", status, copy=copy, loan=loan, patron=patron, names=names, classes=classes, **context
    )


def _known(session: Session, copy_id: int) -> Copy:
    query = sa.select(Copy).where(Copy.id == copy_id).options(joinedload(Copy.title))
    copy = session.scalar(query) if 0 < copy_id < 2**31 else None
    if copy is None:
        raise Refused(404, "not-found")
    return copy
