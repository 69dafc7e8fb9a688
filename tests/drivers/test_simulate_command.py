"""``jieyue simulate`` as the bench and a developer use it: a process of its own, worked by lines of text."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from drivers.help.serial_button import SerialButton
from drivers.registry import find, parse_options
from drivers.roles import CannotPrint, DeviceLost, Paper, Pressed, QrCode, Slip, Text
from drivers.simulators.field import Field, TagSimulator, load
from tests.contracts.lines import until

PROGRAM = """
import argparse, sys
from drivers.simulators import command
parser = argparse.ArgumentParser(prog="simulate")
command.add_arguments(parser)
sys.exit(command.run(parser.parse_args()))
"""


class Simulation:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        ready = self.says()
        assert ready.startswith("ready ")
        self.address = ready.removeprefix("ready ")
        self.port = self.address if self.address.startswith("/") else f"socket://{self.address}"

    def says(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@contextmanager
def simulate(*arguments: str) -> Iterator[Simulation]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    ) as process:
        try:
            yield Simulation(process)
        finally:
            process.kill()


def device(name: str, port: str):
    driver = find(name)
    return driver(parse_options(driver, {"port": port}))


def place(kind: str, folder: Path) -> tuple[str, str]:
    return ("--link", str(folder / "device")) if kind == "pty" else ("--listen", "127.0.0.1:0")


@pytest.mark.parametrize("kind", ["pty", "socket"])
def test_a_scanner_scans_its_input_until_asked_to_end(kind, tmp_path):
    with simulate("scanner", "--aim", *place(kind, tmp_path)) as simulation:
        scanner = device("serial-scanner", simulation.port)
        scanner.open()
        simulation.tell("30001000000010")
        assert next(reading for reading in scanner.readings() if reading).text == "30001000000010"
        simulation.tell(":unplug")
        with pytest.raises(DeviceLost):
            list(scanner.readings())
        scanner.close()
        simulation.tell(":plug")
        assert until(lambda: opens(scanner))
        assert simulation.process.stdin
        simulation.process.stdin.write("借阅\n")
        simulation.process.stdin.close()
        assert next(reading for reading in scanner.readings() if reading).text == "借阅"
        assert simulation.process.poll() is None  # the end of its input does not end it
        simulation.process.send_signal(signal.SIGTERM)
        assert simulation.process.wait(5) == 0
        with pytest.raises(DeviceLost):
            list(scanner.readings())
        scanner.close()
    assert not (tmp_path / "device").is_symlink()


def opens(scanner) -> bool:
    try:
        scanner.open()
    except DeviceLost:
        return False
    return True


@pytest.mark.parametrize("kind", ["pty", "socket"])
def test_a_printer_tells_of_each_slip_and_obeys(kind, tmp_path):
    pictures = tmp_path / "pictures"
    with simulate("printer", "--pictures", str(pictures), *place(kind, tmp_path)) as simulation:
        printer = device("escpos", simulation.port)
        printer.open()
        for number in (1, 2):
            printer.print(Slip((Text("借阅清单"), QrCode(f"slip {number}"))))
            facts = json.loads(simulation.says())
            assert "借阅清单" in facts["text"]
            assert facts["qr_codes"] == [f"slip {number}"]
            with Image.open(facts["picture"]) as picture:
                assert picture.height > 100
        assert len(list(pictures.iterdir())) == 2
        simulation.tell(":paper near-end")
        assert until(lambda: printer.status().paper is Paper.NEAR_END)
        simulation.tell(":paper out")
        assert until(lambda: printer.status().paper is Paper.OUT)
        with pytest.raises(CannotPrint):
            printer.print(Slip((Text("x"),)))
        simulation.tell(":paper ok")
        assert until(lambda: printer.status().ready)
        simulation.tell(":cover open")
        assert until(lambda: printer.status().cover_open)
        simulation.process.send_signal(signal.SIGINT)
        assert simulation.process.wait(5) == 0
        printer.close()


def refusal(link: Path) -> str:
    """What a simulator says that cannot be at this place."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "scanner", "--link", str(link)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    ) as process:
        assert process.wait(10) == 1
        assert process.stderr
        return process.stderr.read()


def test_a_place_that_cannot_be_is_told(tmp_path):
    assert "No such file" in refusal(tmp_path / "no" / "device")


def test_what_it_does_not_understand_is_told_and_not_scanned(tmp_path):
    with simulate("scanner", *place("pty", tmp_path)) as simulation:
        simulation.tell(":jump")
        assert simulation.process.stderr
        assert ":jump" in simulation.process.stderr.readline()


def test_a_file_that_is_no_link_is_not_replaced(tmp_path):
    precious = tmp_path / "thesis.txt"
    precious.write_text("words")
    assert "is no link" in refusal(precious)
    assert precious.read_text() == "words"


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("{", "tags.json"),
        ('{"uid": 1}', "not a list"),
        ('[{"uid": "E0"}]', "no ISO 15693 UID"),
        ('[{"uid": "E004010000000001", "blocks": 1e999}]', "not a tag"),
        ('[{"uid": "E004010000000001", "blocks": 300}]', "256 blocks"),
        ('[{"uid": "E004010000000001", "blocks": 1, "memory": "0011223344"}]', "fits"),
        ('[{"uid": "E004010000000001", "afi": "1FF"}]', "one byte"),
        ('[{"uid": "E004010000000001"}, {"uid": "E004010000000001"}]', "one UID"),
    ],
)
def test_tags_that_cannot_be_are_told_with_their_file(tmp_path, tags, said):
    path = tmp_path / "tags.json"
    path.write_text(tags)
    with pytest.raises(ValueError, match=said) as told:
        load(path)
    assert str(path) in str(told.value)


def test_a_stray_tag_is_heard_now_and_then_and_none_is_heard_as_another():
    stray, near = TagSimulator("E004010000000001"), TagSimulator("E004010000000002")
    field = Field([stray, near])
    field.place(stray.uid, near.uid)
    stray.reach = 0.3
    seen = [[tag.uid for tag in field.inventory()] for _ in range(200)]
    assert all(near.uid in one for one in seen)
    assert 20 < sum(stray.uid in one for one in seen) < 120


def test_a_help_button_is_pressed_by_a_line(tmp_path: Path):
    with simulate("help-button", "--link", str(tmp_path / "button")) as simulation:
        button = SerialButton(parse_options(SerialButton, {"port": simulation.port}))
        button.open()
        simulation.tell(":bounce 5")
        simulation.tell(":press again")  # no such command: said, and nothing is sent
        presses = [next(one for one in button.readings() if one is not None)]
        assert simulation.says() == "ok :bounce 5"
        assert presses == [Pressed()]
        button.close()
