"""On which days and hours a branch is open, and what is the next or last moment when it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

END_OF_DAY = time(23, 59, 59)
_FAR = 400  # days; a branch that is closed for longer than that is as if it were always open


@dataclass(frozen=True, slots=True)
class Calendar:
    """A weekly rest, single closed days, and hours; without hours a branch is open the whole day."""

    weekdays: frozenset[int] = frozenset(range(1, 8))  # ISO: Monday is 1
    closed: frozenset[date] = frozenset()
    opens: time | None = None
    closes: time | None = None

    def is_open(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.closed

    def next_open(self, day: date) -> date:
        """The day itself if it is open, else the first open one after it."""
        return next((one for one in _days(day, _FAR) if self.is_open(one)), day)

    def last_open(self, first: date, last: date) -> date | None:
        """The last open day from ``first`` to ``last``, both counted."""
        return next((one for one in _days(last, (last - first).days + 1, -1) if self.is_open(one)), None)

    def open_days(self, after: date, until: date) -> int:
        """How many open days lie after one day, up to and with another."""
        return sum(self.is_open(day) for day in _days(after + timedelta(1), (until - after).days))

    def next_moment(self, when: datetime) -> datetime:
        """The moment itself if the branch is open then, else when it opens next: without hours, the end of that day."""
        day = when.date()
        if self.is_open(day):
            if self.opens is not None and when.time() < self.opens:
                return datetime.combine(day, self.opens, when.tzinfo)
            if self.closes is None or when.time() <= self.closes:
                return when
        following = self.next_open(day + timedelta(1))
        return datetime.combine(following, self.opens or END_OF_DAY, when.tzinfo)


def _days(first: date, count: int, step: int = 1) -> Iterator[date]:
    return (first + timedelta(step * n) for n in range(count))
