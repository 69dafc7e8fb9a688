"""What every item pad's driver does. Your driver is held to it by one line in ``RIGS``.

Each test runs over a pseudo-terminal, and what is about the line over a TCP socket too, against the simulator named beside
the driver; pads on PC/SC readers go through the real PC/SC daemon instead, where there is no line to be noisy.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from drivers.registry import find, parse_options
from drivers.roles import (
    Afi,
    BadFrame,
    DeviceLost,
    ItemPad,
    Means,
    Role,
    TagLost,
    TagRefused,
)
from drivers.simulators.bibliotheca import BibliothecaSimulator
from drivers.simulators.feig import FeigSimulator
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.reader import Fault, ReaderSimulator
from drivers.simulators.rl866 import Rl866Simulator
from drivers.simulators.wire import Wire
from tests.contracts.lines import KINDS, laid, until
from tests.contracts.slots import FieldOnSlots
from tests.mutation import mutate


@dataclass(frozen=True)
class Rig:
    """A driver by name, its options besides ``port``, and the device it is tried with."""

    driver: str
    simulator: Callable[..., ReaderSimulator] | None
    """None: on PC/SC."""
    options: dict[str, object] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    room: int = 30
    """How many tags it can see at once."""

    def __str__(self) -> str:
        return "-".join([self.driver, *(f"{key}={value}" for key, value in self.options.items())])


QUICK = {"response_ms": 400}  # on a busy machine the simulator may take as long
RIGS = [
    Rig("feig", FeigSimulator, QUICK),
    Rig("feig", FeigSimulator, {"frames": "advanced", **QUICK}, {"only_new": True}),
    Rig(
        "feig", FeigSimulator, {"block_order": "tag", "only_new": False, **QUICK}, {"reversed_blocks": False}
    ),
    Rig("feig", FeigSimulator, {"eas": False, "antennas": 2, **QUICK}, {"has_eas": False}),
    Rig("bibliotheca", BibliothecaSimulator, QUICK, {"twice": True}),
    Rig("rl866", Rl866Simulator, {"eas": True, **QUICK}),
    Rig("rl866", Rl866Simulator, QUICK),
    Rig("pcsc-pad", None, {"reader": "Jieyue*"}, room=2),
    Rig("pcsc-pad", None, {"transparent": False}, {"transparent": False, "least_first": True}, room=2),
]


def a_field(count: int = 30) -> Field:
    chance = random.Random(7)
    tags = [
        TagSimulator(
            f"E00401{number * 7919 * 65537:010X}", bytearray(chance.randbytes(112)), name=f"T{number}"
        )
        for number in range(count)
    ]
    return Field(tags)


def settings(needs_a_line: bool) -> list[Any]:
    """Every rig over a pseudo-terminal or PC/SC; where it is about the line, one of each driver over a socket too."""
    on_lines = [rig for rig in RIGS if rig.simulator]
    first = {rig.driver: rig for rig in reversed(on_lines)}.values() if needs_a_line else ()
    pairs = [(rig, KINDS[0]) for rig in on_lines] + [(rig, kind) for rig in first for kind in KINDS[1:]]
    pairs += [(rig, "pcsc") for rig in RIGS if rig.simulator is None and not needs_a_line]
    return [pytest.param(pair, id=f"{pair[0]}-{pair[1]}") for pair in pairs]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "setting" in metafunc.fixturenames:
        metafunc.parametrize("setting", settings(bool({"wire", "device"} & set(metafunc.fixturenames))))


@pytest.fixture
def rig(setting: tuple[Rig, str]) -> Rig:
    return setting[0]


@pytest.fixture
def wire(setting: tuple[Rig, str], tmp_path: Path) -> Iterator[Wire]:
    yield from laid(setting[1], tmp_path)


@pytest.fixture
def over(rig: Rig, request: pytest.FixtureRequest) -> Iterator[Field]:
    if rig.simulator is not None:
        yield a_field()
        return
    field = FieldOnSlots(a_field().tags.values(), request.getfixturevalue("pcsc"), **rig.device)
    yield field
    field.clear()


@pytest.fixture
def device(rig: Rig, wire: Wire, over: Field) -> Iterator[ReaderSimulator]:
    assert rig.simulator is not None
    device = rig.simulator(wire, over, **rig.device)
    yield device
    device.close()


@pytest.fixture
def pad(rig: Rig, over: Field, request: pytest.FixtureRequest) -> Iterator[ItemPad]:
    if rig.simulator is not None:
        request.getfixturevalue("device")
        pad = make(rig, port=request.getfixturevalue("wire").port)
    else:
        pad = make(rig)
    pad.open()
    yield pad
    pad.close()


def make(rig: Rig, **options: object) -> ItemPad:
    driver = find(rig.driver)
    assert driver.role is Role.ITEM_PAD
    pad = driver(parse_options(driver, {**rig.options, **options}))
    assert isinstance(pad, ItemPad)
    return pad


def uids(pad: ItemPad) -> list[str]:
    return [tag.uid for tag in pad.inventory()]


def good(pad: ItemPad) -> list[str]:
    """One cycle later the pad works again."""
    return sorted(uids(pad))


# --- seeing -----------------------------------------------------------------------------------------------------


def test_an_empty_pad(pad: ItemPad) -> None:
    assert pad.inventory() == ()


@pytest.mark.parametrize("count", [1, 5, 24, 25, 30])
def test_every_tag_is_seen_once(pad: ItemPad, rig: Rig, over: Field, count: int) -> None:
    some = list(over.tags)[: min(count, rig.room)]
    over.place(*some)
    for _ in range(2):  # and again: they do not go quiet
        assert sorted(uids(pad)) == sorted(some)
        assert len(uids(pad)) == len(some)


def test_tags_come_and_go(pad: ItemPad, over: Field) -> None:
    over.place("T1", "T2")
    assert len(uids(pad)) == 2
    over.lift("T1")
    assert uids(pad) == [over.find("T2").uid]
    over.place("T3")
    assert len(uids(pad)) == 2


# --- memory -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "count"), [(0, 1), (0, 8), (3, 5), (0, 28), (27, 1)])
def test_what_is_read_is_the_memory(pad: ItemPad, over: Field, first: int, count: int) -> None:
    over.place("T0", "T1")
    pad.inventory()
    tag = over.find("T1")
    assert pad.read(tag.uid, first, count) == bytes(tag.memory[first * 4 : (first + count) * 4])


@pytest.mark.parametrize(("first", "count", "given"), [(24, 8, 4), (0, 64, 28), (28, 4, 0), (26, 3, 2)])
def test_where_the_memory_ends_there_are_fewer_blocks(
    pad: ItemPad, over: Field, first: int, count: int, given: int
) -> None:
    over.place("T1")
    pad.inventory()
    tag = over.find("T1")
    assert pad.read(tag.uid, first, count) == bytes(tag.memory[first * 4 : (first + given) * 4])


def test_a_tag_that_gives_two_blocks_at_a_time_is_read_all_the_same(pad: ItemPad, over: Field) -> None:
    tag = over.find("T1")
    tag.most_blocks = 2
    over.place("T1")
    pad.inventory()
    assert pad.read(tag.uid, 0, 8) == bytes(tag.memory[:32])


def test_what_is_written_is_in_the_memory_and_nowhere_else(pad: ItemPad, over: Field) -> None:
    over.place("T1", "T2")
    pad.inventory()
    tag, other = over.find("T1"), over.find("T2")
    before, others = bytes(tag.memory), bytes(other.memory)
    pad.write(tag.uid, 2, b"ABCDefgh")
    assert bytes(tag.memory) == before[:8] + b"ABCDefgh" + before[16:]
    assert pad.read(tag.uid, 2, 2) == b"ABCDefgh"
    assert bytes(other.memory) == others


def test_a_locked_block_is_refused_and_stays(pad: ItemPad, over: Field) -> None:
    over.place("T1")
    pad.inventory()
    tag = over.find("T1")
    tag.locked.add(2)
    before = bytes(tag.memory)
    with pytest.raises(TagRefused):
        pad.write(tag.uid, 2, b"ABCD")
    assert bytes(tag.memory) == before


def test_a_tag_that_is_not_there_is_lost_and_soon(pad: ItemPad, over: Field) -> None:
    over.place("T1")
    pad.inventory()
    uid = over.find("T2").uid
    for ask in (lambda: pad.read(uid, 0, 1), lambda: pad.write(uid, 0, b"ABCD"), lambda: pad.afi(uid)):
        began = time.monotonic()
        with pytest.raises(TagLost):
            ask()
        assert time.monotonic() - began < 2
    assert over.find("T2").writes == 0


# --- gate states ------------------------------------------------------------------------------------------------


def test_afi(pad: ItemPad, over: Field) -> None:
    over.place("T1", "T2")
    pad.inventory()
    tag = over.find("T1")
    if Means.AFI not in pad.means():
        with pytest.raises(TagRefused):
            pad.write_afi(tag.uid, Afi.ON_LOAN)
        assert tag.afi == Afi.IN_STOCK
        return
    assert pad.afi(tag.uid) == Afi.IN_STOCK
    pad.write_afi(tag.uid, Afi.ON_LOAN)
    assert (tag.afi, pad.afi(tag.uid), over.find("T2").afi) == (Afi.ON_LOAN, Afi.ON_LOAN, Afi.IN_STOCK)


def test_a_locked_afi_is_refused(pad: ItemPad, over: Field) -> None:
    over.place("T1")
    pad.inventory()
    over.find("T1").afi_locked = True
    with pytest.raises(TagRefused):
        pad.write_afi(over.find("T1").uid, Afi.ON_LOAN)
    assert over.find("T1").afi == Afi.IN_STOCK


def test_eas(pad: ItemPad, over: Field) -> None:
    over.place("T1", "T2")
    pad.inventory()
    tag = over.find("T1")
    if Means.EAS not in pad.means():
        with pytest.raises((TagRefused, TagLost, BadFrame)):
            pad.write_eas("E0040100000000FF", on=False)
        return
    assert pad.eas(tag.uid) is True
    pad.write_eas(tag.uid, on=False)
    assert (tag.eas, pad.eas(tag.uid), over.find("T2").eas) == (False, False, True)
    pad.write_eas(tag.uid, on=True)
    assert pad.eas(tag.uid) is True


def test_a_lifted_tag_is_not_taken_for_disarmed(pad: ItemPad, over: Field) -> None:
    if Means.EAS in pad.means():
        with pytest.raises(TagLost):
            pad.eas(over.find("T1").uid)


# --- trouble on the line ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.DEAF, Fault.CUT, Fault.WRONG_CRC])
def test_a_bad_answer_is_a_bad_frame_and_the_next_is_good(
    pad: ItemPad, device: ReaderSimulator, over: Field, fault: Fault
) -> None:
    over.place("T1", "T2")
    expected = good(pad)
    device.fail(fault)
    with pytest.raises(BadFrame):
        pad.inventory()
    assert good(pad) == expected


@pytest.mark.parametrize("fault", [Fault.NOISE, Fault.TWICE])
def test_noise_and_echoes_are_passed_over(
    pad: ItemPad, device: ReaderSimulator, over: Field, fault: Fault
) -> None:
    over.place("T1", "T2")
    expected = good(pad)
    device.fail(fault, 3)
    assert good(pad) == expected
    tag = over.find("T1")
    assert pad.read(tag.uid, 0, 8) == bytes(tag.memory[:32])
    assert good(pad) == expected


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.CUT, Fault.WRONG_CRC])
def test_a_bad_answer_to_a_write_does_not_count_as_written(
    pad: ItemPad, device: ReaderSimulator, over: Field, fault: Fault
) -> None:
    over.place("T1")
    pad.inventory()
    tag = over.find("T1")
    for write in (lambda: pad.write(tag.uid, 0, b"ABCD"), lambda: pad.write_afi(tag.uid, Afi.ON_LOAN)):
        for skip in range(3):  # whichever of its exchanges it is
            device.fail(Fault.NOISE, skip)
            device.fail(fault)
            try:
                write()
            except BadFrame:
                pass
            else:
                assert device.faults_left, "the damaged answer was believed"
            device.forget_faults()
    assert good(pad) == [tag.uid]


def test_a_tag_lifted_in_the_middle_is_lost(pad: ItemPad, over: Field) -> None:
    over.place("T1")
    pad.inventory()
    tag = over.find("T1")
    over.lift_after(1, "T1")

    def write_everything() -> None:
        for block in range(28):
            pad.write(tag.uid, block, b"ABCD")

    with pytest.raises((TagLost, TagRefused)):
        write_everything()
    assert uids(pad) == []


def test_lost_answers_near_metal_are_errors_never_wrong_data(pad: ItemPad, rig: Rig, over: Field) -> None:
    over.place("T1", "T2", *(["T3"] if rig.room > 2 else []))
    pad.inventory()
    over.metal = 0.4
    for _ in range(20):
        tag = over.find("T2")
        with contextlib.suppress(TagLost, BadFrame):
            assert pad.read(tag.uid, 0, 4) == bytes(tag.memory[:16])
        assert set(uids(pad)) <= set(over.tags)
    over.metal = 0.0
    assert sorted(uids(pad)) == sorted(tag.uid for tag in over.lying())


def test_unplugged_in_the_middle_of_a_write_and_back(
    pad: ItemPad, device: ReaderSimulator, wire: Wire, over: Field
) -> None:
    over.place("T1")
    pad.inventory()
    uid = over.find("T1").uid
    puller = threading.Timer(0.05, wire.unplug)
    puller.start()

    def write_for_ever() -> None:
        while True:
            pad.write(uid, 0, b"ABCDEFGH")

    with pytest.raises(DeviceLost):
        write_for_ever()
    puller.join()
    pad.close()
    with pytest.raises(DeviceLost):
        pad.open()
    wire.plug()
    assert until(lambda: _opens(pad))
    assert uids(pad) == [uid]


def test_nobody_at_the_other_end(rig: Rig, wire: Wire) -> None:
    pad = make(rig, port=wire.port)
    with pytest.raises(DeviceLost, match=r"no .* reader answers"):
        pad.open()
    pad.close()
    pad.close()


def test_mutated_answers_never_do_harm(
    pad: ItemPad, device: ReaderSimulator, over: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the reader says, only typed errors come, nothing hangs, no tag is written, and then all is well."""
    over.place("T1", "T2")
    expected = good(pad)
    tag = over.find("T1")
    chance = random.Random(11)
    true = device.answer

    def mutated(frame: bytes) -> bytes | None:
        answer = true(frame)
        return mutate(answer, chance) if answer is not None else None

    monkeypatch.setattr(device, "answer", mutated)
    asks = [
        pad.inventory,
        lambda: pad.read(tag.uid, 0, 8),
        lambda: pad.afi(tag.uid),
        lambda: pad.eas(tag.uid) if Means.EAS in pad.means() else None,
    ]
    for number in range(32):
        with contextlib.suppress(BadFrame, TagLost, TagRefused):
            asks[number % len(asks)]()
    assert sum(one.writes for one in over.tags.values()) == 0
    monkeypatch.undo()
    assert good(pad) == expected


def _opens(pad: ItemPad) -> bool:
    try:
        pad.open()
    except DeviceLost:
        pad.close()
        return False
    return True
