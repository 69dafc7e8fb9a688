"""Who may borrow what: every reason against it, most severe first."""

from __future__ import annotations

from datetime import datetime, timedelta

from config.vocabulary import Code, ItemStatus, Reason
from server.rules.facts import Item, Reader
from server.rules.house import House, Policy

NOT_LENT_FROM = {
    ItemStatus.REFERENCE_ONLY: Code.ITEM_REFERENCE_ONLY,
    ItemStatus.ON_HOLD_SHELF: Code.ITEM_ON_HOLD,
    ItemStatus.IN_TRANSIT: Code.ITEM_IN_TRANSIT,
    ItemStatus.WITHDRAWN: Code.ITEM_WITHDRAWN,
    ItemStatus.DAMAGED: Code.ITEM_DAMAGED,
}


def why_not_served(reader: Reader, house: House, at: datetime) -> list[Reason]:
    """What stands against the account itself, whatever is asked of it."""
    reasons = []
    if reader.lost_card:
        reasons.append(Reason(Code.CARD_LOST))
    if reader.blocked:
        reasons.append(Reason(Code.PATRON_BLOCKED))
    if reader.guardian_blocked:
        reasons.append(Reason(Code.LINKED_ACCOUNT_BLOCKED))
    if reader.patron_class in house.guarded and not reader.has_guardian:
        reasons.append(Reason(Code.GUARDIAN_NEEDED))
    if reader.expires_on is not None and reader.expires_on < house.day(at):
        reasons.append(Reason(Code.CARD_EXPIRED, {"on": reader.expires_on.isoformat()}))
    if reader.fines > house.fines_limit:
        owed = {"owed": str(reader.fines), "limit": str(house.fines_limit), "currency": house.currency}
        reasons.append(Reason(Code.FINES_OWED, owed))
    return reasons


def why_not_borrow(reader: Reader, house: House, at: datetime) -> list[Reason]:
    """Everything about the reader that stands against any loan."""
    reasons = why_not_served(reader, house, at)
    overdue = sum(loan.due < at for loan in reader.loans)
    if overdue >= house.overdue_limit:
        reasons.append(Reason(Code.TOO_MANY_OVERDUE, {"count": overdue}))
    limit = house.loan_limits.get(reader.patron_class, 0)
    if len(reader.loans) >= limit:
        reasons.append(Reason(Code.TOO_MANY_LOANS, {"count": len(reader.loans), "limit": limit}))
    return reasons


def why_not_checkout(reader: Reader, item: Item, branch: str, house: House, at: datetime) -> list[Reason]:
    """Everything about the reader and the item that stands against this loan."""
    own = next((loan for loan in reader.loans if loan.item == item.barcode), None)
    if own is not None:
        return [Reason(Code.ITEM_ALREADY_YOURS, {"due": own.due.astimezone(house.zone).isoformat()})]
    reasons = why_not_borrow(reader, house, at)
    if item.on_loan:
        reasons.append(Reason(Code.ITEM_ON_LOAN))
    elif item.place in NOT_LENT_FROM and not item.kept_for_reader:
        reasons.append(Reason(NOT_LENT_FROM[item.place]))
    elif item.wanted:
        reasons.append(Reason(Code.ITEM_ON_HOLD))
    policy = house.policy(reader.patron_class, item.item_class, branch)
    if policy is None:
        if item.place is not ItemStatus.REFERENCE_ONLY:
            reasons.append(Reason(Code.ITEM_NOT_FOR_YOU))
        return reasons
    if policy.reference_only and item.place is not ItemStatus.REFERENCE_ONLY:
        reasons.append(Reason(Code.ITEM_REFERENCE_ONLY))
    return [*reasons, *_too_many(reader, item, policy, reasons), *_too_soon(item, policy, house, at)]


def _too_many(reader: Reader, item: Item, policy: Policy, said: list[Reason]) -> list[Reason]:
    count = sum(loan.item_class == item.item_class for loan in reader.loans)
    if count < policy.loan_limit or any(one.code is Code.TOO_MANY_LOANS for one in said):
        return []
    return [
        Reason(Code.CLASS_LIMIT, {"item_class": item.item_class, "count": count, "limit": policy.loan_limit})
    ]


def _too_soon(item: Item, policy: Policy, house: House, at: datetime) -> list[Reason]:
    """The cool-off: so that others get a turn, the same reader does not have the same copy again at once."""
    if item.last_had is None or not policy.cool_off_days:
        return []
    again = house.day(item.last_had) + timedelta(days=policy.cool_off_days)
    return [Reason(Code.COOL_OFF, {"on": again.isoformat()})] if house.day(at) < again else []
