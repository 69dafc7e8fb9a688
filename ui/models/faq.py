"""The frequent questions as QML sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.faq import Entry, Faq
from kiosk.finding import search
from kiosk.state import Browse, State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

MOST_ASKED = 4  # with the categories below they fill the page
MOST_FOUND = 20


def answer_shown(entry: Entry, language: str, pictures: Path | None) -> dict[str, Any]:
    """What ``FaqAnswer`` shows of an entry; ``pictures`` is the folder their files lie in."""
    answer = entry.answer(language)
    if answer is None:
        return {}
    return {
        "id": entry.id,
        "question": answer.question,
        "paragraphs": list(answer.paragraphs),
        "pictures": [
            {
                "source": (pictures / one.hash).as_uri(),
                "alt": one.alt,
                "width": one.width,
                "height": one.height,
            }
            for one in answer.pictures
            if pictures is not None
        ],
    }


@QmlElement
@QmlUncreatable("shown by Kiosk")
class FaqModel(QObject):
    """The list, a category, an answer; and what somebody looks for, which is on the glass alone."""

    changed = Signal()
    looked = Signal()

    def __init__(self, pictures: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._faq = Faq()
        self._words: Catalogue | None = None
        self._shown: tuple[Any, ...] = (None, "", Faq(), None)
        self._page = self._title = self._helped = ""
        self._answer: dict[str, Any] = {}
        self._rows: list[dict[str, Any]] = []
        self._categories: list[dict[str, Any]] = []
        self._query = ""
        self._hits: list[dict[str, Any]] = []
        self._count = 0

    def show(self, state: State, words: Catalogue) -> None:
        browse = state.panel.browse if state.panel else None
        shown = (browse, words.language, state.faq, state.visit.id if state.visit else None)
        if shown == self._shown and words is self._words:
            return
        other = browse is None or shown[3] != self._shown[3]
        self._shown, self._words, self._faq = shown, words, state.faq
        self._put(browse, words.language)
        if other:
            self._query = ""
        self.look(self._query)
        self.changed.emit()

    def _put(self, browse: Browse | None, language: str) -> None:
        entry = self._faq.entry(browse.entry) if browse and browse.entry is not None else None
        category = browse.category if browse else ""
        self._page = "" if browse is None else "answer" if entry else "category" if category else "list"
        self._answer = answer_shown(entry, language, self._pictures) if entry else {}
        judged = browse.judged.get(entry.id) if browse and entry else None
        self._helped = "" if judged is None else "yes" if judged else "no"
        entries = [one for one in self._faq.entries if one.answer(language)] if browse else []
        chosen = [one for one in entries if one.category == category] if category else entries[:MOST_ASKED]
        self._rows = [_row(one, language) for one in chosen]
        counts = {
            code.code: sum(one.category == code.code for one in entries) for code in self._faq.categories
        }
        self._categories = [
            {"code": one.code, "name": one.name(language)} for one in self._faq.categories if counts[one.code]
        ]
        self._title = next((one.name(language) for one in self._faq.categories if one.code == category), "")

    @Slot(str)
    def look(self, query: str) -> None:
        """What is found for it, while somebody types."""
        language = self._words.language if self._words else ""
        self._query = query.strip()
        found = search(self._faq, self._query, language) if self._query else ()
        self._hits = [_row(one, language) for one in found[:MOST_FOUND]]
        self._count = len(found)
        self.looked.emit()

    @Property(bool, notify=changed)
    def any(self) -> bool:
        """Whether the library has published any question."""
        return bool(self._faq.entries)

    @Property(str, notify=changed)
    def page(self) -> str:
        """``list``, ``category`` or ``answer``; nothing while it is closed."""
        return self._page

    @Property(str, notify=changed)
    def title(self) -> str:
        """The category's name."""
        return self._title

    @Property("QVariantMap", notify=changed)
    def answer(self) -> dict[str, Any]:
        """For ``FaqAnswer``."""
        return self._answer

    @Property(str, notify=changed)
    def helped(self) -> str:
        return self._helped

    @Property("QVariantList", notify=changed)
    def rows(self) -> list[dict[str, Any]]:
        """``number`` and ``question`` of the most asked, or of the category."""
        return self._rows

    @Property("QVariantList", notify=changed)
    def categories(self) -> list[dict[str, Any]]:
        """``code`` and ``name``."""
        return self._categories

    @Property(str, notify=looked)
    def query(self) -> str:
        return self._query

    @Property("QVariantList", notify=looked)
    def hits(self) -> list[dict[str, Any]]:
        """As ``rows``, best first."""
        return self._hits

    @Property(int, notify=looked)
    def count(self) -> int:
        """How many were found."""
        return self._count

    @Property(str, notify=looked)
    def found(self) -> str:
        """A sentence about how many were found."""
        if not self._query or self._words is None:
            return ""
        return (
            self._words.say("faq-found", count=self._count)
            if self._count
            else self._words.say("faq-found-none")
        )


def _row(entry: Entry, language: str) -> dict[str, Any]:
    answer = entry.answer(language)
    return {"number": entry.id, "question": answer.question if answer else ""}
