"""ISO 28560-2 library tags: ISO/IEC 15962 data sets with library elements. Also WH/T 44-2012 and GB/T 35660.2-2017.

The primary item identifier (OID 1) comes first; a content parameter (OID 2) announces what else there is, and may
announce what is not there. Field practice, chiefly on Chinese tags, writes a type of usage in any scheme, leaves the
ISIL out or without its country, and puts offsets everywhere; all of that is read.

Sources: ISO 28560-2:2014; WH/T 44-2012; test tags published by DigitalPlatform/dp2 and Hypernova-Oy/lainuri.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.tags import isil, iso15962
from drivers.tags.iso15962 import APPLICATION, INTEGER, NUMERIC, Damaged, Element

DSFID = 0x06

ITEM, CONTENT, OWNER, SET, USAGE, SHELF = 1, 2, 3, 4, 5, 6
ILL_BORROWER = 11
GS1 = 13
NAMES = {
    1: "primary item identifier",
    2: "content parameter",
    3: "owner institution",
    4: "set information",
    5: "type of usage",
    6: "shelf location",
    7: "ONIX media format",
    8: "MARC media format",
    9: "supplier identifier",
    10: "order number",
    11: "ILL borrowing institution",
    12: "ILL borrowing transaction number",
    13: "GS1 product identifier",
    14: "alternative unique item identifier",
    15: "local data A",
    16: "local data B",
    17: "title",
    18: "product identifier local",
    19: "media format (other)",
    20: "supply chain stage",
    21: "supplier invoice number",
    22: "alternative item identifier",
    23: "alternative owner institution",
    24: "subsidiary of an owner institution",
    25: "alternative ILL borrowing institution",
    26: "local data C",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One element in words; ``value`` as text."""

    oid: int
    scheme: int
    value: str

    @property
    def name(self) -> str:
        return NAMES.get(self.oid, f"element {self.oid}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """``damaged``: something after these fields does not fit. ``more``: the memory may only have been cut off."""

    fields: tuple[Field, ...]
    item: str = ""
    owner: str = ""
    parts: int = 1
    part: int = 1
    usage: int | None = None  # the whole octet: main value, then detail
    damaged: bool = False
    more: bool = False


def decode(memory: bytes) -> Decoded:
    """Read what can be read. Never raises."""
    try:
        elements, damaged, more = iso15962.parse(memory), False, False
        more = bool(elements) and not _ends(memory, elements)
    except Damaged as trouble:
        elements, damaged, more = trouble.elements, not trouble.short, trouble.short
    fields = tuple(Field(one.oid, one.scheme, _value(one)) for one in elements)
    by_oid = {one.oid: one for one in reversed(elements)}
    values = {field.oid: field.value for field in reversed(fields)}
    item = values.get(ITEM, "").strip()
    if ITEM in by_oid and not _trustworthy(by_oid[ITEM], item):
        damaged = True
    # What decides is said once: twice it is another model's bytes, or a write that was torn.
    decisive = [one.oid for one in elements if one.oid in (ITEM, OWNER, SET, USAGE)]
    damaged |= len(set(decisive)) < len(decisive)
    parts, part = _set_information(values.get(SET, ""))
    return Decoded(
        fields,
        item=item,
        owner=values.get(OWNER, "").strip(),
        parts=parts,
        part=part,
        usage=_usage(by_oid[USAGE]) if USAGE in by_oid else None,
        damaged=damaged,
        more=more,
    )


def encode(
    item: str,
    *,
    owner: str = "",
    parts: int = 1,
    part: int = 1,
    usage: int | None = None,
    shelf: str = "",
    block: int = 4,
) -> bytes:
    """The memory of a tag, whole blocks, the item identifier padded to end on one so that it can be locked.

    Raises ValueError for what the standard cannot hold.
    """
    if not item:
        raise ValueError("a library tag needs a primary item identifier")
    if not 1 <= part <= parts <= 99:
        raise ValueError(f"part {part} of {parts} cannot be written: 1 to 99 parts")
    rest: list[Element] = []
    if owner:
        rest.append(Element(OWNER, APPLICATION, isil.encode(owner)))
    if parts > 1:
        width = 1 if parts < 10 else 2
        rest.append(Element(SET, *iso15962.compact(f"{parts:0{width}d}{part:0{width}d}")))
    if usage is not None:
        rest.append(Element(USAGE, APPLICATION, bytes((usage,))))
    if shelf:
        rest.append(Element(SHELF, *iso15962.compact(shelf)))
    first = Element(ITEM, *iso15962.compact(item))
    if rest:
        first = _on_a_block(first, block)
        rest.insert(0, Element(CONTENT, APPLICATION, content_parameter([one.oid for one in rest])))
    memory = iso15962.build([first, *rest]) + b"\x00"
    return memory + bytes(-len(memory) % block)


def content_parameter(oids: list[int]) -> bytes:
    """A bit for each element from OID 3, most significant first."""
    last = max(oids)
    length = (last - OWNER) // 8 + 1
    value = sum(1 << (8 * length - 1 - (oid - OWNER)) for oid in oids)
    return value.to_bytes(length, "big")


def _on_a_block(element: Element, block: int) -> Element:
    """With pad bytes, and the offset byte that tells of them, where it would not end on a block border."""
    if len(iso15962.build([element])) % block == 0:
        return element
    for pad in range(block + 1):
        padded = Element(element.oid, element.scheme, element.data, pad)
        length = len(iso15962.build([padded])) if pad else len(iso15962.build([element])) + 1
        if length % block == 0:
            # An offset of 0 needs its byte all the same; a full block of pad says the same in a plain way.
            return padded if pad else Element(element.oid, element.scheme, element.data, block)
    raise AssertionError("some pad always fits")


def _value(element: Element) -> str:
    if element.scheme == APPLICATION:
        if element.oid == CONTENT:
            return " ".join(map(str, _announced(element.data)))
        if element.oid in (OWNER, ILL_BORROWER):
            return isil.decode(element.data)
        if element.oid == USAGE:
            return element.data.hex()
        if element.oid == GS1:
            return f"{int.from_bytes(element.data, 'big'):013d}"
        return element.data.hex()
    return iso15962.expand(element.scheme, element.data)


def _announced(data: bytes) -> list[int]:
    bits = "".join(f"{byte:08b}" for byte in data)
    return [OWNER + at for at, bit in enumerate(bits) if bit == "1"]


def _set_information(digits: str) -> tuple[int, int]:
    """``1203`` is part 3 of 12; anything that makes no sense is one part of one."""
    half, odd = divmod(len(digits), 2)
    if not half or odd or not (digits.isascii() and digits.isdigit()):
        return 1, 1
    parts, part = int(digits[:half]), int(digits[half:])
    return (parts, part) if 1 <= part <= parts else (1, 1)


def _usage(element: Element) -> int | None:
    """An octet, or the same two digits as a number or as characters; a single digit is the main value."""
    if element.scheme == APPLICATION and len(element.data) == 1:
        return element.data[0]
    if element.scheme == iso15962.OCTETS and len(element.data) == 1 and not 0x30 <= element.data[0] <= 0x39:
        return element.data[0]
    text = iso15962.expand(element.scheme, element.data)
    try:
        return int(text, 16) << (4 if len(text) == 1 else 0) if len(text) <= 2 else None
    except ValueError:
        return None


def _trustworthy(element: Element, item: str) -> bool:
    """Whether an identifier is what its scheme can give, and printable."""
    if not item or not item.isprintable() or "\ufffd" in item:
        return False
    return element.scheme not in (INTEGER, NUMERIC) or item.isdigit()


def _ends(memory: bytes, elements: list[Element]) -> bool:
    """Whether an end mark, or only filler, follows the last data set."""
    rest = memory[len(iso15962.build(elements)) :]
    # Filler between data sets makes this an estimate from below, which reads a few blocks more.
    return iso15962.END in rest
