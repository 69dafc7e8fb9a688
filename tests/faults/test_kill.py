"""kill -9 of the kiosk or the server at random moments loses nothing that was acknowledged and doubles nothing."""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import time
from collections import Counter
from pathlib import Path

import requests

from kiosk.commands.init import init
from tests.faults.processes import ScannerOnTheWire, free_port, kill, run_kiosk, run_server, start

KILLS, LOANS = 100, 100  # at least
MOST_DONE = 5  # rows that succeed between two kills
BORED_SECONDS = 0.5  # when a visit gives no more to see


class Site:
    """A kiosk and a server in a directory, and what the kiosk's screen has shown."""

    def __init__(self, directory: Path) -> None:
        assert init(directory, demo=True, force=False) == 0
        self.directory = directory
        self.scanner = ScannerOnTheWire()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/api/v1"
        config = directory / "kiosk.toml"
        text = config.read_text().replace("http://127.0.0.1:8470", f"http://127.0.0.1:{self.port}")
        text = text.replace(f'port = "{directory / "devices" / "scanner"}"', f'port = "{self.scanner.port}"')
        config.write_text(text[: text.rindex("[[device]]")])  # no printer
        self.shown = directory / "shown"
        self.touches = directory / "touches"
        os.mkfifo(self.touches)
        demo = json.loads((directory / "demo.json").read_text())
        self.cards = [one["barcode"] for one in demo["patrons"] if one["case"] == "ordinary"]
        self.books = [one["barcode"] for one in demo["items"] if one["status"] == "available"][:40]
        self.kiosk = self.server = None

    def start_server(self) -> None:
        self.server = start(run_server, self.directory / "server.toml", self.port)

    def start_kiosk(self) -> None:
        self._wanted = len(self.lines()) + 1
        self.kiosk = start(run_kiosk, self.directory / "kiosk.toml", self.shown, self.touches)
        self.finger = self.touches.open("w", buffering=1)
        self.until(lambda: ["ready"] in self.lines()[self._wanted - 1 :])

    def lines(self) -> list[list[str]]:
        with contextlib.suppress(FileNotFoundError):
            return [json.loads(line) for line in self.shown.read_text().splitlines() if line.endswith("]")]
        return []

    def shows(self, *outcomes: str) -> int:
        """How many rows the screen has shown with these outcomes."""
        shown = self.shown.read_bytes()
        return sum(shown.count(f'"{outcome}"]'.encode()) for outcome in outcomes)

    def until(self, true, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"not within {seconds} s"
            time.sleep(0.01)

    def wait_for_server(self) -> None:
        def answers() -> bool:
            with contextlib.suppress(requests.RequestException):
                return requests.get(f"{self.url}/health", timeout=2).ok
            return False

        self.until(answers)

    def waiting(self) -> int:
        with sqlite3.connect(f"file:{self.directory}/kiosk-data/journal.db?mode=ro", uri=True) as journal:
            return journal.execute("SELECT count(*) FROM entries WHERE answer IS NULL").fetchone()[0]

    def touch(self, what: str) -> None:
        with contextlib.suppress(OSError):
            self.finger.write(what + "\n")

    def stop(self) -> None:
        for process in (self.kiosk, self.server):
            if process is not None:
                kill(process)
        self.scanner.close()


def test_a_hundred_kills(tmp_path: Path):
    chance = random.Random(20261123)
    site = Site(tmp_path / "site")
    loans_at_start = _query(site, "SELECT count(*) FROM loans")[0][0]
    site.start_server()
    site.wait_for_server()
    site.start_kiosk()
    killed: Counter[str] = Counter()
    try:
        while killed.total() < KILLS or site.shows("done") <= LOANS:
            # Not a moment in time but in the visit: a slow machine shows as much before the blow as a quick one.
            enough = site.shows("done", "kept-locally") + chance.randrange(MOST_DONE)
            bored = time.monotonic() + BORED_SECONDS
            site.scanner.scan(chance.choice(site.cards))
            while site.shows("done", "kept-locally") < enough and time.monotonic() < bored:
                if chance.random() < 0.15:
                    site.touch(chance.choice(["return", "return", "borrow"]))
                site.scanner.scan(chance.choice(site.books))
                time.sleep(chance.uniform(0.001, 0.03))
            time.sleep(chance.uniform(0, 0.02))
            victim = chance.choice(["kiosk", "kiosk", "kiosk", "server"])
            killed[victim] += 1
            if victim == "kiosk":
                kill(site.kiosk)
                site.finger.close()
                site.start_kiosk()
            else:
                kill(site.server)
                site.scanner.scan(chance.choice(site.books))
                site.start_server()
        site.wait_for_server()
        site.until(lambda: site.waiting() == 0, seconds=60)
    finally:
        site.stop()
    _everything_agrees(site, loans_at_start)
    assert killed["kiosk"] > 50
    assert killed["server"] > 10


def _everything_agrees(site: Site, loans_at_start: int) -> None:
    last_shown: dict[str, str] = {}
    ever: dict[str, set[str]] = {}
    for line in site.lines():
        if line[0] == "row":
            _, key, _, _, outcome = line
            last_shown[key] = outcome
            ever.setdefault(key, set()).add(outcome)
    answers = {
        key: json.loads(answer) for key, answer in _query(site, "SELECT key, answer FROM transactions")
    }
    with sqlite3.connect(site.directory / "kiosk-data" / "journal.db") as journal:
        entries = {
            row[0]: row[1:]
            for row in journal.execute("SELECT key, kind, answer FROM entries ORDER BY sequence")
        }

    shown_done = [key for key, seen in ever.items() if "done" in seen]
    shown_kept = [key for key, seen in ever.items() if "kept-locally" in seen]
    assert len(shown_done) > LOANS, "the test has to see many loans to prove anything"
    # Lost: what the screen acknowledged is in the journal and known to the server.
    for key in [*shown_done, *shown_kept]:
        assert key in entries
        assert key in answers
    for key in shown_done:
        assert answers[key]["result"] == "applied"
    # What was promised was asked for in earnest: if it was refused, then by the rules.
    for key in shown_kept:
        assert "not-confirmed" not in [reason["code"] for reason in answers[key]["reasons"]]
    assert shown_kept
    # Everything the journal ever held is answered, and the kiosk and the server have the same answer.
    for key, (_, answer) in entries.items():
        assert json.loads(answer)["result"] == answers[key]["result"]
    # Nobody was told no and got a loan all the same.
    for key, outcome in last_shown.items():
        if outcome == "not-possible" and key in answers:
            assert answers[key]["result"] == "refused"
    # Doubled: one loan for each checkout that was applied, no more.
    lent = sum(
        entries[key][0] == "checkout" and answer["result"] == "applied" for key, answer in answers.items()
    )
    assert _query(site, "SELECT count(*) FROM loans")[0][0] - loans_at_start == lent
    assert (
        _query(
            site, "SELECT copy_id FROM loans WHERE returned_at IS NULL GROUP BY copy_id HAVING count(*) > 1"
        )
        == []
    )


def _query(site: Site, query: str) -> list[tuple]:
    with sqlite3.connect(site.directory / "server.db") as database:
        return database.execute(query).fetchall()
