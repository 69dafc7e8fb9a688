"""Which row of policy holds for a case."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.calendar import Calendar
from server.rules.house import Branch, House, Policy
from tests.server.rules.cases import HOUSE

CASE = ("adult", "book", "east")


def house(*rows: str) -> House:
    """A row is written as its three names; its loan_days say which one it is."""
    return replace(HOUSE, policies={tuple(row.split()): Policy(n, 1) for n, row in enumerate(rows)})


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("adult book east", "adult * east"),
        ("adult * east", "* book east"),
        ("* book east", "adult book *"),
        ("adult book *", "* * east"),  # two names say more than one
        ("* * east", "adult * *"),
        ("adult * *", "* book *"),
        ("* book *", "* * *"),
        ("* * *", "child book east"),
        ("* * *", "adult dvd east"),
        ("* * *", "adult book west"),
    ],
)
def test_the_row_that_says_most_holds(winner: str, loser: str):
    assert house(winner, loser).policy(*CASE).loan_days == 0
    assert house(loser, winner).policy(*CASE).loan_days == 1


def test_no_row_is_not_for_them():
    assert house("adult book west", "child * *").policy(*CASE) is None


ROWS = st.sets(st.sampled_from([" ".join(names) for names in product(*[(one, "*", "x") for one in CASE])]))


@given(ROWS)
def test_no_row_beats_one_that_names_more_of_the_case(rows: set[str]):
    names = sorted(rows)
    fits = [
        row for row in names if all(one in (name, "*") for one, name in zip(row.split(), CASE, strict=True))
    ]
    found = house(*names).policy(*CASE)
    if not fits:
        assert found is None
    else:
        assert names[found.loan_days].count("*") == min(row.count("*") for row in fits)


def test_a_branch_nobody_described():
    rest = Calendar(weekdays=frozenset({1}))
    assert HOUSE.calendar("east") == Calendar()
    assert replace(HOUSE, branches={"*": Branch(calendar=rest)}).calendar("east") == rest
    assert HOUSE.branch_name("east") == {"zh": "east", "en": "east"}
    assert HOUSE.branch_name("main") == {"zh": "总馆", "en": "Main library"}
    assert replace(HOUSE, branches={"east": Branch("东馆")}).branch_name("east") == {
        "zh": "东馆",
        "en": "东馆",
    }
