"""What every help button's driver does. Your driver is held to it by one line in ``RIGS``.

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

from drivers.help.serial_button import SerialButton
from drivers.registry import Driver, OptionError, parse_options
from drivers.roles import BadFrame, DeviceLost, HelpButton, Pressed, Role
from drivers.simulators.help_button import HelpButtonSimulator
from drivers.simulators.wire import Wire
from kiosk.devices import ButtonSupervisor
from kiosk.events import DeviceDown, DeviceUp, Event, PressedHelp
from tests.contracts.lines import KINDS, laid, until


@dataclass(frozen=True)
class Rig:
    """A driver with its options, and a simulator of the device they are for."""

    driver: type[Driver]
    simulate: Callable[[Wire], HelpButtonSimulator]
    options: dict[str, object] = field(default_factory=dict)


RIGS = {
    "line": Rig(SerialButton, HelpButtonSimulator),
    "two-bytes": Rig(SerialButton, lambda wire: HelpButtonSimulator(wire, b"\x02H"), {"pattern": r"\x02H"}),
}


class Bench:
    """A button's driver on a line, with the simulator at the other end."""

    def __init__(self, rig: Rig, wire: Wire) -> None:
        self.wire, self._rig = wire, rig
        self.simulator = rig.simulate(wire)
        self.button: HelpButton
        self.set()

    def set(self, **options: object) -> None:
        """Another driver, with further options."""
        options = {"port": self.wire.port, **self._rig.options, **options}
        self.button = self._rig.driver(parse_options(self._rig.driver, options))

    def press(self, times: int = 1) -> None:
        self.simulator.press(times)

    def next(self, seconds: float = 5.0) -> Pressed:
        """The next press, whatever bad frames come before it."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                for reading in self.button.readings():
                    if reading is not None:
                        return reading
                    assert time.monotonic() < deadline, "no press came"
            except BadFrame:
                assert time.monotonic() < deadline, "no press came"

    def silent(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for reading in self.button.readings():
            assert reading is None, "a press too many"
            if time.monotonic() > deadline:
                return

    def lost(self, seconds: float = 2) -> None:
        began = time.monotonic()
        while True:
            try:
                for _ in self.button.readings():
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
    bench.button.close()
    bench.simulator.close()


def test_it_has_the_role_it_claims(bench):
    assert bench.button.role is Role.HELP_BUTTON
    assert isinstance(bench.button, HelpButton)


def test_a_press_is_told_at_once(bench):
    bench.button.open()
    sent: list[float] = []
    sender = threading.Timer(0.05, lambda: sent.append(time.monotonic()) or bench.press())
    sender.start()
    assert bench.next() == Pressed()
    assert time.monotonic() - sent[0] < 0.1
    sender.join()


def test_contacts_that_bounce_are_one_press_and_the_next_press_is_another(bench):
    bench.button.open()
    bench.press(10)
    bench.next()
    bench.silent(0.35)
    bench.press()
    bench.next()


def test_a_button_that_repeats_while_it_is_held_is_one_press(bench):
    bench.set(
        debounce_ms=1500
    )  # longer than a busy machine may stop, between two repetitions, either end of the line
    bench.button.open()
    holding = threading.Thread(target=bench.press, args=(60,))
    holding.start()
    bench.next()
    bench.silent(1)
    holding.join()


def test_silence_is_told_ten_times_a_second_and_costs_nothing(bench):
    bench.button.open()
    began, worked = time.monotonic(), time.thread_time()
    readings = bench.button.readings()
    assert [next(readings) for _ in range(5)] == [None] * 5
    assert 0.3 < time.monotonic() - began < 2
    assert time.thread_time() - worked < 0.05


def test_a_device_that_is_not_there_is_lost(bench):
    bench.wire.unplug()
    with pytest.raises(DeviceLost):
        bench.button.open()
    bench.button.close()


def test_reading_before_opening_is_a_lost_device(bench):
    with pytest.raises(DeviceLost):
        next(bench.button.readings())


def test_a_pulled_cable_is_noticed_and_the_driver_opens_again(bench):
    bench.button.open()
    bench.press()
    bench.next()
    bench.wire.unplug()
    bench.lost()
    bench.button.close()
    bench.button.close()
    bench.wire.plug()
    bench.button.open()
    bench.press()
    bench.next()


def test_noise_is_no_press_and_is_told(bench):
    bench.button.open()
    bench.wire.write(bytes(byte for byte in random.Random(7).randbytes(20_000) if byte not in b"\x02HELP"))
    with pytest.raises(BadFrame):
        bench.silent(2)
    bench.press()
    bench.next()


def test_half_a_press_is_none(bench):
    bench.button.open()
    bench.wire.write(bench.simulator._sends[:-1])
    with pytest.raises(BadFrame):
        bench.silent(2)
    bench.silent(0.2)
    bench.press()
    bench.next()


def test_a_press_may_come_in_pieces(bench):
    bench.button.open()
    reading = threading.Thread(target=lambda: came.append(bench.next()))
    came: list[Pressed] = []
    reading.start()
    for byte in bench.simulator._sends:
        bench.wire.write(bytes([byte]))
        time.sleep(0.01)
    reading.join(5)
    assert came == [Pressed()]


def test_the_kiosk_hears_of_presses_and_of_a_lost_button(bench):
    heard: list[Event] = []
    supervisor = ButtonSupervisor("button", bench.button, heard.append)
    supervisor.start()
    assert until(lambda: heard == [DeviceUp("button", Role.HELP_BUTTON)])
    bench.press()
    assert until(lambda: heard[1:] == [PressedHelp()])
    bench.wire.unplug()
    assert until(lambda: isinstance(heard[-1], DeviceDown))
    bench.wire.plug()
    supervisor.stop()
    supervisor.join(5)
    assert not supervisor.is_alive()


# --- without electronics ------------------------------------------------------------------------------------


def contact(**options: object) -> SerialButton:
    """Two wires, on pyserial's loop: there CTS follows RTS, and DSR follows DTR."""
    return SerialButton(
        parse_options(SerialButton, {"port": "loop://", "pattern": "", "signal": "cts", **options})
    )


def test_an_input_that_goes_active_is_a_press_and_one_that_stays_so_is_none():
    button = contact()
    button.open()
    readings = button.readings()
    assert next(readings) is None, "it was held when the line was opened"
    wire = button.line._serial
    wire.rts = False
    assert next(readings) is None
    wire.rts = True
    assert next(readings) == Pressed()
    assert [next(readings) for _ in range(3)] == [None] * 3
    button.close()


def test_a_contact_that_bounces_is_one_press():
    button = contact(debounce_ms=500)
    button.open()
    wire, came = button.line._serial, []
    readings = button.readings()
    for _ in range(4):
        wire.rts = False
        came.append(next(readings))
        wire.rts = True
        came.append(next(readings))
    assert came.count(Pressed()) == 1
    button.close()


def test_a_line_without_inputs_is_said(tmp_path: Path):
    for wire in laid("pty", tmp_path):
        options = {"port": wire.port, "signal": "dsr", "pattern": ""}
        button = SerialButton(parse_options(SerialButton, options))
        with pytest.raises(DeviceLost):
            button.open()
        button.close()


@pytest.mark.parametrize("options", [{"pattern": ""}, {"pattern": "\\x0"}, {"signal": "rts"}])
def test_a_button_that_could_never_be_pressed_is_refused(options):
    with pytest.raises(OptionError):
        parse_options(SerialButton, {"port": "loop://", **options})
