"""A reader's visit, page by page: ``step(state, event) -> (state, effects)``, pure.

::

    WELCOME ──card──────────────▶ (asking) ──▶ BORROW ◀──▶ RETURN, ACCOUNT
       ├─“type the number”──▶ IDENTIFY ──▶ PIN ──┘  │finish
       └─“return without card”──▶ RETURN            ├─ something was done ──▶ SLIP ──▶ GOODBYE ──▶ WELCOME
                                                    └─ nothing ─────────────────────▶ GOODBYE

No touch is needed: a card, some books, and the idle time ends the visit. While the journal cannot be written
the page is OUT_OF_SERVICE, whatever else happens.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import replace
from typing import Any

from config.vocabulary import Code, EntryKind, Reason, Topic
from drivers.roles import Role, Scanned, TagContent
from kiosk import browse, circulation, doubts, events, labels, offers, orders, stack, tell
from kiosk import help as aid
from kiosk.circulation import SETTLED_WELL
from kiosk.effects import CountPad, Effect, Entry, ForgetSlips, LookUp, PrintSlip, ProbeJournal, Record
from kiosk.labels import Label
from kiosk.policy import unasked
from kiosk.state import (
    ROWS_ON,
    Case,
    DeviceState,
    Guard,
    Outcome,
    Page,
    Patron,
    SlipChoice,
    State,
    Visit,
)

Step = tuple[State, list[Effect]]

WELCOME_NOTICE_SECONDS = 10.0
PROBE_SECONDS = 5.0
MOST_HELD = 20
COUNT_SECONDS = 3.0


def step(state: State, event: events.Event) -> Step:
    """What the kiosk knows after the event, and what it has to do, in order."""
    if isinstance(event, READER_EVENTS) and _takes_none(state, event):
        return state, []
    before = state
    state, effects = _HANDLERS[type(event)](_stay(state, event), event)
    for go_on in (orders.work, _work_pad, doubts.work, _proceed, _look_again):
        state, more = go_on(state)
        effects += more
    return offers.felt(before, state, event, alive=_is_alive(before, event)), effects


def _takes_none(state: State, event: events.Event) -> bool:
    """Out of service, and while a librarian works on the machine, only help can be asked for; nothing at all in a visit
    that has to end before the work begins."""
    if state.journal_fault is not None or state.page is Page.MAINTENANCE:
        return not isinstance(event, HELP_EVENTS)
    return state.maintenance


# --- time -----------------------------------------------------------------------------------------------------


def _tick(state: State, event: events.Tick) -> Step:
    state = aid.waited(tell.tick(replace(state, now=event.now, today=event.today)))
    settle_at = state.settle_at + aid.stays(state)
    if state.visit is None and _unrested(state) and state.now >= settle_at:
        if state.tell is None:
            state = _rested(state)
        elif state.help is not None:
            state = aid.closed(state)  # and what lies below it has its time
    if state.journal_fault is not None:
        if state.now < state.probe_at:
            return state, []
        return replace(state, probe_at=state.now + PROBE_SECONDS), [ProbeJournal()]
    visit = state.visit
    if visit is None:
        return state, []
    effects: list[Effect] = []
    if visit.identifying and state.now - visit.asked_at >= state.settings.decide_seconds:
        silent = events.LibrarySilent(visit.id, visit.identifying, with_pin=visit.pin_for is not None)
        state, effects = _library_silent(state, silent)
    state, waited = _wait(state)
    effects += waited
    visit = state.visit
    if visit is None:
        return state, effects
    if visit.help is not None:
        idle = state.now - state.going.felt_at >= state.settings.idle_seconds
        if state.now - visit.help.opened_at < state.settings.help_seconds or not idle:
            return state, effects
        state = aid.closed(state)
        visit = state.visit or visit
    if state.now >= visit.deadline:
        if visit.page is Page.GOODBYE:
            state, ended = _end(state)
            return state, effects + ended
        # The reader has walked away: what is decided stands, what waits is decided first.
        visit = replace(visit, finishing=True, slip=SlipChoice.NONE, warned=True, dismissed=True)
    return replace(state, visit=visit), effects


def _wait(state: State) -> Step:
    """Let every waiting row grow older."""
    effects: list[Effect] = []
    visit = state.visit
    if visit is None:
        return state, effects
    for case in visit.cases:
        if case.outcome is Outcome.WAITING or case.guard is Guard.CHANGING:
            visit, more = circulation.waited(state, visit, case)
            effects += more
    return replace(state, visit=visit), effects


def _stay(state: State, event: events.Event) -> State:
    """Whatever the reader does gives the full time again."""
    alive = _is_alive(state, event)
    if alive:
        state = tell.stay(state)
    if alive and state.visit and state.visit.page is not Page.GOODBYE:
        return replace(state, visit=_extended(state, state.visit))
    if _comes(state, event) and state.visit is None and state.now >= state.settle_at and aid.stays(state):
        # Nobody has touched anything for long: it may be the next reader.
        return replace(_rested(state), tell=None)
    if alive and state.visit is None and state.help is not None:
        return replace(state, settle_at=max(state.settle_at, state.now + state.settings.idle_seconds))
    return state


def _is_alive(state: State, event: events.Event) -> bool:
    """Whether somebody is there."""
    return isinstance(event, READER_EVENTS) or _moves_items(state, event)


def _comes(state: State, event: events.Event) -> bool:
    """Whether somebody brings something: a card, a label, an item."""
    if isinstance(event, events.PadSeen):
        return bool({one.content for one in event.tags} - {one.content for one in state.pad})
    return isinstance(event, events.LabelScanned) or (isinstance(event, events.CardRead) and not event.still)


def _moves_items(state: State, event: events.Event) -> bool:
    return isinstance(event, events.PadSeen) and [one.content for one in event.tags] != [
        one.content for one in state.pad
    ]


def _extended(state: State, visit: Visit) -> Visit:
    return replace(visit, deadline=state.deadline(visit), dismissed=False)


# --- beginning and end ------------------------------------------------------------------------------------------


def _begin(state: State, page: Page) -> tuple[State, Visit]:
    state = replace(state, count=state.count + 1)
    visit = Visit(
        id=f"{state.seed}-v{state.count}",
        page=page,
        language=state.language,
        language_chosen=state.language != state.settings.languages[0],
        help=state.help,
        deadline=state.now,
    )
    visit = _extended(state, visit)
    state = aid.begun(state, visit)
    return replace(state, visit=visit, notice=None, help=None, tell=None), visit


def _end(state: State, notice: Reason | None = None) -> Step:
    """Nothing of the reader stays, but which tags may not be as they should."""
    effects: list[Effect] = []
    visit, called = state.visit, state.call is not None
    if visit is not None:
        state = doubts.left_by(state, visit)
        state, effects = aid.left(state, visit)
    still = called and state.call is not None and not state.call.strange
    language = visit.language if still and visit else state.settings.languages[0]
    seconds = WELCOME_NOTICE_SECONDS if notice else 0.0
    state = replace(
        state,
        visit=None,
        tell=None,
        notice=notice,
        help=None,
        language=language,
        settle_at=state.now + (state.settings.idle_seconds if still else seconds),
    )
    return state, [*effects, ForgetSlips()]


def _rested(state: State) -> State:
    return replace(aid.settled(state), notice=None, language=state.settings.languages[0])


def _unrested(state: State) -> bool:
    return bool(state.notice) or aid.restless(state) or state.language != state.settings.languages[0]


def _proceed(state: State) -> Step:
    """Leave the page once “finish” was said, no row waits any more, the pad was counted, and nobody is being helped."""
    visit = state.visit
    if visit is None or not visit.finishing or visit.help is not None:
        return state, []
    if any(circulation.is_undecided(case) for case in visit.cases):
        return state, []
    if state.has(Role.ITEM_PAD) and not visit.counted:
        if visit.counting_since is None:
            return replace(state, visit=replace(visit, counting_since=state.now)), [CountPad(visit.id)]
        if state.now - visit.counting_since < COUNT_SECONDS:
            return state, []
    if (
        state.reading
        and visit.counting_since is not None
        and state.now - visit.counting_since < COUNT_SECONDS
    ):
        return state, []  # something was laid down at the last moment
    put_back = [case for case in visit.cases if _is_open(case)]
    unrecorded = stack.unrecorded(state)
    visit = replace(visit, counting_since=None, counted=False)
    if (put_back or unrecorded) and not visit.warned:
        facts: dict[str, str | int] = {"put_back": len(put_back), "unrecorded": len(unrecorded)}
        notice = Reason(Code.OPEN_AT_FINISH, facts)
        return replace(state, visit=replace(visit, warned=True, finishing=False, notice=notice)), []
    state, visit, effects = _handed_to_staff(state, visit)
    something = any(case.outcome in SETTLED_WELL or case.granted for case in visit.cases)
    if something and visit.slip is None:
        visit = replace(visit, page=Page.SLIP, finishing=False, notice=None)
        return replace(state, visit=_extended(state, visit)), effects
    return _goodbye(state, visit), effects


def _is_open(case: Case) -> bool:
    """Whether the gate would not do with this item as the reader was told."""
    return case.outcome is Outcome.PUT_BACK or case.guard is Guard.DOUBTFUL


def _handed_to_staff(state: State, visit: Visit) -> tuple[State, Visit, list[Effect]]:
    """The reader leaves with rows that only staff can close: one call names the items, not the reader. Who comes back
    from the slip and leaves again has told of them already."""
    items = sorted({case.item for case in visit.cases if _is_open(case)} - visit.handed)
    if not items:
        return state, visit, []
    visit = replace(visit, handed=visit.handed | set(items))
    state = replace(state, count=state.count + 1)
    key = f"{state.seed}-{state.count}"
    details = {
        "page": visit.page.value,
        "code": Code.STILL_LOCKED.value,
        "reason": aid.TO_STAFF,
        "items": " ".join(items),
    }
    entry = Entry(key, EntryKind.HELP_CALL, visit=visit.id, details=details)
    return state, visit, [Record(entry, promised=True)]


def _work_pad(state: State, fresh: Set[str] = frozenset()) -> Step:
    return stack.work(state, fresh)


def _goodbye(state: State, visit: Visit) -> State:
    """From here on the reader is not known any more; only the rows stay for the last look."""
    visit = replace(
        visit,
        page=Page.GOODBYE,
        patron=None,
        identifying=None,
        pin_for=None,
        other_card=None,
        notice=None,
        finishing=False,
        deadline=state.farewell(),
    )
    return replace(state, visit=visit, tell=None)


# --- who is there -----------------------------------------------------------------------------------------------


def _identify(state: State, barcode: str, *, typed: bool) -> Step:
    """Begin or go on with a card: ask for its PIN, or ask the library system about it."""
    visit = state.visit
    if visit is None:
        state, visit = _begin(state, Page.BORROW)
    needs_pin = state.settings.pin_for_typed if typed else state.settings.pin_for_scanned
    visit = replace(visit, typed=typed, notice=None, other_card=None, identifying=None, pin_for=None)
    if needs_pin:
        return replace(state, visit=replace(visit, page=Page.PIN, pin_for=barcode)), []
    return _look_up(state, replace(visit, page=Page.BORROW), barcode, None)


def _look_up(state: State, visit: Visit, barcode: str, pin: str | None) -> Step:
    visit = replace(visit, identifying=barcode, asked_at=state.now, notice=None)
    state = replace(state, visit=visit)
    if not state.link_up:
        return _library_silent(state, events.LibrarySilent(visit.id, barcode, with_pin=pin is not None))
    return state, [LookUp(visit.id, barcode, pin)]


def _patron_found(state: State, event: events.PatronFound) -> Step:
    visit = state.visit
    if visit is None or visit.id != event.visit:
        return state, []
    patron = event.patron
    if any(reason.code is Code.CARD_LOST for reason in patron.reasons):
        return _end(state, Reason(Code.CARD_LOST))
    if visit.identifying == patron.barcode:
        language = visit.language
        if patron.language in state.settings.languages and not visit.language_chosen:
            language = str(patron.language)
        return _opened(state, replace(visit, language=language), patron)
    if visit.patron is not None and visit.patron.barcode == patron.barcode:
        visit = replace(visit, patron=patron)  # a refresh, or an answer that came late
    return replace(state, visit=visit), []


def _patron_refused(state: State, event: events.PatronRefused) -> Step:
    visit = state.visit
    if visit is None or visit.id != event.visit or visit.identifying != event.barcode:
        return state, []
    if event.reason.code is Code.CARD_LOST:
        return _end(state, Reason(Code.CARD_LOST))
    if event.reason.code is Code.PIN_WRONG:
        visit = replace(
            visit, identifying=None, page=Page.PIN, pin_for=event.barcode, notice=event.reason, held=()
        )
    else:
        page = Page.RETURN if visit.cases else Page.IDENTIFY
        visit = replace(visit, identifying=None, page=page, pin_for=None, notice=event.reason, held=())
    return replace(state, visit=visit), []


def _library_silent(state: State, event: events.LibrarySilent) -> Step:
    """A card that needs no PIN is believed for now; a PIN nobody can check opens nothing but the return."""
    visit = state.visit
    state = replace(state, link_up=False)
    if visit is None or visit.id != event.visit or visit.identifying != event.barcode:
        return _wait(state)
    if event.with_pin:
        notice = Reason(Code.PIN_NEEDS_LIBRARY)
        visit = replace(visit, page=Page.RETURN, identifying=None, pin_for=None, notice=notice, held=())
        return _wait(replace(state, visit=visit))
    patron = unasked(event.barcode, state.snapshot, state.now, state.today)
    if any(reason.code is Code.CARD_LOST for reason in patron.reasons):
        return _end(state, Reason(Code.CARD_LOST))
    state, effects = _opened(state, visit, patron)
    state, waited = _wait(state)
    return state, effects + waited


def _opened(state: State, visit: Visit, patron: Patron) -> Step:
    """The reader is known, as far as can be; what was scanned meanwhile is asked for now."""
    held = visit.held
    visit = replace(
        visit, page=Page.BORROW, identifying=None, pin_for=None, patron=patron, notice=None, held=()
    )
    effects: list[Effect] = []
    for item in held:
        state, more = _ask(state, visit, EntryKind.CHECKOUT, item)
        visit = state.visit or visit
        effects += more
    return replace(state, visit=visit), effects


def _refreshed(state: State, visit: Visit) -> Step:
    """Look again at a known reader's account: a return may have lifted a block, another kiosk lent something."""
    state = replace(state, visit=visit)
    if visit.patron and visit.patron.known and state.link_up:
        return state, [LookUp(visit.id, visit.patron.barcode)]
    return state, []


