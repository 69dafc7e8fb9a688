"""The database goes away and comes back, and a server is told to end: nobody gets a traceback, nothing is doubled."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa
from starlette.testclient import TestClient

from config.server_settings import ServerSettings
from server.api.app import create_app
from server.catalogue import add_copy, add_title
from server.circulation.policies import add_policy
from server.enrol import enrol_kiosk
from server.patrons import add_patron, add_patron_class
from server.store.database import open_store
from tests.faults.processes import free_port
from tests.fixtures.postgres import postgres


def library(url: str) -> str:
    """A little library; its kiosk's key."""
    store = open_store(url)
    with store.writing() as session:
        add_patron_class(session, "adult", loan_limit=99)
        add_policy(session, "adult", "book", loan_days=28, loan_limit=99, renewal_limit=1)
        title = add_title(session, "论语")
        for n in range(40):
            add_copy(session, title, f"3{n}", "book")
        add_patron(session, "2", "Jane", "adult", "1234")
        key = enrol_kiosk(session, "kiosk-1")
    store.close()
    return key


def lend(url: str, key: str, n: int) -> requests.Response:
    entry = {"key": f"k{n}", "kind": "checkout", "item": f"3{n}", "patron": "2"}
    entry["occurred_at"] = datetime.now(UTC).isoformat()
    headers = {"Authorization": f"Bearer {key}"}
    return requests.post(f"{url}/api/v1/transactions", json={"entries": [entry]}, headers=headers, timeout=40)


@contextmanager
def server(folder: Path, database: str, port: int = 0) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    config = folder / "server.toml"
    config.write_text(f'[server]\ndatabase = "{database}"\nport = {port}\n')
    command = [sys.executable, "-m", "kiosk", "server", "--config", config]
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        yield process.stdout.readline().split()[1], process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until_lent(url: str, key: str, n: int) -> dict:
    """As a kiosk does: again until there is an answer."""
    deadline = time.monotonic() + 60
    while True:
        with suppress(requests.RequestException):
            said = lend(url, key, n)
            if said.status_code == 200:
                return said.json()["answers"][0]
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_postgresql_is_restarted(tmp_path: Path):
    with postgres() as cluster:
        database = cluster.database()
        key = library(database)
        with server(tmp_path, database) as (url, _process):
            assert lend(url, key, 0).json()["answers"][0]["result"] == "applied"
            cluster.stop()
            for ask in (lambda: lend(url, key, 1), lambda: requests.get(f"{url}/api/v1/health", timeout=30)):
                said = ask()
                assert (said.status_code, said.json()["code"]) == (503, "database-away")
                assert said.headers["content-type"] == "application/problem+json"
                assert said.headers["retry-after"]
                assert "Traceback" not in said.text
            cluster.start()
            answers = [until_lent(url, key, n) for n in range(3)]
            assert [answer["repeated"] for answer in answers] == [True, False, False]
            assert {answer["result"] for answer in answers} == {"applied"}
            headers = {"Authorization": f"Bearer {key}"}
            loans = requests.get(f"{url}/api/v1/patrons/2", headers=headers, timeout=10).json()["loans"]
            assert sorted(loan["item"] for loan in loans) == ["30", "31", "32"]
    log = (tmp_path / "log").read_text()
    assert '"event": "database-away"' in log
    assert "Traceback" not in log


