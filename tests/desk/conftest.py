"""The whole core on a real journal, with its real threads, and a library on paper."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.roles import Role, Scanned, Slip, Text
from kiosk import delivery
from kiosk.clock import Clock
from kiosk.desk import Desk
from kiosk.events import DeviceUp, Event, LabelScanned
from kiosk.journal import Journal
from kiosk.state import Settings, State
from tests.desk.library_on_paper import LibraryOnPaper


class Machine:
    """A desk, and a way to wait for what it shows."""

    def __init__(self, directory: Path, library: LibraryOnPaper, seed: str = "seed") -> None:
        self.library = library
        self.journal = Journal.open(directory)
        self.clock = Clock(self.journal.last_time())
        state = State(settings=Settings(goodbye_seconds=0.2), seed=seed)
        self.desk = Desk(
            state, self.journal, library, self.clock, lambda order: Slip((Text(order.language),))
        )
        self._changed = threading.Condition()
        self.desk.watch(self._note)
        self.desk.start()
        self.does(DeviceUp("scanner", Role.BARCODE_SCANNER))

    def _note(self, _state: State) -> None:
        with self._changed:
            self._changed.notify_all()

    def does(self, *events: Event) -> None:
        for event in events:
            self.desk.post(event)

    def scans(self, text: str) -> None:
        self.desk.post(LabelScanned(Scanned(text), self.desk.visit_id()))

    def until(self, true: Callable[[State], object], seconds: float = 10) -> State:
        deadline = time.monotonic() + seconds
        with self._changed:
            while not true(self.desk.state):
                left = deadline - time.monotonic()
                assert left > 0, f"did not happen within {seconds} s; the page is {self.desk.state.page}"
                self._changed.wait(min(left, 0.05))
            return self.desk.state

    def until_delivered(self, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while self.journal.count_waiting():
            assert time.monotonic() < deadline, "entries were not delivered"
            time.sleep(0.01)

    def stop(self) -> None:
        self.desk.stop()
        self.journal.close()


@pytest.fixture
def library() -> LibraryOnPaper:
    return LibraryOnPaper()


@pytest.fixture
def machine(tmp_path: Path, library: LibraryOnPaper, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setattr(delivery, "BACK_OFF", (0.05,))
    monkeypatch.setattr(delivery, "HEARTBEAT", 0.1)
    machine = Machine(tmp_path, library)
    machine.until(lambda state: state.provisional_days)
    yield machine
    machine.stop()
