"""What lies on the pad, and what is to be done about it: tags become items, items become cases.

Tags with one primary item identifier are one item, of one part or of several. An item is asked for once all its
parts are there; what no answer of the library system could change (an unreadable tag, two tags with one number, a
foreign item) is refused here, and never written to. A tag counts with the visit in which it was laid on the pad, or
with the next one if there was none.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from config.vocabulary import Code, EntryKind, Reason
from drivers.roles import TagContent, Usage
from kiosk import circulation, doubts
from kiosk.effects import Effect
from kiosk.events import PadSeen
from kiosk.state import Case, Guard, Lying, Outcome, Page, Settings, State, Visit

Step = tuple[State, list[Effect]]

KINDS = {Page.BORROW: EntryKind.CHECKOUT, Page.RETURN: EntryKind.CHECKIN}
NOT_LENT = {
    Usage.ACQUISITION: Code.ITEM_NOT_READY,
    Usage.FUTURE: Code.ITEM_NOT_READY,
    Usage.NOT_CIRCULATING: Code.ITEM_REFERENCE_ONLY,
    Usage.LOCAL_USE: Code.ITEM_REFERENCE_ONLY,
    Usage.LOCAL_USE_TOO: Code.ITEM_REFERENCE_ONLY,
    Usage.DISCARDED: Code.ITEM_WITHDRAWN,
}
NEEDS_LIBRARY = {EntryKind.CHECKOUT: (3, 5), EntryKind.CHECKIN: (4, 5)}
"""ISO 28560-2 usage 13, 14, 15: not to be issued, not to be returned, neither, while offline."""


@dataclass(frozen=True)
class Pile:
    """One item on the pad: the tags of its parts, in order of appearance. ``item`` is "" for an unreadable tag."""

    item: str
    tags: tuple[TagContent, ...]

    @property
    def uids(self) -> tuple[str, ...]:
        return tuple(tag.uid for tag in self.tags)

    @property
    def missing(self) -> tuple[int, ...]:
        parts = {tag.part for tag in self.tags}
        return tuple(part for part in range(1, self.tags[0].parts + 1) if part not in parts)

    @property
    def doubled(self) -> bool:
        """Two tags say that they are the same part of the same item, or do not agree on how many parts there are."""
        return (
            len({tag.part for tag in self.tags}) < len(self.tags) or len({tag.parts for tag in self.tags}) > 1
        )


def piles(lying: Sequence[Lying]) -> list[Pile]:
    """The items among these tags, in order of appearance; patrons' cards are none."""
    found: dict[str, list[TagContent]] = {}
    for one in lying:
        content = one.content
        if not is_card(content):
            readable = content.item and not content.damaged
            found.setdefault(content.item if readable else f"\0{content.uid}", []).append(content)
    return [Pile("" if item.startswith("\0") else item, tuple(tags)) for item, tags in found.items()]


def is_card(content: TagContent) -> bool:
    return content.usage is Usage.PATRON_CARD


def here(state: State) -> list[Lying]:
    """What lies on the pad and belongs to this visit, or to the next one."""
    visit = state.visit.id if state.visit else ""
    return [one for one in state.pad if one.visit in ("", visit)]


def left(state: State) -> list[Lying]:
    """What an earlier reader left on the pad."""
    visit = state.visit.id if state.visit else ""
    return [one for one in state.pad if one.visit not in ("", visit)]


def unrecorded(state: State) -> list[Pile]:
    """Items of this visit that lie on the pad and that nothing was said about."""
    cases = state.visit.cases if state.visit else ()
    return [pile for pile in piles(here(state)) if _case_of(cases, pile) is None]


def on_pad(state: State, item: str) -> Pile | None:
    """The item of this number, if it lies on the pad."""
    return next((pile for pile in piles(here(state)) if pile.item == item), None)


