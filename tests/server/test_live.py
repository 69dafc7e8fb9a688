"""What is committed anywhere is heard everywhere within a second, and nothing twice; real server processes throughout."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kiosk.demo.relay import Relay
from server import enrol, live
from server.live import MOST_ABOUT, publish, speak_as
from server.live.follow import _read
from server.live.stream import Stream
from server.patrons import find_patron
from server.store.database import open_store
from server.store.tables import Change, Copy
from tests.faults.processes import free_port, kill, run_server, start
from tests.fixtures.postgres import Postgres
from tests.server.conftest import BOOKS, OTHER, READER, Site, entry


class Server:
    """A server process of the site's database."""

    def __init__(
        self, database: str, key: str, folder: Path, run: Callable[[Path, int], None] = run_server
    ) -> None:
        self._config = folder / f"server-{id(self)}.toml"
        self._config.write_text(f'[server]\ndatabase = "{database}"\n')
        self._run = run
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = key
        self.start()

    def start(self) -> None:
        self.process = start(self._run, self._config, self.port)
        until(self.up)

    def up(self) -> bool:
        try:
            return requests.get(f"{self.url}/api/v1/health", timeout=1).ok
        except requests.ConnectionError:
            return False

    def listen(self, last_id: str = "", port: int = 0) -> Ear:
        ear = Ear(f"http://127.0.0.1:{port or self.port}", self.key, last_id)
        if not last_id:
            assert ear.next() == ("reset", "")
        return ear

    def send(self, site: Site, *entries: dict) -> list[dict]:
        """As another kiosk."""
        answer = requests.post(
            f"{self.url}/api/v1/transactions",
            json={"entries": entries},
            headers={"Authorization": site.client.headers["Authorization"]},
            timeout=5,
        )
        return answer.json()["answers"]


class Ear:
    """A client of the stream, without the kiosk's own code."""

    def __init__(self, url: str, key: str, last_id: str = "") -> None:
        headers = {"Authorization": key, **({"Last-Event-ID": last_id} if last_id else {})}
        self.response = requests.get(f"{url}/api/v1/events", headers=headers, stream=True, timeout=(5, 15))
        assert self.response.status_code == 200
        self._lines = self.response.iter_lines(chunk_size=None, decode_unicode=True)
        self.last_id = last_id

    def next(self) -> tuple[str, str]:
        """Topic and about of the next event; raises StopIteration once the stream has ended."""
        said: dict[str, str] = {}
        while True:
            line = next(self._lines)
            if not line:
                if said:
                    self.last_id = said["id"]
                    return said["event"], json.loads(said["data"])["about"]
                continue
            name, _, value = line.partition(": ")
            if name:
                said[name] = value

    def ended(self) -> bool:
        try:
            self.next()
        except (requests.RequestException, StopIteration):
            return True
        return False


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    with site.store.writing() as session:
        key = enrol.enrol_kiosk(session, "kiosk-2")

    def make(run: Callable[[Path, int], None] = run_server) -> Server:
        made.append(Server(site.settings.database, f"Bearer {key}", tmp_path, run))
        return made[-1]

    yield make
    for one in made:
        kill(one.process)


def test_a_change_at_one_process_is_heard_at_both_within_a_second(site: Site, server: Callable[..., Server]):
    a, b = server(), server()
    ears = [a.listen(), b.listen()]
    began = time.monotonic()
    assert a.send(site, entry("k", "checkout"))[0]["result"] == "applied"
    for ear in ears:
        assert {ear.next()[0], ear.next()[0]} == {"account", "item"}
    assert time.monotonic() - began < 1
    b.send(site, entry("h", "help-call", "", ""))
    assert [ear.next() for ear in ears] == [("help-call", "h"), ("help-call", "h")]
    assert ears[0].last_id == ears[1].last_id
    with site.store.writing() as session:  # a third process: a command
        publish(session, "catalogue")
    assert [ear.next() for ear in ears] == [("catalogue", ""), ("catalogue", "")]


def test_after_a_pulled_cable_exactly_what_was_missed_follows(site: Site, server: Callable[..., Server]):
    a, b = server(), server()
    cable = Relay(a.port)
    ear, other = a.listen(port=cable.port), b.listen()
    change(site, 1)
    assert heard(ear, 1) == heard(other, 1) == ["1"]
    cable.pull()
    with pytest.raises((requests.RequestException, StopIteration)):
        ear.next()
    change(site, 2, 3)
    cable.plug()
    again = a.listen(ear.last_id, cable.port)
    elsewhere = b.listen(ear.last_id)  # it does not matter where
    change(site, 4)
    assert heard(again, 3) == heard(elsewhere, 3) == ["2", "3", "4"]
    cable.pull()


