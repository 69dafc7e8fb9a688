"""What kiosks tell of calls for help: a press of the button, what the reader writes, the end, and what became of an
instruction.

A call for help is never lost: what does not fit in its ticket is cut or left out. Whoever presses again in the same
visit presses in the same call, so that nothing rings twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import EntryKind, HelpEnd, HelpSays, HelpStage, Instructed, Topic
from server.live import publish
from server.store.faq_tables import FaqEntry
from server.store.help_tables import HelpCall, HelpLine, HelpPress

READER, HOUSE = "reader", "house"  # who speaks or ends, where staff would have a login
TO_STAFF = "to-staff"  # the reason of a call for which nobody waits: items left behind
LONGEST_TEXT = 2000
LONGEST_TITLE = 200
LONGEST_STUCK = 24 * 3600  # seconds
MOST_ROWS = 50
MOST_PARTS = 20
NEXT_READER = timedelta(
    minutes=10
)  # the welcome page knows no visit: who presses so much later is somebody else

KINDS = (
    EntryKind.HELP_CALL,
    EntryKind.HELP_ROWS,
    EntryKind.HELP_SAID,
    EntryKind.HELP_ENDED,
    EntryKind.HELP_DONE,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One entry about help, of which kiosk, when it happened, and when it came."""

    key: str
    kind: EntryKind
    kiosk: str
    branch: str
    visit: str
    at: datetime
    now: datetime
    details: Mapping[str, str | int]
    text: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the details of a call say; whatever does not fit there is as if it were not said."""

    page: str
    code: str
    reason: str
    offered: str
    language: str
    title: str
    stuck: int
    faq: int | None
    rows: list[dict[str, str]]
    parts: dict[str, str]

    @classmethod
    def read(cls, details: Mapping[str, str | int]) -> Ticket:
        words = {name: plain(details.get(name), 64) for name in ("page", "code", "reason", "offered")}
        stuck, faq = details.get("stuck"), details.get("faq")
        refused = [one.rpartition(":") for one in _words(details, "rows")]
        parts = [one.partition(":") for one in _words(details, "parts")]
        return cls(
            **words,
            language=plain(details.get("language"), 16),
            title=plain(details.get("title"), LONGEST_TITLE),
            stuck=min(max(stuck, 0), LONGEST_STUCK) if isinstance(stuck, int) else 0,
            faq=faq if isinstance(faq, int) and 0 < faq < 2**31 else None,
            rows=[_row(key[:64], said) for key, _, said in refused if key][:MOST_ROWS]
            + [{"item": one[:64]} for one in _words(details, "items")][:MOST_ROWS],
            parts={name[:64]: state[:64] for name, _, state in parts[:MOST_PARTS] if name and state},
        )


def _row(key: str, said: str) -> dict[str, str]:
    """``code``, or ``code/kind`` of what was not to be borrowed."""
    code, _, kind = said.partition("/")
    return {"key": key, "code": code[:64], **({"kind": kind[:64]} if kind else {})}


def plain(said: Any, most: int) -> str:
    """A text that any database takes, cut to so many characters; nothing for what is no text."""
    if not isinstance(said, str):
        return ""
    return said.replace("\0", "").encode("utf-8", "replace").decode()[:most]


def _words(details: Mapping[str, str | int], name: str) -> list[str]:
    return plain(details.get(name), 10_000).split()


def hear(session: Session, heard: Heard) -> bool:
    """Take an entry; False for one that speaks of no call of this kiosk, or says nothing."""
    if heard.kind is EntryKind.HELP_CALL:
        _press(session, heard)
        return True
    call = call_of(session, plain(heard.details.get("call"), 64), heard.kiosk, lock=True)
    if call is None:
        return False
    match heard.kind:
        case EntryKind.HELP_ROWS:
            return _put_rows(session, call, heard)
        case EntryKind.HELP_SAID:
            return _say(session, call, heard)
        case EntryKind.HELP_ENDED:
            return _end(session, call, heard)
        case _:
            return _done(session, call, heard)


def call_of(session: Session, key: str, kiosk: str, *, lock: bool = False) -> HelpCall | None:
    """The call that one of a kiosk's presses belongs to; another kiosk's is none."""
    press = session.get(HelpPress, key) if key else None
    call = session.get(HelpCall, press.call_key if press else key, with_for_update=lock or None)
    return call if call is not None and call.kiosk_id == kiosk else None


def stage(call: HelpCall) -> HelpStage:
    if call.ended_at is not None:
        return HelpStage.ENDED
    if call.arrived_at is not None:
        return HelpStage.ARRIVED
    return HelpStage.WAITING if call.answered_at is None else HelpStage.ACCEPTED


def end(session: Session, call: HelpCall, who: str, how: HelpEnd, at: datetime) -> None:
    """The first end is the one that counts."""
    if call.ended_at is None:
        call.ended_at, call.ended_by, call.ended_as = at, who, how.value
        publish(session, Topic.HELP_CALL, call.key)


def last_sign(session: Session, call: HelpCall) -> datetime:
    """When anything was last heard of a call, from either side."""
    line = sa.select(sa.func.max(HelpLine.at), sa.func.max(HelpLine.result_at))
    said, done = session.execute(line.where(HelpLine.call_key == call.key)).one()
    pressed = session.scalar(sa.select(sa.func.max(HelpPress.at)).where(HelpPress.call_key == call.key))
    signs = (call.received_at, call.answered_at, call.turned_at, call.arrived_at, said, done, pressed)
    return max(sign for sign in signs if sign is not None)


def _press(session: Session, heard: Heard) -> None:
    ticket = Ticket.read(heard.details)
    visit = None if ticket.reason == TO_STAFF else heard.visit
    call = _open_call(session, heard, visit) if visit is not None else None
    if call is None:
        call = HelpCall(
            key=heard.key,
            kiosk_id=heard.kiosk,
            branch=heard.branch,
            visit=visit,
            occurred_at=heard.at,
            received_at=heard.now,
            page=ticket.page,
            code=ticket.code,
            reason=ticket.reason,
            offered=ticket.offered,
            presses=0,
        )
        session.add(call)
        session.flush()  # now, so that another process that was faster is noticed, and what follows may point to it
    call.presses += 1
    call.stuck = ticket.stuck or call.stuck
    call.title = ticket.title or call.title or ""
    call.language = ticket.language or call.language or ""
    call.rows = ticket.rows or call.rows or []
    call.parts = ticket.parts or call.parts or {}
    if ticket.faq is not None and session.get(FaqEntry, ticket.faq) is not None:
        call.faq_entry = ticket.faq
    session.add(
        HelpPress(
            key=heard.key,
            call_key=call.key,
            at=heard.at,
            page=ticket.page,
            code=ticket.code,
            reason=ticket.reason,
        )
    )
    publish(session, Topic.HELP_CALL, call.key)


def _open_call(session: Session, heard: Heard, visit: str) -> HelpCall | None:
    """The one this press belongs to. Between two readers the welcome page looks the same."""
    mine = (HelpCall.kiosk_id == heard.kiosk, HelpCall.visit == visit, HelpCall.ended_at.is_(None))
    call = session.scalar(sa.select(HelpCall).where(*mine).with_for_update())
    if call is not None and not visit and last_sign(session, call) < heard.now - NEXT_READER:
        end(session, call, HOUSE, HelpEnd.TIMED_OUT, heard.now)
        session.flush()  # its place is free before another call takes it
        return None
    return call


def _put_rows(session: Session, call: HelpCall, heard: Heard) -> bool:
    """They take the place of those told before: what stands refused to the reader now."""
    if call.ended_at is None:
        call.rows = Ticket.read(heard.details).rows
        publish(session, Topic.HELP_CALL, call.key)
    return True


def _say(session: Session, call: HelpCall, heard: Heard) -> bool:
    text = plain(heard.text, LONGEST_TEXT)
    if not text.strip():
        return False
    line = HelpLine(key=heard.key, call_key=call.key, at=heard.at, who=READER)
    line.kind, line.texts = HelpSays.TEXT.value, {"": text}
    session.add(line)
    publish(session, Topic.HELP_CALL, call.key)
    return True


def _end(session: Session, call: HelpCall, heard: Heard) -> bool:
    said = heard.details.get("ended")
    how = HelpEnd(said) if said in list(HelpEnd) else HelpEnd.LEFT
    end(session, call, HOUSE if how is HelpEnd.TIMED_OUT else READER, how, heard.at)
    return True


def _done(session: Session, call: HelpCall, heard: Heard) -> bool:
    number, result = heard.details.get("number"), heard.details.get("result")
    known = isinstance(number, int) and 0 < number < 2**31
    line = session.get(HelpLine, number) if known else None
    if line is None or line.call_key != call.key or line.who == READER or result not in list(Instructed):
        return False
    if not line.result:
        line.result, line.result_at = str(result), heard.at
        publish(session, Topic.HELP_CALL, call.key)
    return True
