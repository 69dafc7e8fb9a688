"""Calling a librarian and talking with one.

::

    help ─▶ REASONS ─“just come”──────────────────────────────────────▶ called ─▶ TALK
               └─a reason─▶ the library has an answer? ─▶ ANSWER ─“no”───▶│
                                └─no answer──────────────────────────────▶┘

A call is an entry of the journal, so an outage loses none, and there is one at a time, however often the button is
pressed. It is not tied to the panel: :attr:`State.call` stays when that is closed, and over a restart. What the library
system tells of it comes as ``CallSeen``; what staff tell the kiosk to do is carried out in :mod:`kiosk.orders`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum, unique

from config.vocabulary import (
    EntryKind,
    HelpEnd,
    HelpPart,
    HelpSays,
    HelpStage,
    Result,
    Topic,
    VoiceKind,
)
from drivers.roles import Role
from kiosk import circulation, events, faq, stack, tell
from kiosk.effects import AskCall, Effect, Entry, Record, Tell
from kiosk.state import (
    ROWS_ON,
    Call,
    Case,
    HelpLine,
    HelpNews,
    HelpOffer,
    HelpPanel,
    HelpReason,
    HelpStep,
    Outcome,
    OwnLine,
    Page,
    State,
    TellPage,
    Visit,
)

Step = tuple[State, list[Effect]]

LONGEST_TEXT = 500
MOST_UNSENT = 20  # lines of the reader that wait for the line
MOST_ROWS = 20  # on a ticket
ASK_SECONDS = 10.0
STAY_SECONDS = 120.0
TO_STAFF = "to-staff"  # a call nobody waits for: what was left behind

TROUBLED = (Outcome.NOT_POSSIBLE, Outcome.PUT_BACK)

PARTS = {
    Role.BARCODE_SCANNER: HelpPart.SCANNER,
    Role.PATRON_CARD: HelpPart.CARD_READER,
    Role.ITEM_PAD: HelpPart.PAD,
    Role.RECEIPT_PRINTER: HelpPart.PRINTER,
}


@unique
class Standing(StrEnum):
    """How a call stands, as the reader is told."""

    CALLING = "calling"
    KEPT = "kept"  # recorded here: the line is down
    FAILED = "failed"  # not even recorded
    SENT = "sent"
    NOBODY = "nobody"  # the desk is not attended
    HOTLINE = "hotline"  # nobody accepted: the telephone is the way
    TAKEN = "taken"  # somebody has it
    COMING = "coming"  # and says when they are here
    ARRIVED = "arrived"
    ENDED = "ended"


def standing(call: Call) -> Standing:
    news = call.news
    if call.outcome is Outcome.NOT_POSSIBLE:
        return Standing.FAILED
    if news is not None and news.stage is HelpStage.ENDED:
        return Standing.ENDED
    if news is not None and news.stage is HelpStage.ARRIVED:
        return Standing.ARRIVED
    if news is not None and news.stage is HelpStage.ACCEPTED:
        return Standing.TAKEN if news.minutes is None else Standing.COMING
    if call.outcome is Outcome.KEPT_LOCALLY:
        return Standing.KEPT
    if call.outcome is Outcome.WAITING:
        return Standing.CALLING
    if news is None or (news.attended and not news.hotline):
        return Standing.SENT
    return Standing.HOTLINE if news.attended else Standing.NOBODY


# --- the panel ------------------------------------------------------------------------------------------------


def opened(state: State, offered: HelpOffer | None = None) -> State:
    """With a call open it is the conversation that opens."""
    if state.panel is not None:
        return state
    if state.call is not None and not state.call.is_open:
        state = put_away(state)
    call = state.call
    if call is None:
        return with_panel(state, HelpPanel(state.now, HelpStep.REASONS, offered))
    if call.strange:  # who opens it makes it theirs
        visit = state.visit.id if state.visit else ""
        call = replace(call, strange=False, visit=visit, adopted=True, asked_at=float("-inf"))
    panel = HelpPanel(state.now, HelpStep.TALK, offered)
    return with_panel(replace(state, call=call), panel)


def closed(state: State) -> State:
    if state.panel is None:
        return state
    state = with_panel(state, None)
    return put_away(state) if state.call is not None and not state.call.is_open else state


def pressed(state: State) -> Step:
    """The button on the machine: it opens the panel, and calls when it is pressed again (or at once). A call that is
    over is put away first: who presses wants another."""
    panel = state.panel
    if (
        panel is not None
        and panel.step is HelpStep.TALK
        and state.call is not None
        and not state.call.is_open
    ):
        state = closed(state)
    first = state.panel is None
    state = opened(state)
    panel = state.panel
    if panel is None or panel.step is HelpStep.TALK or (first and state.settings.button_presses > 1):
        return state, []
    return call_for(state, panel, HelpReason.JUST_COME)


def chosen(state: State, reason: HelpReason) -> Step:
    """A reason: the library's answer to what the reader is looking at, or else a call."""
    panel = state.panel
    if panel is None or panel.step is not HelpStep.REASONS:
        return state, []
    entry = None if reason is HelpReason.JUST_COME else answer(state)
    if entry is None:
        return call_for(state, panel, reason)
    panel = replace(panel, step=HelpStep.ANSWER, reason=reason, faq=entry.id)
    return with_panel(state, panel), [_tell(state, VoiceKind.FAQ_VIEWED, entry.id)]


