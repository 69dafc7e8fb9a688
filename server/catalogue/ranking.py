"""In which order the titles that were found are shown: one rule, the same whatever database found them.

Pure: words in, order out.
"""

from __future__ import annotations

from collections.abc import Sequence
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


class Wanted:
    """What a reader asks for: ``plain`` is the query without punctuation, ``words`` its words."""

    def __init__(self, plain: str, words: Sequence[Spellings]) -> None:
        self.plain = plain
        self.words = words
        self.whole = plain.replace(" ", "")
        # As they stand in a field that begins and ends with a space. Hundreds of titles are looked through at once.
        self.needles = [
            [f" {word}" if beginning else f" {word} " for word, beginning in spellings] for spellings in words
        ]


def place(wanted: Wanted, words: Indexed) -> tuple[int, int]:
    """Where a title stands among others: by fit, then the shorter title first. What is equal goes by id."""
    return fit(wanted, words), len(words.plain)


def fit(wanted: Wanted, words: Indexed) -> Fit:
    whole = wanted.whole
    if whole and words.plain.replace(" ", "") == whole:
        return Fit.WHOLE_TITLE
    if whole and f"{words.plain} ".startswith(wanted.plain):
        return Fit.TITLE_BEGINS
    title, author, keys = f" {words.title} ", f" {words.author} ", f" {words.keys} "
    if _all(wanted, title):
        return Fit.IN_TITLE
    if f" {whole} " in keys:
        return Fit.KEY
    if _all(wanted, author):
        return Fit.AUTHOR
    if _all(wanted, title + author):
        return Fit.TITLE_AND_AUTHOR
    if whole and f" {whole}" in keys:
        return Fit.KEY_BEGINS
    if _all(wanted, f"{title}{author} {words.subject} "):
        return Fit.SUBJECT
    return Fit.SOMEHOW


def _all(wanted: Wanted, field: str) -> bool:
    return bool(wanted.needles) and all(
        any(needle in field for needle in spellings) for spellings in wanted.needles
    )
