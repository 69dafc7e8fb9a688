"""Brings what was committed, by this process or another, to the stream."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sqlite3

from config.vocabulary import Topic
from server import logs
from server.live import CHANNEL
from server.live.stream import Event, Stream
from server.store.database import Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1  # SQLite: how often to look whether another process wrote
ALIVE_SECONDS = 5.0  # PostgreSQL: how long to trust a silent connection; also how long it has to answer
AGAIN_SECONDS = (0.2, 5.0)  # after a failure: first, and at most


async def follow(store: Store, stream: Stream) -> None:
    """Until cancelled. Whenever events may have been missed, the stream forgets, and so all followers read anew."""
    follower = _notifications if store.engine.dialect.name == "postgresql" else _rows
    again, most = AGAIN_SECONDS
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await follower(store, stream)
        except Exception as error:
            # The database is away, or something on the channel is not ours: begin again, whatever it was.
            logs.event(log, logging.WARNING, "live-events-interrupted", error=type(error).__name__)
        if asyncio.get_running_loop().time() - began > most:
            again = AGAIN_SECONDS[0]
        await asyncio.sleep(again)
        again = min(2 * again, most)


async def _notifications(store: Store, stream: Stream) -> None:
    import psycopg  # who keeps everything in SQLite waits for it at no start

    _, options = store.engine.dialect.create_connect_args(store.engine.url)
    async with await psycopg.AsyncConnection.connect(**options, autocommit=True) as connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        stream.forget()
        stream.following.set()
        while True:
            async for heard in connection.notifies(timeout=ALIVE_SECONDS):
                stream.add([_event(*said) for said in json.loads(heard.payload)])
            async with asyncio.timeout(ALIVE_SECONDS):
                await connection.execute("SELECT 1")


async def _rows(store: Store, stream: Stream) -> None:
    """``PRAGMA data_version`` changes when another connection commits, so that looking reads no table."""
    loop, committed = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        loop.call_soon_threadsafe(committed.set)

    with store.engine.connect() as connection, store.on_commit(wake):
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - for mypy
        stream.forget()
        newest, version = -1, None
        while True:
            committed.clear()
            if version != (version := raw.execute("PRAGMA data_version").fetchone()[0]):
                newest = _read(raw, stream, newest)
            stream.following.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await committed.wait()


def _read(raw: sqlite3.Connection, stream: Stream, newest: int) -> int:
    query = "SELECT number, id, topic, about, speaker FROM changes WHERE number > ? ORDER BY number"
    rows = raw.execute(query, [newest]).fetchall()
    if rows and 0 <= newest < rows[0][0] - 1:
        stream.forget()  # so many at once that the oldest of them are gone
    stream.add([_event(*said) for _, *said in rows])
    return rows[-1][0] if rows else max(newest, 0)


def _event(id_: str, topic: str, about: str, speaker: str) -> Event:
    return Event(id_, Topic(topic), about, speaker)