def answer(state: State) -> faq.Entry | None:
    """The library's answer to what the reader is looking at."""
    entry = state.faq.for_code(trouble(state))
    return entry if entry is not None and entry.answer(state.spoken) is not None else None


def helped(state: State, *, yes: bool) -> Step:
    """Did the answer help? Who says no is put through."""
    panel = state.panel
    if panel is None or panel.faq is None or panel.step is not HelpStep.ANSWER:
        return state, []
    if yes:
        return with_panel(state, None), [_tell(state, VoiceKind.FAQ_HELPED, panel.faq)]
    told = _tell(state, VoiceKind.FAQ_UNHELPED, panel.faq)
    state, effects = call_for(state, panel, panel.reason or HelpReason.OTHER)
    return state, [*effects, told]


def _tell(state: State, kind: VoiceKind, entry: int) -> Tell:
    """A figure of how good the answers are; in whose visit is not told."""
    return Tell(kind, {"entry": entry, "language": state.spoken}, state.spoken)


def tells_title(state: State, *, on: bool) -> State:
    panel = state.panel
    if panel is None or panel.step is HelpStep.TALK:
        return state
    return with_panel(state, replace(panel, tells_title=on and concerned(state) is not None))


def offer_answered(state: State, *, yes: bool) -> State:
    offer = state.going.offer
    if offer is None:
        return state
    state = replace(state, going=replace(state.going, offer=None))
    return opened(state, offer) if yes else state


def with_panel(state: State, panel: HelpPanel | None) -> State:
    """While it is open the visit's time stands still; once it is closed the reader has the full time again."""
    if panel is not None and panel.step is HelpStep.TALK:
        state = _read(state)
    if panel is None and state.tell is not None:
        state = replace(state, tell=replace(state.tell, deadline=tell.deadline(state)))
    visit = state.visit
    if visit is not None:
        visit = replace(visit, help=panel)
        if panel is None:
            goodbye = visit.page is Page.GOODBYE
            visit = replace(visit, deadline=state.farewell() if goodbye else state.deadline(visit))
            asked = state.tell
            if goodbye and asked is not None and asked.page is not TellPage.TOLD:
                return tell.at(replace(state, visit=visit), asked)  # a question has its own time
        return replace(state, visit=visit)
    return replace(state, help=panel, settle_at=state.now + state.settings.idle_seconds)


def _read(state: State) -> State:
    call = state.call
    if call is None or call.news is None or not call.news.lines:
        return state
    newest = max(line.number for line in call.news.lines)
    return state if newest <= call.read else replace(state, call=replace(call, read=newest))


# --- the call -------------------------------------------------------------------------------------------------


