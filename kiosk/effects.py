"""Everything the rules can ask the desk to do. The desk does them in order: what is recorded is on disk before
what follows is begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.vocabulary import EntryKind, VoiceKind
from kiosk.state import Case


@dataclass(frozen=True)
class Entry:
    """What a journal entry says, before the journal gives it its number and its time."""

    key: str
    kind: EntryKind
    item: str = ""
    patron: str = field(default="", repr=False)
    visit: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)
    text: str = field(default="", repr=False)  # what a reader wrote


@dataclass(frozen=True)
class Record:
    """Write the entry to disk; delivery then sends it. If the disk refuses, ``JournalFailed`` comes back.

    ``promised`` says that the reader is told “kept locally” at once (see :class:`Promise`).
    """

    entry: Entry
    promised: bool = False


@dataclass(frozen=True)
class Promise:
    """Write to disk that the reader is told “kept locally”: from now on the entry must be delivered."""

    key: str


@dataclass(frozen=True)
class Withdraw:
    """Write to disk that the reader was told “not confirmed”: the library system must not apply it any more."""

    key: str


@dataclass(frozen=True)
class Plan:
    """Write to disk that a case is about these tags: until it is closed, their gate state is in doubt."""

    key: str
    item: str
    tags: tuple[str, ...]
    on: bool
    visit: str = ""


@dataclass(frozen=True)
class Secure:
    """Write to disk that these tags are about to be changed; then let the pad arm (``on``) or disarm them, and
    read them back. ``Secured`` tells."""

    key: str
    item: str
    tags: tuple[str, ...]
    on: bool
    visit: str = ""


@dataclass(frozen=True)
class CloseSecurity:
    """Write to disk that the gate state of these tags is no question any more: read back as wanted
    (``verified``), or never touched."""

    key: str
    tags: tuple[str, ...]
    verified: bool
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class CountPad:
    """Make an inventory now, and tell with ``PadCounted``."""

    visit: str


@dataclass(frozen=True)
class AskItem:
    """Ask the library system whether an item is on loan; ``ItemKnown`` tells."""

    item: str


@dataclass(frozen=True)
class AskCall:
    """Ask the library system how far a call for help is; ``CallSeen`` tells."""

    key: str


@dataclass(frozen=True)
class LookUp:
    """Ask the library system about a card."""

    visit: str
    barcode: str
    pin: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PrintSlip:
    """Print what was done, in the reader's language."""

    visit: str
    cases: tuple[Case, ...]
    language: str


@dataclass(frozen=True)
class ForgetSlips:
    """Throw away what was not yet printed: it belongs to a reader who has left."""


@dataclass(frozen=True)
class Tell:
    """Keep on disk what somebody said without a name, to be sent when nobody can tell any more in which visit it was.
    ``VoiceLost`` comes back if the disk refuses; nothing else waits for it."""

    kind: VoiceKind
    body: Mapping[str, Any] = field(repr=False)
    language: str = ""


@dataclass(frozen=True)
class ProbeJournal:
    """Try whether the journal can be written again."""


Effect = (
    Record
    | Promise
    | Withdraw
    | Plan
    | Secure
    | CloseSecurity
    | CountPad
    | AskItem
    | AskCall
    | LookUp
    | PrintSlip
    | ForgetSlips
    | Tell
    | ProbeJournal
)
