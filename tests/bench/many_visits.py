"""The whole kiosk with its window, and a hurried queue of readers before it.

``python -m tests.bench.many_visits KIOSK.toml VISITS EVERY``: tells the resident memory after every so many visits
(``memory``: visits, bytes). The library system is a stand-in within the process, that remembers nothing.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import kiosk.machine
from config.schema import load_kiosk
from config.vocabulary import Code, Reason, Result
from drivers.roles import Scanned
from kiosk import events
from kiosk.app import initial_state
from kiosk.events import Answer, LabelScanned
from kiosk.journal import Recorded
from kiosk.machine import Machine
from kiosk.state import HelpReason, Loan, Outcome, Page, Patron, SlipChoice, State
from tests.bench.stage import Stage
from ui.app import Screen, application
from ui.look import Look

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class ForgetfulLibrary:
    """Lends everything; refuses every seventh, so that there is a reason to show."""

    def __init__(self, _url: str, _key: str) -> None:
        self._due = datetime.now(UTC) + timedelta(days=30)
        self._asked = 0

    def look_up(self, barcode: str, pin: str | None) -> Patron | Reason:
        loans = tuple(
            Loan(f"3{number:013d}", f"红楼梦 {number}", self._due, "曹雪芹") for number in range(1, 4)
        )
        return Patron(barcode, name="王小明", language=("zh", "en")[int(barcode) % 2], loans=loans)

    def deliver(self, entries: Sequence[Recorded]) -> list[Answer]:
        return [self._answer(recorded.entry.key, recorded.entry.item) for recorded in entries]

    def time(self) -> datetime:
        return datetime.now(UTC)

    def shortest_loan(self) -> int:
        return 7

    def _answer(self, key: str, item: str) -> Answer:
        self._asked += 1
        if self._asked % 7 == 0:
            return Answer(key, Result.REFUSED, reasons=(Reason(Code.ITEM_ON_HOLD),))
        return Answer(key, Result.APPLIED, self._due, f"Title {item[-4:]}", "Somebody")


class Queue(threading.Thread):
    """Readers who never hesitate, but wait until they see what they wait for."""

    def __init__(self, machine: Machine, screen: Screen, stage: Stage, visits: int, every: int) -> None:
        super().__init__(daemon=True)
        self._desk = machine.desk
        self._stage = stage
        self._visits = visits
        self._every = every
        self._painted = threading.Event()
        screen.frameSwapped.connect(self._painted.set)

    def run(self) -> None:
        try:
            self._run()
        except BaseException:
            traceback.print_exc()
            os._exit(1)  # there is nothing to measure any more

    def _run(self) -> None:
        for visit in range(1, self._visits + 1):
            self._visit(visit)
            if visit % self._every == 0:
                gc.collect()
                resident = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES
                self._stage.tell(what="memory", visits=visit, bytes=resident)

    def _visit(self, number: int) -> None:
        self._scans(f"2{number:013d}", lambda state: state.visit and state.visit.patron)
        for book in range(2):
            self._desk.post(LabelScanned(Scanned(f"3{number * 10 + book:013d}"), self._desk.visit_id()))
        self._scans(f"3{number * 10 + 2:013d}", _decided(3))
        if number % 5 == 0:
            self._does(events.OpenedHelp(), lambda state: state.visit.help)
            self._does(events.CalledHelp(HelpReason.OTHER), lambda state: state.call)
            self._does(events.ClosedHelp(), lambda state: not state.visit.help)
        if number % 3 == 0:
            self._does(events.WantsAccount(), _on(Page.ACCOUNT))
            self._does(events.WantsRenewal(), _decided(6))
        if number % 2 == 0:
            self._does(events.WantsToReturn(), _on(Page.RETURN))
            count = len(self._desk.state.visit.cases) if self._desk.state.visit else 0
            self._scans(f"3{number * 10 + 9:013d}", _decided(count + 1))
            self._does(events.ChoseLanguage("en"), lambda state: state.visit.language == "en")
        self._does(events.Finished(), lambda state: state.page in (Page.SLIP, Page.GOODBYE))
        self._does(events.ChoseSlip(SlipChoice.NONE), _on(Page.GOODBYE))

    def _scans(self, label: str, until: Callable[[State], object]) -> None:
        self._does(LabelScanned(Scanned(label), self._desk.visit_id()), until)

    def _does(self, event: events.Event, until: Callable[[State], object]) -> None:
        """Post, wait for what should come of it, and for a frame after that."""
        self._desk.post(event)
        deadline = time.monotonic() + 20
        while not until(self._desk.state):
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing came of a {type(event).__name__}; page {self._desk.state.page}")
            time.sleep(0.0005)
        self._painted.clear()
        self._painted.wait(0.015)


def _on(page: Page) -> Callable[[State], bool]:
    return lambda state: state.page is page


def _decided(count: int) -> Callable[[State], bool]:
    """So many rows, none of which waits."""

    def true(state: State) -> bool:
        cases = state.visit.cases if state.visit else ()
        return len(cases) >= count and all(case.outcome is not Outcome.WAITING for case in cases)

    return true


def main() -> int:
    kiosk.machine.Central = ForgetfulLibrary  # type: ignore[attr-defined, misc, assignment]
    settings = load_kiosk(Path(sys.argv[1]))
    machine = Machine(settings, initial_state(settings))
    app = application()
    screen = Screen(machine.desk, Look(library=settings.library))
    stage = Stage(screen, {})
    machine.start()
    screen.showFullScreen()
    stage.begin()
    Queue(machine, screen, stage, int(sys.argv[2]), int(sys.argv[3])).start()
    try:
        return app.exec()
    finally:
        machine.stop()


if __name__ == "__main__":
    sys.exit(main())
