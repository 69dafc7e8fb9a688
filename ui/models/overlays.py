"""What lies over a page: the warning that the visit ends."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.state import State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("shown by Kiosk")
class IdleModel(QObject):
    """The last seconds of a visit in which nothing happens."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[bool, float, str] = (False, 1.0, "")

    def show(self, state: State, words: Catalogue) -> None:
        left = state.idle_left
        shown = (False, 1.0, "")
        if left is not None:
            shown = (True, left / state.settings.warning_seconds, words.say("idle-hint", seconds=left))
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    @Property(bool, notify=changed)
    def warning(self) -> bool:
        return self._shown[0]

    @Property(float, notify=changed)
    def left(self) -> float:
        """How much of the warning time is left, 1 to 0."""
        return self._shown[1]

    @Property(str, notify=changed)
    def sentence(self) -> str:
        return self._shown[2]
