"""Sentences that staff say often, in each language: a reader sees them in theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import audit
from server.store.help_tables import QuickReply

LONGEST = 200
MOST = 40


def replies(session: Session) -> Sequence[QuickReply]:
    return session.scalars(sa.select(QuickReply).order_by(QuickReply.position, QuickReply.id)).all()


def save(session: Session, login: str, wanted: Sequence[Mapping[str, str]]) -> None:
    """The whole list, in its order, as it is from now on."""
    if [dict(texts) for texts in wanted] == [row.texts for row in replies(session)]:
        return
    session.execute(sa.delete(QuickReply))
    for position, texts in enumerate(wanted):
        session.add(QuickReply(position=position, texts=dict(texts)))
    audit.note(session, login, "quick-replies-changed", count=len(wanted))
