"""What readers owe: taking money, wholly or in part, and letting somebody off with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from server import audit
from server.circulation.charges import PAYMENT, WAIVER, SettleError, add_charge, for_what, settle
from server.console import readers
from server.console.guard import Ask, Asking
from server.console.permissions import Permission
from server.console.routes import Pages
from server.store.tables import Charge, Patron, Payment

A_PAGE = 50

pages = Pages()


@pages.get("/fines", Permission.SEE_PATRONS)
def fines(ask: Ask) -> Any:
    """Who owes how much, most first."""
    page, total = ask.page_number, sa.func.sum(Charge.outstanding)
    query = (
        sa.select(Patron, total, sa.func.count())
        .join(Charge, Charge.patron_id == Patron.id)
        .where(Charge.outstanding > 0)
        .group_by(Patron.id)
        .order_by(total.desc(), Patron.id)
    )
    with ask.store.reading() as session:
        rows = session.execute(query.offset((page - 1) * A_PAGE).limit(A_PAGE + 1)).all()
        whole = session.scalar(sa.select(total).where(Charge.outstanding > 0, Charge.patron_id.is_not(None)))
    return ask.page(
        "fines.html", rows=rows[:A_PAGE], more=len(rows) > A_PAGE, page=page, whole=whole or Decimal(0)
    )


@pages.get("/fines/{patron_id}", Permission.SEE_PATRONS)
def of_reader(ask: Ask, patron_id: int) -> Any:
    return _page(ask, patron_id)


@pages.post("/fines/{patron_id}/settle", Permission.CIRCULATE)
def take_off(ask: Ask, patron_id: int) -> Any:
    """The form's key makes sending it twice harmless."""
    fields = ask.fields
    charge, amount = fields.whole("charge", 1, 999_999_999), fields.money("amount")
    kind, why = fields.choice("kind", [PAYMENT, WAIVER]), fields.text("note")
    key = fields.text("key", needed=True, most=64)
    if fields.wrong or amount is None:
        return _page(ask, patron_id, 422, wrong={"form": "wrong-amount"}, settling=charge, tried=fields.given)
    with ask.store.writing() as session:
        try:
            settle(session, charge, amount, kind, ask.who.login, key, why, ask.now)
        except SettleError as error:
            said = {"form": f"wrong-{error.code}"}
            return _page(ask, patron_id, 422, wrong=said, settling=charge, tried=fields.given)
        audit.note(session, ask.who.login, kind, str(charge), amount=str(amount), reason=why)
    return ask.go(f"fines/{patron_id}", f"{kind}-taken")


@pages.post("/fines/{patron_id}/charge", Permission.CIRCULATE)
def charge(ask: Ask, patron_id: int) -> Any:
    """Something else to pay: a lost card, a copy."""
    fields = ask.fields
    amount, why = fields.money("amount"), fields.text("note", needed=True)
    if amount is not None and amount == 0:
        fields.wrong["amount"] = "wrong-amount"
    if fields.wrong or amount is None:
        return _page(ask, patron_id, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        made = add_charge(session, readers.known(session, patron_id), amount, ask.now, note=why)
        session.flush()
        audit.note(session, ask.who.login, "charge-added", str(made.id), amount=str(amount), reason=why)
    return ask.go(f"fines/{patron_id}", "charge-added")


def _page(ask: Asking, patron_id: int, status: int = 200, **context: Any) -> Any:
    """``settling`` is the charge whose form was refused, ``tried`` what stood in it."""
    context.setdefault("settling", 0)
    paid = (
        sa.select(Payment, Charge)
        .join(Charge, Charge.id == Payment.charge_id)
        .options(for_what())
        .where(Charge.patron_id == patron_id)
        .order_by(Payment.id.desc())
        .limit(A_PAGE)
    )
    with ask.store.reading() as session:
        patron = readers.known(session, patron_id)
        panel = readers.panel(ask, session, patron)
        payments = session.execute(paid).all()
    return ask.page("fines_one.html", status, patron=patron, panel=panel, payments=payments, **context)
