"""What each class of readers may do with each class of items, and the classes of readers themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.console.fields import Fields
from server.console.guard import Ask, Asking, Refused
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.live import publish
from server.store.tables import EVERY, Copy, LoanPolicy, Patron, PatronClass

# The whole numbers of a policy, each with the most it may be.
NUMBERS = {
    "loan_days": 3650,
    "loan_hours": 720,
    "loan_limit": 999,
    "renewal_limit": 99,
    "fine_grace_days": 365,
    "cool_off_days": 3650,
    "hold_limit": 999,
    "hold_shelf_days": 365,
}
FRESH = {
    "loan_days": 28,
    "loan_hours": 0,
    "loan_limit": 10,
    "renewal_limit": 1,
    "fine_grace_days": 0,
    "cool_off_days": 0,
    "hold_limit": 5,
    "hold_shelf_days": 7,
}

pages = Pages()


@pages.get("/policies", Permission.LOOK)
def policies(ask: Ask) -> Any:
    with ask.store.reading() as session:
        rows = session.scalars(
            sa.select(LoanPolicy).order_by(LoanPolicy.patron_class, LoanPolicy.item_class, LoanPolicy.branch)
        ).all()
        classes = session.scalars(sa.select(PatronClass).order_by(PatronClass.name)).all()
        names = branch_names(session, ask.words.language)
    return ask.page("policies.html", rows=rows, classes=classes, names=names, wide=len(names) > 1)


@pages.get("/policies/edit", Permission.SET_RULES)
def edit(ask: Ask) -> Any:
    """A policy that is there, or a new one for the case in the address."""
    key = _key(ask.query)
    with ask.store.reading() as session:
        return _form(ask, session, session.get(LoanPolicy, key), key)


@pages.post("/policies/edit", Permission.SET_RULES)
def save(ask: Ask) -> Any:
    fields = ask.fields
    key = _key(fields)
    for name, part in zip(("patron_class", "item_class", "branch"), key, strict=True):
        if not part:
            fields.wrong[name] = "wrong-missing"
    numbers = {name: fields.whole(name, 0, most) for name, most in NUMBERS.items()}
    fine, most = fields.money("fine_per_day"), fields.money("fine_most", needed=False)
    reference_only = fields.ticked("reference_only")
    if not reference_only and not fields.wrong and not (numbers["loan_days"] or numbers["loan_hours"]):
        fields.wrong["loan_days"] = "wrong-no-time"
    with ask.store.writing() as session:
        row = session.get(LoanPolicy, key)
        if fields.wrong:
            return _form(ask, session, row, key, 422, wrong=fields.wrong, given=fields.given)
        row = row or LoanPolicy(patron_class=key[0], item_class=key[1], branch=key[2])
        before = {name: getattr(row, name) for name in numbers}
        for name, value in numbers.items():
            setattr(row, name, value)
        row.fine_per_day, row.fine_most, row.reference_only = fine or Decimal(0), most, reference_only
        session.add(row)
        changed = {name: value for name, value in numbers.items() if before[name] != value}
        _note(ask, session, "policy-saved", "/".join(key), **changed, fine_per_day=str(row.fine_per_day))
    return ask.go("policies", "policy-saved")


@pages.post("/policies/remove", Permission.SET_RULES)
def remove(ask: Ask) -> Any:
    key = _key(ask.fields)
    with ask.store.writing() as session:
        row = session.get(LoanPolicy, key)
        if row is not None:
            session.delete(row)
            _note(ask, session, "policy-removed", "/".join(key))
    return ask.go("policies", "policy-removed")


@pages.get("/policies/class", Permission.SET_RULES)
def edit_class(ask: Ask) -> Any:
    name = ask.query.text("name", most=64)
    with ask.store.reading() as session:
        row = session.get(PatronClass, name) if name else None
        patrons = session.scalar(sa.select(sa.func.count()).where(Patron.patron_class == name))
    if name and row is None:
        raise Refused(404, "not-found")
    return ask.page("patron_class.html", row=row, patrons=patrons)


@pages.post("/policies/class", Permission.SET_RULES)
def save_class(ask: Ask) -> Any:
    fields = ask.fields
    name = fields.text("name", needed=True, most=64)
    limit, guardian = fields.whole("loan_limit", 0, 999), fields.ticked("needs_guardian")
    if name == EVERY:
        fields.wrong["name"] = "wrong-code"
    if fields.wrong:
        return ask.page("patron_class.html", 422, row=None, patrons=0, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        session.merge(PatronClass(name=name, loan_limit=limit, needs_guardian=guardian))
        _note(ask, session, "class-saved", name, loan_limit=limit, needs_guardian=guardian)
    return ask.go("policies", "class-saved")


def patron_classes(session: Session) -> list[str]:
    return list(session.scalars(sa.select(PatronClass.name).order_by(PatronClass.name)))


def item_classes(session: Session) -> list[str]:
    """Those that a copy or a policy has."""
    found = set(session.scalars(sa.select(Copy.item_class).distinct()))
    return sorted((found | set(session.scalars(sa.select(LoanPolicy.item_class).distinct()))) - {EVERY})


def _key(fields: Fields) -> tuple[str, str, str]:
    patron, item = fields.text("patron_class", most=64), fields.text("item_class", most=64)
    return patron, item, fields.text("branch", most=64) or EVERY


def _form(
    ask: Asking,
    session: Session,
    row: LoanPolicy | None,
    key: tuple[str, str, str],
    status: int = 200,
    **context: Any,
) -> Any:
    names = branch_names(session, ask.words.language)
    classes, items = patron_classes(session), item_classes(session)
    return ask.page(
        "policy.html",
        status,
        row=row,
        key=key,
        names=names,
        classes=classes,
        items=items,
        numbers=NUMBERS,
        fresh=FRESH,
        **context,
    )


def _note(ask: Asking, session: Session, what: str, about: str, **details: Any) -> None:
    audit.note(session, ask.who.login, what, about, **details)
    publish(session, Topic.POLICY)