def word(state: State) -> Reason | None:
    """The one thing to say about the pad, or nothing; it stays until it is solved."""
    visit = state.visit
    cards = [one for one in state.pad if is_card(one.content)]
    if len(cards) > 1:
        return Reason(Code.TWO_CARDS)
    if cards and (visit is None or visit.patron):
        return Reason(Code.CARD_ON_PAD)
    if behind := piles(left(state)):
        return Reason(Code.ITEMS_LEFT, {"count": len(behind)})
    if visit is None and state.card_lies:
        return Reason(Code.CARD_LEFT)
    if visit is None:
        count = len(piles(here(state)))
        return Reason(Code.ITEMS_HERE, {"count": count}) if count else None
    if visit.page in KINDS and len(piles(here(state))) > state.settings.most_on_pad and unrecorded(state):
        return Reason(Code.ITEMS_OVER, {"limit": state.settings.most_on_pad})
    return None


# --- the pad was looked at ------------------------------------------------------------------------------------


def seen(state: State, event: PadSeen) -> tuple[State, frozenset[str]]:
    """The pad as it is now, and the UIDs that were not there before, or not as they are."""
    before = {one.content.uid: one for one in state.pad}
    known = [before.get(one.content.uid) for one in event.tags]
    pad = tuple(
        old if old is not None and old.content == one.content else one
        for one, old in zip(event.tags, known, strict=True)
    )
    fresh = frozenset(one.content.uid for one in pad if before.get(one.content.uid) is not one)
    state = replace(state, pad=pad, reading=event.reading)
    if state.visit is not None:
        lying = {one.content.uid for one in pad}
        state = replace(state, visit=_afresh(state.visit, before.keys() - lying | fresh, lying))
    return state, fresh


def _afresh(visit: Visit, moved: Set[str], lying: Set[str]) -> Visit:
    """Who lifts an item and lays it down again may try again; a set of which nothing is left is no question."""
    cases = []
    for case in visit.cases:
        if case.gate_in_doubt and not moved.isdisjoint(case.tags):
            case = replace(case, tries=0, given_up=False)
        if _asked(case) or not lying.isdisjoint(case.tags):
            cases.append(case)
    return replace(visit, cases=tuple(cases))


def work(state: State, fresh: Set[str] = frozenset()) -> Step:
    """Open the cases that can be opened, and go on with those that wait for a tag. ``fresh`` was just laid down."""
    effects: list[Effect] = []
    visit = state.visit
    if visit is None or state.journal_fault is not None or not state.pad:
        return state, effects
    lying = {one.content.uid for one in here(state)}
    for case in visit.cases:
        if case.guard is Guard.DOUBTFUL and not case.given_up and lying.issuperset(case.tags):
            visit, more = circulation.again(state, visit, case)
            effects += more
        elif _is_overdue(state, case):
            visit = circulation.refuse(visit, replace(case, notes=(), reasons=case.notes))
    state = replace(state, visit=visit)
    kind = KINDS.get(visit.page)
    if kind is None or (kind is EntryKind.CHECKOUT and visit.patron is None):
        return state, effects
    found = piles(here(state))
    mixed = sum(bool(pile.item and pile.missing) for pile in found) > 1
    room = state.settings.most_on_pad - sum(_case_of(visit.cases, pile) is not None for pile in found)
    for pile in found:
        is_fresh = not fresh.isdisjoint(pile.uids)
        is_new = _case_of(visit.cases, pile) is None
        meant = is_fresh or kind is EntryKind.CHECKOUT or visit.return_chosen
        if is_new and (visit.finishing or room <= 0 or not meant):
            continue
        room -= is_new
        state, more = _pile(state, visit, kind, pile, fresh=is_fresh, mixed=mixed)
        visit = state.visit or visit
        effects += more
    return state, effects


def _pile(state: State, visit: Visit, kind: EntryKind, pile: Pile, *, fresh: bool, mixed: bool) -> Step:
    case = _case_of(visit.cases, pile)
    if case is not None and case.outcome is not Outcome.NOT_POSSIBLE and _asked(case):
        joins = not pile.missing and not pile.doubled and not _foreign(state.settings, pile)
        if case.kind is kind and not case.tags and joins:
            visit, effects = circulation.join(state, visit, case, pile.uids)
            return replace(state, visit=visit), effects
        if case.kind is kind or not fresh or circulation.is_undecided(case):
            return state, []
    if case is not None and case.guard is Guard.CHANGING:
        return state, []
    if case is not None and case.outcome is Outcome.NOT_POSSIBLE and case.kind is kind:
        became_whole = not pile.missing and any(one.code in SETS for one in case.reasons)
        if not fresh and not became_whole:
            return state, []
    return _open(state, visit, kind, pile, case, mixed=mixed)


