"""From the commit of a change to its reception by a kiosk's own follower, against the same bytes over a bare line."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import psycopg

from kiosk.library.central import Central
from server.enrol import enrol_kiosk
from server.live import publish
from server.store.database import open_store
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.bench.place import BUILD
from tests.faults.processes import free_port, kill, run_server, start
from tests.fixtures.postgres import postgres

AIM_SECONDS = 1.0


def run(turns: int = 100) -> list[Finding]:
    """The change is made by another process than the server, as by a command or a second server process, so that it
    goes by way of the database."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder, postgres() as server:
        return [
            _live("sqlite", f"sqlite:///{folder}/server.db", Path(folder), _echo, "a socket's echo", turns),
            _live("postgresql", server.database(), Path(folder), _notify, "a bare NOTIFY", turns),
        ]


def _live(
    name: str,
    database: str,
    folder: Path,
    yardstick: Callable[[str], Iterator[Callable[[], float]]],
    what: str,
    turns: int,
) -> Finding:
    store = open_store(database)
    with store.writing() as session:
        key = enrol_kiosk(session, "bench")
    config = folder / f"{name}.toml"
    config.write_text(f'[server]\ndatabase = "{database}"\n')
    port = free_port()
    process = start(run_server, config, port)
    heard: Queue[tuple[float, str]] = Queue()
    threading.Thread(
        target=_follow, args=(Central(f"http://127.0.0.1:{port}", key), heard), daemon=True
    ).start()
    count = 0

    def ours() -> float:
        nonlocal count
        count += 1
        with store.writing() as session:
            publish(session, "policy", str(count))
            began = time.perf_counter()  # what follows is the commit
        while True:
            at, about = heard.get(timeout=30)
            if about == str(count):
                return at - began

    try:
        assert heard.get(timeout=30)[1] == ""  # the reset at the beginning
        with contextmanager(yardstick)(database) as bare:
            ours()
            bare()
            mine, theirs = in_turns(ours, bare, turns)
    finally:
        kill(process)
        store.close()
    sample = Sample("commit, its own time included → heard by a kiosk", "ms", [one * 1e3 for one in mine])
    return Finding(
        f"live, {name}",
        sample,
        Sample(what, "ms", [one * 1e3 for one in theirs]),
        [Aim("95 of 100 heard", sample.percentile(95) / 1e3, AIM_SECONDS, "s")],
        ratio=ratios(mine, theirs),
        notes=[f"{turns} turns"],
    )


def _follow(central: Central, heard: Queue[tuple[float, str]]) -> None:
    while True:
        try:
            for event in central.follow(""):
                if event is not None:
                    heard.put((time.perf_counter(), event[2]))
        except Exception:
            time.sleep(0.05)  # the server is not there yet, or no more


def _echo(_database: str) -> Iterator[Callable[[], float]]:
    """The same way for the bytes: one connection on loopback, there and back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = socket.create_connection(listener.getsockname())
        other, _ = listener.accept()
        with line, other:
            for one in (line, other):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def echo() -> None:
                while said := other.recv(100):
                    other.sendall(said)

            threading.Thread(target=echo, daemon=True).start()

            def bare() -> float:
                began = time.perf_counter()
                line.sendall(b"x" * 60)
                line.recv(100)
                return time.perf_counter() - began

            yield bare
            line.shutdown(socket.SHUT_RDWR)


def _notify(database: str) -> Iterator[Callable[[], float]]:
    url = database.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as other:
        other.execute("LISTEN bench")

        def bare() -> float:
            began = time.perf_counter()
            one.execute("NOTIFY bench, 'x'")
            next(other.notifies(timeout=10))
            return time.perf_counter() - began

        yield bare
