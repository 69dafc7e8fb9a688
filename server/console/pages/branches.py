"""The library's buildings: their names and the hours of an open day."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.console.fields import Fields
from server.console.guard import Ask, Refused
from server.console.permissions import Permission
from server.console.routes import Pages
from server.live import publish
from server.rules.house import branch_name
from server.store.tables import MAIN, Branch, Copy, Kiosk

CODE = re.compile(r"[A-Za-z0-9._-]{1,32}")

pages = Pages()


def all_branches(session: Session) -> list[Branch]:
    """Every branch, ``main`` first; it is there even while nobody described it."""
    rows = session.scalars(sa.select(Branch).order_by(Branch.code)).all()
    main = next((row for row in rows if row.code == MAIN), None)
    return [main or fresh(MAIN), *(row for row in rows if row.code != MAIN)]


def fresh(code: str) -> Branch:
    """A branch nobody described yet."""
    return Branch(code=code, name_zh="", name_en="", open_weekdays="1234567", opens=None, closes=None)


def branch_names(session: Session, language: str) -> dict[str, str]:
    """What each branch is called, by code."""
    return {
        row.code: branch_name(row.code, row.name_zh, row.name_en)[language] for row in all_branches(session)
    }


@pages.get("/branches", Permission.LOOK)
def branches(ask: Ask) -> Any:
    with ask.store.reading() as session:
        rows, names = all_branches(session), branch_names(session, ask.words.language)
        copies = _count(session, Copy.branch)
        kiosks = _count(session, Kiosk.branch)
    return ask.page("branches.html", rows=rows, names=names, copies=copies, kiosks=kiosks)


@pages.get("/branches/new", Permission.SET_RULES)
def new(ask: Ask) -> Any:
    return ask.page("branch.html", branch=None)


@pages.post("/branches/new", Permission.SET_RULES)
def add(ask: Ask) -> Any:
    fields = ask.fields
    code = fields.text("code", needed=True)
    if code and not CODE.fullmatch(code):
        fields.wrong["code"] = "wrong-code"
    with ask.store.writing() as session:
        if code and session.get(Branch, code) is not None:
            fields.wrong["code"] = "wrong-code-taken"
        row = fresh(code)
        _fill(row, fields)
        if fields.wrong:
            return ask.page("branch.html", 422, branch=None, wrong=fields.wrong, given=fields.given)
        session.add(row)
        _note(ask, session, "branch-added", code)
    return ask.go("branches", "branch-saved")


@pages.get("/branches/{code}", Permission.LOOK)
def one(ask: Ask, code: str) -> Any:
    with ask.store.reading() as session:
        return ask.page("branch.html", branch=_known(session, ask.key(code)))


@pages.post("/branches/{code}", Permission.SET_RULES)
def change(ask: Ask, code: str) -> Any:
    fields = ask.fields
    with ask.store.writing() as session:
        row = _known(session, ask.key(code))
        _fill(row, fields)
        if fields.wrong:
            session.expunge_all()  # nothing of it is written
            return ask.page(
                "branch.html", 422, branch=fresh(row.code), wrong=fields.wrong, given=fields.given
            )
        session.add(row)
        _note(ask, session, "branch-changed", row.code)
    return ask.go("branches", "branch-saved")


def _fill(row: Branch, fields: Fields) -> None:
    row.name_zh, row.name_en = fields.text("name_zh"), fields.text("name_en")
    row.open_weekdays = "".join(day for day in "1234567" if fields.ticked(f"day_{day}"))
    if not row.open_weekdays:
        fields.wrong["day_1"] = "wrong-never-open"
    row.opens, row.closes = (_clock(fields, name) for name in ("opens", "closes"))
    if (row.opens is None) != (row.closes is None) or (row.opens and row.closes and row.opens >= row.closes):
        fields.wrong.setdefault("closes", "wrong-hours")


def _clock(fields: Fields, name: str) -> time | None:
    """A time as ``<input type=time>`` sends it."""
    text = fields.text(name)
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        fields.wrong[name] = "wrong-hours"
        return None


def _known(session: Session, code: str) -> Branch:
    row = session.get(Branch, code) or (fresh(MAIN) if code == MAIN else None)
    if row is None:
        raise Refused(404, "not-found")
    return row


def _count(session: Session, column: sa.orm.InstrumentedAttribute[str]) -> dict[str, int]:
    rows = session.execute(sa.select(column, sa.func.count()).group_by(column))
    return {row[0]: row[1] for row in rows}


def _note(ask: Ask, session: Session, what: str, code: str) -> None:
    audit.note(session, ask.who.login, what, code)
    publish(session, Topic.POLICY)