def test_a_killed_server_gives_all_or_says_reset(site: Site, server: Callable[..., Server]):
    a, b = server(), server()
    ear, other = a.listen(), b.listen()
    change(site, 1)
    assert heard(ear, 1) == heard(other, 1) == ["1"]
    kill(a.process)
    change(site, 2)
    assert heard(b.listen(ear.last_id), 1) == ["2"]  # the other process heard it all
    a.start()
    first = a.listen(ear.last_id).next()
    # SQLite keeps what was published; PostgreSQL told it while nobody listened here, which is said.
    assert first == (("policy", "2") if site.settings.database.startswith("sqlite") else ("reset", ""))


def test_who_comes_back_after_too_long_reads_everything_again(server: Callable[..., Server]):
    ear = server().listen("0123456789ab-1")
    assert ear.next() == ("reset", "")


def test_a_rolled_back_transaction_says_nothing(site: Site, server: Callable[..., Server]):
    ear = server().listen()
    with contextlib.suppress(ZeroDivisionError), site.store.writing() as session:
        publish(session, "policy", "never")
        raise ZeroDivisionError
    with site.store.writing() as session:
        publish(session, "policy", "1")
        publish(session, "policy", "1")  # said once
    change(site, 2)
    assert heard(ear, 2) == ["1", "2"]


def test_an_import_is_one_event_and_what_is_long_is_told_in_parts(site: Site, server: Callable[..., Server]):
    ear = server().listen()
    with site.store.writing() as session:
        for n in range(MOST_ABOUT + 1):
            publish(session, "item", f"{n}")
        for n in range(MOST_ABOUT):
            publish(session, "text", f"{n:0>120}")  # more than one NOTIFY can hold
    assert ear.next() == ("item", "")
    assert [ear.next() for _ in range(MOST_ABOUT)] == [("text", f"{n:0>120}") for n in range(MOST_ABOUT)]


def test_a_kiosk_hears_marks_of_accounts_nothing_of_other_kiosks_and_not_its_own_doings(
    site: Site, server: Callable[..., Server]
):
    a = server()
    ear = a.listen()
    mine = {"Authorization": a.key}
    marks = {
        card: requests.get(f"{a.url}/api/v1/patrons/{card}", headers=mine, timeout=5).json()["account"]
        for card in (READER, OTHER)
    }
    with site.store.reading() as session:
        reader = find_patron(session, READER).id
    requests.post(
        f"{a.url}/api/v1/transactions", json={"entries": [entry("k", "checkout")]}, headers=mine, timeout=5
    )
    with site.store.writing() as session:
        publish(session, "patron", str(reader))
        publish(session, "kiosk", "another")
        publish(session, "policy", "1")
    assert ear.next() == ("account", marks[READER])
    assert heard(ear, 1) == ["1"]
    assert (
        len({*marks.values(), site.patron(READER)["account"], str(reader)}) == 4
    )  # it says nothing anywhere else


def test_a_revoked_key_ends_its_stream_within_a_second(site: Site, server: Callable[..., Server]):
    a = server()
    ear = a.listen()
    began = time.monotonic()
    with site.store.writing() as session:
        enrol.revoke(session, "kiosk-2", datetime.now(UTC))
    until(ear.ended)
    assert time.monotonic() - began < 1
    assert (
        requests.get(f"{a.url}/api/v1/events", headers={"Authorization": a.key}, timeout=5).status_code == 401
    )


def test_a_server_asked_to_end_does_not_wait_for_its_listeners(site: Site, server: Callable[..., Server]):
    a = server()
    ears = [a.listen() for _ in range(5)]
    began = time.monotonic()
    a.process.terminate()
    for ear in ears:
        assert ear.ended()
    a.process.join(5)
    assert a.process.exitcode is not None
    assert time.monotonic() - began < 3


def test_a_server_asked_to_end_answers_what_is_under_way(site: Site, server: Callable[..., Server]):
    """On SQLite, see tests/faults/test_database_away.py."""
    if site.store.engine.dialect.name == "sqlite":
        return
    a = server()
    with ThreadPoolExecutor(1) as pool:
        with site.store.writing() as session:
            session.execute(sa.update(Copy).where(Copy.barcode == BOOKS[0]).values(call_number="B1"))
            asked = pool.submit(a.send, site, entry("k", "checkout"))
            waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            until(lambda: session.scalar(waiting) == 1)
            a.process.terminate()
            until(lambda: not a.up())
        assert asked.result()[0]["result"] == "applied"
    a.process.join(10)
    assert a.process.exitcode == 0


