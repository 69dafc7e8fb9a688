"""What the kiosk knows: one frozen tree, made anew by ``visit.step`` and shown as it is by the screen.

Everything about one reader hangs on :attr:`State.visit`; when the visit ends that object goes, and with it all
that was known of the reader. No PIN is ever part of the state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Any

from config.vocabulary import EntryKind, HelpEnd, HelpSays, HelpStage, Reason, TextName, VoiceKind
from drivers.roles import Role, TagContent
from kiosk.faq import Faq
from kiosk.questions import Questions
from kiosk.snapshot import Snapshot


@unique
class Page(StrEnum):
    """The pages of a visit."""

    WELCOME = "welcome"
    IDENTIFY = "identify"  # type the card number
    PIN = "pin"
    BORROW = "borrow"
    RETURN = "return"
    ACCOUNT = "account"  # my loans, renew
    SLIP = "slip"
    GOODBYE = "goodbye"
    OUT_OF_SERVICE = "out-of-service"
    MAINTENANCE = "maintenance"  # a librarian is working on the machine


ROWS_ON: Mapping[Page, EntryKind] = {
    Page.BORROW: EntryKind.CHECKOUT,
    Page.RETURN: EntryKind.CHECKIN,
    Page.ACCOUNT: EntryKind.RENEWAL,
}
"""Which items stand on a page, and what is done there with one that is scanned."""


@unique
class Outcome(StrEnum):
    """The five outcomes of an item, each with its own shape, colour and sentence."""

    DONE = "done"
    PUT_BACK = "put-back"
    NOT_POSSIBLE = "not-possible"
    WAITING = "waiting"
    KEPT_LOCALLY = "kept-locally"


@unique
class Guard(StrEnum):
    """What is known of an item's gate state: a fact of its own, beside the loan."""

    NONE = "none"  # no question: no tag is known, or it is as the item was found and may stay so
    UNTOUCHED = "untouched"  # as the item was found, but may have to change
    CHANGING = "changing"  # the intent is on disk, the pad is at it
    VERIFIED = "verified"  # read back as it was wanted
    DOUBTFUL = "doubtful"  # tried, and not read back


@unique
class SlipChoice(StrEnum):
    PAPER = "paper"
    SCREEN = "screen"  # a QR code to photograph
    NONE = "none"


@dataclass(frozen=True)
class Settings:
    """What the library decided; from ``kiosk.toml``. Times are seconds."""

    kiosk: str = "kiosk"
    languages: tuple[str, ...] = ("zh", "en")
    idle_seconds: float = 60
    warning_seconds: float = 20
    goodbye_seconds: float = 4
    slow_seconds: float = 3
    decide_seconds: float = 12
    help_seconds: float = 600
    button_presses: int = 2  # of the help button until a librarian is called
    pin_for_scanned: bool = False
    pin_for_typed: bool = True
    patron_label: str = r"2\d{13}"
    item_label: str = r"3\d{13}"
    gates: bool = False  # whether lending and returning changes the gate state of an item's tags
    owners: tuple[str, ...] = ()  # ISILs whose items are ours to lend; empty: not looked at
    most_on_pad: int = 5  # items at a time
    parts_seconds: float = 8  # how long a set may be incomplete before it is refused


@dataclass(frozen=True)
class Loan:
    """One loan of the reader, as the library system knows it."""

    item: str
    title: str
    due: datetime
    author: str = ""
    renewals: int = 0
    overdue: bool = False


@unique
class HoldState(StrEnum):
    """How far a hold is, as the library system tells it."""

    WAITING = "waiting"
    IN_TRANSIT = "in-transit"
    READY = "ready"


@dataclass(frozen=True)
class Hold:
    """Something the reader waits for."""

    key: str
    title: str
    author: str = ""
    state: HoldState = HoldState.WAITING
    place: int = 0  # in the queue, from 1; 0 once a copy is kept for it
    pickup: Mapping[str, str] = field(default_factory=dict)  # name of the branch in each language
    until: date | None = None  # kept on the hold shelf to the end of this day


@dataclass(frozen=True)
class Patron:
    """The reader. ``known`` is False when the library system could not be asked: then only the barcode is true."""

    barcode: str
    known: bool = True
    name: str = ""
    patron_class: str = ""
    language: str | None = None
    reasons: tuple[Reason, ...] = ()  # why borrowing is not possible, most severe first
    loans: tuple[Loan, ...] = ()
    holds: tuple[Hold, ...] = ()
    loan_limit: int | None = None
    fines: str | None = None  # decimal, with currency
    currency: str = ""
    account: str = ""  # by this the library system's events name this reader

    @property
    def may_borrow(self) -> bool:
        return not self.reasons


