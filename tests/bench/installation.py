"""A demonstration library as ``jieyue init --demo`` makes it, with its server running."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.actor import environment
from tests.bench.place import BUILD, ROOT

JIEYUE = str(Path(sys.executable).parent / "jieyue")
PLUG_SECONDS = 20.0

KIOSK = """\
[kiosk]
id = "kiosk-1"
data = "journal-{number}"
full_screen = true

[kiosk.library]
zh = "松林图书馆"
en = "Pinewood Library"

[central]
url = "{url}"
key = "{key}"
"""
SCANNER = '[[device]]\nrole = "barcode-scanner"\ndriver = "serial-scanner"\nport = "{port}"\n'
PAD = '[[device]]\nrole = "item-pad"\ndriver = "feig"\nport = "{port}"\n'
PRINTER = '[[device]]\nrole = "receipt-printer"\ndriver = "escpos"\nport = "{port}"\n'


class Installation:
    """Lies in a directory of its own and goes with it."""

    def __init__(self, directory: Path, url: str, database: str) -> None:
        self.url = url
        self.database = database
        self.key: str = tomllib.loads((directory / "kiosk.toml").read_text("utf-8"))["central"]["key"]
        self._directory = directory
        self._demo = json.loads((directory / "demo.json").read_text("utf-8"))
        self._kiosks = 0

    def lendable_items(self) -> list[str]:
        return [item["barcode"] for item in self._demo["items"] if item["status"] == "available"]

    def borrowers(self) -> list[str]:
        return [patron["barcode"] for patron in self._demo["patrons"] if patron["case"] == "ordinary"]

    def kiosk(self, scanner: str | Path = "", printer: str | Path = "", pad: str | Path = "") -> Path:
        """Settings of one more kiosk, with a journal of its own and these devices."""
        self._kiosks += 1
        text = KIOSK.format(number=self._kiosks, url=self.url, key=self.key)
        for device, port in ((SCANNER, scanner), (PRINTER, printer), (PAD, pad)):
            text += device.format(port=port) if port else ""
        path = self._directory / f"kiosk-{self._kiosks}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    @contextmanager
    def devices(self) -> Iterator[tuple[Path, Path]]:
        """A scanner and a printer, simulated as programs of their own; the paths of their lines."""
        links = self._directory / "scanner", self._directory / "printer"
        programs = [
            subprocess.Popen(
                [JIEYUE, "simulate", link.name, "--link", str(link)],
                cwd=self._directory,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )
            for link in links
        ]
        try:
            deadline = time.monotonic() + PLUG_SECONDS
            while not all(link.exists() for link in links):
                if time.monotonic() > deadline:
                    raise TimeoutError("the simulated devices did not come up")
                time.sleep(0.05)
            yield links
        finally:
            for program in programs:
                program.terminate()
            for program in programs:
                program.wait(10)


_standing: list[Installation] = []


@contextmanager
def installed() -> Iterator[Installation]:
    """``jieyue init --demo``, and ``jieyue server`` on a free port for as long; where one stands already, that."""
    if _standing:
        yield _standing[-1]
        return
    with _install() as place:
        _standing.append(place)
        try:
            yield place
        finally:
            _standing.clear()


@contextmanager
def _install() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        directory = Path(scratch) / "library"
        log = BUILD / "installation.log"
        with log.open("w") as told:
            init = subprocess.run(
                [JIEYUE, "init", str(directory), "--demo"], cwd=ROOT, stdout=told, stderr=told
            )
            if init.returncode:
                raise RuntimeError(f"jieyue init failed, see {log}")
            settings = directory / "server.toml"
            text = settings.read_text("utf-8")
            before = tomllib.loads(text)["server"]
            settings.write_text(text.replace(f"port = {before['port']}", "port = 0"), encoding="utf-8")
            server = subprocess.Popen(
                [JIEYUE, "server", "--config", str(settings)],
                cwd=directory,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            )
        try:
            assert server.stdout
            ready, _, url = server.stdout.readline().strip().partition(" ")
            if ready != "ready":
                raise RuntimeError(f"the server did not start, see {log}")
            yield Installation(directory, url, before["database"].partition(":")[0])
        finally:
            server.terminate()
            server.wait(20)
