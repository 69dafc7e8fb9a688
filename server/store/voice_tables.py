"""What readers say and are asked. Nothing here points to a reader or a visit; days, not times, are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables import EVERY, MAIN, Base


class VoiceKey(Base):
    """What was said under this key was taken: saying it again changes nothing."""

    __tablename__ = "voice_keys"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)


class Voice(Base):
    """A suggestion, a wish for a purchase, or a defect somebody tells."""

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # see config.vocabulary.VoiceKind
    kiosk_id: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)
    day: Mapped[date]
    language: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    isbn: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")  # only if the reader wants an answer
    state: Mapped[str] = mapped_column(default="new", index=True)  # "new", "read", "answered" or "closed"
    mark: Mapped[str] = mapped_column(default="")  # a word of the staff's own
    answers: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)  # by language
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    published: Mapped[bool] = mapped_column(default=False)  # kiosks show it with its answer
    shown: Mapped[str] = mapped_column(default="")  # the text as kiosks show it: staff may leave a name out
    task: Mapped[str] = mapped_column(default="")  # what is to be done about it
    task_login: Mapped[str] = mapped_column(default="")  # by whom
    task_done_at: Mapped[datetime | None]


class RatingRule(Base):
    """One row: after every how many visits a kiosk asks for a rating; 0: never."""

    __tablename__ = "rating_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    every: Mapped[int]


class Rating(Base):
    """One touch after a visit."""

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kiosk_id: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)
    day: Mapped[date] = mapped_column(index=True)
    score: Mapped[int]  # 1 to 5


class Survey(Base):
    """Up to five questions, asked between two days after every so many visits."""

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    titles: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # by language
    branch: Mapped[str] = mapped_column(default=EVERY)
    begins: Mapped[date]
    ends: Mapped[date]
    every: Mapped[int] = mapped_column(default=5)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    published: Mapped[bool] = mapped_column(default=False)
    ended: Mapped[bool] = mapped_column(
        default=False
    )  # nobody is asked any more; what was answered still comes


class SurveyAnswer(Base):
    """What one reader answered; a question may be left out."""

    __tablename__ = "survey_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("surveys.id"), index=True)
    kiosk_id: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)
    day: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Meeting(Base):
    """A meeting of readers; ``seats`` None: as many as come."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    titles: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # by language
    abouts: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    places: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    branch: Mapped[str] = mapped_column(default=EVERY)
    begins_at: Mapped[datetime]
    seats: Mapped[int | None]
    published: Mapped[bool] = mapped_column(default=False)
    cancelled: Mapped[bool] = mapped_column(default=False)


class Signup(Base):
    """Somebody wants to come to a meeting; a name and a way to reach them only if they like."""

    __tablename__ = "signups"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"), index=True)
    day: Mapped[date]
    people: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    waiting: Mapped[bool] = mapped_column(default=False)  # there was no seat left
