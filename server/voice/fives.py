"""Figures that give nobody away: what readers answered is counted in fives, at the finest it is ever shown.

A count is a multiple of five, what does not fill one is left out; every figure is a sum of such counts. So no group
of less than five is shown, and no difference of two figures, of two places or of two days, is one. Words are shown five
at a time, in no order. Decision 014 says what this costs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from random import Random
from typing import TypeVar

LEAST = 5

Cell = TypeVar("Cell", bound=Hashable)


def in_fives(answers: Iterable[Cell]) -> dict[Cell, int]:
    """How many of each, rounded down; those of whom there are not five are left out."""
    return floored(Counter(answers))


def floored(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    return {cell: count - count % LEAST for cell, count in counts.items() if count >= LEAST}


def shown_words(texts: Sequence[str], chance: Random) -> list[str]:
    """Of the oldest texts as many fives as there are, shuffled."""
    shown = list(texts[: len(texts) - len(texts) % LEAST])
    chance.shuffle(shown)
    return shown
