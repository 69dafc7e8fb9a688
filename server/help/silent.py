"""What becomes of calls by themselves: one whose librarian did not come rings anew, and one of which nothing was heard
for half an hour ends."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import HelpEnd, Topic
from server import audit, logs
from server.help.calls import HOUSE, READER, end, last_sign
from server.live import publish
from server.store.database import Store
from server.store.help_tables import HelpCall, HelpLine

log = logging.getLogger(__name__)

SILENT = timedelta(minutes=30)
LATE = timedelta(minutes=3)  # more than was said
ANSWERS = timedelta(minutes=2)  # who writes and does not come: after a word of the reader's
WRITES = timedelta(minutes=7)  # and after their own
EVERY_SECONDS = 60.0


async def watch_calls(store: Store) -> None:
    """Until cancelled. Several processes may do it at once: each call rings anew, or ends, once."""
    while True:
        try:
            await asyncio.to_thread(look, store, datetime.now(UTC))
        except sa.exc.DBAPIError as error:
            logs.event(log, logging.WARNING, "calls-not-watched", error=type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


def look(store: Store, now: datetime) -> None:
    """What ends does not ring: where nothing was heard while the server was away, nobody waits any more."""
    end_silent(store, now)
    ring_anew(store, now)


def ring_anew(store: Store, now: datetime) -> int:
    """How many. Who accepted neither came nor wrote for longer than they said, or than somebody who writes would take:
    it is everybody's again, in the console and elsewhere."""
    promised = sa.select(HelpCall).where(
        HelpCall.ended_at.is_(None), HelpCall.arrived_at.is_(None), HelpCall.answered_at.is_not(None)
    )
    with store.reading() as session:
        late = [call.key for call in session.scalars(promised) if _is_late(session, call, now)]
    anew = 0
    for key in late:
        with store.writing() as session:
            call = session.get(HelpCall, key, with_for_update=True)
            if call is not None and _is_late(session, call, now):
                audit.note(
                    session,
                    HOUSE,
                    "help-call-rings-anew",
                    call.key,
                    kiosk=call.kiosk_id,
                    before=call.answered_by,
                )
                call.answered_at, call.answered_by, call.minutes, call.turned_at = None, "", None, now
                call.rings += 1
                publish(session, Topic.HELP_CALL, call.key)
                anew += 1
    return anew


def _is_late(session: Session, call: HelpCall, now: datetime) -> bool:
    if call.answered_at is None or call.ended_at is not None or call.arrived_at is not None:
        return False
    said = call.turned_at or call.answered_at
    newest = sa.select(sa.func.max(HelpLine.at)).where(HelpLine.call_key == call.key)
    said = max(said, session.scalar(newest.where(HelpLine.who != READER)) or said)
    asked = session.scalar(newest.where(HelpLine.who == READER))
    if call.minutes is not None:
        due = said + timedelta(minutes=call.minutes)
    else:
        due = asked + ANSWERS if asked is not None and asked > said else said + WRITES
    return due + LATE < now


def end_silent(store: Store, now: datetime) -> int:
    """How many ended. One for which nobody waits is not forgotten: somebody has to see to the items."""
    old = sa.select(HelpCall).where(
        HelpCall.ended_at.is_(None), HelpCall.visit.is_not(None), HelpCall.received_at < now - SILENT
    )
    with store.reading() as session:  # nothing is locked while there are none
        silent = [call.key for call in session.scalars(old) if last_sign(session, call) < now - SILENT]
    ended = 0
    for key in silent:
        with store.writing() as session:
            call = session.get(HelpCall, key, with_for_update=True)
            if call is not None and call.ended_at is None and last_sign(session, call) < now - SILENT:
                end(session, call, HOUSE, HelpEnd.TIMED_OUT, now)
                ended += 1
    return ended
