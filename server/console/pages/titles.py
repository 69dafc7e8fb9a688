"""The catalogue as staff work in it: finding titles, their records, copies, and holds for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from config.isbn import normalise
from config.vocabulary import ItemStatus, Topic
from server import audit
from server.catalogue.covers import MEDIA_TYPES, cover_file
from server.catalogue.search import copies as count_copies
from server.catalogue.search import search
from server.circulation.holds import place_hold, queue
from server.console.fields import Fields
from server.console.guard import Ask, Asking, Refused
from server.console.pages.branches import branch_names
from server.console.pages.policies import item_classes
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.house import house
from server.live import publish
from server.patrons import find_patron, reason_json
from server.store.tables import MAIN, Copy, Loan, Patron, Title

A_PAGE = 20
NEWEST = 12

pages = Pages()


@pages.get("/titles", Permission.LOOK)
def titles(ask: Ask) -> Any:
    """What was searched; a copy's number leads to its title; without a question the newest."""
    asked, page = ask.query.text("q"), ask.page_number
    with ask.store.reading() as session:
        if asked and (copy := session.scalar(sa.select(Copy).where(Copy.barcode == asked))) is not None:
            return ask.go(f"titles/{copy.title_id}")
        found = search(session, asked, A_PAGE, (page - 1) * A_PAGE) if asked else None
        newest: Sequence[Title] = []
        if found is None:
            newest = session.scalars(sa.select(Title).order_by(Title.id.desc()).limit(NEWEST)).all()
        counts = count_copies(session, [title.id for title in newest])
    more = found is not None and page * A_PAGE < found.total
    path = f"/console/titles?{urlencode({'q': asked})}&"
    return ask.page(
        "titles.html", asked=asked, found=found, newest=newest, counts=counts, page=page, more=more, path=path
    )


@pages.get("/titles/new", Permission.EDIT_CATALOGUE)
def new(ask: Ask) -> Any:
    return ask.page("title_edit.html", title=None)