def _look_again(state: State) -> Step:
    """The account changed elsewhere: what the reader sees follows, but not between a question and its answer."""
    visit = state.visit
    if visit is None or not visit.stale or visit.finishing or visit.identifying or visit.page not in ROWS_ON:
        return state, []
    if not state.link_up or any(circulation.is_undecided(case) for case in visit.cases):
        return state, []
    return _refreshed(state, replace(visit, stale=False))


# --- labels and numbers -----------------------------------------------------------------------------------------


def _label_scanned(state: State, event: events.LabelScanned) -> Step:
    if event.visit and event.visit != (state.visit.id if state.visit else ""):
        return state, []  # it was read in a visit that is over
    return _label(state, event.scanned, typed=False)


def _typed(state: State, event: events.Typed) -> Step:
    text = event.text.strip()
    if state.visit and state.visit.page is Page.IDENTIFY:
        if labels.kind(Scanned(text), state.settings) is Label.ITEM:
            return _notice(state, Code.CARD_FIRST)
        return _identify(state, text, typed=True) if text else (state, [])
    return _label(state, Scanned(text), typed=True)


def _label(state: State, scanned: Scanned, *, typed: bool) -> Step:
    """A label means a reader, an item, or a mistake, depending on the page."""
    if state.visit and state.visit.page is Page.GOODBYE:
        state, ended = _end(state)
        state, effects = _label(state, scanned, typed=typed)
        return state, ended + effects
    label = labels.kind(scanned, state.settings)
    if state.tell is not None and label in (Label.ISBN, Label.UNKNOWN):
        return tell.scanned(state, scanned), []
    state = replace(state, tell=None)
    if label is Label.ISBN:
        return _notice(state, Code.SCAN_ISBN)
    if label is Label.UNKNOWN:
        return _notice(state, Code.LABEL_UNREADABLE)
    if label is Label.PATRON:
        return _card(state, scanned.text, typed=typed)
    return _item(state, scanned.text)


