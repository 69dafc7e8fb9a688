"""Calls that nobody ended end by themselves, once nothing was heard of them for half an hour."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from config.vocabulary import HelpEnd
from server import logs
from server.help.calls import HOUSE, end, last_sign
from server.store.database import Store
from server.store.help_tables import HelpCall

log = logging.getLogger(__name__)

SILENT = timedelta(minutes=30)
EVERY_SECONDS = 60.0


async def end_silent_calls(store: Store) -> None:
    """Until cancelled. Several processes may do it at once: each call ends once."""
    while True:
        try:
            await asyncio.to_thread(end_silent, store, datetime.now(UTC))
        except sa.exc.DBAPIError as error:
            logs.event(log, logging.WARNING, "silent-calls-not-ended", error=type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


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