@pages.post("/titles/new", Permission.EDIT_CATALOGUE)
def add(ask: Ask) -> Any:
    fields = ask.fields
    title = Title()
    _fill(title, fields)
    if fields.wrong:
        return ask.page("title_edit.html", 422, title=None, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        session.add(title)
        session.flush()
        _note(ask, session, "title-added", title)
    return ask.go(f"titles/{title.id}", "title-saved")


@pages.get("/titles/{title_id}", Permission.LOOK)
def record(ask: Ask, title_id: int) -> Any:
    return page_of(ask, title_id)


@pages.get("/titles/{title_id}/edit", Permission.EDIT_CATALOGUE)
def edit(ask: Ask, title_id: int) -> Any:
    with ask.store.reading() as session:
        return ask.page("title_edit.html", title=known(session, Title, title_id))


@pages.post("/titles/{title_id}/edit", Permission.EDIT_CATALOGUE)
def save(ask: Ask, title_id: int) -> Any:
    fields = ask.fields
    with ask.store.writing() as session:
        title = known(session, Title, title_id)
        with session.no_autoflush:
            _fill(title, fields)
        if fields.wrong:
            session.expunge_all()  # nothing of it is written
            return ask.page("title_edit.html", 422, title=title, wrong=fields.wrong, given=fields.given)
        _note(ask, session, "title-changed", title)
    return ask.go(f"titles/{title_id}", "title-saved")


@pages.get("/titles/{title_id}/cover", Permission.LOOK)
def cover(ask: Ask, title_id: int) -> Any:
    with ask.store.reading() as session:
        file = cover_file(ask.settings.covers, known(session, Title, title_id).isbn)
    if file is None:
        raise Refused(404, "not-found")
    return FileResponse(file, media_type=MEDIA_TYPES[file.suffix])


@pages.post("/titles/{title_id}/copies", Permission.EDIT_CATALOGUE)
def add_copy(ask: Ask, title_id: int) -> Any:
    fields = ask.fields
    barcode = fields.text("barcode", needed=True, most=64)
    item_class = fields.text("item_class", needed=True, most=64)
    branch, call_number = fields.text("branch", most=64) or MAIN, fields.text("call_number", most=64)
    price = fields.money("price", needed=False)
    with ask.store.writing() as session:
        known(session, Title, title_id)
        if barcode and session.scalar(sa.select(Copy.id).where(Copy.barcode == barcode)) is not None:
            fields.wrong["barcode"] = "wrong-barcode-taken"
        if not fields.wrong:
            copy = Copy(
                barcode=barcode, title_id=title_id, item_class=item_class, branch=branch, at_branch=branch
            )
            copy.call_number, copy.price = call_number, price
            session.add(copy)
            audit.note(session, ask.who.login, "copy-added", barcode, title=title_id)
            publish(session, Topic.ITEM, barcode)
    if fields.wrong:
        return page_of(ask, title_id, 422, wrong=fields.wrong, given=fields.given)
    return ask.go(f"titles/{title_id}", "copy-saved")


@pages.post("/titles/{title_id}/hold", Permission.CIRCULATE)
def hold(ask: Ask, title_id: int) -> Any:
    """For a reader who asks at the desk."""
    fields = ask.fields
    number, branch = fields.text("card", needed=True, most=64), fields.text("pickup", most=64)
    with ask.store.writing() as session:
        title, patron = known(session, Title, title_id), find_patron(session, number) if number else None
        if patron is None:
            fields.wrong.setdefault("card", "wrong-no-reader")
            return page_of(ask, title_id, 422, wrong=fields.wrong, given=fields.given)
        placed = place_hold(
            session, house(session, ask.settings), patron, title, ask.now, None, branch or None
        )
        if isinstance(placed, list):
            reasons = [reason_json(reason) for reason in placed]
            return page_of(ask, title_id, 409, reasons=reasons, given=fields.given)
        audit.note(session, ask.who.login, "hold-placed", str(title_id), hold=placed.id)
    return ask.go(f"titles/{title_id}", "hold-placed")


def page_of(ask: Asking, title_id: int, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        title = known(session, Title, title_id)
        query = (
            sa.select(Copy, Loan, Patron)
            .outerjoin(Loan, (Loan.copy_id == Copy.id) & Loan.returned_at.is_(None))
            .outerjoin(Patron, Patron.id == Loan.patron_id)
            .where(Copy.title_id == title_id)
            .order_by(Copy.barcode)
        )
        copies = session.execute(query).all()
        waiting = [(one, session.get(Patron, one.patron_id)) for one in queue(session, title_id)]
        names, classes = branch_names(session, ask.words.language), item_classes(session)
    context.setdefault("reasons", [])
    return ask.page(
        "title.html",
        status,
        title=title,
        copies=copies,
        waiting=waiting,
        names=names,
        classes=classes,
        checked_out=ItemStatus.CHECKED_OUT.value,
        has_cover=cover_file(ask.settings.covers, title.isbn) is not None,
        **context,
    )


def _fill(title: Title, fields: Fields) -> None:
    title.title = fields.text("title", needed=True, most=500)
    title.author, title.publisher = fields.text("author"), fields.text("publisher")
    title.language = fields.text("language", most=16)
    title.clc, title.ddc = fields.text("clc", most=64), fields.text("ddc", most=64)
    title.summary = fields.text("summary", most=4000)
    title.subjects = [one.strip() for one in fields.text("subjects", most=1000).splitlines() if one.strip()]
    title.year = fields.whole("year", 0, 9999) if fields.text("year") else None
    isbn = fields.text("isbn", most=32)
    title.isbn = normalise(isbn) if isbn else None
    if isbn and title.isbn is None:
        fields.wrong["isbn"] = "wrong-isbn"


def _note(ask: Asking, session: Session, what: str, title: Title) -> None:
    audit.note(session, ask.who.login, what, str(title.id))
    publish(session, Topic.TITLE, str(title.id))
