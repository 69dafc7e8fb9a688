"""How a reader reaches the library away from the glass, as staff wrote it in the console."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from config.vocabulary import TextName
from kiosk.state import State
from ui.models.farewell import code_path

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

MOST_CODED = 300  # bytes in a code that an old phone still reads from a step away


@QmlElement
@QmlUncreatable("shown by Kiosk")
class ContactsModel(QObject):
    """E-mail, accounts and the WeChat code; the phone and the hours stand in the chrome."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: tuple[str, ...] = ("", "", "")
        self._code: tuple[str, int] = ("", 0)

    def show(self, state: State, language: str) -> None:
        told = tuple(
            state.text(name, language) for name in (TextName.EMAIL, TextName.SOCIAL, TextName.WECHAT)
        )
        if told != self._told:
            self._told = told
            address = told[2]
            self._code = code_path(address) if 0 < len(address.encode()) <= MOST_CODED else ("", 0)
            self.changed.emit()

    @Property(bool, notify=changed)
    def any(self) -> bool:
        """The library wrote one of them."""
        return any(self._told)

    @Property(str, notify=changed)
    def email(self) -> str:
        return self._told[0]

    @Property(str, notify=changed)
    def social(self) -> str:
        """Further accounts, a line each."""
        return self._told[1]

    @Property(str, notify=changed)
    def wechat(self) -> str:
        """The QR code as an SVG path of unit squares, or nothing."""
        return self._code[0]

    @Property(int, notify=changed)
    def wechatSize(self) -> int:
        """The width of the QR code in squares."""
        return self._code[1]
