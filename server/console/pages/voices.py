"""What readers suggest, wish for, and find broken: read, answered, told to everybody, or made somebody's task."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic, VoiceKind
from server import audit
from server.console.downloads import as_csv
from server.console.guard import Ask, Asking, Refused
from server.console.permissions import ALLOWED, Permission
from server.console.routes import Pages
from server.console.rows import known
from server.console.words import LANGUAGES
from server.live import publish
from server.staff import Role
from server.store.tables import Staff, Title
from server.store.voice_tables import Voice
from server.voice.said import MOST_TEXT, plain

A_PAGE = 30
KINDS = (VoiceKind.SUGGESTION, VoiceKind.WISH, VoiceKind.DEFECT)
STATES = ("new", "read", "answered", "closed")
LONGEST = 1000

_LETTERS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"\+?\d{5,20}", re.ASCII)
_APART = re.compile(r"[\s()./-]+")

pages = Pages()


@pages.get("/voices", Permission.LOOK)
def inbox(ask: Ask) -> Any:
    """The newest first; what nobody has read yet before all."""
    query, wanted = _wanted(ask)
    page = ask.page_number
    with ask.store.reading() as session:
        found = session.scalars(query.offset((page - 1) * A_PAGE).limit(A_PAGE + 1)).all()
        fresh = session.scalar(sa.select(sa.func.count()).where(Voice.state == "new"))
    return ask.page(
        "voices.html",
        rows=found[:A_PAGE],
        more=len(found) > A_PAGE,
        page=page,
        wanted=wanted,
        fresh=fresh,
        kinds=[kind.value for kind in KINDS],
        states=[*STATES, "task"],
        path=f"/console/voices?kind={wanted['kind']}&state={wanted['state']}&",
    )


@pages.get("/voices/inbox.csv", Permission.LOOK)
def table(ask: Ask) -> Any:
    """Without the ways to reach anybody."""
    query, _ = _wanted(ask)
    head = (
        "day",
        "kind",
        "kiosk",
        "branch",
        "language",
        "text",
        "isbn",
        "state",
        "mark",
        "answer_zh",
        "answer_en",
    )
    with ask.store.reading() as session:
        rows = [
            (
                one.day.isoformat(),
                one.kind,
                one.kiosk_id,
                one.branch,
                one.language,
                one.text,
                one.isbn,
                one.state,
                one.mark,
                *(one.answers.get(language, "") for language in LANGUAGES),
            )
            for one in session.scalars(query)
        ]
    return as_csv("voices.csv", head, rows)


def _wanted(ask: Asking) -> tuple[sa.Select[Voice], dict[str, str]]:
    asked = ask.query
    wanted = {name: asked.text(name, most=20) for name in ("kind", "state")}
    query = sa.select(Voice).order_by((Voice.state == "new").desc(), Voice.day.desc(), Voice.id.desc())
    if wanted["kind"]:
        query = query.where(Voice.kind == wanted["kind"])
    if wanted["state"] == "task":
        query = query.where(Voice.task != "", Voice.task_done_at.is_(None))
    elif wanted["state"]:
        query = query.where(Voice.state == wanted["state"])
    return query, wanted


@pages.get("/voices/{number}", Permission.LOOK)
def one(ask: Ask, number: int) -> Any:
    with ask.store.reading() as session:
        return _page(ask, session, known(session, Voice, number))


@pages.post("/voices/{number}/mark", Permission.ANSWER_VOICES)
def mark(ask: Ask, number: int) -> Any:
    fields = ask.fields
    state, word = fields.choice("state", STATES), fields.text("mark", most=40)
    with ask.store.writing() as session:
        row = known(session, Voice, number)
        if fields.wrong:
            return _page(ask, session, row, 422, wrong=fields.wrong, given=fields.given)
        row.state, row.mark = state, word
        _note(ask, session, row, "voice-marked", state=state)
    return ask.go(f"voices/{number}", "voice-marked")


@pages.post("/voices/{number}/answer", Permission.ANSWER_VOICES)
def answer(ask: Ask, number: int) -> Any:
    """In one language or both; published, kiosks show it with what was said, as staff let it be shown."""
    fields = ask.fields
    answers = {language: plain(fields.text(f"answer_{language}", most=LONGEST)) for language in LANGUAGES}
    shown, published = plain(fields.text("shown", most=MOST_TEXT)), fields.ticked("published")
    if published and not any(answers.values()):
        fields.wrong.setdefault(f"answer_{ask.words.language}", "wrong-missing")
    with ask.store.writing() as session:
        row = known(session, Voice, number)
        if published and not shown:  # what a reader wrote is shown only as somebody has looked it over
            fields.wrong.setdefault("shown", "wrong-missing")
        if fields.wrong:
            return _page(ask, session, row, 422, wrong=fields.wrong, given=fields.given)
        before = row.published
        row.answers = {language: text for language, text in answers.items() if text}
        row.shown, row.published = shown, published
        if row.answers:
            row.state, row.answered_by, row.answered_at = "answered", ask.who.login, ask.now
        if before or published:
            publish(session, Topic.QUESTIONS)
        _note(ask, session, row, "voice-published" if published else "voice-answered")
    return ask.go(f"voices/{number}", "voice-answered")


@pages.post("/voices/{number}/task", Permission.ANSWER_VOICES)
def make_task(ask: Ask, number: int) -> Any:
    """Somebody is to do something about it; an empty text takes the task away."""
    fields = ask.fields
    with ask.store.writing() as session:
        row = known(session, Voice, number)
        login = fields.choice("task_login", ["", *_people(session)])
        task = fields.text("task", most=400)
        if fields.wrong:
            return _page(ask, session, row, 422, wrong=fields.wrong, given=fields.given)
        row.task, row.task_login, row.task_done_at = task, login if task else "", None
        if row.state == "new":
            row.state = "read"
        _note(ask, session, row, "voice-task", to=row.task_login)
    return ask.go(f"voices/{number}", "voice-task")


@pages.post("/voices/{number}/task-done", Permission.DO_TASKS)
def task_done(ask: Ask, number: int) -> Any:
    """Whoever it was given to says so, or whoever gives tasks."""
    with ask.store.writing() as session:
        row = known(session, Voice, number)
        if row.task_login != ask.who.login and not ask.may(Permission.ANSWER_VOICES):
            raise Refused(403, "not-allowed")
        if row.task and row.task_done_at is None:
            row.task_done_at = ask.now
            _note(ask, session, row, "voice-task-done")
    return ask.go(f"voices/{number}", "voice-task-done")


def _page(ask: Asking, session: Session, row: Voice, status: int = 200, **context: Any) -> Any:
    owned = None
    if row.isbn:
        owned = session.scalar(sa.select(Title.id).where(Title.isbn == row.isbn).limit(1))
    people = _people(session)
    return ask.page(
        "voice.html",
        status,
        row=row,
        people=people,
        owned=owned,
        states=STATES,
        languages=LANGUAGES,
        mine=row.task_login == ask.who.login,
        reach=_reach(row.contact),
        **context,
    )


def _reach(contact: str) -> str:
    """A link that begins a letter or a call, if it is plain what was left."""
    if _LETTERS.fullmatch(contact):
        return f"mailto:{quote(contact, safe='@')}"
    number = _APART.sub("", contact)
    return f"tel:{number}" if _NUMBER.fullmatch(number) else ""


def _people(session: Session) -> dict[str, str]:
    may = [role.value for role in Role if Permission.DO_TASKS in ALLOWED[role]]
    query = sa.select(Staff.login, Staff.name).where(Staff.disabled.is_(False), Staff.role.in_(may))
    return {row.login: row.name for row in session.execute(query.order_by(Staff.name))}


def _note(ask: Asking, session: Session, row: Voice, what: str, **details: Any) -> None:
    audit.note(session, ask.who.login, what, str(row.id), **details)
    publish(session, Topic.VOICE)
