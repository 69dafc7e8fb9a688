"""One item's way through borrow, return or renew.

::

    asked ──▶ WAITING ──applied──▶ DONE
                │  └────refused──▶ NOT_POSSIBLE
                └─no answer, harmless──▶ KEPT_LOCALLY ──applied──▶ DONE, ──refused──▶ NOT_POSSIBLE
                └─no answer, not harmless──▶ NOT_POSSIBLE (and withdrawn)

Only here is the order known: the entry is on disk, then the library system is asked, then the reader is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from config.vocabulary import Code, EntryKind, Reason, Result
from kiosk.effects import Effect, Entry, Promise, Record, Withdraw
from kiosk.events import Answer
from kiosk.policy import provisional_due, why_not_kept
from kiosk.state import Case, Loan, Outcome, Patron, State, Visit

SETTLED_WELL = (Outcome.DONE, Outcome.KEPT_LOCALLY)


def is_repeat(cases: tuple[Case, ...], kind: EntryKind, item: str) -> bool:
    """Whether this was asked already and is waiting or done: one label read twice is one loan."""
    last = next((case for case in reversed(cases) if case.item == item), None)
    return last is not None and last.kind is kind and last.outcome is not Outcome.NOT_POSSIBLE


def ask(state: State, visit: Visit, kind: EntryKind, item: str, key: str) -> tuple[Visit, list[Effect]]:
    """Open a case for an item; with the library system away, decide it at once."""
    loan = next((loan for loan in visit.patron.loans if loan.item == item), None) if visit.patron else None
    case = Case(
        key=key,
        kind=kind,
        item=item,
        outcome=Outcome.WAITING,
        asked_at=state.now,
        title=loan.title if loan else "",
        author=loan.author if loan else "",
    )
    if not state.link_up:
        reasons = why_not_kept(kind, item, visit.patron, visit.cases)
        if reasons:
            return add(visit, replace(case, outcome=Outcome.NOT_POSSIBLE, reasons=reasons)), []
        return add(visit, _kept(state, case)), [Record(_entry(case, visit), promised=True)]
    return add(visit, case), [Record(_entry(case, visit))]


def answered(visit: Visit, answer: Answer) -> Visit:
    """The library system said yes or no; the row, and what we know of the reader's loans, follow."""
    case = find(visit, answer.key)
    if case is None:
        return visit
    case = replace(
        case,
        title=answer.title or case.title,
        author=answer.author or case.author,
        slow=False,
        provisional=False,
    )
    if answer.result is Result.REFUSED:
        return put(visit, replace(case, outcome=Outcome.NOT_POSSIBLE, due=None, reasons=answer.reasons))
    case = replace(case, outcome=Outcome.DONE, due=answer.due, reasons=(), notes=answer.notes)
    visit = put(visit, case)
    return replace(visit, patron=_with_loan(visit.patron, case)) if visit.patron else visit


def waited(state: State, visit: Visit, case: Case) -> tuple[Visit, list[Effect]]:
    """Time passed for a waiting case: say so, and in the end decide without the library system."""
    age = state.now - case.asked_at
    if state.link_up and age < state.settings.decide_seconds:
        slow = age >= state.settings.slow_seconds
        return (put(visit, replace(case, slow=True)), []) if slow and not case.slow else (visit, [])
    others = tuple(other for other in visit.cases if other.key != case.key)
    if why_not_kept(case.kind, case.item, visit.patron, others):
        unsure = replace(
            case, outcome=Outcome.NOT_POSSIBLE, slow=False, reasons=(Reason(Code.LIBRARY_SILENT),)
        )
        return put(visit, unsure), [Withdraw(case.key)]
    return put(visit, _kept(state, case)), [Promise(case.key)]


def not_recorded(visit: Visit, key: str) -> Visit:
    """The disk refused the entry, so nobody was asked and nothing is promised."""
    case = find(visit, key)
    if case is None:
        return visit
    reasons = (Reason(Code.NOT_RECORDED),)
    return put(visit, replace(case, outcome=Outcome.NOT_POSSIBLE, slow=False, due=None, reasons=reasons))


def find(visit: Visit, key: str) -> Case | None:
    return next((case for case in visit.cases if case.key == key), None)


def add(visit: Visit, case: Case) -> Visit:
    """A new row; an item that was refused before and is tried again keeps its one row, now the newest."""
    kept = tuple(old for old in visit.cases if not (old.item == case.item and old.kind is case.kind))
    return replace(visit, cases=(*kept, case))


def put(visit: Visit, case: Case) -> Visit:
    return replace(visit, cases=tuple(case if old.key == case.key else old for old in visit.cases))


def _kept(state: State, case: Case) -> Case:
    lends = case.kind is not EntryKind.CHECKIN
    due: datetime | None = provisional_due(state.today, state.provisional_days) if lends else None
    return replace(case, outcome=Outcome.KEPT_LOCALLY, slow=False, due=due, provisional=lends)


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
