"""Who may wait for what, whose turn it is, and which copies to fetch for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from config.vocabulary import Code, ItemStatus, Reason
from server.rules.facts import CopyFacts, Reader, Waiting
from server.rules.house import House, Policy
from server.rules.lending import why_not_served

_NEVER_COMES = {ItemStatus.REFERENCE_ONLY, ItemStatus.WITHDRAWN, ItemStatus.LOST, ItemStatus.MISSING}


def why_not_hold(
    reader: Reader,
    copies: Sequence[CopyFacts],
    branch: str,
    house: House,
    at: datetime,
    *,
    open_holds: int = 0,
    placed: bool = False,
    has_until: datetime | None = None,
) -> list[Reason]:
    """Everything that stands against this reader's waiting for one of these copies, to be picked up at a branch.

    ``open_holds`` is how many the reader has, ``placed`` whether one of them is for this, ``has_until`` when the loan
    ends by which the reader has it already. A free copy on the shelf is no reason: then it is fetched from there.
    """
    reasons = why_not_served(reader, house, at)
    if has_until is not None:
        reasons.append(Reason(Code.ITEM_ALREADY_YOURS, {"due": has_until.astimezone(house.zone).isoformat()}))
    if placed:
        reasons.append(Reason(Code.HOLD_PLACED_ALREADY))
    coming = [copy for copy in copies if copy.place not in _NEVER_COMES]
    policies = [policy for copy in coming if (policy := may_have(reader.patron_class, copy, branch, house))]
    limit = max((policy.hold_limit for policy in policies), default=0)
    if not coming:
        reasons.append(Reason(Code.HOLD_NO_COPY))
    elif not limit:
        reasons.append(Reason(Code.HOLD_NOT_FOR_YOU))
    elif open_holds >= limit:
        reasons.append(Reason(Code.HOLD_LIMIT, {"count": open_holds, "limit": limit}))
    return reasons


def may_have(patron_class: str, copy: CopyFacts, branch: str, house: House) -> Policy | None:
    """The policy by which readers of a class are lent this copy; None if they are not."""
    policy = house.policy(patron_class, copy.item_class, branch)
    return None if policy is None or policy.reference_only else policy


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The queue: who came first is first."""
    return sorted(waiting, key=lambda one: (one.placed_at, one.hold))


def next_in_line(waiting: Iterable[Waiting], copy: CopyFacts, house: House) -> Waiting | None:
    """Whose turn it is when this copy becomes free."""
    return next((one for one in in_order(waiting) if _would_do(one, copy, house)), None)


def match(
    waiting: Iterable[Waiting], free: Iterable[CopyFacts], house: House
) -> list[tuple[Waiting, CopyFacts]]:
    """Which free copy is for whom, in the order of the queue: one at the pick-up branch before one from elsewhere,
    and none that somebody else waits for by its number, if there is another."""
    queue, left = in_order(waiting), list(free)
    by_number = {one.copy for one in queue}
    found = []
    for one in queue:
        would_do = [copy for copy in left if _would_do(one, copy, house)]
        if would_do:
            chosen = min(
                would_do,
                key=lambda copy: (
                    one.copy is None and copy.id in by_number,
                    copy.at_branch != one.pickup_branch,
                    copy.id,
                ),
            )
            left.remove(chosen)
            found.append((one, chosen))
    return found


def wanted(
    waiting: Iterable[Waiting], copy: CopyFacts, other_free: Iterable[CopyFacts], house: House, patron: int
) -> bool:
    """Whether somebody else would wait longer if this patron had the copy: others wait for whom it would do, and the
    other free copies do not suffice."""
    others = [one for one in waiting if one.patron != patron and one.trapped is None]
    served = {one.hold for one, _ in match(others, other_free, house)}
    return any(one.hold not in served and _would_do(one, copy, house) for one in others)


def shelf_until(policy: Policy | None, branch: str, house: House, at: datetime) -> date:
    """The last day on which a copy is kept on the hold shelf; never one on which it cannot be picked up."""
    days = policy.hold_shelf_days if policy else Policy(0, 0).hold_shelf_days
    return house.calendar(branch).next_open(house.day(at) + timedelta(days=days))


def _would_do(one: Waiting, copy: CopyFacts, house: House) -> bool:
    return (
        one.trapped is None
        and one.copy in (None, copy.id)
        and may_have(one.patron_class, copy, one.pickup_branch, house) is not None
    )
