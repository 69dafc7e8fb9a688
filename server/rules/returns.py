"""What becomes of a copy that comes in: what to say, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from config.vocabulary import Code, ItemStatus, Reason
from server.rules.facts import CopyFacts, Waiting
from server.rules.holds import next_in_line
from server.rules.house import House

_STAYS = {ItemStatus.REFERENCE_ONLY, ItemStatus.WITHDRAWN, ItemStatus.DAMAGED}
_TURNED_UP = {ItemStatus.MISSING, ItemStatus.LOST}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a copy is to be, for whom it is kept there, and what is said about that."""

    place: ItemStatus
    at_branch: str
    kept_for: Waiting | None = None
    notes: list[Reason] = field(default_factory=list)


def about_return(due_at: datetime | None, place: ItemStatus, house: House, at: datetime) -> list[Reason]:
    """What to say about a return; ``due_at`` is None when the item was on no loan."""
    if due_at is None:
        if place in _TURNED_UP:
            return [Reason(Code.FOUND_AGAIN)]
        return [] if place is ItemStatus.IN_TRANSIT else [Reason(Code.ALREADY_RETURNED)]
    notes = []
    late = (house.day(at) - house.day(due_at)).days
    if late > 0:
        notes.append(Reason(Code.RETURNED_LATE, {"days": late}))
    return notes


def destination(copy: CopyFacts, waiting: Iterable[Waiting], branch: str, house: House) -> Destination:
    """Where a copy goes that came in at a branch: to whom it is kept for, else to the next in the queue, else home."""
    if copy.place in _STAYS:
        return Destination(copy.place, branch)
    queue = list(waiting)
    kept_for = next((one for one in queue if one.trapped == copy.id), None) or next_in_line(
        queue, copy, house
    )
    goal = kept_for.pickup_branch if kept_for else copy.branch
    if goal != branch:
        return Destination(ItemStatus.IN_TRANSIT, goal, kept_for, [_for_transit(goal, house)])
    if kept_for:
        return Destination(ItemStatus.ON_HOLD_SHELF, branch, kept_for, [Reason(Code.FOR_HOLD_SHELF)])
    return Destination(ItemStatus.AVAILABLE, branch)


def _for_transit(branch: str, house: House) -> Reason:
    name = house.branch_name(branch)
    return Reason(Code.FOR_TRANSIT, {"branch": branch, "branch_zh": name["zh"], "branch_en": name["en"]})
