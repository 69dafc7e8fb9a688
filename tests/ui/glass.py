"""What a test sees of the screen, and its finger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.events import Event, Touched
from kiosk.state import State
from ui.app import Screen, application
from ui.look import DESIGN_SIZE, WORDS, Look, Orientation
from ui.pictures import DRAWINGS, HOTLINE, LIBRARY, StillDesk

LOOK_MS = 3000


class Glass:
    """A window on a desk where nothing happens by itself."""

    def __init__(
        self,
        state: State,
        orientation: Orientation = "portrait",
        words: Path = WORDS,
        size: tuple[int, int] | None = None,
    ) -> None:
        application()
        self.desk = StillDesk(state)
        look = Look(
            orientation=orientation,
            library=LIBRARY,
            hotline=HOTLINE,
            size=size or DESIGN_SIZE[orientation],
            reduce_motion=True,
            words=words,
            pictures=DRAWINGS,
        )
        self.screen = Screen(self.desk, look)
        self.screen.show()
        assert QTest.qWaitForWindowExposed(self.screen, LOOK_MS)
        self.settle()

    def close(self) -> None:
        self.screen.close()
        self.screen.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def put(self, state: State) -> None:
        self.desk.put(state)
        self.settle()

    def settle(self) -> None:
        """Let queued signals, late deletions and layouts happen; with no motion three rounds are plenty."""
        for _ in range(3):
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.screen.grabWindow()
        QCoreApplication.processEvents()

    def items(self, root: QQuickItem | None = None) -> Iterator[QQuickItem]:
        """Everything that can be seen, from the back to the front."""
        waiting = [root or self.screen.contentItem()]
        while waiting:
            item = waiting.pop(0)
            if not item.isVisible():
                continue
            yield item
            waiting += item.childItems()

    def find(self, name: str) -> QQuickItem:
        found = [item for item in self.items() if item.objectName() == name]
        assert found, f"nothing called {name} in sight"
        return found[0]

    def sees(self, name: str) -> bool:
        return any(item.objectName() == name for item in self.items())

    def texts(self) -> list[QQuickItem]:
        return [item for item in self.items() if item.inherits("QQuickText") and item.property("text")]

    def said(self) -> list[str]:
        return [item.property("text") for item in self.texts()]

    def buttons(self) -> list[QQuickItem]:
        return [item for item in self.items() if item.metaObject().indexOfProperty("ring") >= 0]

    def place(self, item: QQuickItem) -> QRectF:
        return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))

    def touch(self, name: str) -> list[Event]:
        """Press the middle of what has this name; the events that follow, but for “I am here”."""
        middle = self.place(self.find(name)).center()
        before = len(self.desk.posted)
        QTest.mouseClick(
            self.screen,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(round(middle.x()), round(middle.y())),
        )
        self.settle()
        return [event for event in self.desk.posted[before:] if not isinstance(event, Touched)]
