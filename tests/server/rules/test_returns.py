"""What to say about a copy that comes in, and where it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from config.vocabulary import Code, ItemStatus
from server.rules.facts import CopyFacts, Waiting
from server.rules.house import Branch
from server.rules.returns import about_return, destination
from tests.server.rules.cases import AT, HOUSE, codes

COPY = CopyFacts(7, "book", branch="main", at_branch="main")
HERE = Waiting(1, 1, "adult", AT, "main")
THERE = replace(HERE, hold=2, placed_at=AT - timedelta(hours=1), pickup_branch="east")


@pytest.mark.parametrize(
    ("due_at", "place", "expected"),
    [
        (AT, ItemStatus.AVAILABLE, []),
        (AT - timedelta(hours=3), ItemStatus.AVAILABLE, []),  # the same day, there
        (AT - timedelta(days=3), ItemStatus.AVAILABLE, [Code.RETURNED_LATE]),
        (None, ItemStatus.AVAILABLE, [Code.ALREADY_RETURNED]),
        (None, ItemStatus.MISSING, [Code.FOUND_AGAIN]),
        (None, ItemStatus.LOST, [Code.FOUND_AGAIN]),
        (None, ItemStatus.IN_TRANSIT, []),  # it arrives: nobody returns it
    ],
)
def test_what_to_say_about_a_return(due_at: datetime | None, place: ItemStatus, expected: list[Code]):
    notes = about_return(due_at, place, HOUSE, AT)
    assert codes(notes) == expected
    if Code.RETURNED_LATE in expected:
        assert notes[0].params == {"days": 3}


@pytest.mark.parametrize(
    ("copy", "waiting", "branch", "place", "at", "hold"),
    [
        (COPY, [], "main", ItemStatus.AVAILABLE, "main", None),
        (COPY, [], "east", ItemStatus.IN_TRANSIT, "main", None),
        (COPY, [HERE], "main", ItemStatus.ON_HOLD_SHELF, "main", 1),
        (COPY, [HERE], "east", ItemStatus.IN_TRANSIT, "main", 1),
        (COPY, [HERE, THERE], "main", ItemStatus.IN_TRANSIT, "east", 2),  # who waits longer
        (COPY, [HERE, THERE], "east", ItemStatus.ON_HOLD_SHELF, "east", 2),
        (COPY, [replace(THERE, trapped=9), HERE], "main", ItemStatus.ON_HOLD_SHELF, "main", 1),
        (COPY, [THERE, replace(HERE, trapped=7)], "main", ItemStatus.ON_HOLD_SHELF, "main", 1),  # it is hers
        (COPY, [replace(HERE, copy=8)], "main", ItemStatus.AVAILABLE, "main", None),  # another copy
        (COPY, [replace(HERE, patron_class="visitor")], "main", ItemStatus.AVAILABLE, "main", None),
        (replace(COPY, place=ItemStatus.IN_TRANSIT), [], "main", ItemStatus.AVAILABLE, "main", None),
        (replace(COPY, place=ItemStatus.IN_TRANSIT), [replace(THERE, trapped=7)], "main", ItemStatus.IN_TRANSIT, "east", 2),
        (replace(COPY, place=ItemStatus.ON_HOLD_SHELF), [], "main", ItemStatus.AVAILABLE, "main", None),
        (replace(COPY, place=ItemStatus.LOST), [HERE], "main", ItemStatus.ON_HOLD_SHELF, "main", 1),
        (replace(COPY, place=ItemStatus.REFERENCE_ONLY), [HERE], "east", ItemStatus.REFERENCE_ONLY, "east", None),
        (replace(COPY, place=ItemStatus.DAMAGED), [HERE], "main", ItemStatus.DAMAGED, "main", None),
        (replace(COPY, place=ItemStatus.WITHDRAWN), [HERE], "main", ItemStatus.WITHDRAWN, "main", None),
    ],
)  # fmt: skip
def test_where_it_goes(
    copy: CopyFacts, waiting: list[Waiting], branch: str, place: ItemStatus, at: str, hold: int
):
    goes = destination(copy, waiting, branch, HOUSE)
    assert (goes.place, goes.at_branch, goes.kept_for and goes.kept_for.hold) == (place, at, hold)
    expected = {ItemStatus.ON_HOLD_SHELF: [Code.FOR_HOLD_SHELF], ItemStatus.IN_TRANSIT: [Code.FOR_TRANSIT]}
    assert codes(goes.notes) == expected.get(place, [])


def test_the_branch_it_goes_to_is_named():
    house = replace(HOUSE, branches={"east": Branch("东馆", "East Branch")})
    (note,) = destination(COPY, [THERE], "main", house).notes
    assert note.params == {"branch": "east", "branch_zh": "东馆", "branch_en": "East Branch"}
