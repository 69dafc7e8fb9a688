"""Looking for a question: by Chinese characters, the beginnings of words, pinyin or the first letters of its syllables.

Pure: all that is needed came with the document (:attr:`kiosk.faq.Answer.words`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kiosk.faq import Entry, Faq

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af々〇"
_TERMS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
# What stands in nearly every question, and in none of them says what it is about.
_ASKING_HAN = re.compile(
    "为什么|怎么办|怎么样|怎么|怎样|如何|什么|哪里|请问|可以|是不是|能不能|我想|我要|我的|[我的了吗呢吧啊呀么]"
)
_ASKING = re.compile(
    "a|an|and|am|are|can|do|does|how|i|is|it|me|my|of|or|the|to|what|when|where|why",
)
_IN_QUESTION, _IN_ANSWER = 1.0, 0.4
_WHOLE, _BEGINNING, _PINYIN, _INITIALS, _NEARLY, _SCATTERED = 10.0, 8.0, 6.0, 5.0, 4.0, 3.0
LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Part:
    """A question or an answer, made ready."""

    text: str
    words: tuple[str, ...]
    pinyin: tuple[tuple[str, ...], ...]  # each run's syllables


def search(faq: Faq, query: str, language: str) -> tuple[Entry, ...]:
    """What answers it, best first; nothing for a query that says nothing. Everything in the query must be found."""
    terms = _terms(query)
    if not terms:
        return ()
    found = []
    for place, entry in enumerate(faq.entries):
        answer = entry.answer(language)
        if answer is None:
            continue
        parts = _parts(answer.question, answer.paragraphs, answer.words)
        scores = [
            max(_IN_QUESTION * _score(term, parts[0]), _IN_ANSWER * _score(term, parts[1])) for term in terms
        ]
        if min(scores) > 0:
            found.append((-sum(scores), place, entry))  # the most asked stand first
    return tuple(entry for _, _, entry in sorted(found, key=lambda one: one[:2]))


def fold(text: str) -> str:
    """Width, case and accents make no difference."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(one for one in folded if not unicodedata.combining(one)))


def _terms(query: str) -> list[str]:
    found = _TERMS.findall(fold(query[:LONGEST]))
    telling = []
    for term in found:
        if _HAN.match(term):
            telling += [part for part in _ASKING_HAN.split(term) if part]
        elif not _ASKING.fullmatch(term):
            telling.append(term)
    return telling or found


@lru_cache(4096)
def _parts(question: str, paragraphs: tuple[str, ...], words: str) -> tuple[_Part, _Part]:
    """From the server's words, and from the text itself, which may be in traditional characters."""
    lines = [*words.split("\n"), "", "", "", ""][:4]
    return _part(question, lines[0], lines[2]), _part("\n".join(paragraphs), lines[1], lines[3])


def _part(text: str, folded: str, pinyin: str) -> _Part:
    # In the index what parts words is a space; between Chinese characters people write none.
    whole = f"{folded}\n{fold(text)}"
    return _Part(
        text=whole,
        words=tuple(dict.fromkeys(term for term in _TERMS.findall(whole) if not _HAN.match(term))),
        pinyin=tuple(tuple(run.split("'")) for run in pinyin.split(" ") if run),
    )


def _score(term: str, part: _Part) -> float:
    if _HAN.match(term):
        return _han(term, part.text)
    best = _latin(term, part.words)
    if len(term) > 1 and term.isascii() and term.isalpha():
        best = max(best, _pinyin(term, part.pinyin))
    if not best and len(term) > 3 and term.isascii() and term.isalpha():
        best = _nearly(term, part.words)
    return best


def _han(term: str, text: str) -> float:
    if term in text:
        return _WHOLE
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    if len(pairs) > 1 and all(pair in text for pair in pairs):
        return _SCATTERED
    return 0.0


def _latin(term: str, words: tuple[str, ...]) -> float:
    if term in words:
        return _WHOLE
    return _BEGINNING if any(word.startswith(term) for word in words) else 0.0


def _pinyin(term: str, runs: tuple[tuple[str, ...], ...]) -> float:
    """Whole syllables, of which the last may be half typed; or first letters alone."""
    best = 0.0
    for run in runs:
        if any(_spelt(term, run, at) for at in range(len(run))):
            return _PINYIN
        if term in "".join(syllable[:1] for syllable in run):
            best = _INITIALS
    return best


def _spelt(term: str, run: tuple[str, ...], at: int) -> bool:
    return "".join(run[at : at + len(term)]).startswith(term)


def _nearly(term: str, words: tuple[str, ...]) -> float:
    """One letter wrong, too many, missing or in the wrong place; two in a long word."""
    from rapidfuzz.distance import OSA  # half the searches do without

    most = 2 if len(term) > 7 else 1
    near = any(len(word) > 3 and OSA.distance(term, word, score_cutoff=most) <= most for word in words)
    return _NEARLY if near else 0.0