def _card(state: State, barcode: str, *, typed: bool) -> Step:
    visit = state.visit
    if visit is None or visit.patron is None:
        if visit and barcode in (visit.identifying, visit.pin_for):
            return state, []
        return _identify(state, barcode, typed=typed)
    if visit.patron.barcode == barcode:
        return replace(state, visit=replace(visit, notice=None, other_card=None)), []
    visit = replace(visit, other_card=barcode, notice=Reason(Code.ANOTHER_CARD))
    return replace(state, visit=visit), []


def _item(state: State, barcode: str) -> Step:
    visit = state.visit
    if visit is None or visit.page in (Page.IDENTIFY, Page.PIN):
        return _notice(state, Code.CARD_FIRST)
    if visit.page is Page.SLIP:  # one more book after “finish”
        page = Page.BORROW if visit.patron else Page.RETURN
        visit = replace(visit, page=page, slip=None)
    kind = ROWS_ON[visit.page]
    if kind is EntryKind.CHECKOUT and visit.patron is None:
        if visit.identifying is None:
            return _notice(state, Code.CARD_FIRST)
        held = (*visit.held, barcode) if barcode not in visit.held else visit.held
        return replace(state, visit=replace(visit, held=held[:MOST_HELD])), []
    return _ask(state, visit, kind, barcode)


