"""What lies over a page: the help panel and the warning that the visit ends."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.state import State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

_TOLD = {
    "waiting": "help-waiting",
    "done": "help-done",
    "kept-locally": "help-kept",
    "not-possible": "help-failed",
}


@QmlElement
@QmlUncreatable("shown by Kiosk")
class HelpModel(QObject):
    """The help panel: closed, asking what the trouble is, or telling what became of the call."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Any, ...] = (False, "", "", "")

    def show(self, state: State, words: Catalogue) -> None:
        panel = state.visit.help if state.visit else state.help
        outcome = panel.outcome.value if panel and panel.outcome else ""
        told = _TOLD.get(outcome, "")
        hint = f"{told}-hint"
        shown = (
            panel is not None,
            outcome,
            words.say(told) if told else "",
            words.say(hint) if told and hint in words else "",
        )
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    @Property(bool, notify=changed)
    def open(self) -> bool:
        return bool(self._shown[0])

    @Property(str, notify=changed)
    def outcome(self) -> str:
        """One of the five outcomes once a reason was chosen, before that nothing."""
        return str(self._shown[1])

    @Property(str, notify=changed)
    def sentence(self) -> str:
        return str(self._shown[2])

    @Property(str, notify=changed)
    def hint(self) -> str:
        return str(self._shown[3])


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
