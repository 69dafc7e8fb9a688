"""What kiosks ask readers and tell them: whether to rate, which surveys run, which meetings come, what was answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.store.tables import EVERY
from server.store.voice_tables import Meeting, RatingRule, Survey, Voice
from server.voice.taking import seats_left

RATING_EVERY = 5  # until staff decide otherwise
AHEAD = timedelta(days=14)  # a kiosk may be without a network for a while when a survey begins
MOST_ANSWERS = 30
MOST_MEETINGS = 50


def rating_every(session: Session) -> int:
    """After every how many visits a kiosk asks for a rating; 0: never."""
    rule = session.get(RatingRule, 1)
    return RATING_EVERY if rule is None else rule.every


def questions(session: Session, branch: str, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """For the kiosks of one branch. Times are in the library's own zone: a kiosk shows them as they come."""
    today = now.astimezone(zone).date()
    surveys = session.scalars(
        sa.select(Survey)
        .where(
            Survey.published,
            Survey.ended.is_(False),
            Survey.branch.in_([EVERY, branch]),
            Survey.ends >= today,
            Survey.begins <= today + AHEAD,
        )
        .order_by(Survey.begins, Survey.id)
    )
    meetings = session.scalars(
        sa.select(Meeting)
        .where(Meeting.published, Meeting.branch.in_([EVERY, branch]), Meeting.begins_at > now)
        .order_by(Meeting.begins_at, Meeting.id)
        .limit(MOST_MEETINGS)
    ).all()
    left = seats_left(session, meetings)
    answers = session.scalars(
        sa.select(Voice)
        .where(Voice.published)
        .order_by(Voice.answered_at.desc(), Voice.id.desc())
        .limit(MOST_ANSWERS)
    )
    return {
        "rating_every": rating_every(session),
        "surveys": [_survey(one) for one in surveys],
        "meetings": [_meeting(one, left[one.id], zone) for one in meetings],
        "answers": [
            {
                "kind": one.kind,
                "text": one.shown,
                "answers": one.answers,
                "day": one.day.isoformat(),
            }
            for one in answers
        ],
    }


def _survey(survey: Survey) -> dict[str, Any]:
    return {
        "id": survey.id,
        "titles": survey.titles,
        "begins": survey.begins.isoformat(),
        "ends": survey.ends.isoformat(),
        "every": survey.every,
        "questions": survey.questions,
    }


def _meeting(meeting: Meeting, left: int | None, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "titles": meeting.titles,
        "abouts": meeting.abouts,
        "places": meeting.places,
        "begins_at": meeting.begins_at.astimezone(zone).isoformat(),
        "cancelled": meeting.cancelled,
        "seats_left": left,
    }
