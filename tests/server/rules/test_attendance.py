"""Who is there when somebody calls. The week begins on Monday, 23 November 2026; the branch ``main`` rests on Sunday."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.attendance import Shift, attendance
from server.rules.calendar import END_OF_DAY, Calendar
from server.rules.house import Branch
from tests.server.rules.cases import HOUSE, ZONE

CALENDAR = Calendar(frozenset({1, 2, 3, 4, 5, 6}), frozenset({date(2026, 11, 25)}), time(9), time(18))
LIBRARY = replace(HOUSE, branches={"main": Branch(calendar=CALENDAR), "*": Branch()})
LI = Shift("li", "main", 1, time(9), time(12))
WANG = Shift("wang", "main", 1, time(14), time(20))  # stays longer than the branch is open
ZHAO = Shift("zhao", "*", 1, time(11), time(15))
NIGHT = Shift("night", "east", 7, time(22), END_OF_DAY)
ROSTER = [LI, WANG, NIGHT]


def there(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("roster", "branch", "at", "expected"),
    [
        # Nobody wrote a roster: whenever it is open, and nobody is named.
        ([], "main", "11-23T09:00", []),
        ([], "main", "11-23T17:59:59", []),
        ([], "main", "11-23T18:00", "11-24T09:00"),
        ([], "main", "11-23T08:59:59", "11-23T09:00"),
        ([], "main", "11-24T18:00", "11-26T09:00"),  # the 25th is a closed day
        ([], "main", "11-28T20:00", "11-30T09:00"),  # Sunday is the day of rest
        ([], "east", "11-29T03:00", []),  # nobody described it: always open
        # Several times on one day.
        (ROSTER, "main", "11-23T09:00", ["li"]),
        (ROSTER, "main", "11-23T12:00", "11-23T14:00"),
        (ROSTER, "main", "11-23T14:00", ["wang"]),
        (ROSTER, "main", "11-23T18:00", "11-30T09:00"),  # on duty, but the branch is closed; next week again
        (ROSTER, "main", "11-24T10:00", "11-30T09:00"),  # open, but nobody is on duty
        # Another branch's roster says nothing about this one; everybody's does.
        ([NIGHT], "main", "11-23T10:00", []),
        ([*ROSTER, ZHAO], "main", "11-23T11:30", ["li", "zhao"]),
        ([*ROSTER, ZHAO], "main", "11-23T13:00", ["zhao"]),
        ([ZHAO], "east", "11-23T09:00", "11-23T11:00"),
        ([ZHAO, ZHAO], "main", "11-23T11:00", ["zhao"]),  # written twice
        # To the end of the day, and not over it.
        ([NIGHT], "east", "11-29T23:59:59.5", ["night"]),
        ([NIGHT], "east", "11-30T00:00", "12-06T22:00"),
        # Duty that never falls into the opening hours.
        ([Shift("li", "main", 7, time(9), time(12))], "main", "11-23T10:00", None),
        ([Shift("li", "main", 1, time(6), time(9))], "main", "11-23T07:00", None),
    ],
)
def test_who_is_there_or_when_somebody_is(
    roster: list[Shift], branch: str, at: str, expected: list[str] | str | None
):
    found = attendance(LIBRARY, roster, branch, there(at))
    if isinstance(expected, list):
        assert (found.attended, list(found.on_duty), found.opens) == (True, expected, None)
    else:
        assert (found.attended, found.on_duty) == (False, ())
        assert found.opens == (there(expected) if expected else None)


def test_times_are_the_librarys_own_wherever_the_server_stands():
    berlin = replace(LIBRARY, zone=ZoneInfo("Europe/Berlin"))
    at = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past five there, half past midnight in Shanghai
    assert attendance(berlin, [], "main", at).attended
    assert attendance(LIBRARY, [], "main", at).opens == there("11-24T09:00")


def test_the_night_when_the_clocks_change():
    """It opens at nine by the clock on the wall on both days; the nights between are an hour shorter and longer."""
    berlin = replace(LIBRARY, zone=ZoneInfo("Europe/Berlin"))
    spring = attendance(berlin, [], "main", datetime(2026, 3, 28, 20, tzinfo=UTC)).opens
    assert spring is not None
    assert spring.astimezone(UTC) == datetime(2026, 3, 30, 7, tzinfo=UTC)  # a Monday: Sunday rests
    autumn = attendance(berlin, [], "main", datetime(2026, 10, 24, 20, tzinfo=UTC)).opens
    assert autumn is not None
    assert autumn.astimezone(UTC) == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_a_branch_that_never_opens_hangs_nobody():
    never = replace(HOUSE, branches={"main": Branch(calendar=Calendar(frozenset()))})
    assert attendance(never, ROSTER, "main", there("11-23T10:00")).opens is None


TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))
SHIFTS = st.builds(
    Shift, st.sampled_from(["li", "wang"]), st.sampled_from(["*", "main"]), st.integers(1, 7), TIMES, TIMES
)


@given(st.lists(SHIFTS, max_size=4), st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31)))
def test_when_it_opens_somebody_is_there_and_a_second_before_nobody(roster: list[Shift], at: datetime):
    at = at.replace(tzinfo=ZONE)
    found = attendance(LIBRARY, roster, "main", at)
    if found.opens is not None:
        assert not found.attended
        assert found.opens > at
        assert attendance(LIBRARY, roster, "main", found.opens).attended
        before = max(at, found.opens - timedelta(seconds=1))
        assert not attendance(LIBRARY, roster, "main", before).attended
    if found.attended and roster:
        assert found.on_duty
