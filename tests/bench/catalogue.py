"""The catalogue: how fast records come in and how flat memory stays; how fast titles are found, and how that grows."""

from __future__ import annotations

import contextlib
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymarc
import sqlalchemy as sa

from server.catalogue import index
from server.catalogue.importing import prepare
from server.catalogue.search import search
from server.catalogue.tokens import fold, indexed, words
from server.store.database import Store, open_store
from tests.bench import library
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.bench.place import BUILD, ROOT
from tests.fixtures.postgres import postgres

PAGE = 20


# Import


def importing(turns: int = 3, few: int = 5_000, many: int = 50_000) -> list[Finding]:
    """CNMARC records with two copies each into an empty SQLite, each time in a process of its own; the yardstick
    parses the same file with pymarc and inserts the same rows, without index, checks or report."""
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        folder = Path(scratch)
        for count in {few, many}:
            _write_records(folder / f"{count}.mrc", count)
        runs: list[dict[str, float]] = []

        def ours_once() -> float:
            runs.append(_import_in_a_process(folder, few))
            return runs[-1]["seconds"]

        ours, raw = in_turns(ours_once, lambda: _bare_import(folder / f"{few}.mrc"), turns)
        small, large = runs[-1], _import_in_a_process(folder, many)
        ours.append(large["seconds"] * few / many)
        raw.append(_bare_import(folder / f"{many}.mrc") * few / many)
    growth = large["peak"] / small["peak"]
    ratio = ratios(raw, ours)
    return [
        Finding(
            "import",
            Sample("import into the catalogue", "records/s", [few / seconds for seconds in ours]),
            Sample("pymarc and bare inserts", "records/s", [few / seconds for seconds in raw]),
            [Aim(f"peak memory, {many} records ÷ {few}", growth, 1.10)],
            ratio_of="ours as a part of the yardstick's speed",
            ratio=ratio,
            notes=[
                f"{turns} turns of {few} records, the last value {many}",
                f"{many} records: {many / large['seconds']:.0f} a second; read and judged in "
                f"{large['seconds'] - large['writing']:.1f} s, the transaction took {large['writing']:.1f} s",
                f"peak memory {small['peak'] / 1024:.0f} MiB, then {large['peak'] / 1024:.0f} MiB",
            ],
        )
    ]


def _write_records(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for number, title in enumerate(library.titles(count)):
            file.write(_record(number, title).as_marc())


def _record(number: int, title: dict[str, Any]) -> pymarc.Record:
    def field(tag: str, *subfields: tuple[str, str]) -> pymarc.Field:
        return pymarc.Field(tag, pymarc.Indicators(" ", " "), [pymarc.Subfield(*one) for one in subfields])

    record = pymarc.Record()
    record.leader = pymarc.Leader("00000nam0 2200000   450 ")
    record.add_field(
        pymarc.Field("001", data=f"{number:012}"),
        field("010", ("a", title["isbn"]), ("d", "CNY59.70")),
        field("100", ("a", f"20260101d{title['year']}    em y0chiy50      ea")),
        field("101", ("a", "chi" if title["language"] == "zh" else "eng")),
        field("200", ("a", title["title"]), ("f", title["author"])),
        field("210", ("a", "北京"), ("c", title["publisher"]), ("d", str(title["year"]))),
        field("330", ("a", "一本书的内容提要，说它讲了什么，为谁而写。" * 3)),
        *(field("606", ("a", subject)) for subject in title["subjects"]),
        field("690", ("a", title["clc"])),
        field("905", ("a", "main"), *(("b", library.item_barcode(2 * number + one)) for one in (0, 1))),
    )
    return record


def _import_in_a_process(folder: Path, count: int) -> dict[str, float]:
    """Seconds and peak memory of one import."""
    database = folder / "import.db"
    open_store(f"sqlite:///{database}").close()
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.bench.catalogue",
                str(folder / f"{count}.mrc"),
                f"sqlite:///{database}",
            ],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    finally:
        for left in folder.glob("import.db*"):
            left.unlink()
    return dict(json.loads(done.stdout))


