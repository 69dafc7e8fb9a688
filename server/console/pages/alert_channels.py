"""Ways to tell staff outside the console: an address each, which is typed in and never shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import audit
from server.console.fields import Fields
from server.console.guard import Ask, Asking
from server.console.permissions import ALLOWED, Permission
from server.console.routes import Pages
from server.console.rows import known
from server.console.words import LANGUAGES, Words
from server.help import channels
from server.help.channels import AddressError
from server.help.message import compose_test
from server.help.sent import last_by_channel
from server.staff import Role
from server.store.help_tables import AlertChannel, AlertStep
from server.store.tables import Staff
from server.texts import library_name

TEST_SECONDS = 15.0
NOBODY = ""  # a group's

pages = Pages()


@pages.get("/alerts/channels", Permission.LOOK)
def all_channels(ask: Ask) -> Any:
    with ask.store.reading() as session:
        rows = session.scalars(
            sa.select(AlertChannel).order_by(AlertChannel.disabled, AlertChannel.name)
        ).all()
        people, last = names_of_staff(session), last_by_channel(session)
    services = {row.id: channels.service(row.url) for row in rows}
    return ask.page("alert_channels.html", rows=rows, people=people, services=services, last=last)


@pages.get("/alerts/channels/new", Permission.SET_RULES)
def new(ask: Ask) -> Any:
    return _form(ask, None)


@pages.post("/alerts/channels/new", Permission.SET_RULES)
def add(ask: Ask) -> Any:
    fields = ask.fields
    row = AlertChannel(name="", url="", login=None, language="", disabled=False)
    with ask.store.writing() as session:
        _fill(row, fields, session)
        if not fields.wrong:
            session.add(row)
            session.flush()
            audit.note(session, ask.who.login, "channel-added", row.name)
            return ask.go(f"alerts/channels/{row.id}", "channel-added")
    return _form(ask, None, 422, wrong=fields.wrong, given=fields.given)


@pages.get("/alerts/channels/{channel_id}", Permission.SET_RULES)
def one(ask: Ask, channel_id: int) -> Any:
    return _form(ask, channel_id)


@pages.post("/alerts/channels/{channel_id}", Permission.SET_RULES)
def save(ask: Ask, channel_id: int) -> Any:
    """An empty address leaves the one that is there."""
    fields = ask.fields
    with ask.store.writing() as session:
        row = known(session, AlertChannel, channel_id)
        _fill(row, fields, session)
        if not fields.wrong:
            row.disabled = fields.ticked("disabled")
            audit.note(session, ask.who.login, "channel-changed", row.name, disabled=row.disabled)
            return ask.go("alerts/channels", "channel-saved")
    return _form(ask, channel_id, 422, wrong=fields.wrong, given=fields.given)


@pages.post("/alerts/channels/{channel_id}/test", Permission.SET_RULES)
def test(ask: Ask, channel_id: int) -> Any:
    """Sends a message now, and says what became of it."""
    with ask.store.writing() as session:
        row = known(session, AlertChannel, channel_id)
        audit.note(session, ask.who.login, "channel-tested", row.name)
        library = library_name(session, row.language, ask.settings.library_name)
    words: Words = ask.request.app.state.words[row.language]
    outcome = channels.send_within(TEST_SECONDS, row.url, *compose_test(words, library))
    return _form(ask, channel_id, outcome=outcome)


@pages.post("/alerts/channels/{channel_id}/remove", Permission.SET_RULES)
def remove(ask: Ask, channel_id: int) -> Any:
    """With its address, and the steps that used it."""
    with ask.store.writing() as session:
        row = known(session, AlertChannel, channel_id)
        session.execute(sa.delete(AlertStep).where(AlertStep.channel_id == row.id))
        session.delete(row)
        audit.note(session, ask.who.login, "channel-removed", row.name)
    return ask.go("alerts/channels", "channel-removed")


def names_of_staff(session: Session) -> Mapping[str, str]:
    """Everybody who may answer a call, by login."""
    roles = [role.value for role in Role if Permission.ANSWER_HELP in ALLOWED[role]]
    query = sa.select(Staff).where(Staff.role.in_(roles), Staff.disabled.is_(False)).order_by(Staff.login)
    return {row.login: row.name or row.login for row in session.scalars(query)}


def _fill(row: AlertChannel, fields: Fields, session: Session) -> None:
    """Nothing of it if anything is wrong."""
    people = names_of_staff(session)
    name = fields.text("name", needed=True, most=64)
    language = fields.choice("language", LANGUAGES)
    login = fields.choice("login", (NOBODY, *people, row.login or NOBODY))
    address = fields.text("address", needed=not row.url, most=channels.LONGEST) or row.url
    if "address" not in fields.wrong and address != row.url:
        try:
            channels.check(address)
        except AddressError as error:
            fields.wrong["address"] = f"wrong-{error.code}"
    if not fields.wrong:
        row.name, row.language, row.login, row.url = name, language, login or None, address


def _form(ask: Asking, channel_id: int | None, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        row = known(session, AlertChannel, channel_id) if channel_id is not None else None
        people = dict(names_of_staff(session))
        if row is not None and row.login:
            people.setdefault(row.login, row.login)
    service = channels.service(row.url) if row is not None else ""
    context = {"outcome": None, **context}
    return ask.page("alert_channel.html", status, row=row, people=people, service=service, **context)
