"""What every receipt printer's driver does. Your driver is held to it by one line in ``RIGS``.

Each test runs over a pseudo-terminal and over a TCP socket, against the simulator named beside the driver.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zxingcpp

from drivers.registry import find, parse_options
from drivers.roles import (
    Align,
    CannotPrint,
    DeviceLost,
    Paper,
    PrinterStatus,
    QrCode,
    ReceiptPrinter,
    Role,
    Rule,
    Slip,
    Text,
)
from drivers.simulators.paper import PrintedSlip
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.wire import Wire
from tests.contracts.lines import KINDS, laid, until

LINK = "https://library.example/slip/2026-12-24/Ünïcode/读者"
SLIP = Slip(
    (
        Text("City Library", bold=True, big=True, align=Align.CENTRE),
        Rule(),
        Text("Call of the Wild"),
        Text("  Due 24 December 2026", bold=True),
        QrCode(LINK),
        Text("Happy reading!", align=Align.CENTRE),
    )
)
LONG = Slip(tuple(Text(f"Secret line {number} of another reader") for number in range(60)))


@dataclass(frozen=True)
class Rig:
    """A driver with its options, and a simulator of the device they are for."""

    driver: str
    simulate: Callable[[Wire], PrinterSimulator]
    options: dict[str, object] = field(default_factory=dict)


RIGS = {
    "made-for-china": Rig("escpos", PrinterSimulator),
    "no-chinese-font": Rig(
        "escpos",
        lambda wire: PrinterSimulator(wire, chinese=False),
        {"chinese": "raster", "qr": "raster", "baudrate": 115200},
    ),
}


class Bench:
    """A printer's driver on a line, with the simulator at the other end."""

    def __init__(self, rig: Rig, wire: Wire) -> None:
        self.wire = wire
        self.simulator = rig.simulate(wire)
        driver = find(rig.driver)
        self.printer: ReceiptPrinter = driver(parse_options(driver, {"port": wire.port, **rig.options}))

    def printed(self, slip: Slip) -> PrintedSlip:
        before = len(self.simulator.slips)
        self.printer.print(slip)
        return self.simulator.wait_for_slips(before + 1)[-1]

    def picture(self, text: str) -> bytes:
        return self.printed(Slip((Text(text),))).image.tobytes()


@pytest.fixture(params=KINDS)
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    yield from laid(request.param, tmp_path)


@pytest.fixture(params=RIGS.values(), ids=RIGS.keys())
def bench(request: pytest.FixtureRequest, wire: Wire) -> Iterator[Bench]:
    bench = Bench(request.param, wire)
    yield bench
    bench.printer.close()
    bench.simulator.close()


@pytest.fixture
def ready(bench: Bench) -> Bench:
    bench.printer.open()
    return bench


def test_it_has_the_role_it_claims(bench):
    assert bench.printer.role is Role.RECEIPT_PRINTER
    assert isinstance(bench.printer, ReceiptPrinter)


# --- what is on paper ---------------------------------------------------------------------------------------


def test_a_slip_comes_out_whole_and_cut(ready):
    slip = ready.printed(SLIP)
    assert slip.text.split("\n") == [
        "City Library",
        "Call of the Wild",
        "  Due 24 December 2026",
        "Happy reading!",
    ]
    assert slip.complaints == ()


def test_the_qr_code_can_be_read_from_the_paper(ready):
    codes = zxingcpp.read_barcodes(ready.printed(SLIP).image.convert("L"))
    assert [code.text for code in codes] == [LINK]


def test_chinese_characters_are_on_the_paper(ready):
    """Each has a shape of its own, which is not that of a character nobody has a font for."""
    pictures = {char: ready.picture(char) for char in "图书馆读者借还日期《》，。\ue000"}
    assert len(set(pictures.values())) == len(pictures)
    assert all(slip.complaints == () for slip in ready.simulator.slips)


def test_no_character_prints_as_garbage(ready):
    slip = ready.printed(Slip((Text("Les Misérables “1862” — Преступление 😀 𠀀 ﷽ Ελλάδα 한국어 €5"),)))
    assert slip.complaints == ()


def test_a_title_cannot_command_the_printer(ready):
    slip = ready.printed(Slip((Text("One\x1bi\x1dV\x00 \x10\x14\x01\x00\x05Two"), Text("Three"))))
    assert "One" in slip.text
    assert "Two" in slip.text
    assert slip.text.endswith("Three")
    assert slip.complaints == ()


def test_long_titles_are_broken_within_the_paper(ready):
    title = "一本书名很长的书，" * 12 + "with English words in it, " * 5 + "9" * 120
    slip = ready.printed(Slip((Text(title), Text(title, big=True, bold=True, align=Align.CENTRE))))
    assert slip.complaints == ()
    margin = slip.image.crop((slip.image.width - 32, 0, slip.image.width, slip.image.height))
    assert margin.convert("L").getextrema() == (255, 255)


