"""Opens the window and runs Qt.

The namespace ``Qt`` with its thousand constants takes a tenth of the start to import; what is needed before the first
picture does without it, here and in the models.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QCoreApplication, QEvent, QMetaObject, QUrl
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtQuick import QQuickView

from ui.bridge import Bridge, Desk
from ui.icons import Icons
from ui.look import DESIGN_SIZE, Look
from ui.models.kiosk import Kiosk

QML = Path(__file__).parent / "qml"
FONT = "Noto Sans CJK SC"
_asked_to_end = Event()

SCREEN_SHARE = 0.9  # of the screen's height or width, for a window that is not full screen


class Screen(QQuickView):
    """The kiosk's one window."""

    def __init__(self, desk: Desk, look: Look) -> None:
        super().__init__()
        self._help_key = QKeySequence(look.help_key) if look.help_key else None
        self.kiosk = Kiosk(look, desk.post, self)
        self._bridge = Bridge(desk, self.kiosk.show, self)
        self.kiosk.serve(self.engine())
        self.engine().addImageProvider("icon", Icons())
        self.setTitle(self.kiosk.chrome.library or "Jieyue")
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.setColor("#f7f3ea")
        self.resize(*(look.size or _fitting(look)))
        # With a size from the start nothing is laid out twice.
        self.setInitialProperties({"width": self.width(), "height": self.height()})
        self.setSource(QUrl.fromLocalFile(str(QML / "Main.qml")))
        if self.errors():
            raise RuntimeError("; ".join(error.toString() for error in self.errors()))

    def event(self, event: QEvent) -> bool:
        """Any touch tells that the reader is still there; one key is the machine's help button."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_help(event):
            self.kiosk.touch.pressHelp()
            return True
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self.kiosk.touch.felt()
        return super().event(event)

    def _is_help(self, event: QKeyEvent) -> bool:
        return not event.isAutoRepeat() and self._help_key == QKeySequence(event.keyCombination())


def application() -> QGuiApplication:
    """Qt, made ready for this screen: without a GPU its own painter is ten times lighter than Mesa's."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    app = QGuiApplication(sys.argv[:1])
    app.setFont(QFont(FONT))
    return app


def run(desk: Desk, look: Look, shown: Callable[[], object] = lambda: None) -> int:
    """Show the desk until the window is closed; the exit status of Qt. ``shown`` is called once, after the first
    picture."""
    app = application()
    screen = Screen(desk, look)
    if look.full_screen:
        screen.showFullScreen()
    else:
        screen.show()

    def first_picture() -> None:
        screen.frameSwapped.disconnect(first_picture)
        shown()
        Thread(target=screen.kiosk.warm, daemon=True).start()

    screen.frameSwapped.connect(first_picture)
    return 0 if _asked_to_end.is_set() else app.exec()


def quit() -> None:  # noqa: A001 - ends the screen as the word says
    """End the running screen; may be called from any thread, and before it runs."""
    _asked_to_end.set()
    app = QCoreApplication.instance()
    if app is not None:
        from PySide6.QtCore import Qt

        # Queued: called straight from another thread, quit() would hold Python's lock and wait for the Qt thread.
        QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)


def _fitting(look: Look) -> tuple[int, int]:
    width, height = DESIGN_SIZE[look.orientation]
    screen = QGuiApplication.primaryScreen()
    room = screen.availableGeometry() if screen else None
    if room is None:
        return width, height
    share = min(1.0, SCREEN_SHARE * room.width() / width, SCREEN_SHARE * room.height() / height)
    return round(width * share), round(height * share)
