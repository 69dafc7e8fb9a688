"""The yardstick for painting: an otherwise empty window whose one strip changes colour.

It changes on a line read from a device by a thread (``PORT`` is its first argument), and while it is touched.
Speaks as :mod:`tests.bench.stage` says.
"""

from __future__ import annotations

import os
import sys
import threading
import tty

from PySide6.QtCore import QByteArray, QObject, QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickView

from tests.bench.stage import Stage

QML = b"""
import QtQuick
Rectangle {
    property bool odd: false
    Rectangle {
        width: parent.width; height: 120; y: 300
        color: touched.pressed ? "black" : parent.odd ? "steelblue" : "white"
        MouseArea { id: touched; anchors.fill: parent }
    }
}
"""
STRIP = QPoint(540, 360)


class Plain(QObject):
    read = Signal()

    def __init__(self, view: QQuickView, port: str) -> None:
        super().__init__(view)
        self._view = view
        self._port = port
        self.read.connect(self._paint, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        port = os.open(self._port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(port)
        waiting = b""
        while True:
            waiting += os.read(port, 1024)
            while b"\r" in waiting:
                _line, waiting = waiting.split(b"\r", 1)
                self.read.emit()

    @Slot()
    def _paint(self) -> None:
        root = self._view.rootObject()
        root.setProperty("odd", not root.property("odd"))


class PlainStage(Stage):
    """``strip`` is told with the first frame in which the strip looks different from when it was armed."""

    def painted(self, at: float) -> None:
        if self.differs(STRIP.x(), STRIP.y(), 4, 4):
            self.disarm()
            self.tell(what="strip", at=at)


def main() -> int:
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    app = QGuiApplication(sys.argv[:1])
    view = QQuickView()
    view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
    component = QQmlComponent(view.engine())
    component.setData(QByteArray(QML), QUrl())
    view.setContent(QUrl(), component, component.create())
    stage = PlainStage(view, {"watch": lambda _said: {"x": STRIP.x(), "y": STRIP.y()}})
    plain = Plain(view, sys.argv[1])
    view.showFullScreen()
    stage.begin()
    status = app.exec()
    del plain
    return status


if __name__ == "__main__":
    sys.exit(main())
