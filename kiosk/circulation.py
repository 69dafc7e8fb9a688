"""One item's way through borrow, return or renew.

::

    borrow   asked ─▶ WAITING ─yes─▶ tags off, read back ─▶ DONE
                        │              └─lifted, failed─▶ PUT_BACK ─back on the pad─▶ tags off, read back …
                        ├─no──▶ NOT_POSSIBLE, tags on, read back
                        ├─no answer, harmless──▶ tags off, read back ─▶ KEPT_LOCALLY ─▶ DONE or NOT_POSSIBLE
                        └─no answer, not harmless──▶ NOT_POSSIBLE and withdrawn, tags stay on
    return   tags on, read back ─▶ asked ─▶ WAITING ─yes─▶ DONE
               └─lifted, failed─▶ PUT_BACK         └─no──▶ NOT_POSSIBLE, tags as they were

Only here is the order known: the entry is on disk, then the library system is asked, then the gate is opened, then
the reader is told; for a return the gate is closed first. That the loan stands and that the gate is quiet are two
facts, ``Case.granted`` and ``Case.guard``; ``Case.outcome`` is what the reader is told of both. An item without
known tags is only asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from config.vocabulary import Code, EntryKind, Reason, Result
from drivers.roles import Role
from kiosk.effects import CloseSecurity, Effect, Entry, Plan, Promise, Record, Secure, Withdraw
from kiosk.events import Answer, Secured
from kiosk.policy import provisional_due, why_not_kept
from kiosk.state import Case, Guard, Loan, Outcome, Patron, State, Visit

SETTLED_WELL = (Outcome.DONE, Outcome.KEPT_LOCALLY)
MOST_TRIES = 3

NOT_OURS_TO_LOCK = {Code.ITEM_ON_LOAN, Code.ITEM_UNKNOWN, Code.ITEM_FOREIGN}
"""Refused, and yet the tag stays as it is: lent to somebody else, whom the gate must let pass, or not ours."""

Change = tuple[Visit, list[Effect]]


def is_repeat(cases: tuple[Case, ...], kind: EntryKind, item: str) -> bool:
    """Whether this was asked already and is waiting or done: one label read twice is one loan."""
    last = next((case for case in reversed(cases) if case.item == item), None)
    return last is not None and last.kind is kind and last.outcome is not Outcome.NOT_POSSIBLE


def is_undecided(case: Case) -> bool:
    """Somebody is still at it: the library system, or the pad."""
    return case.outcome is Outcome.WAITING or case.guard is Guard.CHANGING


# --- asked ----------------------------------------------------------------------------------------------------


def ask(
    state: State,
    visit: Visit,
    kind: EntryKind,
    item: str,
    key: str,
    tags: tuple[str, ...] = (),
    release: Mapping[str, str | int] | None = None,
) -> Change:
    """Open a case for an item; with the library system away, decide it at once. ``release`` says who of staff wants
    it lent all the same."""
    loan = next((loan for loan in visit.patron.loans if loan.item == item), None) if visit.patron else None
    case = Case(
        key=key,
        kind=kind,
        item=item,
        outcome=Outcome.WAITING,
        asked_at=state.now,
        title=loan.title if loan else "",
        author=loan.author if loan else "",
        earlier=_refusal(visit, kind, item),
        tags=tags,
        guard=Guard.UNTOUCHED if tags and state.settings.gates else Guard.NONE,
    )
    reasons = () if state.link_up else _why_not_kept(state, visit, kind, item, visit.cases)
    if reasons:
        return refuse(visit, replace(case, reasons=reasons)), []
    visit = add(visit, case)
    if kind is EntryKind.CHECKIN and case.guard is not Guard.NONE:
        return _secure(state, visit, case, on=True)
    return _ask_library(state, visit, case, release)


def _why_not_kept(
    state: State, visit: Visit, kind: EntryKind, item: str, cases: tuple[Case, ...]
) -> tuple[Reason, ...]:
    return why_not_kept(kind, item, visit.patron, cases, state.snapshot, state.now)


def refuse(visit: Visit, case: Case) -> Visit:
    """A case that needs nobody's answer; it is in no journal and no tag of it is touched."""
    return add(visit, replace(case, outcome=Outcome.NOT_POSSIBLE, guard=Guard.NONE))


