"""What is particular to the ESC/POS driver; what every printer does is in the contract suite."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drivers.printers import escpos
from drivers.printers.escpos import EscposPrinter
from drivers.printers.lettering import Lettering, default_font
from drivers.registry import OptionError, parse_options
from drivers.roles import CannotPrint, DeviceLost, Paper, PrinterStatus, QrCode, Rule, Slip, Text
from drivers.simulators.escpos import Interpreter
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.wire import PtyWire
from tests.contracts.lines import until

LINE = Slip((Text("A line"),))


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[PtyWire]:
    wire = PtyWire(tmp_path / "printer")
    yield wire
    wire.unplug()


def driver(port: str, **options: object) -> EscposPrinter:
    printer: EscposPrinter = EscposPrinter(
        parse_options(EscposPrinter, {"port": port, "baudrate": 115200} | options)
    )
    return printer


def to_file(folder: Path, slip: Slip, **options: object) -> bytes:
    printer = driver(f"file:{folder / 'out'}", **options)
    printer.open()
    printer.print(slip)
    printer.close()
    return (folder / "out").read_bytes()


# --- options ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({}, "port"),
        ({"port": "x", "chinese": "big5"}, "chinese"),
        ({"port": "x", "columns": 0}, "columns"),
        ({"port": "x", "dots": "576"}, "dots"),
        ({"port": "x", "code_page": "cp99"}, "code_page"),
        ({"port": "x", "font": "/no/such/font.ttf"}, "font"),
        ({"port": "x", "widht": 48}, "widht"),
    ],
)
def test_a_wrong_option_is_told_by_its_name(table, key):
    with pytest.raises(OptionError) as told:
        parse_options(EscposPrinter, table)
    assert told.value.key == key
    assert told.value.allowed


# --- a file -------------------------------------------------------------------------------------------------


def test_a_file_gets_the_bytes_and_is_never_asked(tmp_path):
    printer = Interpreter()
    data = to_file(tmp_path, LINE)
    assert printer.feed(data) == b""
    assert printer.slips[0].text == "A line"


def test_a_device_that_is_missing_is_no_new_file():
    printer = driver("file:/dev/no-such-printer")
    with pytest.raises(DeviceLost):
        printer.open()
    assert not Path("/dev/no-such-printer").exists()


@pytest.mark.parametrize(
    ("cut", "command"), [("full", b"\x1dV\x41\x00"), ("partial", b"\x1dV\x42\x00"), ("none", b"\x1bd\x06")]
)
def test_the_cut(tmp_path, cut, command):
    assert to_file(tmp_path, LINE, cut=cut).endswith(command)


# --- what it looks like -------------------------------------------------------------------------------------


def test_a_printer_without_chinese_gets_no_command_it_does_not_know(tmp_path):
    slip = Slip((Text("English"), Rule(), Text("中文"), QrCode("x"), Text("more English")))
    printer = Interpreter(chinese=False)
    printer.feed(to_file(tmp_path, slip, chinese="raster", qr="raster"))
    assert printer.slips[0].complaints == ()
    assert printer.slips[0].text == "English\nmore English"


def test_each_slip_begins_anew_after_the_printers_reset(tmp_path):
    """The reset puts the code page and the Chinese mode back; what was sent for the last slip counts no more."""
    printer = Interpreter()
    port = driver(f"file:{tmp_path / 'twice'}")
    port.open()
    port.print(Slip((Text("Café"),)))
    port.print(Slip((Text("Café"),)))
    port.close()
    printer.feed((tmp_path / "twice").read_bytes())
    assert [slip.text for slip in printer.slips] == ["Café", "Café"]


def test_big_text_is_broken_between_words_too(tmp_path):
    printer = Interpreter()
    printer.feed(to_file(tmp_path, Slip((Text("The Public Library of Riverside", big=True),))))
    assert printer.slips[0].text == "The Public Library of\nRiverside"


def test_an_emoji_in_a_title_leaves_the_rest_in_the_printers_own_letters(tmp_path):
    printer = Interpreter()
    printer.feed(to_file(tmp_path, Slip((Text("好书😀"),))))
    assert printer.slips[0].text == "好书□"


@pytest.mark.parametrize("qr", ["native", "raster"])
def test_a_long_qr_code_still_fits_on_narrow_paper(tmp_path, qr):
    data = "https://library.example/" + "0123456789abcdef" * 24
    printer = Interpreter(dots=384)
    printer.feed(to_file(tmp_path, Slip((QrCode(data),)), qr=qr, dots=384, columns=32))
    assert printer.slips[0].complaints == ()
    assert [code.text for code in zxingcpp.read_barcodes(printer.slips[0].image.convert("L"))] == [data]


def test_no_picture_holds_a_command_the_printer_would_obey(tmp_path, monkeypatch):
    traps = b"\x10\x04\x01\x10\x05\x02\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
    trap = Image.frombytes("1", (len(traps) * 8, 1), bytes(byte ^ 0xFF for byte in traps))
    monkeypatch.setattr(Lettering, "line", lambda *args, **kwargs: trap)
    printer = Interpreter(chinese=False)
    assert printer.feed(to_file(tmp_path, Slip((Text("中"), Text("after"))), chinese="raster")) == b""
    assert printer.slips[0].text == "after"
    assert printer.slips[0].complaints == ()


def test_letters_that_the_font_lacks_lose_their_accent_others_become_a_box():
    lettering = Lettering(default_font())
    assert lettering.substituted("读 Žižek, Kafka, Dvořák 😀") == "读 Zizek, Kafka, Dvor\xe1k □"


def test_simplified_chinese_shapes_are_used():
    """A collection's first face is often the Japanese one, in which 直 and 骨 look foreign to a Chinese reader."""
    assert "SC" in (Lettering(default_font())._fonts[1].getname()[0] or "")


