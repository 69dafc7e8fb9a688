"""What staff tell this kiosk to do in a call for help: each is carried out once, and answered by an entry.

An instruction for a visit that is over, or that was given before the kiosk was started, comes too late; only work on
the machine has nothing to do with a visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from config.vocabulary import Code, EntryKind, HelpPart, HelpSays, Instructed
from kiosk import circulation, doubts, stack
from kiosk import help as aid
from kiosk.circulation import SETTLED_WELL
from kiosk.effects import Effect
from kiosk.help import PARTS, TROUBLED
from kiosk.state import (
    ROWS_ON,
    Call,
    Case,
    Guard,
    HelpLine,
    Outcome,
    Page,
    Pointing,
    SlipChoice,
    State,
    Visit,
)

Step = tuple[State, list[Effect]]

POINT_SECONDS = 30.0
NEVER_RELEASED = {
    Code.TAG_UNREADABLE,
    Code.TWO_TAGS,
    Code.ITEM_FOREIGN,
    Code.PARTS_MISSING,
    Code.SETS_MIXED,
}
"""What no library's word makes right: it is not known which item lies there, or it is not ours."""

KEYPAD_ON = (Page.IDENTIFY, Page.PIN, Page.BORROW, Page.RETURN)
BACK_ON = (Page.IDENTIFY, Page.PIN, Page.SLIP, Page.ACCOUNT)
FINISH_ON = (Page.BORROW, Page.RETURN, Page.ACCOUNT)


def work(state: State) -> Step:
    """Carry out what staff tell this kiosk to do, answer it, and ask again when it is time."""
    state = aid.orphaned(state)
    pointing = state.pointing
    if pointing is not None and (state.now >= pointing.until or not _is_in_sight(state, pointing.about)):
        state = replace(state, pointing=None)
    if state.journal_fault is not None:
        return aid.ask_again(state)  # nothing can be answered now, but who comes can still be told
    state, effects = _released(state)
    state, more = _obey(state)
    effects += more
    state, more = _too_late(state)
    effects += more
    state, more = aid.tell_rows(state)
    effects += more
    call = state.call
    if call is not None and not call.is_open and state.panel is None:
        state = aid.put_away(state)
        visit = state.visit
        if visit is not None and visit.page is Page.GOODBYE and state.tell is None:
            state = replace(state, visit=replace(visit, deadline=min(visit.deadline, state.farewell())))
    state, more = aid.ask_again(state)
    return state, effects + more


def _obey(state: State) -> Step:
    effects: list[Effect] = []
    call = state.call
    if call is None or call.news is None:
        return state, effects
    for line in aid.orders(call):
        call = aid.sure(state.call)
        theirs = call.overheard and line.says is not HelpSays.MAINTENANCE
        if call.found or theirs:  # it was told before the start, or to who stood here before
            state, more = _done(state, call, line.number, Instructed.TOO_LATE)
            effects += more
            continue
        state, result, more = _carry_out(state, call, line)
        effects += more
        if result is not None:
            state, more = _done(state, aid.sure(state.call), line.number, result)
            effects += more
    if state.call is not None and (state.call.found or state.call.overheard):
        state = replace(state, call=replace(state.call, found=False, overheard=False))
    return state, effects


Carried = tuple[State, Instructed | None, list[Effect]]
"""The result; None: it will be known when the row is decided, or the order is tried again at the next step."""


def _carry_out(state: State, call: Call, line: HelpLine) -> Carried:
    visit = state.visit if state.visit and state.visit.page is not Page.GOODBYE else None
    match line.says:
        case HelpSays.POINT:
            row = line.about.startswith("row:")
            about = f"row:{_now_called(call, line.about.removeprefix('row:'))}" if row else line.about
            return _point(state, about)
        case HelpSays.MAINTENANCE:
            return _maintain(state, line.about)
        case HelpSays.RELEASE | HelpSays.MORE_TIME | HelpSays.END_VISIT if visit is None or call.strange:
            return state, Instructed.TOO_LATE, []
        case HelpSays.RELEASE:
            return _release(state, call, line)
        case HelpSays.MORE_TIME:
            visit = replace(_there(state), long_time=True, finishing=False, slip=None)
            return replace(state, visit=replace(visit, deadline=state.deadline(visit))), Instructed.DONE, []
        case HelpSays.END_VISIT:
            return _finish(state), Instructed.DONE, []
    return state, Instructed.NOT_POSSIBLE, []


def _there(state: State) -> Visit:
    assert state.visit is not None  # noqa: S101 - the caller has looked
    return state.visit


def _finish(state: State) -> State:
    """As when the reader walks away: what is decided stands, what waits is decided first."""
    if state.visit is None:
        return state
    if state.visit.page is Page.GOODBYE:
        return replace(state, visit=replace(state.visit, help=None))
    visit = replace(
        state.visit,
        finishing=True,
        slip=SlipChoice.NONE,
        warned=True,
        dismissed=True,
        help=None,
        notice=None,
        other_card=None,
    )
    return replace(state, visit=visit)


def _maintain(state: State, about: str) -> Carried:
    if about == "end":
        return replace(state, maintenance=False), Instructed.DONE, []
    if state.maintenance:  # who is being helped amid the work is not sent away
        return state, Instructed.DONE, []
    state = replace(_finish(state), maintenance=True, help=None, notice=None, tell=None)
    if state.visit is None:  # the call is the librarian's now, and whoever comes next is not who made it
        state = aid.veiled(state)
    return state, Instructed.DONE, []