def _ask_library(
    state: State, visit: Visit, case: Case, release: Mapping[str, str | int] | None = None
) -> Change:
    entry = replace(_entry(case, visit), details=release or {})
    effects: list[Effect] = []
    if case.guard is Guard.UNTOUCHED:
        effects.append(Plan(case.key, case.item, case.tags, on=False, visit=visit.id))
    if not state.link_up:
        effects.append(Record(entry, promised=True))
        visit, more = _keep(state, visit, replace(case, recorded=True))
        return visit, effects + more
    asked = replace(case, outcome=Outcome.WAITING, asked_at=state.now, reasons=(), recorded=True)
    return put(visit, asked), [*effects, Record(entry)]


# --- answered -------------------------------------------------------------------------------------------------


def answered(state: State, visit: Visit, answer: Answer) -> Change:
    """The library system said yes or no; the tags, the row, and what we know of the reader's loans, follow."""
    case = find(visit, answer.key)
    if case is None:
        return visit, []
    case = replace(
        case,
        title=answer.title or case.title,
        author=answer.author or case.author,
        slow=False,
        provisional=False,
    )
    if answer.result is Result.REFUSED:
        return _refused(state, visit, replace(case, due=None, reasons=answer.reasons))
    case = replace(case, due=answer.due, notes=answer.notes)
    visit, effects = _granted(state, visit, case, Outcome.DONE)
    return replace(visit, patron=_with_loan(visit.patron, case)) if visit.patron else visit, effects


def waited(state: State, visit: Visit, case: Case) -> Change:
    """Time passed for a case that waits for somebody: say so, and in the end decide without."""
    age = state.now - case.asked_at
    if case.guard is Guard.CHANGING:
        if age < state.settings.decide_seconds:
            return visit, []
        return secured(state, visit, Secured(case.key, on=bool(wanted(case)), verified=False))
    if not case.recorded:
        return visit, []
    if state.link_up and age < state.settings.decide_seconds:
        slow = age >= state.settings.slow_seconds
        return (put(visit, replace(case, slow=True)), []) if slow and not case.slow else (visit, [])
    others = tuple(other for other in visit.cases if other.key != case.key)
    if case.earlier or _why_not_kept(state, visit, case.kind, case.item, others):
        # The tags stay as they are, and in doubt until the answer comes after all.
        reasons = (Reason(Code.LIBRARY_SILENT),)
        unsure = replace(case, outcome=Outcome.NOT_POSSIBLE, slow=False, reasons=reasons)
        return put(visit, unsure), [Withdraw(case.key)]
    visit, effects = _keep(state, visit, case)
    return visit, [Promise(case.key), *effects]


def not_recorded(visit: Visit, key: str) -> Visit:
    """The disk refused, so nobody was asked, no tag was touched, and nothing is promised."""
    case = find(visit, key)
    if case is None:
        return visit
    reasons = (Reason(Code.NOT_RECORDED),)
    return put(visit, replace(case, outcome=Outcome.NOT_POSSIBLE, slow=False, due=None, reasons=reasons))


def _keep(state: State, visit: Visit, case: Case) -> Change:
    lends = case.kind is not EntryKind.CHECKIN
    due: datetime | None = provisional_due(state.today, state.provisional_days) if lends else None
    return _granted(state, visit, replace(case, due=due, provisional=lends), Outcome.KEPT_LOCALLY)


def _granted(state: State, visit: Visit, case: Case, granted: Outcome) -> Change:
    """The loan, return or renewal stands; a loan opens the gate now, a return has closed it before."""
    case = replace(case, granted=granted, slow=False)
    if not case.tags and case.kind is not EntryKind.RENEWAL and state.settings.gates:
        case = replace(case, notes=(*case.notes, *_gate_unknown(state, case.kind)))
    if case.guard is Guard.UNTOUCHED:
        return _secure(state, visit, replace(case, outcome=Outcome.WAITING, reasons=()), on=False)
    return put(visit, case if case.guard is Guard.CHANGING else _told(case)), []


