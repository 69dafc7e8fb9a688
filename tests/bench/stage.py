"""A window that can be measured from outside: one JSON object a line, orders on stdin, what happened on stdout.

Times are ``time.monotonic()``, which on Linux is the same clock in every process. What counts as painted are the
pixels that were handed to the (offscreen) screen, never what the program believes to have drawn.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

OUTSIDE = QPoint(1, 1)


class Stage(QObject):
    """``orders`` adds to what can be asked: each gets the order and may give an object to answer with."""

    _ordered = Signal(str)

    def __init__(self, window: QQuickWindow, orders: Mapping[str, Callable[[Any], Any]]) -> None:
        super().__init__(window)
        self.window = window
        self._orders: dict[str, Callable[[Any], Any]] = {
            "arm": self._arm,
            "touch": self._touch,
            "release": self._release,
            "quit": lambda _order: QGuiApplication.quit(),
            **orders,
        }
        self._before: QImage | None = None
        self._finger = QTest.createTouchDevice()
        self._ordered.connect(self._obey, Qt.ConnectionType.QueuedConnection)
        window.frameSwapped.connect(self._frame)

    def begin(self) -> None:
        """Listen for orders; the first frame is told as ``first-frame``."""
        self._first = True
        threading.Thread(target=self._listen, daemon=True).start()

    def tell(self, **facts: Any) -> None:
        sys.stdout.write(json.dumps(facts) + "\n")  # one call: more than one thread tells
        sys.stdout.flush()

    def picture(self) -> QImage:
        """What is on the screen."""
        return QGuiApplication.primaryScreen().grabWindow(self.window.winId()).toImage()

    def differs(self, x: int, y: int, width: int, height: int) -> bool:
        """Whether these pixels on the screen are others than when the stage was armed."""
        if self._before is None:
            return False
        screen = QGuiApplication.primaryScreen()
        now = screen.grabWindow(self.window.winId(), x, y, width, height).toImage()
        return bool(now != self._before.copy(x, y, width, height))

    def disarm(self) -> None:
        self._before = None

    def painted(self, at: float) -> None:
        """A frame was handed to the screen while the stage is armed."""
        raise NotImplementedError

    @Slot()
    def _frame(self) -> None:
        at = time.monotonic()
        if self._first:
            self._first = False
            self.tell(what="first-frame", at=at)
        if self._before is not None:
            self.painted(at)

    def _listen(self) -> None:
        for line in sys.stdin:
            self._ordered.emit(line)
        self._ordered.emit('{"do": "quit"}')

    @Slot(str)
    def _obey(self, line: str) -> None:
        order = json.loads(line)
        answer = self._orders[order["do"]](order)
        self.tell(what=order["do"], answer=answer)

    def _arm(self, _order: Any) -> None:
        self._before = self.picture()

    def _touch(self, order: Any) -> float:
        """Put a finger down at ``x, y``; when it was."""
        at = time.monotonic()
        point = QPoint(order["x"], order["y"])
        QTest.touchEvent(self.window, self._finger).press(0, point, self.window).commit()
        return at

    def _release(self, _order: Any) -> None:
        """Take the finger away where nothing is hit."""
        QTest.touchEvent(self.window, self._finger).move(0, OUTSIDE, self.window).commit()
        QTest.touchEvent(self.window, self._finger).release(0, OUTSIDE, self.window).commit()
