"""A library as a newcomer sets it up: a server, a kiosk with its window and scanner, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.demo.part import Part
from kiosk.demo.window import Window

PATIENCE = 30.0
SERVER = """
[server]
database = "{database}"
port = {port}

[library]
name = "Pinewood"
timezone = "Asia/Shanghai"
"""


class Newcomer:
    """Types commands, as the first steps in the README tell."""

    def __init__(self, folder: Path, database: str, port: int = 0) -> None:
        """``port``: where the server is found, also by a kiosk that knew it before; 0: anywhere."""
        self.folder = folder
        self.server_toml = folder / "server.toml"
        self.server_toml.write_text(SERVER.format(database=database, port=port), encoding="utf-8")
        self.kiosk_toml = folder / "kiosk.toml"
        self._parts: list[Part] = []

    def type(self, *arguments: str, keys: str = "") -> str:
        """A command of ``jieyue``, typed to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *arguments],
            input=keys,
            capture_output=True,
            text=True,
            timeout=90,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_server(self) -> str:
        """One more server process; its address."""
        self.server = self._part("server", "server", "--config", str(self.server_toml))
        self.address = self.server.until_ready()
        return self.address

    def start_kiosk(self) -> None:
        self.scanner = self._part("scanner", "simulate", "scanner", "--link", str(self.folder / "scanner"))
        self.scanner.until_ready()
        self.window = Window(self.kiosk_toml, self.folder, os.environ | {"QT_QPA_PLATFORM": "offscreen"})
        self._parts.append(self.window)
        self.window.until_ready()

    def settle_devices(self) -> None:
        """The fresh settings name a scanner that is not here."""
        text = self.kiosk_toml.read_text(encoding="utf-8")
        text, found = re.subn(
            r'(driver = "serial-scanner"\nport = ")[^"]*', rf"\g<1>{self.folder / 'scanner'}", text
        )
        assert found == 1
        text = text.replace('languages = ["zh", "en"]', 'languages = ["en", "zh"]')
        self.kiosk_toml.write_text(text, encoding="utf-8")

    def scanned(self, label: str, page: str) -> bool:
        """Scan, and see whether that brought the page. The window is there a moment before the scanner is."""
        self.scanner.tell(label)
        again = time.monotonic() + 1
        while time.monotonic() < again:
            if self.window.ask(do="see")["page"] == page:
                return True
            time.sleep(0.05)
        return False

    def touch(self, what: str) -> None:
        until(lambda: self.window.ask(do="touch", what=what)["ok"], f"{what} cannot be touched")

    def end(self) -> None:
        for part in reversed(self._parts):
            part.ask_to_end()
        for part in self._parts:
            part.end()

    def _part(self, name: str, *arguments: str) -> Part:
        command = [sys.executable, "-m", "kiosk", *arguments]
        part = Part(f"{name}-{len(self._parts)}", command, self.folder, os.environ)
        self._parts.append(part)
        return part


def until(true: Callable[[], object], otherwise: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def seen(window: Window, texts: Sequence[str]) -> bool:
    said = window.ask(do="see")["texts"]
    return all(any(text in one for one in said) for text in texts)