def _import_once(path: str, url: str) -> None:
    indexed(
        "红楼梦", "", [], None, "", ""
    )  # the dictionaries are read once a process, and are no part of this
    store = open_store(url)
    begun = time.perf_counter()
    with open(path, "rb") as file, prepare(file) as prepared:  # noqa: PTH123
        ready = time.perf_counter()
        prepared.write(store)
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": ended - begun, "writing": ended - ready, "peak": peak}))


def _bare_import(path: Path) -> float:
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        connection = sqlite3.connect(Path(scratch) / "bare.db", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "CREATE TABLE titles (id INTEGER PRIMARY KEY, control TEXT UNIQUE, title TEXT, author TEXT, isbn TEXT, "
            "year TEXT, publisher TEXT, language TEXT, clc TEXT, subjects TEXT, summary TEXT, record BLOB)",
            "CREATE INDEX isbns ON titles (isbn)",
            "CREATE TABLE copies (id INTEGER PRIMARY KEY, barcode TEXT UNIQUE, title_id INTEGER)",
            "CREATE INDEX titles_of ON copies (title_id)",
        ):
            connection.execute(statement)
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        with path.open("rb") as file:
            for number, record in enumerate(pymarc.MARCReader(file), 1):
                row = (
                    record["001"].data,
                    *(record[tag].get(code) for tag, code in BARE),
                    json.dumps([field.get("a") for field in record.get_fields("606")]),
                    record["330"].get("a"),
                    record.as_marc(),
                )
                connection.execute(f"INSERT INTO titles VALUES ({number}{', ?' * len(row)})", row)
                connection.executemany(
                    "INSERT INTO copies (barcode, title_id) VALUES (?, ?)",
                    [(barcode, number) for barcode in record["905"].get_subfields("b")],
                )
        connection.execute("COMMIT")
        seconds = time.perf_counter() - begun
        connection.close()
    return seconds


BARE = (("200", "a"), ("200", "f"), ("010", "a"), ("210", "d"), ("210", "c"), ("101", "a"), ("690", "a"))


# Search


def searching(small: int = 20_000, large: int = 200_000, queries: int = 300) -> list[Finding]:
    """The same kinds of query to two libraries on both databases: ours against the bare full-text query for the same
    words, ranked by the database, joined with the titles."""
    findings = []
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch, postgres() as server:
        for name, url in (
            ("SQLite", lambda: f"sqlite:///{Path(scratch) / f'{random.random()}.db'}"),
            ("PostgreSQL", server.database),
        ):
            p95 = {}
            for count in (small, large):
                with _library(url(), count) as store:
                    finding = _search(store, name, count, queries)
                    p95[count] = finding.ours.percentile(95), finding.ours.median
                    scans = _scans(store)
            growth = (
                f"{small} → {large} titles: p95 {p95[small][0]:.2f} → {p95[large][0]:.2f} ms, median "
                f"{p95[small][1]:.2f} → {p95[large][1]:.2f} ms"
            )
            findings.append(
                Finding(
                    finding.name,
                    finding.ours,
                    finding.yardstick,
                    [*finding.aims, Aim("tables its plans read from end to end", float(len(scans)), 0.0)],
                    ratio=finding.ratio,
                    notes=[growth, *scans],
                )
            )
    return findings


