"""A call for help as its own kiosk is told of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.help.calls import READER, stage
from server.help.duty import attended
from server.rules.house import House
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import Staff


def told(session: Session, call: HelpCall, house: House, now: datetime) -> dict[str, Any]:
    there = attended(session, house, call.branch, now)
    answers = session.get(Staff, call.answered_by) if call.answered_by else None
    lines = sa.select(HelpLine).where(HelpLine.call_key == call.key).order_by(HelpLine.id)
    return {
        "key": call.key,
        "stage": stage(call).value,
        "by": (answers.name if answers else "") or call.answered_by,
        "minutes": call.minutes,
        "hotline": call.hotline_at is not None,
        "attended": there.attended,
        "opens": there.opens,
        "ended": call.ended_as,
        "lines": [
            {
                "number": line.id,
                "at": line.at,
                "mine": line.who == READER,
                "says": line.kind,
                "texts": line.texts,
                "about": line.about,
                "result": line.result,
            }
            for line in session.scalars(lines)
        ],
    }
