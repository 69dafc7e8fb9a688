"""Everything that can happen to the kiosk. A visit is a list of these, and can be replayed.

Named tuples, because making forty dataclasses would be felt at the start. They are told apart by their type, never by
comparing them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from config.vocabulary import Reason, Result, Topic, VoiceKind
from drivers.roles import PrinterStatus, Role, Scanned
from kiosk.faq import Faq
from kiosk.questions import Questions
from kiosk.snapshot import Snapshot
from kiosk.state import Doubt, HelpNews, HelpReason, Lying, Patron, SlipChoice, TellPage

# --- time ---------------------------------------------------------------------------------------------------


class Tick(NamedTuple):
    """Time went on. The desk sends one before every other event and one a second."""

    now: float  # monotonic seconds
    today: date  # by the library's clock; for provisional due dates


# --- touches ------------------------------------------------------------------------------------------------


class ChoseLanguage(NamedTuple):
    language: str


class WantsToIdentify(NamedTuple):
    """“Type the card number”."""


class WantsToBorrow(NamedTuple):
    pass


class WantsToReturn(NamedTuple):
    """With or without a card."""


class WantsAccount(NamedTuple):
    pass


class Typed(NamedTuple):
    """A number from the on-screen keypad: a card on the identify page, an item on borrow and return."""

    text: str


class TypedPin(NamedTuple):
    pin: str

    def __repr__(self) -> str:
        return "TypedPin(…)"  # never in a log


class WantsRenewal(NamedTuple):
    """Renew one loan, or every loan when ``item`` is None."""

    item: str | None = None


class WentBack(NamedTuple):
    pass


class Finished(NamedTuple):
    pass


class ChoseSlip(NamedTuple):
    choice: SlipChoice


class NeedsMoreTime(NamedTuple):
    pass


class Touched(NamedTuple):
    """A touch that means nothing but “I am here”."""


class SwitchedCard(NamedTuple):
    """“Finish this visit and start for the other card”."""


class OpenedHelp(NamedTuple):
    pass


class CalledHelp(NamedTuple):
    """What the trouble is. Where the library has an answer to it, that comes first."""

    reason: HelpReason


class TellsTitle(NamedTuple):
    """Whether staff may see which item it is about."""

    on: bool


class AnswerHelped(NamedTuple):
    """“Did this help?”"""

    yes: bool


class ClosedHelp(NamedTuple):
    pass


class OpenedFaq(NamedTuple):
    """“Questions and answers”."""


class ChoseCategory(NamedTuple):
    """Of the frequent questions."""

    category: str


class ReadFaq(NamedTuple):
    """Touched a question."""

    entry: int


class JudgedFaq(NamedTuple):
    """Whether the answer that is read helped."""

    helped: bool


class LookedFor(NamedTuple):
    """Somebody has written what they look for, and so many answers were found."""

    query: str
    found: int

    def __repr__(self) -> str:
        return "LookedFor(…)"  # never in a log


class LeftFaq(NamedTuple):
    """One page back from the frequent questions."""


class CalledFromFaq(NamedTuple):
    """“Call a librarian”, from there."""


class OpenedTell(NamedTuple):
    """“Tell us”, or one of the things there."""

    page: TellPage = TellPage.MENU
    meeting: int = 0


class ToldText(NamedTuple):
    """Something was written for ``field`` of what is being told: text, contact, name or isbn."""

    field: str
    text: str

    def __repr__(self) -> str:
        return "ToldText(…)"  # never in a log


class ToldPeople(NamedTuple):
    """How many come to the meeting."""

    people: int


class SentTell(NamedTuple):
    """“Send”."""


class LeftTell(NamedTuple):
    """One page back, from the first away; or ``away`` at once. What was written and not sent is forgotten."""

    away: bool = False


class Rated(NamedTuple):
    score: int


class TookSurvey(NamedTuple):
    """“Yes, ask me.”"""


class Chose(NamedTuple):
    """An answer to the survey's question on the screen: an option's id, a number from 1 to 5, yes or no. Where several
    may be chosen, once more takes it back."""

    answer: str


class WentOn(NamedTuple):
    """To the next question of the survey, with an answer or without."""


class Said(NamedTuple):
    """The reader writes to who answers the call."""

    text: str

    def __repr__(self) -> str:
        return "Said(…)"  # never in a log


class EndedHelp(NamedTuple):
    """No help is needed any more."""


class AnsweredOffer(NamedTuple):
    """The machine offered help."""

    yes: bool


class BackInService(NamedTuple):
    """Staff held the button that ends the work on the machine."""


# --- devices ------------------------------------------------------------------------------------------------


class LabelScanned(NamedTuple):
    """A label was read. ``visit`` is the visit it was read in, with which it dies; "" on the welcome page, where
    it may be the first label of the visit that is just beginning."""

    scanned: Scanned
    visit: str = ""


class BadScan(NamedTuple):
    """The scanner's bytes were no label."""

    visit: str = ""


class BadCard(NamedTuple):
    """A card came to the card reader, and could not be read."""

    visit: str = ""


class PadSeen(NamedTuple):
    """What lies on the pad now: every tag that counts, in order of appearance, with the visit it was first seen in.
    ``reading`` tags more are seen but do not count yet."""

    tags: tuple[Lying, ...]
    reading: int = 0


