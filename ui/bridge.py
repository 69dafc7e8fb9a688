"""Where the desk's thread and the screen's meet: the newest state crosses by one queued signal."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.events import Event
from kiosk.state import State


class Desk(Protocol):
    """What the screen needs of the core."""

    @property
    def state(self) -> State: ...

    def post(self, event: Event) -> None:
        """Say that something happened; from any thread."""

    def watch(self, callback: Callable[[State], None]) -> None:
        """Call back with each new state, in the desk's own thread."""


class Bridge(QObject):
    """Hands each new state to ``show`` in the screen's thread; of several that wait only the last.

    It keeps no state once shown, so that nothing of a visit outlives it here.
    """

    _arrived = Signal()

    def __init__(self, desk: Desk, show: Callable[[State], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._waiting: State | None = None
        self._lock = Lock()
        self._arrived.connect(self._deliver)  # queued, since it is emitted in the desk's thread
        show(desk.state)
        desk.watch(self._changed)

    def _changed(self, state: State) -> None:
        with self._lock:
            idle = self._waiting is None
            self._waiting = state
        if idle:
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            state, self._waiting = self._waiting, None
        if state is not None:
            self._show(state)
