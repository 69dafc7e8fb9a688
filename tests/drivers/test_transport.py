"""The line: bytes at once, silence cheap, and every way of breaking told as a lost device."""

from __future__ import annotations

import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.roles import DeviceLost
from drivers.simulators.wire import TcpWire, Wire
from drivers.transport import FileLine, Line, LineOptions
from tests.contracts.lines import KINDS, laid


@pytest.fixture(params=KINDS)
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    yield from laid(request.param, tmp_path)


@pytest.fixture
def line(wire: Wire) -> Iterator[Line]:
    line = Line(LineOptions(port=wire.port))
    line.open()
    wire.read(0)  # lets the simulator's end notice the connection
    yield line
    line.close()


def test_bytes_pass_unchanged_both_ways(wire, line):
    every = bytes(range(256)) * 40
    line.write(b"")
    came = b""
    sender = threading.Thread(target=line.write, args=(every,))
    sender.start()
    while len(came) < len(every):
        piece = wire.read(1)
        assert piece
        came += piece
    sender.join()
    assert came == every
    sender = threading.Thread(target=wire.write, args=(every,))
    sender.start()
    back = b""
    while len(back) < len(every):
        piece = line.read(1)
        assert piece
        back += piece
    sender.join()
    assert back == every


def test_what_has_come_is_given_at_once(wire, line):
    wire.write(b"x")
    began = time.monotonic()
    assert line.read(5) == b"x"
    assert time.monotonic() - began < 1


def test_silence_costs_no_time_of_the_processor(line):
    began, worked = time.monotonic(), time.thread_time()
    assert line.read(0.5) == b""
    assert 0.4 < time.monotonic() - began < 2
    assert time.thread_time() - worked < 0.01


def test_a_line_is_used_by_one_program(tmp_path):
    for wire in laid("pty", tmp_path):
        one, other = Line(LineOptions(port=wire.port)), Line(LineOptions(port=wire.port))
        one.open()
        with pytest.raises(DeviceLost):
            other.open()
        one.close()
        other.open()
        other.close()


def test_a_pulled_cable_is_noticed_by_a_waiting_reader(wire, line):
    pulled: list[float] = []

    def pull() -> None:
        time.sleep(0.1)
        pulled.append(time.monotonic())
        wire.unplug()

    threading.Thread(target=pull).start()
    with pytest.raises(DeviceLost):
        line.read(5)
    assert time.monotonic() - pulled[0] < 0.5


def test_a_pulled_cable_is_noticed_by_a_writer(wire, line):
    wire.unplug()
    with pytest.raises(DeviceLost):
        line.write(b"x" * 1_000_000)


def test_a_closed_line_says_so(wire, line):
    line.close()
    line.close()
    for use in (line.read, lambda: line.write(b"x")):
        with pytest.raises(DeviceLost, match="not open"):
            use()


def test_a_device_that_takes_nothing_is_lost(monkeypatch):
    monkeypatch.setattr("drivers.transport.STUCK_SECONDS", 0.3)
    master, slave = pty.openpty()
    tty.setraw(slave)
    line = Line(LineOptions(port=os.ttyname(slave)))
    line.open()
    with pytest.raises(DeviceLost):
        line.write(b"x" * 1_000_000)
    line.close()
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    "port",
    [
        "/no/such/device",
        "socket://127.0.0.1:1",
        "socket://127.0.0.1",
        "nonsense://x",
        "",
        "/tmp",
        "/dev/null",
        "a\0b",
    ],
)
def test_whatever_is_wrong_with_a_port_it_is_a_lost_device(port):
    line = Line(LineOptions(port=port))
    with pytest.raises(DeviceLost):
        line.open()
    line.close()


def test_a_url_without_a_descriptor_works_as_well():
    line = Line(LineOptions(port="loop://"))
    line.open()
    line.write(b"abc")
    assert line.read() == b"abc"
    assert line.read() == b""
    line.close()


def test_the_trace_sees_every_byte(wire, line):
    seen: list[tuple[str, bytes]] = []
    line.trace = lambda way, data: seen.append((way, data))
    line.write(b"to")
    wire.write(b"from")
    assert line.read(5) == b"from"
    assert line.read(0) == b""
    assert seen == [("out", b"to"), ("in", b"from")]


def test_a_peer_that_resets_is_a_lost_device():
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(LineOptions(port=f"socket://127.0.0.1:{listener.getsockname()[1]}"))
    line.open()
    peer = listener.accept()[0]
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    peer.close()
    with pytest.raises(DeviceLost):
        line.read(5)
    line.close()
    listener.close()


def test_a_file_takes_slips_one_after_the_other(tmp_path):
    path = tmp_path / "slips"
    line = FileLine(str(path))
    with pytest.raises(DeviceLost):
        line.write(b"x")
    for text in (b"one", b"two"):
        line.open()
        line.write(text)
        assert line.read(0) == b""
        line.close()
        line.close()
    assert path.read_bytes() == b"onetwo"
    line.open()
    path.unlink()
    with pytest.raises(DeviceLost, match="gone"):
        line.read(0)
    line.close()
    with pytest.raises(DeviceLost, match="not open"):
        line.read(0)
    with pytest.raises(DeviceLost):
        FileLine(str(tmp_path / "no" / "slips")).open()


def test_a_missing_device_does_not_become_a_file():
    with pytest.raises(DeviceLost):
        FileLine("/dev/no-such-printer").open()
    assert not Path("/dev/no-such-printer").exists()


def test_a_pulled_cable_keeps_its_port():
    wire = TcpWire("127.0.0.1", 0)
    host, _, port = wire.address.partition(":")
    wire.unplug()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((host, int(port)))
    wire.plug()
    socket.create_connection((host, int(port))).close()
    wire.unplug()
