"""Readers from a CSV file: a look at it first, then all that is good in one go."""

from __future__ import annotations

from typing import Any

from server.catalogue.importing.words import sentence
from server.console.guard import Ask, Asking
from server.console.permissions import Permission
from server.console.routes import Pages
from server.patron_import import Prepared, Unreadable, prepare, write

MOST_SHOWN = 200

pages = Pages()


@pages.get("/patrons/import", Permission.EDIT_PATRONS)
def choose(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/patrons/import", Permission.EDIT_PATRONS)
def look(ask: Ask) -> Any:
    """The file waits in this process's memory until somebody says yes or no: there may be PINs in it."""
    file = ask.file("file")
    if file is None:
        return _page(ask, 422, wrong={"file": "wrong-file"})
    content, name = file.file.read(), (file.filename or "")[:100]
    try:
        with ask.store.reading() as session:
            prepared = prepare(session, content)
    except Unreadable as error:
        return _page(ask, 422, why=_said(ask, error), name=name)
    ask.request.app.state.patron_files[ask.who.login] = content
    return _page(ask, prepared=prepared, name=name)


@pages.post("/patrons/import/write", Permission.EDIT_PATRONS)
def confirm(ask: Ask) -> Any:
    """Read anew against the readers there are now. The PINs that are given are shown once."""
    content = ask.request.app.state.patron_files.pop(ask.who.login, None)
    if content is None:
        return ask.go("patrons/import")
    try:
        with ask.store.writing() as session:
            prepared = prepare(session, content)
            pins = write(session, prepared, ask.who.login, give_pins=ask.fields.ticked("give_pins"))
    except Unreadable as error:
        return _page(ask, 409, why=_said(ask, error))
    return _page(ask, written=prepared, pins=pins)


def _said(ask: Asking, error: Unreadable) -> str:
    return sentence(ask.words.language, error.flaw, error.facts)


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    shown: dict[str, Any] = {"prepared": None, "written": None, "pins": {}, "why": "", "name": "", **context}
    told: Prepared | None = shown["prepared"] or shown["written"]
    rejected = told.rejected if told else []
    shown["lines"] = [
        (one.line, sentence(ask.words.language, one.flaw, one.facts)) for one in rejected[:MOST_SHOWN]
    ]
    return ask.page("patron_import.html", status, rejected=len(rejected), **shown)
