"""What a late return costs. In the week of the cases Sunday, 29 November, is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.calendar import Calendar
from server.rules.fines import fine
from server.rules.house import Policy
from tests.server.rules.test_calendar import CALENDARS

DUE = date(2026, 11, 27)
CALENDAR = Calendar(frozenset({1, 2, 3, 4, 5, 6}))
A_DAY = Policy(28, 1, fine_per_day=Decimal("0.10"))


@pytest.mark.parametrize(
    ("policy", "late", "expected"),
    [
        (A_DAY, -5, "0"),
        (A_DAY, 0, "0"),
        (A_DAY, 1, "0.10"),
        (A_DAY, 2, "0.10"),  # nobody could bring it on Sunday
        (A_DAY, 3, "0.20"),
        (replace(A_DAY, fine_grace_days=2), 3, "0"),
        (replace(A_DAY, fine_grace_days=2), 4, "0.30"),  # beyond the grace every day counts
        (replace(A_DAY, fine_most=Decimal("0.15")), 4, "0.15"),
        (replace(A_DAY, fine_most=Decimal(0)), 4, "0"),
        (Policy(28, 1), 400, "0"),
        (None, 400, "0"),
    ],
)
def test_what_it_costs(policy: Policy | None, late: int, expected: str):
    assert fine(policy, CALENDAR, DUE, DUE + timedelta(days=late)) == Decimal(expected)


@given(
    calendar=CALENDARS,
    late=st.integers(-30, 200),
    day=st.decimals(0, 5, places=2),
    most=st.none() | st.decimals(0, 20, places=2),
    grace=st.integers(0, 9),
)
def test_never_below_nothing_nor_above_the_most_and_never_less_for_coming_later(
    calendar: Calendar, late: int, day: Decimal, most: Decimal | None, grace: int
):
    policy = Policy(28, 1, fine_per_day=day, fine_most=most, fine_grace_days=grace)
    amount = fine(policy, calendar, DUE, DUE + timedelta(days=late))
    assert 0 <= amount <= max(late, 0) * day
    assert most is None or amount <= most
    assert amount <= fine(policy, calendar, DUE, DUE + timedelta(days=late + 1))
