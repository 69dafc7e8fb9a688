"""The Chinese university libraries' UHF model (高校联盟), read only: EPC bank with the item, user bank with the rest.

EPC bank from the CRC on: ``CRC (2)  PC (2)``, then

::

    0    bit 7: lent out | bits 3-0: sorting
    1    bits 7-6: how the identifier is written (0: 96-bit, 1: 128-bit, 2: UTF-8) | bits 5-0: version - 1
    2-3  which elements the user bank has; bit i from the least significant: OIDS[i]
    4..  identifier

Identifiers of fewer than 8 characters (12 in the 128-bit form) are a length byte and ASCII; longer ones are packed
into little-endian words. User bank: ``OID (6 bits) length (10 bits)``, data; 0 ends.

Source: test tags published by DigitalPlatform/dp2 (Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.tags.crc import genibus

OIDS = (3, 4, 5, 6, 11, 12, 14, 15, 16, 24, 26, 27, 28, 29, 30, 31)
OWNER, SET, USAGE, ILL_BORROWER = 3, 4, 5, 11
FIRST = 0x30
PACKED_FROM = (8, 12)


@dataclass(frozen=True, slots=True)
class Decoded:
    item: str
    owner: str
    parts: int
    part: int
    usage: int | None
    lent: bool
    sorting: int
    version: int
    announced: tuple[int, ...]
    elements: tuple[tuple[int, str], ...]
    crc_ok: bool
    damaged: bool = False


def decode(epc: bytes, user: bytes = b"") -> Decoded | None:
    """Read the EPC bank, CRC and protocol control word included, and the user bank; None if it is no such tag.
    Never raises."""
    if len(epc) < 10:
        return None
    length = (epc[2] >> 3) * 2
    body = epc[4 : 4 + length]
    if epc[2:4] == b"\0\0" or len(body) < 6 or epc[3] & 1 or epc[2] & 1:  # bit 8 of the word: ISO, not EPC
        return None
    kind = body[1] >> 6
    bits = int.from_bytes(body[2:4], "big")
    item = _identifier(kind, body[4:])
    elements, damaged = _user_bank(user)
    values = dict(elements)
    parts, part = (values.get(SET) or "1/1").split("/")
    sensible = 1 <= int(part) <= int(parts)
    return Decoded(
        item=item,
        owner=values.get(OWNER, ""),
        parts=int(parts) if sensible else 1,
        part=int(part) if sensible else 1,
        usage=int(values[USAGE].split("/")[0]) if USAGE in values else None,
        lent=bool(body[0] & 0x80),
        sorting=body[0] & 15,
        version=(body[1] & 0x3F) + 1,
        announced=tuple(oid for at, oid in enumerate(OIDS) if bits >> at & 1),
        elements=elements,
        crc_ok=genibus(epc[2 : 4 + length]) == int.from_bytes(epc[:2], "big"),
        damaged=damaged or not item,
    )


def _identifier(kind: int, data: bytes) -> str:
    """ "" for what is none."""
    if kind == 2:
        text = data.rstrip(b"\0")
        return _printable(text.decode(errors="replace"))
    if kind == 3 or not data:
        return ""
    if data[0] < PACKED_FROM[kind] and data[1 : 1 + data[0]].isascii() and data[0]:
        plain = data[1 : 1 + data[0]]
        if len(plain) == data[0] and all(0x20 < byte < 0x7F for byte in plain):
            return plain.decode()
    return _printable(_packed96(data) if kind == 0 else _packed128(data))


def _packed96(data: bytes) -> str:
    """Word 0, from the top: c4's low 2 bits, c1, c2, c3 (6 bits each), the last character (8), the length (4).
    Word 1: c5 to the last but one as a number, shifted left by 2, and c4's high 2 bits."""
    if len(data) < 8:
        return ""
    low, high = int.from_bytes(data[:4], "little"), int.from_bytes(data[4:8], "little")
    length = low & 15
    if not 6 <= length <= 14:
        return ""
    last = chr(low >> 4 & 0xFF)
    three = [low >> at & 0x3F for at in (24, 18, 12)]
    # c4 is a digit of 4 bits: its low two stand on top of word 0, its high two at the foot of word 1.
    c4 = (high & 3) << 2 | low >> 30
    digits = f"{high >> 2:0{length - 5}d}"
    if c4 > 9 or len(digits) != length - 5:
        return ""
    return "".join(chr(FIRST + code) for code in [*three, c4]) + digits + last


def _packed128(data: bytes) -> str:
    """Word 0: characters 11 to the last but one (6 bits each), the last (8), the length (4); words 1 and 2:
    characters 6 to 10 and 1 to 5."""
    if len(data) < 12:
        return ""
    words = [int.from_bytes(data[at : at + 4], "little") for at in (0, 4, 8)]
    length = words[0] & 15
    if not 12 <= length <= 14:
        return ""

    def five(word: int) -> list[int]:
        return [word >> at & 0x3F for at in (24, 18, 12, 6, 0)]

    rest = [words[0] >> 12 + 6 * at & 0x3F for at in reversed(range(length - 11))]
    codes = five(words[2]) + five(words[1]) + rest
    return "".join(chr(FIRST + code) for code in codes) + chr(words[0] >> 4 & 0xFF)


def _user_bank(user: bytes) -> tuple[tuple[tuple[int, str], ...], bool]:
    found: list[tuple[int, str]] = []
    at = 0
    while at + 2 <= len(user):
        head = int.from_bytes(user[at : at + 2], "big")
        oid, length = head >> 10, head & 0x3FF
        if not oid:
            return tuple(found), False
        data = user[at + 2 : at + 2 + length]
        if len(data) < length:
            return tuple(found), True
        found.append((oid, _value(oid, data)))
        at += 2 + length
    return tuple(found), False


def _value(oid: int, data: bytes) -> str:
    if oid in (OWNER, ILL_BORROWER):
        return _code(int.from_bytes(data[:2], "big"))
    if oid == SET:
        total, ordinal = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        return f"{total}/{ordinal}"
    if oid == USAGE:
        return "/".join(map(str, data[:2])) if data else "0"
    return data.decode(errors="replace")


def _code(value: int) -> str:
    """The Ministry of Education's five digits. A leading 9 does not fit 16 bits and is stored as 6."""
    text = f"{value:05d}"
    return "9" + text[1:] if text[0] == "6" else text


def _printable(text: str) -> str:
    return text if text.isprintable() and "\ufffd" not in text else ""