def _ask(state: State, visit: Visit, kind: EntryKind, item: str) -> Step:
    visit = replace(visit, notice=None, finishing=False, slip=None)
    if circulation.is_repeat(visit.cases, kind, item):
        return replace(state, visit=visit), []
    if kind is EntryKind.RENEWAL:  # needs no book in hand, and is no business of the gate
        state = replace(state, count=state.count + 1)
        visit, effects = circulation.ask(state, visit, kind, item, f"{state.seed}-{state.count}")
        return replace(state, visit=visit), effects
    pile = stack.on_pad(state, item)
    if pile is not None:
        return stack.work(replace(state, visit=visit), frozenset(pile.uids))
    if any(case.item == item and case.tags and circulation.is_undecided(case) for case in visit.cases):
        return replace(state, visit=visit), []
    state, visit = doubts.superseded(state, visit, item)
    state = replace(state, count=state.count + 1)
    # What the pad has shown of this item before: its gate is a question even if it was only scanned now.
    tags = next(
        (case.tags for case in reversed(visit.cases) if case.item == item and stack.is_asked(case)), ()
    )
    visit, effects = circulation.ask(state, visit, kind, item, f"{state.seed}-{state.count}", tags)
    return replace(state, visit=visit), effects


def _bad_scan(state: State, event: events.BadScan) -> Step:
    return _unreadable(state, event.visit, Code.LABEL_UNREADABLE)