def test_a_listener_that_does_not_read_holds_up_nobody_and_is_let_go(
    site: Site, server: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
):
    a = server(impatient)
    ear = a.listen()
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", a.port))
        slow.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: {a.key}\r\n\r\n".encode())
        for round_ in range(10):  # more than all buffers between here and there
            with site.store.writing() as session:
                for n in range(MOST_ABOUT):
                    publish(session, "text", f"{round_}-{n:0>190}")
            for _ in range(MOST_ABOUT):
                ear.next()
        time.sleep(2)  # twice what it is given
        slow.settimeout(5)
        with contextlib.suppress(ConnectionError):
            while slow.recv(65536):
                pass


def test_a_database_that_was_away_is_a_reset(postgres_server: Postgres, tmp_path: Path):
    """The listening connection is cut, as by a restart of the database: what was told meanwhile is not known."""
    url = postgres_server.database()
    store = open_store(url)
    with store.writing() as session:
        key = enrol.enrol_kiosk(session, "kiosk-1")
    one = Server(url, f"Bearer {key}", tmp_path)
    try:
        ear = one.listen()
        with store.writing() as session:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            assert session.scalars(sa.text(cut)).all() == [True]
            publish(session, "policy", "missed")
        assert ear.next() == ("reset", "")
        with store.writing() as session:  # somebody else's, or a newer version's
            session.execute(sa.text("NOTIFY jieyue, 'garbage'"))
        assert ear.next() == ("reset", "")
        with store.writing() as session:
            publish(session, "policy", "1")
        assert heard(ear, 1) == ["1"]
    finally:
        kill(one.process)
        store.close()


def test_what_two_kiosks_did_in_one_transaction_both_are_told():
    with Session() as session:
        session.begin()
        for who, about in (("kiosk:a", "1"), ("kiosk:b", "1"), ("kiosk:b", "2")):
            speak_as(session, who)
            publish(session, "item", about)
        said = session.info["server.live.said"]
        assert live._few(said) == [("item", "1", ""), ("item", "2", "kiosk:b")]
        for n in range(MOST_ABOUT + 1):
            publish(session, "item", f"{n}")
        assert live._few(said) == [("item", "", "")]
        session.rollback()
        assert "server.live.said" not in session.info, "what is not done is not told with what is done next"


def test_sqlite_keeps_the_newest_and_tells_of_a_gap(site: Site, monkeypatch: pytest.MonkeyPatch):
    if site.store.engine.dialect.name != "sqlite":
        return
    monkeypatch.setattr(live, "KEPT", 10)
    stream = Stream()
    numbers = sa.select(Change.number).order_by(Change.number)

    async def told(last_id: str) -> str:
        return (await anext(stream.events(last_id))).about

    with closing(sqlite3.connect(site.settings.database.removeprefix("sqlite:///"))) as raw:
        change(site, 0)
        newest = _read(raw, stream, -1)
        heard_last = stream._newest
        change(site, 1)
        assert _read(raw, stream, newest) == newest + 1
        assert asyncio.run(told(heard_last)) == "1"
        heard_last = stream._newest
        change(site, *range(2, 40))
        with site.store.reading() as session:
            kept = session.scalars(numbers).all()
        assert kept == list(range(kept[0], newest + 40))
        assert 10 <= len(kept) <= 20
        _read(raw, stream, newest + 1)
        assert asyncio.run(told(heard_last)) == "", "not the next that is there, but: read everything again"


def test_what_cannot_be_told_is_refused_at_once(site: Site):
    with site.store.writing() as session:
        for topic, about in (("weather", "1"), ("text", "x" * 201)):
            with pytest.raises(ValueError, match=r"weather|at most"):
                publish(session, topic, about)


def change(site: Site, *names: int) -> None:
    for name in names:
        with site.store.writing() as session:
            publish(session, "policy", str(name))


def heard(ear: Ear, count: int) -> list[str]:
    said = [ear.next() for _ in range(count)]
    assert {topic for topic, _ in said} == {"policy"}
    return [about for _, about in said]


def impatient(config: Path, port: int) -> None:
    import server.api.live

    server.api.live.SEND_SECONDS = 1
    make = socket.create_server

    def small(*where: Any, **more: Any) -> socket.socket:
        listener = make(*where, **more)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return listener

    socket.create_server = small
    run_server(config, port)
