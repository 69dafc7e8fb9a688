"""Everything that can happen to the kiosk. A visit is a list of these, and can be replayed.

Without slots: making forty classes twice would be felt at the start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from config.vocabulary import Reason, Result
from drivers.roles import PrinterStatus, Role, Scanned
from kiosk.state import HelpReason, Patron, SlipChoice

# --- time ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """Time went on. The desk sends one before every other event and one a second."""

    now: float  # monotonic seconds
    today: date  # by the library's clock; for provisional due dates


# --- touches ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChoseLanguage:
    language: str


@dataclass(frozen=True)
class WantsToIdentify:
    """“Type the card number”."""


@dataclass(frozen=True)
class WantsToBorrow:
    pass


@dataclass(frozen=True)
class WantsToReturn:
    """With or without a card."""


@dataclass(frozen=True)
class WantsAccount:
    pass


@dataclass(frozen=True)
class Typed:
    """A number from the on-screen keypad: a card on the identify page, an item on borrow and return."""

    text: str


@dataclass(frozen=True)
class TypedPin:
    pin: str = field(repr=False)  # never in a log


@dataclass(frozen=True)
class WantsRenewal:
    """Renew one loan, or every loan when ``item`` is None."""

    item: str | None = None


@dataclass(frozen=True)
class WentBack:
    pass


@dataclass(frozen=True)
class Finished:
    pass


@dataclass(frozen=True)
class ChoseSlip:
    choice: SlipChoice


@dataclass(frozen=True)
class NeedsMoreTime:
    pass


@dataclass(frozen=True)
class Touched:
    """A touch that means nothing but “I am here”."""


@dataclass(frozen=True)
class SwitchedCard:
    """“Finish this visit and start for the other card”."""


@dataclass(frozen=True)
class OpenedHelp:
    pass


@dataclass(frozen=True)
class CalledHelp:
    reason: HelpReason


@dataclass(frozen=True)
class ClosedHelp:
    pass


# --- devices ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LabelScanned:
    """A label was read. ``visit`` is the visit it was read in, with which it dies; "" on the welcome page, where
    it may be the first label of the visit that is just beginning."""

    scanned: Scanned
    visit: str = ""


@dataclass(frozen=True)
class BadScan:
    """The scanner's bytes were no label."""

    visit: str = ""


@dataclass(frozen=True)
class DeviceUp:
    name: str
    role: Role


@dataclass(frozen=True)
class DeviceDown:
    name: str
    role: Role
    fault: str  # English, for staff


@dataclass(frozen=True)
class PrinterSaid:
    """The printer's own status; a printer that cannot print counts as missing."""

    name: str
    status: PrinterStatus


@dataclass(frozen=True)
class SlipFailed:
    """The slip of this visit did not come out."""

    visit: str


# --- the library system and the journal ---------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What the library system said to one entry."""

    key: str
    result: Result
    due: datetime | None = None
    title: str = ""
    author: str = ""
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class EntryAnswered:
    answer: Answer


@dataclass(frozen=True)
class PatronFound:
    visit: str
    patron: Patron


@dataclass(frozen=True)
class PatronRefused:
    """Unknown card, wrong PIN, locked PIN, lost card."""

    visit: str
    barcode: str
    reason: Reason


@dataclass(frozen=True)
class LibrarySilent:
    """The question about the card got no answer."""

    visit: str
    barcode: str
    with_pin: bool


@dataclass(frozen=True)
class LinkChanged:
    up: bool


@dataclass(frozen=True)
class PolicySeen:
    """The loan policy arrived, or was found on disk at start."""

    provisional_days: int


@dataclass(frozen=True)
class JournalFailed:
    """An entry could not be written, so nothing was asked. ``key`` is None for a probe."""

    key: str | None
    fault: str


@dataclass(frozen=True)
class JournalWorks:
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
    | ClosedHelp
    | LabelScanned
    | BadScan
    | DeviceUp
    | DeviceDown
    | PrinterSaid
    | SlipFailed
    | EntryAnswered
    | PatronFound
    | PatronRefused
    | LibrarySilent
    | LinkChanged
    | PolicySeen
    | JournalFailed
    | JournalWorks
)
