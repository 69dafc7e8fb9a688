"""What the pads' drivers and their simulators say, beside the published frames (``reader_frames.json``, each with its
source), and what is special to one maker."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.pads import bibliotheca, feig, rl866
from drivers.pads.bibliotheca import BibliothecaPad
from drivers.pads.feig import FeigPad
from drivers.pads.rl866 import Rl866Pad
from drivers.registry import OptionError, parse_options
from drivers.roles import Afi, BadFrame, DeviceLost, ItemPad, TagLost, TagRefused
from drivers.simulators.bibliotheca import BibliothecaSimulator
from drivers.simulators.feig import FeigSimulator
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.reader import ReaderSimulator
from drivers.simulators.rl866 import Rl866Simulator
from drivers.simulators.wire import TcpWire
from drivers.tags.crc import genibus, mcrf4xx

FRAMES = json.loads((Path(__file__).parent / "reader_frames.json").read_text(encoding="utf-8"))
UID = "E004010031323334"
OTHER = "E0040100AABBCCDD"


def frames(kind: str) -> dict[str, str]:
    """Hexadecimal, with what it means."""
    found = {one["hex"]: one["decoded"]["meaning"] for one in FRAMES if one["kind"] == kind}
    assert found, kind
    return found


class Talk:
    """A driver and a simulator on a line that is listened to."""

    def __init__(self, pad: ItemPad, device: ReaderSimulator) -> None:
        self.pad = pad
        self.device = device
        self.said: set[str] = set()
        pad.line.trace = lambda _way, data: self.said.add(data.hex().upper())  # type: ignore[attr-defined]


@contextmanager
def talk(driver: type, simulator: type, options: dict | None = None, **device: object) -> Iterator[Talk]:
    field = Field(
        [TagSimulator(UID, bytearray.fromhex("1101013131323233"), dsfid=6), TagSimulator(OTHER, dsfid=0x3E)]
    )
    field.place(UID)
    reader = simulator(TcpWire("127.0.0.1", 0), field, **device)
    pad = driver(parse_options(driver, {"port": reader.wire.port, "response_ms": 100, **(options or {})}))
    try:
        yield Talk(pad, reader)
    finally:
        pad.close()
        reader.close()


def test_every_published_frame_is_whole_and_its_checksum_fits() -> None:
    fits = {
        "feig.frame": lambda frame: mcrf4xx(frame[:-2]).to_bytes(2, "little") == frame[-2:],
        "3m.frame": lambda frame: (
            genibus(frame[1:-2]).to_bytes(2, "big") == frame[-2:]
            and bibliotheca.frame_length(frame) == len(frame)
        ),
        "rl866.frame": lambda frame: (
            rl866.content(frame) is not None and rl866.frame_length(frame) == len(frame)
        ),
    }
    for kind, fit in fits.items():
        for text in frames(kind):
            frame = bytes.fromhex(text)
            assert fit(frame), text
            assert not fit(frame[:-1] + bytes((frame[-1] ^ 1,))), text


def test_feig_says_what_is_published() -> None:
    published = frames("feig.frame")
    with talk(FeigPad, FeigSimulator) as at:
        at.pad.open()
        at.pad.inventory()
        assert at.pad.read(UID, 0, 2) == bytes.fromhex("1101013131323233")
        at.pad.read(UID, 0, 8)
        at.pad.write(UID, 1, bytes.fromhex("44332211"))
        at.pad.write_afi(UID, Afi.ON_LOAN)
        at.pad.afi(UID)
        at.pad.write_afi(UID, Afi.IN_STOCK)
        for on in (True, False):
            at.pad.write_eas(UID, on)
            at.pad.eas(UID)
        at.device.field.only()
        at.pad.inventory()
        at.device.field.place(UID)
        at.pad.rf(on=False)
        at.pad.rf(on=True)
        at.device.field.find(UID).afi_locked = True
        with pytest.raises(TagRefused):
            at.pad.write_afi(UID, Afi.IN_STOCK)
    unused = re.compile(
        "baud rate|CPU reset|reader info|stay quiet|select|security status|MORE|more data|write mult|write error|advanced"
    )
    missing = {
        text: meaning
        for text, meaning in published.items()
        if text not in at.said and not unused.search(meaning)
    }
    assert not missing
    write = next(text for text, meaning in published.items() if "write multiple" in meaning)
    assert write.replace("0001041122", "0101041122")[:-4] in {said[:-4] for said in at.said}


def test_feig_asks_for_more_as_published() -> None:
    published = frames("feig.frame")
    with talk(FeigPad, FeigSimulator) as at:
        tags = [TagSimulator(f"E00401{number:010X}") for number in range(30)]
        at.device.field.tags.update({tag.uid: tag for tag in tags})
        at.device.field.only(*(tag.uid for tag in tags))
        at.pad.open()
        assert len(at.pad.inventory()) == 30
        assert next(text for text, meaning in published.items() if "MORE" in meaning) in at.said


def test_a_published_answer_with_more_to_come_is_two_tags() -> None:
    text = next(text for text, meaning in frames("feig.frame").items() if "more data" in meaning)
    said = feig.parse_answer(bytes.fromhex(text), 255, 0xB0)
    assert said is not None
    assert said[0] == feig.MORE
    assert [(tag.uid, tag.dsfid) for tag in feig.parse_tags(said[1])] == [(UID, 0x06), (OTHER, 0x3E)]


def test_a_block_that_was_not_written_is_said_to_be() -> None:
    text = next(text for text, meaning in frames("feig.frame").items() if "write error" in meaning)
    with talk(FeigPad, FeigSimulator) as at:
        at.pad.open()
        true = at.device.answer
        at.device.answer = lambda frame: bytes.fromhex(text) if frame[3] == 0x24 else true(frame)  # type: ignore[method-assign]
        with pytest.raises(TagLost, match="block 3 was not written"):
            at.pad.write(UID, 3, b"ABCD")


def test_bibliotheca_says_what_is_published() -> None:
    with talk(BibliothecaPad, BibliothecaSimulator) as at:
        at.pad.open()
        at.pad.inventory()
        at.pad.read(UID, 0, 8)
        at.pad.write(UID, 0, bytes.fromhex("11010131"))
        at.pad.write_afi(UID, Afi.ON_LOAN)
        at.pad.afi(UID)
        for on in (True, False):
            at.pad.write_eas(UID, on)
            at.pad.eas(UID)
    unused = re.compile("example|reader version|response|tag info|UID, AFI 0")  # we ask for the DSFID besides
    missing = {
        text: meaning
        for text, meaning in frames("3m.frame").items()
        if text not in at.said and not unused.search(meaning)
    }
    assert not missing


def test_rl866_says_what_is_published() -> None:
    """All but the sequence bit, and the checksum that follows from it: those tell only how many requests came before."""
    uid = "E00401003F3827A7"
    with talk(Rl866Pad, Rl866Simulator) as at:
        tag = TagSimulator(uid)
        at.device.field.tags[uid] = tag
        at.device.field.only(uid)
        at.pad.open()
        at.pad.inventory()
        tag.afi = 0
        assert at.pad.afi(uid) == 0
        at.pad.write(uid, 12, b"678\0")
        assert at.pad.read(uid, 12, 1) == b"678\0"
    said = {_without_sequence(frame) for frame in at.said}
    missing = {
        text: meaning
        for text, meaning in frames("rl866.frame").items()
        if _without_sequence(text) not in said and not meaning.startswith("inventory response")
    }
    assert not missing


def test_a_published_rl866_inventory_is_three_tags() -> None:
    text = next(
        text for text, meaning in frames("rl866.frame").items() if meaning.startswith("inventory response")
    )
    content = rl866.content(bytes.fromhex(text))
    assert content is not None
    assert [uid for uid, _ in rl866.parse_tags(content[4:])] == [
        "E00401003F3827A7",
        "E00401003F382624",
        "E00401003F3825A4",
    ]


def test_an_rl866_handle_whose_end_was_not_heard_is_taken_back() -> None:
    with talk(Rl866Pad, Rl866Simulator) as at:
        assert isinstance(at.pad, Rl866Pad)
        at.pad.open()
        at.pad.inventory()
        true, patience = at.device.answer, at.pad._seconds
        at.device.answer = lambda frame: None if frame[4:5] == b"\x33" else true(frame)  # type: ignore[method-assign]
        at.pad._seconds = 0.05  # long enough for what is not answered
        for _ in range(40):  # more than the reader has handles
            with pytest.raises(BadFrame):
                at.pad.read(UID, 0, 2)
        at.device.answer, at.pad._seconds = true, patience  # type: ignore[method-assign]
        assert at.pad.read(UID, 0, 2) == bytes.fromhex("1101013131323233")


# --- Feig alone -----------------------------------------------------------------------------------------------------


def test_a_request_waits_for_the_silence_that_the_reader_wants() -> None:
    with talk(FeigPad, FeigSimulator, {"gap_ms": 0}, psst_ms=20) as at, pytest.raises(DeviceLost):
        at.pad.open()
    with talk(FeigPad, FeigSimulator, {"gap_ms": 5}, psst_ms=5) as at:
        at.pad.open()
        assert len(at.pad.inventory()) == 1
    with talk(FeigPad, FeigSimulator, {"gap_ms": 0}, psst_ms=0) as at:
        at.pad.open()
        assert len(at.pad.inventory()) == 1


def test_the_power_is_set_at_its_byte_and_nothing_else() -> None:
    with talk(FeigPad, FeigSimulator, {"power": 8, "power_byte": 2}) as at:
        assert isinstance(at.device, FeigSimulator)
        before = bytes(range(14))
        at.device.configuration[3][:] = before
        at.pad.open()
        assert at.device.configuration == {3: bytearray(before[:2] + b"\x08" + before[3:])}
    with talk(FeigPad, FeigSimulator) as at:
        at.pad.open()
        assert not any(said.startswith(("06FF80", "14FF81")) for said in at.said), "nobody asked for it"


def test_a_power_that_is_not_read_back_is_not_believed() -> None:
    with talk(FeigPad, FeigSimulator, {"power": 8, "power_byte": 2}) as at:
        true = at.device.answer
        at.device.answer = lambda frame: (
            bytes.fromhex("06008100") + _crc("06008100") if frame[2] == 0x81 else true(frame)
        )  # type: ignore[method-assign]
        with pytest.raises(DeviceLost, match="did not take 8"):
            at.pad.open()


def test_a_reader_that_does_not_take_the_power_is_not_used_with_another() -> None:
    with talk(FeigPad, FeigSimulator, {"power": 8, "power_byte": 2}) as at:
        assert isinstance(at.device, FeigSimulator)
        at.device.configuration.clear()
        with pytest.raises(DeviceLost, match="no such configuration block"):
            at.pad.open()


def test_the_power_s_byte_must_be_given() -> None:
    with pytest.raises(OptionError) as told:
        parse_options(FeigPad, {"port": "x", "power": 8})
    assert told.value.key == "power_byte"


def test_a_patron_s_card_among_the_tags_is_passed_over() -> None:
    with talk(FeigPad, FeigSimulator, cards=(bytes(7), bytes(7))) as at:
        at.pad.open()
        assert [tag.uid for tag in at.pad.inventory()] == [UID]


def test_the_firmware_is_told() -> None:
    with talk(FeigPad, FeigSimulator) as at:
        at.pad.open()
        assert isinstance(at.pad, FeigPad)
        assert at.pad.firmware() == "2.05 hardware C0 type 50"


def test_two_antennas_are_looked_at_in_turn_and_a_tag_is_spoken_to_where_it_lies() -> None:
    with talk(FeigPad, FeigSimulator, {"antennas": 2}) as at:
        assert isinstance(at.device, FeigSimulator)
        device, field = at.device, at.device.field
        lies_at = {UID: 1, OTHER: 2}
        field.place(OTHER)
        true = field.lying
        field.lying = lambda: [tag for tag in true() if lies_at[tag.uid] == device.antenna]  # type: ignore[method-assign]
        at.pad.open()
        assert [tag.uid for tag in at.pad.inventory()] == [UID, OTHER]
        for uid in random.Random(3).choices([UID, OTHER], k=10):
            at.pad.write_afi(uid, Afi.ON_LOAN)
            assert at.pad.afi(uid) == Afi.ON_LOAN
            assert device.antenna == lies_at[uid]


def _without_sequence(text: str) -> str:
    return text[:6] + text[8:-4]


def _crc(frame: str) -> bytes:
    return mcrf4xx(bytes.fromhex(frame)).to_bytes(2, "little")
