"""ISO 28560-3 library tags, fixed length; also the Danish data model DS/INF 163-2.

::

     0     content parameter (version, 1) in the high nibble, type of usage in the low one
     1     number of parts in the item
     2     which part this is
     3-18  primary item identifier, UTF-8, filled up with 00
    19-20  CRC (CCITT-FALSE, least significant byte first) over 0-18 and 21-33
    21-22  country of the owner's ISIL
    23-33  rest of the ISIL without its first hyphen; on a tag of 32 bytes to 31, the CRC taken as if 00 00 followed
    34...  extension blocks: length, identifier (2, LSB first), XOR, data; until a length of 00

Some writers swap the nibbles of byte 0, the two bytes of the set, or store every block of four bytes reversed;
:func:`decode` recognises each.

Sources: ISO 28560-3:2014; the Danish model's public specification (biblstandard.dk).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

from drivers.tags.crc import ccitt_false

DSFID = 0x3E
SHORT, LONG = 32, 34
BLOCK = 4
VERSION = 1


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension block; ``fields`` are separated by 00. ``intact``: its XOR fits."""

    identifier: int
    fields: tuple[str, ...]
    intact: bool


@dataclass(frozen=True, slots=True)
class Decoded:
    item: str
    owner: str
    parts: int
    part: int
    usage: int
    version: int
    crc_ok: bool
    reversed_blocks: bool = False
    extensions: tuple[Extension, ...] = ()
    damaged: bool = False
    more: bool = False
    begins: bool = True
    """Its first three bytes are in the standard's order; where a writer swapped them, or it is no such block, they may
    not be."""


def decode(memory: bytes) -> Decoded | None:
    """Read a tag whose CRC fits, in whichever byte order; or one without that still looks like this model, with
    ``crc_ok`` False; None for anything else. Never raises. Of 65,536 tags one fits the wrong way round, too: there it
    says nothing that anybody would write."""
    both = ((memory, False), (reverse_blocks(memory), True))
    fitting = [_read(one, crc_ok=True, reversed_blocks=turned) for one, turned in both if crc_fits(one)]
    if fitting:
        return next((one for one in fitting if not one.damaged), fitting[0])
    return _read(memory, crc_ok=False, reversed_blocks=False) if _plausible(memory) else None


def encode(
    item: str, *, owner: str = "", parts: int = 1, part: int = 1, usage: int = 1, size: int = LONG
) -> bytes:
    """The basic block, 34 bytes or, for a tag of 32, 32. Raises ValueError for what it cannot hold."""
    text = item.encode()
    if not 1 <= len(text) <= 16:
        raise ValueError("an identifier has 1 to 16 bytes here")
    if not 1 <= part <= parts <= 255:
        raise ValueError(f"part {part} of {parts} cannot be written: 1 to 255 parts")
    if not 0 <= usage <= 15:
        raise ValueError("type of usage is 0 to 15")
    country, _, rest = owner.partition("-")
    if owner and (len(country) != 2 or len(rest.encode()) > size - 23):
        raise ValueError(f"the ISIL {owner!r} has no place here")
    head = bytes((VERSION << 4 | usage, parts, part)) + text.ljust(16, b"\0")
    tail = (country + rest).encode().ljust(size - 21, b"\0")
    return head + _crc(head, tail).to_bytes(2, "little") + tail


def crc_fits(memory: bytes) -> bool:
    """Whether the CRC of the basic block fits. All zero is no tag of this model, whatever its CRC."""
    if len(memory) < SHORT or not any(memory[3:19]):
        return False
    stored = int.from_bytes(memory[19:21], "little")
    return _crc(memory[:19], memory[21 : LONG if len(memory) >= LONG else SHORT]) == stored


def is_legible(item: str) -> bool:
    """Whether this is an identifier that somebody would write."""
    return bool(item) and item.isprintable() and "\ufffd" not in item


def reverse_blocks(memory: bytes) -> bytes:
    """Every block of four bytes turned round."""
    return b"".join(memory[at : at + BLOCK][::-1] for at in range(0, len(memory), BLOCK))


def _crc(head: bytes, tail: bytes) -> int:
    return ccitt_false(head + tail.ljust(13, b"\0"))


def _read(memory: bytes, *, crc_ok: bool, reversed_blocks: bool) -> Decoded:
    version, usage = memory[0] >> 4, memory[0] & 15
    if version != VERSION and usage == VERSION:
        version, usage = usage, version
    parts, part = memory[1], memory[2]
    if part > parts:
        parts, part = part, parts
    owner = _text(memory[21:34])
    extensions, damaged, more = _extensions(memory[LONG:])
    item = _text(memory[3:19]) if memory[3] != 1 else ""
    return Decoded(
        item=item,
        owner=f"{owner[:2]}-{owner[2:]}" if len(owner) > 2 else owner,
        parts=max(parts, 1),
        part=max(part, 1),
        usage=usage,
        version=version,
        crc_ok=crc_ok,
        reversed_blocks=reversed_blocks,
        extensions=extensions,
        damaged=damaged or not crc_ok or not is_legible(item),
        more=more or (not crc_ok and len(memory) == SHORT),  # the last two bytes of the ISIL may be missing
        begins=_begins(memory),
    )


def _extensions(memory: bytes) -> tuple[tuple[Extension, ...], bool, bool]:
    """Extension blocks, whether something is wrong with them, and whether the memory ends amid one."""
    found: list[Extension] = []
    at = 0
    while at < len(memory) and memory[at]:
        length = memory[at]
        if length == 1:  # filler
            at += 1
            continue
        if length < 4:
            return tuple(found), True, False
        if at + length > len(memory):
            return tuple(found), False, True
        block = memory[at : at + length]
        fields = tuple(_text(field) for field in block[4:].split(b"\0"))
        found.append(Extension(int.from_bytes(block[1:3], "little"), fields, reduce(xor, block) == 0))
        at += length
    return tuple(found), any(not one.intact for one in found), False


def _plausible(memory: bytes) -> bool:
    """Whether it looks like this model although its CRC does not fit: half written, or a bit has tipped."""
    if len(memory) < 23 or not _begins(memory):
        return False
    item = memory[3:19].rstrip(b"\0")
    return bool(item) and all(0x20 < byte < 0x7F for byte in item)


def _begins(memory: bytes) -> bool:
    return memory[0] >> 4 == VERSION and memory[0] & 15 <= 9 and 1 <= memory[2] <= memory[1] <= 60


def _text(data: bytes) -> str:
    return data.split(b"\0")[0].decode(errors="replace")
