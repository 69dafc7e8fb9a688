"""Open days and hours. The week of the cases begins on Monday, 23 November 2026; Sunday is the day of rest."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.calendar import Calendar
from tests.server.rules.cases import ZONE

WEDNESDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (25, 28, 29, 30))
CALENDAR = Calendar(frozenset({1, 2, 3, 4, 5, 6}), frozenset({WEDNESDAY, MONDAY}), time(9), time(18))
CALENDARS = st.builds(
    Calendar,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    closed=st.frozensets(st.dates(date(2026, 11, 1), date(2026, 12, 31)), max_size=20),
    opens=st.none() | st.just(time(9)),
    closes=st.none() | st.just(time(18)),
)


@pytest.mark.parametrize(
    ("day", "following"),
    [(WEDNESDAY, date(2026, 11, 26)), (SATURDAY, SATURDAY), (SUNDAY, date(2026, 12, 1))],
)
def test_the_next_open_day(day: date, following: date):
    assert CALENDAR.next_open(day) == following


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (WEDNESDAY, SUNDAY, SATURDAY),
        (SUNDAY, MONDAY, None),
        (SATURDAY, SATURDAY, SATURDAY),
        (MONDAY, SUNDAY, None),  # nothing lies between them
    ],
)
def test_the_last_open_day(first: date, last: date, expected: date | None):
    assert CALENDAR.last_open(first, last) == expected


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        (SATURDAY, date(2026, 12, 1), 1),
        (SATURDAY, SATURDAY, 0),
        (MONDAY, SATURDAY, 0),
        (date(2026, 11, 23), SATURDAY, 4),
    ],
)
def test_open_days_are_counted(after: date, until: date, count: int):
    assert CALENDAR.open_days(after, until) == count


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-28T10:00", "2026-11-28T10:00"),
        ("2026-11-28T18:00", "2026-11-28T18:00"),
        ("2026-11-28T18:01", "2026-12-01T09:00"),  # over the rest and the closed day
        ("2026-11-28T03:00", "2026-11-28T09:00"),  # before it opens
        ("2026-11-25T12:00", "2026-11-26T09:00"),
    ],
)
def test_the_next_moment(when: str, expected: str):
    def there(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    assert CALENDAR.next_moment(there(when)) == there(expected)


def test_without_hours_a_branch_is_open_all_day():
    rest = Calendar(frozenset({1, 2, 3, 4, 5, 6}))
    assert rest.next_moment(datetime(2026, 11, 28, 23, 30)) == datetime(2026, 11, 28, 23, 30)
    assert rest.next_moment(datetime(2026, 11, 29, 1, 30)) == datetime(2026, 11, 30, 23, 59, 59)


def test_a_branch_that_never_opens_hangs_nobody():
    never = Calendar(frozenset())
    assert never.next_open(SUNDAY) == SUNDAY
    assert never.open_days(SATURDAY, MONDAY) == 0


@given(CALENDARS, st.datetimes(datetime(2026, 10, 25), datetime(2027, 1, 5)))
def test_the_next_moment_is_open_and_not_before(calendar: Calendar, when: datetime):
    moment = calendar.next_moment(when)
    assert moment >= when
    assert calendar.is_open(moment.date())
    assert calendar.next_moment(moment) == moment or calendar.opens is None
