"""A kiosk whose key was taken away: it says that the library is away, keeps what is done, and tells all of it once
it is enrolled again."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.schema import load_kiosk
from kiosk.commands import doctor
from kiosk.commands.enrol import enrol
from kiosk.library.central import Central
from kiosk.library.port import LibraryAway
from server.enrol import open_enrolment, revoke
from server.store.database import open_store
from tests.faults.processes import kill
from tests.faults.test_kill import Site


def test_nothing_is_lost_while_a_kiosk_has_no_key(tmp_path: Path):
    site = Site(tmp_path / "site")
    config = site.directory / "kiosk.toml"
    store = open_store(f"sqlite:///{site.directory / 'server.db'}")
    site.start_server()
    site.wait_for_server()
    site.start_kiosk()

    def row(book: str, outcome: str) -> None:
        def shown() -> bool:
            return any(line[0] == "row" and line[2] == book and line[4] == outcome for line in site.lines())

        site.until(shown)

    def signed_in() -> bool:
        """The first scans may be lost: the scanner's driver throws away what came before it was ready."""
        site.scanner.scan(site.cards[0])
        time.sleep(0.2)
        return any(line[0] == "visit" and line[3] == "True" for line in site.lines())

    try:
        site.until(signed_in)
        site.scanner.scan(site.books[0])
        row(site.books[0], "done")
        with store.writing() as session:
            revoke(session, "kiosk-1", datetime.now(UTC), by="wang")
        site.scanner.scan(site.books[1])
        row(site.books[1], "kept-locally")
        assert ["link", "down"] in site.lines()
        assert site.waiting() == 1

        settings = load_kiosk(config)
        finding = doctor._server(settings)
        assert (finding.level, "enrol it again" in finding.text) == ("FAIL", True)
        with pytest.raises(LibraryAway, match="enrol it again"):
            Central(settings.url, settings.key).time()  # the heartbeat does not call this reached

        with store.writing() as session:
            code = open_enrolment(session, "kiosk-1", "main", "wang", datetime.now(UTC))
        assert enrol(settings.url, code, config) == 0
        assert site.waiting() == 1
        kill(site.kiosk)
        site.finger.close()
        site.start_kiosk()
        site.until(lambda: site.waiting() == 0)
        assert doctor._server(load_kiosk(config)).level == "ok"
    finally:
        site.stop()
        store.close()
    with sqlite3.connect(site.directory / "server.db") as server:
        answers = [json.loads(answer) for (answer,) in server.execute("SELECT answer FROM transactions")]
        lent = server.execute(
            "SELECT count(*) FROM loans JOIN copies ON copies.id = copy_id WHERE barcode IN (?, ?)",
            site.books[:2],
        ).fetchone()
    assert [answer["result"] for answer in answers] == ["applied", "applied"]
    assert lent == (2,)
