"""What the kiosk can plug in: one small protocol for each role, and the readings a device gives.

A driver is a class with ``role``, ``Options`` and the methods of its role's protocol. It blocks, it raises the
errors below, and it does nothing else: reopening, back-off, threads and logging are the supervisor's
(``kiosk/devices.py``), the same for every device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol, runtime_checkable


@unique
class Role(StrEnum):
    """What a device is for, as ``role`` in ``kiosk.toml`` names it."""

    BARCODE_SCANNER = "barcode-scanner"
    RECEIPT_PRINTER = "receipt-printer"


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