# --- talking to the printer ---------------------------------------------------------------------------------


def test_sixty_lines_at_9600_baud(wire):
    simulator = PrinterSimulator(wire, baudrate=9600)
    printer = driver(wire.port, baudrate=9600)
    printer.open()
    began = time.monotonic()
    printer.print(
        Slip(tuple(Text(f"第{number}行 · line {number} of sixty, filled with text") for number in range(60)))
    )
    took = time.monotonic() - began
    slip = simulator.wait_for_slips(1)[0]
    simulator.close()
    assert len(slip.text.split("\n")) == 60
    assert slip.complaints == ()
    assert took > 2, "the line was not that slow"


def test_it_returns_when_the_slip_is_out_not_when_it_is_sent(wire):
    simulator = PrinterSimulator(wire, baudrate=9600)
    printer = driver(wire.port, baudrate=9600)
    printer.open()
    printer.print(Slip((Text("x" * 900),)))
    assert len(simulator.slips) == 1
    simulator.close()


def test_a_printer_that_is_switched_off_is_told(wire):
    printer = driver(wire.port)
    printer.open()
    began = time.monotonic()
    with pytest.raises(CannotPrint, match="does not answer"):
        printer.print(LINE)
    assert time.monotonic() - began < 2
    assert wire.read(0.1) == b"\x10\x04\x01"


def test_a_printer_that_cannot_say_how_it_is_prints_all_the_same(wire):
    printer = driver(wire.port, status=False)
    printer.open()
    assert printer.status() == PrinterStatus()
    printer.print(LINE)
    got = bytearray()
    assert until(lambda: got.extend(wire.read(0.05)) or b"A line" in got)
    wire.unplug()
    with pytest.raises(DeviceLost):
        printer.status()


class Plain(threading.Thread):
    """A printer that knows DLE EOT and nothing else, with the status bytes one gives it."""

    def __init__(self, wire: PtyWire, answers: bytes = b"\x12\x12\x12\x12") -> None:
        super().__init__(daemon=True)
        self.wire = wire
        self.answers = answers
        self.noise = b""
        self.got = b""
        self.going = True

    def run(self) -> None:
        while self.going:
            data = self.wire.read(0.02)
            self.got += data
            for which in range(1, 5):
                if data.endswith(b"\x10\x04" + bytes([which])):
                    self.wire.write(self.noise + self.answers[which - 1 : which])


@pytest.fixture
def plain(wire: PtyWire) -> Iterator[Plain]:
    plain = Plain(wire)
    plain.start()
    yield plain
    plain.going = False
    plain.join()