class PadCounted(NamedTuple):
    """The inventory asked for before goodbye has been made; its ``PadSeen`` came just before."""

    visit: str


class Secured(NamedTuple):
    """The pad has changed the gate state of a case's tags, or not. ``before`` and ``after`` are for the journal."""

    key: str
    on: bool
    verified: bool  # read back from every tag
    tags: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # the tags that were otherwise before, as far as is known
    refused: bool = False  # a tag answered that it will not: trying again will not help
    before: str = ""
    after: str = ""


class ItemKnown(NamedTuple):
    """The library system's word about an item: on loan, not on loan, or (None) no word now."""

    item: str
    on_loan: bool | None


class DoubtsFound(NamedTuple):
    """What the last run left open."""

    doubts: tuple[Doubt, ...]


class CardRead(NamedTuple):
    """A card was laid on the card reader. ``still``: it lay there before the reader was lost for a while."""

    number: str
    visit: str = ""
    still: bool = False


class CardGone(NamedTuple):
    """The card reader is empty again."""


class PressedHelp(NamedTuple):
    """The help button of the machine, or its key."""


class DeviceUp(NamedTuple):
    name: str
    role: Role


class DeviceDown(NamedTuple):
    name: str
    role: Role
    fault: str  # English, for staff


class PrinterSaid(NamedTuple):
    """The printer's own status; a printer that cannot print counts as missing."""

    name: str
    status: PrinterStatus


class SlipFailed(NamedTuple):
    """The slip of this visit did not come out."""

    visit: str


# --- the library system and the journal ---------------------------------------------------------------------


class Answer(NamedTuple):
    """What the library system said to one entry."""

    key: str
    result: Result
    due: datetime | None = None
    title: str = ""
    author: str = ""
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


class EntryAnswered(NamedTuple):
    answer: Answer


class PatronFound(NamedTuple):
    visit: str
    patron: Patron


class PatronRefused(NamedTuple):
    """Unknown card, wrong PIN, locked PIN, lost card."""

    visit: str
    barcode: str
    reason: Reason


class LibrarySilent(NamedTuple):
    """The question about the card got no answer."""

    visit: str
    barcode: str
    with_pin: bool


class CallFound(NamedTuple):
    """A call for help was open when the kiosk was started; from the journal."""

    key: str
    delivered: bool
    done: frozenset[int]
    age: float = 0.0  # seconds


class CallSeen(NamedTuple):
    """What the library system tells of a call for help; None: it knows of none, or cannot tell."""

    key: str
    news: HelpNews | None


class LinkChanged(NamedTuple):
    up: bool


class PolicySeen(NamedTuple):
    """The loan policy arrived, or was found on disk at start."""

    provisional_days: int


class SnapshotSeen(NamedTuple):
    """What to refuse while the library system is away; fetched, or found on disk at start."""

    snapshot: Snapshot


class TextsSeen(NamedTuple):
    """The library's own texts, by name and language."""

    texts: Mapping[str, Mapping[str, str]]


class FaqSeen(NamedTuple):
    """The library's frequent questions; fetched, or found on disk at start."""

    faq: Faq


class Changed(NamedTuple):
    """The library system tells that something changed elsewhere."""

    topic: Topic
    about: str = ""


class QuestionsSeen(NamedTuple):
    """What the library asks its readers; fetched, or found on disk at start."""

    questions: Questions


class VoiceLost(NamedTuple):
    """What somebody said could not be kept, and is gone."""

    kind: VoiceKind


class JournalFailed(NamedTuple):
    """An entry could not be written, so nothing was asked. ``key`` is None for a probe."""

    key: str | None
    fault: str


class JournalWorks(NamedTuple):
    pass


Event = (
    Tick
    | ChoseLanguage
    | WantsToIdentify
    | WantsToBorrow
    | WantsToReturn
    | WantsAccount
    | Typed
    | TypedPin
    | WantsRenewal
    | WentBack
    | Finished
    | ChoseSlip
    | NeedsMoreTime
    | Touched
    | SwitchedCard
    | OpenedHelp
    | CalledHelp
    | TellsTitle
    | AnswerHelped
    | ClosedHelp
    | OpenedFaq
    | ChoseCategory
    | ReadFaq
    | JudgedFaq
    | LookedFor
    | LeftFaq
    | CalledFromFaq
    | OpenedTell
    | ToldText
    | ToldPeople
    | SentTell
    | LeftTell
    | Rated
    | TookSurvey
    | Chose
    | WentOn
    | Said
    | EndedHelp
    | AnsweredOffer
    | BackInService
    | LabelScanned
    | BadScan
    | BadCard
    | PadSeen
    | PadCounted
    | Secured
    | ItemKnown
    | DoubtsFound
    | CardRead
    | CardGone
    | PressedHelp
    | DeviceUp
    | DeviceDown
    | PrinterSaid
    | SlipFailed
    | EntryAnswered
    | PatronFound
    | PatronRefused
    | LibrarySilent
    | CallFound
    | CallSeen
    | LinkChanged
    | PolicySeen
    | SnapshotSeen
    | TextsSeen
    | FaqSeen
    | Changed
    | QuestionsSeen
    | VoiceLost
    | JournalFailed
    | JournalWorks
)
