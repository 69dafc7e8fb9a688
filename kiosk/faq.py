"""The frequent questions as the library last published them: they answer without a network as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Picture:
    """A picture of an answer; the file lies under its ``hash`` in the kiosk's folder."""

    hash: str
    alt: str
    width: int  # pixels
    height: int


@dataclass(frozen=True)
class Answer:
    """A question and its answer in one language."""

    question: str
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    words: str = ""  # what a search looks through: folded, with pinyin and its initials


@dataclass(frozen=True)
class Entry:
    """One question in all its languages; ``code`` is the refusal it explains, if it explains one."""

    id: int
    code: str = ""
    category: str = ""
    asked: int = 0  # how often it was read lately
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def answer(self, language: str) -> Answer | None:
        """In this language, or else in any there is."""
        return self.answers.get(language) or next(iter(self.answers.values()), None)


@dataclass(frozen=True)
class Faq:
    """All entries, most asked first."""

    entries: tuple[Entry, ...] = ()

    def for_code(self, code: str) -> Entry | None:
        """The entry that explains a refusal."""
        return next((entry for entry in self.entries if code and entry.code == code), None)
