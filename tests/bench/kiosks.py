"""Two hundred kiosks at two server processes on one PostgreSQL, asking for more and more until they wait too long."""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import sqlalchemy as sa
from psycopg import sql

from config.server_settings import ServerSettings
from server.enrol import enrol_kiosk
from server.store.database import Store, open_store
from tests.bench import library
from tests.bench.checkout import Recorder, entry, tell
from tests.bench.library import Library
from tests.bench.measure import Aim, Finding, Sample, ratios
from tests.bench.place import BUILD, ROOT
from tests.fixtures.postgres import postgres, program

PATIENCE = 0.5  # seconds that one of a hundred may wait longer
EVERY_FIFTH_COMES_BACK = 5
BOOKS_A_READER = 20
HOPELESS = 3.0  # seconds behind: the rest of a step would teach nothing


@dataclass
class Kiosk(asyncio.Protocol):
    """One connection, kept; a request written beforehand is all but free, so that the servers have the machine.

    ``lent`` is what the server said yes to and has not come back: its books and ours must agree in the end."""

    number: int
    key: str
    books: Iterator[int]
    readers: range
    lent: list[int] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def connection_made(self, transport: Any) -> None:
        self._line = transport
        self._heard = b""
        self._answer: asyncio.Future[bytes] | None = None

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head) if found else None
        if length and len(body) >= int(length[1]) and self._answer is not None:
            self._heard = b""
            self._answer.set_result(head[:16] + body)

    async def act(self) -> None:
        """Borrow the next book; every fifth time bring one back."""
        back = self.done % EVERY_FIFTH_COMES_BACK == EVERY_FIFTH_COMES_BACK - 1 and bool(self.lent)
        item = self.lent[0] if back else next(self.books)
        key = f"kiosk-{self.number}-{self.done}"
        self.done += 1
        reader = self.readers[self.done // BOOKS_A_READER % len(self.readers)]
        said = entry("checkin", key, item) if back else entry("checkout", key, item, reader)
        body = json.dumps({"entries": [said]}).encode()
        self._answer = asyncio.get_running_loop().create_future()
        self._line.write(
            f"POST /api/v1/transactions HTTP/1.1\r\nHost: server\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        answer = await self._answer
        if b" 200 " not in answer[:16] or b'"result":"applied"' not in answer:
            self.wrong[answer[:300].decode(errors="replace")] += 1
        elif back:
            self.lent.remove(item)
        else:
            self.lent.append(item)

    async def act_until(self, first: float, every: float, end: float, waits: list[float]) -> None:
        """From each moment when a reader would have come: who waits in line waits, too."""
        clock = asyncio.get_running_loop().time
        due = first
        while due < end:
            if (ahead := due - clock()) > 0:
                await asyncio.sleep(ahead)
            elif ahead < -HOPELESS:
                waits.append(-ahead)
                return
            await self.act()
            waits.append(clock() - due)
            due += every


@dataclass(frozen=True)
class Step:
    """What became of one rate of asking."""

    asked: float  # requests a second
    done: float
    waits: Sample
    own: float  # cores that the kiosks themselves used

    @property
    def bearable(self) -> bool:
        return self.waits.percentile(99) <= PATIENCE * 1e3 and self.done >= 0.9 * self.asked


def run(
    size: Library | None = None,
    kiosks: int = 200,
    first: float = 50,
    growth: float = 1.2,
    seconds: float = 6.0,
    most_steps: int = 40,
    clients: Sequence[int] = (4, 16, 32),
) -> list[Finding]:
    """PostgreSQL as it comes, ``fsync`` on. The yardstick is pgbench, with the very statements of a loan and a return,
    by the best of several numbers of ``clients``."""
    size = size or Library()
    with postgres(durable=True) as server, tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        url = server.database()
        store = open_store(url)
        library.build(store, size, searchable=False)
        with store.writing() as session:
            keys = [enrol_kiosk(session, f"load-{number}") for number in range(kiosks)]
        bare = _pgbench(store, url, size, keys[0], Path(scratch), seconds, clients)
        with _servers(url, Path(scratch), 2) as ports:
            share = size.copies // kiosks
            fleet = [
                Kiosk(
                    number,
                    key,
                    iter(range(number * share, (number + 1) * share)),
                    range(number, size.patrons, kiosks),
                )
                for number, key in enumerate(keys)
            ]
            rates = [first * growth**step for step in range(most_steps)]
            steps = asyncio.run(_rise(fleet, ports, rates, seconds))
        _agrees(store, fleet)
        store.close()
    good = [step for step in steps if step.bearable] or steps[:1]
    best = max(good, key=lambda step: step.done)
    lent = best.done * (EVERY_FIFTH_COMES_BACK - 1) / EVERY_FIFTH_COMES_BACK
    wrong = sum((kiosk.wrong for kiosk in fleet), Counter[str]())
    requests = sum(kiosk.done for kiosk in fleet)
    ceiling = Sample(f"{kiosks} kiosks, two servers", "transactions/s", [best.done])
    pgbench = Sample("pgbench, the same statements", "transactions/s", [bare])
    return [
        Finding(
            "kiosks at once",
            ceiling,
            pgbench,
            [
                Aim("of pgbench", best.done / bare, 0.3, at_least=True),
                Aim("checkouts a second", lent, 200, at_least=True),
                Aim("errors", wrong.total(), 0),
            ],
            ratio=ratios([best.done], [bare]),
            notes=[
                f"{requests} requests; {', '.join(wrong) or 'none lost, none doubled'}",
                f"the kiosks themselves used {best.own:.2f} of a core at the ceiling",
                "asked → done a second, p99: "
                + "; ".join(
                    f"{step.asked:.0f} → {step.done:.0f}, {step.waits.percentile(99):.0f} ms"
                    for step in steps
                ),
            ],
        )
    ]


async def _rise(fleet: list[Kiosk], ports: list[int], rates: Sequence[float], seconds: float) -> list[Step]:
    loop = asyncio.get_running_loop()
    for kiosk in fleet:
        await loop.create_connection(lambda kiosk=kiosk: kiosk, "127.0.0.1", ports[kiosk.number % len(ports)])
    await _step(fleet, rates[0], seconds)  # the first requests are always slow
    steps: list[Step] = []
    for rate in rates:
        steps.append(await _step(fleet, rate, seconds))
        if not steps[-1].bearable:
            break
    return steps


async def _step(fleet: list[Kiosk], rate: float, seconds: float) -> Step:
    clock = asyncio.get_running_loop().time
    waits: list[float] = []
    every = len(fleet) / rate
    start, cpu = clock() + 0.05, time.process_time()
    await asyncio.gather(
        *(kiosk.act_until(start + random.random() * every, every, start + seconds, waits) for kiosk in fleet)
    )
    took = max(seconds, clock() - start)
    own = (time.process_time() - cpu) / took
    return Step(rate, len(waits) / took, Sample("wait", "ms", [wait * 1e3 for wait in waits] or [0.0]), own)


@contextmanager
def _servers(url: str, folder: Path, count: int) -> Iterator[list[int]]:
    """``jieyue server`` so many times on one database; their ports."""
    programs = []
    # Ten years of loans are not forgotten, for the first time, in the middle of the measuring.
    settings = f'[server]\ndatabase = "{url}"\nport = 0\n[library]\nkeep_finished_loans_days = 36500\n'
    (folder / "server.toml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "server", "--config", str(folder / "server.toml")]
    with (BUILD / "servers.log").open("w") as log:
        try:
            for _ in range(count):
                programs.append(
                    subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
                )
            ports = []
            for program in programs:
                assert program.stdout
                said = program.stdout.readline().split()
                if said[:1] != ["ready"]:
                    raise RuntimeError(f"a server did not start, see {log.name}")
                ports.append(urlsplit(said[1]).port or 0)
            yield ports
        finally:
            for program in programs:
                program.terminate()
            for program in programs:
                program.wait(20)
                assert program.stdout
                program.stdout.close()


def _agrees(store: Store, fleet: list[Kiosk]) -> None:
    """Nothing that was said yes to is lost or there twice. Raises :class:`RuntimeError`."""
    lent = sorted(item + 1 for kiosk in fleet for item in kiosk.lent)
    with store.reading() as session:
        there = list(
            session.scalars(sa.text("SELECT copy_id FROM loans WHERE returned_at IS NULL ORDER BY copy_id"))
        )
        known = session.scalar(sa.text("SELECT count(*) FROM transactions WHERE key LIKE 'kiosk-%'"))
    if lent != there:
        raise RuntimeError(f"{len(set(lent) - set(there))} loans are lost, {len(there) - len(lent)} too many")
    if known != sum(kiosk.done for kiosk in fleet):
        raise RuntimeError(f"{known} transactions are known, {sum(kiosk.done for kiosk in fleet)} were made")


# --- the yardstick --------------------------------------------------------------------------------------------------


def _pgbench(
    store: Store, url: str, size: Library, key: str, folder: Path, seconds: float, clients: Sequence[int]
) -> float:
    """Transactions a second of the best number of clients."""
    (folder / "loan.sql").write_text(_script(store, url, size, key), encoding="utf-8")
    address = sa.make_url(url)
    best = 0.0
    for count in clients:
        done = subprocess.run(
            [
                *(program("pgbench"), "--no-vacuum", "--protocol=prepared"),
                *(f"--client={count}", "--jobs=1", f"--time={max(1, round(seconds))}"),
                *(f"--file={folder / 'loan.sql'}", f"--host={address.host}", f"--port={address.port}"),
                *(f"--username={address.username}", address.database or ""),
            ],
            capture_output=True,
            text=True,
        )
        said = re.search(r"tps = ([\d.]+)", done.stdout)
        if done.returncode or not said:
            raise RuntimeError(f"pgbench failed: {done.stderr[-2000:]}")
        best = max(best, 2 * float(said[1]))  # a script is a loan and a return
    return best


def _script(store: Store, url: str, size: Library, key: str) -> str:
    """What the program really executes for a loan and its return, as a script for pgbench in which each client has
    books and readers of its own."""
    item, reader = size.copies - 3, size.patrons - 2
    settings = ServerSettings(database=url)
    lines = [
        f"\\set n :client_id * {size.copies // 40} + random(0, {size.copies // 40 - 1})",
        f"\\set p :client_id * {size.patrons // 40} + random(0, {size.patrons // 40 - 1})",
        "\\set r random(1, 1000000000000)",
    ]
    with psycopg.connect(url.replace("+psycopg", "")) as connection, store.reading() as session:
        loan = 0
        for said in (entry("checkout", "sample-out", item, reader), entry("checkin", "sample-in", item)):
            with Recorder(store).listening() as statements:
                tell(store, settings, key, said)
            loan = loan or session.scalar(sa.text("SELECT max(id) FROM loans")) or 0
            variables: dict[Any, str] = {
                library.item_barcode(item): "('3' || lpad((:n)::text, 13, '0'))",
                library.patron_barcode(reader): "('2' || lpad((:p)::text, 13, '0'))",
                said["key"]: "('pgbench-' || (:client_id)::text || (:r)::text || :half)".replace(
                    ":half", f"'{said['kind']}'"
                ),
                item + 1: "(:n + 1)",
                reader + 1: "(:p + 1)",
                item % size.titles + 1: f"(:n % {size.titles} + 1)",
                loan: ":id",
            }
            lines.append("BEGIN;")
            for statement, given in statements:
                written = _written(connection, statement, given, variables)
                lines.append(
                    f"{written} \\gset" if written.startswith("INSERT INTO loans") else f"{written};"
                )
            lines.append("COMMIT;")
    return "\n".join(lines) + "\n"


def _written(connection: Any, statement: str, given: Any, variables: dict[Any, str]) -> str:
    """A statement with its values in it, on one line."""

    def value(it: Any) -> str:
        if isinstance(it, (str, int)) and not isinstance(it, bool) and it in variables:
            return variables[it]
        text = sql.Literal(it).as_string(connection).strip()
        # A colon in a text would be a variable to pgbench.
        return re.sub(r"^E?'(.*)'", lambda found: "E'" + found[1].replace(":", r"\072") + "'", text)

    filled = statement % {name: value(it) for name, it in given.items()} if given else statement
    return " ".join(filled.split())
