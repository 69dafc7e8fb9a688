"""What somebody tells us without a name: a rating, answers, a suggestion, a wish, a defect, a place at a meeting; pure.

::

    “Tell us” ──▶ MENU ──▶ SUGGESTION, WISH, DEFECT ──send──▶ TOLD
                    ├────▶ MEETINGS ──▶ MEETING ──send──▶ TOLD
                    └────▶ ANSWERS
    goodbye ──▶ RATING ──▶ OFFER ──▶ SURVEY, a question a page ──▶ TOLD

Only who ended the visit with “finish” is asked, and only now and then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from config import isbn
from config.vocabulary import Code, QuestionKind, Reason, VoiceKind
from drivers.roles import Scanned
from kiosk import events
from kiosk.effects import Effect
from kiosk.effects import Tell as Say
from kiosk.questions import Meeting, Question, Survey
from kiosk.state import Page, State, Tell, TellPage

Step = tuple[State, list[Effect]]

ASK_SECONDS = 15.0  # how long a goodbye waits for a touch
MOST_PEOPLE = 10
LONGEST: Mapping[str, int] = {"text": 1000, "answer": 500, "contact": 100, "name": 60, "isbn": 32}
BACK_TO: Mapping[TellPage, TellPage] = {
    TellPage.SUGGESTION: TellPage.MENU,
    TellPage.WISH: TellPage.MENU,
    TellPage.DEFECT: TellPage.MENU,
    TellPage.MEETINGS: TellPage.MENU,
    TellPage.ANSWERS: TellPage.MENU,
    TellPage.MEETING: TellPage.MEETINGS,
}


def opened(state: State, event: events.OpenedTell) -> Step:
    """Over any page but the last one of a visit."""
    if event.page is not TellPage.MENU and event.page not in BACK_TO:
        return state, []
    if state.visit and state.visit.page is Page.GOODBYE:
        return state, []
    meeting = state.questions.meeting(event.meeting)
    if event.page is TellPage.MEETING and (meeting is None or not is_open(state, meeting)):
        return state, []
    return replace(state, tell=Tell(event.page, deadline(state), meeting=event.meeting)), []


def left(state: State, event: events.LeftTell) -> Step:
    """One page back; what was not sent is forgotten."""
    tell = state.tell
    if tell is None:
        return state, []
    if tell.page is TellPage.SURVEY and tell.question > 0 and not event.away:
        return at(state, replace(tell, question=tell.question - 1)), []
    if tell.page in BACK_TO and not event.away:
        return replace(state, tell=Tell(BACK_TO[tell.page], deadline(state))), []
    return closed(state), []


def closed(state: State) -> State:
    """Nothing of it stays; a goodbye goes on as any other, the welcome page in the language that was chosen."""
    visit = state.visit
    if visit is None:
        state = replace(state, settle_at=state.now + state.settings.idle_seconds)
    if visit and visit.page is Page.GOODBYE and state.tell:
        visit = replace(visit, deadline=state.farewell())
    return replace(state, tell=None, visit=visit)


def deadline(state: State) -> float:
    return state.now + state.settings.idle_seconds + state.settings.warning_seconds


# --- something of one's own ---------------------------------------------------------------------------------------


def wrote(state: State, event: events.ToldText) -> Step:
    tell = state.tell
    if tell is None or event.field not in LONGEST:
        return state, []
    text = event.text.strip()[: LONGEST[event.field]]
    if tell.page is TellPage.SURVEY:
        return _answer(state, tell, text[: LONGEST["answer"]])
    match event.field:
        case "isbn":
            return _isbn(state, tell, text), []
        case "contact":
            tell = replace(tell, contact=text)
        case "name":
            tell = replace(tell, name=text)
        case _:
            tell = replace(tell, text=text)
    return replace(state, tell=replace(tell, notice=None)), []


def scanned(state: State, label: Scanned) -> State:
    """A label that is no reader's and no item's: on the wish page it is the wish."""
    tell = state.tell
    return _isbn(state, tell, label.text) if tell and tell.page is TellPage.WISH else state


def _isbn(state: State, tell: Tell, text: str) -> State:
    """With an empty text it is taken back; with a wrong one nothing changes but what is said."""
    found = isbn.normalise(text) if text else ""
    if found is None:
        return replace(state, tell=replace(tell, notice=Reason(Code.ISBN_WRONG), mistyped=text))
    return replace(state, tell=replace(tell, isbn=found, notice=None, mistyped=""))


def counted(state: State, event: events.ToldPeople) -> Step:
    tell = state.tell
    if tell is None or tell.page is not TellPage.MEETING:
        return state, []
    return replace(state, tell=replace(tell, people=max(1, min(event.people, MOST_PEOPLE)))), []


def sent(state: State, _event: events.SentTell) -> Step:
    tell = state.tell
    if tell is None:
        return state, []
    match tell.page:
        case TellPage.SUGGESTION if tell.text:
            return _told(state, VoiceKind.SUGGESTION, {"text": tell.text, "contact": tell.contact})
        case TellPage.WISH if tell.isbn or tell.text:
            body = {"isbn": tell.isbn, "text": tell.text, "contact": tell.contact}
            return _told(state, VoiceKind.WISH, body)
        case TellPage.DEFECT if tell.text:
            return _told(state, VoiceKind.DEFECT, {"text": tell.text})
        case TellPage.MEETING:
            return _signed_up(state, tell)
    return state, []


def _signed_up(state: State, tell: Tell) -> Step:
    """The seats are counted down here at once: the library system says how many are left when it knows."""
    meeting = state.questions.meeting(tell.meeting)
    if meeting is None or not is_open(state, meeting):
        return left(state, events.LeftTell())
    body = {"meeting": meeting.id, "people": tell.people, "name": tell.name, "contact": tell.contact}
    waiting = will_wait(state, tell)
    if meeting.seats_left is not None and not waiting:
        fewer = replace(meeting, seats_left=meeting.seats_left - tell.people)
        meetings = tuple(fewer if one.id == meeting.id else one for one in state.questions.meetings)
        state = replace(state, questions=replace(state.questions, meetings=meetings))
    return _told(state, VoiceKind.SIGNUP, body, waiting=waiting)


def is_open(state: State, meeting: Meeting) -> bool:
    """Whether somebody can still sign up: what is kept here may be of days ago."""
    return not meeting.cancelled and meeting.begins_at.date() >= state.today


def will_wait(state: State, tell: Tell) -> bool:
    """Whether so many come too late for a seat, as far as is known here."""
    meeting = state.questions.meeting(tell.meeting)
    return meeting is not None and meeting.seats_left is not None and meeting.seats_left < tell.people


def _told(state: State, kind: VoiceKind, body: Mapping[str, Any], *, waiting: bool = False) -> Step:
    """Thanks; unless ``VoiceLost`` comes back, which it does before anybody has seen them."""
    reachable = bool(body.get("contact"))
    tell = Tell(TellPage.TOLD, deadline(state), told=kind, waiting=waiting, reachable=reachable)
    said = {name: value for name, value in body.items() if value != ""}
    visit = state.visit
    if visit and visit.page is Page.GOODBYE:
        visit = replace(visit, deadline=state.farewell())
    return replace(state, tell=tell, visit=visit), [Say(kind, said, _language(state))]


def lost(state: State, event: events.VoiceLost) -> Step:
    """The disk did not take it: this is told honestly, and nothing more is asked."""
    tell = state.tell
    if tell is None or tell.told is not event.kind:
        return state, []
    return replace(state, tell=Tell(TellPage.TOLD, tell.deadline, told=tell.told, lost=True)), []


def _language(state: State) -> str:
    return state.visit.language if state.visit else state.language


# --- after a visit ------------------------------------------------------------------------------------------------


def at_goodbye(state: State) -> State:
    """Ask every so many readers who ended their visit themselves; each at most once."""
    visit = state.visit
    if visit is None or visit.page is not Page.GOODBYE or visit.asked:
        return state
    number = state.finished + 1
    state = replace(state, finished=number, visit=replace(visit, asked=True))
    survey, rates = _survey(state, number), _turn(number, state.questions.rating_every)
    if survey is None and not rates:
        return state
    asks = Tell(TellPage.RATING, deadline(state), survey=survey.id if survey else 0)
    return at(state, asks) if rates else _offered(state, asks)


def _offered(state: State, tell: Tell) -> State:
    """Only now the survey has had its turn: who leaves the rating does not see it."""
    surveyed = (*(one for one in state.surveyed if one != tell.survey), tell.survey)
    return at(replace(state, surveyed=surveyed), replace(tell, page=TellPage.OFFER))


def _survey(state: State, number: int) -> Survey | None:
    """Of those that are due the one that has waited longest. Where none had a turn since the start the count chooses:
    it begins at random, so a machine that starts every morning is fair, too."""
    running = (one for one in state.questions.surveys if one.begins <= state.today <= one.ends)
    due = [one for one in running if _turn(number, one.every)]
    if not due:
        return None
    first, had = number // due[0].every % len(due), state.surveyed
    return min((*due[first:], *due[:first]), key=lambda one: had.index(one.id) if one.id in had else -1)


def _turn(number: int, every: int) -> bool:
    return every > 0 and number % every == 0


def rated(state: State, event: events.Rated) -> Step:
    tell = state.tell
    if tell is None or tell.page is not TellPage.RATING or not 1 <= event.score <= 5:
        return state, []
    state, effects = _told(state, VoiceKind.RATING, {"score": event.score})
    if state.questions.survey(tell.survey):
        state = _offered(state, replace(tell, told=VoiceKind.RATING))
    return state, effects


def took_survey(state: State, _event: events.TookSurvey) -> Step:
    tell = state.tell
    if tell is None or tell.page is not TellPage.OFFER or not state.questions.survey(tell.survey):
        return state, []
    return at(state, Tell(TellPage.SURVEY, deadline(state), survey=tell.survey)), []


def question(state: State) -> Question | None:
    """The one on the screen; None without a survey, or if it was taken back meanwhile."""
    tell = state.tell
    if tell is None or tell.page is not TellPage.SURVEY:
        return None
    survey = state.questions.survey(tell.survey)
    if survey is None or tell.question >= len(survey.questions):
        return None
    return survey.questions[tell.question]


def chose(state: State, event: events.Chose) -> Step:
    """One touch answers and goes on, where there is but one answer."""
    tell, asked = state.tell, question(state)
    if tell is None or asked is None:
        return state, []
    options = [option.id for option in asked.options]
    match asked.kind:
        case QuestionKind.CHOICE if event.answer in options:
            return _answer(state, tell, event.answer)
        case QuestionKind.YES_NO if event.answer in ("yes", "no"):
            return _answer(state, tell, event.answer)
        case QuestionKind.SCALE if event.answer in ("1", "2", "3", "4", "5"):
            return _answer(state, tell, int(event.answer))
        case QuestionKind.CHOICES if event.answer in options:
            chosen = set(tell.answers.get(asked.id, ())) ^ {event.answer}
            answer = tuple(option for option in options if option in chosen)
            return at(state, replace(tell, answers={**tell.answers, asked.id: answer})), []
    return state, []


def _answer(state: State, tell: Tell, answer: str | int) -> Step:
    asked = question(state)
    if asked is None:
        return state, []
    state = at(state, replace(tell, answers={**tell.answers, asked.id: answer}))
    return (state, []) if asked.kind is QuestionKind.TEXT else went_on(state, events.WentOn())


def went_on(state: State, _event: events.WentOn) -> Step:
    """To the next question; after the last one, what was answered is told, if anything was."""
    tell = state.tell
    if tell is None or tell.page is not TellPage.SURVEY:
        return state, []
    survey = state.questions.survey(tell.survey)
    if survey is not None and tell.question + 1 < len(survey.questions):
        return at(state, replace(tell, question=tell.question + 1)), []
    answers = {
        name: list(one) if isinstance(one, tuple) else one for name, one in tell.answers.items() if one
    }
    if survey is None or not answers:
        return closed(state), []
    return _told(state, VoiceKind.SURVEY, {"survey": tell.survey, "answers": answers})


def at(state: State, tell: Tell) -> State:
    """On this page, with its full time."""
    visit = state.visit
    if visit and visit.page is Page.GOODBYE:
        asks = max(state.now + ASK_SECONDS, state.farewell())
        seconds = deadline(state) if tell.page is TellPage.SURVEY else asks
        visit = replace(visit, deadline=seconds)
    return replace(state, tell=tell, visit=visit)


# --- time ---------------------------------------------------------------------------------------------------------


def stay(state: State) -> State:
    """Somebody is at it: the full time again."""
    visit = state.visit
    if state.tell is None or (visit and visit.page is Page.GOODBYE and not state.in_survey):
        return state
    if visit and visit.page is Page.GOODBYE:
        return replace(state, visit=replace(visit, deadline=deadline(state)))
    return replace(state, tell=replace(state.tell, deadline=deadline(state)))


def tick(state: State) -> State:
    """Without a visit nobody else would end it."""
    if state.tell is None or state.visit is not None or state.panel is not None:
        return state
    if state.now >= state.tell.deadline:
        return replace(state, tell=None, settle_at=max(state.settle_at, state.now))
    return state
