"""The command language of receipt printers, as a printer understands it: bytes in, paper and answers out.

Written from Epson's command reference ("ESC/POS Application Programming Guide") and the Chinese makers' addition
to it (GB18030 in ``FS &`` mode), not from the driver. What it does not understand it complains of, rather than
swallowing it. Numbers: one dot is 0.125 mm, a line of font A is 30 dots with its spacing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import qrcode
from PIL import Image, ImageChops

from drivers.roles import Paper
from drivers.simulators.paper import PrintedSlip, Roll, glyph

LF, CR, HT, FF, CAN, DLE, ESC, FS, GS = 0x0A, 0x0D, 0x09, 0x0C, 0x18, 0x10, 0x1B, 0x1C, 0x1D

CODE_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866"}
CODE_PAGES |= {18: "cp852", 19: "cp858", 45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254"}
LINE_DOTS = 30
CUTTER_DOTS = 96
"""From the print head to the cutter."""
WIDEST_PICTURE, TALLEST_PICTURE = 128, 4095
QR_LEVELS = {
    48: qrcode.constants.ERROR_CORRECT_L,
    49: qrcode.constants.ERROR_CORRECT_M,
    50: qrcode.constants.ERROR_CORRECT_Q,
    51: qrcode.constants.ERROR_CORRECT_H,
}

# Obeyed on arrival, wherever they stand: even amid a picture's data, which is the trap of these commands.
STATUS = rb"\x10\x04([\x01-\x04])"
CLEAR = rb"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
REAL_TIME = re.compile(STATUS + b"|" + CLEAR)
LONGEST_REAL_TIME = 10


class _Incomplete(Exception):
    """The command's last bytes have not come yet."""


