"""What the kiosk can plug in: one small protocol for each role, and the readings a device gives.

A driver is a class with ``role``, ``Options`` and the methods of its role's protocol. It blocks, it raises the
errors below, and it does nothing else: reopening, back-off, threads and logging are the supervisor's
(``kiosk/devices.py``), the same for every device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum, unique
from typing import Protocol, runtime_checkable


@unique
class Role(StrEnum):
    """What a device is for, as ``role`` in ``kiosk.toml`` names it."""

    BARCODE_SCANNER = "barcode-scanner"
    ITEM_PAD = "item-pad"
    PATRON_CARD = "patron-card"
    RECEIPT_PRINTER = "receipt-printer"
    HELP_BUTTON = "help-button"


class DeviceError(Exception):
    """A device did not do what was asked; the text is for staff and holds no reader's data."""


class DeviceLost(DeviceError):
    """The line is gone (unplugged, refused, closed). The supervisor reopens it with back-off."""


class BadFrame(DeviceError):
    """Bytes came that are no frame of this device. The driver has dropped them and stands at a frame's start."""


class CannotPrint(DeviceError):
    """The printer is there but cannot print now; ``status`` says why."""

    def __init__(self, status: PrinterStatus) -> None:
        super().__init__(status.fault or "the printer is not ready")
        self.status = status


class TagLost(DeviceError):
    """The tag did not answer: lifted, shadowed by metal, or disturbed. What was written is not known."""


class TagRefused(DeviceError):
    """The tag, or the reader for it, answered that it will not: locked, no such block, not supported."""


# --- readings -----------------------------------------------------------------------------------------------


@unique
class Symbology(StrEnum):
    """The bar code symbologies a library meets; from the AIM identifier (ISO/IEC 15424) where one is sent."""

    CODABAR = "codabar"
    CODE39 = "code-39"
    CODE128 = "code-128"
    EAN = "ean"
    INTERLEAVED = "interleaved-2-of-5"
    QR = "qr"
    DATA_MATRIX = "data-matrix"
    PDF417 = "pdf-417"


@dataclass(frozen=True, slots=True)
class Scanned:
    """One label read: its text without framing, AIM identifier, or Codabar start and stop characters."""

    text: str
    symbology: Symbology | None = None


# --- tags ---------------------------------------------------------------------------------------------------


@unique
class Means(StrEnum):
    """How a tag tells a gate that its item may leave (docs/rfid.md)."""

    AFI = "afi"  # the application family identifier, ISO/IEC 15693-3
    EAS = "eas"  # the NXP ICODE electronic article surveillance bit


@unique
class Afi(IntEnum):
    """The two values of a library item's AFI (ISO 28560-1; ISO/IEC 15961-2 register)."""

    IN_STOCK = 0x07  # the gate alarms
    ON_LOAN = 0xC2  # the gate is quiet


@dataclass(frozen=True, slots=True)
class SeenTag:
    """One tag in the field. ``uid`` is 16 capital hexadecimal digits, manufacturer first: it begins with E0."""

    uid: str
    dsfid: int | None = None


@unique
class TagModel(StrEnum):
    """By which rules a tag's memory is written."""

    ISO_28560_2 = "iso-28560-2"  # also WH/T 44-2012 and GB/T 35660.2
    ISO_28560_3 = "iso-28560-3"  # also the Danish DS/INF 163-2
    CHINA_UNIVERSITY_UHF = "china-university-uhf"
    RFID501 = "rfid501"
    BLANK = "blank"
    UNKNOWN = "unknown"


@unique
class Usage(IntEnum):
    """ISO 28560-1 type of usage, main value."""

    ACQUISITION = 0
    CIRCULATING = 1
    NOT_CIRCULATING = 2
    LOCAL_USE = 3
    LOCAL_USE_TOO = 4
    FUTURE = 5
    NO_INFORMATION = 6
    DISCARDED = 7
    PATRON_CARD = 8
    EQUIPMENT = 9


@dataclass(frozen=True, slots=True)
class TagContent:
    """What a tag's memory says of its item. Where a model does not say, the default stands."""

    uid: str
    model: TagModel
    item: str = ""  # primary item identifier; "" when there is none that could be read
    owner: str = ""  # ISIL of the owning library
    parts: int = 1  # of the item, each with a tag of its own
    part: int = 1  # which of them this is, from 1
    usage: Usage | None = None
    usage_detail: int = 0  # ISO 28560-2: the low four bits; 3 and 5: not to be issued while offline
    crc_ok: bool | None = None  # None where the model has no checksum
    damaged: bool = False  # something does not fit: what is here may be wrong or incomplete
    more: bool = False  # the memory given ends amid the data: read on


