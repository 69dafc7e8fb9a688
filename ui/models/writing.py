"""What is written on the on-screen keyboard, in Latin letters or by pinyin."""

from __future__ import annotations

import contextlib
import threading

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.pinyin import Candidate, Pinyin

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST_READING = 40  # letters waiting to become Chinese
ROWS = {
    "letters": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "signs": ("1234567890", "@#%&*-+()", "/:;'\"!?"),
    "chinese-signs": ("1234567890", "@、：；（）《》…", "“”‘’！？-"),
}


@QmlElement
@QmlUncreatable("shown by Kiosk")
class Writing(QObject):
    """One text at a time, forgotten as soon as it is handed on."""

    changed = Signal()
    keysChanged = Signal()  # apart, because keys that are made anew at every press would be slow
    offered = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pinyin: Pinyin | None = None
        self._loading = False
        self._text = self._letters = ""
        self._limit = 0
        self._chinese = self._upper = self._signs = False
        self._about = "words"
        self._found: list[Candidate] = []
        self._loaded.connect(self._look)

    @Slot(int, str, bool)
    def begin(self, limit: int, about: str, chinese: bool) -> None:
        """An empty text of at most ``limit`` characters, and the keys it will most likely begin with: ``about`` is
        ``words``, a ``contact`` (an e-mail or a number: no pinyin, and an @ within reach) or a ``number``."""
        words = about == "words"
        self._limit, self._about = limit, about
        self._keys(chinese=chinese and words, upper=words and not chinese, signs=about == "number")
        self.keysChanged.emit()
        self.clear()
        if not self._loading:
            self._loading = True
            threading.Thread(target=self._load, name="pinyin", daemon=True).start()

    @Slot(str)
    def goOn(self, text: str) -> None:
        """With a text that was written before."""
        self._text = text[: self._limit]
        self.changed.emit()

    def clear(self) -> None:
        self._text = ""
        self._read("")
        self.changed.emit()

    @Property(str, notify=changed)
    def text(self) -> str:
        return self._text

    @Property(str, notify=changed)
    def letters(self) -> str:
        """The letters that are not Chinese yet."""
        return self._letters

    @Property("QStringList", notify=offered)
    def candidates(self) -> list[str]:
        return [one.text for one in self._found]

    @Property("QStringList", notify=keysChanged)
    def rows(self) -> list[str]:
        """The keys of the three upper rows, as they would write now."""
        name = "letters" if not self._signs else "chinese-signs" if self._chinese else "signs"
        return [row.upper() if self._upper and not self._signs else row for row in ROWS[name]]

    @Property(str, notify=keysChanged)
    def comma(self) -> str:
        """The key before the blank."""
        return "，" if self._chinese else "@" if self._about == "contact" else ","

    @Property(bool, notify=keysChanged)
    def chinese(self) -> bool:
        return self._chinese

    @Property(bool, notify=keysChanged)
    def upper(self) -> bool:
        return self._upper

    @Property(bool, notify=keysChanged)
    def signs(self) -> bool:
        return self._signs

    @Property(int, notify=changed)
    def left(self) -> int:
        """How many characters may still be written."""
        return self._limit - len(self._text)

    @Slot(str)
    def press(self, key: str) -> None:
        if self._chinese and not self._signs and (key.isalpha() or (key == "'" and self._letters)):
            self._read((self._letters + key.lower())[:LONGEST_READING])
            return
        self._take_first()
        self._write(key)
        self._keys(upper=False)

    @Slot()
    def space(self) -> None:
        """The first candidate, or a blank."""
        if self._letters:
            self._take_first()
        else:
            self._write(" ")

    @Slot(int)
    def choose(self, number: int) -> None:
        if 0 <= number < len(self._found):
            self._choose(self._found[number])

    @Slot()
    def erase(self) -> None:
        if self._letters:
            self._read(self._letters[:-1])
        else:
            self._text = self._text[:-1]
            self.changed.emit()

    @Slot()
    def toggleLanguage(self) -> None:
        self._take_first()
        self._keys(chinese=not self._chinese, upper=False)

    @Slot()
    def toggleUpper(self) -> None:
        self._keys(upper=not self._upper)

    @Slot()
    def toggleSigns(self) -> None:
        self._take_first()
        self._keys(signs=not self._signs)

    @Slot(result=str)
    def take(self) -> str:
        """The text, which is not kept here any more."""
        self._take_first()
        text = self._text.strip()
        self.clear()
        return text

    def _keys(
        self, *, chinese: bool | None = None, upper: bool | None = None, signs: bool | None = None
    ) -> None:
        before = (self._chinese, self._upper, self._signs)
        self._chinese, self._upper, self._signs = now = (
            before[0] if chinese is None else chinese,
            before[1] if upper is None else upper,
            before[2] if signs is None else signs,
        )
        if now != before:
            self.keysChanged.emit()

    def _take_first(self) -> None:
        """What waits becomes what it most likely means; letters that mean nothing stay as they are."""
        while self._letters:
            self._choose(self._found[0] if self._found else Candidate(self._letters, len(self._letters)))

    def _choose(self, candidate: Candidate) -> None:
        self._write(candidate.text)
        self._read(self._letters[candidate.used :].lstrip("'"))

    def _write(self, text: str) -> None:
        self._text = (self._text + text)[: self._limit]
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        self._read(self._letters)

    def _read(self, letters: str) -> None:
        self._letters = letters
        self._found = self._pinyin.candidates(letters) if self._pinyin and letters else []
        self.changed.emit()
        self.offered.emit()

    def _load(self) -> None:
        self._pinyin = Pinyin.load()
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._loaded.emit()
