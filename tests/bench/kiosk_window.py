"""The whole kiosk, as ``jieyue kiosk`` puts it together, on a stage (:mod:`tests.bench.stage`).

``python -m tests.bench.kiosk_window KIOSK.toml``. While the stage is armed it tells each outcome of each row at the
first frame in which it is seen (``row``), and the first frame in which the button that is watched looks different
(``changed``); and for every entry how long the library system took to answer (``answered``).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from PySide6.QtCore import QRect, QRectF
from PySide6.QtQuick import QQuickItem

from config.schema import load_kiosk
from kiosk import events
from kiosk.app import initial_state
from kiosk.machine import Machine
from kiosk.state import SlipChoice
from tests.bench.stage import Stage
from ui.app import Screen, application
from ui.look import Look

EVENTS: dict[str, events.Event] = {
    "return": events.WantsToReturn(),
    "finish": events.Finished(),
    "no-slip": events.ChoseSlip(SlipChoice.NONE),
}


class KioskStage(Stage):
    def __init__(self, screen: Screen, machine: Machine) -> None:
        super().__init__(
            screen,
            {
                "post": self._post,
                "page": lambda _order: screen.kiosk.page.name,
                "reached": lambda _order: machine.desk.state.provisional_days is not None,
                "lying": lambda _order: len(machine.desk.state.pad),
                "watch": self._watch,
            },
        )
        self._screen = screen
        self._machine = machine
        self._told: set[tuple[str, str]] = set()
        self._watched: QRect | None = None

    def _post(self, order: Any) -> None:
        self._machine.desk.post(EVENTS[order["event"]])

    def _watch(self, order: Any) -> dict[str, int]:
        """Watch what has this object name; its middle."""
        item = next(item for item in self._items() if item.objectName() == order["name"])
        self._watched = self._place(item)
        return {"x": self._watched.center().x(), "y": self._watched.center().y()}

    def painted(self, at: float) -> None:
        kiosk = self._screen.kiosk
        for rows in (kiosk.lent, kiosk.returned):
            for row in rows._rows:
                if (row.key, row.outcome) not in self._told and self._is_seen(row.key):
                    self._told.add((row.key, row.outcome))
                    self.tell(what="row", item=row.item, outcome=row.outcome, at=at)
        if self._watched is not None and self.differs(*self._watched.getRect()):
            self._watched = None
            self.tell(what="changed", at=at)

    def _is_seen(self, key: str) -> bool:
        """Whether its pixels are new, and no less opaque than our motions begin with."""
        for item in self._items():
            if item.property("key") == key and item.isVisible():
                return _opacity(item) >= 0.25 and self.differs(*self._place(item).getRect())
        return False

    def _items(self) -> Iterator[QQuickItem]:
        waiting = [self._screen.contentItem()]
        while waiting:
            item = waiting.pop()
            yield item
            waiting += item.childItems()

    def _place(self, item: QQuickItem) -> QRect:
        on_screen = item.mapRectToScene(QRectF(0, 0, item.width(), item.height())).toAlignedRect()
        return on_screen.intersected(QRect(0, 0, self._screen.width(), self._screen.height()))


def _opacity(item: QQuickItem | None) -> float:
    opacity = 1.0
    while item is not None:
        opacity *= item.opacity()
        item = item.parentItem()
    return opacity


def time_the_library(stage: Stage) -> None:
    """Tell how long the server took with an entry: from its request being sent to its answer's first bytes."""
    send = requests.adapters.HTTPAdapter.send

    def timed(adapter: Any, request: Any, **how: Any) -> requests.Response:
        start = time.monotonic()
        response = send(adapter, request, **how)
        if request.url.endswith("/transactions"):
            stage.tell(what="answered", seconds=time.monotonic() - start)
        return response

    requests.adapters.HTTPAdapter.send = timed  # type: ignore[method-assign]


def main() -> int:
    settings = load_kiosk(Path(sys.argv[1]))
    machine = Machine(settings, initial_state(settings))
    app = application()
    screen = Screen(machine.desk, Look(library=settings.library))
    stage = KioskStage(screen, machine)
    time_the_library(stage)
    machine.start()
    screen.showFullScreen()
    stage.begin()
    try:
        return app.exec()
    finally:
        machine.stop()


if __name__ == "__main__":
    sys.exit(main())
