"""A kiosk with a pad on a real wire, a real server process, and everything that can be asked afterwards."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from drivers.simulators.feig import FeigSimulator
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.paper import PrintedSlip
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.wire import PtyWire, TcpWire
from drivers.tags import iso28560_2
from kiosk.commands.init import init
from tests.faults.processes import free_port, kill, run_server, start

OWNER = "CN-110108-1"
PAD = """
[[device]]
role = "item-pad"
driver = "feig"
port = "{port}"
response_ms = 200

[pad]
owners = ["{owner}"]
"""


def a_tag(item: str, number: int, *, part: int = 1, parts: int = 1, owner: str = OWNER) -> TagSimulator:
    """An ICODE with an ISO 28560-2 memory, armed."""
    memory = iso28560_2.encode(item, owner=owner, parts=parts, part=part, usage=0x10)
    return TagSimulator(f"E0040150{number:08X}", bytearray(memory), name=f"{item}.{part}", dsfid=6)


class PadSite:
    """A directory made by ``init --demo``, its server as a process, a Feig pad and a printer as simulators here."""

    def __init__(self, directory: Path) -> None:
        assert init(directory, demo=True, force=False) == 0
        self.directory = directory
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/api/v1"
        self.demo: dict[str, Any] = json.loads((directory / "demo.json").read_text())
        self.field = Field()
        self.pad = FeigSimulator(TcpWire("127.0.0.1", 0), self.field)
        self.slips: list[PrintedSlip] = []
        self.printer = PrinterSimulator(PtyWire(directory / "printer"), on_slip=self.slips.append)
        self.config = directory / "kiosk.toml"
        text = self.config.read_text().replace("http://127.0.0.1:8470", f"http://127.0.0.1:{self.port}")
        text = text.replace(
            f'port = "{directory / "devices" / "printer"}"', f'port = "{directory / "printer"}"'
        )
        text += PAD.format(port=self.pad.wire.port, owner=OWNER)
        self.config.write_text(text)
        key = next(line.split('"')[1] for line in text.splitlines() if line.startswith("key"))
        self._session = requests.Session()
        self._session.trust_env = False  # looking for proxies takes longer than asking
        self._session.headers["Authorization"] = f"Bearer {key}"
        self._sequence = 0
        self.server = None
        self.start_server()

    def start_server(self) -> None:
        self.server = start(run_server, self.directory / "server.toml", self.port)
        self.until(self._answers)

    def stop_server(self) -> None:
        kill(self.server)

    def close(self) -> None:
        self._session.close()
        self.stop_server()
        self.pad.close()
        self.printer.close()

    def patron(self, case: str = "ordinary") -> str:
        return next(one["barcode"] for one in self.demo["patrons"] if one["case"] == case)

    def items(self, status: str, count: int) -> list[str]:
        return [one["barcode"] for one in self.demo["items"] if one["status"] == status][:count]

    def tagged(self, items: list[str]) -> list[TagSimulator]:
        """Tags for these items, in the world but not on the pad."""
        tags = [a_tag(item, len(self.field.tags) + number) for number, item in enumerate(items)]
        self.field.tags.update({tag.uid: tag for tag in tags})
        return tags

    def status(self, item: str) -> str:
        """What the server says of an item now."""
        return str(self._session.get(f"{self.url}/items/{item}", timeout=5).json()["status"])

    def transact(self, kind: str, item: str, patron: str = "") -> None:
        """Lend or take back past every kiosk, as staff at the desk."""
        self._sequence += 1
        entry = {
            "key": f"desk-{self._sequence}",
            "kind": kind,
            "occurred_at": datetime.now(UTC).isoformat(),
            "item": item,
            "patron": patron,
            "visit": "",
            "sequence": self._sequence,
            "details": {},
            "recovered": False,
        }
        said = self._session.post(f"{self.url}/transactions", json={"entries": [entry]}, timeout=5)
        assert said.json()["answers"][0]["result"] == "applied", said.text

    def journal(self, query: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(
            sqlite3.connect(f"file:{self.directory}/kiosk-data/journal.db?mode=ro", uri=True)
        ) as journal:
            return journal.execute(query).fetchall()

    def until(self, true: Callable[[], object], seconds: float = 20, what: str = "it") -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
            time.sleep(0.01)

    def _answers(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return self._session.get(f"{self.url}/health", timeout=2).ok
        return False