def _point(state: State, about: str) -> Carried:
    """The panel makes room, so that the page can be seen."""
    if not about:
        return replace(state, pointing=None), Instructed.DONE, []
    if not _is_in_sight(state, about):
        return state, Instructed.NOT_POSSIBLE, []
    state = replace(state, pointing=Pointing(about, state.now + POINT_SECONDS))
    return aid.with_panel(state, None), Instructed.DONE, []


def _is_in_sight(state: State, about: str) -> bool:
    page, visit = state.page, state.visit
    if about.startswith("row:"):
        case = circulation.find(visit, about.removeprefix("row:")) if visit else None
        shown = page is Page.SLIP or (case is not None and ROWS_ON.get(page) is case.kind)
        return case is not None and state.tell is None and shown
    if about not in set(HelpPart) or page in (Page.OUT_OF_SERVICE, Page.MAINTENANCE):
        return False
    match HelpPart(about):
        case HelpPart.LANGUAGES:
            return True
        case HelpPart.KEYPAD:
            return page in KEYPAD_ON
        case HelpPart.BACK:
            return page in BACK_ON or (page is Page.RETURN and visit is not None and visit.patron is not None)
        case HelpPart.FINISH:
            return page in FINISH_ON or (
                page is Page.SLIP and visit is not None and visit.slip is SlipChoice.SCREEN
            )
        case part:
            return any(PARTS.get(device.role) is part for device in state.devices)


def _release(state: State, call: Call, line: HelpLine) -> Carried:
    """The row is asked anew, in the name of whoever released it: the library system decides whether they may."""
    visit = _there(state)
    case = circulation.find(visit, _now_called(call, line.about))
    if case is None or case.kind is not EntryKind.CHECKOUT or not case.item or visit.patron is None:
        return state, Instructed.NOT_POSSIBLE, []
    if circulation.is_undecided(case) or not state.link_up:
        return state, None, []
    if _is_well(case):
        return state, Instructed.DONE, []  # it went well by itself meanwhile
    if case.outcome not in TROUBLED or {reason.code for reason in case.reasons} & NEVER_RELEASED:
        return state, Instructed.NOT_POSSIBLE, []
    if case.granted is not None:  # it is lent, and only the gate is not as it should be: that is tried again
        visit = circulation.put(visit, circulation.afresh(case))
        state = replace(state, visit=visit)
        return _awaits(state, call, case.key, line.number), None, []
    pile = stack.on_pad(state, case.item)
    if pile is not None and pile.missing:
        return state, Instructed.NOT_POSSIBLE, []
    state, visit = doubts.superseded(state, visit, case.item)
    state = replace(state, count=state.count + 1)
    key = f"{state.seed}-{state.count}"
    visit = replace(visit, finishing=False, slip=None, notice=None)
    tags = pile.uids if pile is not None else case.tags
    release: Mapping[str, str | int] = {"call": call.key, "release": line.number}
    visit, effects = circulation.ask(state, visit, case.kind, case.item, key, tags, release)
    visit = replace(visit, deadline=state.deadline(visit))
    state = replace(state, visit=visit)
    call = replace(call, renamed=(*call.renamed, (case.key, key)))
    return _awaits(state, call, key, line.number), None, effects


def _is_well(case: Case) -> bool:
    return case.outcome in SETTLED_WELL and case.guard in (Guard.NONE, Guard.VERIFIED)


def _now_called(call: Call, key: str) -> str:
    """Staff know a row by the key it had when they were told of it."""
    for before, after in call.renamed:
        key = after if key == before else key
    return key


def _awaits(state: State, call: Call, key: str, number: int) -> State:
    call = replace(call, done=call.done | {number}, releasing=(*call.releasing, (key, number)))
    return replace(state, call=call)


def _released(state: State) -> Step:
    """A released row is decided: tell staff how."""
    effects: list[Effect] = []
    call = state.call
    for key, number in call.releasing if call else ():
        case = circulation.find(state.visit, key) if state.visit else None
        if case is None:
            result = Instructed.TOO_LATE
        elif _is_well(case):
            result = Instructed.DONE
        elif case.outcome is Outcome.NOT_POSSIBLE or case.given_up:
            result = Instructed.NOT_POSSIBLE
        else:
            continue
        call = aid.sure(state.call)
        call = replace(call, releasing=tuple(one for one in call.releasing if one[0] != key))
        state, more = _done(replace(state, call=call), call, number, result)
        effects += more
    return state, effects


def _too_late(state: State) -> Step:
    """What was told to a call that is over here; only work on the machine has nothing to do with the visit."""
    effects: list[Effect] = []
    for line in aid.orders(state.past):
        past = aid.sure(state.past)
        result = Instructed.TOO_LATE
        if line.says is HelpSays.MAINTENANCE:
            state, _, _ = _maintain(state, line.about)
            result = Instructed.DONE
        state = replace(state, past=replace(past, done=past.done | {line.number}))
        state, more = _answer(state, past, line.number, result)
        effects += more
    return state, effects


def _done(state: State, call: Call, number: int, result: Instructed) -> Step:
    state = replace(state, call=replace(call, done=call.done | {number}))
    return _answer(state, call, number, result)


def _answer(state: State, call: Call, number: int, result: Instructed) -> Step:
    details: dict[str, str | int] = {"call": call.key, "number": number, "result": result.value}
    return aid.record(state, EntryKind.HELP_DONE, details)