# --- slips --------------------------------------------------------------------------------------------------


@unique
class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; the driver breaks it at the paper's width. ``big`` is double width and height."""

    text: str
    bold: bool = False
    big: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of ``data``, centred."""

    data: str


SlipPart = Text | Rule | QrCode


@dataclass(frozen=True, slots=True)
class Slip:
    """What to print, from top to bottom; the driver cuts the paper after it."""

    parts: tuple[SlipPart, ...]


@unique
class Paper(StrEnum):
    OK = "ok"
    NEAR_END = "near-end"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says of itself; ``fault`` is a short English text for staff, None if it can print."""

    paper: Paper = Paper.OK
    cover_open: bool = False
    fault: str | None = None

    @property
    def ready(self) -> bool:
        """Whether a slip printed now would come out."""
        return self.fault is None and self.paper is not Paper.OUT and not self.cover_open


# --- roles --------------------------------------------------------------------------------------------------


class Device(Protocol):
    """What every role shares. A driver object is used by one thread, and may be opened again after close."""

    def open(self) -> None:
        """Open the line. Raises :class:`DeviceLost` when the device is not there."""

    def close(self) -> None:
        """Close the line; never raises, may be called twice."""


@runtime_checkable
class BarcodeScanner(Device, Protocol):
    """Reads printed labels."""

    def readings(self) -> Iterator[Scanned | None]:
        """Yield labels as they are read, and None whenever about 0.1 s passed without one.

        Raises :class:`BadFrame` (the caller may call ``readings`` again) and :class:`DeviceLost`.
        """

    def trigger(self, on: bool) -> None:
        """Let the scanner look for labels, or not; does nothing for a scanner without trigger commands."""


@runtime_checkable
class ReceiptPrinter(Device, Protocol):
    """Prints slips."""

    def status(self) -> PrinterStatus:
        """Ask the printer now. Raises :class:`DeviceLost`."""

    def print(self, slip: Slip) -> None:
        """Print and cut. Raises :class:`CannotPrint`, before the first byte or when the paper ends amid the slip,
        whose rest is then forgotten; or :class:`DeviceLost`."""


@runtime_checkable
class ItemPad(Device, Protocol):
    """Sees the tags of a stack of items, reads and writes them.

    ``uid`` is always as in :class:`SeenTag`, block bytes are always in the tag's own order, whatever the reader
    does. Every method may raise :class:`DeviceLost`, :class:`BadFrame` (noise, a wrong checksum, no answer of the
    *reader*; the driver has cleaned the line, the call may be repeated), and those with a ``uid``
    :class:`TagLost` and :class:`TagRefused`. After anything but a normal return nothing is known of what was
    written; ask the tag.
    """

    def means(self) -> frozenset[Means]:
        """What this reader can set *and read back*; known without opening it."""

    def inventory(self) -> tuple[SeenTag, ...]:
        """Every tag in the field now, each once, in the reader's order."""

    def read(self, uid: str, first: int, count: int) -> bytes:
        """``count`` blocks of memory from block ``first``; fewer where the memory ends."""

    def write(self, uid: str, first: int, data: bytes) -> None:
        """Write whole blocks from block ``first``; what the reader acknowledged, not what was read back."""

    def afi(self, uid: str) -> int:
        """The tag's AFI, asked of the tag."""

    def write_afi(self, uid: str, afi: int) -> None:
        """Set the AFI."""

    def eas(self, uid: str) -> bool:
        """Whether the tag's EAS is armed."""

    def write_eas(self, uid: str, on: bool) -> None:
        """Arm or disarm the EAS."""


@dataclass(frozen=True, slots=True)
class CardShown:
    """A patron's card came to the reader; ``number`` is by the card number rules of the options."""

    number: str


@dataclass(frozen=True, slots=True)
class CardTaken:
    """The card was taken away."""


CardReading = CardShown | CardTaken


@runtime_checkable
class PatronCardReader(Device, Protocol):
    """Reads patrons' contactless cards."""

    def readings(self) -> Iterator[CardReading | None]:
        """Yield cards as they come and go, and None whenever about 0.1 s passed without one.

        Raises :class:`BadFrame` for a card that cannot be read (the caller may call ``readings`` again) and
        :class:`DeviceLost`.
        """


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button was pressed: once, however its contacts bounced."""


@runtime_checkable
class HelpButton(Device, Protocol):
    """Calls for help."""

    def readings(self) -> Iterator[Pressed | None]:
        """Yield presses as they come, and None whenever about 0.1 s passed without one.

        Raises :class:`BadFrame` (the caller may call ``readings`` again) and :class:`DeviceLost`.
        """
