"""What a reader sees, and how soon: a label's last byte → its row; a finger → the first changed pixel."""

from __future__ import annotations

import os
import random
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.actor import Actor
from tests.bench.installation import Installation, installed
from tests.bench.measure import Aim, Finding, Sample, ratios

BOOKS = 5  # in one visit, lent and returned
SETTLED = ("done", "not-possible", "kept-locally")
BUTTONS = ("type-card", "help")  # on the welcome page


class Wire:
    """The far end of a scanner's serial line."""

    def __init__(self) -> None:
        self._ours, theirs = os.openpty()
        tty.setraw(theirs)
        self.port = os.ttyname(theirs)

    def send(self, label: str) -> float:
        """Write a label as a scanner does; when its last byte was written."""
        line = label.encode() + b"\r"
        os.write(self._ours, line[:-1])
        at = time.monotonic()
        os.write(self._ours, line[-1:])
        return at


def scan(visits: int = 10) -> list[Finding]:
    """Visits on the whole kiosk with a real server; after each label one for the empty window."""
    first_seen: list[float] = []
    done_seen: list[float] = []
    empty: list[float] = []
    with installed() as place, _both_windows(place) as (kiosk, scanner, plain, line):
        books, borrower = place.lendable_items()[:BOOKS], place.borrowers()[0]
        for _ in range(visits):
            begin_visit(kiosk, scanner, borrower)
            for page in ("borrow", "return"):
                if page == "return":
                    kiosk.do("post", event="return")
                    until(kiosk, "page", "return")
                for book in books:
                    seen, done = _scanned(kiosk, scanner, book)
                    first_seen.append(seen)
                    done_seen.append(done)
                    empty.append(strip(plain, line))
            kiosk.do("post", event="finish")
            kiosk.do("post", event="no-slip")
            until(kiosk, "page", "goodbye")  # where the next card begins the next visit
    yardstick = Sample("empty window, byte → frame", "ms", empty)
    return [
        Finding(
            "scan → row",
            Sample("last byte → row seen", "ms", first_seen),
            yardstick,
            [Aim("p95", Sample("", "", first_seen).percentile(95), 33, "ms")],
            ratio=ratios(first_seen, empty),
        ),
        Finding(
            "scan → outcome",
            Sample("last byte → outcome seen, less the server", "ms", done_seen),
            yardstick,
            [Aim("p95", Sample("", "", done_seen).percentile(95), 33, "ms")],
            ratio=ratios(done_seen, empty),
        ),
    ]


def tap(taps: int = 60) -> list[Finding]:
    """A finger on buttons of the welcome page, and on the strip of the empty window."""
    ours: list[float] = []
    empty: list[float] = []
    with installed() as place, _both_windows(place) as (kiosk, _scanner, plain, _line):
        for number in range(taps):
            ours.append(_touched(kiosk, "changed", BUTTONS[number % len(BUTTONS)]))
            empty.append(_touched(plain, "strip", "strip"))
    return [
        Finding(
            "tap → pixel",
            Sample("finger → first changed pixel", "ms", ours),
            Sample("empty window, the same", "ms", empty),
            [Aim("p95", Sample("", "", ours).percentile(95), 50, "ms")],
            ratio=ratios(ours, empty),
        )
    ]


@contextmanager
def _both_windows(place: Installation) -> Iterator[tuple[Actor, Wire, Actor, Wire]]:
    scanner, line = Wire(), Wire()
    with (
        Actor("tests.bench.kiosk_window", place.kiosk(scanner=scanner.port)) as kiosk,
        Actor("tests.bench.plain_window", line.port) as plain,
    ):
        until(kiosk, "reached", True)
        yield kiosk, scanner, plain, line


def pause() -> None:
    """With the other window's turn longer than any motion, and never in step with a clock of the program."""
    time.sleep(random.uniform(0.13, 0.2))


def _scanned(kiosk: Actor, scanner: Wire, item: str) -> tuple[float, float]:
    """Milliseconds to the first frame with its row, and to the one with its outcome but for the server's time."""
    kiosk.do("arm")
    pause()
    at = scanner.send(item)
    seen: list[dict[str, Any]] = []
    server = None
    while server is None or not any(said["outcome"] in SETTLED for said in seen):
        said = kiosk.wait("row", "answered")
        if said["what"] == "answered":
            server = said["seconds"]
        elif said["item"] == item:
            seen.append(said)
    if seen[-1]["outcome"] != "done":
        raise RuntimeError(f"{item}: {seen[-1]['outcome']}; the measured visits should succeed")
    return (seen[0]["at"] - at) * 1e3, (seen[-1]["at"] - at - server) * 1e3


def strip(plain: Actor, line: Wire) -> float:
    """Milliseconds from a byte to the empty window's frame."""
    plain.do("arm")
    pause()
    at = line.send("x")
    return float(plain.wait("strip")["at"] - at) * 1e3


def until(kiosk: Actor, what: str, answer: object, seconds: float = 15) -> None:
    """Ask until the kiosk gives this answer."""
    deadline = time.monotonic() + seconds
    while (said := kiosk.do(what)) != answer:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} is {said!r} and did not become {answer!r}")
        time.sleep(0.02)


def begin_visit(kiosk: Actor, scanner: Wire, borrower: str) -> None:
    """Scan a card, again and again until it is taken: the window is there a moment before the scanner is open."""
    deadline = time.monotonic() + 15
    while True:
        scanner.send(borrower)
        try:
            return until(kiosk, "page", "borrow", seconds=1)
        except TimeoutError:
            if time.monotonic() > deadline:
                raise


def _touched(actor: Actor, what: str, button: str) -> float:
    middle, before = actor.do("watch", name=button), None
    while middle != before:  # a page that has just come may still find its place
        actor.do("arm")
        pause()
        middle, before = actor.do("watch", name=button), middle
    at = actor.do("touch", **middle)
    seen = actor.wait(what)["at"]
    actor.do("release")
    pause()
    return float(seen - at) * 1e3
