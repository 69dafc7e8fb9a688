"""Samples, and what was found by comparing two of them.

A machine is never as fast twice, so ours and the yardstick are always taken in turns, and the ratio is the median
of the ratios of neighbours.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing, in one unit."""

    what: str
    unit: str
    values: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def percentile(self, percent: float) -> float:
        """By the nearest rank: a value that was really measured."""
        ordered = sorted(self.values)
        return ordered[max(0, min(len(ordered) - 1, -int(-len(ordered) * percent // 100) - 1))]

    @property
    def spread(self) -> tuple[float, float]:
        """The quartiles: half of the values lie between them."""
        return self.percentile(25), self.percentile(75)


@dataclass(frozen=True)
class Aim:
    """A bound that a measured figure should keep."""

    what: str
    measured: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


@dataclass(frozen=True)
class Finding:
    """Ours beside the yardstick, the ratio, and the aims."""

    name: str
    ours: Sample
    yardstick: Sample
    aims: Sequence[Aim]
    ratio_of: str = "ours ÷ yardstick"
    ratio: Sample = field(default_factory=lambda: Sample("ratio", "", ()))
    notes: Sequence[str] = ()


def in_turns(
    ours: Callable[[], float], yardstick: Callable[[], float], turns: int
) -> tuple[list[float], list[float]]:
    """Measure both, ``turns`` times each; who goes first changes every time."""
    first: list[float] = []
    second: list[float] = []
    for turn in range(turns):
        if turn % 2 == 0:
            first.append(ours())
            second.append(yardstick())
        else:
            second.append(yardstick())
            first.append(ours())
    return first, second


def ratios(above: Sequence[float], below: Sequence[float]) -> Sample:
    """Neighbour by neighbour."""
    return Sample("ratio", "", [a / b for a, b in zip(above, below, strict=True)])
