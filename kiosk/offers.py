"""When the machine offers help by itself: once for each cause in a visit, and never in the reader's way."""

from __future__ import annotations

from dataclasses import replace

from config.vocabulary import Code, Reason
from kiosk import circulation, events
from kiosk.circulation import SETTLED_WELL
from kiosk.state import Case, Going, Guard, HelpOffer, Outcome, Page, SlipChoice, State, Visit

FAILED_SCANS = 3
PUT_BACKS = 2
STUCK_SECONDS = 45.0
CALM_SECONDS = 5.0  # the machine does not speak while a hand is at work
IN_VAIN = {
    Code.LABEL_UNREADABLE,
    Code.CARD_UNREADABLE,
    Code.TAG_UNREADABLE,
    Code.SCAN_ISBN,
    Code.CARD_FIRST,
    Code.PATRON_UNKNOWN,
    Code.PIN_WRONG,
    Code.PIN_LOCKED,
    Code.ITEM_UNKNOWN,
}
"""What a failed scan says, on the page or in its row, at once or with the library's answer: it gave nothing. What a
rule of the library forbids was read."""


def felt(before: State, state: State, event: events.Event, *, alive: bool) -> State:
    """How it goes with the reader after this event, and whether it is time to offer help."""
    going, visit = state.going, state.visit
    here = visit.id if visit else ""
    vain = _in_vain(before, state)
    failing = bool(vain or going.failed or going.aside)
    if going.visit != here:
        going = Going(here, well_at=state.now, felt_at=state.now)
    elif _went_well(before.visit, visit, failing=failing) or _is_back(before, state):
        going = replace(going, well_at=state.now, failed=0, aside=0, offer=None)
    if alive:
        if state.now - going.felt_at >= state.settings.idle_seconds:
            going = replace(going, failed=0, aside=0)
        going = replace(going, felt_at=state.now)
    going = _counted(going, state, event, vain)
    again = [case.item for case in (visit.cases if visit else ()) if _put_back_again(before.visit, case)]
    if again:
        going = replace(going, put_back=(*going.put_back, *again))
    going = _offered(state, going)
    if going.offer is not None and state.going.offer is None and visit is None:
        state = replace(state, settle_at=state.now + state.settings.idle_seconds)
    return state if going == state.going else replace(state, going=going)


def _went_well(before: Visit | None, now: Visit | None, *, failing: bool) -> bool:
    """While scans fail, a page that turns for a card, and back when it is refused, is no progress."""
    if before is None or now is None:
        return False
    if (before.patron is None) is not (now.patron is None):
        return True
    if before.page is not now.page and not (failing and (_asks_card(before) or _asks_card(now))):
        return True
    return _well(now) > _well(before)


def _asks_card(visit: Visit) -> bool:
    return visit.identifying is not None or visit.pin_for is not None


def _is_back(before: State, state: State) -> bool:
    """Help, or what was told to the library, lies over the page no more: only now the reader goes on."""
    return (before.panel is not None and state.panel is None) or (
        before.tell is not None and state.tell is None
    )


def _well(visit: Visit) -> int:
    return sum(case.outcome in SETTLED_WELL for case in visit.cases)


def _in_vain(before: State, state: State) -> int:
    """How many scans turned out to give nothing. The same sentence said again is another one."""
    said, new = _notice(before), _notice(state)
    count = int(new is not None and new is not said and new.code in IN_VAIN)
    for case in state.visit.cases if state.visit else ():
        old = circulation.find(before.visit, case.key) if before.visit else None
        count += _gave_nothing(case) and not (old is not None and _gave_nothing(old))
    return count


def _notice(state: State) -> Reason | None:
    return state.visit.notice if state.visit else state.notice


def _gave_nothing(case: Case) -> bool:
    return case.outcome is Outcome.NOT_POSSIBLE and any(reason.code in IN_VAIN for reason in case.reasons)


def _counted(going: Going, state: State, event: events.Event, vain: int) -> Going:
    """A scan that was read may still turn out to give nothing: until that is known, the count is put aside."""
    asked = state.visit is not None and (
        _asks_card(state.visit) or any(circulation.is_undecided(case) for case in state.visit.cases)
    )
    if not _is_scan(event):
        if vain:
            return replace(going, failed=going.aside + going.failed + vain, aside=0)
        return going if asked else replace(going, aside=0)
    if vain:
        return replace(going, failed=going.failed + vain)
    return replace(going, failed=0, aside=going.aside + going.failed if asked else 0)


def _is_scan(event: events.Event) -> bool:
    return isinstance(event, events.LabelScanned | events.BadScan | events.BadCard) or (
        isinstance(event, events.CardRead) and not event.still
    )


def _put_back_again(before: Visit | None, case: Case) -> bool:
    old = circulation.find(before, case.key) if before else None
    return old is not None and _is_put_back(case) and not _is_put_back(old)


def _is_put_back(case: Case) -> bool:
    return case.outcome is Outcome.PUT_BACK and case.guard is Guard.DOUBTFUL


def _offered(state: State, going: Going) -> Going:
    if not _may_offer(state):
        return replace(going, offer=None) if going.offer else going
    if going.offer is not None:
        return going
    for cause in HelpOffer:
        if cause not in going.offered and _is_time(state, going, cause):
            return replace(going, offer=cause, offered=going.offered | {cause})
    return going


def _may_offer(state: State) -> bool:
    if (
        state.panel is not None
        or state.tell is not None
        or state.maintenance
        or state.journal_fault is not None
    ):
        return False
    if state.call is not None and state.call.is_open and not state.call.strange:
        return False
    visit = state.visit
    return visit is None or not (visit.page is Page.GOODBYE or visit.finishing or visit.other_card)


def _is_time(state: State, going: Going, cause: HelpOffer) -> bool:
    match cause:
        case HelpOffer.SCANS:
            return going.failed >= FAILED_SCANS
        case HelpOffer.PUT_BACKS:
            return any(going.put_back.count(item) >= PUT_BACKS for item in set(going.put_back))
        case HelpOffer.NO_PROGRESS:
            visit = state.visit
            busy = (
                visit is None
                or visit.identifying is not None
                or visit.slip is SlipChoice.SCREEN  # a code on the screen is there to be photographed
                or any(circulation.is_undecided(case) for case in visit.cases)
            )
            calm = state.now - going.felt_at >= CALM_SECONDS
            return not busy and calm and state.now - going.well_at >= STUCK_SECONDS