def _gate_unknown(state: State, kind: EntryKind) -> tuple[Reason, ...]:
    """What to say of an item known by its bar code alone: the gate has not heard of it."""
    if not any(device.role is Role.ITEM_PAD for device in state.devices):
        return ()
    if state.has(Role.ITEM_PAD):
        return (Reason(Code.LAY_ON_PAD),)
    return (Reason(Code.STILL_LOCKED if kind is EntryKind.CHECKOUT else Code.STILL_OPEN),)


def _refused(state: State, visit: Visit, case: Case) -> Change:
    case = replace(case, outcome=Outcome.NOT_POSSIBLE, granted=None, given_up=False, tries=0)
    on = wanted(case)
    if case.guard is Guard.NONE:
        return put(visit, case), []
    if on is None:
        close: list[Effect] = [CloseSecurity(case.key, case.tags, verified=case.guard is Guard.VERIFIED)]
        return put(visit, replace(case, guard=Guard.NONE)), close
    if case.guard is Guard.CHANGING:
        return put(visit, case), []  # what is done now is put right when it is finished
    return _secure(state, visit, case, on=on)


# --- the tags -------------------------------------------------------------------------------------------------


def wanted(case: Case) -> bool | None:
    """How the tags of this case should be: armed, disarmed, or (None) as they are."""
    if case.outcome is not Outcome.NOT_POSSIBLE:
        return case.kind is EntryKind.CHECKIN
    codes = {reason.code for reason in case.reasons}
    if Code.ITEM_ALREADY_YOURS in codes:
        return False
    if case.kind is EntryKind.CHECKIN:
        return False if case.changed else None  # and only those: see _secure
    return None if codes & NOT_OURS_TO_LOCK else True


def join(state: State, visit: Visit, case: Case, tags: tuple[str, ...]) -> Change:
    """The tags of an item that was scanned by its barcode were found on the pad: one book, one row."""
    if not state.settings.gates or case.outcome is Outcome.NOT_POSSIBLE:
        return put(visit, replace(case, tags=tags)), []
    notes = tuple(note for note in case.notes if note.code is not Code.LAY_ON_PAD)
    case = replace(case, tags=tags, guard=Guard.UNTOUCHED, notes=notes)
    if case.granted is None and case.kind is EntryKind.CHECKOUT:
        return put(visit, case), [Plan(case.key, case.item, tags, on=False, visit=visit.id)]
    return _secure(state, visit, case, on=case.kind is EntryKind.CHECKIN)


def secured(state: State, visit: Visit, said: Secured) -> Change:
    """The pad did it and read it back, or did not."""
    case = find(visit, said.key)
    if case is None or case.guard is not Guard.CHANGING:
        return visit, []
    case = replace(case, changed=tuple(dict.fromkeys(case.changed + said.changed)), tries=case.tries + 1)
    on = wanted(case)
    if not said.verified:
        return _not_secured(state, visit, replace(case, guard=Guard.DOUBTFUL), for_good=said.refused)
    if on is not None and on is not said.on:  # refused meanwhile
        return _secure(state, visit, replace(case, tries=0), on=on)
    close = CloseSecurity(case.key, case.tags, verified=True, before=said.before, after=said.after)
    case = replace(case, guard=Guard.VERIFIED)
    if case.outcome is Outcome.NOT_POSSIBLE:
        case = replace(case, notes=())  # what was said of the gate is mended
    if case.kind is EntryKind.CHECKIN and not case.recorded:
        visit, effects = _ask_library(state, visit, case)
        return visit, [*effects, close]  # a crash in between leaves a doubt, not a return nobody hears of
    return put(visit, _told(case)), [close]


def again(state: State, visit: Visit, case: Case) -> Change:
    """The tags lie on the pad, and are not yet as they should be."""
    on = wanted(case)
    return (visit, []) if on is None else _secure(state, visit, case, on=on)


