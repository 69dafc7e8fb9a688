"""3M's RFID501 tags, read only: the model of 3M libraries before ISO 28560.

::

    0      04
    1      high nibble: which of the set, low nibble: how many
    2      00
    3      media type
    4-19   identifier, ASCII, filled up with 00
    20-23  branch (12 bits), library (20 bits)
    24-27  the library's own

Source: the test tags of dpavlin/Biblio-RFID.
"""

from __future__ import annotations

from dataclasses import dataclass

MARK = 0x04
BLANK = b"\x55" * 24 + b"\x00" * 4


@dataclass(frozen=True, slots=True)
class Decoded:
    item: str
    parts: int
    part: int
    media: int
    branch: int
    library: int
    own: int


def is_blank(memory: bytes) -> bool:
    """A tag as 3M delivers it."""
    return len(memory) >= 24 and memory[:24] == BLANK[:24]


def decode(memory: bytes) -> Decoded | None:
    """None if this is no such tag. Never raises."""
    if len(memory) < 28 or memory[0] != MARK or memory[2] != 0 or memory[3] > 13:
        return None
    text = memory[4:20].rstrip(b"\0")
    if not text or not all(0x20 < byte < 0x7F for byte in text):
        return None
    place = int.from_bytes(memory[20:24], "big")
    part, parts = memory[1] >> 4, memory[1] & 15
    sensible = 1 <= part <= parts
    return Decoded(
        item=text.decode(),
        parts=parts if sensible else 1,
        part=part if sensible else 1,
        media=memory[3],
        branch=place >> 20,
        library=place & 0xFFFFF,
        own=int.from_bytes(memory[24:28], "big"),
    )