def trouble(state: State) -> str:
    """The code of the sentence the reader is looking at, or none."""
    visit, said = state.visit, stack.word(state)
    if state.page is Page.MAINTENANCE:
        return ""  # what lies on the pad is no reader's
    if visit is None:
        shown = state.notice or said
        return shown.code.value if shown else ""
    row = _troubled(visit)
    patron = visit.patron.reasons[:1] if visit.patron is not None and visit.page is Page.BORROW else ()
    reasons = (visit.notice, *(row.reasons[:1] if row else ()), *patron, said)
    return next((reason.code.value for reason in reasons if reason is not None), "")


def _troubled(visit: Visit | None) -> Case | None:
    """The newest row on the page that did not go through."""
    if visit is None:
        return None
    kinds = {ROWS_ON[visit.page]} if visit.page in ROWS_ON else set(EntryKind)
    rows = (case for case in reversed(visit.cases) if case.kind in kinds)
    return next((case for case in rows if case.outcome in TROUBLED), None)


def concerned(state: State) -> Case | None:
    """The row the trouble is about, if it is about one whose title is known."""
    row = _troubled(state.visit)
    return row if row is not None and row.title else None


def call_for(state: State, panel: HelpPanel, reason: HelpReason) -> Step:
    """One entry for one call; the ticket names the page and the trouble, never the reader."""
    if state.call is not None and state.call.is_open:
        return with_panel(state, replace(panel, step=HelpStep.TALK)), []
    ticket = _ticket(state, panel, reason)
    state = replace(put_away(state), count=state.count + 1)
    visit = state.visit.id if state.visit else ""
    outcome = Outcome.WAITING if state.link_up else Outcome.KEPT_LOCALLY
    call = Call(_key(state), state.now, visit, rows=str(ticket["rows"]), outcome=outcome)
    entry = Entry(call.key, EntryKind.HELP_CALL, visit=visit, details=ticket)
    going = replace(state.going, offer=None)
    state = with_panel(replace(state, call=call, going=going), replace(panel, step=HelpStep.TALK))
    return state, [Record(entry, promised=True)]


def tell_rows(state: State) -> Step:
    """Staff see what stands refused to whoever called, so that they may release it: more of it, or less."""
    call, visit = state.call, state.visit
    if call is None or not call.is_open or call.unknown or visit is None or call.visit != visit.id:
        return state, []
    rows = _rows(state)
    if rows == call.rows or any(circulation.is_undecided(case) for case in visit.cases):
        return state, []
    state = replace(state, call=replace(call, rows=rows))
    return record(state, EntryKind.HELP_ROWS, {"call": call.key, "rows": rows})


def _ticket(state: State, panel: HelpPanel, reason: HelpReason) -> Mapping[str, str | int]:
    ticket: dict[str, str | int] = {
        "page": state.page.value,
        "code": trouble(state),
        "reason": reason.value,
        "stuck": max(0, int(state.now - state.going.well_at)) if state.visit else 0,
        "offered": panel.offered.value if panel.offered else "",
        "language": state.spoken,
        "rows": _rows(state),
        "parts": " ".join(
            f"{PARTS[device.role].value}:{'up' if device.up else 'down'}"
            for device in state.devices
            if device.role in PARTS
        ),
    }
    about = concerned(state)
    if panel.tells_title and about is not None:
        ticket["title"] = about.title
    if panel.faq is not None:
        ticket["faq"] = panel.faq
    return ticket


def _rows(state: State) -> str:
    refused = [case for case in (state.visit.cases if state.visit else ()) if case.outcome in TROUBLED]
    return " ".join(_row(case) for case in refused[-MOST_ROWS:])


def _row(case: Case) -> str:
    """What staff may do with it depends on what was wanted: to borrow it, if nothing is said."""
    said = f"{case.key}:{_code(case)}"
    return said if case.kind is EntryKind.CHECKOUT else f"{said}/{case.kind.value}"


def _code(case: Case) -> str:
    return case.reasons[0].code.value if case.reasons else ""


def _key(state: State) -> str:
    return f"{state.seed}-{state.count}"


