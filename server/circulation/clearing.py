"""Holds that nobody picked up end by themselves, on the day after the last one they were kept."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import sqlalchemy as sa

from config.server_settings import ServerSettings
from server.circulation.holds import any_over, expire_holds
from server.house import house
from server.store.database import Store

log = logging.getLogger(__name__)

EVERY_SECONDS = 300.0


async def clear_hold_shelves(store: Store, settings: ServerSettings) -> None:
    """Until cancelled. Several processes may do it at once: each hold ends once."""
    while True:
        try:
            await asyncio.to_thread(clear, store, settings, datetime.now(UTC))
        except sa.exc.DBAPIError as error:
            log.warning("hold shelves not cleared: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


def clear(store: Store, settings: ServerSettings, now: datetime) -> int:
    """How many holds ended; nothing is locked while there are none."""
    with store.reading() as session:
        if not any_over(session, house(session, settings), now):
            return 0
    with store.writing() as session:
        return expire_holds(session, house(session, settings), now)
