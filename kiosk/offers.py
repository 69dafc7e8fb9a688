"""When the machine offers help by itself: once for each cause in a visit, and never in the reader's way."""

from __future__ import annotations

from dataclasses import replace

from config.vocabulary import Code
from kiosk import circulation, events
from kiosk.circulation import SETTLED_WELL
from kiosk.state import Case, Going, Guard, HelpOffer, Outcome, Page, SlipChoice, State, Visit

FAILED_SCANS = 3
PUT_BACKS = 2
STUCK_SECONDS = 45.0
CALM_SECONDS = 5.0  # the machine does not speak while a hand is at work
UNREAD = {Code.LABEL_UNREADABLE, Code.CARD_UNREADABLE, Code.SCAN_ISBN}


def felt(before: State, state: State, event: events.Event, *, alive: bool) -> State:
    """How it goes with the reader after this event, and whether it is time to offer help."""
    going, visit = state.going, state.visit
    here = visit.id if visit else ""
    if going.visit != here:
        going = Going(here, well_at=state.now, felt_at=state.now)
    elif _went_well(before.visit, visit) or _is_back(before, state):
        going = replace(going, well_at=state.now, failed=0, offer=None)
    if alive:
        if state.now - going.felt_at >= state.settings.idle_seconds:
            going = replace(going, failed=0)
        going = replace(going, felt_at=state.now)
    if isinstance(event, events.LabelScanned | events.BadScan | events.BadCard | events.CardRead):
        going = replace(going, failed=going.failed + 1 if _gave_nothing(state) else 0)
    again = [case.item for case in (visit.cases if visit else ()) if _put_back_again(before.visit, case)]
    if again:
        going = replace(going, put_back=(*going.put_back, *again))
    going = _offered(state, going)
    if going.offer is not None and state.going.offer is None and visit is None:
        state = replace(state, settle_at=state.now + state.settings.idle_seconds)
    return state if going == state.going else replace(state, going=going)


def _went_well(before: Visit | None, now: Visit | None) -> bool:
    if before is None or now is None:
        return False
    if before.page is not now.page or (before.patron is None) is not (now.patron is None):
        return True
    return _well(now) > _well(before)


def _is_back(before: State, state: State) -> bool:
    """Help, or what was told to the library, lies over the page no more: only now the reader goes on."""
    return (before.panel is not None and state.panel is None) or (
        before.tell is not None and state.tell is None
    )


def _well(visit: Visit) -> int:
    return sum(case.outcome in SETTLED_WELL for case in visit.cases)


def _gave_nothing(state: State) -> bool:
    notice = state.visit.notice if state.visit else state.notice
    return notice is not None and notice.code in UNREAD


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
