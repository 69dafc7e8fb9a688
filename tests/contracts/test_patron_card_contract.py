"""What every patron card reader's driver does. Your driver is held to it by one line in ``RIGS``.

Cards are shown to the real PC/SC daemon's virtual reader.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from drivers.registry import find, parse_options
from drivers.roles import BadFrame, CardReading, CardShown, CardTaken, DeviceLost, PatronCardReader, Role
from drivers.simulators.contactless import CardSimulator, MifareClassic, Ntag, text_message
from drivers.simulators.virtual_slot import VirtualSlot
from tests.contracts.lines import until
from tests.contracts.slots import present
from tests.fixtures.pcscd import Pcscd

NUMBER = "20001000000103"
KEY = "A0B1C2D3E4F5"


@dataclass(frozen=True)
class Rig:
    """A driver by name, its options, two cards it can read with their numbers, and one it cannot."""

    driver: str
    cards: dict[str, CardSimulator]
    unreadable: CardSimulator
    options: dict[str, object] = field(default_factory=dict)


RANDOM = CardSimulator(bytes.fromhex("08A1B2C3"))
RIGS = {
    "pcsc-uid": Rig(
        "pcsc-card",
        {
            "04A1B2C3D4E5F6": Ntag(bytes.fromhex("04A1B2C3D4E5F6"), b""),
            "11223344": MifareClassic(bytes.fromhex("11223344"), {}, {}),
        },
        RANDOM,
    ),
    "pcsc-ndef": Rig(
        "pcsc-card",
        {
            NUMBER: Ntag(bytes.fromhex("04A1B2C3D4E5F6"), text_message(NUMBER)),
            "L-7": Ntag(bytes.fromhex("04A1B2C3D4E5F7"), text_message("L-7", "zh")),
        },
        RANDOM,
        {"reader": "Jieyue Virtual*", "source": "ndef"},
    ),
    "pcsc-sector": Rig(
        "pcsc-card",
        {
            NUMBER: MifareClassic(
                bytes(4), {4: NUMBER.encode()}, {1: (bytes.fromhex(KEY), bytes.fromhex(KEY))}
            ),
            "7": MifareClassic(bytes(4), {4: b"7"}, {1: (bytes.fromhex(KEY), bytes.fromhex(KEY))}),
        },
        MifareClassic(bytes(4), {4: NUMBER.encode()}, {}),
        {"source": "sector", "key": KEY, "form": "text"},
    ),
}


class Bench:
    """A card reader's driver, and a hand that shows cards."""

    def __init__(self, rig: Rig, daemon: Pcscd) -> None:
        self.rig = rig
        self.daemon = daemon
        self.first, self.second = rig.cards
        self._name, port = next(iter(daemon.slots.items()))
        self._slot = VirtualSlot(port=port)
        driver = find(rig.driver)
        assert driver.role is Role.PATRON_CARD
        reader = driver(parse_options(driver, rig.options))
        assert isinstance(reader, PatronCardReader)
        self.reader = reader

    def show(self, card: str | CardSimulator) -> None:
        self._slot.show(self.rig.cards[card] if isinstance(card, str) else card)

    def take(self) -> None:
        self._slot.take()
        assert until(lambda: not present(self._name))

    def show_and_wait(self, card: str) -> None:
        self.show(card)
        assert until(lambda: present(self._name))

    def next(self, seconds: float = 5.0) -> CardReading | BadFrame:
        """The next that happens."""
        deadline = time.monotonic() + seconds
        try:
            for reading in self.reader.readings():
                if reading is not None:
                    return reading
                assert time.monotonic() < deadline, "nothing happened"
        except BadFrame as error:
            return error
        raise AssertionError("the readings ended")

    def nothing(self, readings: int = 3) -> None:
        happens = self.reader.readings()
        assert [next(happens) for _ in range(readings)] == [None] * readings

    def lost(self, seconds: float = 2.0) -> DeviceLost:
        deadline = time.monotonic() + seconds
        while True:
            try:
                for _ in self.reader.readings():
                    assert time.monotonic() < deadline, "the loss was not noticed"
            except BadFrame:
                continue
            except DeviceLost as error:
                return error

    def clear(self) -> None:
        self.reader.close()
        self._slot.take()
        assert not self.daemon.running or until(lambda: not present(self._name))


