"""Finding titles: by title, author, pinyin or its first letters, subject, ISBN, call number.

The database picks the best candidates by its own rank; :mod:`server.catalogue.ranking` puts them in order. If
nothing fits what was typed, Chinese is looked for by character, and a Latin word the catalogue does not know by the
words it may have been meant to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy.orm import Session

from config.isbn import normalise
from config.vocabulary import ItemStatus
from server.catalogue import index
from server.catalogue.ranking import Spellings, Wanted, place
from server.catalogue.tokens import compact, fold, is_han, may_be_mistyped, plain, whole, words
from server.store.tables import Copy, Loan, NearWord, Title

MOST_CHARACTERS = 200  # of a query; more is nobody's typing
MOST_MEANT = 8  # words that a mistyped one may have been

# Too common to narrow anything; left out where the query says something else.
_COMMON = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "的", "之", "与", "和"])
_NUMBER = re.compile(r"[a-z]{0,2}\d+(?:[.\-=/:+]\d+)+x?")  # a call number, part of an ISBN


@dataclass(frozen=True, slots=True)
class Hit:
    """One title as a list shows it."""

    id: int
    title: str
    author: str
    isbn: str | None
    year: int | None
    call_number: str
    dewey: str
    available: int  # copies on the shelf now
    total: int  # copies, without the withdrawn


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. ``total`` counts at most the candidates that were looked at; ``more`` says that these were not
    all."""

    hits: Sequence[Hit]
    total: int
    more: bool


def search(session: Session, query: str, limit: int = 20, offset: int = 0) -> Found:
    """The titles a reader means by ``query``, best first. Any text may be asked; one with no word in it finds
    nothing."""
    found = _ranked(session, query)
    page = found[offset : offset + limit]
    return Found(_hits(session, page), len(found), len(found) >= index.MOST_CANDIDATES)


def _ranked(session: Session, query: str) -> list[int]:
    folded = fold(query[:MOST_CHARACTERS])
    if (isbn := normalise(query[:MOST_CHARACTERS])) is not None:
        number: Spellings = [(isbn, False)]
        return [one.id for one in index.candidates(session, [[number]])]
    asked, number_asked = _words(folded)
    if not asked:
        return []
    wanted = Wanted(plain(folded), asked)
    ways = [asked]
    if number_asked:
        wanted = Wanted(compact(folded), asked)
        ways.append([[(word, False)] for word in words(folded)])
    elif len(asked) > 1 and folded.isascii():
        # Pinyin may be typed in syllables.
        ways.append([[(plain(folded).replace(" ", ""), True)]])
    itself: Spellings = [(whole(wanted.plain), False)]  # however it is parted: "mobydick"
    found = {one.id: one for one in index.candidates(session, [*ways, [itself]])}
    if not found:
        wanted = Wanted(wanted.plain, _meant(session, asked))
        found = {one.id: one for one in index.candidates(session, [wanted.words])}
    if len(found) == index.MOST_CANDIDATES:
        # However many titles have these words, the one that is nothing else must be among the candidates.
        for one in index.candidates(session, [[itself]], most=50):
            found[one.id] = one
    return sorted(found, key=lambda key: (*place(wanted, found[key].words), key))


def _words(folded: str) -> tuple[list[Spellings], bool]:
    """The words of a query, and whether it is one number. The last Latin word may not be typed to its end."""
    chunks = folded.split()
    found: list[str] = []
    for chunk in chunks:
        found += [compact(chunk)] if _NUMBER.fullmatch(chunk) else words(chunk)
    said = [word for word in found if word not in _COMMON] or found
    is_number = len(chunks) == 1 and _NUMBER.fullmatch(chunks[0]) is not None
    last = len(said) - 1
    return [
        [(word, is_number or (at == last and len(word) > 1 and not is_han(word)))]
        for at, word in enumerate(said)
    ], is_number


def _meant(session: Session, asked: Sequence[Spellings]) -> list[Spellings]:
    """The same words less strictly."""
    wider: list[Spellings] = []
    for ((word, beginning),) in asked:
        if is_han(word):
            wider += [[(character, False)] for character in word]
        else:
            wider.append([(word, beginning), *((other, False) for other in _meant_by(session, word))])
    return wider


def _meant_by(session: Session, word: str) -> list[str]:
    """Words of the catalogue that differ by one letter, or in long words by two; none if it knows this one."""
    if not may_be_mistyped(word):
        return []
    forms = index.near_forms(word)
    near = set(session.scalars(sa.select(NearWord.word).where(NearWord.near.in_(forms))))
    if word in near:
        return []
    far = 2 if len(word) >= 8 else 1
    distances = {other: DamerauLevenshtein.distance(word, other, score_cutoff=far) for other in near}
    meant = sorted((distance, other) for other, distance in distances.items() if distance <= far)
    return [other for _, other in meant[:MOST_MEANT]]


def _hits(session: Session, page: Sequence[int]) -> list[Hit]:
    if not page:
        return []
    rows = {row.id: row for row in session.execute(_PAGE, {"page": list(page)})}
    return [Hit(*rows[one]) for one in page if one in rows]


def _on_this(*wanted: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Copy)
        .where(Copy.title_id == Title.id, *wanted)
        .correlate(Title)
        .scalar_subquery()
    )


def copies(session: Session, titles: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of each title: how many copies are on the shelf, and how many there are that were not withdrawn."""
    rows = session.execute(sa.select(Title.id, _ON_SHELF, _COPIES).where(Title.id.in_(titles)))
    return {title: (on_shelf, all_of_them) for title, on_shelf, all_of_them in rows}


_LENT = sa.exists().where(Loan.copy_id == Copy.id, Loan.returned_at.is_(None))
_ON_SHELF = _on_this(Copy.place == ItemStatus.AVAILABLE.value, ~_LENT)
_COPIES = _on_this(Copy.place != ItemStatus.WITHDRAWN.value)
_PAGE = sa.select(
    Title.id,
    Title.title,
    Title.author,
    Title.isbn,
    Title.year,
    Title.clc,
    Title.ddc,
    _ON_SHELF,
    _COPIES,
).where(Title.id.in_(sa.bindparam("page", expanding=True)))
