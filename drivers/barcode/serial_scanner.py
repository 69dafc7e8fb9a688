"""Any bar code scanner on a serial line: RS-232, a USB cable in COM-port (CDC) mode, or a serial device server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.barcode.label_stream import LabelStream
from drivers.barcode.labels import FRAMINGS, LONGEST_FRAME, LabelDecoder
from drivers.registry import OptionError
from drivers.roles import Role, Scanned
from drivers.transport import Line, LineOptions, escaped


@dataclass(frozen=True, kw_only=True)
class ScannerOptions(LineOptions):
    framing: str = field(default="auto", metadata={"help": "what ends a label", "choices": FRAMINGS})
    prefix: str = field(default="", metadata={"help": r"put before every text by the scanner, e.g. \x02"})
    suffix: str = field(default="", metadata={"help": "put after every text, before what ends it"})
    max_length: int = field(
        default=48,
        metadata={"help": "the longest label in use, in characters", "least": 1, "most": LONGEST_FRAME},
    )
    check_digit: str = field(
        default="ignore",
        metadata={"help": "of 14-digit library labels", "choices": ("ignore", "verify")},
    )
    trigger_on: str = field(default="", metadata={"help": r"sent to begin scanning, e.g. \x16T\r"})
    trigger_off: str = field(default="", metadata={"help": r"sent to end scanning, e.g. \x16U\r"})

    def __post_init__(self) -> None:
        for key in ("prefix", "suffix", "trigger_on", "trigger_off"):
            try:
                escaped(getattr(self, key))
            except ValueError:
                raise OptionError(
                    key, "cannot be read", r"text with \r, \n or \xHH for other bytes"
                ) from None


class SerialScanner:
    """A scanner that sends each label as text with something at its end."""

    name: ClassVar[str] = "serial-scanner"
    role: ClassVar[Role] = Role.BARCODE_SCANNER
    Options = ScannerOptions

    def __init__(self, options: ScannerOptions) -> None:
        self.line = Line(options)
        self._labels = LabelStream(
            self.line,
            LabelDecoder(
                options.framing,
                escaped(options.prefix),
                escaped(options.suffix),
                options.check_digit == "verify",
                options.max_length,
            ),
        )
        self._trigger = {True: escaped(options.trigger_on), False: escaped(options.trigger_off)}

    def open(self) -> None:
        self.line.open()
        self._labels.begin()

    def close(self) -> None:
        self.line.close()

    def readings(self) -> Iterator[Scanned | None]:
        return self._labels.readings()

    def trigger(self, on: bool) -> None:
        if self._trigger[on]:
            self.line.write(self._trigger[on])
