"""Readers: finding one, the account, its cards, its PIN and what it is blocked for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.cards import BARCODE, UID, CardError, add_card, cards, lock_numbers, new_pin, reset_pin, set_lost
from server.console import readers
from server.console.fields import Fields
from server.console.guard import Ask, Asking
from server.console.pages.branches import branch_names
from server.console.pages.policies import patron_classes
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.words import LANGUAGES
from server.live import publish
from server.patrons import add_patron, find_patron
from server.store.tables import MAIN, Patron

pages = Pages()


@pages.get("/patrons", Permission.SEE_PATRONS)
def search_page(ask: Ask) -> Any:
    with ask.store.reading() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Patron))
    return ask.page("patrons.html", found=None, count=count, asked="")


@pages.post("/patrons", Permission.SEE_PATRONS)
def search(ask: Ask) -> Any:
    """By a card's number, straight to the account; by a part of the name, a list. A form and not an address, so that
    no name stays in a browser's history or a proxy's log."""
    asked = ask.fields.text("q", most=64)
    with ask.store.reading() as session:
        patron = find_patron(session, asked) if asked else None
        if patron is not None:
            return ask.go(f"patrons/{patron.id}")
        found = readers.found(session, asked) if asked else []
    return ask.page("patrons.html", found=found, count=None, asked=asked, most=readers.MOST_FOUND)


@pages.get("/patrons/new", Permission.EDIT_PATRONS)
def new(ask: Ask) -> Any:
    return _form(ask, None)


@pages.post("/patrons/new", Permission.EDIT_PATRONS)
def add(ask: Ask) -> Any:
    """The PIN is made here, and shown once."""
    fields = ask.fields
    barcode = fields.text("barcode", needed=True, most=64)
    with ask.store.writing() as session:
        lock_numbers(session)
        if barcode and find_patron(session, barcode) is not None:
            fields.wrong["barcode"] = "wrong-card-taken"
        values = _values(session, fields, None)
        if fields.wrong:
            return _form(ask, None, 422, wrong=fields.wrong, given=fields.given)
        pin = new_pin()
        patron = add_patron(session, barcode, values.pop("name"), values.pop("patron_class"), pin)
        for name, value in values.items():
            setattr(patron, name, value)
        session.flush()
        _note(ask, session, "patron-added", patron)
    return ask.page("patron_pin.html", patron=patron, pin=pin, fresh=True)


@pages.get("/patrons/{patron_id}", Permission.SEE_PATRONS)
def account(ask: Ask, patron_id: int) -> Any:
    return _page(ask, patron_id)


@pages.get("/patrons/{patron_id}/edit", Permission.EDIT_PATRONS)
def edit(ask: Ask, patron_id: int) -> Any:
    return _form(ask, patron_id)


@pages.post("/patrons/{patron_id}/edit", Permission.EDIT_PATRONS)
def save(ask: Ask, patron_id: int) -> Any:
    fields = ask.fields
    with ask.store.writing() as session:
        patron = readers.known(session, patron_id)
        values = _values(session, fields, patron)
        if fields.wrong:
            return _form(ask, patron_id, 422, wrong=fields.wrong, given=fields.given)
        changed = sorted(name for name, value in values.items() if getattr(patron, name) != value)
        for name, value in values.items():
            setattr(patron, name, value)
        if changed:
            _note(ask, session, "patron-changed", patron, fields=changed)
    return ask.go(f"patrons/{patron_id}", "patron-saved")


@pages.post("/patrons/{patron_id}/block", Permission.EDIT_PATRONS)
def block(ask: Ask, patron_id: int) -> Any:
    """With a reason that only staff read; the reader is asked to the desk."""
    fields = ask.fields
    why = fields.text("why", needed=True)
    if fields.wrong:
        return _page(ask, patron_id, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        patron = readers.known(session, patron_id)
        patron.blocked, patron.block_reason = True, why
        _note(ask, session, "patron-blocked", patron)
    return ask.go(f"patrons/{patron_id}", "patron-blocked")


@pages.post("/patrons/{patron_id}/unblock", Permission.EDIT_PATRONS)
def unblock(ask: Ask, patron_id: int) -> Any:
    with ask.store.writing() as session:
        patron = readers.known(session, patron_id)
        patron.blocked, patron.block_reason = False, ""
        _note(ask, session, "patron-unblocked", patron)
    return ask.go(f"patrons/{patron_id}", "patron-unblocked")


@pages.post("/patrons/{patron_id}/pin", Permission.EDIT_PATRONS)
def give_pin(ask: Ask, patron_id: int) -> Any:
    with ask.store.writing() as session:
        patron = readers.known(session, patron_id)
        pin = reset_pin(patron)
        _note(ask, session, "pin-reset", patron)
    return ask.page("patron_pin.html", patron=patron, pin=pin, fresh=False)


@pages.post("/patrons/{patron_id}/cards", Permission.EDIT_PATRONS)
def another_card(ask: Ask, patron_id: int) -> Any:
    fields = ask.fields
    number, kind = fields.text("number", needed=True, most=64), fields.choice("kind", (BARCODE, UID))
    with ask.store.writing() as session:
        patron = readers.known(session, patron_id)
        try:
            if not fields.wrong:
                add_card(session, patron, number, kind)
                _note(ask, session, "card-added", patron)
        except CardError as error:
            fields.wrong["number"] = f"wrong-{error.code}"
    if fields.wrong:
        return _page(ask, patron_id, 422, wrong=fields.wrong, given=fields.given)
    return ask.go(f"patrons/{patron_id}", "card-added")


@pages.post("/patrons/{patron_id}/cards/lost", Permission.EDIT_PATRONS)
def lose_card(ask: Ask, patron_id: int) -> Any:
    """Lost, or found again."""
    fields = ask.fields
    number, lost = fields.text("number", most=64), fields.ticked("lost")
    with ask.store.writing() as session:
        patron = readers.known(session, patron_id)
        try:
            set_lost(session, patron, number, lost=lost)
        except CardError as error:
            return _page(ask, patron_id, 409, wrong={"form": f"wrong-{error.code}"})
        _note(ask, session, "card-lost" if lost else "card-found", patron)
    return ask.go(f"patrons/{patron_id}", "card-saved")


def _values(session: Session, fields: Fields, patron: Patron | None) -> dict[str, Any]:
    """What the form says of a reader, by column."""
    guardian = fields.text("guardian", most=64)
    guardian_row = find_patron(session, guardian) if guardian else None
    if guardian and (guardian_row is None or (patron is not None and guardian_row.id == patron.id)):
        fields.wrong["guardian"] = "wrong-no-reader"
    return {
        "name": fields.text("name", needed=True),
        "patron_class": fields.choice("patron_class", patron_classes(session)),
        "branch": fields.text("branch", most=64) or MAIN,
        "language": fields.choice("language", ("", *LANGUAGES)) or None,
        "email": fields.text("email"),
        "phone": fields.text("phone", most=64),
        "expires_on": fields.day("expires_on"),
        "guardian_id": guardian_row.id if guardian_row else None,
    }


def _page(ask: Asking, patron_id: int, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        patron = readers.known(session, patron_id)
        panel = readers.panel(ask, session, patron)
        names = branch_names(session, ask.words.language)
        numbers = [(patron.barcode, BARCODE, patron.lost_card)]
        numbers += [(card.number, card.kind, card.lost) for card in cards(session, patron)]
    return ask.page(
        "patron.html", status, patron=patron, panel=panel, names=names, numbers=numbers, **context
    )


def _form(ask: Asking, patron_id: int | None, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        patron = readers.known(session, patron_id) if patron_id is not None else None
        guardian = session.get(Patron, patron.guardian_id) if patron and patron.guardian_id else None
        names, classes = branch_names(session, ask.words.language), patron_classes(session)
    return ask.page(
        "patron_edit.html", status, patron=patron, guardian=guardian, names=names, classes=classes, **context
    )


def _note(ask: Asking, session: Session, what: str, patron: Patron, **details: Any) -> None:
    audit.note(session, ask.who.login, what, patron.barcode, **details)
    publish(session, Topic.PATRON, str(patron.id))
