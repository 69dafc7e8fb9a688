"""Every published vector (``vectors.json``, each with its source) through the codecs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers.roles import TagModel, Usage
from drivers.tags import china_university, crc, isil, iso15693, iso15962, iso28560_2, iso28560_3, rfid501
from drivers.tags.model import decode, decode_uhf

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
SCHEME_FORCED = {"410", "99", "256", "1234567", "123456781234567"}
"""Packed by another scheme than the standard's own choice, to show that scheme."""


def of(*kinds: str) -> list:
    found = [one for one in VECTORS if one["kind"] in kinds]
    assert found, kinds
    return [pytest.param(bytes.fromhex(one["hex"]), one["decoded"], id=one["hex"][:24]) for one in found]


@pytest.mark.parametrize(("data", "said"), of("crc.ddm"))
def test_library_crc(data: bytes, said: dict) -> None:
    assert f"{crc.ccitt_false(data):04X}" == said["crc"]


@pytest.mark.parametrize(("data", "said"), of("crc.iso15693"))
def test_air_crc(data: bytes, said: dict) -> None:
    assert iso15693.with_crc(data)[-2:].hex().upper() == said["crc_on_air"]


@pytest.mark.parametrize(("data", "said"), of("crc.epc_gen2"))
def test_epc_crc(data: bytes, said: dict) -> None:
    assert f"{crc.genibus(data):04X}" == said["stored_crc"]


@pytest.mark.parametrize(("frame", "said"), of("iso15693.request"))
def test_requests(frame: bytes, said: dict) -> None:
    body = iso15693.check_crc(frame)
    parsed = iso15693.parse_request(body)
    if "addressed" in said["meaning"]:
        assert parsed.uid == "E004010031323334"
    if parsed.flags & iso15693.INVENTORY_FLAG:
        assert parsed.command == iso15693.INVENTORY
    else:
        built = iso15693.request(parsed.command, parsed.parameters, uid=parsed.uid)
        assert iso15693.with_crc(built) == frame


@pytest.mark.parametrize(("data", "said"), of("iso15962.compaction"))
def test_compaction(data: bytes, said: dict) -> None:
    assert iso15962.expand(said["scheme"], data) == said["text"]
    if said["text"] not in SCHEME_FORCED:
        assert iso15962.compact(said["text"]) == (said["scheme"], data)


@pytest.mark.parametrize(("data", "said"), of("iso28560-2.isil"))
def test_isil(data: bytes, said: dict) -> None:
    assert isil.decode(data) == said["isil"]
    again = isil.encode(said["isil"])
    assert isil.decode(again) == said["isil"]
    assert len(again) <= len(data)


@pytest.mark.parametrize(("memory", "said"), of("iso28560-2", "iso28560-2.tag", "iso28560-2.field_tag"))
def test_iso_28560_2(memory: bytes, said: dict) -> None:
    fields = iso28560_2.decode(memory).fields
    assert [(one.oid, one.scheme, one.value) for one in fields] == [
        (
            one["oid"],
            one["compaction"],
            one["value"] if isinstance(one["value"], str) else " ".join(map(str, one["value"])),
        )
        for one in said["elements"]
    ]


FIELD = {
    "9100051CBE991A14": ("123456789012", "US-InU-Mu", 12, 3, None),
    "9103061BBD5D0635": ("30500123456789", "CN-440100-1-GT", 2, 1, Usage.CIRCULATING),
    "C102071100B0C30C": (None, "ZYLS", 1, 1, Usage.CIRCULATING),
    "E102074535353536": ("E555672", "CN-130103-1-SJZLIB", 1, 1, Usage.CIRCULATING),
    "E101083031303031": ("01001643", "SM361001", 1, 1, Usage.NOT_CIRCULATING),
    "91020312D6870000": ("1234567", "", 1, 1, Usage.CIRCULATING),
    "21040000001F0201": ("0000001", "", 1, 1, Usage.CIRCULATING),
}