def test_a_printer_that_never_tells_when_done_is_waited_for_once(wire, plain, monkeypatch):
    monkeypatch.setattr(escpos, "PRINTING_SECONDS", 0.6)
    printer = driver(wire.port)
    printer.open()
    took = []
    for _ in range(2):
        began = time.monotonic()
        printer.print(LINE)
        took.append(time.monotonic() - began)
    assert took[0] > 0.6
    assert took[1] < 0.5
    assert plain.got.count(b"A line") == 2


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("12 12 12 12", PrinterStatus()),
        ("12 12 12 1e", PrinterStatus(Paper.NEAR_END)),
        ("1a 32 12 7e", PrinterStatus(Paper.OUT, fault="the paper is out")),
        ("1a 16 12 12", PrinterStatus(cover_open=True, fault="the cover is open")),
        ("1a 52 1a 12", PrinterStatus(fault="the cutter is stuck")),
        ("1a 52 32 12", PrinterStatus(fault="an error that needs the printer switched off and on")),
        ("1a 52 52 12", PrinterStatus(fault="the print head is too hot, and cools down")),
        ("1a 12 12 12", PrinterStatus(fault="the printer is off line")),
    ],
)
def test_what_the_status_bytes_mean(wire, plain, answers, expected):
    plain.answers = bytes.fromhex(answers)
    printer = driver(wire.port)
    printer.open()
    assert printer.status() == expected


def test_other_bytes_before_the_answer_are_not_the_answer(wire, plain):
    """Flow control, and the four bytes some printers send of themselves whenever something changes."""
    plain.noise = b"\x7d\x13\x11\x14\x00\x00\x0f"
    printer = driver(wire.port)
    printer.open()
    assert printer.status() == PrinterStatus()


def test_it_forgets_the_rest_after_a_failure_and_cuts_off_what_hangs_out(wire):
    simulator = PrinterSimulator(wire)
    printer = driver(wire.port)
    printer.open()
    simulator.paper_ends_after(200)
    with pytest.raises(CannotPrint):
        printer.print(Slip(tuple(Text(f"中文 line {number}") for number in range(200))))
    simulator.paper = Paper.OK
    time_out = time.monotonic() + 0.3
    while time.monotonic() < time_out:  # as long as nothing new is printed, nothing comes out
        assert simulator.torn_off.count("line") < 10
    printer.print(LINE)
    assert [slip.text.count("line") for slip in simulator.wait_for_slips(2)][1] == 1
    simulator.close()


def test_it_stops_sending_soon_after_the_paper_has_ended(wire):
    simulator = PrinterSimulator(wire)
    printer = driver(wire.port)
    printer.open()
    sent: list[bytes] = []
    printer.line.trace = lambda way, data: sent.append(data) if way == "out" else None
    simulator.paper_ends_after(200)
    with pytest.raises(CannotPrint):
        printer.print(Slip((Text("word " * 8),) * 5000))
    assert len(b"".join(sent)) < 4000
    simulator.close()


def test_after_a_picture_that_broke_off_the_next_slip_is_no_part_of_it(wire):
    simulator = PrinterSimulator(wire)
    printer = driver(wire.port, qr="raster")
    printer.open()

    def pull(_way: str, _data: bytes) -> None:
        if simulator.receiving > 500:
            wire.unplug()

    printer.line.trace = pull
    with pytest.raises(DeviceLost):
        printer.print(Slip((QrCode("https://library.example/" * 8),)))
    printer.line.trace = None
    wire.plug()
    printer.open()
    printer.print(LINE)
    slip = simulator.wait_for_slips(1)[-1]
    assert slip.text == "A line"
    assert slip.complaints == ()
    simulator.close()


def test_nothing_is_left_in_the_temporary_folder(tmp_path):
    """python-escpos makes a folder there at each start."""
    code = "from drivers.printers import slip_commands"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, cwd=Path(__file__).parents[2])
    assert list(tmp_path.iterdir()) == []


def test_a_simulated_printer_that_is_closed_lets_go_of_the_wire(wire):
    simulator = PrinterSimulator(wire)
    assert until(lambda: Path(wire.port).exists())
    simulator.close()
    assert not Path(wire.port).exists()
