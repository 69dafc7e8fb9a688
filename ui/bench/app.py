"""The bench window: cards and books to scan, cables to pull, and the slip that comes out of the printer."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtQuick import QQuickView

from kiosk.words import Catalogue
from ui.app import application

QML = Path(__file__).parent / "Bench.qml"
WORDS = Path(__file__).parents[2] / "resources" / "words" / "bench"
LANGUAGES = ("zh", "en")
WATCH_MILLISECONDS = 500
WIDTH, MARGIN = 760, 24
TOGETHER = 40  # books at hand at once


class Hands(Protocol):
    """What can be done to the demo's devices; all may be called from Qt's thread and return at once."""

    def scan(self, label: str) -> None: ...

    def lay(self, item: str) -> None:
        """On the pad."""

    def lift(self, item: str) -> None: ...

    def cable(self, name: str, plugged: bool) -> None:
        """``name`` is network, scanner, pad or printer."""

    def paper(self, how: str) -> None: ...

    def cover(self, how: str) -> None: ...

    def readers(self) -> Sequence[tuple[str, str, str]]:
        """Barcode, name and case of every card."""

    def books(self) -> Sequence[tuple[str, str, str]]:
        """Barcode, title and status of every copy, at the start."""

    def slip(self) -> Path | None:
        """The picture of the newest slip."""

    def ended(self) -> bool:
        """Whether a part of the demo has gone, and the window should too."""


class Bench(QObject):
    """The window's one model."""

    languageChanged = Signal()
    searchChanged = Signal()
    cablesChanged = Signal()
    slipChanged = Signal()
    padChanged = Signal()

    def __init__(self, hands: Hands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hands = hands
        self._words = [Catalogue.load(WORDS, language) for language in LANGUAGES]
        self._readers = list(hands.readers())
        self._books = list(hands.books())
        self._search = ""
        self._cables = {"network": True, "scanner": True, "pad": True, "printer": True}
        self._lying: list[str] = []
        self._how = {"paper": "ok", "cover": "closed"}
        self._slip: Path | None = None
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(WATCH_MILLISECONDS)

    gone = Signal()

    @Property("QVariantMap", notify=languageChanged)
    def say(self) -> dict[str, str]:
        return dict(self._words[0].chrome)

    @Property("QVariantList", notify=languageChanged)
    def cards(self) -> list[dict[str, str]]:
        return [self._line(barcode, name, f"case-{case}") for barcode, name, case in self._readers]

    @Property("QVariantList", notify=searchChanged)
    def books(self) -> list[dict[str, str]]:
        found = [book for book in self._books if self._search.lower() in book[1].lower()]
        return [self._line(barcode, title, f"status-{status}") for barcode, title, status in found[:TOGETHER]]

    @Property("QVariantMap", notify=cablesChanged)
    def state(self) -> dict[str, Any]:
        return {**self._cables, **self._how}

    @Property(QUrl, notify=slipChanged)
    def slip(self) -> QUrl:
        return QUrl.fromLocalFile(str(self._slip)) if self._slip else QUrl()

    @Property("QStringList", notify=padChanged)
    def lying(self) -> list[str]:
        """What lies on the pad."""
        return list(self._lying)

    @Slot(str)
    def move(self, item: str) -> None:
        """Lay a book on the pad, or take it away."""
        if item in self._lying:
            self._lying.remove(item)
            self._hands.lift(item)
        else:
            self._lying.append(item)
            self._hands.lay(item)
        self.padChanged.emit()

    @Slot()
    def clearPad(self) -> None:
        for item in self.lying:
            self.move(item)

    @Slot()
    def otherLanguage(self) -> None:
        self._words.reverse()
        self.languageChanged.emit()
        self.searchChanged.emit()

    @Slot(str)
    def find(self, text: str) -> None:
        self._search = text.strip()
        self.searchChanged.emit()

    @Slot(str)
    def scan(self, label: str) -> None:
        self._hands.scan(label)

    @Slot(str)
    def pull(self, cable: str) -> None:
        """Pull a cable, or put it back."""
        self._cables[cable] = not self._cables[cable]
        self._hands.cable(cable, self._cables[cable])
        self.cablesChanged.emit()

    @Slot(str)
    def next(self, what: str) -> None:
        """The next condition of the paper or the cover."""
        ways = {"paper": ("ok", "near-end", "out"), "cover": ("closed", "open")}[what]
        how = ways[(ways.index(self._how[what]) + 1) % len(ways)]
        self._how[what] = how
        (self._hands.paper if what == "paper" else self._hands.cover)(how)
        self.cablesChanged.emit()

    def _line(self, barcode: str, name: str, message: str) -> dict[str, str]:
        return {"barcode": barcode, "name": name, "what": self._words[0].say(message)}

    def _look(self) -> None:
        if self._hands.ended():
            self.gone.emit()
        slip = self._hands.slip()
        if slip != self._slip:
            self._slip = slip
            self.slipChanged.emit()


class BenchWindow(QQuickView):
    """Give ``size`` to fit beside the kiosk."""

    def __init__(self, hands: Hands, size: tuple[int, int]) -> None:
        super().__init__()
        application()
        self.bench = Bench(hands, self)
        self.setTitle("Jieyue · bench")
        self.setInitialProperties({"bench": self.bench})
        self.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.resize(*size)
        self.setSource(QUrl.fromLocalFile(str(QML)))
        if self.errors():
            raise RuntimeError("; ".join(error.toString() for error in self.errors()))


def run(hands: Hands, size: tuple[int, int] | None = None) -> int:
    """Show the bench until it is closed or a part of the demo has gone. Without a size it takes the right-hand part
    of the screen, beside the kiosk."""
    app = application()
    room = app.primaryScreen().availableGeometry()
    width = min(WIDTH, room.width() // 2)
    window = BenchWindow(hands, size or (width, round(room.height() * 0.88)))
    window.bench.gone.connect(app.quit)
    if size is None:
        window.setPosition(room.right() - width - MARGIN, room.top() + MARGIN)
    window.show()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: app.quit())  # heard at the next look, twice a second
    return app.exec()
