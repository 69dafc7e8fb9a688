"""The library that the rules' tables of cases speak of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from config.vocabulary import Code, Reason
from server.rules.facts import Item, OpenLoan, Reader
from server.rules.house import House, Policy

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, ten in the morning, there
BOOK_POLICY = Policy(loan_days=28, loan_limit=3, renewal_limit=2)
HOUSE = House(
    zone=ZONE,
    currency="CNY",
    fines_limit=Decimal(5),
    overdue_limit=2,
    policies={
        ("adult", "book", "*"): BOOK_POLICY,
        ("adult", "dvd", "*"): Policy(7, 1),
        ("child", "book", "*"): BOOK_POLICY,
    },
    loan_limits={"adult": 4, "child": 4},
    guarded=frozenset({"child"}),
)
READER = Reader("adult")
ITEM = Item("B", "book")


def loans(count: int, item_class: str = "book", left: int = 5) -> list[OpenLoan]:
    return [OpenLoan(f"{item_class}{n}", item_class, AT + timedelta(days=left)) for n in range(count)]


def codes(reasons: list[Reason]) -> list[Code]:
    return [reason.code for reason in reasons]