def _bad_card(state: State, event: events.BadCard) -> Step:
    return _unreadable(state, event.visit, Code.CARD_UNREADABLE)


def _unreadable(state: State, visit: str, code: Code) -> Step:
    here = state.visit.id if state.visit else ""
    return _notice(state, code) if visit == here else (state, [])


def _pad_seen(state: State, event: events.PadSeen) -> Step:
    state, fresh = stack.seen(state, event)
    cards = [one.content for one in stack.here(state) if stack.is_card(one.content)]
    effects: list[Effect] = []
    wanted = not state.maintenance and (state.visit is None or not state.visit.patron)
    if len(cards) == 1 and cards[0].uid in fresh and wanted:
        state, effects = _card_on_pad(state, cards[0])
    visit = state.visit
    new = [pile for pile in stack.unrecorded(state) if not fresh.isdisjoint(pile.uids)]
    if visit is not None and visit.page is not Page.GOODBYE and new:
        state = replace(state, tell=None)  # what becomes of the items is on the page below
    if visit is not None and visit.page is Page.SLIP and new:  # one more book after “finish”
        page = Page.BORROW if visit.patron else Page.RETURN
        state = replace(state, visit=replace(visit, page=page, slip=None))
    state, more = _work_pad(state, fresh)
    return state, effects + more


def _pad_counted(state: State, event: events.PadCounted) -> Step:
    visit = state.visit
    if visit is None or visit.id != event.visit or visit.counting_since is None:
        return state, []
    return replace(state, visit=replace(visit, counted=True)), []


def _card_on_pad(state: State, card: TagContent) -> Step:
    """A card whose number may be wrong, or that is another library's, opens no account."""
    if card.damaged or not card.item:
        return _notice(state, Code.CARD_UNREADABLE)
    if not stack.is_ours(state.settings, card):
        return _notice(state, Code.PATRON_UNKNOWN)
    return _card_shown(state, card.item)


def _card_read(state: State, event: events.CardRead) -> Step:
    state = replace(state, card_lies=True)
    if event.still:
        return state, []
    if event.visit and event.visit != (state.visit.id if state.visit else ""):
        return state, []
    return _card_shown(state, event.number)


def _card_shown(state: State, number: str) -> Step:
    """A card that is no label: whatever its number looks like, it is a reader's."""
    ended: list[Effect] = []
    if state.visit and state.visit.page is Page.GOODBYE:
        state, ended = _end(state)
    state, effects = _card(replace(state, tell=None), number, typed=False)
    return state, ended + effects


def _card_gone(state: State, _event: events.CardGone) -> Step:
    return replace(state, card_lies=False), []


def _notice(state: State, code: Code) -> Step:
    """One sentence about the page."""
    visit = state.visit
    if visit is None or visit.page is Page.GOODBYE:
        return replace(state, notice=Reason(code), settle_at=state.now + WELCOME_NOTICE_SECONDS), []
    return replace(state, visit=replace(visit, notice=Reason(code))), []


# --- touches ----------------------------------------------------------------------------------------------------


def _typed_pin(state: State, event: events.TypedPin) -> Step:
    visit = state.visit
    if (
        visit is None
        or visit.page is not Page.PIN
        or visit.pin_for is None
        or visit.identifying
        or not event.pin
    ):
        return state, []
    return _look_up(state, visit, visit.pin_for, event.pin)


def _wants_to_identify(state: State, _event: events.WantsToIdentify) -> Step:
    if state.visit is None:
        return _begin(state, Page.IDENTIFY)[0], []
    if state.visit.patron is None and state.visit.page is Page.RETURN:
        return replace(state, visit=replace(state.visit, page=Page.IDENTIFY, notice=None)), []
    return state, []


def _wants_to_borrow(state: State, _event: events.WantsToBorrow) -> Step:
    visit = state.visit
    if visit is None or visit.page is Page.GOODBYE:
        return state, []
    if visit.patron is None:
        return _wants_to_identify(state, events.WantsToIdentify())
    return _refreshed(state, replace(visit, page=Page.BORROW, notice=None, finishing=False, slip=None))


def _wants_to_return(state: State, _event: events.WantsToReturn) -> Step:
    visit = state.visit
    if visit is None:
        state, visit = _begin(state, Page.RETURN)
        return replace(state, visit=replace(visit, return_chosen=True)), []
    if visit.page is Page.GOODBYE or visit.identifying:
        return state, []
    visit = replace(visit, page=Page.RETURN, notice=None, pin_for=None, finishing=False, slip=None)
    return replace(state, visit=replace(visit, return_chosen=True)), []


