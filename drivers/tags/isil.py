"""The compact code of ISO 28560-2 for library identifiers (ISIL, ISO 15511), OID 3 and 11.

A bit stream in three sets: capitals (5 bits, where it begins), small letters (5 bits) and digits (4 bits). A latch
changes the set, a shift changes it for one symbol. What is left over is filled with 1. Writers differ in when they
shift and when they latch, so texts are compared, never bytes.

Source: ISO 28560-2:2014, annex on the ISIL encoding.
"""

from __future__ import annotations

from functools import cache

MOST_CHARACTERS = 32
"""ISO 15511 allows 16; some Chinese libraries use more."""

UPPER, LOWER, DIGITS = range(3)
BITS = (5, 5, 4)
_LETTERS = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
_SYMBOLS: tuple[dict[int, str], ...] = (
    {0: "-", **dict(enumerate(_LETTERS, 1)), 27: ":"},
    {0: "-", **dict(enumerate((letter.lower() for letter in _LETTERS), 1)), 27: "/"},
    {**dict(enumerate("0123456789")), 10: "-", 11: ":"},
)
_LATCHES = ({28: LOWER, 30: DIGITS}, {28: UPPER, 30: DIGITS}, {12: UPPER, 14: LOWER})
_SHIFTS = ({29: LOWER, 31: DIGITS}, {29: UPPER, 31: DIGITS}, {13: UPPER, 15: LOWER})
_CODES = tuple({letter: code for code, letter in symbols.items()} for symbols in _SYMBOLS)


def decode(data: bytes) -> str:
    """The ISIL; what does not fit the code is left out. Never raises."""
    bits = "".join(f"{byte:08b}" for byte in data)
    text = ""
    current, shifted, at = UPPER, None, 0
    while True:
        table = current if shifted is None else shifted
        if at + BITS[table] > len(bits):
            return text
        code = int(bits[at : at + BITS[table]], 2)
        at += BITS[table]
        if code in _SYMBOLS[table]:
            text += _SYMBOLS[table][code]
            shifted = None
        elif code in _LATCHES[table]:
            current, shifted = _LATCHES[table][code], None
        else:
            shifted = _SHIFTS[table].get(code)


def encode(isil: str) -> bytes:
    """The shortest code. Raises ValueError for a character no set has, and for too many."""
    if len(isil) > MOST_CHARACTERS:
        raise ValueError(f"not an ISIL, which has {MOST_CHARACTERS} characters at most")
    bits = _shortest(isil, UPPER)
    if bits is None:
        raise ValueError(f"not an ISIL: {isil!r}")
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""


@cache
def _shortest(rest: str, table: int) -> str | None:
    if not rest:
        return ""
    found = []
    for way, target in [("", table), *((_bits(table, code), to) for code, to in _LATCHES[table].items())]:
        if rest[0] in _CODES[target]:
            tail = _shortest(rest[1:], target)
            if tail is not None:
                found.append(way + _bits(target, _CODES[target][rest[0]]) + tail)
    for code, target in _SHIFTS[table].items():
        if rest[0] in _CODES[target]:
            tail = _shortest(rest[1:], table)
            if tail is not None:
                found.append(_bits(table, code) + _bits(target, _CODES[target][rest[0]]) + tail)
    return min(found, key=len, default=None)


def _bits(table: int, code: int) -> str:
    return f"{code:0{BITS[table]}b}"