def afresh(case: Case) -> Case:
    """The gate may be tried again, as often as at first."""
    return _told(replace(case, tries=0, given_up=False))


def _secure(state: State, visit: Visit, case: Case, *, on: bool) -> Change:
    """A refused return puts only those tags back that it has changed."""
    restores = case.kind is EntryKind.CHECKIN and not on
    case = replace(case, guard=Guard.CHANGING, asked_at=state.now)
    return put(visit, case), [
        Secure(case.key, case.item, case.changed if restores else case.tags, on, visit.id)
    ]


def _not_secured(state: State, visit: Visit, case: Case, *, for_good: bool) -> Change:
    case = replace(case, given_up=for_good or case.tries >= MOST_TRIES)
    if case.outcome is Outcome.NOT_POSSIBLE:
        code = Code.STILL_OPEN if wanted(case) else Code.STILL_LOCKED
        return put(visit, replace(case, notes=(Reason(code),))), []
    if case.given_up and case.kind is EntryKind.CHECKIN and not case.recorded:
        return _ask_library(state, visit, case)  # it did come back; the tag is for staff
    return put(visit, _told(case)), []


def _told(case: Case) -> Case:
    """What the reader is told of loan and gate together."""
    if case.outcome is Outcome.NOT_POSSIBLE and case.granted is None:
        return case
    if case.guard is not Guard.DOUBTFUL:
        return replace(case, outcome=case.granted or Outcome.WAITING, reasons=())
    returns = case.kind is EntryKind.CHECKIN
    code = Code.STILL_OPEN if returns else Code.STILL_LOCKED
    if not case.given_up:
        code = Code.PUT_BACK_TO_RETURN if returns else Code.PUT_BACK_TO_BORROW
    return replace(case, outcome=Outcome.PUT_BACK, reasons=(Reason(code),))


# --- rows -----------------------------------------------------------------------------------------------------


def find(visit: Visit, key: str) -> Case | None:
    return next((case for case in visit.cases if case.key == key), None)


def add(visit: Visit, case: Case) -> Visit:
    """A new row; an item that was refused before and is tried again keeps its one row, now the newest. A set that
    has become complete stays where it is."""
    old = next((old for old in visit.cases if _same(old, case)), None)
    if old is not None and old.outcome is Outcome.WAITING:
        return replace(visit, cases=tuple(case if other is old else other for other in visit.cases))
    return replace(visit, cases=(*(other for other in visit.cases if other is not old), case))


def put(visit: Visit, case: Case) -> Visit:
    return replace(visit, cases=tuple(case if old.key == case.key else old for old in visit.cases))


def _refusal(visit: Visit, kind: EntryKind, item: str) -> tuple[Reason, ...]:
    old = next((case for case in reversed(visit.cases) if case.item == item and case.kind is kind), None)
    return old.reasons or old.earlier if old is not None and kind is not EntryKind.CHECKIN else ()


def _same(old: Case, case: Case) -> bool:
    if old.item or case.item:
        return old.item == case.item and old.kind is case.kind
    return bool(set(old.tags) & set(case.tags))


def _entry(case: Case, visit: Visit) -> Entry:
    """A return names no reader: it is the item that comes back."""
    patron = visit.patron.barcode if visit.patron and case.kind is not EntryKind.CHECKIN else ""
    return Entry(key=case.key, kind=case.kind, item=case.item, patron=patron, visit=visit.id)


def _with_loan(patron: Patron, case: Case) -> Patron:
    before = next((loan for loan in patron.loans if loan.item == case.item), None)
    others = tuple(loan for loan in patron.loans if loan.item != case.item)
    if case.kind is EntryKind.CHECKIN or case.due is None:
        return replace(patron, loans=others)
    if case.kind is EntryKind.RENEWAL and before is not None:
        renewed = replace(before, due=case.due, renewals=before.renewals + 1, overdue=False)
        return replace(patron, loans=tuple(renewed if loan is before else loan for loan in patron.loans))
    return replace(patron, loans=(*others, Loan(case.item, case.title, case.due, case.author)))
