"""Contactless cards and single items through the real PC/SC daemon: what the contracts of their roles do not ask."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers import pcsc as calls
from drivers.cards.pcsc import PcscCardReader
from drivers.pads.pcsc import PcscPad
from drivers.pcsc import storage_card
from drivers.registry import parse_options
from drivers.roles import Afi, BadFrame, CardShown, DeviceLost, TagLost, TagRefused, Usage
from drivers.simulators.contactless import (
    NO_INFORMATION,
    CardSimulator,
    Iso15693Card,
    MifareClassic,
    Ntag,
    text_message,
)
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.virtual_slot import VirtualSlot
from drivers.tags import iso28560_3
from tests.contracts.lines import until
from tests.contracts.slots import FieldOnSlots, present
from tests.drivers.test_simulate_command import simulate
from tests.fixtures.pcscd import Pcscd
from tests.mutation import mutate

NUMBER = "20001000000103"
KEY, OTHER = bytes.fromhex("A0B1C2D3E4F5"), bytes.fromhex("010203040506")
UID = "E004010031323334"


def reading(slot: VirtualSlot, card: CardSimulator, **options: object) -> str:
    """The number that a reader with these options gives for the card. Raises what it raises."""
    reader = PcscCardReader(parse_options(PcscCardReader, options))
    reader.open()
    try:
        slot.show(card)
        for number, told in enumerate(reader.readings()):
            if isinstance(told, CardShown):
                return told.number
            assert number < 50, "nothing was read"
    finally:
        reader.close()
    raise AssertionError("the readings ended")


def tag_card(memory: bytes, uid: str = UID, **card: bool) -> Iso15693Card:
    tag = TagSimulator(uid, bytearray(memory))
    field = Field([tag])
    field.place(uid)
    return Iso15693Card(field, tag, **card)


# --- what of a card is its number ---------------------------------------------------------------------------------


@pytest.mark.parametrize("least_first", [False, True])
def test_the_uid_of_an_iso_15693_card_begins_with_e0_whatever_the_reader_does(
    slot: VirtualSlot, least_first: bool
) -> None:
    assert reading(slot, tag_card(b"", least_first=least_first)) == UID


def test_the_library_s_own_tag_model_on_a_card(slot: VirtualSlot) -> None:
    memory = iso28560_3.encode(NUMBER, owner="CN-100001", usage=Usage.PATRON_CARD)
    assert reading(slot, tag_card(memory), source="tag") == NUMBER


@pytest.mark.parametrize(
    "card",
    [
        tag_card(iso28560_3.encode(NUMBER, owner="CN-100001", usage=Usage.CIRCULATING)),
        tag_card(bytes(112)),
        tag_card(iso28560_3.encode(NUMBER, owner="CN-100001", usage=Usage.PATRON_CARD)[:18] + b"\1" * 94),
        Ntag(bytes(7), text_message(NUMBER)),
    ],
    ids=["a book", "blank", "damaged", "no ISO 15693"],
)
def test_what_is_no_card_by_the_model_has_no_number(slot: VirtualSlot, card: CardSimulator) -> None:
    with pytest.raises(BadFrame, match="cannot be read"):
        reading(slot, card, source="tag")


def test_a_text_on_an_iso_15693_card(slot: VirtualSlot) -> None:
    message = text_message(NUMBER)
    memory = bytes.fromhex("E1400E01") + b"\x03" + bytes((len(message),)) + message + b"\xfe"
    assert reading(slot, tag_card(memory), source="ndef") == NUMBER


def test_a_long_text_is_read_to_its_end(slot: VirtualSlot) -> None:
    card = Ntag(bytes(7), text_message("x" * 100 + NUMBER), pages=60)
    assert reading(slot, card, source="ndef", pattern=r"x+(\d+)") == NUMBER


@pytest.mark.parametrize(
    "card",
    [
        Ntag(bytes(7), b""),
        Ntag(bytes(7), bytes.fromhex("D101045501616263")),
        Ntag(bytes(7), text_message("x" * 200), pages=20),
        tag_card(bytes(112)),
        CardSimulator(bytes(7)),
    ],
    ids=["empty", "a link", "longer than the card", "not formatted", "a processor card"],
)
def test_a_card_without_a_text_has_no_number(slot: VirtualSlot, card: CardSimulator) -> None:
    with pytest.raises(BadFrame, match="cannot be read"):
        reading(slot, card, source="ndef")


def test_two_sectors_by_key_b(slot: VirtualSlot) -> None:
    blocks = {6: b"0000000000002000", 8: b"1000000103".ljust(16, b"\0")}
    card = MifareClassic(bytes(4), blocks, {1: (OTHER, KEY), 2: (OTHER, KEY)})
    options = {"source": "sector", "key": KEY.hex(), "key_type": "b", "form": "text"}
    with pytest.raises(BadFrame):
        reading(slot, card, **(options | {"key_type": "a", "block": 6}))
    slot.take()
    assert until(lambda: not present("Jieyue Virtual 00 00"))
    assert reading(slot, card, **options, block=6, skip=12) == "2000"
    assert [command.hex() for command in card.commands[-3:]] == [
        "ff82000006" + KEY.hex(),
        "ff860000050100066100",
        "ffb0000610",
    ]


def test_a_card_pulled_in_the_middle_of_reading_is_told_and_the_next_is_read(slot: VirtualSlot) -> None:
    class Slippery(Ntag):
        def read(self, block: int, length: int) -> bytes:
            if block == 9:
                slot.take()
            return super().read(block, length)

    reader = PcscCardReader(parse_options(PcscCardReader, {"source": "ndef"}))
    reader.open()
    slot.show(Slippery(bytes(7), text_message(NUMBER)))
    with pytest.raises(BadFrame, match="taken away"):
        next(told for told in reader.readings() if told)
    assert until(lambda: not present("Jieyue Virtual 00 00"))
    slot.show(Ntag(bytes(7), text_message("7")))
    assert next(told for told in reader.readings() if told) == CardShown("7")
    reader.close()


def test_the_readers_are_chosen_by_name(pcsc: Pcscd) -> None:
    second = list(pcsc.slots)[1]
    slots = [VirtualSlot(port=port) for port in pcsc.slots.values()]
    reader = PcscCardReader(parse_options(PcscCardReader, {"reader": f"Nobody's *; {second[:-3]}?01"}))
    reader.open()
    slots[0].show(CardSimulator(b"\1\1\1\1"))
    slots[1].show(CardSimulator(b"\2\2\2\2"))
    try:
        assert next(told for told in reader.readings() if told) == CardShown("02020202")
        assert until(lambda: present(next(iter(pcsc.slots))))
        assert next(reader.readings()) is None
    finally:
        reader.close()
        for slot in slots:
            slot.take()
        assert until(lambda: not any(map(present, pcsc.slots)))


# --- single items -------------------------------------------------------------------------------------------------


@pytest.fixture
def over(pcsc: Pcscd) -> Iterator[Field]:
    field = FieldOnSlots([TagSimulator(UID, name="T1"), TagSimulator("E0040100AABBCCDD", name="T2")], pcsc)
    yield field
    if pcsc.running:
        field.clear()


@pytest.fixture
def pad(over: Field) -> Iterator[PcscPad]:
    pad = PcscPad(parse_options(PcscPad, {}))
    pad.open()
    yield pad
    pad.close()


def test_a_tag_that_lies_there_is_asked_only_once_who_it_is(pad: PcscPad, over: Field) -> None:
    over.place("T1")
    asked: list[bytes] = []
    assert [tag.uid for tag in pad.inventory()] == [UID]
    pad.readers.trace = lambda way, data: asked.append(data)
    for _ in range(3):
        assert [tag.uid for tag in pad.inventory()] == [UID]
    assert asked == []


def test_the_family_of_the_data_is_told_where_the_reader_can_ask_for_it(pad: PcscPad, over: Field) -> None:
    over.find("T1").dsfid = 0x06
    over.place("T1")
    assert [tag.dsfid for tag in pad.inventory()] == [0x06]


def test_a_card_on_the_pad_is_no_item(pad: PcscPad, slot: VirtualSlot) -> None:
    slot.show(Ntag(bytes(7), text_message(NUMBER)))
    assert until(lambda: any(one.present for one in pad.readers.slots(0)))
    assert pad.inventory() == ()


def test_a_reader_that_is_said_to_have_sessions_and_has_none_says_so(pcsc: Pcscd) -> None:
    field = FieldOnSlots([TagSimulator(UID)], pcsc, transparent=False)
    pad = PcscPad(parse_options(PcscPad, {}))
    pad.open()
    try:
        field.place(UID)
        assert [(tag.uid, tag.dsfid) for tag in pad.inventory()] == [(UID, None)]
        for ask in (lambda: pad.write_afi(UID, Afi.ON_LOAN), lambda: pad.afi(UID), lambda: pad.eas(UID)):
            with pytest.raises(TagRefused, match="transparent"):
                ask()
        assert field.find(UID).afi == Afi.IN_STOCK
    finally:
        pad.close()
        field.clear()


def test_a_swapped_tag_is_not_written_in_the_other_s_place(pad: PcscPad, over: Field) -> None:
    over.place("T1")
    pad.inventory()
    over.lift("T1")
    over.place("T2")
    with pytest.raises(TagLost, match="another tag"):
        pad.write_afi(UID, Afi.ON_LOAN)
    assert {tag.afi for tag in over.tags.values()} == {Afi.IN_STOCK}
    assert [tag.uid for tag in pad.inventory()] == ["E0040100AABBCCDD"]


def test_the_service_ends_in_the_middle_of_writing(pad: PcscPad, over: Field, pcsc: Pcscd) -> None:
    over.place("T1")
    pad.inventory()
    written: list[int] = []

    def write_for_ever() -> None:
        while True:
            pad.write(UID, 0, b"ABCDEFGH")
            written.append(1)
            if len(written) == 3:
                pcsc.stop()

    with pytest.raises(DeviceLost):
        write_for_ever()
    pad.close()
    with pytest.raises(DeviceLost):
        pad.open()
    pcsc.start()
    pad.open()
    assert isinstance(over, FieldOnSlots)
    over.follow_anew()
    assert [tag.uid for tag in pad.inventory()] == [UID]


def test_mutated_answers_never_do_harm(pad: PcscPad, over: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    over.place("T1", "T2")
    pad.inventory()
    chance = random.Random(5)
    true = Iso15693Card.answer

    def mutated(card: Iso15693Card, command: bytes) -> bytes:
        return mutate(true(card, command), chance) or b"\0"  # an empty answer stops the virtual reader

    monkeypatch.setattr(Iso15693Card, "answer", mutated)
    asks = [
        pad.inventory,
        lambda: pad.read(UID, 0, 8),
        lambda: pad.afi(UID),
        lambda: pad.eas(UID),
    ]
    for number in range(200):
        with contextlib.suppress(BadFrame, TagLost, TagRefused):
            asks[number % len(asks)]()
    assert sum(tag.writes for tag in over.tags.values()) == 0
    monkeypatch.undo()
    assert len(pad.inventory()) == 2


def test_a_write_whose_answer_is_bad_does_not_count(
    pad: PcscPad, over: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    over.place("T1")
    pad.inventory()
    true = Iso15693Card.answer

    def mute(card: Iso15693Card, command: bytes) -> bytes:
        answer = true(card, command)
        return answer if command[:2] == b"\xff\xca" else NO_INFORMATION

    monkeypatch.setattr(Iso15693Card, "answer", mute)
    for write in (lambda: pad.write(UID, 0, b"ABCD"), lambda: pad.write_afi(UID, Afi.ON_LOAN)):
        with pytest.raises(TagLost):
            write()
        monkeypatch.undo()
        pad.inventory()
        monkeypatch.setattr(Iso15693Card, "answer", mute)


# --- the wire -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("atr", "standard", "card"),
    [  # from smartcard_list.txt of pcsc-tools
        ("3B8F8001804F0CA000000306030001000000006A", 0x03, 0x0001),
        ("3B8F8001804F0CA0000003060300020000000069", 0x03, 0x0002),
        ("3B8F8001804F0CA0000003060B00120000000071", 0x0B, 0x0012),
        ("3B8F8001804F0CA0000003060B000E000000006D", 0x0B, 0x000E),
        ("3B8F8001804F0CA0000003060B00000000000063", 0x0B, 0x0000),
        ("3B8F8001804F0CA00000030611003B0000000042", 0x11, 0x003B),
    ],
)
def test_what_an_atr_says(atr: str, standard: int, card: int) -> None:
    found = storage_card(bytes.fromhex(atr))
    assert found is not None
    assert (found.standard, found.card, found.iso_15693) == (standard, card, standard == 0x0B)
    assert storage_card(bytes.fromhex(atr)[:-1] + b"\0") is None
    assert storage_card(bytes.fromhex(atr)[:-1]) is None


def test_the_transparent_session_is_that_of_the_trace(pad: PcscPad, over: Field) -> None:
    """An ACR1552U with an ICODE SLI, NXP community TA-P 2291679; our requests are addressed besides."""
    over.place("T1")
    pad.inventory()
    trace: list[str] = []
    pad.readers.trace = lambda way, data: trace.append(f"{way} {data.hex().upper()}")
    pad.write_afi(UID, Afi.ON_LOAN)
    assert trace == [
        "out FFCA000000",
        "in E0040100313233349000",
        "out FFC2000002810000",
        "in C0030090009000",
        "out FFC20002048F020203",
        "in C0030090008F01009000",
        "out FFC20001145F460440420F00950B222734333231000104E0C200",
        "in C003009000920100960200009701009000",
        "out FFC2000002820000",
        "in C0030090009000",
    ]


def test_a_status_says_whether_it_was_silence_or_no() -> None:
    assert isinstance(calls.refusal(0x6300), TagLost)
    assert isinstance(calls.refusal(0x6401), TagLost)
    for status in (0x6A81, 0x6982, 0x6581):
        assert isinstance(calls.refusal(status), TagRefused)
        assert f"{status:04X}" in str(calls.refusal(status))


# --- jieyue simulate card -----------------------------------------------------------------------------------------


def test_cards_of_a_file_are_shown_by_hand(pcsc: Pcscd, tmp_path: Path) -> None:
    cards = [
        {"name": "Li Na", "kind": "ntag", "uid": "04A1B2C3D4E5F6", "text": NUMBER},
        {"name": "bus", "kind": "processor", "uid": "11223344"},
        {"name": "sector", "kind": "mifare", "uid": "AABBCCDD", "keys": {"1": [KEY.hex(), KEY.hex()]}},
        {"name": "book", "kind": "iso-15693", "uid": UID, "memory": "11" * 8},
    ]
    (tmp_path / "cards.json").write_text(json.dumps(cards))
    port = next(iter(pcsc.slots.values()))
    reader = PcscCardReader(parse_options(PcscCardReader, {}))
    reader.open()
    with simulate("card", "--cards", str(tmp_path / "cards.json"), "--reader", f"127.0.0.1:{port}") as hand:
        for name, number in (
            ("Li Na", "04A1B2C3D4E5F6"),
            ("bus", "11223344"),
            ("sector", "AABBCCDD"),
            ("book", UID),
        ):
            hand.tell(f":show {name}")
            assert hand.says() == f"ok :show {name}"
            assert next(told for told in reader.readings() if told) == CardShown(number)
            hand.tell(":take")
            assert hand.says() == "ok :take"
            assert next(told for told in reader.readings() if told)
        hand.tell(":show nobody")
        hand.tell(":take")
        assert hand.says() == "ok :take"
    reader.close()
