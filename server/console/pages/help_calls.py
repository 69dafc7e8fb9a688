"""Who stands at a kiosk and wants help: all calls, and the page of one, where somebody answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import HelpCause, HelpPart, HelpSays
from server.console.guard import Ask, Asking, Refused
from server.console.pages.kiosks import all_kiosks
from server.console.permissions import Permission
from server.console.routes import Pages
from server.faq.entries import Overtaken, Unwritable, draft_from_call
from server.help import answers
from server.help.answers import LONGEST_NOTE, LONGEST_REASON, MINUTES, NotDone, Staffed
from server.help.calls import LONGEST_TEXT, READER, stage
from server.help.replies import mark, replies
from server.help.sent import alerts_of
from server.house import house
from server.store.faq_tables import FaqEntry, FaqVersion
from server.store.help_tables import HelpCall, HelpLine, HelpPress
from server.store.tables import Kiosk, Staff

MOST_ENDED = 50

pages = Pages()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the conversation as staff read it; ``said`` is empty for an instruction."""

    row: HelpLine
    who: str
    mine: bool  # written by staff
    said: str


def open_calls(session: Session) -> list[HelpCall]:
    """For which a reader waits, longest waiting first."""
    return list(session.scalars(answers.waiting()))


@pages.get("/help-calls", Permission.LOOK)
def help_calls(ask: Ask) -> Any:
    is_open, reader = HelpCall.ended_at.is_(None), HelpCall.visit.is_not(None)
    talking = sa.select(HelpCall).where(is_open, reader, HelpCall.answered_at.is_not(None))
    left = sa.select(HelpCall).where(is_open, ~reader).order_by(HelpCall.occurred_at)
    missed = answers.is_missed(ask.now)
    over = sa.select(HelpCall).where(~is_open).order_by(HelpCall.ended_at.desc())
    with ask.store.reading() as session:
        alone = session.scalars(over.where(missed)).all()
        return ask.page(
            "help_calls.html",
            waiting=open_calls(session),
            talking=session.scalars(talking.order_by(HelpCall.answered_at)).all(),
            left=session.scalars(left).all(),
            missed=alone,
            wrote=answers.wrote(session, [call.key for call in alone]),
            over=session.scalars(over.where(~missed).limit(MOST_ENDED)).all(),
            stage=stage,
            causes=list(HelpCause),
            **_named(ask, session),
        )


@pages.get("/help-calls/ring", Permission.LOOK)
def ring(ask: Ask) -> Any:
    """Only what every page shows of it, for a page to look again."""
    return ask.page("ring_alone.html")


@pages.get("/help-calls/{key}", Permission.ANSWER_HELP)
def help_call(ask: Ask, key: str) -> Any:
    return _page(ask, key)


@pages.post("/help-calls/{key}/accept", Permission.ANSWER_HELP)
def accept(ask: Ask, key: str) -> Any:
    """``minutes`` is empty for who writes and does not come. The first has it; the second is told who, and may take it
    over from them (``before``). Whoever goes to a kiosk that called several times goes once: ``whole``."""
    fields = ask.fields
    minutes = fields.choice("minutes", ["", *map(str, MINUTES)])
    if fields.wrong:
        return _page(ask, key, 422, wrong={"form": "wrong-choice"})
    with ask.store.writing() as session:
        call = _call(ask, session, key)
        others = answers.waiting().where(HelpCall.kiosk_id == call.kiosk_id, HelpCall.key != call.key)
        before, shortly = fields.text("before", most=64), int(minutes) if minutes else None
        if before and call.answered_by not in ("", ask.who.login):
            done = answers.take_over(session, call, _by(ask), before, shortly)
        else:
            done = answers.accept(session, call, _by(ask), shortly)
        for other in session.scalars(others.with_for_update()) if done and fields.ticked("whole") else ():
            answers.accept(session, other, _by(ask), shortly)
        over = call.ended_at is not None
    if not done:
        return _page(ask, key, 409, wrong={"form": "wrong-call-over" if over else "wrong-call-taken"})
    return _back(ask, key, "call-accepted")


@pages.post("/help-calls/{key}/arrive", Permission.ANSWER_HELP)
def arrive(ask: Ask, key: str) -> Any:
    with ask.store.writing() as session:
        answers.arrive(session, _call(ask, session, key), _by(ask))
    return _back(ask, key, "call-arrived")


@pages.post("/help-calls/{key}/say", Permission.ANSWER_HELP)
def say(ask: Ask, key: str) -> Any:
    """What somebody typed, or with ``reply`` one of the quick replies in all its languages."""
    text = ask.form.get("text")
    typed = text.replace("\r\n", "\n").strip() if isinstance(text, str) else ""
    reply = ask.fields.text("reply", most=16)
    form = (
        f"{ask.fields.text('key', most=64)} {reply} {typed}"  # put right and sent again, it is another line
    )
    with ask.store.writing() as session:
        call = _call(ask, session, key)
        quick = next((texts for texts in replies(session) if mark(texts) == reply), {}) if reply else None
        texts = quick if quick is not None else {"": typed}
        wrong = _tried(lambda: answers.write(session, call, _by(ask), form, texts))
    if wrong:
        return _page(ask, key, 422, wrong={"form": wrong, "text": wrong}, given={"text": typed})
    return _back(ask, key)


@pages.post("/help-calls/{key}/instruct", Permission.ANSWER_HELP)
def instruct(ask: Ask, key: str) -> Any:
    """Point at something, give more time, end the visit, work on the machine."""
    fields = ask.fields
    says = fields.choice("says", [one for one in HelpSays if one not in (HelpSays.TEXT, HelpSays.RELEASE)])
    about = fields.text("about", most=100)
    form = f"{fields.text('key', most=64)} {says} {about}"
    if fields.wrong:
        return _page(ask, key, 422, wrong={"form": "wrong-choice"})
    with ask.store.writing() as session:
        call = _call(ask, session, key)
        wrong = _tried(lambda: answers.instruct(session, call, _by(ask), form, HelpSays(says), about))
    return _page(ask, key, 422, wrong={"form": wrong}) if wrong else _back(ask, key)