def test_slips_follow_each_other_and_share_nothing(ready):
    plain = ready.picture("Plain")
    ready.printed(Slip((Text("Loud", bold=True, big=True, align=Align.CENTRE),)))
    assert ready.picture("Plain") == plain


def test_an_empty_slip_does_no_harm(ready):
    ready.printer.print(Slip(()))
    assert "City Library" in ready.printed(SLIP).text


def test_a_qr_code_that_holds_too_much_prints_nothing(ready):
    with pytest.raises(ValueError):  # noqa: PT011  # of python-qrcode's own kind
        ready.printer.print(Slip((Text("before"), QrCode("x" * 5000))))
    assert "before" not in ready.printed(SLIP).text


# --- how the printer is -------------------------------------------------------------------------------------


def test_the_status_follows_the_printer(ready):
    assert ready.printer.status() == PrinterStatus()
    ready.simulator.paper = Paper.NEAR_END
    status = ready.printer.status()
    assert status.paper is Paper.NEAR_END
    assert status.ready
    ready.simulator.paper = Paper.OUT
    status = ready.printer.status()
    assert status.paper is Paper.OUT
    assert not status.ready
    ready.simulator.paper = Paper.OK
    ready.simulator.cover_open = True
    status = ready.printer.status()
    assert status.cover_open
    assert status.fault
    assert not status.ready
    ready.simulator.cover_open = False
    assert ready.printer.status() == PrinterStatus()


def test_it_prints_when_paper_is_near_its_end(ready):
    ready.simulator.paper = Paper.NEAR_END
    assert "City Library" in ready.printed(SLIP).text


@pytest.mark.parametrize("trouble", ["paper", "cover"])
def test_not_a_byte_is_printed_when_it_is_not_ready(ready, trouble):
    if trouble == "paper":
        ready.simulator.paper = Paper.OUT
    else:
        ready.simulator.cover_open = True
    with pytest.raises(CannotPrint) as told:
        ready.printer.print(LONG)
    assert not told.value.status.ready
    ready.simulator.paper = Paper.OK
    ready.simulator.cover_open = False
    assert ready.printed(SLIP).text.startswith("City Library")
    assert len(ready.simulator.slips) == 1


def test_paper_that_ends_amid_a_slip_is_told_and_the_rest_never_comes_out(ready):
    ready.simulator.paper_ends_after(300)
    with pytest.raises(CannotPrint) as told:
        ready.printer.print(LONG)
    assert told.value.status.paper is Paper.OUT
    assert 0 < ready.simulator.torn_off.count("Secret") < 15
    ready.simulator.paper = Paper.OK
    ready.printer.print(SLIP)
    begun, whole = ready.simulator.wait_for_slips(2)
    assert begun.text.count("Secret") < 15
    assert "Secret" not in whole.text
    assert whole.text.startswith("City Library")


def test_noise_on_the_line_is_no_answer(ready):
    for noise in (b"\x00\xff\x1b", b"\x14\x00\x00\x0f", bytes(range(128, 256))):
        ready.wire.write(noise)
        assert ready.printer.status() == PrinterStatus()


def test_an_answer_that_came_too_late_is_not_taken_for_the_next(ready):
    ready.simulator.paper = Paper.OUT
    ready.wire.write(b"\x12" * 4)
    assert ready.printer.status().paper is Paper.OUT


# --- the line -----------------------------------------------------------------------------------------------


def test_a_device_that_is_not_there_is_lost(bench):
    bench.wire.unplug()
    with pytest.raises(DeviceLost):
        bench.printer.open()
    bench.printer.close()


@pytest.mark.parametrize("ask", [lambda printer: printer.status(), lambda printer: printer.print(SLIP)])
def test_asking_before_opening_is_a_lost_device(bench, ask):
    with pytest.raises(DeviceLost):
        ask(bench.printer)


def test_a_pulled_cable_is_noticed_and_the_driver_opens_again(ready):
    for _ in range(2):
        ready.wire.unplug()
        with pytest.raises(DeviceLost):
            ready.printer.status()
        ready.printer.close()
        ready.wire.plug()
        ready.printer.open()
        assert "City Library" in ready.printed(SLIP).text


def test_pulled_amid_a_slip_the_rest_never_comes_out(ready):
    endless = Slip(LONG.parts * 100)
    lost: list[Exception] = []

    def printing() -> None:
        try:
            ready.printer.print(endless)
        except DeviceLost as error:
            lost.append(error)

    thread = threading.Thread(target=printing)
    thread.start()
    assert until(lambda: "Secret" in ready.simulator.torn_off, 20)  # on a busy machine it takes its time
    ready.wire.unplug()
    thread.join(10)
    assert lost
    ready.printer.close()
    ready.wire.plug()
    ready.printer.open()
    ready.printer.print(SLIP)
    begun, whole = ready.simulator.wait_for_slips(2)
    assert "Secret" in begun.text
    assert whole.text.startswith("City Library")


def test_closed_twice_and_opened_again(ready):
    ready.printer.close()
    ready.printer.close()
    ready.printer.open()
    assert "City Library" in ready.printed(SLIP).text