def _wants_account(state: State, _event: events.WantsAccount) -> Step:
    visit = state.visit
    if visit is None or visit.patron is None:
        return state, []
    return _refreshed(state, replace(visit, page=Page.ACCOUNT, notice=None, finishing=False, slip=None))


def _wants_renewal(state: State, event: events.WantsRenewal) -> Step:
    visit = state.visit
    if visit is None or visit.patron is None or visit.page is not Page.ACCOUNT:
        return state, []
    effects: list[Effect] = []
    for loan in visit.patron.loans:
        if event.item in (None, loan.item) and state.visit is not None:
            state, more = _ask(state, state.visit, EntryKind.RENEWAL, loan.item)
            effects += more
    return state, effects


def _went_back(state: State, _event: events.WentBack) -> Step:
    visit = state.visit
    if visit is None or visit.page is Page.GOODBYE:
        return state, []
    if visit.other_card is not None:  # “no, go on here”
        return replace(state, visit=replace(visit, other_card=None, notice=None)), []
    if visit.page in (Page.IDENTIFY, Page.PIN) and not visit.cases:
        return _end(state)
    if visit.page in (Page.RETURN, Page.ACCOUNT, Page.SLIP) and visit.patron:
        return _wants_to_borrow(state, events.WantsToBorrow())
    if visit.page is not Page.RETURN and not visit.patron:
        return _wants_to_return(state, events.WantsToReturn())
    return _finished(state, events.Finished())


def _finished(state: State, _event: events.Finished) -> Step:
    visit = state.visit
    if visit is None or visit.page is Page.GOODBYE:
        return state, []
    if visit.page in (Page.IDENTIFY, Page.PIN) and not visit.cases:
        return _end(state)
    if visit.page is Page.SLIP:
        return tell.at_goodbye(_goodbye(state, visit)), []
    return replace(state, visit=replace(visit, finishing=True, notice=None, counting_since=None)), []


def _chose_slip(state: State, event: events.ChoseSlip) -> Step:
    visit = state.visit
    if visit is None or visit.page is not Page.SLIP:
        return state, []
    visit = replace(visit, slip=event.choice, notice=None)
    if event.choice is SlipChoice.SCREEN:
        return replace(state, visit=visit), []
    if event.choice is SlipChoice.PAPER and not state.has(Role.RECEIPT_PRINTER):
        notice = Reason(Code.SLIP_FAILED)
        return replace(state, visit=replace(visit, slip=None, notice=notice)), []
    printing: list[Effect] = []
    if event.choice is SlipChoice.PAPER:
        printing = [PrintSlip(visit.id, visit.cases, visit.language)]
    return tell.at_goodbye(_goodbye(state, visit)), printing


def _slip_failed(state: State, event: events.SlipFailed) -> Step:
    visit = state.visit
    if visit is None or visit.id != event.visit:
        return state, []
    visit = _extended(state, replace(visit, page=Page.SLIP, slip=None, notice=Reason(Code.SLIP_FAILED)))
    return replace(state, visit=visit, tell=None), []


def _needs_more_time(state: State, _event: events.NeedsMoreTime) -> Step:
    if state.visit is None or state.visit.page is Page.GOODBYE:
        return state, []
    visit = replace(state.visit, long_time=True, finishing=False, slip=None)
    return replace(state, visit=_extended(state, visit)), []


def _touched(state: State, _event: events.Touched) -> Step:
    return state, []


def _switched_card(state: State, _event: events.SwitchedCard) -> Step:
    visit = state.visit
    if visit is None or visit.other_card is None:
        return state, []
    if any(case.outcome is Outcome.WAITING for case in visit.cases):
        return state, []  # the rows of the first reader are decided first
    state, ended = _end(state)
    state, effects = _identify(state, visit.other_card, typed=False)
    return state, ended + effects


def _chose_language(state: State, event: events.ChoseLanguage) -> Step:
    if event.language not in state.settings.languages:
        return state, []
    if state.visit is None:
        settle_at = state.now + state.settings.idle_seconds
        return replace(state, language=event.language, settle_at=settle_at), []
    visit = replace(state.visit, language=event.language, language_chosen=True)
    return replace(state, visit=visit), []


# --- help -------------------------------------------------------------------------------------------------------


def _opened_help(state: State, _event: events.OpenedHelp) -> Step:
    return aid.opened(state), []


def _closed_help(state: State, _event: events.ClosedHelp) -> Step:
    return aid.closed(state), []


def _called_help(state: State, event: events.CalledHelp) -> Step:
    return aid.chosen(state, event.reason)


def _tells_title(state: State, event: events.TellsTitle) -> Step:
    return aid.tells_title(state, on=event.on), []


def _answer_helped(state: State, event: events.AnswerHelped) -> Step:
    return aid.helped(state, yes=event.yes)


