"""Whether somebody is there to come when a reader calls, and if not, when next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from server.rules.calendar import END_OF_DAY, Calendar
from server.rules.house import EVERY, House

_FAR = 400  # days; a branch that opens in none of them opens never, as far as a reader is concerned


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody answers calls at a branch, or with ``*`` at every one: on a day of every week, between two times."""

    login: str
    branch: str
    weekday: int  # ISO: Monday is 1
    begins: time
    ends: time  # on the same day: who works over midnight has two


@dataclass(frozen=True, slots=True)
class Attendance:
    """``on_duty`` are logins; while the roster is empty nobody is named, and whoever is there answers.
    ``opens`` is when somebody is there next; None while somebody is, and where nobody ever comes."""

    attended: bool
    on_duty: tuple[str, ...] = ()
    opens: datetime | None = None


def attendance(house: House, roster: Iterable[Shift], branch: str, at: datetime) -> Attendance:
    """A branch is attended while it is open and somebody is on duty there; without a roster, whenever it is open."""
    here = at.astimezone(house.zone)
    calendar = house.calendar(branch)
    shifts = [shift for shift in roster if shift.branch in (EVERY, branch)]
    if any(_within(span, here.time()) for span in _spans(calendar, shifts, here.date())):
        today = (shift for shift in shifts if shift.weekday == here.isoweekday())
        there = (shift.login for shift in today if _within((shift.begins, shift.ends), here.time()))
        return Attendance(True, tuple(sorted(set(there))))
    return Attendance(False, opens=_next(house, calendar, shifts, here))


def _next(house: House, calendar: Calendar, shifts: Sequence[Shift], here: datetime) -> datetime | None:
    for number in range(_FAR):
        day = here.date() + timedelta(days=number)
        begins = (datetime.combine(day, span[0], house.zone) for span in _spans(calendar, shifts, day))
        if later := [moment for moment in begins if moment > here]:
            return min(later)
    return None


def _spans(calendar: Calendar, shifts: Sequence[Shift], day: date) -> Iterator[tuple[time, time]]:
    """When somebody is there on a day: while it is open, of each shift's time what falls into the opening hours."""
    if not calendar.is_open(day):
        return
    opens, closes = calendar.opens or time(), calendar.closes or END_OF_DAY
    if not shifts:
        yield opens, closes
    for shift in shifts:
        span = max(opens, shift.begins), min(closes, shift.ends)
        if shift.weekday == day.isoweekday() and span[0] < span[1]:
            yield span


def _within(span: tuple[time, time], moment: time) -> bool:
    """The last second of a day is followed by none of it."""
    return span[0] <= moment and (moment < span[1] or span[1] == END_OF_DAY)
