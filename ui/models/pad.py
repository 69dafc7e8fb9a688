"""What lies on the item pad: counted live, with one thing to do about it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from drivers.roles import Role
from kiosk import stack
from kiosk.state import State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

NO_PAD: tuple[Any, ...] = (False, 0, 0, 0, "", "")
"""At the start nothing is known of a pad; and the first number put into words loads Babel, 90 ms."""


@QmlElement
@QmlUncreatable("shown by Kiosk")
class PadModel(QObject):
    """The pad, for pages on which items are laid there."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = NO_PAD

    def show(self, state: State, words: Catalogue) -> None:
        shown = self._found(state, words) if state.has(Role.ITEM_PAD) else NO_PAD
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _found(self, state: State, words: Catalogue) -> tuple[Any, ...]:
        count = len(stack.piles(stack.here(state)))
        limit = state.settings.most_on_pad
        said = words.say("pad-reading") if state.reading else words.say("pad-count", count=count)
        return (True, count, state.reading, limit, said, words.say("pad-hint", limit=limit))

    @Property(bool, notify=changed)
    def there(self) -> bool:
        """Whether a pad is there and works."""
        return bool(self._shown[0])

    @Property(int, notify=changed)
    def count(self) -> int:
        """Items on the pad; a set of several parts is one."""
        return int(self._shown[1])

    @Property(int, notify=changed)
    def reading(self) -> int:
        """Tags that lie there and are still being read."""
        return int(self._shown[2])

    @Property(int, notify=changed)
    def limit(self) -> int:
        """Items at a time."""
        return int(self._shown[3])

    @Property(str, notify=changed)
    def said(self) -> str:
        return str(self._shown[4])

    @Property(str, notify=changed)
    def hint(self) -> str:
        """How to lay them down."""
        return str(self._shown[5])
