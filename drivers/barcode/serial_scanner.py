"""Any bar code scanner on a serial line: RS-232, a USB cable in COM-port (CDC) mode, or a serial device server."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.barcode.labels import FRAMINGS, LONGEST_FRAME, LabelDecoder
from drivers.registry import OptionError
from drivers.roles import BadFrame, Role, Scanned
from drivers.transport import Line, LineOptions

QUIET_SECONDS = 0.5
"""A frame that began and then paused as long as this has lost its end: a label takes 20 ms at 9600 baud."""


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


def escaped(text: str) -> bytes:
    r"""The bytes that ``text`` means, with ``\r``, ``\n``, ``\xHH`` and so on. Raises ValueError."""
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


class SerialScanner:
    """A scanner that sends each label as text with something at its end."""

    name: ClassVar[str] = "serial-scanner"
    role: ClassVar[Role] = Role.BARCODE_SCANNER
    Options = ScannerOptions

    def __init__(self, options: ScannerOptions) -> None:
        self.line = Line(options)
        self._trigger = {True: escaped(options.trigger_on), False: escaped(options.trigger_off)}
        self._decoder = LabelDecoder(
            options.framing,
            escaped(options.prefix),
            escaped(options.suffix),
            options.check_digit == "verify",
            options.max_length,
        )
        self._waiting: deque[Scanned | BadFrame] = deque()
        self._heard = 0.0

    def open(self) -> None:
        self.line.open()
        self._decoder.quiet()
        self._waiting.clear()

    def close(self) -> None:
        self.line.close()

    def readings(self) -> Iterator[Scanned | None]:
        while True:
            while self._waiting:
                result = self._waiting.popleft()
                if isinstance(result, BadFrame):
                    self._drop_further_bad_frames()
                    raise result
                yield result
            self._listen()
            if not self._waiting:
                yield None

    def trigger(self, on: bool) -> None:
        if self._trigger[on]:
            self.line.write(self._trigger[on])

    def _listen(self) -> None:
        data = self.line.read()
        now = time.monotonic()
        if data:
            self._heard = now
            self._waiting.extend(self._decoder.feed(data))
        elif now - self._heard >= QUIET_SECONDS and (lost := self._decoder.quiet()):
            self._waiting.append(lost)

    def _drop_further_bad_frames(self) -> None:
        """Noise breaks into hundreds of bad frames; the kiosk needs to hear of it once."""
        while self._waiting and isinstance(self._waiting[0], BadFrame):
            self._waiting.popleft()
