"""Text drawn as black dots, for what a printer has no characters for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CHINESE_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
"""Where Debian, Fedora and Arch put a font with Chinese characters."""

EM = 24
"""Dots; as high as the printer's own characters."""
LINE = 30
BASELINE = 22
INK = 120
"""From this grey on (0 white, 255 black) a dot is burnt: thin strokes must not vanish on thermal paper."""
SUBSTITUTE = "□"
NOWHERE = "\U0010ffff"


def default_font() -> str:
    """The first font with Chinese that is installed, or an empty text."""
    return next((path for path in CHINESE_FONTS if Path(path).is_file()), "")


class Lettering:
    """Draws lines of text in one font file. Raises OSError when that is no font."""

    def __init__(self, file: str) -> None:
        self._fonts = {scale: _face(file, EM * scale) for scale in (1, 2)}

    def substituted(self, text: str) -> str:
        """``text`` with what the font lacks replaced: a letter by the one without its accent, else by a box."""
        return "".join(self._substitute(char) for char in text)

    def _substitute(self, char: str) -> str:
        if char.isspace() or self._has(char):
            return char
        base = unicodedata.normalize("NFD", char)[0]
        return base if base != char and self._has(base) else SUBSTITUTE

    def measure(self, big: bool) -> Callable[[str], float]:
        """How many dots wide a text is."""
        return self._fonts[2 if big else 1].getlength

    def line(self, text: str, width: int, *, bold: bool, big: bool, centred: bool) -> Image.Image:
        """One line, black on white, ``width`` dots wide at most and cut off after its last black dot."""
        scale = 2 if big else 1
        font = self._fonts[scale]
        left = max(0, (width - font.getlength(text)) / 2) if centred else 0
        picture = Image.new("L", (width, LINE * scale))
        draw = ImageDraw.Draw(picture)
        for shift in range(scale + 1 if bold else 1):
            draw.text((left + shift, BASELINE * scale), text, fill=255, font=font, anchor="ls")
        dots = picture.point(lambda grey: 0 if grey >= INK else 255)
        ink = Image.eval(dots, lambda grey: 255 - grey).getbbox()
        return dots.crop((0, 0, ink[2] if ink else 1, dots.height)).convert("1")

    def _has(self, char: str) -> bool:
        return self._shape(char) != self._shape(NOWHERE)

    @cache  # noqa: B019  # as long as the driver lives
    def _shape(self, char: str) -> tuple[tuple[int, int], bytes]:
        mask = self._fonts[1].getmask(char)
        return mask.size, bytes(mask)


def _face(file: str, size: int) -> ImageFont.FreeTypeFont:
    """The face for simplified Chinese, if the file is a collection with one; else its first."""
    first = face = _loaded(file, size, 0)
    for index in range(10):
        family = face.getname()[0] or ""
        if family.endswith("CJK SC") and "Mono" not in family:
            return face
        try:
            face = _loaded(file, size, index + 1)
        except OSError:
            break
    return first


def _loaded(file: str, size: int, index: int) -> ImageFont.FreeTypeFont:
    # The basic layout: the other one makes up letters the font lacks from parts, at wrong places.
    return ImageFont.truetype(file, size, index, layout_engine=ImageFont.Layout.BASIC)
