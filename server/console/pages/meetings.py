"""Meetings of readers: written, published, cancelled; and who comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.console.fields import COMMON_YEARS, Fields
from server.console.guard import Ask, Asking, Refused
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.console.words import LANGUAGES
from server.live import publish
from server.store.tables import EVERY
from server.store.voice_tables import Meeting, Signup
from server.voice.taking import seats_left

MOST_SHOWN = 100

pages = Pages()


@pages.get("/voices/meetings", Permission.LOOK)
def meetings(ask: Ask) -> Any:
    query = sa.select(Meeting).order_by(Meeting.begins_at.desc()).limit(MOST_SHOWN)
    with ask.store.reading() as session:
        rows = session.scalars(query).all()
        left = seats_left(session, rows)
        counted = sa.select(Signup.meeting_id, Signup.waiting, sa.func.sum(Signup.people)).group_by(
            Signup.meeting_id, Signup.waiting
        )
        people = {(number, waiting): int(count) for number, waiting, count in session.execute(counted)}
    return ask.page("meetings.html", rows=rows, left=left, people=people)


@pages.get("/voices/meetings/new", Permission.ANSWER_VOICES)
def new(ask: Ask) -> Any:
    return _form(ask, Meeting(titles={}, abouts={}, places={}, seats=None))


@pages.post("/voices/meetings/new", Permission.ANSWER_VOICES)
def add(ask: Ask) -> Any:
    fields = ask.fields
    row = Meeting(titles={}, abouts={}, places={}, published=False, cancelled=False)
    _fill(ask, row, fields)
    if fields.wrong:
        return _form(ask, row, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        session.add(row)
        session.flush()
        number = row.id
        _note(ask, session, number, "meeting-saved")
    return ask.go(f"voices/meetings/{number}", "meeting-saved")


@pages.get("/voices/meetings/{number}", Permission.LOOK)
def one(ask: Ask, number: int) -> Any:
    """Who comes is shown to whoever arranges it; to others only how many."""
    with ask.store.reading() as session:
        row = known(session, Meeting, number)
        coming = _signups(session, number)
        left = seats_left(session, [row])[number]
        names = branch_names(session, ask.words.language)
    return ask.page("meeting.html", row=row, coming=coming, left=left, names=names, languages=LANGUAGES)


@pages.get("/voices/meetings/{number}/print", Permission.ANSWER_VOICES)
def list_to_print(ask: Ask, number: int) -> Any:
    with ask.store.reading() as session:
        row = known(session, Meeting, number)
        coming = _signups(session, number)
    return ask.page("meeting_print.html", row=row, coming=coming)


@pages.get("/voices/meetings/{number}/edit", Permission.ANSWER_VOICES)
def edit(ask: Ask, number: int) -> Any:
    with ask.store.reading() as session:
        return _form(ask, known(session, Meeting, number))


@pages.post("/voices/meetings/{number}/edit", Permission.ANSWER_VOICES)
def change(ask: Ask, number: int) -> Any:
    fields = ask.fields
    with ask.store.writing() as session:
        row = known(session, Meeting, number, lock=True)
        _fill(ask, row, fields)
        if fields.wrong:
            session.expunge(row)  # nothing of it is written
            return _form(ask, row, 422, wrong=fields.wrong, given=fields.given)
        _note(ask, session, number, "meeting-saved")
    return ask.go(f"voices/meetings/{number}", "meeting-saved")


@pages.post("/voices/meetings/{number}/publish", Permission.ANSWER_VOICES)
def publish_it(ask: Ask, number: int) -> Any:
    with ask.store.writing() as session:
        row = known(session, Meeting, number, lock=True)
        row.published, row.cancelled = True, False
        _note(ask, session, number, "meeting-published")
    return ask.go(f"voices/meetings/{number}", "meeting-published")


@pages.post("/voices/meetings/{number}/cancel", Permission.ANSWER_VOICES)
def cancel(ask: Ask, number: int) -> Any:
    with ask.store.writing() as session:
        row = known(session, Meeting, number, lock=True)
        row.cancelled = True
        _note(ask, session, number, "meeting-cancelled")
    return ask.go(f"voices/meetings/{number}", "meeting-cancelled")


@pages.post("/voices/meetings/{number}/signups/{signup}/seat", Permission.ANSWER_VOICES)
def seat(ask: Ask, number: int, signup: int) -> Any:
    """From the waiting list onto the list: staff may know of a chair more."""
    with ask.store.writing() as session:
        known(session, Meeting, number, lock=True)
        _coming(session, number, signup).waiting = False
        _note(ask, session, number, "signup-seated")
    return ask.go(f"voices/meetings/{number}", "signup-seated")


@pages.post("/voices/meetings/{number}/signups/{signup}/remove", Permission.ANSWER_VOICES)
def remove(ask: Ask, number: int, signup: int) -> Any:
    """Somebody said that they cannot come."""
    with ask.store.writing() as session:
        known(session, Meeting, number, lock=True)
        session.delete(_coming(session, number, signup))
        _note(ask, session, number, "signup-removed")
    return ask.go(f"voices/meetings/{number}", "signup-removed")


def _fill(ask: Asking, row: Meeting, fields: Fields) -> None:
    row.titles = _texts(fields, "title", 80)
    if not row.titles:
        fields.wrong.setdefault(f"title_{LANGUAGES[0]}", "wrong-missing")
    row.abouts, row.places = _texts(fields, "about", 600), _texts(fields, "place", 80)
    day, clock = fields.day("day", years=COMMON_YEARS), fields.text("clock", most=8)
    try:
        if day is None:
            raise ValueError
        begins = datetime.fromisoformat(f"{day.isoformat()}T{clock}")
        row.begins_at = begins.replace(tzinfo=ZoneInfo(ask.settings.timezone))
    except ValueError:
        fields.wrong.setdefault("day" if day is None else "clock", "wrong-hours" if day else "wrong-missing")
    row.seats = fields.whole("seats", 1, 10_000) if fields.text("seats") else None
    row.branch = fields.text("branch", most=32) or EVERY


def _texts(fields: Fields, name: str, most: int) -> dict[str, str]:
    texts = {language: fields.text(f"{name}_{language}", most=most) for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text}


def _form(ask: Asking, row: Meeting, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        names = branch_names(session, ask.words.language)
    here = row.begins_at.astimezone(ZoneInfo(ask.settings.timezone)) if row.begins_at else None
    return ask.page(
        "meeting_edit.html", status, row=row, at=here, names=names, languages=LANGUAGES, **context
    )


def _signups(session: Session, number: int) -> Sequence[Signup]:
    """Those who have a seat first, in the order they came."""
    query = sa.select(Signup).where(Signup.meeting_id == number).order_by(Signup.waiting, Signup.id)
    return session.scalars(query).all()


def _coming(session: Session, number: int, signup: int) -> Signup:
    row = known(session, Signup, signup)
    if row.meeting_id != number:
        raise Refused(404, "not-found")
    return row


def _note(ask: Asking, session: Session, number: int, what: str) -> None:
    audit.note(session, ask.who.login, what, str(number))
    publish(session, Topic.QUESTIONS)
    publish(session, Topic.VOICE)
