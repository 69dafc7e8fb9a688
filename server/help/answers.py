"""What staff do with a call for help: accept it, write, tell the kiosk to do something, close it.

Of two who accept at once the first has it, and the second sees who. Whatever is said under the same key is said once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Code, HelpCause, HelpEnd, HelpPart, HelpSays, Topic
from server import audit
from server.help.calls import LONGEST_TEXT, READER, end, plain
from server.help.releases import may_release
from server.live import publish
from server.rules.overrule import OVERRULABLE
from server.store.help_tables import HelpCall, HelpLine

MINUTES = (1, 2, 5, 10)  # how long until somebody is there
LONGEST_NOTE = 500
LONGEST_REASON = 200
MISSED_FOR = timedelta(days=30)  # how long a call nobody came to is shown, if nobody says what it was
BEGIN, END = "", "end"  # what a maintenance line is about
ROW = "row:"  # before a row's key, in what is pointed at


class NotDone(ValueError):
    """``code`` says why: ``over``, ``empty``, ``too-long``, ``not-a-row``, ``not-yours-to-release``, ``no-reason``,
    ``not-a-part``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Staffed:
    """Who answers, and when."""

    login: str
    now: datetime


def waiting() -> sa.Select[HelpCall]:
    """Calls for which a reader waits and nobody comes yet, longest waiting first."""
    query = sa.select(HelpCall).where(
        HelpCall.ended_at.is_(None), HelpCall.answered_at.is_(None), HelpCall.visit.is_not(None)
    )
    return query.order_by(HelpCall.occurred_at, HelpCall.key)


def is_missed(now: datetime) -> sa.ColumnElement[bool]:
    """Whose reader left before anybody had answered, and of which nobody has said yet what it was."""
    gone = HelpCall.ended_as.in_([HelpEnd.LEFT.value, HelpEnd.TIMED_OUT.value])
    unanswered = sa.and_(HelpCall.answered_at.is_(None), HelpCall.visit.is_not(None), HelpCall.cause == "")
    return sa.and_(gone, unanswered, HelpCall.ended_at > now - MISSED_FOR)


def wrote(session: Session, keys: Sequence[str]) -> set[str]:
    """In which of these calls the reader wrote something."""
    lines = sa.select(HelpLine.call_key).where(HelpLine.call_key.in_(keys), HelpLine.who == READER)
    return set(session.scalars(lines.distinct()))


def find(session: Session, key: str) -> HelpCall | None:
    """The call, for nobody else to change until this is committed."""
    return session.get(HelpCall, key, with_for_update=True)


def accept(session: Session, call: HelpCall, by: Staffed, minutes: int | None) -> bool:
    """Whether it is theirs: they come in about so many minutes, or with None write. Who has it may say anew how long
    it takes. What is over is nobody's."""
    if call.ended_at is not None or call.answered_by not in ("", by.login):
        return False
    if call.answered_at is None:
        call.answered_at, call.answered_by = by.now, by.login
        audit.note(session, by.login, "help-call-answered", call.key, kiosk=call.kiosk_id)
    call.minutes, call.turned_at = minutes, by.now
    publish(session, Topic.HELP_CALL, call.key)
    return True


def take_over(session: Session, call: HelpCall, by: Staffed, before: str, minutes: int | None) -> bool:
    """From a colleague who was called away: ``before`` has it, as far as whoever takes it over knows. Of two who do so
    the first has it. Once somebody stands beside the reader there is nothing to take over."""
    if call.answered_by != before or call.arrived_at is not None or call.ended_at is not None:
        return False
    call.answered_by, call.minutes, call.turned_at = by.login, minutes, by.now
    audit.note(session, by.login, "help-call-taken-over", call.key, kiosk=call.kiosk_id, before=before)
    publish(session, Topic.HELP_CALL, call.key)
    return True


def arrive(session: Session, call: HelpCall, by: Staffed) -> None:
    """Somebody stands beside the reader. Whoever gets there first, it is answered."""
    if call.ended_at is not None or call.arrived_at is not None:
        return
    if call.answered_at is None:
        accept(session, call, by, None)
    here = sa.select(HelpCall).where(
        HelpCall.kiosk_id == call.kiosk_id,
        HelpCall.answered_by == call.answered_by,
        HelpCall.ended_at.is_(None),
        HelpCall.arrived_at.is_(None),
    )
    for one in session.scalars(
        here.order_by(HelpCall.key).with_for_update()
    ).all():  # one way for all of them
        one.arrived_at = by.now
        publish(session, Topic.HELP_CALL, one.key)


