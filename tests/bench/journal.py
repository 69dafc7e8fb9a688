"""Journal appends against the bare ``INSERT`` with the same durability."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from config.vocabulary import EntryKind
from kiosk.effects import Entry
from kiosk.journal import Journal
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.bench.place import BUILD

TABLE = """
CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, item TEXT NOT NULL,
    patron BLOB, visit TEXT NOT NULL, occurred_at TEXT NOT NULL, details TEXT NOT NULL, promised INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL, answer TEXT)
"""
INDEX = "CREATE INDEX entries_waiting ON entries (sequence) WHERE answer IS NULL"
INSERT = """
INSERT INTO entries (key, kind, item, patron, visit, occurred_at, details, promised, withdrawn)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class RawSqlite:
    """What the journal's promise costs when nobody wraps it: WAL, ``synchronous=FULL``, one transaction a row."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", TABLE, INDEX):
            self._connection.execute(statement)
        self._count = 0

    def append(self) -> None:
        self._count += 1
        at = datetime.now(UTC).isoformat()
        # As many bytes as the journal's: nonce, number and tag.
        row = (
            f"bench-{self._count}",
            "checkout",
            _item(self._count),
            os.urandom(42),
            "bench-v1",
            at,
            "{}",
            0,
            0,
        )
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(INSERT, row)
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class OurJournal:
    def __init__(self, directory: Path) -> None:
        self._journal = Journal.open(directory)
        self._count = 0

    def append(self) -> None:
        self._count += 1
        entry = Entry(
            f"bench-{self._count}", EntryKind.CHECKOUT, _item(self._count), "20000000000018", "bench-v1"
        )
        self._journal.append(entry, datetime.now(UTC))

    def close(self) -> None:
        self._journal.close()


def _item(count: int) -> str:
    return f"3{count:013d}"


def _seconds_for(store: OurJournal | RawSqlite, appends: int) -> float:
    start = time.perf_counter()
    for _ in range(appends):
        store.append()
    return time.perf_counter() - start


def run(turns: int = 40, appends: int = 100) -> list[Finding]:
    """Small blocks in turns, since the time of an ``fsync`` wanders. On a disk: under ``build/``."""
    with tempfile.TemporaryDirectory(dir=BUILD) as directory:
        ours, raw = OurJournal(Path(directory) / "ours"), RawSqlite(Path(directory) / "raw.db")
        _seconds_for(ours, appends)
        _seconds_for(raw, appends)
        ours_took, raw_took = in_turns(
            lambda: _seconds_for(ours, appends), lambda: _seconds_for(raw, appends), turns
        )
        ours.close()
        raw.close()
    ratio = ratios(raw_took, ours_took)
    return [
        Finding(
            "journal append",
            Sample("journal", "appends/s", [appends / seconds for seconds in ours_took]),
            Sample("bare SQLite, same durability", "appends/s", [appends / seconds for seconds in raw_took]),
            [Aim("speed, as a part of bare SQLite's", ratio.median, 0.7, at_least=True)],
            ratio=ratio,
            notes=[f"{turns} turns of {appends} appends each"],
        )
    ]