def _open(
    state: State, visit: Visit, kind: EntryKind, pile: Pile, before: Case | None, *, mixed: bool
) -> Step:
    """Ask for an item, refuse it, or wait for its missing parts."""
    visit = replace(visit, notice=None, slip=None)
    reason = _why_not(state.settings, kind, pile, link_up=state.link_up)
    waiting = before is not None and not _asked(before) and before.outcome is Outcome.WAITING
    if waiting and before is not None and before.kind is not kind:  # the page was turned
        visit = replace(visit, cases=tuple(case for case in visit.cases if case is not before))
        waiting = False
    key = before.key if before is not None and waiting else ""
    if not key:
        state = replace(state, count=state.count + 1)
        key = f"{state.seed}-{state.count}"
    state, visit = doubts.superseded(state, visit, pile.item)
    if reason is None and not pile.missing:
        visit, effects = circulation.ask(state, visit, kind, pile.item, key, pile.uids)
        return replace(state, visit=visit), effects
    case = Case(key, kind, pile.item, Outcome.WAITING, asked_at=state.now, tags=pile.uids)
    if reason is not None:
        return replace(state, visit=circulation.refuse(visit, replace(case, reasons=(reason,)))), []
    missing = ", ".join(map(str, pile.missing))
    parts: dict[str, str | int] = {"missing": missing, "parts": pile.tags[0].parts}
    why = Reason(Code.SETS_MIXED if mixed else Code.PARTS_MISSING, parts)
    case = replace(case, asked_at=before.asked_at if before and waiting else state.now, notes=(why,))
    return replace(state, visit=circulation.add(visit, case)), []


SETS = (Code.PARTS_MISSING, Code.SETS_MIXED)


def is_asked(case: Case) -> bool:
    """Whether the library system was, or will be, asked: not about what was refused here, which is never written to."""
    return _asked(case) and (case.recorded or case.outcome is not Outcome.NOT_POSSIBLE)


def _asked(case: Case) -> bool:
    """False for a set that waits for its parts."""
    return not any(note.code in SETS for note in case.notes)


def _is_overdue(state: State, case: Case) -> bool:
    """Its other parts did not come. On every page: nobody leaves while a row waits."""
    waits = case.outcome is Outcome.WAITING and not _asked(case)
    return waits and state.now - case.asked_at >= state.settings.parts_seconds


def _why_not(settings: Settings, kind: EntryKind, pile: Pile, *, link_up: bool) -> Reason | None:
    """What stands against it whatever the library system says."""
    if not pile.item:
        return Reason(Code.TAG_UNREADABLE)
    if owner := _foreign(settings, pile):
        return Reason(Code.ITEM_FOREIGN, {"owner": owner})
    if pile.doubled:
        return Reason(Code.TWO_TAGS)
    for tag in pile.tags:
        if kind is EntryKind.CHECKOUT and tag.usage in NOT_LENT:
            return Reason(NOT_LENT[tag.usage])
        if not link_up and tag.usage is Usage.CIRCULATING and tag.usage_detail in NEEDS_LIBRARY[kind]:
            return Reason(Code.ITEM_NEEDS_LIBRARY)
    return None


def _foreign(settings: Settings, pile: Pile) -> str:
    """The library one of these tags belongs to, if that is not ours; no such tag is ever written to."""
    return next((tag.owner for tag in pile.tags if not is_ours(settings, tag)), "")


def is_ours(settings: Settings, content: TagContent) -> bool:
    """As far as the tag says."""
    return not settings.owners or not content.owner or content.owner in settings.owners


def _case_of(cases: Sequence[Case], pile: Pile) -> Case | None:
    """The newest case about this item on the pad; a renewal is not about what lies there."""

    def same(case: Case) -> bool:
        if case.kind is EntryKind.RENEWAL:
            return False
        return case.item == pile.item if pile.item else bool(set(case.tags) & set(pile.uids))

    return next((case for case in reversed(cases) if same(case)), None)
