"""Text as the search index keeps it: folded, Chinese cut into words, with pinyin beside it.

Both databases get these same words and add none of their own, so both find the same. A word holds letters and
digits only, which leaves nothing of a database's query language in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from config.isbn import isbn10

if TYPE_CHECKING:
    import jieba
    import opencc

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af々〇"
KANA = "ぁ-ゖァ-ヺー"
MOST_CHARACTERS = 500  # of a field
MOST_LETTERS = 64  # of a word
WHOLE = "ǂ"  # before a token that is a whole title; no text is folded to it

_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]{{1,40}}")  # the converter recurses: not too much at once
_RUNS = re.compile(f"[{HAN}]+|[{KANA}]|[^\\W_{HAN}{KANA}]+")
_NAMES = re.compile(r"[^\w\s]+|\s{2,}")


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index holds of one title: tokens parted by spaces, and the title itself, folded, to rank by."""

    title: str
    author: str
    subject: str
    keys: str  # pinyin, ISBN, call numbers, the whole title as one token
    plain: str


def fold(text: str) -> str:
    """One form for what people write in many: width, case, accents, traditional characters."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _HAN_RUN.sub(lambda run: _simplified(run[0]), text)
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", bare).replace(WHOLE, "")


def words(folded: str) -> list[str]:
    """The words as they follow each other; what a reader types is cut like this."""
    found: list[str] = []
    for run in _RUNS.findall(folded):
        found += _cut(run) if _HAN.match(run) else [run]
    return [word[:MOST_LETTERS] for word in found]


def is_han(word: str) -> bool:
    return _HAN.match(word) is not None


def plain(folded: str) -> str:
    """A folded title without punctuation: its runs parted by one space."""
    return " ".join(_RUNS.findall(folded))


def whole(plain_title: str) -> str:
    """The token that finds a title by the whole of it."""
    return WHOLE + plain_title.replace(" ", "")[:MOST_LETTERS]


def compact(number: str) -> str:
    """A call number as one token: what parts its letters and digits is left out, so that a prefix stays one."""
    return re.sub(r"[^a-z0-9]", "", fold(number))[:MOST_LETTERS]


def latin(indexed: Indexed) -> set[str]:
    """The words of a title that may be mistyped by a letter and still be meant."""
    tokens = f"{indexed.title} {indexed.author} {indexed.subject}".split()
    return {token for token in tokens if may_be_mistyped(token)}


def may_be_mistyped(word: str) -> bool:
    """A shorter word has too many neighbours, and one with digits is no word."""
    return 4 <= len(word) <= 24 and word.isascii() and word.isalpha()


def indexed(
    title: str, author: str, subjects: Sequence[str], isbn: str | None, clc: str, ddc: str
) -> Indexed:
    """The index's words for a title."""
    folded = fold("\n".join((_line(title), _line(author), *map(_line, subjects)))).split("\n")
    keys = [*_pinyin_keys([folded[0]]), *_pinyin_keys(_NAMES.split(folded[1]))]
    if isbn:
        keys += [isbn, isbn10(isbn) or ""]
    keys += [compact(clc), compact(ddc)]
    title_plain = plain(folded[0])
    return Indexed(
        title=_joined(_all_words(folded[0])),
        author=_joined(_all_words(folded[1])),
        subject=_joined(word for one in folded[2:] for word in _all_words(one)),
        keys=_joined([*keys, whole(title_plain)]),
        plain=title_plain,
    )


def _line(text: str) -> str:
    return " ".join(text[:MOST_CHARACTERS].split())


def _joined(tokens: Iterable[str]) -> str:
    return " ".join(token for token in dict.fromkeys(tokens) if token)


def _all_words(folded: str) -> Iterable[str]:
    """Every word that stands in a text, also those that overlap: whatever part of a title is typed, and however it
    is cut, its words are among these."""
    for run in _RUNS.findall(folded):
        if _HAN.match(run):
            yield from _within(run)
        else:
            yield run[:MOST_LETTERS]


@lru_cache(65536)
def _simplified(run: str) -> str:
    return str(_opencc().convert(run))


@lru_cache(8192)
def _within(run: str) -> tuple[str, ...]:
    ends = _jieba().get_DAG(run)
    return (*(run[at : end + 1] for at in ends for end in ends[at] if end > at), *run)


@lru_cache(8192)
def _cut(run: str) -> tuple[str, ...]:
    # Without guessing at words it does not know (HMM): a guess depends on what stands beside it.
    return tuple(_jieba().cut(run, HMM=False))


def _pinyin_keys(texts: Iterable[str]) -> Iterable[str]:
    """For each text with Chinese in it: the first letters of its syllables, and the syllables, as one token each."""
    for text in texts:
        if not _HAN.search(text):
            continue
        syllables = [syllable for word in words(text) for syllable in _syllables(word)]
        yield "".join(syllable[0] for syllable in syllables)[:MOST_LETTERS]
        yield "".join(syllables)[:MOST_LETTERS]


@lru_cache(65536)
def _syllables(word: str) -> tuple[str, ...]:
    if not is_han(word):
        return (word,)
    from pypinyin import lazy_pinyin

    return tuple(syllable for syllable in lazy_pinyin(word, errors="ignore") if syllable)


# Dictionaries are read when first needed: they take a second, and most processes never search.


@cache
def _jieba() -> jieba.Tokenizer:
    import jieba

    tokenizer = jieba.Tokenizer()
    # Not by initialize(): that keeps a copy in the common temporary folder and believes what it finds there.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@cache
def _opencc() -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC("t2s")
