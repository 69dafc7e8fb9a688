"""How visits were rated: by month, kiosk and score, in fives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.store.voice_tables import Rating
from server.voice.fives import floored

SCORES = (5, 4, 3, 2, 1)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """So many of one score at one kiosk in one month (its first day)."""

    month: date
    branch: str
    kiosk: str
    score: int
    count: int


def cells(session: Session, today: date) -> list[Cell]:
    """Of the last twelve months, the newest first."""
    since = _months_before(today.replace(day=1), MONTHS - 1)
    counts: Counter[tuple[date, str, str, int]] = Counter()
    rows = session.execute(
        sa.select(Rating.day, Rating.branch, Rating.kiosk_id, Rating.score, sa.func.count())
        .where(Rating.day >= since)
        .group_by(Rating.day, Rating.branch, Rating.kiosk_id, Rating.score)
    )
    for day, branch, kiosk, score, count in rows:
        counts[day.replace(day=1), branch, kiosk, score] += count
    found = [Cell(*cell, count) for cell, count in floored(counts).items()]
    return sorted(found, key=lambda one: (-one.month.toordinal(), one.branch, one.kiosk, -one.score))


def mean(found: Iterable[Cell]) -> tuple[int, float | None]:
    """How many, and their mean; None of none."""
    scores = [(one.score, one.count) for one in found]
    count = sum(number for _, number in scores)
    return count, sum(score * number for score, number in scores) / count if count else None


def _months_before(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
