"""What the kiosk may promise while the library system is away: no more than it knows to be harmless."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from config.vocabulary import Code, EntryKind, Reason
from kiosk.snapshot import Snapshot
from kiosk.state import Case, Outcome, Patron


def why_not_kept(
    kind: EntryKind,
    item: str,
    patron: Patron | None,
    cases: tuple[Case, ...],
    snapshot: Snapshot | None = None,
    now: float = 0.0,
) -> tuple[Reason, ...]:
    """Reasons against keeping an entry locally; none means it may be kept.

    What the library system said earlier in the visit still holds: of the reader, and of the item. The count of
    loans is the system's count and our own unsent loans together. What it said beforehand, in the ``snapshot``,
    holds for a day; with an older one nothing is lent any more. ``now`` is monotonic seconds.
    """
    if kind is EntryKind.CHECKIN:
        return ()
    refused = next((case for case in reversed(cases) if case.item == item and case.kind is kind), None)
    if refused is not None and refused.outcome is Outcome.NOT_POSSIBLE and refused.reasons:
        return refused.reasons
    if patron is None:
        return (Reason(Code.CARD_FIRST),)
    if kind is EntryKind.RENEWAL:
        return ()
    if any(loan.item == item for loan in patron.loans):
        return ()  # lent to this reader already: by this very entry, whose answer was lost
    if patron.reasons:
        return patron.reasons
    if snapshot is not None:
        if now >= snapshot.good_until:
            return (Reason(Code.ITEM_NEEDS_LIBRARY),)
        if reasons := snapshot.against_item(item, patron.barcode):
            return reasons
    if patron.loan_limit is not None:
        unsent = sum(
            case.kind is EntryKind.CHECKOUT and case.granted is Outcome.KEPT_LOCALLY and case.item != item
            for case in cases
        )
        count = len(patron.loans) + unsent
        if count >= patron.loan_limit:
            return (Reason(Code.TOO_MANY_LOANS, {"count": count, "limit": patron.loan_limit}),)
    return ()


def unasked(card: str, snapshot: Snapshot | None, now: float, today: date) -> Patron:
    """A reader the library system could not be asked about: only the card is known, and what was said of it before."""
    believed = snapshot is not None and now < snapshot.good_until
    reasons = snapshot.against_card(card, today) if snapshot is not None and believed else ()
    return Patron(card, known=False, reasons=reasons)


def provisional_due(today: date, days: int | None) -> datetime | None:
    """The end of the last day of the shortest loan there is: the library system may only give the reader more."""
    if days is None:
        return None
    return datetime.combine(today + timedelta(days=days), time(23, 59, 59), tzinfo=UTC)
