"""Receipt printers that speak ESC/POS, Epson's command language, which nearly all of them do.

Over a serial line, the network (``socket://HOST:9100``), or a file (``file:/dev/usb/lp0``). What a printer says
of itself comes by two commands of the command reference: ``DLE EOT`` (10 04 n), answered at once even when the
paper is out, and ``GS r`` (1D 72 n), answered when its turn comes, that is, when all before it is printed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from drivers.printers.charset import Charset
from drivers.printers.lettering import Lettering, default_font
from drivers.registry import OptionError
from drivers.roles import CannotPrint, Paper, PrinterStatus, Role, Slip
from drivers.transport import FileLine, Line, LineOptions

if TYPE_CHECKING:
    from drivers.printers.slip_commands import SlipCommands

ANSWER_SECONDS = 1.0
PRINTING_SECONDS = 10.0
"""How long a printer may go on printing after the last byte has reached it."""
LOOK_EVERY_BYTES = 1024
"""So often the printer is asked whether it still prints; less than any printer's buffer."""

PRINT_FAULT, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_SENSOR = 1, 2, 3, 4
"""The four status bytes of DLE EOT; each answers one byte 0xx1xx10."""
IN_TURN = b"\x1dr\x01"
FORGET = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4, function 8: clear the buffers."""


@dataclass(frozen=True, kw_only=True)
class EscposOptions(LineOptions):
    port: str = field(
        metadata={"help": "device path, a URL such as socket://HOST:9100, or file:/dev/usb/lp0"}
    )
    columns: int = field(
        default=48, metadata={"help": "characters on a line, in font A", "least": 16, "most": 69}
    )
    dots: int = field(
        default=576,
        metadata={"help": "dots on a line: 576 for 80 mm paper, 384 for 58 mm", "least": 192, "most": 832},
    )
    chinese: str = field(
        default="gb18030",
        metadata={
            "help": "gb18030: the printer has Chinese characters; raster: it has not, and they are drawn",
            "choices": ("gb18030", "raster"),
        },
    )
    font: str = field(
        default="",
        metadata={"help": "font file for what is drawn; found by itself where Noto CJK is installed"},
    )
    code_page: str = field(
        default="cp1252",
        metadata={
            "help": "for accented letters",
            "choices": ("cp437", "cp850", "cp852", "cp858", "cp866", "cp1252"),
        },
    )
    qr: str = field(
        default="native",
        metadata={"help": "whether the printer makes QR codes itself", "choices": ("native", "raster")},
    )
    cut: str = field(
        default="full", metadata={"help": "how slips are cut off", "choices": ("full", "partial", "none")}
    )
    status: bool = field(default=True, metadata={"help": "whether the printer answers when asked how it is"})

    def __post_init__(self) -> None:
        if self.font and not Path(self.font).is_file():
            raise OptionError("font", f"there is no file {self.font}", "a TrueType or OpenType font file")
        if self.chinese == "raster" and not (self.font or default_font()):
            raise OptionError("font", "no font with Chinese characters was found", "the path of one")


class EscposPrinter:
    """A printer for slips, with status, QR codes, a cutter, and Chinese whether it has the characters or not."""

    name: ClassVar[str] = "escpos"
    role: ClassVar[Role] = Role.RECEIPT_PRINTER
    Options: ClassVar[type] = EscposOptions

    def __init__(self, options: EscposOptions) -> None:
        file = options.port.removeprefix("file:")
        self.line = FileLine(file) if file != options.port else Line(options)
        self._answers = options.status and isinstance(self.line, Line)
        self._options = options
        self._commands: SlipCommands | None = None
        self._tells_when_done = True
        self._unfinished = False
        self._unanswered = 0

    def open(self) -> None:
        self.line.open()
        self._unanswered = 0

    def close(self) -> None:
        self.line.close()

    def status(self) -> PrinterStatus:
        if not self._answers:
            self.line.read(0)  # it says nothing, but may be gone
            return PrinterStatus()
        said = {}
        for which in (PRINT_FAULT, OFFLINE_CAUSE, ERROR_CAUSE, PAPER_SENSOR):
            byte = self._ask(which)
            if byte is None:
                return PrinterStatus(fault="the printer does not answer: is it switched on?")
            said[which] = byte
        return _understood(said)

    def print(self, slip: Slip) -> None:
        pieces = self._composer().compose(slip)
        self._check()
        if self._unfinished:
            # Half a slip still hangs in the printer: it is another reader's, and must not become part of this.
            self._send(FORGET)
            pieces.insert(1, b"\n" + pieces[-1])
        self._unfinished = True
        sent = 0
        for piece in pieces:
            self._send(piece)
            sent += len(piece)
            if sent >= LOOK_EVERY_BYTES and self._answers:
                self._check()
                sent = 0
        if self._answers:
            self._wait_for_the_end()
        self._unfinished = False

    def _composer(self) -> SlipCommands:
        if self._commands is None:
            from drivers.printers.slip_commands import FULL_CUT, PARTIAL_CUT, TEAR_OFF, SlipCommands

            want = self._options
            font = want.font or default_font()
            self._commands = SlipCommands(
                Charset(want.code_page, chinese=want.chinese == "gb18030"),
                Lettering(font) if font else None,
                columns=want.columns,
                dots=want.dots,
                native_qr=want.qr == "native",
                cut={"full": FULL_CUT, "partial": PARTIAL_CUT, "none": TEAR_OFF}[want.cut],
            )
        return self._commands

    def _send(self, data: bytes) -> None:
        self.line.write(data)
        self._unanswered += len(data)

    def _check(self) -> None:
        """Raise :class:`CannotPrint` if the printer cannot, and let it forget what it has not printed: that
        would come out when the paper is changed, in front of another reader."""
        status = self.status()
        if not status.ready:
            if self._unfinished:
                self._send(FORGET)
            raise CannotPrint(status)

    def _wait_for_the_end(self) -> None:
        """Until all is on paper. A printer that does not know ``GS r`` is believed after a while, and then at once."""
        if self._tells_when_done:
            self._send(IN_TURN)
            deadline = time.monotonic() + PRINTING_SECONDS + self._transit()
            while not any(byte & 0x90 == 0x00 for byte in self.line.read(0.5)):
                self._check()
                if time.monotonic() > deadline:
                    self._tells_when_done = False
                    break
        self._check()

    def _ask(self, which: int) -> int | None:
        """One status byte, or None if the printer is silent."""
        while self.line.read(0):
            pass  # an answer that came too late
        self._send(b"\x10\x04" + bytes([which]))
        deadline = time.monotonic() + ANSWER_SECONDS + self._transit()
        while (left := deadline - time.monotonic()) > 0:
            for byte in self.line.read(left):
                if byte & 0x93 == 0x12:
                    self._unanswered = 0
                    return byte
        return None

    def _transit(self) -> float:
        """Seconds that the bytes sent since the last answer may still be on their way."""
        return self._unanswered * 10 / self._options.baudrate


def _understood(said: dict[int, int]) -> PrinterStatus:
    """What the four bytes of DLE EOT mean together; one fault is told, the one to mend first."""
    paper = Paper.OK
    if said[PAPER_SENSOR] & 0x60 or said[OFFLINE_CAUSE] & 0x20:
        paper = Paper.OUT
    elif said[PAPER_SENSOR] & 0x0C:
        paper = Paper.NEAR_END
    cover_open = bool(said[OFFLINE_CAUSE] & 0x04)
    fault = None
    if said[ERROR_CAUSE] & 0x08:
        fault = "the cutter is stuck"
    elif said[ERROR_CAUSE] & 0x20:
        fault = "an error that needs the printer switched off and on"
    elif said[ERROR_CAUSE] & 0x40:
        fault = "the print head is too hot, and cools down"
    elif cover_open:
        fault = "the cover is open"
    elif paper is Paper.OUT:
        fault = "the paper is out"
    elif said[PRINT_FAULT] & 0x08 or said[OFFLINE_CAUSE] & 0x40:
        fault = "the printer is off line"
    return PrinterStatus(paper, cover_open, fault)
