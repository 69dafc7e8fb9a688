"""ISO/IEC 15962 data sets without directory, as ISO 28560-2 library tags hold them, and their compaction schemes.

::

    precursor  bit 7: an offset follows | bits 6-4: compaction | bits 3-0: relative OID; F: next byte is OID - 15
    [offset]   only with bit 7: how many pad bytes follow the data, so that a lockable element ends on a block
    length     7 bits a byte, most significant first, bit 7: one more byte follows
    data
    [pad]      00, or 80

A 00 in place of a precursor ends the data. An 80 there is filler.

Sources: ISO/IEC 15962:2013 clause 9 and annex (compaction), ISO 28560-2:2014 (its use); WH/T 44-2012.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

APPLICATION, INTEGER, NUMERIC, FIVE_BIT, SIX_BIT, SEVEN_BIT, OCTETS, UTF8 = range(8)
SCHEMES = ("application-defined", "integer", "numeric", "5-bit", "6-bit", "7-bit", "octets", "utf-8")

END = 0x00
FILLER = 0x80
FOLLOWS = 15  # a relative OID of 15: the next byte is added to it
LONGEST_INTEGER = 19  # digits


@dataclass(frozen=True, slots=True)
class Element:
    """One data set. ``pad`` bytes follow it in the memory."""

    oid: int
    scheme: int
    data: bytes
    pad: int = 0


class Damaged(ValueError):
    """The memory is no sequence of data sets from here on. ``elements`` were read before; ``short`` says that what
    is wrong may only be that the memory was cut off."""

    def __init__(self, text: str, elements: list[Element], *, short: bool) -> None:
        super().__init__(text)
        self.elements = elements
        self.short = short


def parse(memory: bytes) -> list[Element]:
    """Every data set up to the end mark or the end of the memory. Raises :class:`Damaged`."""
    elements: list[Element] = []
    at = 0
    while at < len(memory) and memory[at] != END:
        if memory[at] == FILLER:
            at += 1
            continue
        precursor = memory[at]
        scheme, oid = precursor >> 4 & 7, precursor & 15
        need = 1 + (oid == FOLLOWS) + bool(precursor & 0x80)
        if at + need >= len(memory):
            raise Damaged("the memory ends in a data set", elements, short=True)
        at += 1
        if oid == FOLLOWS:
            oid += memory[at]
            at += 1
        pad = 0
        if precursor & 0x80:
            pad = memory[at]
            at += 1
        length = 0
        while True:
            if at >= len(memory):
                raise Damaged("the memory ends in a length", elements, short=True)
            length = length << 7 | memory[at] & 0x7F
            at += 1
            if not memory[at - 1] & 0x80:
                break
        if length > 1 << 14:
            raise Damaged("a data set is longer than any tag", elements, short=False)
        if at + length > len(memory):
            raise Damaged("a data set goes on beyond the memory", elements, short=True)
        elements.append(Element(oid, scheme, memory[at : at + length], pad))
        at += length + pad
    return elements


def build(elements: Iterator[Element] | list[Element]) -> bytes:
    """The memory of these data sets, each with its pad bytes (00, as ISO 28560-2 has them)."""
    memory = bytearray()
    for element in elements:
        offset = 0x80 if element.pad else 0
        memory.append(offset | element.scheme << 4 | min(element.oid, FOLLOWS))
        if element.oid >= FOLLOWS:
            memory.append(element.oid - FOLLOWS)
        if element.pad:
            memory.append(element.pad)
        length = len(element.data)
        groups = [length & 0x7F]
        while length := length >> 7:
            groups.append(length & 0x7F | 0x80)
        memory += bytes(reversed(groups)) + element.data + bytes(element.pad)
    return bytes(memory)


# --- compaction -----------------------------------------------------------------------------------------------


def compact(text: str) -> tuple[int, bytes]:
    """The scheme ISO/IEC 15962 chooses for a text, and the compacted bytes."""
    digits = text.isascii() and text.isdigit()
    if digits and len(text) >= 2:
        if text[0] != "0" and len(text) <= LONGEST_INTEGER:
            value = int(text)
            return INTEGER, value.to_bytes((value.bit_length() + 7) // 8, "big")
        return NUMERIC, bytes.fromhex(text + "f" * (len(text) % 2))
    if len(text) >= 3 and all("A" <= letter <= "_" for letter in text) and not text.endswith("@"):
        return FIVE_BIT, _packed([ord(letter) & 0x1F for letter in text], 5, "0")
    if len(text) >= 4 and all(" " <= letter <= "_" for letter in text) and not text.endswith(" "):
        return SIX_BIT, _packed([ord(letter) & 0x3F for letter in text], 6, "100000")
    if len(text) >= 8 and text.isascii() and not text.endswith("\x7f"):
        return SEVEN_BIT, _packed([ord(letter) for letter in text], 7, "1")
    try:
        return OCTETS, text.encode("latin-1")
    except UnicodeEncodeError:
        return UTF8, text.encode()


def expand(scheme: int, data: bytes) -> str:
    """The text of compacted bytes; of application-defined ones, and of those that break their scheme's rules, what
    can be made of them (a digit that is none stays a hexadecimal letter). Never raises."""
    match scheme:
        case 1:
            return str(int.from_bytes(data, "big")) if data else ""
        case 2:
            text = data.hex()
            return text[:-1] if text.endswith("f") else text
        case 3:
            text = "".join(chr(value | 0x40) for value in _unpacked(data, 5))
            return text.removesuffix("@")
        case 4:
            text = "".join(chr(value if value >= 0x20 else value | 0x40) for value in _unpacked(data, 6))
            return text[:-1] if text.endswith(" ") else text
        case 5:
            text = "".join(chr(value) for value in _unpacked(data, 7))
            return text.rstrip("\x7f")
        case 7:
            return data.decode(errors="replace")
        case _:
            return data.decode("latin-1")


def _packed(values: list[int], bits: int, pad: str) -> bytes:
    """``values`` of ``bits`` bits, most significant first, filled up to whole bytes from ``pad``, again and again."""
    text = "".join(f"{value:0{bits}b}" for value in values)
    lacking = -len(text) % 8
    text += (pad * 8)[:lacking]
    return int(text, 2).to_bytes(len(text) // 8, "big")


def _unpacked(data: bytes, bits: int) -> list[int]:
    text = "".join(f"{byte:08b}" for byte in data)
    return [int(text[at : at + bits], 2) for at in range(0, len(text) - bits + 1, bits)]
