"""What every bar code scanner's driver does. Your driver is held to it by one line in ``RIGS``.

Each test runs over a pseudo-terminal and over a TCP socket, against the simulator named beside the driver.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.barcode.serial_scanner import SerialScanner
from drivers.registry import Driver, parse_options
from drivers.roles import BadFrame, BarcodeScanner, DeviceLost, Role, Scanned
from drivers.simulators.scanner import ScannerSimulator
from drivers.simulators.wire import Wire
from tests.contracts.acme900 import Acme900, Acme900Simulator
from tests.contracts.lines import KINDS, laid, until

BOOK = "30001000000010"
CARD = "20001000000103"


@dataclass(frozen=True)
class Rig:
    """A driver with its options, and a simulator of the device they are for."""

    driver: type[Driver]
    simulate: Callable[[Wire], ScannerSimulator]
    options: dict[str, object] = field(default_factory=dict)


RIGS = {
    "plain": Rig(SerialScanner, ScannerSimulator),
    "wrapped": Rig(
        SerialScanner,
        lambda wire: ScannerSimulator(
            wire, "stx-etx", True, True, trigger_on=b"\x16T\r", trigger_off=b"\x16U\r"
        ),
        {"trigger_on": r"\x16T\r", "trigger_off": r"\x16U\r"},
    ),
    "acme-900": Rig(Acme900, Acme900Simulator),  # the example of the driver guide
}


class Bench:
    """A scanner's driver on a line, with the simulator at the other end."""

    def __init__(self, rig: Rig, wire: Wire) -> None:
        self.wire = wire
        self.simulator = rig.simulate(wire)
        options = parse_options(rig.driver, {"port": wire.port, **rig.options})
        self.scanner: BarcodeScanner = rig.driver(options)

    def start(self) -> None:
        self.scanner.open()
        self.scanner.trigger(True)
        assert until(lambda: self.simulator.looking)

    def scan(self, text: str) -> None:
        assert self.simulator.scan(text)

    def next(self, seconds: float = 5.0) -> Scanned:
        """The next label, whatever bad frames come before it."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                for reading in self.scanner.readings():
                    if reading is not None:
                        return reading
                    assert time.monotonic() < deadline, "no label came"
            except BadFrame:
                continue

    def bad_frame(self, seconds: float = 5.0) -> BadFrame:
        """The next reading, which must be a bad frame."""
        deadline = time.monotonic() + seconds
        try:
            for reading in self.scanner.readings():
                assert reading is None
                assert time.monotonic() < deadline, "the frame was dropped in silence"
        except BadFrame as told:
            return told
        raise AssertionError("the readings ended")

    def lost(self, seconds: float = 2) -> None:
        """The driver notices that the device is gone, within this time."""
        began = time.monotonic()
        while True:
            try:
                for _ in self.scanner.readings():
                    assert time.monotonic() - began < seconds, "the loss was not noticed"
            except BadFrame:
                continue
            except DeviceLost:
                return


@pytest.fixture(params=KINDS)
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    yield from laid(request.param, tmp_path)


@pytest.fixture(params=RIGS.values(), ids=RIGS.keys())
def bench(request: pytest.FixtureRequest, wire: Wire) -> Iterator[Bench]:
    bench = Bench(request.param, wire)
    yield bench
    bench.scanner.close()
    bench.simulator.close()


def test_it_has_the_role_it_claims(bench):
    assert bench.scanner.role is Role.BARCODE_SCANNER
    assert isinstance(bench.scanner, BarcodeScanner)


def test_a_label_is_read_at_once_without_its_wrapping(bench):
    bench.start()
    delays = []
    for _ in range(5):
        sent: list[float] = []
        sender = threading.Timer(0.02, lambda sent=sent: sent.append(time.monotonic()) or bench.scan(BOOK))
        sender.start()
        assert bench.next().text == BOOK
        delays.append(time.monotonic() - sent[0])
        sender.join()
    assert min(delays) < 0.05, "it waits for more bytes"


def test_many_labels_keep_their_order(bench):
    bench.start()
    labels = [f"{number:013}X" for number in range(100)]
    for label in labels:
        bench.scan(label)
    assert [bench.next().text for _ in labels] == labels


def test_silence_is_told_ten_times_a_second_and_costs_nothing(bench):
    bench.start()
    began, worked = time.monotonic(), time.thread_time()
    readings = bench.scanner.readings()
    assert [next(readings) for _ in range(5)] == [None] * 5
    assert 0.3 < time.monotonic() - began < 2
    assert time.thread_time() - worked < 0.05


def test_a_device_that_is_not_there_is_lost(bench):
    bench.wire.unplug()
    with pytest.raises(DeviceLost):
        bench.scanner.open()
    bench.scanner.close()


def test_a_pulled_cable_is_noticed_and_the_driver_opens_again(bench):
    bench.start()
    bench.scan(BOOK)
    assert bench.next().text == BOOK
    for _ in range(2):
        bench.wire.unplug()
        bench.lost()
        bench.scanner.close()
        bench.wire.plug()
        bench.start()
        bench.scan(CARD)
        assert bench.next().text == CARD


def test_pulled_amid_a_label_nothing_of_it_is_left(bench):
    bench.start()
    bench.wire.write(bench.simulator.frame(BOOK)[:8])
    bench.wire.unplug()
    bench.lost()
    bench.wire.plug()
    bench.start()
    bench.scan(CARD)
    assert bench.next().text == CARD


def test_closed_twice_and_opened_again(bench):
    bench.start()
    bench.scanner.close()
    bench.scanner.close()
    bench.start()
    bench.scan(BOOK)
    assert bench.next().text == BOOK


def test_reading_before_opening_is_a_lost_device(bench):
    with pytest.raises(DeviceLost):
        next(bench.scanner.readings())


def test_half_a_frame_is_dropped_and_told_after_a_pause(bench):
    bench.start()
    frame = bench.simulator.frame(BOOK)
    bench.wire.write(frame[: len(frame) // 2])
    bench.bad_frame()
    bench.scan(CARD)
    assert bench.next().text == CARD


def test_a_frame_may_come_in_pieces(bench):
    bench.start()
    reading = threading.Thread(target=lambda: came.append(bench.next().text))
    came: list[str] = []
    reading.start()
    for byte in bench.simulator.frame(BOOK):
        bench.wire.write(bytes([byte]))
        time.sleep(0.01)
    reading.join(5)
    assert came == [BOOK]


def test_two_labels_whose_border_was_lost_are_no_label(bench):
    bench.start()
    one, two = bench.simulator.frame(BOOK), bench.simulator.frame(CARD)
    bench.wire.write(one.rstrip(b"\r\n\x03") + two.lstrip(b"\x02"))
    told = bench.bad_frame()
    assert BOOK not in str(told)
    assert CARD not in str(told)
    bench.scan(CARD)
    assert bench.next().text == CARD


def test_after_a_megabyte_of_noise_the_next_label_is_read(bench):
    bench.start()
    noise = random.Random(7).randbytes(1_000_000)
    sent = noise + bench.simulator.frame("")[-1:] + bench.simulator.frame(BOOK)
    sender = threading.Thread(target=bench.wire.write, args=(sent,))
    sender.start()
    while bench.next().text != BOOK:
        pass
    sender.join(5)
    assert not sender.is_alive()
