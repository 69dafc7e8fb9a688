"""The frequent questions as the library last published them: they answer without a network as well."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

FAQ_PICTURES = "faq"  # the folder of the pictures, in the kiosk's
MOST_ENTRIES = 1000
MOST_LANGUAGES = 20
MOST_PARAGRAPHS = 100
MOST_PICTURES = 12
LONGEST = 4000  # characters, of a paragraph
LONGEST_WORDS = 60_000
LARGEST = 4096  # pixels a side
_HASH = re.compile(r"[0-9a-f]{64}")


class Malformed(ValueError):
    """The document is not what docs/api.md says."""


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
class Category:
    """What some questions are about; its name in each language."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """In this language, or else in any there is."""
        return self.names.get(language) or next(iter(self.names.values()), self.code)


@dataclass(frozen=True)
class Faq:
    """All entries, most asked first."""

    entries: tuple[Entry, ...] = ()
    categories: tuple[Category, ...] = ()

    def for_code(self, code: str) -> Entry | None:
        """The entry that explains a refusal."""
        return next((entry for entry in self.entries if code and entry.code == code), None)

    def entry(self, number: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == number), None)

    def pictures(self) -> set[str]:
        """The hashes of all of them."""
        return {
            picture.hash
            for entry in self.entries
            for answer in entry.answers.values()
            for picture in answer.pictures
        }

    def showing(self, there: Set[str]) -> Faq:
        """The same with those pictures alone that are there."""
        if self.pictures() <= there:
            return self
        return replace(self, entries=tuple(_showing(entry, there) for entry in self.entries))


def _showing(entry: Entry, there: Set[str]) -> Entry:
    answers = {
        language: replace(answer, pictures=tuple(one for one in answer.pictures if one.hash in there))
        for language, answer in entry.answers.items()
    }
    return replace(entry, answers=answers)


def read(said: Mapping[str, Any]) -> Faq:
    """The document of ``GET /api/v1/faq``. What a newer server says beside it is passed over; what is too much is left
    out. Raises :class:`Malformed`."""
    try:
        return Faq(
            entries=tuple(_entry(one) for one in said["entries"][:MOST_ENTRIES]),
            categories=tuple(_category(one) for one in said.get("categories", [])[:MOST_ENTRIES]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def _entry(said: Mapping[str, Any]) -> Entry:
    texts = list(said["texts"].items())[:MOST_LANGUAGES]
    return Entry(
        id=_number(said["id"]),
        code=_text(said.get("code", "")),
        category=_text(said.get("category", "")),
        asked=_number(said.get("asked", 0)),
        answers={_text(language): _answer(one) for language, one in texts},
    )


def _answer(said: Mapping[str, Any]) -> Answer:
    return Answer(
        question=_text(said["question"]),
        paragraphs=tuple(map(_text, said["answer"][:MOST_PARAGRAPHS])),
        pictures=tuple(map(_picture, said.get("pictures", [])[:MOST_PICTURES])),
        words=_text(said.get("words", ""), LONGEST_WORDS),
    )


def _picture(said: Mapping[str, Any]) -> Picture:
    name = _text(said["hash"])
    width, height = _number(said["width"]), _number(said["height"])
    if not _HASH.fullmatch(name) or not 0 < width <= LARGEST or not 0 < height <= LARGEST:
        raise ValueError("no picture")  # its name becomes part of a path
    return Picture(name, _text(said["alt"]), width, height)


def _category(said: Mapping[str, Any]) -> Category:
    names = list(said["names"].items())[:MOST_LANGUAGES]
    return Category(_text(said["code"]), {_text(language): _text(name) for language, name in names})


def _text(said: object, most: int = LONGEST) -> str:
    if not isinstance(said, str):
        raise TypeError("not a text")
    return said[:most]


def _number(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said < 2**31:
        raise ValueError("not a number")
    return said