def write(session: Session, call: HelpCall, by: Staffed, key: str, texts: Mapping[str, str]) -> None:
    """A line to the reader; ``texts`` by language, ``""`` as somebody typed it. Who writes first has accepted.
    Raises :class:`NotDone`."""
    if not any(text.strip() for text in texts.values()):
        raise NotDone("empty")
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise NotDone("too-long")
    clean = {language: plain(text, LONGEST_TEXT) for language, text in texts.items()}
    if _add(session, call, by, key, HelpLine(kind=HelpSays.TEXT.value, texts=clean)) and not call.answered_by:
        accept(session, call, by, None)


def instruct(
    session: Session, call: HelpCall, by: Staffed, key: str, says: HelpSays, about: str = ""
) -> None:
    """Tell the kiosk to do something. Raises :class:`NotDone`."""
    rows = {ROW + row["key"] for row in call.rows if "key" in row}
    allowed: Iterable[str] = {
        HelpSays.POINT: {"", *HelpPart, *rows},
        HelpSays.MAINTENANCE: {BEGIN, END},
    }.get(says, {""})
    if about not in allowed:
        raise NotDone("not-a-part")
    if _add(session, call, by, key, HelpLine(kind=says.value, about=about)) and says in (
        HelpSays.END_VISIT,
        HelpSays.MAINTENANCE,
    ):
        what = f"help-{says.value}" + ("-ended" if about == END else "")
        audit.note(session, by.login, what, call.kiosk_id, call=call.key)


def release_row(session: Session, call: HelpCall, by: Staffed, key: str, row: str, reason: str) -> None:
    """A refused row may be borrowed all the same; it is lent once the reader lays the item down again, and noted in the
    audit log then. Raises :class:`NotDone`."""
    if row not in {one["key"] for one in releasable(call)}:
        raise NotDone("not-a-row")
    if not reason.strip() and not any(at_the_gate(one) for one in call.rows if one.get("key") == row):
        raise NotDone("no-reason")
    if not may_release(session, by.login):
        raise NotDone("not-yours-to-release")
    line = HelpLine(kind=HelpSays.RELEASE.value, about=row, reason=plain(reason, LONGEST_REASON))
    _add(session, call, by, key, line)


def releasable(call: HelpCall) -> list[dict[str, str]]:
    """The rows whose refusal may be overruled, or whose gate may be tried again, as far as the kiosk told why."""
    return [
        row
        for row in call.rows
        if "key" in row and "kind" not in row and (row.get("code") in OVERRULABLE or at_the_gate(row))
    ]


def at_the_gate(row: Mapping[str, str]) -> bool:
    """It is lent, but would ring: that needs no reason."""
    return row.get("code") in (Code.PUT_BACK_TO_BORROW, Code.STILL_LOCKED)


def close(session: Session, call: HelpCall, by: Staffed, cause: HelpCause, note: str) -> None:
    """What it was about, for the figures; it is over now if it was not before."""
    call.cause, call.note = cause.value, plain(note, LONGEST_NOTE)
    how = HelpEnd.LEFT if cause is HelpCause.NOBODY_THERE else HelpEnd.SOLVED
    end(session, call, by.login, how, by.now)
    audit.note(session, by.login, "help-call-closed", call.key, kiosk=call.kiosk_id, cause=cause.value)
    publish(session, Topic.HELP_CALL, call.key)


def _add(session: Session, call: HelpCall, by: Staffed, key: str, line: HelpLine) -> bool:
    """Whether the line is new. The call is locked, so that of the same form twice the second finds it."""
    ends_work = line.kind == HelpSays.MAINTENANCE and line.about == END  # whatever became of the call
    if call.ended_at is not None and not ends_work:
        raise NotDone("over")
    line.key = hashlib.sha256(f"{by.login} {call.key} {key}".encode()).hexdigest()
    if session.scalar(sa.select(HelpLine.id).where(HelpLine.key == line.key)) is not None:
        return False
    line.call_key, line.at, line.who = call.key, by.now, by.login
    session.add(line)
    publish(session, Topic.HELP_CALL, call.key)
    return True
