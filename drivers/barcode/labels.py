"""From a scanner's bytes to labels: framing, AIM identifiers, Codabar's start and stop, the check digit.

Pure: no port and no clock. Sources: ISO/IEC 15424 (AIM symbology identifiers), EN 798 (Codabar), and the
14-digit library label (type, institution, item, check digit) as printed by every supplier of library labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from drivers.roles import BadFrame, Scanned, Symbology

STX, ETX, LF, CR = 0x02, 0x03, 0x0A, 0x0D

FRAMINGS = ("auto", "cr", "lf", "crlf", "stx-etx")
LONGEST_FRAME = 128
"""Bytes; what goes on longer is no label."""

AIM = re.compile(r"\]([A-Za-z])[0-9A-Za-z]")
SYMBOLOGIES = {
    "A": Symbology.CODE39,
    "C": Symbology.CODE128,
    "E": Symbology.EAN,
    "F": Symbology.CODABAR,
    "I": Symbology.INTERLEAVED,
    "L": Symbology.PDF417,
    "Q": Symbology.QR,
    "d": Symbology.DATA_MATRIX,
}

CHECKED = (None, Symbology.CODABAR, Symbology.CODE39)
"""What 14-digit library labels are printed in; None stands for a scanner that does not tell."""

# The four start and stop characters are called A B C D, or T N * E, in capitals or not; never mixed.
CODABAR = re.compile(r"(?:[A-D]([0-9$:/.+-]+)[A-D]|[a-d]([0-9$:/.+-]+)[a-d]|[TN*E]([0-9$:/.+-]+)[TN*E]"
                     r"|[tn*e]([0-9$:/.+-]+)[tn*e])")  # fmt: skip
LIBRARY_LABEL = re.compile(r"[0-9]{14}")
RUN_TOGETHER = re.compile(r"[0-9]{14}[A-Da-dTN*Etne]{2}[0-9]{14}")


def check_digit(first13: str) -> str:
    """The last digit of a 14-digit library label: modulo 10 after Luhn, the first digit doubled."""
    total = 0
    for place, digit in enumerate(first13):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


def has_good_check_digit(text: str) -> bool:
    """Whether ``text`` is a 14-digit library label with the right check digit."""
    return bool(LIBRARY_LABEL.fullmatch(text)) and check_digit(text[:13]) == text[13]


class LabelDecoder:
    """Feed it bytes as they come, cut anywhere; it gives labels and tells of frames that are none.

    ``framing``:

    ======== =====================================================================
    auto     ended by CR, LF or ETX; STX begins anew
    cr       text CR
    lf       text LF
    crlf     text CR LF
    stx-etx  STX text ETX; CR and LF between frames mean nothing
    ======== =====================================================================

    ``prefix`` and ``suffix`` are bytes the scanner is set to put around every text, inside the framing.
    ``verify`` refuses a 14-digit label whose check digit is wrong. It holds :data:`LONGEST_FRAME` bytes at most.
    A :class:`~drivers.roles.BadFrame` never tells the text, which may be a reader's card number.
    """

    def __init__(
        self,
        framing: str = "auto",
        prefix: bytes = b"",
        suffix: bytes = b"",
        verify: bool = False,
        max_length: int = 48,
    ) -> None:
        self._framing = framing
        self._prefix = prefix
        self._suffix = suffix
        self._verify = verify
        self._max_length = max_length
        self._frame = bytearray()
        self._too_long = False
        self._inside = framing != "stx-etx"

    def feed(self, data: bytes) -> list[Scanned | BadFrame]:
        """What became complete by ``data``, in order."""
        return [result for byte in data for result in self._byte(byte)]

    def quiet(self) -> BadFrame | None:
        """The line has been silent so long that no frame can still be under way: drop a begun one."""
        begun = bool(self._frame)
        self._begin()
        return BadFrame("a label came without its end: check the scanner's terminator") if begun else None

    def _begin(self) -> None:
        self._frame.clear()
        self._too_long = False
        self._inside = self._framing != "stx-etx"

    def _byte(self, byte: int) -> Iterator[Scanned | BadFrame]:
        if byte == STX and self._framing in ("auto", "stx-etx"):
            if self._frame:
                yield BadFrame("a label broke off where the next began")
            self._begin()
            self._inside = True
        elif self._ends(byte):
            frame, inside = bytes(self._frame), self._inside
            self._begin()
            if frame:
                yield self._label(frame) if inside else BadFrame("bytes came outside a frame")
        elif self._framing == "stx-etx" and not self._inside and byte in (CR, LF):
            pass
        elif not self._too_long:
            self._frame.append(byte)
            if len(self._frame) > LONGEST_FRAME:
                self._frame.clear()
                self._too_long = True
                yield BadFrame(f"more than {LONGEST_FRAME} bytes came without an end")

    def _ends(self, byte: int) -> bool:
        match self._framing:
            case "cr":
                return byte == CR
            case "lf":
                return byte == LF
            case "crlf":
                if byte == LF and self._frame[-1:] == bytes([CR]):
                    del self._frame[-1]
                    return True
                return byte == LF and self._too_long
            case "stx-etx":
                return byte == ETX
            case _:
                return byte in (CR, LF, ETX)

    def _label(self, frame: bytes) -> Scanned | BadFrame:
        if not (frame.startswith(self._prefix) and frame.endswith(self._suffix)):
            return BadFrame("a label came without the prefix or suffix that is configured")
        frame = frame[len(self._prefix) : len(frame) - len(self._suffix)]
        try:
            text = frame.decode()
        except UnicodeDecodeError:
            return BadFrame("a label came that is not UTF-8")
        if any(unicodedata.category(character) == "Cc" for character in text):
            return BadFrame("a label came with control characters in it")
        return self._read(text)

    def _read(self, text: str) -> Scanned | BadFrame:
        symbology = None
        if identifier := AIM.match(text):
            symbology = SYMBOLOGIES.get(identifier[1])
            text = text[3:]
            if identifier[0] in text:
                return BadFrame("two labels came as one")
        if RUN_TOGETHER.search(text):
            return BadFrame("two labels came as one")
        if symbology in (None, Symbology.CODABAR) and (wrapped := CODABAR.fullmatch(text)):
            text = next(group for group in wrapped.groups() if group)
        text = text.strip()
        pieces = [text[start : start + 14] for start in range(0, len(text), 14)]
        if len(pieces) > 1 and all(has_good_check_digit(piece) for piece in pieces):
            return BadFrame("two labels came as one")
        if not text:
            return BadFrame("an empty label came")
        if len(text) > self._max_length:
            return BadFrame(f"a label came that is longer than {self._max_length} characters")
        library_label = LIBRARY_LABEL.fullmatch(text) and symbology in CHECKED
        if self._verify and library_label and not has_good_check_digit(text):
            return BadFrame("a label came whose check digit is wrong: it was misread")
        return Scanned(text, symbology)
