"""The frame around every page: the fixed words, the languages, the clock, and how large and in which colours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.letterhead import Letterhead
from kiosk.state import State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

THEMES = ("light", "dark", "contrast")
FORGET_APPEARANCE_MS = 60_000


@QmlElement
@QmlUncreatable("shown by Kiosk")
class ChromeModel(QObject):
    """Fixed words by message id; they change with the language."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, str] = {}
        self._language = ""
        self._languages: list[dict[str, str]] = []
        self._told = (Letterhead("", ""), "", "")  # and notice, opening hours

    def show(
        self, words: Catalogue, languages: list[dict[str, str]], head: Letterhead, notice: str, hours: str
    ) -> None:
        told = (head, notice, hours)
        if words.language == self._language and languages == self._languages and told == self._told:
            return
        self._words = dict(words.chrome)
        self._language, self._languages, self._told = words.language, languages, told
        called = f" {head.hotline}" if head.hotline else ""
        self._words["hotline"] = words.say("help-phone") + called if called else ""
        self._words["urgent"] = words.say("help-urgent") + called if called else ""
        self._words["call"] = words.say("out-of-service-call") + called if called else ""
        self.changed.emit()

    @Property("QVariantMap", notify=changed)
    def words(self) -> dict[str, str]:
        return self._words

    @Property(str, notify=changed)
    def language(self) -> str:
        return self._language

    @Property("QVariantList", notify=changed)
    def languages(self) -> list[dict[str, str]]:
        """``code`` and ``name`` of each language, in its own words."""
        return self._languages

    @Property(str, notify=changed)
    def library(self) -> str:
        return self._told[0].library

    @Property(str, notify=changed)
    def notice(self) -> str:
        """What the library wants everybody to read on the welcome page."""
        return self._told[1]

    @Property(str, notify=changed)
    def hours(self) -> str:
        """When the library is open, in its own words."""
        return self._told[2]


@QmlElement
@QmlUncreatable("shown by Kiosk")
class ClockModel(QObject):
    """The time of day; it ticks once a minute."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick)
        self._text = ""
        self._tick()

    @Slot()
    def _tick(self) -> None:
        now = datetime.now()
        self._text = f"{now:%H:%M}"
        self._timer.start((60 - now.second) * 1000 - now.microsecond // 1000 + 20)
        self.changed.emit()

    @Property(str, notify=changed)
    def text(self) -> str:
        return self._text


@QmlElement
@QmlUncreatable("shown by Kiosk")
class Appearance(QObject):
    """Text size and colours, as this reader wants them: the next reader starts afresh."""

    changed = Signal()

    def __init__(self, theme: str, brand: str, *, motion: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual = theme
        self._brand = brand
        self._motion = motion
        self._theme = theme
        self._large = False
        self._visit = ""
        self._forget = QTimer(self, singleShot=True, interval=FORGET_APPEARANCE_MS)
        self._forget.timeout.connect(self._reset)

    def show(self, state: State) -> None:
        visit = state.visit.id if state.visit else ""
        if visit != self._visit:
            if self._visit:
                self._reset()
            self._forget.stop()
        self._visit = visit

    @Slot()
    def toggleLarge(self) -> None:
        self._set(self._theme, not self._large)

    @Slot()
    def nextTheme(self) -> None:
        self._set(THEMES[(THEMES.index(self._theme) + 1) % len(THEMES)], self._large)

    @Slot()
    def _reset(self) -> None:
        self._set(self._usual, large=False)
        self._forget.stop()

    def _set(self, theme: str, large: bool) -> None:
        if not self._visit:
            self._forget.start()
        if (theme, large) != (self._theme, self._large):
            self._theme, self._large = theme, large
            self.changed.emit()

    @Property(str, notify=changed)
    def theme(self) -> str:
        return self._theme

    @Property(bool, notify=changed)
    def large(self) -> bool:
        return self._large

    @Property(str, notify=changed)
    def brand(self) -> str:
        return self._brand

    @Property(bool, notify=changed)
    def motion(self) -> bool:
        return self._motion


def named(catalogues: dict[str, Any]) -> list[dict[str, str]]:
    """Each language with its own name for itself."""
    return [{"code": code, "name": words.say("language-name")} for code, words in catalogues.items()]
