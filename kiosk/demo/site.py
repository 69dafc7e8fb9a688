"""The demo's site: server, relay, simulated devices and kiosk, each a process of its own, and hands to work them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from kiosk.commands.demo_tags import OWNER
from kiosk.commands.init import init
from kiosk.demo.part import Part, PartFailed
from kiosk.demo.relay import Relay
from kiosk.demo.window import Window

PAD = """
[[device]]
role = "item-pad"
driver = "feig"
port = "{port}"

[pad]
gates = "both"
owners = ["{owner}"]
"""


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    text: str
    qr_codes: list[str]
    picture: Path


class Site:
    """Everything started by :meth:`start`, ended by :meth:`end`; what can be done to it in between."""

    def __init__(self, folder: Path, heard: Callable[[PrintedSlip], None] = lambda _slip: None) -> None:
        self.folder = folder
        self.slips: list[PrintedSlip] = []
        self.kiosk: Window | None = None
        self._heard = heard
        self._parts: list[Part] = []
        self._pad_said: queue.SimpleQueue[str] = queue.SimpleQueue()

    def start(self, environment: Mapping[str, str], **kiosk_settings: object) -> None:
        """Raises :class:`~kiosk.demo.part.PartFailed`. ``kiosk_settings`` replace lines of ``kiosk.toml``."""
        with contextlib.redirect_stdout(io.StringIO()):
            if init(self.folder, demo=True, force=False):
                raise PartFailed(f"{self.folder} could not be made")
        (self.folder / "devices").mkdir()
        _replace(self.folder / "server.toml", port=0)
        self.server = self._start("server", "server", "--config", str(self.folder / "server.toml"))
        devices = self.folder / "devices"
        self.scanner = self._start("scanner", "simulate", "scanner", "--link", str(devices / "scanner"))
        slips = ("--pictures", str(self.folder / "slips"))
        self.printer = self._start(
            "printer", "simulate", "printer", "--link", str(devices / "printer"), *slips, heard=self._slip
        )
        tags = ("--tags", str(self.folder / "tags.json"))
        self.pad = self._start(
            "pad",
            "simulate",
            "pad",
            "--link",
            str(devices / "pad"),
            *tags,
            "--timing",
            heard=self._pad_said.put,
        )
        self.server_url = self.server.until_ready()
        for device in (self.scanner, self.printer, self.pad):
            device.until_ready()
        self.relay = Relay(urlsplit(self.server_url).port or 0)
        self.kiosk_toml = self.folder / "kiosk.toml"
        _replace(self.kiosk_toml, url=f"http://127.0.0.1:{self.relay.port}", **kiosk_settings)
        self.key = _value(self.kiosk_toml, "key")
        with self.kiosk_toml.open("a", encoding="utf-8") as settings:
            settings.write(PAD.format(port=devices / "pad", owner=OWNER))
        self.kiosk = Window(self.kiosk_toml, self.folder, environment)
        self._parts.append(self.kiosk)
        self.kiosk.until_ready()

    def end(self) -> None:
        for part in reversed(self._parts):
            part.ask_to_end()
        for part in self._parts:
            part.end()
        if hasattr(self, "relay"):
            self.relay.pull()

    def dead(self) -> Part | None:
        """A part that ended by itself."""
        return next((part for part in self._parts if not part.alive), None)

    def demo(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))
        return said

    def tags(self) -> dict[str, dict[str, Any]]:
        """Every tag as it is now, by its item's barcode."""
        while not self._pad_said.empty():
            self._pad_said.get()
        self.pad.tell(":dump")
        while True:
            try:
                line = self._pad_said.get(timeout=10)
            except queue.Empty:
                raise self.pad.failure("does not tell its tags") from None
            if line.startswith("["):
                return {one["name"]: one for one in json.loads(line)}

    def ask_server(self, path: str) -> Any:
        """The server itself, past the cable that can be pulled."""
        session = requests.Session()
        session.trust_env = False
        headers = {"Authorization": f"Bearer {self.key}"}
        response = session.get(f"{self.server_url}/api/v1{path}", headers=headers, timeout=10)
        response.raise_for_status()
        return response.json()

    def ask_robot(self, **command: object) -> dict[str, Any]:
        """Let the robot at the kiosk's window do something; what it answers."""
        if self.kiosk is None:
            raise PartFailed("the kiosk was not started")
        return self.kiosk.ask(**command)

    def _start(self, name: str, *arguments: str, heard: Callable[[str], None] = lambda _line: None) -> Part:
        part = Part(name, [sys.executable, "-m", "kiosk", *arguments], self.folder, os.environ, heard)
        self._parts.append(part)
        return part

    def _slip(self, line: str) -> None:
        if line.startswith("{"):
            said = json.loads(line)
            slip = PrintedSlip(said["text"], said["qr_codes"], Path(said["picture"]))
            self.slips.append(slip)
            self._heard(slip)


def _replace(path: Path, **values: object) -> None:
    """Set keys that already stand in a TOML file, each on a line of its own."""
    text = path.read_text(encoding="utf-8")
    for key, value in values.items():
        written = json.dumps(value)
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {written}", text, count=1)
        if not found:
            raise ValueError(f"{path} has no line for {key}")
    path.write_text(text, encoding="utf-8")


def _value(path: Path, key: str) -> Any:
    """The text a key stands for, on a line of its own."""
    return re.findall(rf'(?m)^{key} = "([^"]*)"', path.read_text(encoding="utf-8"))[0]
