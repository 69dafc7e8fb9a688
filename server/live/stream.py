"""The events of one server process: a ring of the newest ones, and everyone who follows it."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from config.vocabulary import Topic
from server.live import KEPT


@dataclass(frozen=True, slots=True)
class Event:
    """``id`` is the same in every process; ``about`` is empty for everything of the topic; ``speaker`` is ``kiosk:ID``
    for what a kiosk did."""

    id: str
    topic: Topic
    about: str = ""
    speaker: str = ""


class Stream:
    """Each follower has a place in the ring and nothing else, so a slow one holds up nobody and costs no memory: the
    ring goes on without it, and it is told to read everything again.

    All methods belong to the event loop; a follower's thread comes in by ``loop.call_soon_threadsafe``.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._ring: deque[Event] = deque(maxlen=kept)
        self._end = 0  # how many events there ever were: the place behind the newest
        self._places: dict[str, int] = {}  # by id: the place behind it
        self._before = self._newest = ""  # the ids of what stands before the ring, and at its end
        self._moved = asyncio.Event()
        self._closed = False
        self.following = asyncio.Event()  # once events come in
        self.forget()

    def add(self, events: Sequence[Event]) -> None:
        for event in events:
            if len(self._ring) == self._ring.maxlen:
                # Who has heard the oldest, and no more, misses nothing: its place goes with the next that leaves.
                del self._places[self._before]
                self._before = self._ring[0].id
            self._ring.append(event)
            self._end += 1
            self._places[event.id] = self._end
            self._newest = event.id
        self._move()

    def forget(self) -> None:
        """Events may have been missed: whoever is connected, or comes back, has to read everything again."""
        self._ring.clear()
        self._end += 1
        self._before = self._newest = secrets.token_hex(6)
        self._places = {self._newest: self._end}
        self._move()

    def close(self) -> None:
        """Let all followers go, now."""
        self._closed = True
        self._move()

    async def events(self, last_id: str = "") -> AsyncIterator[Event]:
        """What happened after the event ``last_id``, and from then on. A ``reset`` stands for what can no longer be
        told one by one: also for everything at the beginning, when there is no ``last_id``."""
        place = self._places.get(last_id, -1)
        while not self._closed:
            moved = self._moved
            first = self._end - len(self._ring)
            if place < first:
                place = self._end
                yield Event(self._newest, Topic.RESET)
            elif place < self._end:
                event = self._ring[place - first]
                place += 1
                yield event
            else:
                await moved.wait()

    def _move(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
