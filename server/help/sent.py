"""What was sent, for staff to read: the alerts of a call, and the last one of each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.rules.escalation import FOLLOW_UP, SCREEN
from server.store.help_tables import Alert, AlertChannel


@dataclass(frozen=True, slots=True)
class Sent:
    """``channel`` is its name, empty for the kiosk's own screen, None for one that was removed since. ``outcome`` is
    empty while it is under way. A follow-up says that nobody else need go."""

    at: datetime
    channel: str | None
    outcome: str
    detail: str
    again: bool
    follow_up: bool


def alerts_of(session: Session, call_key: str) -> list[Sent]:
    """Of one call, in their order."""
    query = (
        sa.select(Alert, AlertChannel.name)
        .outerjoin(AlertChannel, AlertChannel.id == Alert.channel_id)
        .where(Alert.call_key == call_key)
        .order_by(Alert.claimed_at, Alert.id)
    )
    return [_sent(row, "" if row.channel_id == SCREEN else name) for row, name in session.execute(query)]


def last_by_channel(session: Session) -> Mapping[int, Sent]:
    newest = sa.select(sa.func.max(Alert.id)).group_by(Alert.channel_id)
    rows = session.scalars(sa.select(Alert).where(Alert.id.in_(newest)))
    return {row.channel_id: _sent(row, None) for row in rows}


def _sent(row: Alert, channel: str | None) -> Sent:
    again, follow_up = row.tries > 1, row.step_id == FOLLOW_UP
    return Sent(row.claimed_at, channel, row.outcome, row.detail, again, follow_up)
