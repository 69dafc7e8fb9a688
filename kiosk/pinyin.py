"""Chinese from Latin letters, for the on-screen keyboard: pinyin in, candidates out.

Words and how common they are come from jieba's dictionary, their readings from pypinyin. Nothing is learnt from what
readers write.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

MOST = 60  # candidates
COMPLETIONS = 8
LONGEST_WORD = 6  # characters
LEAST_COMMON = 20  # of words of several characters, in jieba's count
FURTHER_WORD = 3.0  # what a sentence pays for each word, so that few long ones win
OURS = Path(__file__).parent.parent / "resources" / "pinyin" / "words.tsv"  # what readers of a library write


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something the letters may stand for, and how many of them it uses up."""

    text: str
    used: int


class _Word(NamedTuple):
    rank: int  # its count, negative: the commonest first
    text: str
    ends: frozenset[int]  # of its syllables, in letters


class Pinyin:
    """All words by their reading. ``'`` parts syllables where it is needed: xi'an; ``v`` stands for ü."""

    def __init__(self, words: Iterable[tuple[str, int, tuple[str, ...]]]) -> None:
        """Each word with its count and the syllables of its reading; of a word told twice the first counts."""
        by_reading: defaultdict[str, dict[str, _Word]] = defaultdict(dict)
        by_initials: defaultdict[str, list[_Word]] = defaultdict(list)
        total = 0
        for text, count, syllables in words:
            reading = "".join(syllables)
            if text in by_reading[reading]:
                continue
            total += count
            word = by_reading[reading][text] = _Word(-count, text, frozenset(accumulate(map(len, syllables))))
            if len(syllables) > 1:
                by_initials["".join(one[0] for one in syllables)].append(word)
        self._words = {reading: sorted(found.values()) for reading, found in by_reading.items()}
        self._initials = {letters: sorted(found)[:COMPLETIONS] for letters, found in by_initials.items()}
        self._readings = sorted(self._words)
        self._longest = max(map(len, self._words), default=0)
        self._scale = math.log(max(total, 2)) + FURTHER_WORD

    @classmethod
    def load(cls) -> Pinyin:
        """From the dictionaries; takes about a second."""
        return cls(_dictionary())

    def candidates(self, typed: str) -> list[Candidate]:
        """What ``typed`` may stand for, likeliest first; at most :data:`MOST`."""
        letters, marks = _letters(typed)
        if not letters:
            return []
        found = dict.fromkeys(islice(self._all(letters, marks), 4 * MOST))
        # What was used of the letters, told in what was typed, marks included.
        at = [place for place, letter in enumerate(typed) if letter != "'"]
        unique: dict[str, Candidate] = {}
        for text, used in found:
            end = len(typed) if used == len(letters) else at[used]
            unique.setdefault(text, Candidate(text, end))
        return list(unique.values())[:MOST]

    def _all(self, letters: str, marks: frozenset[int]) -> Iterator[tuple[str, int]]:
        whole = [word.text for word in self._exact(letters, marks)]
        if not whole and (sentence := self._sentence(letters, marks)):
            whole = [sentence]
        longer = [] if marks else [word.text for word in self._initials.get(letters, ())]
        for text in (*whole, *self._completed(letters, marks), *longer):
            yield text, len(letters)
        for end in range(min(len(letters) - 1, self._longest), 0, -1):
            for word in self._exact(letters[:end], frozenset(mark for mark in marks if mark < end)):
                yield word.text, end

    def _exact(self, letters: str, marks: frozenset[int]) -> list[_Word]:
        return [word for word in self._words.get(letters, ()) if marks <= word.ends]

    def _completed(self, letters: str, marks: frozenset[int]) -> list[str]:
        """The commonest words whose reading goes on after these letters."""
        found: list[_Word] = []
        for reading in self._readings[bisect_left(self._readings, letters) :]:
            if not reading.startswith(letters):
                break
            if reading != letters:
                found += self._exact(reading, marks)[:1]
        return [word.text for word in sorted(found)[:COMPLETIONS]]

    def _sentence(self, letters: str, marks: frozenset[int]) -> str:
        """The likeliest row of words that reads so; empty if there is none."""
        best: list[tuple[float, str] | None] = [(0.0, ""), *[None] * len(letters)]
        for end in range(1, len(letters) + 1):
            for begin in range(max(0, end - self._longest), end):
                before = best[begin]
                if before is None:
                    continue
                inside = frozenset(mark - begin for mark in marks if begin < mark < end)
                for word in self._exact(letters[begin:end], inside)[:1]:
                    cost = before[0] + self._scale - math.log(1 - word.rank)
                    now = best[end]
                    if now is None or cost < now[0]:
                        best[end] = (cost, before[1] + word.text)
        last = best[-1]
        return last[1] if last else ""


def _letters(typed: str) -> tuple[str, frozenset[int]]:
    """The letters alone, and before which of them a syllable has to begin."""
    letters, marks = "", set()
    for one in typed.lower():
        if one == "'":
            marks.add(len(letters))
        elif "a" <= one <= "z":
            letters += one
    return letters, frozenset(marks - {0, len(letters)})


def _dictionary() -> Iterator[tuple[str, int, tuple[str, ...]]]:
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    for line in OURS.read_text(encoding="utf-8").splitlines():
        word, count, reading = line.split("\t")
        yield word, int(count), tuple(reading.split(" "))
    singles = {code: reading.partition(",")[0] for code, reading in pinyin_dict.items()}
    with (files("jieba") / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            common = len(word) == 1 or int(count) >= LEAST_COMMON
            if not common or len(word) > LONGEST_WORD or not all("\u4e00" <= one <= "\u9fff" for one in word):
                continue
            phrase = phrases_dict.get(word)
            readings = [one[0] for one in phrase] if phrase else [singles.get(ord(one), "") for one in word]
            syllables = tuple(map(_plain, readings))
            if all(syllables):
                yield word, int(count), syllables


@cache
def _plain(reading: str) -> str:
    """Without tone, ü as v: lǜ is lv."""
    parts = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    folded = "".join(one for one in parts if not unicodedata.combining(one) or one == "\u0308")
    return folded.replace("u\u0308", "v")