def test_sqlite_is_held_by_somebody_else_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = f"sqlite:///{tmp_path / 'server.db'}"
    key = library(database)
    with server(tmp_path, database + "?timeout=0.5") as (url, _process):
        holder = sqlite3.connect(tmp_path / "server.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        said = lend(url, key, 0)
        assert (said.status_code, said.json()["code"]) == (503, "database-away")
        holder.execute("ROLLBACK")
        holder.close()
        assert until_lent(url, key, 0)["repeated"] is False
        assert until_lent(url, key, 0)["repeated"] is True


def test_a_full_disk_is_told_and_the_server_goes_on_when_there_is_room(tmp_path: Path):
    database = f"sqlite:///{tmp_path / 'server.db'}"
    key = library(database)
    store = open_store(database)
    room = 1  # pages; SQLite takes it for as many as there are

    @sa.event.listens_for(store.engine, "checkout")
    def _fills(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {room}").close()

    client = TestClient(create_app(store, ServerSettings(database=database)), raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {key}"
    at = datetime.now(UTC).isoformat()
    said = {"key": "k", "kind": "checkout", "item": "30", "patron": "2", "occurred_at": at}
    many = [{"key": f"h{n}", "kind": "help-call", "occurred_at": at} for n in range(100)]
    full = client.post("/api/v1/transactions", json={"entries": [said, *many]})
    assert (full.status_code, full.json()["code"]) == (503, "database-away")
    assert full.headers["retry-after"]
    assert client.get("/api/v1/items/30").json()["status"] == "available", "what is there can be read"
    room = 10_000
    done = client.post("/api/v1/transactions", json={"entries": [said, *many]}).json()["answers"]
    assert {(answer["result"], answer["repeated"]) for answer in done} == {("applied", False)}
    store.close()


def test_asked_to_end_it_answers_first_and_the_next_one_goes_on(tmp_path: Path):
    database = f"sqlite:///{tmp_path / 'server.db'}"
    key = library(database)
    port = free_port()
    headers = {"Authorization": f"Bearer {key}"}
    with server(tmp_path, database, port) as (url, process), ThreadPoolExecutor(8) as pool:
        stream = requests.get(f"{url}/api/v1/events", headers=headers, stream=True, timeout=30)
        assert stream.status_code == 200
        ended = threading.Event()
        reading = threading.Thread(target=lambda: (list(suppressing(stream)), ended.set()), daemon=True)
        reading.start()
        # Somebody else writes, so the requests have to wait; then the server is told to end.
        holder = sqlite3.connect(tmp_path / "server.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        asked = [pool.submit(lend, url, key, n) for n in range(8)]
        in_the_server(process, 9)
        process.send_signal(signal.SIGTERM)
        assert ended.wait(10), "a stream is closed at once"
        assert process.poll() is None
        holder.execute("ROLLBACK")
        holder.close()
        assert [one.result().json()["answers"][0]["result"] for one in asked] == ["applied"] * 8
        assert process.wait(10) == 0
    with server(tmp_path, database, port) as (url, process):
        assert [until_lent(url, key, n)["repeated"] for n in range(9)] == [True] * 8 + [False]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def suppressing(stream: requests.Response) -> Iterator[bytes]:
    with suppress(requests.RequestException):
        yield from stream.iter_content(None)


def in_the_server(process: subprocess.Popen[str], wanted: int) -> None:
    """Until so many connections to it are open and what was sent on them is read."""
    deadline = time.monotonic() + 20
    port = None
    while True:
        rows = [line.split() for line in Path(f"/proc/{process.pid}/net/tcp").read_text().splitlines()[1:]]
        listening = {row[1] for row in rows if row[3] == "0A" and row[9] in _sockets(process.pid)}
        port = port or next(iter(listening), "")
        taken = [row for row in rows if row[1] == port and row[3] == "01" and row[9] in _sockets(process.pid)]
        if len(taken) >= wanted and all(row[4].endswith(":00000000") for row in taken):
            time.sleep(0.3)  # from its socket's buffer into its hands
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _sockets(pid: int) -> set[str]:
    links = (str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir())
    return {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:")}


@pytest.mark.parametrize("database", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://x@127.0.0.1:1/x"])
def test_a_database_that_is_not_there_is_told_in_a_line(tmp_path: Path, database: str):
    config = tmp_path / "server.toml"
    config.write_text(f'[server]\ndatabase = "{database}"\n')
    command = [sys.executable, "-m", "kiosk", "server", "--config", config]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "the database cannot be used: OperationalError" in done.stderr
    assert "Traceback" not in done.stderr
