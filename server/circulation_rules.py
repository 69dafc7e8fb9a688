"""Who may borrow, return and renew what, and until when: pure functions that give every reason, most severe first.

Times are the true times of what happened at the kiosk, which may be hours ago.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from config.vocabulary import Code, ItemStatus, Reason


@dataclass(frozen=True, slots=True)
class Policy:
    """For one class of patrons and one class of items."""

    loan_days: int
    loan_limit: int
    renewal_limit: int


@dataclass(frozen=True, slots=True)
class House:
    """What the library decided for everybody."""

    zone: ZoneInfo
    currency: str
    fines_limit: Decimal
    overdue_limit: int
    policies: Mapping[tuple[str, str], Policy]  # (patron class, item class)
    loan_limits: Mapping[str, int]  # by patron class, over all item classes


@dataclass(frozen=True, slots=True)
class OpenLoan:
    item: str
    item_class: str
    due: datetime
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    patron_class: str
    expires_on: date | None = None
    lost_card: bool = False
    blocked: bool = False
    fines: Decimal = Decimal(0)
    loans: Sequence[OpenLoan] = ()


@dataclass(frozen=True, slots=True)
class Item:
    barcode: str
    item_class: str
    place: ItemStatus = ItemStatus.AVAILABLE
    on_loan: bool = False


NOT_LENT_FROM = {
    ItemStatus.REFERENCE_ONLY: Code.ITEM_REFERENCE_ONLY,
    ItemStatus.ON_HOLD_SHELF: Code.ITEM_ON_HOLD,
    ItemStatus.IN_TRANSIT: Code.ITEM_IN_TRANSIT,
    ItemStatus.WITHDRAWN: Code.ITEM_WITHDRAWN,
}


def why_not_borrow(reader: Reader, house: House, at: datetime) -> list[Reason]:
    """Everything about the reader that stands against any loan."""
    reasons = []
    if reader.lost_card:
        reasons.append(Reason(Code.CARD_LOST))
    if reader.blocked:
        reasons.append(Reason(Code.PATRON_BLOCKED))
    if reader.expires_on is not None and reader.expires_on < at.astimezone(house.zone).date():
        reasons.append(Reason(Code.CARD_EXPIRED, {"on": reader.expires_on.isoformat()}))
    if reader.fines > house.fines_limit:
        owed = {"owed": str(reader.fines), "limit": str(house.fines_limit), "currency": house.currency}
        reasons.append(Reason(Code.FINES_OWED, owed))
    overdue = sum(loan.due < at for loan in reader.loans)
    if overdue >= house.overdue_limit:
        reasons.append(Reason(Code.TOO_MANY_OVERDUE, {"count": overdue}))
    limit = house.loan_limits.get(reader.patron_class, 0)
    if len(reader.loans) >= limit:
        reasons.append(Reason(Code.TOO_MANY_LOANS, {"count": len(reader.loans), "limit": limit}))
    return reasons


def why_not_checkout(reader: Reader, item: Item, house: House, at: datetime) -> list[Reason]:
    """Everything about the reader and the item that stands against this loan."""
    own = next((loan for loan in reader.loans if loan.item == item.barcode), None)
    if own is not None:
        return [Reason(Code.ITEM_ALREADY_YOURS, {"due": own.due.astimezone(house.zone).isoformat()})]
    reasons = why_not_borrow(reader, house, at)
    if item.on_loan:
        reasons.append(Reason(Code.ITEM_ON_LOAN))
    elif item.place in NOT_LENT_FROM:
        reasons.append(Reason(NOT_LENT_FROM[item.place]))
    policy = house.policies.get((reader.patron_class, item.item_class))
    if policy is None:
        if item.place is not ItemStatus.REFERENCE_ONLY:
            reasons.append(Reason(Code.ITEM_NOT_FOR_YOU))
        return reasons
    of_class = sum(loan.item_class == item.item_class for loan in reader.loans)
    if of_class >= policy.loan_limit and not any(one.code is Code.TOO_MANY_LOANS for one in reasons):
        facts: dict[str, str | int] = {
            "item_class": item.item_class,
            "count": of_class,
            "limit": policy.loan_limit,
        }
        reasons.append(Reason(Code.CLASS_LIMIT, facts))
    return reasons


def why_not_renew(reader: Reader, loan: OpenLoan | None, policy: Policy | None, house: House) -> list[Reason]:
    """An expired card, a full account or fines do not stand against keeping what one has; a block does."""
    if loan is None:
        return [Reason(Code.RENEWAL_NOT_YOURS)]
    reasons = []
    if reader.lost_card:
        reasons.append(Reason(Code.CARD_LOST))
    if reader.blocked:
        reasons.append(Reason(Code.PATRON_BLOCKED))
    limit = policy.renewal_limit if policy else 0
    if loan.renewals >= limit:
        due = loan.due.astimezone(house.zone).isoformat()
        reasons.append(Reason(Code.RENEWAL_LIMIT, {"limit": limit, "due": due}))
    return reasons


def due(reader: Reader, policy: Policy, house: House, at: datetime) -> tuple[datetime, list[Reason]]:
    """When a loan or renewal made at a time ends: with the library's day, and not after the card does."""
    last = at.astimezone(house.zone).date() + timedelta(days=policy.loan_days)
    notes = []
    today = at.astimezone(house.zone).date()
    if reader.expires_on is not None and today <= reader.expires_on < last:
        last = reader.expires_on
        notes.append(Reason(Code.CARD_ENDS_FIRST, {"on": last.isoformat()}))
    return datetime.combine(last, time(23, 59, 59), house.zone), notes


def about_return(due_at: datetime | None, place: ItemStatus, house: House, at: datetime) -> list[Reason]:
    """What to say about a return; ``due_at`` is None when the item was on no loan."""
    notes = []
    if due_at is None:
        if place is ItemStatus.MISSING:
            notes.append(Reason(Code.FOUND_AGAIN))
        else:
            notes.append(Reason(Code.ALREADY_RETURNED))
    else:
        late = (at.astimezone(house.zone).date() - due_at.astimezone(house.zone).date()).days
        if late > 0:
            notes.append(Reason(Code.RETURNED_LATE, {"days": late}))
    if place is ItemStatus.ON_HOLD_SHELF:
        notes.append(Reason(Code.FOR_HOLD_SHELF))
    return notes