class Interpreter:
    """One printer's insides. ``chinese`` is whether it has a GB18030 font; without it, it knows no ``FS``."""

    def __init__(self, *, dots: int = 576, chinese: bool = True) -> None:
        self.paper = Paper.OK
        self.cover_open = False
        self.paper_ends_after: int | None = None
        """Dots of paper that are left on the roll; None for a roll that never ends."""
        self.slips: list[PrintedSlip] = []
        self._has_chinese = chinese
        self._waiting = bytearray()
        self._at = 0
        self._recent = b""
        self._roll = Roll(dots)
        self._qr_size, self._qr_level, self._qr_data = 3, 48, b""
        self._graphics: Image.Image | None = None
        self._answers = b""
        self._reset()

    # --- in and out -----------------------------------------------------------------------------------------

    @property
    def online(self) -> bool:
        return self.paper is not Paper.OUT and not self.cover_open

    @property
    def waiting(self) -> int:
        """How many bytes are in the receive buffer."""
        return len(self._waiting)

    @property
    def torn_off(self) -> str:
        """The text of what has been printed since the last cut."""
        return "\n".join(self._roll.lines)

    def feed(self, data: bytes) -> bytes:
        """Take what came; gives the printer's answers. Prints what it can, see :meth:`work`."""
        seen = self._recent + data
        answers = b""
        taken = kept = 0
        for found in REAL_TIME.finditer(seen):
            if found[1]:
                answers += self._real_time_status(found[1][0])
            else:  # clear the buffer: all before is forgotten, the rest is new
                self._waiting.clear()
                self._line.clear()
                kept = found.end() - len(self._recent)
            taken = found.end()
        # A command may be cut in two by the line; one that was obeyed must not be seen again.
        self._recent = seen[max(taken, len(seen) - LONGEST_REAL_TIME + 1) :]
        self._waiting += data[max(0, kept) :]
        return answers + self.work()

    def work(self) -> bytes:
        """Do what is in the buffer as far as there is paper and the cover is closed; gives answers."""
        self._answers = b""
        while self._waiting and self.online:
            self._at = 0
            try:
                self._command()
            except _Incomplete:
                break
            del self._waiting[: self._at]
        return self._answers

    def _real_time_status(self, which: int) -> bytes:
        """One byte 0xx1xx10; see DLE EOT."""
        out, near = self.paper is Paper.OUT, self.paper is not Paper.OK
        flags = {
            1: 0x08 * (not self.online),
            2: 0x04 * self.cover_open + 0x20 * out,
            3: 0,
            4: 0x0C * near + 0x60 * out,
        }
        return bytes([0x12 | flags[which]])

    # --- reading commands -----------------------------------------------------------------------------------

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._waiting):
            raise _Incomplete
        taken = bytes(self._waiting[self._at : end])
        self._at = end
        return taken

    def _number(self) -> int:
        """Two bytes, the low one first."""
        return int.from_bytes(self._bytes(2), "little")

    def _command(self) -> None:
        first = self._byte()
        match first:
            case 0x0A:
                self._print_line()
            case 0x0D:
                pass
            case 0x09:
                self._tab()
            case 0x0C | 0x18:  # page mode only
                pass
            case 0x10:
                self._dle()
            case 0x1B:
                self._dispatch("ESC", ESC_COMMANDS)
            case 0x1D:
                self._dispatch("GS", GS_COMMANDS)
            case 0x1C if self._has_chinese:
                self._dispatch("FS", FS_COMMANDS)
            case _ if first < 0x20 or first == 0x7F:
                self._roll.complain(f"unknown byte {first:02X}")
            case _:
                self._character(first)

    def _dispatch(self, family: str, commands: dict[int, Callable[[Interpreter], None]]) -> None:
        which = self._byte()
        if which in commands:
            commands[which](self)
        else:
            self._roll.complain(f"unknown command {family} {which:02X}")

    def _dle(self) -> None:
        """Real-time commands were obeyed when they came."""
        which = self._byte()
        if which in (0x04, 0x05):
            self._byte()
        elif which == 0x14:
            self._bytes(8 if self._byte() == 8 else 2)
        else:
            self._roll.complain(f"unknown command DLE {which:02X}")

    # --- characters -----------------------------------------------------------------------------------------

    def _reset(self) -> None:
        self._line: list[tuple[str, Image.Image]] = []
        self._page = 0
        self._in_chinese = self._has_chinese
        self._wide = self._tall = 1
        self._bold = self._upside_down = self._inverted = False
        self._underline = 0
        self._align = 0
        self._small = False
        self._spacing = LINE_DOTS

    def _character(self, byte: int) -> None:
        if byte < 0x80:
            self._put(chr(byte), 9 if self._small else 12)
        elif self._in_chinese:
            self._chinese(byte)
        else:
            text = bytes([byte]).decode(CODE_PAGES.get(self._page, "cp437"), "replace")
            if text == "\ufffd":
                self._roll.complain(f"no character {byte:02X} in code page {self._page}")
            self._put(text, 9 if self._small else 12)

    def _chinese(self, lead: int) -> None:
        second = self._byte()
        raw = bytes([lead, second])
        if 0x30 <= second <= 0x39:
            raw += self._bytes(2)
        try:
            char = raw.decode("gb18030")
        except UnicodeDecodeError:
            char = "\ufffd"
        if char == "\ufffd" or len(raw) == 4:  # the font has GBK only
            self._roll.complain(f"no character {raw.hex().upper()} in the Chinese font")
            char = "▯"
        self._put(char, 24)

    def _put(self, char: str, width: int) -> None:
        height = 17 if self._small and width == 9 else 24
        cell = glyph(char, width, height, self._bold)
        if self._inverted:
            cell = ImageChops.invert(cell)
        if self._underline:
            cell = cell.copy()
            cell.paste(0, (0, height - self._underline, width, height))
        if self._wide > 1 or self._tall > 1:
            cell = cell.resize((width * self._wide, height * self._tall), Image.Resampling.NEAREST)
        self._append(char, cell)

    def _append(self, char: str, cell: Image.Image) -> None:
        if self._line_width() + cell.width > self._roll.dots:
            self._print_line()
        self._line.append((char, cell))

    def _line_width(self) -> int:
        return sum(cell.width for _, cell in self._line)

    def _tab(self) -> None:
        for _ in range(8 - len(self._line) % 8):
            self._put(" ", 12)

    # --- paper ----------------------------------------------------------------------------------------------

    def _left(self, width: int) -> int:
        room = max(0, self._roll.dots - width)
        return (0, room // 2, room)[self._align]

    def _print_line(self) -> None:
        height = max((cell.height for _, cell in self._line), default=0)
        left = self._left(self._line_width())
        for char, cell in self._line:
            if char != " ":
                self._roll.burn(cell, left, height - cell.height)
            left += cell.width
        if self._line or self._roll.lines:
            self._roll.lines.append("".join(char for char, _ in self._line).rstrip())
        self._line.clear()
        self._feed(max(self._spacing, height))

    def _picture(self, picture: Image.Image) -> None:
        """A picture stands on its own line, and is fed by its own height."""
        if self._line:
            self._print_line()
        if picture.width > self._roll.dots:
            self._roll.complain(f"a picture {picture.width} dots wide is cut off")
            picture = picture.crop((0, 0, self._roll.dots, picture.height))
        self._roll.burn(picture, self._left(picture.width))
        self._feed(picture.height)

    def _feed(self, dots: int) -> None:
        self._roll.feed(dots)
        if self.paper_ends_after is not None:
            self.paper_ends_after -= dots
            if self.paper_ends_after <= 0:
                self.paper_ends_after = None
                self.paper = Paper.OUT

    def _feed_by(self, dots: int) -> None:
        if self._line:
            self._print_line()
        self._feed(dots)

    def _cut(self) -> None:
        if self._line:
            self._print_line()
        if not self._roll.blank:
            self.slips.append(self._roll.cut())
            del self.slips[:-500]

    # --- commands with arguments ----------------------------------------------------------------------------

    def _print_mode(self) -> None:
        mode = self._byte()
        self._small, self._bold = bool(mode & 1), bool(mode & 8)
        self._tall, self._wide = 1 + bool(mode & 16), 1 + bool(mode & 32)
        self._underline = 1 if mode & 128 else 0

    def _size(self) -> None:
        size = self._byte()
        self._wide, self._tall = (size >> 4 & 7) + 1, (size & 7) + 1

    def _set_bold(self) -> None:
        self._bold = bool(self._byte() & 1)

    def _set_align(self) -> None:
        align = self._byte()
        if align % 48 > 2:
            self._roll.complain(f"unknown alignment {align}")
        else:
            self._align = align % 48

    def _set_font(self) -> None:
        self._small = bool(self._byte() & 1)

    def _set_underline(self) -> None:
        self._underline = min(self._byte() % 48, 2)

    def _set_inverted(self) -> None:
        self._inverted = bool(self._byte() & 1)

    def _set_page(self) -> None:
        self._page = self._byte()
        if self._page not in CODE_PAGES:
            self._roll.complain(f"unknown code page {self._page}")

    def _set_spacing(self) -> None:
        self._spacing = self._byte()

    def _default_spacing(self) -> None:
        self._spacing = LINE_DOTS

    def _set_chinese(self, on: bool) -> None:
        self._in_chinese = on

    def _column_picture(self) -> None:
        """ESC * m nL nH: columns of 8 or 24 dots, in the line of text."""
        mode, width = self._byte(), self._number()
        if mode not in (0, 1, 32, 33) or width > 2047:
            self._roll.complain(f"unknown column picture, mode {mode}, {width} wide")
            return
        tall = 3 if mode >= 32 else 1
        data = self._bytes(width * tall)
        picture = Image.new("L", (max(width, 1), tall * 8), 255)
        for place, byte in enumerate(data):
            for bit in range(8):
                if byte & 0x80 >> bit:
                    picture.putpixel((place // tall, place % tall * 8 + bit), 0)
        if mode in (0, 32):
            picture = picture.resize((picture.width * 2, picture.height))
        self._append("", picture)

    def _raster(self) -> None:
        """GS v 0 m xL xH yL yH: rows of dots, x bytes wide."""
        kind, mode, across, down = self._byte(), self._byte(), self._number(), self._number()
        if (
            kind not in (0, 48)
            or mode % 48 > 3
            or not 0 < across <= WIDEST_PICTURE
            or not 0 < down <= TALLEST_PICTURE
        ):
            self._roll.complain(f"unknown raster picture, mode {mode}, {across} bytes by {down}")
            return
        self._picture(_dots(self._bytes(across * down), across * 8, down, mode % 48))

    def _bracket(self) -> None:
        """GS ( X pL pH …: a family whose members all say how long they are."""
        family = chr(self._byte())
        body = self._bytes(self._number())
        if family == "k" and len(body) >= 2 and body[0] == 49:
            self._two_dimensional(body[1], body[2:])
        elif family == "L" and len(body) >= 2:
            self._graphic(body[1], body[2:])
        else:
            self._roll.complain(f"unknown command GS ( {family} {body[:2].hex()}")

    def _two_dimensional(self, function: int, body: bytes) -> None:
        match function, len(body):
            case 65, 2:
                pass  # the model; only model 2 is in use
            case 67, 1 if 1 <= body[0] <= 16:
                self._qr_size = body[0]
            case 69, 1 if body[0] in QR_LEVELS:
                self._qr_level = body[0]
            case 80, length if length > 1:
                self._qr_data = body[1:]
            case 81, 1:
                self._print_qr()
            case _:
                self._roll.complain(f"unknown QR function {function} with {body[:4].hex()}")

    def _print_qr(self) -> None:
        code = qrcode.QRCode(error_correction=QR_LEVELS[self._qr_level], box_size=1, border=0)
        code.add_data(self._qr_data, optimize=0)
        try:
            code.make()
        except ValueError:
            self._roll.complain(f"no QR code can hold {len(self._qr_data)} bytes")
            return
        side = code.modules_count
        picture = Image.new("L", (side, side), 255)
        picture.putdata([0 if dark else 255 for row in code.modules for dark in row])
        self._roll.qr_codes.append(self._qr_data.decode("utf-8", "replace"))
        self._picture(picture.resize((side * self._qr_size,) * 2, Image.Resampling.NEAREST))

    def _graphic(self, function: int, body: bytes) -> None:
        """GS ( L: store a raster picture (112), print it (50)."""
        if function in (2, 50):
            if self._graphics is not None:
                self._picture(self._graphics)
            self._graphics = None
        elif function == 112 and len(body) >= 8:
            wide, tall = int.from_bytes(body[4:6], "little"), int.from_bytes(body[6:8], "little")
            across = (wide + 7) // 8
            if wide > 0 and tall > 0 and len(body) - 8 == across * tall:
                self._graphics = _dots(body[8:], across * 8, tall, 0)
            else:
                self._roll.complain(f"a graphic of {wide} by {tall} with {len(body) - 8} bytes")
        else:
            self._roll.complain(f"unknown graphics function {function}")

    def _cut_command(self) -> None:
        mode = self._byte()
        if mode in (65, 66, 97, 98, 103, 104):
            self._feed_by(CUTTER_DOTS + self._byte())
            self._cut()
        elif mode in (0, 1, 48, 49):
            self._cut()
        else:
            self._roll.complain(f"unknown cut {mode}")

    def _say_in_turn(self) -> None:
        """GS r n: answered when its turn comes, that is, when all before it is on paper."""
        which = self._byte() % 48
        if which == 1:
            self._answers += bytes([0x03 * (self.paper is not Paper.OK)])
        elif which == 2:
            self._answers += b"\x00"
        else:
            self._roll.complain(f"unknown command GS r {which}")

    def _skip(self, count: int) -> None:
        self._bytes(count)


def _dots(data: bytes, width: int, height: int, stretched: int) -> Image.Image:
    """A raster picture; a set bit is a black dot. Bit 0 of ``stretched`` doubles its width, bit 1 its height."""
    picture = Image.frombytes("1", (width, height), bytes(byte ^ 0xFF for byte in data))
    if stretched:
        size = (width * (1 + (stretched & 1)), height * (1 + (stretched >> 1)))
        picture = picture.resize(size, Image.Resampling.NEAREST)
    return picture


def _skipped(count: int) -> Callable[[Interpreter], None]:
    """A command that changes nothing we show, with ``count`` bytes of arguments."""
    return lambda printer: printer._skip(count)


ESC_COMMANDS: dict[int, Callable[[Interpreter], None]] = {
    ord("@"): Interpreter._reset,
    ord("!"): Interpreter._print_mode,
    ord("E"): Interpreter._set_bold,
    ord("G"): Interpreter._set_bold,
    ord("a"): Interpreter._set_align,
    ord("M"): Interpreter._set_font,
    ord("-"): Interpreter._set_underline,
    ord("t"): Interpreter._set_page,
    ord("2"): Interpreter._default_spacing,
    ord("3"): Interpreter._set_spacing,
    ord("J"): lambda printer: printer._feed_by(printer._byte()),
    ord("d"): lambda printer: printer._feed_by(printer._byte() * printer._spacing),
    ord("*"): Interpreter._column_picture,
    ord("i"): Interpreter._cut,
    ord("m"): Interpreter._cut,
    ord("R"): _skipped(1),
    ord("{"): _skipped(1),
    ord(" "): _skipped(1),
    ord("="): _skipped(1),
    ord("c"): _skipped(2),
    ord("p"): _skipped(3),
}
GS_COMMANDS: dict[int, Callable[[Interpreter], None]] = {
    ord("!"): Interpreter._size,
    ord("B"): Interpreter._set_inverted,
    ord("v"): Interpreter._raster,
    ord("("): Interpreter._bracket,
    ord("V"): Interpreter._cut_command,
    ord("r"): Interpreter._say_in_turn,
    ord("a"): _skipped(1),
    ord("b"): _skipped(1),
    ord("L"): _skipped(2),
    ord("W"): _skipped(2),
    ord("P"): _skipped(2),
}
FS_COMMANDS: dict[int, Callable[[Interpreter], None]] = {
    ord("&"): lambda printer: printer._set_chinese(True),
    ord("."): lambda printer: printer._set_chinese(False),
    ord("!"): _skipped(1),
    ord("-"): _skipped(1),
    ord("W"): _skipped(1),
    ord("C"): _skipped(1),
    ord("S"): _skipped(2),
}
