"""One online checkout on the server's side, commit included, against the bare statements it is made of."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from config.server_settings import ServerSettings
from server.circulation import transactions
from server.enrol import enrol_kiosk, key_hash
from server.store.database import Store, open_store
from tests.bench import library
from tests.bench.library import Library
from tests.bench.measure import Aim, Finding, Sample, ratios
from tests.bench.place import BUILD
from tests.fixtures.postgres import postgres

AIM = 2.5
CLEAN = ("DELETE FROM transactions WHERE key = '{key}'", "DELETE FROM loans WHERE returned_at IS NULL")


@dataclass
class Recorder:
    """Every statement a store executes, with its values: as they go to the driver, and in ``asked`` as SQLAlchemy is
    given them."""

    store: Store
    asked: list[tuple[Any, Any]] = field(default_factory=list)

    @contextmanager
    def listening(self) -> Iterator[list[tuple[str, Any]]]:
        def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
            found.append((statement, given))

        def note_asked(
            _connection: Any, clause: Any, multiparams: Any, params: Any, _execution_options: Any
        ) -> None:
            self.asked.append((clause, list(multiparams) or dict(params)))

        found: list[tuple[str, Any]] = []
        sa.event.listen(self.store.engine, "before_cursor_execute", note)
        sa.event.listen(self.store.engine, "before_execute", note_asked)
        try:
            yield found
        finally:
            sa.event.remove(self.store.engine, "before_cursor_execute", note)
            sa.event.remove(self.store.engine, "before_execute", note_asked)

    def again(self) -> float:
        """Seconds for what was asked, by SQLAlchemy alone, and its commit: what is left when the program is gone."""
        begun = time.perf_counter()
        with self.store.engine.execution_options(writes=True).begin() as connection:
            for clause, values in self.asked:
                result = connection.execute(clause, values)
                if result.returns_rows:
                    result.fetchall()
        return time.perf_counter() - begun


def entry(kind: str, key: str, item: int, patron: int | None = None) -> dict[str, Any]:
    """As a kiosk sends it; ``item`` and ``patron`` are numbers of the generated library."""
    return {
        "key": key,
        "kind": kind,
        "occurred_at": datetime.now(UTC).isoformat(),
        "item": library.item_barcode(item),
        "patron": "" if patron is None else library.patron_barcode(patron),
        "visit": f"{key}-visit",
        "sequence": 1,
        "details": {},
        "recovered": False,
    }


def tell(store: Store, settings: ServerSettings, key: str, said: dict[str, Any]) -> dict[str, Any]:
    """One entry under a kiosk's key, as it would come alone."""
    found = transactions.apply_for_kiosks(
        store, settings, [transactions.Asked(key_hash(key), [said])], datetime.now(UTC)
    )
    assert found[0] is not None
    return found[0][0]


def run(size: Library | None = None, turns: int = 300, warm: int = 30) -> list[Finding]:
    """On both databases, with the durability they are run with: every commit is on disk."""
    size = size or Library()
    findings = []
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        findings.append(_measure("SQLite", f"sqlite:///{Path(scratch) / 'library.db'}", size, turns, warm))
    with postgres(durable=True) as server:
        findings.append(_measure("PostgreSQL", server.database(), size, turns, warm))
    return findings


def _measure(name: str, url: str, size: Library, turns: int, warm: int) -> Finding:
    store = open_store(url)
    library.build(store, size, searchable=False)
    bare = _raw(url)
    settings = ServerSettings(database=url)
    with store.writing() as session:
        key = enrol_kiosk(session, "bench")
    ours: list[float] = []
    alone: list[float] = []
    least: list[float] = []
    count = 0
    recorder = Recorder(store)
    with recorder.listening() as statements:
        for turn in range(warm + turns):
            # Spread over the library: what is read is seldom what was read just before.
            item, patron = turn * 7919 % size.copies, turn * 104729 % size.patrons
            said = entry("checkout", f"{name}-{turn}", item, patron)
            statements.clear()
            recorder.asked.clear()
            begun = time.perf_counter()
            answer = tell(store, settings, key, said)
            took = time.perf_counter() - begun
            if answer["result"] != "applied":
                raise RuntimeError(f"a checkout was refused: {answer['reasons']}")
            count = len(statements)
            # The same twice more, without the program: so what it wrote goes first.
            clean = [(line.format(key=said["key"]), None) for line in CLEAN]
            bare.run(clean)
            replayed = bare.run(list(statements))
            bare.run(clean)
            asked, recorder.asked = recorder.asked, []
            by_library = Recorder(store, asked).again()
            bare.run([(CLEAN[1], None)])  # nobody's loans grow from turn to turn
            if turn >= warm:
                ours.append(took * 1e3)
                alone.append(replayed * 1e3)
                least.append(by_library * 1e3)
    bare.close()
    store.close()
    ratio = ratios(ours, alone)
    return Finding(
        f"checkout {name}",
        Sample("one checkout, its kiosk's key included", "ms", ours),
        Sample(f"its {count} statements, bare, in one transaction", "ms", alone),
        [Aim("of the bare statements", ratio.median, AIM)],
        ratio=ratio,
        notes=[
            f"{size.titles} titles, {size.copies} copies, {size.patrons} patrons, {size.past_loans} past loans",
            f"SQLAlchemy alone, with the same statements: {ratios(least, alone).median:.1f} of the bare ones",
        ],
    )


@dataclass
class _Bare:
    """The driver alone."""

    connection: Any
    commit: Callable[[], None]

    def run(self, statements: list[tuple[str, Any]]) -> float:
        """Seconds for these statements, their results fetched, and the commit."""
        begun = time.perf_counter()
        cursor = self.connection.cursor()
        for statement, given in statements:
            cursor.execute(statement, given) if given else cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
        self.commit()
        return time.perf_counter() - begun

    def close(self) -> None:
        self.connection.close()


def _raw(url: str) -> _Bare:
    if url.startswith("sqlite"):
        lite = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            lite.execute(f"PRAGMA {pragma}")
        return _Bare(lite, lambda: lite.in_transaction and lite.execute("COMMIT") and None)
    return _Bare(connection := psycopg.connect(url.replace("+psycopg", "")), connection.commit)