@dataclass(frozen=True)
class Case:
    """One item's way through borrow, return or renew: a row on the screen, an entry in the journal."""

    key: str  # the entry's identity key; for a local refusal a key that is in no journal
    kind: EntryKind
    item: str
    outcome: Outcome
    asked_at: float  # monotonic seconds
    title: str = ""
    author: str = ""
    due: datetime | None = None
    provisional: bool = False  # the due date, if any, is the kiosk's own reckoning
    slow: bool = False  # WAITING for longer than `slow_seconds`
    reasons: tuple[Reason, ...] = ()  # why not, most severe first
    earlier: tuple[Reason, ...] = ()  # why not, when it was asked before in this visit
    notes: tuple[Reason, ...] = ()  # what else to know about what was done
    tags: tuple[str, ...] = ()  # the UIDs of the item's tags, one for each part
    guard: Guard = Guard.NONE
    granted: Outcome | None = (
        None  # the loan's outcome, once it has one; ``outcome`` follows when the gate does
    )
    tries: int = 0  # to change the gate state
    changed: tuple[str, ...] = ()  # the tags whose gate state was another before we came
    given_up: bool = False  # staff must see to the tags
    recorded: bool = False  # its entry is in the journal

    @property
    def gate_in_doubt(self) -> bool:
        """Whether nobody could say now if the gate would alarm as it should."""
        return self.guard in (Guard.UNTOUCHED, Guard.CHANGING, Guard.DOUBTFUL)


@dataclass(frozen=True)
class Lying:
    """A tag on the pad. ``visit`` is the visit in which it was laid there, with which it counts; "": before any."""

    content: TagContent
    visit: str = ""


@dataclass(frozen=True)
class Doubt:
    """A tag whose gate state may not be what the library system says of its item; from the journal."""

    key: str  # of the case that left it open
    item: str
    uid: str
    untouched: bool = False  # the tag itself was not written to
    asked_at: float | None = None  # when the library system was asked how it should be
    wants: bool | None = None  # the alarm on or off, if it is known: an older order's result is no answer


@unique
class HelpReason(StrEnum):
    """What the reader says the trouble is."""

    CARD = "card"
    ITEM = "item"
    MESSAGE = "message"
    OTHER = "other"
    JUST_COME = "just-come"


@unique
class HelpOffer(StrEnum):
    """Why the machine offers help by itself."""

    SCANS = "scans"  # several in a row that gave nothing
    PUT_BACKS = "put-backs"  # one item had to be put back again
    NO_PROGRESS = "no-progress"


@unique
class HelpStep(StrEnum):
    """What the help panel shows."""

    REASONS = "reasons"  # what is the trouble?
    ANSWER = "answer"  # the library's own answer to it: did this help?
    TALK = "talk"  # the call and its conversation
    BROWSE = "browse"  # the frequent questions


@dataclass(frozen=True)
class Browse:
    """The reader looks through the frequent questions. What is looked for stays on the glass, and goes with it."""

    alone: bool = False  # opened by itself: there is no other help to go back to
    category: str = ""
    entry: int | None = None  # which is read
    viewed: frozenset[int] = frozenset()
    judged: Mapping[int, bool] = field(default_factory=dict)  # whether it helped
    missed: frozenset[str] = frozenset()  # what was looked for in vain and told


@dataclass(frozen=True)
class HelpPanel:
    """The help panel lies over the page."""

    opened_at: float
    step: HelpStep = HelpStep.REASONS
    offered: HelpOffer | None = None  # the machine had offered it
    reason: HelpReason | None = None
    faq: int | None = None  # the entry that is shown
    browse: Browse | None = None
    tells_title: bool = False  # the reader agrees that staff see which item it is about


@dataclass(frozen=True)
class HelpLine:
    """One line of the conversation, as the library system has it."""

    number: int
    says: HelpSays | None  # None: something only a newer kiosk could do
    mine: bool = False  # the reader wrote it
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)  # by language; "" where it has none
    about: str = ""
    result: str = ""  # of an instruction; "" until it is answered
    at: datetime | None = None


@dataclass(frozen=True)
class HelpNews:
    """What the library system tells of a call."""

    key: str  # of the call's first press, by which its events name it
    stage: HelpStage = HelpStage.WAITING
    by: str = ""  # who accepted it
    minutes: int | None = None  # until they are here
    hotline: bool = False  # nobody could be reached: the telephone is the way
    attended: bool = True  # the desk is open, and somebody is there
    opens: datetime | None = None  # when it opens next
    ended: HelpEnd | None = None
    lines: tuple[HelpLine, ...] = ()


@dataclass(frozen=True)
class OwnLine:
    """What the reader wrote, until it is seen at the library system."""

    key: str  # of its entry
    text: str = field(repr=False)
    outcome: Outcome = Outcome.WAITING


