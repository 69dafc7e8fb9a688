"""Laws of the tag codecs: what was written can be read, damage is noticed, nothing makes them raise."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.roles import TagModel, Usage
from drivers.tags import isil, iso15962, iso28560_2, iso28560_3
from drivers.tags.crc import ccitt_false
from drivers.tags.model import decode, decode_uhf

LABELS = st.text(string.digits + string.ascii_uppercase + "-", min_size=1, max_size=16)
ISILS = st.sampled_from(["CN-110108-1", "CN-110108-1-NLC", "DE-Heu1", "FI-He", "GB-UkOxU", "US-InU-Mu"])


def fit_crc(memory: bytearray) -> None:
    """The CRC of an ISO 28560-3 block of 34 bytes."""
    memory[19:21] = ccitt_false(memory[:19] + memory[21:]).to_bytes(2, "little")


@given(st.text(max_size=40))
def test_whatever_is_compacted_can_be_expanded(text: str) -> None:
    scheme, data = iso15962.compact(text)
    assert iso15962.expand(scheme, data) == text


@given(st.text("ABCXYZabcxyz0129-:/", min_size=1, max_size=16))
def test_every_isil_survives(text: str) -> None:
    try:
        data = isil.encode(text)
    except ValueError:
        assert "/" in text or ":" in text  # each of them is in fewer sets, but always in one
        raise
    assert isil.decode(data) == text


@given(
    st.lists(
        st.builds(
            iso15962.Element,
            st.integers(1, 200),
            st.integers(0, 7),
            st.binary(max_size=200),
            st.integers(0, 9),
        ),
        max_size=8,
    )
)
def test_data_sets_survive(elements: list[iso15962.Element]) -> None:
    assert iso15962.parse(iso15962.build(elements) + b"\0") == elements


@given(LABELS, ISILS, st.integers(1, 99), st.integers(1, 99), st.sampled_from([0x10, 0x13, 0x20, 0x80, None]))
def test_an_iso_28560_2_tag_says_what_was_written(item, owner, part, parts, usage) -> None:
    part, parts = sorted((part, parts))
    memory = iso28560_2.encode(item, owner=owner, parts=parts, part=part, usage=usage)
    assert len(memory) % 4 == 0
    content = decode(memory, dsfid=6, uid="E004010031323334")
    assert (content.model, content.item, content.owner) == (TagModel.ISO_28560_2, item, owner)
    assert (content.parts, content.part) == (parts, part)
    assert content.usage == (None if usage is None else usage >> 4)
    assert content.usage_detail == (usage or 0) & 15
    assert not content.damaged
    assert not content.more


@pytest.mark.parametrize("dsfid", [6, 0, None])
def test_a_tag_whose_bytes_fit_the_crc_of_another_model_is_what_it_says(dsfid) -> None:
    memory = iso28560_2.encode("IIT-5LDKG0BT4Q", owner="CN-110108-1", parts=11, part=11, usage=0x10)
    assert iso28560_3.decode(memory).crc_ok
    content = decode(memory, dsfid=dsfid)
    assert (content.model, content.item, content.owner) == (
        TagModel.ISO_28560_2,
        "IIT-5LDKG0BT4Q",
        "CN-110108-1",
    )
    assert (content.parts, content.part, content.damaged) == (11, 11, False)


def test_its_dsfid_decides_where_the_first_bytes_may_be_either() -> None:
    item = iso15962.Element(1, iso15962.INTEGER, bytes.fromhex("012345678901"))
    memory = bytearray(iso15962.build([item, iso15962.Element(15, iso15962.OCTETS, bytes(24))])[:34])
    fit_crc(memory)
    content = decode(bytes(memory), dsfid=6)
    assert (content.model, content.item) == (TagModel.ISO_28560_2, "1250999896321")
    content = decode(bytes(memory))
    assert (content.model, content.damaged) == (TagModel.ISO_28560_3, True)


@pytest.mark.parametrize("dsfid", [0, 0x3E, None])
def test_a_writer_that_swapped_the_bytes_of_the_set_is_understood(dsfid) -> None:
    memory = bytearray(iso28560_3.encode("30001", owner="CN-110108", parts=5, part=1))
    memory[1:3] = memory[1:3][::-1]
    fit_crc(memory)
    content = decode(bytes(memory).ljust(112, b"\0"), dsfid=dsfid)
    assert (content.model, content.item, content.parts, content.part) == (
        TagModel.ISO_28560_3,
        "30001",
        5,
        1,
    )


@given(LABELS, ISILS)
def test_the_identifier_ends_on_a_block_so_that_it_can_be_locked(item, owner) -> None:
    memory = iso28560_2.encode(item, owner=owner)
    first = iso15962.parse(memory)[0]
    assert len(iso15962.build([first])) % 4 == 0


@given(LABELS, st.sampled_from(["", "CN-110108", "DE-705"]), st.integers(1, 60), st.sampled_from([32, 34]))
@example("R", "DE-705", 59, 32)  # its CRC fits the wrong way round, too
def test_an_iso_28560_3_tag_says_what_was_written(item, owner, parts, size) -> None:
    memory = iso28560_3.encode(item, owner=owner, parts=parts, part=parts, size=size)
    assert len(memory) == size
    for stored in (memory.ljust(36, b"\0"), iso28560_3.reverse_blocks(memory.ljust(36, b"\0"))):
        content = decode(stored)
        assert (content.model, content.item, content.owner) == (TagModel.ISO_28560_3, item, owner)
        assert (content.parts, content.part, content.usage) == (parts, parts, Usage.CIRCULATING)
        assert content.crc_ok is True


@given(LABELS, st.integers(0, 34 * 8 - 1), st.sampled_from([None, 0x3E]))
@example(item="1", bit=29, dsfid=0x3E)
@example(item="12", bit=29, dsfid=None)
@example(item="5", bit=18, dsfid=None)
@example(item="5", bit=18, dsfid=0x3E)
@example(item="53", bit=7, dsfid=None)
def test_one_tipped_bit_in_a_28560_3_tag_is_always_noticed(item, bit, dsfid) -> None:
    memory = bytearray(iso28560_3.encode(item, owner="CN-110108"))
    memory[bit // 8] ^= 1 << bit % 8
    content = decode(bytes(memory), dsfid=dsfid)
    # Without a DSFID the first bytes may just as well be ISO 28560-2, with an item that is a number of one byte.
    other = content.model is TagModel.ISO_28560_2 and item in map(str, memory[2:4])
    assert content.item != item or content.damaged or content.more or (dsfid is None and other)


@pytest.mark.parametrize("parts", [1, 5])
@pytest.mark.parametrize(
    "item",
    [b"\x80\x81\x82\x83\x84\x85", b"\x80\x81\x82\x83\x11\x01\x05", b"\x01ABCDE", b"\x00ABCDE", b"\x1212345"],
)
@pytest.mark.parametrize("dsfid", [0, 0x3E, None])
def test_an_iso_28560_3_tag_whose_identifier_is_no_text_is_damaged(item, parts, dsfid) -> None:
    memory = bytearray(iso28560_3.encode("X", owner="CN-110108", parts=parts))
    memory[3 : 3 + len(item)] = item
    fit_crc(memory)
    content = decode(bytes(memory).ljust(112, b"\0"), dsfid=dsfid)
    assert (content.model, content.crc_ok, content.damaged) == (TagModel.ISO_28560_3, True, True)


def test_what_decides_is_said_only_once() -> None:
    assert iso28560_2.decode(bytes.fromhex("11010111010200")).damaged
    assert not iso28560_2.decode(bytes.fromhex("110101020144430400")).damaged


@given(LABELS, ISILS, st.integers(0, 40))
def test_a_tag_cut_off_is_never_taken_for_whole(item, owner, length) -> None:
    memory = iso28560_2.encode(item, owner=owner, parts=3, part=2, usage=0x10)
    cut = memory[: min(length, len(memory.rstrip(b"\0")) - 1)]
    content = decode(cut, dsfid=6)
    whole = decode(memory, dsfid=6)
    assert content.more or content.damaged or content.model is TagModel.BLANK or content == whole


@given(LABELS, ISILS, st.integers(0, 8))
def test_half_written_is_damaged_blank_or_another_item(item, owner, blocks) -> None:
    """The writer died after some blocks; the rest still holds what a blank tag holds."""
    memory = iso28560_2.encode(item, owner=owner, parts=3, part=2, usage=0x10)
    half = memory[: blocks * 4].ljust(112, b"\0")
    content = decode(half, dsfid=6)
    if blocks * 4 < len(memory.rstrip(b"\0")) and content.item == item and not content.damaged:
        # A cut between two data sets cannot be seen in them; the content parameter announced more.
        announced = {field.oid for field in iso28560_2.decode(memory).fields}
        assert {field.oid for field in iso28560_2.decode(half).fields} <= announced


@given(st.binary(max_size=120), st.one_of(st.none(), st.integers(0, 255)))
def test_nothing_makes_it_raise(memory, dsfid) -> None:
    content = decode(memory, uid="E004010031323334", dsfid=dsfid)
    assert content.uid == "E004010031323334"
    assert (
        content.damaged or content.more or content.item or content.model in (TagModel.BLANK, TagModel.UNKNOWN)
    )
    assert 1 <= content.part <= content.parts
    decode_uhf(memory, memory)


@given(LABELS, ISILS, st.lists(st.tuples(st.integers(0, 47), st.integers(0, 255)), max_size=4))
def test_nothing_near_a_tag_makes_it_raise(item, owner, changes) -> None:
    memory = bytearray(iso28560_2.encode(item, owner=owner, parts=2, part=1, usage=0x10).ljust(48, b"\0"))
    for at, value in changes:
        memory[at] = value
    content = decode(bytes(memory), dsfid=6)
    assert 1 <= content.part <= content.parts


@pytest.mark.parametrize("memory", [b"\0" * 112, b"\xff" * 112, b"\x55" * 24 + b"\0" * 8, b""])
def test_blank(memory) -> None:
    assert decode(memory).model is TagModel.BLANK


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"item": ""}, "needs a primary"),
        ({"item": "1", "part": 3, "parts": 2}, "part 3 of 2"),
        ({"item": "1", "owner": "§"}, "not an ISIL"),
    ],
)
def test_what_cannot_be_written_is_said(arguments, said) -> None:
    with pytest.raises(ValueError, match=said):
        iso28560_2.encode(**arguments)
