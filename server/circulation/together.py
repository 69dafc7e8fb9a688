"""Entries that come while others are being written wait, and are written together.

A transaction costs little more for twenty kiosks than for one: as many statements, one commit. So nobody waits while
there is nothing to do, and the busier the library, the cheaper is a loan.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from config.server_settings import ServerSettings
from server.circulation.transactions import Asked, apply_for_kiosks
from server.store.database import Store

PATIENCE = 0.25  # seconds, before those who wait behind a transaction go on without it
AT_ONCE = 4  # transactions under way then, at most, each of which may wait for rows that somebody has locked
MOST_ENTRIES = 500  # of one transaction, if several kiosks share it

Answers = list[dict[str, Any]] | None


class Together:
    """For one server process; any thread and any event loop may ask."""

    def __init__(self, store: Store, settings: ServerSettings) -> None:
        self._store, self._settings = store, settings
        self._most = 1 if store.engine.dialect.name == "sqlite" else AT_ONCE  # SQLite has one writer
        self._threads = ThreadPoolExecutor(self._most, "entries")
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Asked, Future[Answers]]] = deque()
        self._busy = 0

    async def answer(self, asked: Asked) -> Answers:
        """An answer to each entry once they are committed; None for a key that opens nothing. Raises what
        :func:`server.circulation.transactions.apply` raises."""
        future: Future[Answers] = Future()
        with self._lock:
            self._waiting.append((asked, future))
        self._start(1)
        answers = asyncio.wrap_future(future)
        await asyncio.wait([answers], timeout=PATIENCE)
        if not answers.done():
            self._start(self._most)
        return await answers

    def _start(self, most: int) -> None:
        with self._lock:
            if self._waiting and self._busy < most:
                self._busy += 1
                self._threads.submit(self._work)

    def _work(self) -> None:
        while portion := self._portion():
            self._write(portion)

    def _portion(self) -> list[tuple[Asked, Future[Answers]]]:
        portion: list[tuple[Asked, Future[Answers]]] = []
        entries = 0
        with self._lock:
            while self._waiting and (
                not portion or entries + len(self._waiting[0][0].entries) <= MOST_ENTRIES
            ):
                asked, future = self._waiting.popleft()
                if future.set_running_or_notify_cancel():  # else nobody waits for it any more
                    portion.append((asked, future))
                    entries += len(asked.entries)
            if not portion:
                self._busy -= 1
        return portion

    def _write(self, portion: list[tuple[Asked, Future[Answers]]]) -> None:
        try:
            asked = [one for one, _ in portion]
            found = apply_for_kiosks(self._store, self._settings, asked, datetime.now(UTC))
        except Exception as error:
            if len(portion) > 1 and not isinstance(error, sa.exc.OperationalError):
                for one in portion:  # whatever it was about one of them, the others are not to suffer
                    self._write([one])
                return
            for _, future in portion:
                future.set_exception(error)
        else:
            for (_, future), answers in zip(portion, found, strict=True):
                future.set_result(answers)
