"""Looking through the frequent questions, from the help panel or from the welcome page; pure.

::

    “Questions and answers” ──▶ list ──▶ a category ──▶ an answer ──“did this help?”
                                  └──── a search ─────────▲

Going back is the same way; a librarian can be called from everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from config.searched import searched
from config.vocabulary import VoiceKind
from kiosk import events
from kiosk import help as aid
from kiosk.effects import Effect, Tell
from kiosk.state import Browse, HelpPanel, HelpReason, HelpStep, State

Step = tuple[State, list[Effect]]


def opened(state: State, _event: events.OpenedFaq) -> Step:
    panel = state.panel
    if panel is None:
        return _at(state, HelpPanel(state.now), Browse(alone=True)), []
    return _at(state, panel, Browse()), []


def chose_category(state: State, event: events.ChoseCategory) -> Step:
    panel, browse = state.panel, _browse(state)
    if panel is None or browse is None or all(one.code != event.category for one in state.faq.categories):
        return state, []
    return _at(state, panel, replace(browse, category=event.category, entry=None)), []


def read(state: State, event: events.ReadFaq) -> Step:
    """An answer is read once, however often somebody comes back to it."""
    panel, browse, entry = state.panel, _browse(state), state.faq.entry(event.entry)
    if panel is None or browse is None or entry is None or entry.answer(state.spoken) is None:
        return state, []
    told = [] if entry.id in browse.viewed else [_tell(state, VoiceKind.FAQ_VIEWED, entry.id)]
    browse = replace(browse, entry=entry.id, viewed=browse.viewed | {entry.id})
    return _at(state, panel, browse), [*told]


def judged(state: State, event: events.JudgedFaq) -> Step:
    """“Did this help?”, once for each answer."""
    panel, browse = state.panel, _browse(state)
    if panel is None or browse is None or browse.entry is None or browse.entry in browse.judged:
        return state, []
    kind = VoiceKind.FAQ_HELPED if event.helped else VoiceKind.FAQ_UNHELPED
    told = _tell(state, kind, browse.entry)
    return _at(state, panel, replace(browse, judged={**browse.judged, browse.entry: event.helped})), [told]


def looked(state: State, event: events.LookedFor) -> Step:
    """What was not found is told once, so that somebody writes an answer; nobody's number is in it."""
    panel, browse, query = state.panel, _browse(state), searched(event.query)
    if panel is None or browse is None or event.found or not query or query in browse.missed:
        return state, []
    body = {"query": query, "language": state.spoken, "found": 0}
    browse = replace(browse, missed=browse.missed | {query})
    return _at(state, panel, browse), [Tell(VoiceKind.FAQ_SEARCHED, body, state.spoken)]


def left(state: State, _event: events.LeftFaq) -> Step:
    """One page back."""
    panel, browse = state.panel, _browse(state)
    if panel is None or browse is None:
        return state, []
    if browse.entry is not None:
        return _at(state, panel, replace(browse, entry=None)), []
    if browse.category:
        return _at(state, panel, replace(browse, category="")), []
    if browse.alone:
        return aid.closed(state), []
    step = HelpStep.TALK if state.call is not None else HelpStep.REASONS
    return aid.with_panel(state, replace(panel, step=step, browse=None)), []


def called(state: State, _event: events.CalledFromFaq) -> Step:
    """“Call a librarian”; the ticket says which answer did not do."""
    panel, browse = state.panel, _browse(state)
    if panel is None or browse is None:
        return state, []
    helped = browse.entry is not None and browse.judged.get(browse.entry, False)
    panel = replace(panel, browse=None, faq=None if helped else browse.entry)
    return aid.call_for(state, panel, panel.reason or HelpReason.OTHER)


def _browse(state: State) -> Browse | None:
    return state.panel.browse if state.panel and state.panel.step is HelpStep.BROWSE else None


def _at(state: State, panel: HelpPanel, browse: Browse) -> State:
    return aid.with_panel(state, replace(panel, step=HelpStep.BROWSE, browse=browse))


def _tell(state: State, kind: VoiceKind, entry: int) -> Tell:
    return Tell(kind, {"entry": entry, "language": state.spoken}, state.spoken)
