"""What the library decided for everybody: its policies, classes of readers, branches and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from server.rules.calendar import Calendar

EVERY = "*"
_UNNAMED = {"main": {"zh": "总馆", "en": "Main library"}}  # who has one house need not name it
_ALWAYS_OPEN = Calendar()


@dataclass(frozen=True, slots=True)
class Policy:
    """What a class of readers may do with a class of items at a branch."""

    loan_days: int
    loan_limit: int  # of items of this class
    renewal_limit: int = 0
    loan_hours: int = 0  # instead of days, if not 0
    reference_only: bool = False
    fine_per_day: Decimal = Decimal(0)  # each open day late
    fine_grace_days: int = 0  # so many open days late cost nothing; one more, and all of them count
    fine_most: Decimal | None = None  # a loan
    cool_off_days: int = 0  # before the same reader has the same copy again
    hold_limit: int = 5  # open holds of a reader; 0: none
    hold_shelf_days: int = 7


def branch_name(code: str, name_zh: str, name_en: str) -> dict[str, str]:
    """What a branch is called in each language: its own name, or in the other language, or else by its code."""
    if not (name_zh or name_en):
        return _UNNAMED.get(code, {"zh": code, "en": code})
    return {"zh": name_zh or name_en, "en": name_en or name_zh}


@dataclass(frozen=True, slots=True)
class Branch:
    """A building: its name in both languages and when it is open."""

    name_zh: str = ""
    name_en: str = ""
    calendar: Calendar = _ALWAYS_OPEN


@dataclass(frozen=True, slots=True)
class House:
    zone: ZoneInfo
    currency: str
    fines_limit: Decimal  # who owes more borrows nothing
    overdue_limit: int  # who has this many overdue borrows nothing
    policies: Mapping[tuple[str, str, str], Policy]  # (patron class, item class, branch)
    loan_limits: Mapping[str, int]  # by patron class, over all item classes
    guarded: frozenset[str] = frozenset()  # classes of readers who need a guardian
    branches: Mapping[str, Branch] = field(default_factory=dict)

    def policy(self, patron_class: str, item_class: str, branch: str) -> Policy | None:
        """The row that says most about the case. Of two that say equally much, the branch's own counts before the
        reader's class, and that before the item's class. No row: not for them."""
        for key in (
            (patron_class, item_class, branch),
            (patron_class, EVERY, branch),
            (EVERY, item_class, branch),
            (patron_class, item_class, EVERY),
            (EVERY, EVERY, branch),
            (patron_class, EVERY, EVERY),
            (EVERY, item_class, EVERY),
            (EVERY, EVERY, EVERY),
        ):
            if key in self.policies:
                return self.policies[key]
        return None

    def calendar(self, branch: str) -> Calendar:
        """When a branch is open; for one nobody described, what holds for every branch."""
        there = self.branches.get(branch) or self.branches.get(EVERY)
        return there.calendar if there else _ALWAYS_OPEN

    def branch_name(self, code: str) -> dict[str, str]:
        """A branch's name in each language."""
        there = self.branches.get(code, Branch())
        return branch_name(code, there.name_zh, there.name_en)

    def day(self, at: datetime) -> date:
        """The library's day at a moment."""
        return at.astimezone(self.zone).date()
