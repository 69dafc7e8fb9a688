"""The two kinds of line every contract is tried over, and a clock that waits no longer than it must."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from drivers.simulators.wire import PtyWire, TcpWire, Wire

KINDS = ("pty", "socket")


def laid(kind: str, folder: Path) -> Iterator[Wire]:
    """A line with the cable plugged in, for a fixture to ``yield from``."""
    wire: Wire = PtyWire(folder / "device") if kind == "pty" else TcpWire("127.0.0.1", 0)
    yield wire
    wire.unplug()


def until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