@dataclass(frozen=True)
class Call:
    """The open call for help; not tied to the panel, and with the welcome page not to a visit."""

    key: str
    called_at: float  # monotonic seconds
    visit: str = ""  # of the reader who called; "": whoever stands before the machine
    rows: str | None = ""  # what stands refused, as staff were told last; None: that was before the start
    renamed: tuple[
        tuple[str, str], ...
    ] = ()  # rows that were asked anew: their key, and the one they have now
    outcome: Outcome = Outcome.WAITING  # of the call itself: has the library system heard of it?
    news: HelpNews | None = None
    own: tuple[OwnLine, ...] = ()
    read: int = 0  # the newest line the reader had before them
    strange: bool = False  # whoever called may have gone: what was said is not for the next
    veiled: int = 0  # the newest line of those
    owed: tuple[str, ...] = ()  # the keys of those that are still on their way: they come first
    hidden: frozenset[int] = frozenset()  # and as what they came
    done: frozenset[int] = frozenset()  # instructions that were answered, or are being carried out
    releasing: tuple[tuple[str, int], ...] = ()  # keys of rows being asked anew, with the instruction
    asked_at: float = float("-inf")  # when the library system was asked about it last
    found: bool = False  # made before the last start, and nothing was heard since
    adopted: bool = False  # by somebody else than who made it, and nothing was heard since
    overheard: bool = False  # what was heard just now was meant for who stood here before
    unknown: bool = False  # the library system tells nothing of it

    @property
    def is_open(self) -> bool:
        ended = self.news is not None and self.news.stage is HelpStage.ENDED
        return self.outcome is not Outcome.NOT_POSSIBLE and not ended

    def lines(self) -> tuple[HelpLine, ...]:
        """Those that whoever stands here may see."""
        said = self.news.lines if self.news else ()
        return tuple(line for line in said if line.number > self.veiled and line.number not in self.hidden)

    @property
    def unread(self) -> int:
        return sum(
            not line.mine and line.says is HelpSays.TEXT and line.number > self.read for line in self.lines()
        )


@dataclass(frozen=True)
class Pointing:
    """Staff point at something: a HelpPart, or "row:" and a row's key."""

    about: str
    until: float  # monotonic seconds


@dataclass(frozen=True)
class Going:
    """How it goes with the reader: by this the machine knows when to offer help."""

    visit: str = ""
    well_at: float = 0.0  # when something went well last
    felt_at: float = 0.0  # when the reader did something last
    failed: int = 0  # scans in a row that gave nothing
    aside: int = 0  # those before a scan that was read, until its answer is here
    put_back: tuple[str, ...] = ()  # an item, each time it had to be put back
    offer: HelpOffer | None = None  # the question that stands on the page
    offered: frozenset[HelpOffer] = frozenset()


@unique
class TellPage(StrEnum):
    """Where somebody is who tells us something."""

    MENU = "menu"
    SUGGESTION = "suggestion"
    WISH = "wish"
    DEFECT = "defect"
    MEETINGS = "meetings"
    MEETING = "meeting"  # sign up for it
    ANSWERS = "answers"  # you said, we did
    RATING = "rating"  # on the goodbye page, as the next
    OFFER = "offer"  # a survey: yes or no
    SURVEY = "survey"
    TOLD = "told"  # thanks, or what went wrong


@dataclass(frozen=True)
class Tell:
    """What somebody is telling us, without a name. It lies over the page, knows no visit, and is forgotten when it is
    sent, left, or not touched for a while."""

    page: TellPage
    deadline: float  # monotonic seconds; during a visit its own counts
    text: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    isbn: str = ""
    mistyped: str = field(default="", repr=False)  # what was typed and is no ISBN, to be put right
    people: int = 1
    meeting: int = 0
    survey: int = 0
    question: int = 0  # its place in the survey
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    notice: Reason | None = None
    told: VoiceKind | None = None
    waiting: bool = False  # told: no seat was left
    reachable: bool = False  # told: a way to answer was left
    lost: bool = False  # told: it could not be kept


@dataclass(frozen=True)
class Visit:
    """One reader at the machine, from the first touch or scan to goodbye."""

    id: str
    page: Page
    language: str
    deadline: float  # monotonic seconds: when the visit ends if nothing happens
    language_chosen: bool = False
    long_time: bool = False  # the reader asked for more time once: it stays for the visit
    patron: Patron | None = None
    typed: bool = False  # the card number was typed, not scanned
    identifying: str | None = None  # the card being asked about
    asked_at: float = 0.0  # when the question about the card went out
    return_chosen: bool = False  # “return” was touched, so that what lies on the pad is meant
    held: tuple[str, ...] = ()  # items scanned while the card is being asked about
    pin_for: str | None = None  # the card whose PIN is awaited
    other_card: str | None = None  # a second reader's card scanned in this visit
    cases: tuple[Case, ...] = ()  # oldest first
    stale: bool = False  # the account changed elsewhere: look again once no row waits
    notice: Reason | None = None  # one sentence about the page, not about an item
    help: HelpPanel | None = None
    finishing: bool = False  # “finish” was said while a row was still waiting
    counting_since: float | None = None  # the second inventory was asked for, before goodbye
    counted: bool = False  # and has come
    warned: bool = False  # the reader was told what is open, and may finish all the same
    slip: SlipChoice | None = None
    dismissed: bool = False  # ended by staff, or walked away from: goodbye waits for nobody
    handed: frozenset[str] = frozenset()  # items that staff were told of, because they were left as they are
    asked: bool = False  # for a rating or a survey, or it was not this reader's turn


