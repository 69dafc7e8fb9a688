"""Sends the alerts that are due: wakes when a call comes or changes, and when the next step is reached."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import sqlalchemy as sa

from config.server_settings import ServerSettings
from config.vocabulary import Topic
from server import logs
from server.help import channels
from server.help.alerts import Claimed, Message, claim, settle
from server.help.channels import Outcome
from server.live.stream import Stream
from server.store.database import Store

log = logging.getLogger(__name__)

LOOK_SECONDS = (
    5.0  # a net for what no event tells: a changed roster, a clock put right, a database that was away
)
DEADLINE_SECONDS = 15.0  # for one message; then it is told as silent, and nobody waits for it
MOST_HANGING = 32  # messages of one channel that were never answered: no thread more for it
SETTLE_SECONDS = 2.0  # at the end, for what is being sent


class Escalation:
    """Of one server process. Each message has a thread of its own, so that what hangs holds up nothing else."""

    def __init__(
        self,
        store: Store,
        settings: ServerSettings,
        stream: Stream,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._settings, self._stream, self._clock = store, settings, stream, clock
        self._wake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._hanging: Counter[int] = Counter()

    async def run(self) -> None:
        """Until cancelled."""
        listening = asyncio.create_task(self._listen())
        try:
            while True:
                self._wake.clear()
                then = await self._step()
                wait = LOOK_SECONDS
                if then is not None:
                    wait = min(max((then - self._clock()).total_seconds(), 0.0), wait)
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
        finally:
            listening.cancel()

    async def end(self) -> None:
        """Let what is being sent come to its outcome, for a moment; what does not is tried again by who runs then."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=SETTLE_SECONDS)
        for task in self._sending:
            task.cancel()

    async def _listen(self) -> None:
        async for event in self._stream.events():
            if event.topic in (Topic.HELP_CALL, Topic.RESET):
                self._wake.set()

    async def _step(self) -> datetime | None:
        try:
            claimed: Claimed = await asyncio.to_thread(claim, self._store, self._settings, self._clock())
        except sa.exc.SQLAlchemyError as error:
            logs.event(log, logging.WARNING, "alerts-not-claimed", error=type(error).__name__)
            return None
        for message in claimed.messages:
            task = asyncio.create_task(self._send(message))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return claimed.then

    async def _send(self, message: Message) -> None:
        if self._hanging[message.channel] >= MOST_HANGING:
            outcome = Outcome("failed", "stuck")
        else:
            outcome = await self._sent(message)
        logs.event(
            log,
            logging.INFO if outcome.result == "sent" else logging.WARNING,
            "alert",
            channel=message.channel,
            outcome=outcome.result,
            detail=outcome.detail,
        )
        try:
            await asyncio.to_thread(settle, self._store, message.alerts, outcome, self._clock())
        except sa.exc.SQLAlchemyError as error:
            logs.event(log, logging.WARNING, "alert-not-settled", error=type(error).__name__)

    async def _sent(self, message: Message) -> Outcome:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Outcome] = loop.create_future()

        def tell(outcome: Outcome) -> None:
            self._hanging[message.channel] -= 1
            if not answered.done():
                answered.set_result(outcome)

        def work() -> None:
            outcome = channels.send(message.address, message.title, message.body)
            with suppress(RuntimeError):  # the loop is closed: the server ended meanwhile
                loop.call_soon_threadsafe(tell, outcome)

        self._hanging[message.channel] += 1
        threading.Thread(target=work, name=f"alert-{message.channel}", daemon=True).start()
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                return await answered
        except TimeoutError:
            return Outcome("silent", "too-late")
