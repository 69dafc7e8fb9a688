"""What an outage left behind, delivered, against sending it one request at a time."""

from __future__ import annotations

import http.client
import json
import queue
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.vocabulary import EntryKind, Result
from kiosk.clock import Clock
from kiosk.delivery import BATCH, Delivery
from kiosk.effects import Entry
from kiosk.events import Answer, EntryAnswered, Event, LinkChanged
from kiosk.journal import Journal, Recorded
from kiosk.library.central import Central
from tests.bench.installation import Installation, installed
from tests.bench.measure import Aim, Finding, Sample, ratios
from tests.bench.place import BUILD


class InTurns(Central):
    """Our own link, that waits for its turn before each message, so that the yardstick can have turns between."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(url, key)
        self._turn = threading.Semaphore(0)
        self._waits: queue.SimpleQueue[float] = queue.SimpleQueue()

    def take_turn(self) -> float:
        """Let one message go; the seconds until delivery is done with it and comes with the next."""
        start = time.perf_counter()
        self._turn.release()
        return self._waits.get(timeout=120) - start

    def await_delivery(self) -> None:
        self._waits.get(timeout=120)

    def deliver(self, entries: Sequence[Recorded]) -> list[Answer]:
        self._stand_in_line()
        return super().deliver(entries)

    def time(self) -> datetime:
        """Only asked when nothing is left."""
        self._stand_in_line()
        return super().time()

    def _stand_in_line(self) -> None:
        self._waits.put(time.perf_counter())
        self._turn.acquire()


class OneByOne:
    """The yardstick: one entry a request, written beforehand, on one kept-alive connection."""

    def __init__(self, url: str, key: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def send(self, bodies: Sequence[bytes]) -> float:
        """Seconds for all of them. Raises :class:`RuntimeError` when one is not applied."""
        answers = []
        start = time.perf_counter()
        for body in bodies:
            self._connection.request("POST", "/api/v1/transactions", body, self._headers)
            answers.append(self._connection.getresponse().read())
        took = time.perf_counter() - start
        for answer in answers:
            (said,) = json.loads(answer)["answers"]
            if said["result"] != Result.APPLIED.value:
                raise RuntimeError(f"an entry of the yardstick was not applied: {said['reasons']}")
        return took


def loans_and_returns(name: str, items: Sequence[str], patrons: Sequence[str], count: int) -> list[Entry]:
    """Books that are lent and come back, as a day without the library system would leave them."""
    entries: list[Entry] = []
    for number, (item, patron) in enumerate(zip(cycle(items), cycle(patrons), strict=False)):
        if len(entries) >= count:
            break
        entries.append(Entry(f"{name}-{number}-out", EntryKind.CHECKOUT, item, patron, f"{name}-v{number}"))
        entries.append(Entry(f"{name}-{number}-in", EntryKind.CHECKIN, item, "", f"{name}-v{number}"))
    return entries[:count]


def run(entries: int = 10_000) -> list[Finding]:
    """A real server process, the real delivery thread, a real journal; one message of ours (500 entries), then
    as many single requests, in turns until all are through."""
    with installed() as place, tempfile.TemporaryDirectory(dir=BUILD) as directory:
        ours, one_by_one, database = _measure(place, Path(directory), entries)
    speed = ratios(one_by_one, ours)
    share = BATCH if entries >= BATCH else entries
    return [
        Finding(
            "drain",
            Sample("delivery, journal and all", "ms/entry", [seconds / share * 1e3 for seconds in ours]),
            Sample(
                "single requests, connection kept",
                "ms/entry",
                [seconds / share * 1e3 for seconds in one_by_one],
            ),
            [Aim("times as fast as single requests", sum(one_by_one) / sum(ours), 10, at_least=True)],
            ratio_of="yardstick ÷ ours",
            ratio=speed,
            notes=[
                f"{entries} entries each on {database}: ours {sum(ours):.1f} s, single requests {sum(one_by_one):.1f} s"
            ],
        )
    ]


def _measure(place: Installation, directory: Path, count: int) -> tuple[list[float], list[float], str]:
    items, patrons = place.lendable_items(), place.borrowers()
    half = len(items) // 2
    began = datetime.now(UTC) - timedelta(hours=1)
    journal = Journal.open(directory)
    # The queue is only the stage here: its writing is measured elsewhere, and need not survive a power cut.
    journal._writer.exec_driver_sql("PRAGMA synchronous = OFF")
    for number, entry in enumerate(loans_and_returns("ours", items[:half], patrons, count)):
        journal.append(entry, began + timedelta(milliseconds=number), promised=True)
    journal._writer.exec_driver_sql("PRAGMA synchronous = FULL")
    bodies = [
        json.dumps(
            {"entries": [_on_the_wire(number, entry, began + timedelta(milliseconds=number))]}
        ).encode()
        for number, entry in enumerate(loans_and_returns("single", items[half:], patrons, count))
    ]

    answers: list[Answer] = []

    def take(event: Event) -> None:
        if isinstance(event, EntryAnswered):
            answers.append(event.answer)
        elif isinstance(event, LinkChanged) and not event.up:
            raise RuntimeError("the server went away")

    link = InTurns(place.url, place.key)
    delivery = Delivery(journal, link, Clock(), take)
    single = OneByOne(place.url, place.key)
    delivery.start()
    link.await_delivery()
    ours, one_by_one = [], []
    for start in range(0, count, BATCH):
        ours.append(link.take_turn())
        one_by_one.append(single.send(bodies[start : start + BATCH]))
    delivery.stop()
    link._turn.release()
    delivery.join()
    left, refused = (
        journal.count_waiting(),
        [answer for answer in answers if answer.result is not Result.APPLIED],
    )
    journal.close()
    if left or len(answers) != count or refused:
        raise RuntimeError(
            f"not all was delivered: {left} left, {len(answers)} answers, {len(refused)} refused"
        )
    return ours, one_by_one, place.database


def _on_the_wire(sequence: int, entry: Entry, at: datetime) -> dict[str, Any]:
    return {
        "key": entry.key,
        "kind": entry.kind.value,
        "occurred_at": at.isoformat(),
        "item": entry.item,
        "patron": entry.patron,
        "visit": entry.visit,
        "sequence": sequence + 1,
        "details": {},
        "recovered": False,
    }