def _said(state: State, event: events.Said) -> Step:
    return aid.said(state, event.text)


def _ended_help(state: State, _event: events.EndedHelp) -> Step:
    return aid.ended(state)


def _answered_offer(state: State, event: events.AnsweredOffer) -> Step:
    return aid.offer_answered(state, yes=event.yes), []


def _pressed_help(state: State, _event: events.PressedHelp) -> Step:
    return aid.pressed(state)


def _call_found(state: State, event: events.CallFound) -> Step:
    return aid.found(state, event), []


def _call_seen(state: State, event: events.CallSeen) -> Step:
    return aid.seen(state, event), []


def _back_in_service(state: State, _event: events.BackInService) -> Step:
    return replace(state, maintenance=False), []


# --- the world answers ------------------------------------------------------------------------------------------


def _entry_answered(state: State, event: events.EntryAnswered) -> Step:
    about_call = aid.answered(state, event.answer)
    if about_call is not None:
        return about_call, []
    state, effects = doubts.answered(state, event.answer)
    if state.visit is None:
        return state, effects
    visit, more = circulation.answered(state, state.visit, event.answer)
    return replace(state, visit=visit), effects + more


def _secured(state: State, event: events.Secured) -> Step:
    visit = state.visit
    case = circulation.find(visit, event.key) if visit else None
    if visit is None or case is None:
        return doubts.secured(state, event)
    visit, effects = circulation.secured(state, visit, event)
    now = circulation.find(visit, event.key)
    if now is not None and now.guard is Guard.VERIFIED:
        state = doubts.settled(state, case.tags)
    return replace(state, visit=visit), effects


def _item_known(state: State, event: events.ItemKnown) -> Step:
    return doubts.item_known(state, event)


def _doubts_found(state: State, event: events.DoubtsFound) -> Step:
    return doubts.found(state, event.doubts), []


def _link_changed(state: State, event: events.LinkChanged) -> Step:
    return _wait(aid.linked(aid.waited(replace(state, link_up=event.up))))


def _snapshot_seen(state: State, event: events.SnapshotSeen) -> Step:
    return replace(state, snapshot=event.snapshot), []


def _texts_seen(state: State, event: events.TextsSeen) -> Step:
    return replace(state, texts=event.texts), []


def _faq_seen(state: State, event: events.FaqSeen) -> Step:
    return replace(state, faq=event.faq), []


def _changed(state: State, event: events.Changed) -> Step:
    """What another kiosk or the desk did to the account that is open here, or to the call for help."""
    state = aid.changed(state, event)
    if event.topic is Topic.HELP_CALL:
        return state, []
    visit = state.visit
    if visit is None or visit.patron is None or not visit.patron.known:
        return state, []
    mine = {visit.patron.account, *(loan.item for loan in visit.patron.loans), ""}
    if event.topic is not Topic.RESET and event.about not in mine:
        return state, []
    return replace(state, visit=replace(visit, stale=True)), []


def _policy_seen(state: State, event: events.PolicySeen) -> Step:
    return replace(state, provisional_days=event.provisional_days), []


def _opened_tell(state: State, event: events.OpenedTell) -> Step:
    state, effects = _closed_help(state, events.ClosedHelp())
    state, more = tell.opened(state, event)
    return state, effects + more


def _questions_seen(state: State, event: events.QuestionsSeen) -> Step:
    return replace(state, questions=event.questions), []


def _journal_failed(state: State, event: events.JournalFailed) -> Step:
    """Nothing can be promised any more: the visit ends, and the machine says so until the disk works again."""
    state = replace(state, journal_fault=event.fault, probe_at=state.now + PROBE_SECONDS, tell=None)
    state = aid.not_recorded(state, event.key)
    visit = state.visit
    if visit is None:
        return state, []
    if event.key is not None and circulation.find(visit, event.key):
        state = replace(state, visit=circulation.not_recorded(visit, event.key))
    # Who called stands here still, and cannot be told to have left: that could not be written either.
    call = state.call if state.call and state.call.visit == visit.id else None
    state, effects = _end(replace(state, call=None if call else state.call))
    if call is not None:
        stays = state.now + state.settings.idle_seconds
        call = replace(call, visit="")
        state = replace(state, call=call, help=visit.help, language=visit.language, settle_at=stays)
    return state, effects


def _journal_works(state: State, _event: events.JournalWorks) -> Step:
    return replace(state, journal_fault=None), []


def _device(state: State, name: str, role: Role, *, up: bool, fault: str) -> State:
    device = DeviceState(name, role, up, fault)
    if any(old.name == name for old in state.devices):
        return replace(state, devices=tuple(device if old.name == name else old for old in state.devices))
    return replace(state, devices=(*state.devices, device))


def _device_up(state: State, event: events.DeviceUp) -> Step:
    return _device(state, event.name, event.role, up=True, fault=""), []