def record(state: State, kind: EntryKind, details: Mapping[str, str | int], text: str = "") -> Step:
    """An entry that follows a call; what it tells is told whatever happens."""
    state = replace(state, count=state.count + 1)
    visit = state.visit.id if state.visit else ""
    return state, [Record(Entry(_key(state), kind, visit=visit, details=details, text=text), promised=True)]


def _unsent(call: Call) -> list[OwnLine]:
    return [line for line in call.own if line.outcome is not Outcome.NOT_POSSIBLE]


def may_write(call: Call) -> bool:
    """Whether one more line would be taken."""
    return call.is_open and len(_unsent(call)) < MOST_UNSENT


def said(state: State, text: str) -> Step:
    """The reader writes. A finger that lingers on a quick reply says it once."""
    call = state.call
    text = text.strip()[:LONGEST_TEXT].strip()
    if call is None or not call.is_open or not text:
        return state, []
    unsent = _unsent(call)
    if not may_write(call) or (unsent and unsent[-1].text == text):
        return state, []
    state, effects = record(state, EntryKind.HELP_SAID, {"call": call.key}, text)
    outcome = Outcome.WAITING if state.link_up else Outcome.KEPT_LOCALLY
    line = OwnLine(_key(state), text, outcome)
    state = replace(state, call=replace(call, own=(*call.own, line)))
    return with_panel(state, state.panel) if state.panel else state, effects


def ended(state: State) -> Step:
    """“No longer needed”, “solved”."""
    call = state.call
    if call is None:
        return state, []
    effects: list[Effect] = []
    if call.is_open:
        state, effects = _end(state, call, HelpEnd.SOLVED)
    return closed(put_away(state)), effects


def left(state: State, visit: Visit) -> Step:
    """The visit is over. A reader who was known has gone; who only went back is still here. A card shown amid goodbye
    is the next reader's, or that of who waits still: the call stays, and what was said in it is for neither."""
    state = replace(state, pointing=None)
    call = state.call
    if call is None or call.visit != visit.id:
        return state, []
    if not call.is_open:
        return put_away(state), []
    if visit.page is not Page.GOODBYE and visit.patron is None and not state.maintenance:
        return replace(state, call=replace(call, visit="")), []
    amid = visit.page is Page.GOODBYE and state.now < visit.deadline and not visit.dismissed
    # In maintenance it is the librarian who came: the conversation goes, the call is theirs to end.
    if amid or state.maintenance:
        return veiled(replace(state, call=replace(call, visit=""))), []
    state, effects = _end(state, call, HelpEnd.LEFT)
    return put_away(state), effects


def _end(state: State, call: Call, how: HelpEnd) -> Step:
    return record(state, EntryKind.HELP_ENDED, {"call": call.key, "ended": how.value})


def put_away(state: State) -> State:
    """Nothing of a call stays but what is needed to answer instructions that come too late."""
    call = state.call
    if call is None:
        return state
    call = replace(call, done=call.done - {number for _, number in call.releasing}, releasing=(), own=())
    open_orders = tuple(replace(line, texts={}) for line in orders(call))
    news = replace(call.news, lines=open_orders) if call.news else None
    return replace(state, call=None, past=replace(call, news=news))


def begun(state: State, visit: Visit) -> State:
    """Who called from the welcome page and now shows a card is the same reader, unless too much time went by."""
    call = state.call
    if call is None or call.visit:
        return state
    return veiled(state) if call.strange else replace(state, call=replace(call, visit=visit.id))


def settled(state: State) -> State:
    """The welcome page comes to rest: whoever stands before it next may be somebody else. Tries in vain still count for
    the idle time, if nothing came of them yet: a slow reader lets the page rest between two of them."""
    call = state.call if state.call is not None and not state.call.visit else None  # made on this page
    going = state.going
    if going.offered or call is not None:
        going = replace(going, offer=None, offered=frozenset(), failed=0, aside=0)
    state = replace(state, help=None, going=going)
    if call is None:
        return state
    return veiled(state) if call.is_open else put_away(state)


