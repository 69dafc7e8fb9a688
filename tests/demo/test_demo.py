"""The demo as a newcomer starts it; and that its verdict is worth something."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from kiosk.demo import auto
from kiosk.demo.auto import Disagreement, Play
from kiosk.demo.site import Site

PAGES = {
    "welcome",
    "identify",
    "pin",
    "borrow",
    "return",
    "account",
    "slip",
    "goodbye",
    "out-of-service",
    "help",
    "idle",
}


def parts_of(process: int) -> set[int]:
    """Every process below one, by /proc."""
    children: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), set()).add(int(stat.parent.name))
    found: set[int] = set()
    waiting = {process}
    while waiting:
        below = set().union(*(children.get(one, set()) for one in waiting))
        found |= below
        waiting = below
    return found


def gone(processes: set[int]) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{one}/exe").exists() for one in processes):
            return True
        time.sleep(0.1)
    return False


def test_it_plays_by_itself_and_everything_agrees(tmp_path: Path):
    command = [sys.executable, "-m", "kiosk", "demo", "--auto", "--pictures", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "everything agrees" in done.stdout
    assert "FAIL" not in done.stdout
    names = [path.stem for path in tmp_path.glob("*.png")]
    for page in PAGES:
        assert any(page in name for name in names), f"no picture of {page}"
    assert any(name.startswith("slip-") for name in names)
    for path in tmp_path.glob("*.png"):
        with Image.open(path) as picture:
            assert len(picture.convert("L").resize((64, 64)).getcolors()) > 2, f"{path.name} is blank"


def test_it_is_not_satisfied_when_the_server_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(auto, "STEP_SECONDS", 8.0)
    site = Site(tmp_path / "site")
    others = parts_of(os.getpid())  # of other tests: databases, a card daemon
    try:
        site.start({**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        below = parts_of(os.getpid()) - others
        site.relay.pull()
        with pytest.raises(Disagreement, match="a book is lent, and the server has it"):
            Play(site, None)._borrow_and_be_refused()
        assert site.dead() is None
    finally:
        site.end()
    assert len(below) >= 4
    assert gone(below)


def test_without_a_display_it_is_on_loopback_alone_and_leaves_nothing():
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    environment.pop("QT_QPA_PLATFORM", None)
    demo = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "demo"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        ports = {}
        for line in demo.stdout:
            if "vncviewer" in line:
                name, _, address = line.split()
                ports[name] = int(address.rpartition(":")[2])
            if "Ctrl-C" in line:
                break
        assert set(ports) == {"kiosk", "bench"}
        listening = {
            line.split()[1]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if line.split()[3] == "0A"
        }
        for port in ports.values():
            assert f"0100007F:{port:04X}" in listening
            assert f"00000000:{port:04X}" not in listening
            with socket.create_connection(("127.0.0.1", port), timeout=10) as viewer:
                assert viewer.recv(12).startswith(b"RFB 003.")
        below = parts_of(demo.pid)
        assert len(below) >= 4
        inodes = _sockets({demo.pid, *below})
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and fields[9] in inodes:
                    assert fields[1].startswith("0100007F:"), "a part of the demo listens beyond loopback"
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(30)
        demo.stdout.close()
    assert gone(below)


def _sockets(processes: set[int]) -> set[str]:
    found = set()
    for process in processes:
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            try:
                target = str(descriptor.readlink())
            except OSError:
                continue
            if target.startswith("socket:["):
                found.add(target[8:-1])
    return found
