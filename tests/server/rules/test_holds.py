"""Who may wait, whose turn it is, and what is fetched for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import Code, ItemStatus
from server.rules.calendar import Calendar
from server.rules.facts import CopyFacts, Reader, Waiting
from server.rules.holds import match, next_in_line, shelf_until, wanted, why_not_hold
from server.rules.house import Branch, Policy
from tests.server.rules.cases import AT, HOUSE, READER, codes

COPY = CopyFacts(1, "book", "main", "main")
LOST = replace(COPY, id=2, place=ItemStatus.LOST)
DUE = AT + timedelta(days=5)


def waits(hold: int, **more: Any) -> Waiting:
    return replace(Waiting(hold, hold, "adult", AT + timedelta(minutes=hold), "main"), **more)


@pytest.mark.parametrize(
    ("reader", "copies", "facts", "expected"),
    [
        (READER, [COPY], {}, []),  # on the shelf: it is fetched
        (READER, [replace(COPY, on_loan=True)], {"open_holds": 4}, []),
        (READER, [COPY], {"open_holds": 5}, [Code.HOLD_LIMIT]),
        (READER, [COPY], {"placed": True}, [Code.HOLD_PLACED_ALREADY]),
        (READER, [COPY], {"has_until": DUE}, [Code.ITEM_ALREADY_YOURS]),
        (READER, [], {}, [Code.HOLD_NO_COPY]),
        (READER, [LOST, replace(COPY, place=ItemStatus.REFERENCE_ONLY)], {}, [Code.HOLD_NO_COPY]),
        (READER, [LOST, COPY], {}, []),
        (READER, [replace(COPY, place=ItemStatus.DAMAGED)], {}, []),  # it is mended one day
        (READER, [replace(COPY, item_class="map")], {}, [Code.HOLD_NOT_FOR_YOU]),
        (Reader("child"), [COPY], {}, [Code.GUARDIAN_NEEDED]),
        (
            Reader("adult", date(2020, 1, 1), True, True, Decimal(99)),
            [COPY],
            {"placed": True, "open_holds": 5},
            [
                Code.CARD_LOST,
                Code.PATRON_BLOCKED,
                Code.CARD_EXPIRED,
                Code.FINES_OWED,
                Code.HOLD_PLACED_ALREADY,
                Code.HOLD_LIMIT,
            ],
        ),
    ],
)
def test_who_may_wait(reader: Reader, copies: list[CopyFacts], facts: dict[str, Any], expected: list[Code]):
    assert codes(why_not_hold(reader, copies, "main", HOUSE, AT, **facts)) == expected


def test_a_policy_without_holds():
    none = replace(HOUSE, policies={("*", "*", "*"): Policy(28, 1, hold_limit=0)})
    assert codes(why_not_hold(READER, [COPY], "main", none, AT)) == [Code.HOLD_NOT_FOR_YOU]


@pytest.mark.parametrize(
    ("queue", "turn"),
    [
        ([], None),
        ([waits(2), waits(1)], 1),
        ([waits(1, placed_at=AT + timedelta(days=1)), waits(2)], 2),
        ([waits(1, trapped=9), waits(2)], 2),
        ([waits(1, copy=9), waits(2, copy=1)], 2),
        ([waits(1, patron_class="visitor"), waits(2)], 2),
    ],
)
def test_whose_turn_it_is(queue: list[Waiting], turn: int | None):
    found = next_in_line(queue, COPY, HOUSE)
    assert (found and found.hold) == turn


EAST = replace(COPY, id=3, at_branch="east")


@pytest.mark.parametrize(
    ("queue", "free", "expected"),
    [
        ([waits(1), waits(2)], [COPY], [(1, 1)]),
        ([waits(1, pickup_branch="east"), waits(2)], [COPY, EAST], [(1, 3), (2, 1)]),  # less to carry
        (
            [waits(1), waits(2, copy=1)],
            [COPY, EAST],
            [(1, 3), (2, 1)],
        ),  # only that one will do for the second
        ([waits(1, copy=1), waits(2, copy=1)], [COPY, EAST], [(1, 1)]),
        ([waits(1, trapped=1)], [EAST], []),
    ],
)
def test_which_copy_is_for_whom(queue: list[Waiting], free: list[CopyFacts], expected: list[tuple[int, int]]):
    assert [(one.hold, copy.id) for one, copy in match(queue, free, HOUSE)] == expected


@pytest.mark.parametrize(
    ("queue", "other_free", "expected"),
    [
        ([], [], False),
        ([waits(1)], [], True),
        ([waits(1)], [EAST], False),  # there is one for each
        ([waits(1), waits(2)], [EAST], True),
        ([waits(7)], [], False),  # the reader's own
        ([waits(1, trapped=9)], [], False),
        ([waits(1, copy=9)], [], False),  # this one would not do
        ([waits(1, copy=1)], [EAST], True),  # and only this one would
    ],
)
def test_whether_others_would_wait_longer(queue: list[Waiting], other_free: list[CopyFacts], expected: bool):
    assert wanted(queue, COPY, other_free, HOUSE, patron=7) is expected


HOLDS = st.lists(
    st.builds(
        waits,
        hold=st.integers(1, 9),
        copy=st.sampled_from([None, None, 1, 2, 3]),
        trapped=st.sampled_from([None, None, None, 99]),
        pickup_branch=st.sampled_from(["main", "east"]),
    ),
    unique_by=lambda one: one.hold,
)
FREE = st.lists(
    st.builds(
        CopyFacts, st.integers(1, 4), st.just("book"), st.just("main"), st.sampled_from(["main", "east"])
    ),
    unique_by=lambda one: one.id,
)


@given(HOLDS, FREE)
def test_each_copy_once_each_hold_once_and_nobody_waits_beside_a_copy(
    queue: list[Waiting], free: list[CopyFacts]
):
    found = match(queue, free, HOUSE)
    assert len({one.hold for one, _ in found}) == len({copy.id for _, copy in found}) == len(found)
    assert all(one.trapped is None and one.copy in (None, copy.id) for one, copy in found)
    served, used = {one.hold for one, _ in found}, {copy.id for _, copy in found}
    unserved = [one for one in queue if one.hold not in served]
    assert all(next_in_line(unserved, copy, HOUSE) is None for copy in free if copy.id not in used)


@pytest.mark.parametrize(("days", "expected"), [(5, date(2026, 11, 28)), (6, date(2026, 11, 30))])
def test_the_hold_shelf_is_not_cleared_on_a_closed_day(days: int, expected: date):
    rest = replace(HOUSE, branches={"main": Branch(calendar=Calendar(frozenset({1, 2, 3, 4, 5, 6})))})
    assert shelf_until(Policy(28, 1, hold_shelf_days=days), "main", rest, AT) == expected
    assert shelf_until(None, "main", HOUSE, AT) == date(2026, 11, 30)