@contextlib.contextmanager
def _library(url: str, titles: int) -> Iterator[Store]:
    store = open_store(url)
    # Without loans a database would read the empty table and be right.
    library.build(store, library.Library(titles, copies=titles * 3 // 2, patrons=10, past_loans=titles))
    yield store
    store.close()


def _search(store: Store, name: str, count: int, queries: int) -> Finding:
    asked = _queries(count, queries)
    ours, bare = [], []
    with store.reading() as session:
        for query in asked[: len(asked) // 10]:
            search(session, query)
        for query in asked:
            statement, given = _bare(session.connection(), query)
            took, bare_took = in_turns(
                lambda query=query: _milliseconds(lambda: search(session, query)),
                lambda statement=statement, given=given: _milliseconds(
                    lambda: session.connection().execute(statement, given).all()
                ),
                2,
            )
            ours.append(min(took))
            bare.append(min(bare_took))
    sample, yardstick = Sample("search", "ms", ours), Sample("bare full-text query", "ms", bare)
    ratio = sample.percentile(95) / yardstick.percentile(95)
    return Finding(
        f"search {name}",
        sample,
        yardstick,
        [Aim(f"p95 ÷ p95, {count} titles", ratio, 1.5)],
        ratio=ratios(ours, [max(one, 0.001) for one in bare]),
    )


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _queries(count: int, queries: int) -> list[str]:
    """As readers ask: whole titles, words, authors, pinyin, numbers; one of twenty mistyped."""
    chance = random.Random(7)
    every = max(1, count // queries)
    found = []
    for title in library.titles(count):
        if title["id"] % every or len(found) == queries:
            continue
        words_in = title["title"].split()
        found.append(
            chance.choice(
                [
                    title["title"],
                    title["title"][: max(2, len(title["title"]) // 2)],
                    title["title"].split()[-1],
                    f"{words_in[0]} {title['author'].split()[-1 if title['language'] == 'en' else 0]}",
                    title["author"].removesuffix(" 著"),
                    title["subjects"][0],
                    title["isbn"],
                    title["clc"],
                    indexed(title["title"], "", [], None, "", "").keys.split()[0],
                ]
            )
        )
        if len(found) % 20 == 0 and title["language"] == "en":
            found[-1] = title["author"][:-2] + title["author"][-1]
    return found


def _bare(connection: sa.Connection, query: str) -> tuple[sa.TextClause, dict[str, Any]]:
    said = words(fold(query))
    asked = [[[(word, at == len(said) - 1)] for at, word in enumerate(said)]]
    if connection.dialect.name == "sqlite":
        return sa.text(
            "SELECT titles.id, titles.title, author_ FROM (SELECT rowid AS id, author AS author_ FROM search_index "
            "WHERE search_index MATCH :asked ORDER BY rank LIMIT :most) AS found JOIN titles USING (id)"
        ), {"asked": index.fts5(asked), "most": PAGE}
    return sa.text(
        "SELECT titles.id, titles.title, titles.author FROM (SELECT title_id FROM search_index WHERE document @@ "
        "CAST(:asked AS tsquery) ORDER BY ts_rank(document, CAST(:asked AS tsquery)) DESC LIMIT :most) AS found "
        "JOIN titles ON titles.id = found.title_id"
    ), {"asked": index.tsquery(asked), "most": PAGE}


def _scans(store: Store) -> list[str]:
    """Where the plans of a search read a table from end to end, as the database explains them."""
    found: list[str] = []

    def explain(connection: sa.Connection, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if not statement.lstrip().startswith("SELECT"):
            return
        lite = connection.dialect.name == "sqlite"
        cursor = connection.connection.cursor()
        cursor.execute(("EXPLAIN QUERY PLAN " if lite else "EXPLAIN ") + statement, given)
        plan = [str(row[-1]) for row in cursor.fetchall()]
        scans = (line.strip() for line in plan if ("SCAN" if lite else "Seq Scan") in line)
        found.extend(line for line in scans if "VIRTUAL TABLE INDEX" not in line)

    sa.event.listen(store.engine, "before_cursor_execute", explain)
    try:
        with store.reading() as session:
            for query in ("文学 江南", "hlm", "mistipedword", "I206"):
                search(session, query)
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", explain)
    return found


if __name__ == "__main__":
    _import_once(*sys.argv[1:])
