"""A slip as ESC/POS commands, built by python-escpos.

Importing python-escpos takes a third of a second; the driver does so in its own thread.
"""

from __future__ import annotations

import copy
import shutil

import qrcode
from escpos import capabilities
from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image

from drivers.printers.charset import Charset, Font
from drivers.printers.layout import printable, wrap
from drivers.printers.lettering import LINE, Lettering
from drivers.roles import Align, QrCode, Rule, Slip, SlipPart, Text

# python-escpos leaves a pickle in a fresh temporary folder at each start, which nobody reads again.
shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

CHINESE_ON, CHINESE_OFF = b"\x1c&", b"\x1c."
FULL_CUT, PARTIAL_CUT = b"\x1dV\x41\x00", b"\x1dV\x42\x00"
"""Feed to the cutter, then cut (GS V, function B)."""
TEAR_OFF = b"\x1bd\x06"
"""Six lines, so that the slip can be torn off by hand."""

LARGEST_MODULE = 6
"""Dots; 0.75 mm, which a telephone reads from a hand's distance."""
QUIET_MODULES = 4
LINE_GAP = 6
"""Dots between lines; printers leave it out after letters of double height."""


class SlipCommands:
    """Turns slips into bytes for one printer. ``lettering`` draws what ``charset`` lacks."""

    def __init__(
        self,
        charset: Charset,
        lettering: Lettering | None,
        *,
        columns: int,
        dots: int,
        native_qr: bool,
        cut: bytes,
    ) -> None:
        self._charset = charset
        self._lettering = lettering
        self._columns = columns
        self._dots = dots
        self._native_qr = native_qr
        self._cut = cut
        profile = capabilities.Profile(columns=columns)
        profile.profile_data = copy.deepcopy(profile.profile_data)
        profile.profile_data["media"]["width"]["pixels"] = dots
        self._printer = Dummy(profile)
        self._in_chinese: bool | None = None

    def compose(self, slip: Slip) -> list[bytes]:
        """The slip in pieces; between two of them other commands may be sent. Raises ValueError for a QR code
        that holds too much."""
        self._begin()
        pieces = [self._taken()]
        for part in slip.parts:
            pieces += self._part(part)
        pieces.append(self._cut)
        return pieces

    def _begin(self) -> None:
        self._printer.clear()
        self._printer.hw("INIT")
        self._printer.magic.encoding = None
        self._in_chinese = None

    def _taken(self) -> bytes:
        """What python-escpos has built since the last call."""
        built: bytes = self._printer.output
        self._printer.clear()
        return built

    def _part(self, part: SlipPart) -> list[bytes]:
        match part:
            case Text():
                return self._text(part)
            case Rule():
                line = Image.new("1", (self._dots, 2), 0)
                return [_feed(12), self._picture(line), _feed(12)]
            case QrCode(data):
                return [_feed(24), self._qr_code(data), _feed(24)]

    # --- text -----------------------------------------------------------------------------------------------

    def _text(self, part: Text) -> list[bytes]:
        text = printable(part.text)
        if self._charset.runs(text.replace("\n", "")) is None:
            if self._lettering is None:
                text = "".join(char if self._charset.runs(char) or char == "\n" else "?" for char in text)
            else:
                text = self._lettering.substituted(text)
        if self._charset.runs(text.replace("\n", "")) is None and self._lettering:
            return self._drawn(part, text, self._lettering)
        return self._typed(part, text)

    def _typed(self, part: Text, text: str) -> list[bytes]:
        """In the printer's own characters."""
        size = 2 if part.big else 1
        align = "center" if part.align is Align.CENTRE else "left"
        pieces = []
        for line in wrap(text, self._columns // size, self._charset.columns):
            self._printer.set(align=align, bold=part.bold, custom_size=True, width=size, height=size)
            for font, run in self._charset.runs(line) or []:
                self._choose(font)
                if font is Font.CHINESE:
                    self._printer._raw(run.encode("gb18030"))
                else:
                    self._printer.magic.write_with_encoding(self._charset.code_page.upper(), run)
            self._printer._raw(b"\n")
            pieces.append(self._taken())
        if part.big:
            pieces.append(_feed(LINE_GAP * size))
        return pieces

    def _choose(self, font: Font) -> None:
        chinese = font is Font.CHINESE
        if self._charset.chinese and chinese != self._in_chinese:
            self._printer._raw(CHINESE_ON if chinese else CHINESE_OFF)
            self._in_chinese = chinese

    def _drawn(self, part: Text, text: str, lettering: Lettering) -> list[bytes]:
        pieces = []
        text = "\n".join(_indented(line) for line in text.split("\n"))
        for line in wrap(text, self._dots, lettering.measure(part.big)):
            if line.strip():
                centred = part.align is Align.CENTRE
                pieces.append(
                    self._picture(
                        lettering.line(line, self._dots, bold=part.bold, big=part.big, centred=centred)
                    )
                )
            else:
                pieces.append(_feed(LINE * (2 if part.big else 1)))
        return pieces

    # --- pictures -------------------------------------------------------------------------------------------

    def _picture(self, picture: Image.Image) -> bytes:
        self._printer.set(align="left")
        before = self._taken()
        self._printer.image(picture)
        command = self._taken()
        header, dots = command[:8], command[8:]
        # Printers obey DLE EOT, DLE ENQ and DLE DC4 even where they stand by chance in a picture: one dot is
        # the price of that.
        for second in (0x04, 0x05, 0x14):
            dots = dots.replace(bytes([0x10, second]), bytes([0x10, second | 0x08]))
        return before + header + dots

    def _qr_code(self, data: str) -> bytes:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
        code.add_data(data.encode(), optimize=0)
        code.make()
        module = min(LARGEST_MODULE, self._dots // (code.modules_count + 2 * QUIET_MODULES))
        if self._native_qr:
            self._printer.set(align="center")
            self._printer.qr(data, ec=QR_ECLEVEL_M, size=max(1, module), native=True)
            self._printer.set(align="left")
            return self._taken()
        side = code.modules_count * max(1, module)
        small = Image.new("1", (code.modules_count, code.modules_count), 1)
        small.putdata([0 if dark else 255 for row in code.modules for dark in row])
        paper = Image.new("1", (self._dots, side), 1)
        paper.paste(small.resize((side, side), Image.Resampling.NEAREST), ((self._dots - side) // 2, 0))
        return self._picture(paper)


def _indented(line: str) -> str:
    """Its first spaces as wide as those of the printer's own characters."""
    body = line.lstrip(" ")
    return "\N{EN SPACE}" * (len(line) - len(body)) + body


def _feed(dots: int) -> bytes:
    """ESC J: print and feed."""
    return b"\x1bJ" + bytes([dots])
