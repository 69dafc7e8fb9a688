"""A robot's finger and eye at the kiosk's window, for the demonstration that plays by itself.

Lines of JSON on standard input, one answer each on standard output:

========================================  ========================================================
``{"do": "see"}``                         the page, and every text that can be read on it
``{"do": "touch", "what": objectName}``   a tap in the middle of an item; ``{"ok": false}`` without it,
                                          or while something lies over it
``{"do": "picture", "path": PATH}``       the window as it is, as PNG
========================================  ========================================================

Only the demo's own entry point makes one: no kiosk in a library listens to anything of the kind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.state import State


class Front(Protocol):
    @property
    def state(self) -> State: ...


class Robot(QObject):
    """Made in Qt's thread once the window is painted."""

    _told = Signal(str)

    def __init__(self, front: Front) -> None:
        super().__init__(QGuiApplication.instance())
        self._front = front
        self._window = next(one for one in QGuiApplication.topLevelWindows() if isinstance(one, QQuickWindow))
        self._told.connect(self._obey, Qt.ConnectionType.QueuedConnection)
        Thread(target=self._listen, name="robot", daemon=True).start()
        _say("ready")

    def _listen(self) -> None:
        for line in sys.stdin:
            self._told.emit(line)

    @Slot(str)
    def _obey(self, line: str) -> None:
        command = json.loads(line)
        match command["do"]:
            case "see":
                texts = [text for item in self._items() if (text := _readable(item))]
                _say(json.dumps({"page": self._front.state.page.value, "texts": texts}, ensure_ascii=False))
            case "touch":
                _say(json.dumps({"ok": self._touch(command["what"])}))
            case "picture":
                _say(json.dumps({"ok": self._window.grabWindow().save(command["path"])}))

    def _touch(self, name: str) -> bool:
        item = next((one for one in self._items() if one.objectName() == name and one.isEnabled()), None)
        if item is None:
            return False
        centre = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        met = self._met_by_a_finger(centre)
        if met is None or not (met is item or item.isAncestorOf(met)):
            return False
        QTest.mouseClick(
            self._window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre.toPoint()
        )
        return True

    def _met_by_a_finger(self, point: QPointF) -> QQuickItem | None:
        """What a tap there reaches: a dialog that is still closing lies over the page's buttons."""
        met = None
        for item in self._items():
            if item.acceptedMouseButtons() and item.contains(item.mapFromScene(point)):
                met = item
        return met

    def _items(self) -> Iterator[QQuickItem]:
        """Everything that can be seen, from back to front."""
        waiting = [self._window.contentItem()]
        while waiting:
            item = waiting.pop(0)
            if item.isVisible() and item.opacity() > 0:
                yield item
                waiting[:0] = item.childItems()


def _readable(item: QQuickItem) -> str:
    text: Any = item.property("text")
    return text.strip() if isinstance(text, str) and item.inherits("QQuickText") else ""


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