def stays(state: State) -> float:
    """Seconds more that the welcome page waits for whoever called there and was told that somebody comes."""
    call = state.call
    if state.help is None or call is None or call.strange or call.news is None:
        return 0.0
    if call.news.stage not in (HelpStage.ACCEPTED, HelpStage.ARRIVED):
        return 0.0
    return max(STAY_SECONDS, 60.0 * (call.news.minutes or 0))


def restless(state: State) -> bool:
    """Whether something of a reader is on the welcome page that must go when it comes to rest."""
    call = state.call
    said = call is not None and not call.visit and (not call.strange or call.own or call.lines())
    return bool(state.help or said or state.going.offered)


def veiled(state: State) -> State:
    """Whoever opens the call next is a stranger to what was said in it."""
    call = state.call
    if call is None:
        return state
    newest = max((line.number for line in call.news.lines), default=0) if call.news else 0
    owed = (*call.owed, *(line.key for line in _unsent(call)))
    return replace(
        state, call=replace(call, own=(), owed=owed, strange=True, veiled=max(newest, call.veiled))
    )


# --- the world answers ------------------------------------------------------------------------------------------


def is_kept(state: State, call: Call) -> bool:
    return not state.link_up or state.now - call.called_at >= state.settings.decide_seconds


def waited(state: State) -> State:
    """Time passed, or the line went: what is not confirmed is recorded here, and says so."""
    call = state.call
    if call is None:
        return state
    if call.outcome is Outcome.WAITING and is_kept(state, call):
        call = replace(call, outcome=Outcome.KEPT_LOCALLY)
    if not state.link_up and any(line.outcome is Outcome.WAITING for line in call.own):
        own = tuple(
            replace(line, outcome=Outcome.KEPT_LOCALLY) if line.outcome is Outcome.WAITING else line
            for line in call.own
        )
        call = replace(call, own=own)
    return state if call is state.call else replace(state, call=call)


def answered(state: State, said: events.Answer) -> State | None:
    """None: this is no answer to anything of the call."""
    call = state.call
    if call is None:
        return None
    outcome = Outcome.DONE if said.result is Result.APPLIED else Outcome.NOT_POSSIBLE
    if call.key == said.key:
        return replace(state, call=replace(call, outcome=outcome, asked_at=float("-inf")))
    if said.key in call.owed:
        return state if outcome is Outcome.DONE else replace(state, call=_not_coming(call, said.key))
    if all(line.key != said.key for line in call.own):
        return None
    own = tuple(replace(line, outcome=outcome) if line.key == said.key else line for line in call.own)
    return replace(state, call=replace(call, own=own, asked_at=float("-inf")))


def not_recorded(state: State, key: str | None) -> State:
    """The disk refused: neither the call nor the line was written."""
    call = state.call
    if call is None or key is None:
        return state
    if call.key == key:
        return replace(state, call=replace(call, outcome=Outcome.NOT_POSSIBLE))
    own = tuple(replace(line, outcome=Outcome.NOT_POSSIBLE) if line.key == key else line for line in call.own)
    return replace(state, call=replace(_not_coming(call, key), own=own, rows=None))


def _not_coming(call: Call, key: str) -> Call:
    return replace(call, owed=tuple(one for one in call.owed if one != key))


def found(state: State, event: events.CallFound) -> State:
    """A call of before the start is open; whoever made it stands here still, or not."""
    if state.call is not None:
        return state
    outcome = Outcome.DONE if event.delivered else Outcome.WAITING
    made_at = state.now - event.age
    call = Call(event.key, made_at, rows=None, outcome=outcome, done=event.done, found=True)
    return replace(state, call=call, settle_at=state.now + state.settings.idle_seconds)


def changed(state: State, event: events.Changed) -> State:
    """Something became of a call: ask what."""
    if event.topic not in (Topic.HELP_CALL, Topic.RESET):
        return state
    if _is_about(state.call, event):
        state = replace(state, call=replace(sure(state.call), asked_at=float("-inf"), unknown=False))
    if _is_about(state.past, event):
        state = replace(state, past=replace(sure(state.past), asked_at=float("-inf")))
    return state


def sure(call: Call | None) -> Call:
    assert call is not None  # noqa: S101 - it was looked at just before
    return call


