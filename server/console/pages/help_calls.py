"""Who stands at a kiosk and wants help; somebody says that they go there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.console.guard import Ask, Refused
from server.console.permissions import Permission
from server.console.routes import Pages
from server.live import publish
from server.store.help_tables import HelpCall

MOST_ANSWERED = 50

pages = Pages()


def open_calls(session: Session) -> Sequence[HelpCall]:
    """Longest waiting first."""
    query = sa.select(HelpCall).where(HelpCall.answered_at.is_(None), HelpCall.ended_at.is_(None))
    return session.scalars(query.order_by(HelpCall.occurred_at, HelpCall.key)).all()


@pages.get("/help-calls", Permission.LOOK)
def help_calls(ask: Ask) -> Any:
    query = sa.select(HelpCall).where(HelpCall.answered_at.is_not(None))
    with ask.store.reading() as session:
        answered = session.scalars(query.order_by(HelpCall.answered_at.desc()).limit(MOST_ANSWERED)).all()
        waiting = open_calls(session)
    return ask.page("help_calls.html", waiting=waiting, answered=answered)


@pages.post("/help-calls/{key}/answer", Permission.ANSWER_HELP)
def answer(ask: Ask, key: str) -> Any:
    """The first who says so answers it; for the second it is answered already."""
    with ask.store.writing() as session:
        call = session.get(HelpCall, ask.key(key), with_for_update=True)
        if call is None:
            raise Refused(404, "not-found")
        if call.answered_at is None:
            call.answered_at, call.answered_by = ask.now, ask.who.login
            publish(session, Topic.HELP_CALL, call.key)
            audit.note(session, ask.who.login, "help-call-answered", call.key, kiosk=call.kiosk_id)
    return ask.go("help-calls", "answered")
