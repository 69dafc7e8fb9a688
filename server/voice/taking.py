"""Takes what readers said at a kiosk: each voice by itself, once, and none that could hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from config.searched import searched
from config.vocabulary import Topic, VoiceKind
from server import metrics
from server.enrol import Holder
from server.faq.counts import count
from server.live import publish
from server.store.voice_tables import Meeting, Rating, Signup, Survey, SurveyAnswer, Voice, VoiceKey
from server.voice import said
from server.voice.answers import answered
from server.voice.said import Said

MOST_AT_ONCE = 500


class _Nowhere(ValueError):
    """What it is about is not there, or over."""


def take(session: Session, kiosk: Holder, voices: Sequence[Any], now: datetime, today: date) -> list[str]:
    """The keys of those that need not be told again: kept now, kept before, or such that nobody will ever keep them.
    Locks are taken in one order, so that two kiosks never wait for each other."""
    good: dict[str, Said] = {}
    keys = []
    for voice in voices:
        if isinstance(voice, dict) and isinstance(voice.get("key"), str):
            keys.append(voice["key"])
        try:
            one = Said.model_validate(voice).near(today)
            good.setdefault(one.key, one)
        except ValidationError:
            _count(voice, "rejected")
    fresh = _fresh(session, sorted(good), today)
    for one in sorted(good.values(), key=_place):
        if one.key not in fresh:
            metrics.voices.labels(one.kind.value, "repeated").inc()
            continue
        try:
            with session.begin_nested():
                _KEEPERS[one.kind](session, kiosk, one, now)
            metrics.voices.labels(one.kind.value, "kept").inc()
        except (ValidationError, ValueError, KeyError, sa.exc.DataError, sa.exc.IntegrityError):
            metrics.voices.labels(one.kind.value, "rejected").inc()
    return keys


def _count(voice: Any, result: str) -> None:
    kind = voice.get("kind") if isinstance(voice, dict) else None
    known = isinstance(kind, str) and kind in list(VoiceKind)
    metrics.voices.labels(kind if known else "malformed", result).inc()


def _fresh(session: Session, keys: Sequence[str], today: date) -> set[str]:
    """Those that were not taken before. Whoever takes the same at this moment is waited for."""
    if not keys:
        return set()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(VoiceKey).on_conflict_do_nothing().returning(VoiceKey.key)
    return set(session.scalars(statement, [{"key": key, "day": today} for key in keys]))


def _place(one: Said) -> tuple[str, ...]:
    """Where its turn is: what may touch the same row stands together, in the order of what it is about."""
    about = next((one.body[name] for name in ("meeting", "survey", "entry", "query") if name in one.body), "")
    row = searched(str(about)).casefold()
    return one.kind.value.split("-")[0], row, one.day.isoformat(), one.language, one.key


def _rating(session: Session, kiosk: Holder, one: Said, _now: datetime) -> None:
    body = said.RatingBody.model_validate(one.body)
    session.add(Rating(kiosk_id=kiosk.id, branch=kiosk.branch, day=one.day, score=body.score))


def _suggestion(session: Session, kiosk: Holder, one: Said, _now: datetime) -> None:
    body = said.SuggestionBody.model_validate(one.body)
    _into_inbox(session, kiosk, one, text=body.text, contact=body.contact)


def _wish(session: Session, kiosk: Holder, one: Said, _now: datetime) -> None:
    body = said.WishBody.model_validate(one.body)
    _into_inbox(session, kiosk, one, text=body.text, isbn=body.isbn, contact=body.contact)


def _defect(session: Session, kiosk: Holder, one: Said, _now: datetime) -> None:
    body = said.DefectBody.model_validate(one.body)
    _into_inbox(session, kiosk, one, text=body.text)


def _into_inbox(session: Session, kiosk: Holder, one: Said, **words: str) -> None:
    facts = {"kiosk_id": kiosk.id, "branch": kiosk.branch, "day": one.day, "language": one.language}
    session.add(Voice(kind=one.kind.value, state="new", **facts, **words))
    publish(session, Topic.VOICE)


def _survey(session: Session, kiosk: Holder, one: Said, _now: datetime) -> None:
    """What was said in time counts, however late it comes."""
    body = said.SurveyBody.model_validate(one.body)
    survey = session.get(Survey, body.survey, with_for_update={"read": True})
    if survey is None or not survey.published or not survey.begins <= one.day <= survey.ends:
        raise _Nowhere
    answers = answered(survey.questions, body.answers)
    session.add(
        SurveyAnswer(
            survey_id=survey.id, kiosk_id=kiosk.id, branch=kiosk.branch, day=one.day, answers=answers
        )
    )


def _signup(session: Session, _kiosk: Holder, one: Said, now: datetime) -> None:
    """A seat while there is one for each of them; else they wait. So do those who could not know that the meeting was
    cancelled: staff see them beside their colleagues' list."""
    body = said.SignupBody.model_validate(one.body)
    meeting = session.get(Meeting, body.meeting, with_for_update=True)
    if meeting is None or not meeting.published or meeting.begins_at < now:
        raise _Nowhere
    left = seats_left(session, [meeting])[meeting.id]
    waiting = meeting.cancelled or (left is not None and left < body.people)
    session.add(
        Signup(
            meeting_id=meeting.id,
            day=one.day,
            people=body.people,
            name=body.name,
            contact=body.contact,
            waiting=waiting,
        )
    )
    publish(session, Topic.VOICE)
    if not waiting and meeting.seats is not None:
        publish(session, Topic.QUESTIONS)


def _asked(session: Session, _kiosk: Holder, one: Said, _now: datetime) -> None:
    count(session, one.kind, {"language": one.language, **one.body}, one.day)


def seats_left(session: Session, meetings: Sequence[Meeting]) -> Mapping[int, int | None]:
    """By the meeting's id; None where as many may come as like."""
    session.flush()
    seated = sa.select(Signup.meeting_id, sa.func.sum(Signup.people)).where(
        Signup.meeting_id.in_([meeting.id for meeting in meetings]), Signup.waiting.is_(False)
    )
    taken = {row[0]: int(row[1]) for row in session.execute(seated.group_by(Signup.meeting_id))}
    return {
        one.id: None if one.seats is None else max(0, one.seats - taken.get(one.id, 0)) for one in meetings
    }


_KEEPERS: dict[VoiceKind, Callable[[Session, Holder, Said, datetime], None]] = {
    VoiceKind.RATING: _rating,
    VoiceKind.SUGGESTION: _suggestion,
    VoiceKind.WISH: _wish,
    VoiceKind.DEFECT: _defect,
    VoiceKind.SURVEY: _survey,
    VoiceKind.SIGNUP: _signup,
    VoiceKind.FAQ_VIEWED: _asked,
    VoiceKind.FAQ_HELPED: _asked,
    VoiceKind.FAQ_UNHELPED: _asked,
    VoiceKind.FAQ_SEARCHED: _asked,
}