@dataclass(frozen=True)
class DeviceState:
    """One configured device: is its function there?"""

    name: str
    role: Role
    up: bool = False
    fault: str = ""  # English, for staff


@dataclass(frozen=True)
class State:
    """The whole kiosk. ``visit`` is None on the welcome page and while out of service."""

    settings: Settings = field(default_factory=Settings)
    seed: str = ""  # random per start; identity keys are seed-count
    count: int = 0
    now: float = 0.0  # monotonic seconds
    today: date = date.min
    language: str = "zh"  # of the welcome page
    notice: Reason | None = None  # on the welcome page
    settle_at: float = 0.0  # when the welcome page drops its notice, help and chosen language
    probe_at: float = 0.0  # when the journal is tried again
    devices: tuple[DeviceState, ...] = ()
    link_up: bool = True
    provisional_days: int | None = None  # the shortest loan of the policy last seen
    snapshot: Snapshot | None = (
        None  # what to refuse during an outage; None: this library system tells nothing
    )
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by TextName and language
    faq: Faq = field(default_factory=Faq)
    journal_fault: str | None = None  # why the journal cannot be written; None when it can
    pad: tuple[Lying, ...] = ()  # in order of appearance
    reading: int = 0  # tags the pad sees but has not read twice yet
    doubts: tuple[Doubt, ...] = ()
    card_lies: bool = False  # a card lies on the card reader
    help: HelpPanel | None = None  # help asked for on the welcome page
    questions: Questions = field(default_factory=Questions)
    tell: Tell | None = None  # over the page, with or without a visit
    finished: int = (
        0  # visits that readers ended themselves: who is asked is counted by it, from a random start
    )
    surveyed: tuple[int, ...] = ()  # surveys that had their turn since the start, the newest last
    call: Call | None = None
    past: Call | None = None  # the one before: what staff still told it is answered with “too late”
    pointing: Pointing | None = None
    going: Going = field(default_factory=Going)
    maintenance: bool = False  # a librarian is working on the machine, or will when the visit has ended
    visit: Visit | None = None

    @property
    def page(self) -> Page:
        if self.journal_fault is not None:
            return Page.OUT_OF_SERVICE
        if self.visit:
            return self.visit.page
        return Page.MAINTENANCE if self.maintenance else Page.WELCOME

    @property
    def panel(self) -> HelpPanel | None:
        """The help panel, if it is open."""
        return self.visit.help if self.visit else self.help

    @property
    def spoken(self) -> str:
        """The language of the page."""
        return self.visit.language if self.visit else self.language

    @property
    def idle_left(self) -> int | None:
        """Whole seconds until the visit ends by itself, once the warning shows; else None, as while help is open."""
        ends = self.visit or self.tell
        if ends is None or self.panel is not None:
            return None
        if self.visit and self.visit.page is Page.GOODBYE and not self.in_survey:
            return None
        left = ends.deadline - self.now
        return max(0, -int(-left // 1)) if left <= self.settings.warning_seconds else None

    @property
    def in_survey(self) -> bool:
        return self.tell is not None and self.tell.page is TellPage.SURVEY

    def deadline(self, visit: Visit) -> float:
        """When a visit ends if nothing happens from now on."""
        idle = self.settings.idle_seconds * (2 if visit.long_time else 1)
        return self.now + idle + self.settings.warning_seconds

    def farewell(self) -> float:
        """When goodbye ends: who still waits for a librarian is not hurried away."""
        call, settings = self.call, self.settings
        waits = call is not None and call.is_open and not call.strange
        if self.visit is not None and self.visit.dismissed:
            waits = False
        return self.now + (settings.idle_seconds if waits else settings.goodbye_seconds)

    def text(self, name: TextName, language: str) -> str:
        """What the library wrote for this, in a language or in any it has; empty if nothing."""
        said = self.texts.get(name, {})
        return said.get(language) or next(iter(said.values()), "")

    def has(self, role: Role) -> bool:
        """Whether a device of this role works now."""
        return any(device.role is role and device.up for device in self.devices)