def _device_down(state: State, event: events.DeviceDown) -> Step:
    return _device(state, event.name, event.role, up=False, fault=event.fault), []


def _printer_said(state: State, event: events.PrinterSaid) -> Step:
    status = event.status
    fault = status.fault or ("cover open" if status.cover_open else f"paper {status.paper.value}")
    up = status.ready
    return _device(state, event.name, Role.RECEIPT_PRINTER, up=up, fault="" if up else fault), []


_HANDLERS: dict[type, Callable[[State, Any], Step]] = {
    events.Tick: _tick,
    events.ChoseLanguage: _chose_language,
    events.WantsToIdentify: _wants_to_identify,
    events.WantsToBorrow: _wants_to_borrow,
    events.WantsToReturn: _wants_to_return,
    events.WantsAccount: _wants_account,
    events.Typed: _typed,
    events.TypedPin: _typed_pin,
    events.WantsRenewal: _wants_renewal,
    events.WentBack: _went_back,
    events.Finished: _finished,
    events.ChoseSlip: _chose_slip,
    events.NeedsMoreTime: _needs_more_time,
    events.Touched: _touched,
    events.SwitchedCard: _switched_card,
    events.OpenedHelp: _opened_help,
    events.CalledHelp: _called_help,
    events.TellsTitle: _tells_title,
    events.AnswerHelped: _answer_helped,
    events.ClosedHelp: _closed_help,
    events.OpenedFaq: browse.opened,
    events.ChoseCategory: browse.chose_category,
    events.ReadFaq: browse.read,
    events.JudgedFaq: browse.judged,
    events.LookedFor: browse.looked,
    events.LeftFaq: browse.left,
    events.CalledFromFaq: browse.called,
    events.Said: _said,
    events.EndedHelp: _ended_help,
    events.AnsweredOffer: _answered_offer,
    events.PressedHelp: _pressed_help,
    events.CallFound: _call_found,
    events.CallSeen: _call_seen,
    events.BackInService: _back_in_service,
    events.LabelScanned: _label_scanned,
    events.BadScan: _bad_scan,
    events.BadCard: _bad_card,
    events.PadSeen: _pad_seen,
    events.PadCounted: _pad_counted,
    events.Secured: _secured,
    events.ItemKnown: _item_known,
    events.DoubtsFound: _doubts_found,
    events.CardRead: _card_read,
    events.CardGone: _card_gone,
    events.DeviceUp: _device_up,
    events.DeviceDown: _device_down,
    events.PrinterSaid: _printer_said,
    events.SlipFailed: _slip_failed,
    events.EntryAnswered: _entry_answered,
    events.PatronFound: _patron_found,
    events.PatronRefused: _patron_refused,
    events.LibrarySilent: _library_silent,
    events.LinkChanged: _link_changed,
    events.PolicySeen: _policy_seen,
    events.SnapshotSeen: _snapshot_seen,
    events.TextsSeen: _texts_seen,
    events.FaqSeen: _faq_seen,
    events.Changed: _changed,
    events.QuestionsSeen: _questions_seen,
    events.OpenedTell: _opened_tell,
    events.ToldText: tell.wrote,
    events.ToldPeople: tell.counted,
    events.SentTell: tell.sent,
    events.LeftTell: tell.left,
    events.Rated: tell.rated,
    events.TookSurvey: tell.took_survey,
    events.Chose: tell.chose,
    events.WentOn: tell.went_on,
    events.VoiceLost: tell.lost,
    events.JournalFailed: _journal_failed,
    events.JournalWorks: _journal_works,
}

HELP_EVENTS = (
    events.OpenedHelp,
    events.CalledHelp,
    events.TellsTitle,
    events.AnswerHelped,
    events.ClosedHelp,
    events.OpenedFaq,
    events.ChoseCategory,
    events.ReadFaq,
    events.JudgedFaq,
    events.LookedFor,
    events.LeftFaq,
    events.CalledFromFaq,
    events.Said,
    events.EndedHelp,
    events.PressedHelp,
    events.ChoseLanguage,
    events.Touched,
)

READER_EVENTS = (
    events.WantsToIdentify,
    events.WantsToBorrow,
    events.WantsToReturn,
    events.WantsAccount,
    events.Typed,
    events.TypedPin,
    events.WantsRenewal,
    events.WentBack,
    events.Finished,
    events.ChoseSlip,
    events.NeedsMoreTime,
    events.Touched,
    events.SwitchedCard,
    *HELP_EVENTS,
    events.AnsweredOffer,
    events.OpenedTell,
    events.ToldText,
    events.ToldPeople,
    events.SentTell,
    events.LeftTell,
    events.Rated,
    events.TookSurvey,
    events.Chose,
    events.WentOn,
    events.LabelScanned,
    events.BadScan,
    events.BadCard,
    events.CardRead,
)
