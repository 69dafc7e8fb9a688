"""The paper of the printer simulator: dots, kept as strips until the cutter makes a slip of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

MARGIN = 32
"""Dots of white around a slip's picture; the paper is a little wider than the print head."""
LONGEST = 20_000
"""Dots, 2.5 m: what is longer was sent by a madman, and loses its beginning."""

FONT_FILES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
)
BURNT = [0] * 136 + [255] * 120
"""What becomes black, of 256 greys."""
FACE = "Noto Sans Mono CJK SC"


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What lies in the reader's hand, and what a program can know of it."""

    text: str
    """The characters, a line for each line of characters; nothing for pictures."""
    image: Image.Image
    """Black on white, mode "1", with a margin."""
    qr_codes: tuple[str, ...]
    """What was asked for as a QR code (not those drawn as pictures)."""
    complaints: tuple[str, ...]
    """Bytes the printer did not understand, characters it does not have."""


@dataclass(slots=True)
class Roll:
    """Paper running under the print head, ``dots`` wide."""

    dots: int
    length: int = 0
    lines: list[str] = field(default_factory=list)
    qr_codes: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _strips: list[tuple[int, int, Image.Image]] = field(default_factory=list)

    def feed(self, dots: int) -> None:
        self.length += dots
        while self._strips and self.length - self._strips[0][0] > LONGEST:
            del self._strips[0]
        del self.lines[:-2000], self.qr_codes[:-100]

    def burn(self, picture: Image.Image, left: int, below: int = 0) -> None:
        """Print a picture (black is 0) ``left`` dots from the edge, its top ``below`` the head; does not feed."""
        self._strips.append((self.length + below, left, picture))

    def complain(self, problem: str) -> None:
        if len(self.complaints) < 100:
            self.complaints.append(problem)

    @property
    def blank(self) -> bool:
        return not self._strips and not self.complaints

    def cut(self) -> PrintedSlip:
        """Hand out the paper that has come, and begin anew."""
        top = max(0, self.length - LONGEST)
        end = max([self.length, *(at + picture.height for at, _, picture in self._strips)])
        picture = Image.new("1", (self.dots + 2 * MARGIN, end - top + 2 * MARGIN), 1)
        for at, left, strip in self._strips:
            black = ImageChops.invert(strip.convert("1", dither=Image.Dither.NONE))
            picture.paste(0, (left + MARGIN, at - top + MARGIN), black)
        slip = PrintedSlip(
            "\n".join(self.lines).strip("\n"), picture, tuple(self.qr_codes), tuple(self.complaints)
        )
        self.length = 0
        for kept in (self.lines, self.qr_codes, self.complaints, self._strips):
            kept.clear()
        return slip


@lru_cache(4096)
def glyph(char: str, width: int, height: int, bold: bool) -> Image.Image:
    """A character in a cell of ``width`` × ``height`` dots, black (0) on white, as a print head burns it."""
    font = _font(height)
    drawn = max(width, round(font.getlength(char)))  # too wide for its cell: squeezed below
    cell = Image.new("L", (drawn, height), 255)
    draw = ImageDraw.Draw(cell)
    for shift in (0, 1) if bold else (0,):
        draw.text((drawn / 2 + shift, height * 0.84), char, fill=0, font=font, anchor="ms")
    return cell.resize((width, height)).point(BURNT)


@cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A face whose Latin characters are half as wide as the Chinese ones."""
    for file in FONT_FILES:
        if Path(file).is_file():
            for index in range(10):
                face = ImageFont.truetype(file, height, index=index)
                if face.getname()[0] == FACE:
                    return face
    return ImageFont.load_default(height)
