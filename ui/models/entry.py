"""What is typed on the on-screen keypad."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.events import Event, Typed, TypedPin

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST_NUMBER = 20
LONGEST_PIN = 12


@QmlElement
@QmlUncreatable("shown by Kiosk")
class NumberEntry(QObject):
    """A card or item number; shown in groups of four."""

    changed = Signal()

    def __init__(self, post: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = post
        self._digits = ""
        self._asked = False

    @Property(bool, notify=changed)
    def asked(self) -> bool:
        """Whether the keypad lies over the page."""
        return self._asked

    @Slot()
    def ask(self) -> None:
        self._set("", asked=True)

    @Property(str, notify=changed)
    def text(self) -> str:
        groups = (self._digits[at : at + 4] for at in range(0, len(self._digits), 4))
        return "\u2009".join(groups)  # thin spaces

    @Property(int, notify=changed)
    def length(self) -> int:
        return len(self._digits)

    @Slot(str)
    def press(self, key: str) -> None:
        if len(self._digits) < LONGEST_NUMBER:
            self._set(self._digits + key, asked=self._asked)

    @Slot()
    def erase(self) -> None:
        self._set(self._digits[:-1], asked=self._asked)

    @Slot()
    def clear(self) -> None:
        """Forget the number and put the keypad away."""
        self._set("")

    @Slot()
    def submit(self) -> None:
        if self._digits:
            digits = self._digits
            self._set("")
            self._post(Typed(digits))

    def _set(self, digits: str, *, asked: bool = False) -> None:
        if (digits, asked) != (self._digits, self._asked):
            self._digits, self._asked = digits, asked
            self.changed.emit()


@QmlElement
@QmlUncreatable("shown by Kiosk")
class PinEntry(QObject):
    """A PIN. QML sees how long it is, never what it is; it is forgotten as it is handed on."""

    changed = Signal()

    def __init__(self, post: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = post
        self._digits = bytearray()

    @Property(int, notify=changed)
    def length(self) -> int:
        return len(self._digits)

    @Slot(str)
    def press(self, key: str) -> None:
        if len(self._digits) < LONGEST_PIN:
            self._digits += key.encode()
            self.changed.emit()

    @Slot()
    def erase(self) -> None:
        if self._digits:
            self._digits[-1] = 0
            del self._digits[-1]
            self.changed.emit()

    @Slot()
    def clear(self) -> None:
        if self._digits:
            self._digits[:] = bytes(len(self._digits))  # overwritten, not only let go
            self._digits.clear()
            self.changed.emit()

    @Slot()
    def submit(self) -> None:
        if self._digits:
            pin = self._digits.decode()
            self.clear()
            self._post(TypedPin(pin))