@pytest.fixture(params=RIGS.values(), ids=RIGS.keys())
def bench(request: pytest.FixtureRequest, pcsc: Pcscd) -> Iterator[Bench]:
    bench = Bench(request.param, pcsc)
    yield bench
    bench.clear()


def test_a_card_is_told_once_when_it_comes_and_once_when_it_goes(bench: Bench) -> None:
    bench.reader.open()
    bench.show(bench.first)
    assert bench.next() == CardShown(bench.first)
    bench.nothing()
    bench.take()
    assert bench.next() == CardTaken()
    bench.nothing()
    bench.show(bench.second)
    assert bench.next() == CardShown(bench.second)


def test_a_card_that_lies_there_at_the_start_is_told(bench: Bench) -> None:
    bench.show_and_wait(bench.first)
    bench.reader.open()
    assert bench.next(1) == CardShown(bench.first)


def test_a_card_swapped_while_nobody_looks_is_another_card(bench: Bench) -> None:
    bench.reader.open()
    bench.show(bench.first)
    assert bench.next() == CardShown(bench.first)
    bench.take()
    bench.show_and_wait(bench.second)
    assert [bench.next(), bench.next()] == [CardTaken(), CardShown(bench.second)]


def test_the_same_card_shown_again_is_shown_again(bench: Bench) -> None:
    bench.reader.open()
    for _ in range(2):
        bench.show(bench.first)
        assert bench.next() == CardShown(bench.first)
        bench.take()
        assert bench.next() == CardTaken()


def test_a_card_that_cannot_be_read_is_told_once_and_not_by_what_is_on_it(bench: Bench) -> None:
    bench.reader.open()
    bench.show(bench.rig.unreadable)
    told = bench.next()
    assert isinstance(told, BadFrame)
    assert bench.rig.unreadable.uid.hex().upper() not in str(told).upper()
    assert NUMBER not in str(told)
    bench.nothing()
    bench.take()
    bench.nothing()
    bench.show(bench.first)
    assert bench.next() == CardShown(bench.first)


def test_silence_is_told_ten_times_a_second_and_costs_little(bench: Bench) -> None:
    bench.reader.open()
    bench.nothing(1)
    began, worked = time.monotonic(), time.thread_time()
    bench.nothing(5)
    assert 0.3 < time.monotonic() - began < 2
    assert time.thread_time() - worked < 0.05


def test_the_service_ends_with_a_card_on_the_reader_and_comes_back(bench: Bench) -> None:
    bench.reader.open()
    bench.show(bench.first)
    assert bench.next() == CardShown(bench.first)
    bench.daemon.stop()
    bench.lost()
    bench.reader.close()
    with pytest.raises(DeviceLost):
        bench.reader.open()
    bench.daemon.start()
    bench.reader.open()
    bench.show(bench.second)
    assert bench.next() == CardShown(bench.second)


def test_a_reader_that_is_not_there_is_lost_until_it_is_plugged_in(bench: Bench) -> None:
    bench.daemon.stop()
    bench.daemon.unplug()
    bench.daemon.start()
    with pytest.raises(DeviceLost, match="no card reader called"):
        bench.reader.open()
    bench.daemon.stop()
    bench.daemon.plug()
    bench.daemon.start()
    bench.reader.open()
    bench.show(bench.first)
    assert bench.next() == CardShown(bench.first)


def test_closed_twice_and_opened_again(bench: Bench) -> None:
    bench.reader.open()
    bench.reader.close()
    bench.reader.close()
    bench.reader.open()
    bench.show(bench.first)
    assert bench.next() == CardShown(bench.first)


def test_reading_before_opening_is_a_lost_device(bench: Bench) -> None:
    with pytest.raises(DeviceLost):
        next(bench.reader.readings())