def _is_about(call: Call | None, event: events.Changed) -> bool:
    names = {call.key, call.news.key if call.news else call.key} if call else set()
    return bool(names) and (event.topic is Topic.RESET or event.about in {*names, ""})


def linked(state: State) -> State:
    """The line is back."""
    call = state.call
    return replace(state, call=replace(call, asked_at=float("-inf"))) if call and state.link_up else state


def seen(state: State, event: events.CallSeen) -> State:
    """What the library system tells. An old server that tells nothing does no harm: the call was sent all the same."""
    call, news = state.call, event.news
    if call is None or call.key != event.key:
        past = state.past
        if past is None or past.key != event.key or news is None:
            return state
        return replace(state, past=replace(past, news=news))
    if news is None:
        return replace(state, call=None) if call.found else replace(state, call=replace(call, unknown=True))
    new, first = _theirs(news) - _theirs(call.news), call.news is None
    came = sorted(_mine(news) - _mine(call.news))
    before = came[: len(call.owed)]
    own = _still_own(call, len(came) - len(before))
    call = replace(call, owed=call.owed[len(before) :], hidden=call.hidden | frozenset(before))
    # What staff told while somebody else stood here is not for who took the call over.
    overheard = call.adopted or call.overheard
    call = replace(call, news=news, own=own, unknown=False, adopted=False, overheard=overheard)
    if call.outcome in (Outcome.WAITING, Outcome.KEPT_LOCALLY):
        call = replace(call, outcome=Outcome.DONE)
    state = replace(state, call=call)
    if call.strange and (first or state.visit is not None):
        state = veiled(state)  # it is meant for whoever called, and not for who is here now
    elif call.strange:  # what was still on its way was written by whoever called
        wrote = max((line.number for line in news.lines if line.mine), default=0)
        state = replace(state, call=replace(call, veiled=max(wrote, call.veiled)))
    panel = state.panel
    if panel is not None and panel.step is HelpStep.TALK:
        state = _read(state)
    if new and state.visit is None:
        state = replace(state, settle_at=state.now + state.settings.idle_seconds)
    return state


def _theirs(news: HelpNews | None) -> set[int]:
    return {line.number for line in news.lines if not line.mine} if news else set()


def _still_own(call: Call, arrived: int) -> tuple[OwnLine, ...]:
    """Lines are taken in the order they were written: as many as came to light there are no more only here."""
    left = []
    for line in call.own:
        if arrived > 0 and line.outcome is not Outcome.NOT_POSSIBLE:
            arrived -= 1
        else:
            left.append(line)
    return tuple(left)


def _mine(news: HelpNews | None) -> set[int]:
    return {line.number for line in news.lines if line.mine} if news else set()


def orders(call: Call | None) -> list[HelpLine]:
    """What staff told the kiosk and nobody has answered."""
    lines = call.news.lines if call is not None and call.news is not None else ()
    done = call.done if call is not None else frozenset()
    return [
        line
        for line in lines
        if not line.mine and line.says is not HelpSays.TEXT and not line.result and line.number not in done
    ]


def orphaned(state: State) -> State:
    """Its visit went without a goodbye, by a mistake of ours."""
    call = state.call
    if call is None or not call.visit or (state.visit is not None and state.visit.id == call.visit):
        return state
    return veiled(replace(state, call=replace(call, visit="")))


def ask_again(state: State) -> Step:
    if not state.link_up:
        return state, []
    effects: list[Effect] = []
    call = state.call
    if call is not None and call.outcome is Outcome.DONE and call.is_open:
        again = float("inf") if call.unknown else ASK_SECONDS
        if state.now - call.asked_at >= again:
            effects.append(AskCall(call.key))
            state = replace(state, call=replace(call, asked_at=state.now))
    past = state.past
    if past is not None and (
        past.asked_at == float("-inf") or (state.maintenance and state.now - past.asked_at >= ASK_SECONDS)
    ):
        effects.append(AskCall(past.key))
        state = replace(state, past=replace(past, asked_at=state.now))
    return state, effects