@pytest.mark.parametrize(("memory", "said"), of("iso28560-2", "iso28560-2.field_tag"))
def test_tags_from_the_field_say_which_item_they_are(memory: bytes, said: dict) -> None:
    content = decode(memory)
    assert content.model is TagModel.ISO_28560_2
    assert not content.damaged
    expected = FIELD.get(memory[:8].hex().upper())
    if expected:
        item, *rest = expected
        assert item in (None, content.item)
        assert [content.owner, content.parts, content.part, content.usage] == rest


@pytest.mark.parametrize(("memory", "said"), of("iso28560-2.malformed"))
def test_a_malformed_tag_is_damaged(memory: bytes, said: dict) -> None:
    assert decode(memory).damaged


@pytest.mark.parametrize(("memory", "said"), of("iso28560-3"))
def test_iso_28560_3(memory: bytes, said: dict) -> None:
    content = decode(memory)
    assert content.model is TagModel.ISO_28560_3
    assert (content.item, content.owner) == (said["primary_item_id"], said["isil"])
    assert (content.parts, content.part) == (said["parts_in_item"], said["ordinal_part"])
    assert content.crc_ok is True
    swapped = said["content_parameter"] != 1
    assert content.usage == (said["content_parameter"] if swapped else said["type_of_usage"])
    found = iso28560_3.decode(memory)
    assert found is not None
    assert [(one.identifier, one.intact, one.fields[0]) for one in found.extensions] == [
        (one["id"], one["xor_ok"], one["f0"]) for one in said.get("extension_blocks", [])
    ]


@pytest.mark.parametrize(("memory", "said"), of("iso28560-3.reversed_blocks"))
def test_reversed_blocks_are_noticed_by_the_crc(memory: bytes, said: dict) -> None:
    found = iso28560_3.decode(memory)
    assert found is not None
    assert found.reversed_blocks
    assert decode(memory).item == "11223344"


@pytest.mark.parametrize(("memory", "said"), of("3m.rfid501"))
def test_rfid501(memory: bytes, said: dict) -> None:
    assert decode(memory).item == said["content"]
    found = rfid501.decode(memory)
    assert found is not None
    assert (found.media, found.branch, found.library, found.own) == (
        said["type"],
        said["branch"],
        said["library"],
        said["custom"],
    )
    assert (found.part, found.parts) == (said["set"], said["total"])


@pytest.mark.parametrize(("data", "said"), of("china.univ_uhf.pii96"))
def test_china_university_96_bit(data: bytes, said: dict) -> None:
    epc = _epc(b"\x00\x03\x00\x00" + data.ljust(8, b"\0"))
    assert decode_uhf(epc).item == said["pii"]


@pytest.mark.parametrize(("data", "said"), of("china.univ_uhf.pii128"))
def test_china_university_128_bit(data: bytes, said: dict) -> None:
    epc = _epc(b"\x00\x43\x00\x00" + data.ljust(12, b"\0"))
    assert decode_uhf(epc).item == said["pii"]


@pytest.mark.parametrize(("epc", "said"), of("china.univ_uhf.tag"))
def test_china_university_tags(epc: bytes, said: dict) -> None:
    found = china_university.decode(epc, bytes.fromhex(said["user_bank_hex"]))
    assert found is not None
    assert (found.item, found.crc_ok, found.lent, found.sorting, found.version) == (
        said["pii"],
        said["crc_ok"],
        said["lending"],
        said["sorting"],
        said["version"],
    )
    assert list(found.announced) == said["content_parameter"]
    assert [list(one) for one in found.elements] == [[one["oid"], one["value"]] for one in said["user_bank"]]


def _epc(body: bytes) -> bytes:
    words = len(body) // 2
    rest = bytes((words << 3, 0)) + body
    return crc.genibus(rest).to_bytes(2, "big") + rest