@pages.post("/help-calls/{key}/release", Permission.CIRCULATE)
def release(ask: Ask, key: str) -> Any:
    """A refused row may be borrowed all the same; the reason stays in the audit log."""
    fields = ask.fields
    row, why = fields.text("row", most=64), fields.text("why", most=LONGEST_REASON)
    form = f"{fields.text('key', most=64)} {row} {why}"
    if fields.wrong:
        return _page(ask, key, 422, wrong=fields.wrong)
    with ask.store.writing() as session:
        call = _call(ask, session, key)
        wrong = _tried(lambda: answers.release_row(session, call, _by(ask), form, row, why))
    # A row that went meanwhile: the form folds, and the page shows what is there.
    status = 409 if wrong == "wrong-call-not-a-row" else 422
    return _page(ask, key, status, wrong={"form": wrong}) if wrong else _back(ask, key)


@pages.post("/help-calls/{key}/close", Permission.ANSWER_HELP)
def close(ask: Ask, key: str) -> Any:
    fields = ask.fields
    cause, note = fields.choice("cause", list(HelpCause)), fields.text("note", most=LONGEST_NOTE)
    if fields.wrong:
        return _page(ask, key, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        answers.close(session, _call(ask, session, key), _by(ask), HelpCause(cause), note)
    return _back(ask, key, "call-closed")


@pages.post("/help-calls/{key}/faq", Permission.EDIT_FAQ)
def to_faq(ask: Ask, key: str) -> Any:
    """What was written becomes the draft of an answer for everybody."""
    try:
        with ask.store.writing() as session:
            call = _call(ask, session, key)
            draft_from_call(session, call.key, ask.who.login, ask.now)
    except Overtaken:
        return _page(ask, key, 409, wrong={"form": "wrong-faq-overtaken"})
    except Unwritable:  # the draft it is added to has become too long
        return _page(ask, key, 422, wrong={"form": "wrong-call-faq"})
    return _back(ask, key, "call-faq")


def _by(ask: Asking) -> Staffed:
    return Staffed(ask.who.login, ask.now)


def _call(ask: Asking, session: Session, key: str) -> HelpCall:
    call = answers.find(session, ask.key(key))
    if call is None:
        raise Refused(404, "not-found")
    return call


def _tried(act: Any) -> str:
    """The message id of what stands against it, or nothing."""
    try:
        act()
    except NotDone as error:
        return f"wrong-call-{error.code}"
    return ""


def _back(ask: Asking, key: str, done: str = "") -> Any:
    return ask.go(f"help-calls/{quote(ask.key(key), safe='')}", done)


def _page(ask: Asking, key: str, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        call = session.get(HelpCall, ask.key(key))
        if call is None:
            raise Refused(404, "not-found")
        named = _named(ask, session)
        query = sa.select(HelpLine).where(HelpLine.call_key == call.key).order_by(HelpLine.id)
        rows = session.scalars(query).all()
        presses = session.scalars(
            sa.select(HelpPress).where(HelpPress.call_key == call.key).order_by(HelpPress.at, HelpPress.key)
        ).all()
        kiosk = next((one for one in all_kiosks(session, ask.now) if one.id == call.kiosk_id), None)
        return ask.page(
            "help_call.html",
            status,
            call=call,
            stage=stage(call),
            lines=[_line(ask, line, named["people"]) for line in rows],
            presses=presses,
            kiosk=kiosk,
            alerts=alerts_of(session, call.key),
            releasable=answers.releasable(call),
            at_the_gate=answers.at_the_gate,
            releases={row.about: row.result for row in rows if row.kind == HelpSays.RELEASE},
            replies=[(mark(texts), texts) for texts in replies(session)],
            parts=list(HelpPart),
            causes=list(HelpCause),
            minutes=MINUTES,
            longest=LONGEST_TEXT,
            unhelpful=_question(ask, session, call.faq_entry),
            wrong_with={"who": named["people"].get(call.answered_by, call.answered_by)},
            entry=session.scalar(sa.select(FaqEntry.id).where(FaqEntry.from_call == call.key)),
            **named,
            **context,
        )


def _line(ask: Asking, row: HelpLine, people: Mapping[str, str]) -> Line:
    texts = row.texts
    said = texts.get("") or texts.get(ask.words.language) or next(iter(texts.values()), "")
    return Line(row, people.get(row.who, row.who), row.who != READER, said)


def _named(ask: Asking, session: Session) -> dict[str, Any]:
    """What people, kiosks and branches are called on these pages."""
    found = house(session, ask.settings)
    people = session.execute(sa.select(Staff.login, Staff.name))
    return {
        "people": {login: name or login for login, name in people},
        "places": {row.id: row.place for row in session.execute(sa.select(Kiosk.id, Kiosk.place))},
        "branch_of": lambda code: found.branch_name(code)[ask.words.language],
    }


def _question(ask: Asking, session: Session, entry: int | None) -> str:
    """The published question of an entry, in the language of whoever looks if it has one."""
    if entry is None:
        return ""
    query = sa.select(FaqVersion.language, FaqVersion.question)
    rows = session.execute(query.where(FaqVersion.entry_id == entry, FaqVersion.state != "draft"))
    found = {row.language: row.question for row in rows}
    return found.get(ask.words.language) or next(iter(found.values()), f"#{entry}")
