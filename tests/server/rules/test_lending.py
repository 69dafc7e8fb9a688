"""Each rule by its table of cases; no database, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import Code, ItemStatus
from server.rules.due import due
from server.rules.facts import Item, OpenLoan, Reader
from server.rules.house import House, Policy
from server.rules.lending import why_not_borrow, why_not_checkout
from server.rules.renewal import why_not_renew
from server.rules.returns import about_return

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning, there
BOOK_POLICY = Policy(loan_days=28, loan_limit=3, renewal_limit=2)
HOUSE = House(
    zone=ZONE,
    currency="CNY",
    fines_limit=Decimal(5),
    overdue_limit=2,
    policies={("adult", "book", "*"): BOOK_POLICY, ("adult", "dvd", "*"): Policy(7, 1, 0)},
    loan_limits={"adult": 4},
)
READER = Reader("adult")
ITEM = Item("B", "book")


def loans(count: int, item_class: str = "book", left: int = 5) -> list[OpenLoan]:
    return [OpenLoan(f"{item_class}{n}", item_class, AT + timedelta(days=left)) for n in range(count)]


def codes(reasons: list) -> list[Code]:
    return [reason.code for reason in reasons]


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
        (replace(ITEM, on_loan=True), [], [Code.ITEM_ON_LOAN]),
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


@pytest.mark.parametrize(
    ("reader", "loan", "policy", "expected"),
    [
        (READER, loans(1)[0], BOOK_POLICY, []),
        (replace(READER, expires_on=date(2020, 1, 1), fines=Decimal(99)), loans(1)[0], BOOK_POLICY, []),
        (READER, None, BOOK_POLICY, [Code.RENEWAL_NOT_YOURS]),
        (
            replace(READER, blocked=True, lost_card=True),
            loans(1)[0],
            BOOK_POLICY,
            [Code.CARD_LOST, Code.PATRON_BLOCKED],
        ),
        (READER, replace(loans(1)[0], renewals=2), BOOK_POLICY, [Code.RENEWAL_LIMIT]),
        (READER, loans(1)[0], None, [Code.RENEWAL_LIMIT]),
    ],
)
def test_renewals(reader: Reader, loan: OpenLoan | None, policy: Policy | None, expected: list[Code]):
    assert codes(why_not_renew(reader, loan, policy, HOUSE)) == expected


def test_a_due_date_ends_with_the_librarys_day():
    late_evening = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 there
    until, notes = due(READER, BOOK_POLICY, "main", HOUSE, late_evening)
    assert (until.isoformat(), notes) == ("2026-12-21T23:59:59+08:00", [])
    after_midnight, _ = due(READER, BOOK_POLICY, "main", HOUSE, late_evening + timedelta(minutes=1))
    assert after_midnight.date() == date(2026, 12, 22)


def test_the_card_may_end_first():
    until, notes = due(replace(READER, expires_on=date(2026, 12, 1)), BOOK_POLICY, "main", HOUSE, AT)
    assert (until.date(), codes(notes), notes[0].params) == (
        date(2026, 12, 1),
        [Code.CARD_ENDS_FIRST],
        {"on": "2026-12-01"},
    )
    # A card that has ended cuts nothing: a renewal gives the usual time.
    until, notes = due(replace(READER, expires_on=date(2020, 1, 1)), BOOK_POLICY, "main", HOUSE, AT)
    assert (until.date(), notes) == (date(2026, 12, 21), [])


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    ends=st.none() | st.dates(date(2000, 1, 1), date(2091, 1, 1)),
)
def test_a_loan_never_ends_before_today_nor_after_the_card(at: datetime, ends: date | None):
    until, _ = due(replace(READER, expires_on=ends), BOOK_POLICY, "main", HOUSE, at)
    today = at.astimezone(ZONE).date()
    assert today <= until.date() <= today + timedelta(days=28)
    if ends is not None and today <= ends:
        assert until.date() <= ends


@pytest.mark.parametrize(
    ("due_at", "place", "expected"),
    [
        (AT, ItemStatus.AVAILABLE, []),
        (AT - timedelta(hours=3), ItemStatus.AVAILABLE, []),  # the same day, there
        (AT - timedelta(days=3), ItemStatus.AVAILABLE, [Code.RETURNED_LATE]),
        (None, ItemStatus.AVAILABLE, [Code.ALREADY_RETURNED]),
        (None, ItemStatus.MISSING, [Code.FOUND_AGAIN]),
    ],
)
def test_what_to_say_about_a_return(due_at: datetime | None, place: ItemStatus, expected: list[Code]):
    notes = about_return(due_at, place, HOUSE, AT)
    assert codes(notes) == expected
    if Code.RETURNED_LATE in expected:
        assert notes[0].params == {"days": 3}
