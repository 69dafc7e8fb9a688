"""Items whose gate state is in doubt: after a crash, or because a reader left with a row still open.

What the library system says of the item decides, not what we were about to do: an item on loan is disarmed, any
other is armed. So a doubt can wait for weeks, and an item that was seen to elsewhere meanwhile is not spoilt.
"""

from __future__ import annotations

from dataclasses import replace

from config.vocabulary import EntryKind, Result
from kiosk.effects import AskItem, CloseSecurity, Effect, Secure
from kiosk.events import Answer, ItemKnown, Secured
from kiosk.state import Case, Doubt, Guard, Outcome, State, Visit

Step = tuple[State, list[Effect]]

ASK_AGAIN_SECONDS = 10.0


def superseded(state: State, visit: Visit, item: str) -> tuple[State, Visit]:
    """An item is asked for anew: what its older cases left open is a doubt until the new one has settled it."""
    old = [case for case in visit.cases if case.item == item and case.gate_in_doubt]
    state = left_by(state, replace(visit, cases=tuple(old)))
    rest = tuple(replace(case, guard=Guard.NONE) if case in old else case for case in visit.cases)
    return state, replace(visit, cases=rest)


def left_by(state: State, visit: Visit) -> State:
    """A visit is over: what it left open is a doubt from now on."""
    new = tuple(
        Doubt(case.key, case.item, uid, wants=_wants(case))
        for case in visit.cases
        if case.gate_in_doubt
        for uid in case.tags
    )
    return replace(state, doubts=_merged(state.doubts, new)) if new else state


def _wants(case: Case) -> bool | None:
    """What was refused must ring; an order of before the refusal may still be on its way to the tag."""
    refused = (
        case.kind is EntryKind.CHECKOUT and case.outcome is Outcome.NOT_POSSIBLE and case.granted is None
    )
    return True if refused else None


def found(state: State, doubts: tuple[Doubt, ...]) -> State:
    return replace(state, doubts=_merged(state.doubts, doubts))


def work(state: State) -> Step:
    """Ask about every item in doubt that lies on the pad and is not in hand."""
    if not state.doubts or not state.pad or state.journal_fault is not None or not state.link_up:
        return state, []
    lying = {one.content.uid for one in state.pad}
    in_hand = {
        uid for case in (state.visit.cases if state.visit else ()) if case.gate_in_doubt for uid in case.tags
    }
    effects: list[Effect] = []
    doubts = []
    for doubt in state.doubts:
        rested = doubt.asked_at is None or state.now - doubt.asked_at >= ASK_AGAIN_SECONDS
        if doubt.uid in lying and doubt.uid not in in_hand and rested:
            doubt = replace(doubt, asked_at=state.now)
            effects.append(AskItem(doubt.item))
        doubts.append(doubt)
    return (replace(state, doubts=tuple(doubts)), effects) if effects else (state, effects)


def item_known(state: State, known: ItemKnown) -> Step:
    """The library system's word; None is no word."""
    if known.on_loan is None:
        return state, []
    lying = {one.content.uid for one in state.pad}
    visit = state.visit.id if state.visit else ""
    if state.visit and any(
        case.item == known.item and case.guard is not Guard.NONE for case in state.visit.cases
    ):
        return state, []  # it is in hand again: what was asked before is no answer any more
    wrong: dict[str, list[str]] = {}
    doubts = []
    for doubt in state.doubts:
        if doubt.item == known.item and doubt.uid in lying and doubt.asked_at is not None:
            wrong.setdefault(doubt.key, []).append(doubt.uid)
            doubt = replace(doubt, wants=not known.on_loan)
        doubts.append(doubt)
    return replace(state, doubts=tuple(doubts)), [
        Secure(key, known.item, tuple(uids), not known.on_loan, visit) for key, uids in wrong.items()
    ]


def secured(state: State, said: Secured) -> Step:
    """The tag of a doubt was put right, or another try is due later."""
    mine = tuple(
        doubt.uid
        for doubt in state.doubts
        if doubt.key == said.key and doubt.uid in said.tags and doubt.wants in (None, said.on)
    )
    if not mine or not said.verified:
        return state, []
    close = CloseSecurity(said.key, mine, verified=True, before=said.before, after=said.after)
    return settled(state, mine), [close]


def settled(state: State, uids: tuple[str, ...]) -> State:
    """These tags are no question any more, whoever saw to it."""
    left = tuple(doubt for doubt in state.doubts if doubt.uid not in uids)
    return state if len(left) == len(state.doubts) else replace(state, doubts=left)


def answered(state: State, answer: Answer) -> Step:
    """An entry of an earlier visit was refused in the end: if its tags were never touched they are right."""
    mine = tuple(doubt.uid for doubt in state.doubts if doubt.key == answer.key and doubt.untouched)
    if not mine or answer.result is not Result.REFUSED:
        return state, []
    return settled(state, mine), [CloseSecurity(answer.key, mine, verified=False)]


def _merged(old: tuple[Doubt, ...], new: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
    """One doubt a tag: the newest."""
    uids = {doubt.uid for doubt in new}
    return (*(doubt for doubt in old if doubt.uid not in uids), *new)
