"""Which characters a printer has in its own fonts, and the bytes for them.

A printer prints two kinds of characters by itself: those of a code page, one byte and one column each, and, if
it is made for China, those of GB18030's two-byte part (GBK), two columns each. It changes between the two by
``FS &`` (1C 26) and ``FS .`` (1C 2E). GB18030's four-byte part is in hardly any printer's font.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum, auto


class Font(Enum):
    LATIN = auto()
    """The code page; ASCII is in it."""
    CHINESE = auto()


@dataclass(frozen=True, slots=True)
class Charset:
    """What one printer has: a code page by its Python name, and Chinese characters or not."""

    code_page: str
    chinese: bool

    def runs(self, text: str) -> list[tuple[Font, str]] | None:
        """``text`` in pieces, each of one font; None if some character is in neither."""
        chinese_text = any(_wide(char) for char in text)
        runs: list[tuple[Font, str]] = []
        for char in text:
            font = self._font(char, chinese_text)
            if font is None:
                return None
            # ASCII is the same byte in both, so that it needs no change of font.
            if runs and (runs[-1][0] is font or char.isascii()):
                runs[-1] = (runs[-1][0], runs[-1][1] + char)
            else:
                runs.append((font, char))
        return runs

    def columns(self, text: str) -> int:
        """How wide a printable text is. Characters the printer lacks count two."""
        chinese_text = any(_wide(char) for char in text)
        return sum(1 if self._font(char, chinese_text) is Font.LATIN else 2 for char in text)

    def _font(self, char: str, chinese_text: bool) -> Font | None:
        latin = char.isascii() or _length(char, self.code_page) == 1
        # GBK has Greek, Cyrillic and accented letters too, but as wide as Chinese characters: l i k e this.
        narrow_letter = char.isalpha() and not _wide(char)
        chinese = self.chinese and not narrow_letter and not char.isascii() and _length(char, "gb18030") == 2
        if latin and chinese:
            # Quotation marks and dashes are in both: let them be as wide as their neighbours.
            return Font.CHINESE if chinese_text else Font.LATIN
        return Font.LATIN if latin else Font.CHINESE if chinese else None


def _length(char: str, encoding: str) -> int:
    try:
        return len(char.encode(encoding))
    except UnicodeEncodeError:
        return 0


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
