"""Who may borrow what; no database, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from config.vocabulary import Code, ItemStatus
from server.rules.facts import Item, OpenLoan, Reader
from server.rules.house import Policy
from server.rules.lending import why_not_borrow, why_not_checkout
from tests.server.rules.cases import AT, HOUSE, ITEM, READER, codes, loans


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (READER, []),
        (replace(READER, lost_card=True), [Code.CARD_LOST]),
        (replace(READER, blocked=True), [Code.PATRON_BLOCKED]),
        (replace(READER, expires_on=date(2026, 11, 22)), [Code.CARD_EXPIRED]),
        (replace(READER, expires_on=date(2026, 11, 23)), []),  # the last day counts
        (replace(READER, fines=Decimal("5.00")), []),  # the limit itself is allowed
        (replace(READER, fines=Decimal("5.01")), [Code.FINES_OWED]),
        (replace(READER, loans=loans(1, left=-1)), []),
        (replace(READER, loans=loans(2, left=-1)), [Code.TOO_MANY_OVERDUE]),
        (replace(READER, loans=loans(3)), []),
        (replace(READER, loans=loans(4)), [Code.TOO_MANY_LOANS]),
        (replace(READER, guardian_blocked=True), [Code.LINKED_ACCOUNT_BLOCKED]),
        (Reader("child"), [Code.GUARDIAN_NEEDED]),
        (Reader("child", has_guardian=True), []),
        (Reader("stranger"), [Code.TOO_MANY_LOANS]),  # a class nobody gave a limit
        (
            Reader("adult", date(2020, 1, 1), True, True, Decimal(99), loans(4, left=-9)),
            [
                Code.CARD_LOST,
                Code.PATRON_BLOCKED,
                Code.CARD_EXPIRED,
                Code.FINES_OWED,
                Code.TOO_MANY_OVERDUE,
                Code.TOO_MANY_LOANS,
            ],
        ),
    ],
)
def test_who_may_borrow(reader: Reader, expected: list[Code]):
    assert codes(why_not_borrow(reader, HOUSE, AT)) == expected


@pytest.mark.parametrize(
    ("item", "held", "expected"),
    [
        (ITEM, [], []),
        (replace(ITEM, place=ItemStatus.MISSING), [], []),  # found again: let it be lent
        (replace(ITEM, place=ItemStatus.REFERENCE_ONLY), [], [Code.ITEM_REFERENCE_ONLY]),
        (replace(ITEM, place=ItemStatus.ON_HOLD_SHELF), [], [Code.ITEM_ON_HOLD]),
        (replace(ITEM, place=ItemStatus.IN_TRANSIT), [], [Code.ITEM_IN_TRANSIT]),
        (replace(ITEM, place=ItemStatus.WITHDRAWN), [], [Code.ITEM_WITHDRAWN]),
        (replace(ITEM, place=ItemStatus.DAMAGED), [], [Code.ITEM_DAMAGED]),
        (replace(ITEM, place=ItemStatus.LOST), [], []),  # as a missing one
        (replace(ITEM, on_loan=True), [], [Code.ITEM_ON_LOAN]),
        (replace(ITEM, place=ItemStatus.ON_HOLD_SHELF, kept_for_reader=True), [], []),
        (replace(ITEM, place=ItemStatus.IN_TRANSIT, kept_for_reader=True), [], []),
        (replace(ITEM, wanted=True), [], [Code.ITEM_ON_HOLD]),
        (replace(ITEM, on_loan=True, wanted=True), [], [Code.ITEM_ON_LOAN]),
        (replace(ITEM, place=ItemStatus.ON_HOLD_SHELF, wanted=True), [], [Code.ITEM_ON_HOLD]),  # said once
        (replace(ITEM, item_class="map"), [], [Code.ITEM_NOT_FOR_YOU]),
        (Item("B", "map", ItemStatus.REFERENCE_ONLY), [], [Code.ITEM_REFERENCE_ONLY]),
        (Item("D", "dvd"), loans(1, "dvd"), [Code.CLASS_LIMIT]),
        (Item("D", "dvd"), loans(2), []),
        (ITEM, loans(4), [Code.TOO_MANY_LOANS]),  # said once, not by class as well
        (Item("book0", "book", on_loan=True), loans(4), [Code.ITEM_ALREADY_YOURS]),
    ],
)
def test_what_may_be_borrowed(item: Item, held: list[OpenLoan], expected: list[Code]):
    assert codes(why_not_checkout(replace(READER, loans=held), item, "main", HOUSE, AT)) == expected


def test_reader_and_item_together():
    reader = replace(READER, blocked=True)
    item = replace(ITEM, place=ItemStatus.WITHDRAWN)
    assert codes(why_not_checkout(reader, item, "main", HOUSE, AT)) == [
        Code.PATRON_BLOCKED,
        Code.ITEM_WITHDRAWN,
    ]


def test_reference_only_may_be_a_matter_of_branch():
    rows = {("*", "*", "*"): Policy(28, 9), ("*", "*", "east"): Policy(0, 9, reference_only=True)}
    house = replace(HOUSE, policies=rows)
    assert codes(why_not_checkout(READER, ITEM, "main", house, AT)) == []
    assert codes(why_not_checkout(READER, ITEM, "east", house, AT)) == [Code.ITEM_REFERENCE_ONLY]
    item = replace(ITEM, place=ItemStatus.REFERENCE_ONLY)
    assert codes(why_not_checkout(READER, item, "east", house, AT)) == [Code.ITEM_REFERENCE_ONLY]


@pytest.mark.parametrize(
    ("days", "brought_back", "expected"),
    [
        (0, AT, None),
        (1, AT - timedelta(hours=9), "2026-11-24"),  # the same day, there
        (1, AT - timedelta(hours=11), None),
        (3, AT - timedelta(days=2), "2026-11-24"),
        (3, AT - timedelta(days=3), None),
        (3, None, None),
    ],
)
def test_the_cool_off(days: int, brought_back: datetime | None, expected: str | None):
    house = replace(HOUSE, policies={("*", "*", "*"): Policy(28, 9, cool_off_days=days)})
    reasons = why_not_checkout(READER, replace(ITEM, last_had=brought_back), "main", house, AT)
    assert [reason.params["on"] for reason in reasons] == ([expected] if expected else [])
    assert codes(reasons) == ([Code.COOL_OFF] if expected else [])
