"""What a tag is, from its memory alone: the model is recognised, then read by its own rules.

In this order: an ISO 28560-3 block whose CRC fits is certain, unless it says nothing legible, does not even begin as
one (or has the DSFID of ISO 28560-2), and may be ISO 28560-2: some three such tags in 100,000 fit by chance; 3M's mark,
and its blank; blank; what looks like a 28560-3 block although its CRC does not fit; ISO 28560-2 by a primary item
identifier at the start, or by its DSFID; unknown. The DSFID alone proves nothing: many writers leave it 00.
"""

from __future__ import annotations

from drivers.roles import TagContent, TagModel, Usage
from drivers.tags import china_university, iso28560_2, iso28560_3, rfid501


def decode(memory: bytes, *, uid: str = "", dsfid: int | None = None) -> TagContent:
    """An HF tag's memory from block 0. Never raises; what cannot be trusted is ``damaged``."""
    third, may_be_second = iso28560_3.decode(memory), _may_be_second(memory, dsfid)
    if third is not None and may_be_second and _fits_by_chance(third, dsfid):
        third = None
    if third is not None and third.crc_ok:
        return _third(third, uid)
    if rfid501.is_blank(memory):
        return TagContent(uid, TagModel.BLANK)
    old = rfid501.decode(memory)
    if old is not None and dsfid != iso28560_2.DSFID:
        return TagContent(uid, TagModel.RFID501, item=old.item, parts=old.parts, part=old.part)
    if not memory.strip(b"\x00") or not memory.strip(b"\xff"):
        return TagContent(uid, TagModel.BLANK)
    if third is not None and dsfid != iso28560_2.DSFID:
        return _third(third, uid)
    if may_be_second:
        return _second(iso28560_2.decode(memory), uid)
    return TagContent(uid, TagModel.UNKNOWN)


def decode_uhf(epc: bytes, user: bytes = b"", *, uid: str = "") -> TagContent:
    """A UHF tag's EPC bank, with CRC and protocol control word, and its user bank. Never raises."""
    found = china_university.decode(epc, user)
    if found is None:
        return TagContent(uid, TagModel.UNKNOWN)
    return TagContent(
        uid,
        TagModel.CHINA_UNIVERSITY_UHF,
        item=found.item,
        owner=found.owner,
        parts=found.parts,
        part=found.part,
        crc_ok=found.crc_ok,
        damaged=found.damaged or not found.crc_ok,
    )


def _may_be_second(memory: bytes, dsfid: int | None) -> bool:
    return dsfid == iso28560_2.DSFID or (dsfid != iso28560_3.DSFID and _starts_with_an_item(memory))


def _fits_by_chance(found: iso28560_3.Decoded, dsfid: int | None) -> bool:
    """What was read as a block of 28560-3 is none, if something else may be it."""
    return not iso28560_3.is_legible(found.item) and (not found.begins or dsfid == iso28560_2.DSFID)


def _starts_with_an_item(memory: bytes) -> bool:
    """A precursor for OID 1, a scheme other than application-defined, and a length that some tag could have."""
    if len(memory) < 3 or memory[0] & 0x0F != iso28560_2.ITEM or not memory[0] & 0x70:
        return False
    length = memory[2] if memory[0] & 0x80 else memory[1]
    return 1 <= length <= 64


def _second(found: iso28560_2.Decoded, uid: str) -> TagContent:
    main, detail = divmod(found.usage, 16) if found.usage is not None else (None, 0)
    return TagContent(
        uid,
        TagModel.ISO_28560_2,
        item=found.item,
        owner=found.owner,
        parts=found.parts,
        part=found.part,
        usage=Usage(main) if main is not None and main in list(Usage) else None,
        usage_detail=detail,
        damaged=found.damaged or (not found.item and not found.more),
        more=found.more,
    )


def _third(found: iso28560_3.Decoded, uid: str) -> TagContent:
    return TagContent(
        uid,
        TagModel.ISO_28560_3,
        item=found.item,
        owner=found.owner,
        parts=found.parts,
        part=found.part,
        usage=Usage(found.usage) if found.usage in list(Usage) else None,
        crc_ok=found.crc_ok,
        damaged=found.damaged,
        more=found.more,
    )
