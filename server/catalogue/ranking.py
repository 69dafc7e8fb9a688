"""In which order the titles that were found are shown: one rule, the same whatever database found them.

Pure: words in, order out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from server.catalogue.tokens import Indexed

Spellings = Sequence[tuple[str, bool]]  # of one word: any of these will do; True: as a beginning


class Fit(IntEnum):
    """How well a title fits, best first."""

    WHOLE_TITLE = 0
    TITLE_BEGINS = 1
    IN_TITLE = 2  # all words
    KEY = 3  # the pinyin of the title or of an author, an ISBN, a call number
    AUTHOR = 4  # all words
    TITLE_AND_AUTHOR = 5
    KEY_BEGINS = 6
    SUBJECT = 7  # with it, all words
    SOMEHOW = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for: the query without punctuation, and its words."""

    plain: str
    words: Sequence[Spellings]


def place(wanted: Wanted, words: Indexed) -> tuple[int, int]:
    """Where a title stands among others: by fit, then the shorter title first. What is equal goes by id."""
    return fit(wanted, words), len(words.plain)


def fit(wanted: Wanted, words: Indexed) -> Fit:
    asked, title = wanted.plain.replace(" ", ""), words.plain.replace(" ", "")
    if asked and title == asked:
        return Fit.WHOLE_TITLE
    if asked and (words.plain + " ").startswith(wanted.plain):
        return Fit.TITLE_BEGINS
    of_title, of_author, keys = words.title.split(), words.author.split(), words.keys.split()
    if _all(wanted, of_title):
        return Fit.IN_TITLE
    if asked in keys:
        return Fit.KEY
    if _all(wanted, of_author):
        return Fit.AUTHOR
    if _all(wanted, [*of_title, *of_author]):
        return Fit.TITLE_AND_AUTHOR
    if asked and any(key.startswith(asked) for key in keys):
        return Fit.KEY_BEGINS
    if _all(wanted, [*of_title, *of_author, *words.subject.split()]):
        return Fit.SUBJECT
    return Fit.SOMEHOW


def _all(wanted: Wanted, tokens: Sequence[str]) -> bool:
    return bool(wanted.words) and all(
        any(
            any(token.startswith(word) for token in tokens) if beginning else word in tokens
            for word, beginning in spellings
        )
        for spellings in wanted.words
    )
