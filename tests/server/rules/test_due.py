"""When a loan ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import Code
from server.rules.calendar import Calendar
from server.rules.due import due
from server.rules.house import Branch, House, Policy
from tests.server.rules.cases import AT, BOOK_POLICY, HOUSE, READER, ZONE, codes
from tests.server.rules.test_calendar import CALENDARS

REST = Calendar(frozenset({1, 2, 3, 4, 5, 6}), frozenset({date(2026, 12, 21)}), time(9), time(18))


def rested(calendar: Calendar = REST) -> House:
    return replace(HOUSE, branches={"east": Branch(calendar=calendar)})


@pytest.mark.parametrize(
    ("branch", "policy", "ends", "expected", "notes"),
    [
        ("main", BOOK_POLICY, None, "2026-12-21T23:59:59+08:00", []),
        ("east", BOOK_POLICY, None, "2026-12-22T23:59:59+08:00", []),  # the 21st is closed there
        ("east", Policy(6, 1), None, "2026-11-30T23:59:59+08:00", []),  # not on Sunday
        ("east", BOOK_POLICY, date(2026, 12, 21), "2026-12-19T23:59:59+08:00", [Code.CARD_ENDS_FIRST]),
        ("east", BOOK_POLICY, date(2026, 12, 22), "2026-12-22T23:59:59+08:00", []),
        ("main", BOOK_POLICY, date(2026, 12, 1), "2026-12-01T23:59:59+08:00", [Code.CARD_ENDS_FIRST]),
        ("main", BOOK_POLICY, date(2026, 11, 23), "2026-11-23T23:59:59+08:00", [Code.CARD_ENDS_FIRST]),
        # A card that has ended cuts nothing: a renewal gives the usual time.
        ("main", BOOK_POLICY, date(2020, 1, 1), "2026-12-21T23:59:59+08:00", []),
        ("east", Policy(0, 1, loan_hours=4), None, "2026-11-23T14:00:00+08:00", []),
        ("east", Policy(0, 1, loan_hours=9), None, "2026-11-24T09:00:00+08:00", []),  # closed by then
        ("main", Policy(0, 1, loan_hours=9), None, "2026-11-23T19:00:00+08:00", []),  # hours nobody told
        ("east", Policy(0, 1, loan_hours=24 * 6), None, "2026-11-30T09:00:00+08:00", []),  # Sunday
        ("east", Policy(0, 1, loan_hours=9), date(2026, 11, 23), "2026-11-23T23:59:59+08:00", [Code.CARD_ENDS_FIRST]),
    ],
)  # fmt: skip
def test_the_end_of_a_loan(branch: str, policy: Policy, ends: date | None, expected: str, notes: list[Code]):
    until, said = due(replace(READER, expires_on=ends), policy, branch, rested(), AT)
    assert (until.isoformat(), codes(said)) == (expected, notes)
    if said:
        assert said[0].params == {"on": ends.isoformat()}


def test_a_loan_ends_with_the_librarys_day():
    late_evening = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 there
    until, _ = due(READER, BOOK_POLICY, "main", HOUSE, late_evening)
    assert until.date() == date(2026, 12, 21)
    until, _ = due(READER, BOOK_POLICY, "main", HOUSE, late_evening + timedelta(minutes=1))
    assert until.date() == date(2026, 12, 22)


@given(
    calendar=CALENDARS,
    policy=st.builds(
        Policy,
        loan_days=st.integers(0, 60),
        loan_limit=st.just(1),
        loan_hours=st.sampled_from([0, 0, 1, 4, 30]),
    ),
    at=st.datetimes(datetime(2026, 10, 20), datetime(2027, 1, 10), timezones=st.just(UTC)),
    ends=st.none() | st.dates(date(2026, 10, 15), date(2027, 3, 1)),
)
def test_never_on_a_closed_day_nor_after_the_card_nor_before_now(
    calendar: Calendar, policy: Policy, at: datetime, ends: date | None
):
    until, notes = due(replace(READER, expires_on=ends), policy, "east", rested(calendar), at)
    today = at.astimezone(ZONE).date()
    assert until.replace(microsecond=0) >= at.replace(microsecond=0)
    good_card = ends is not None and ends >= today
    if good_card:
        assert until.date() <= ends
        assert bool(notes) == (due(READER, policy, "east", rested(calendar), at)[0].date() > ends)
    if not good_card or calendar.last_open(today, ends) is not None:
        assert calendar.is_open(until.date())
