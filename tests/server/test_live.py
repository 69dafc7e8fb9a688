"""What is committed anywhere is heard everywhere within a second, and nothing twice; real server processes throughout."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from server.live import publish
from tests.faults.processes import free_port, kill, run_server, start
from tests.server.conftest import BOOKS, Site, entry


class Server:
    """A server process of the site's database."""

    def __init__(self, site: Site, folder: Path) -> None:
        self._config = folder / f"server-{id(self)}.toml"
        self._config.write_text(f'[server]\ndatabase = "{site.settings.database}"\n')
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = site.client.headers["Authorization"]
        self.start()

    def start(self) -> None:
        self.process = start(run_server, self._config, self.port)
        until(self._up)

    def _up(self) -> bool:
        try:
            return requests.get(f"{self.url}/api/v1/health", timeout=1).ok
        except requests.ConnectionError:
            return False

    def listen(self, last_id: str = "", port: int = 0) -> Ear:
        return Ear(f"http://127.0.0.1:{port or self.port}", self.key, last_id)

    def send(self, *entries: dict) -> list[dict]:
        answer = requests.post(
            f"{self.url}/api/v1/transactions",
            json={"entries": entries},
            headers={"Authorization": self.key},
            timeout=5,
        )
        return answer.json()["answers"]


class Ear:
    """A client of the stream, without the kiosk's own code."""

    def __init__(self, url: str, key: str, last_id: str = "") -> None:
        headers = {"Authorization": key, **({"Last-Event-ID": last_id} if last_id else {})}
        self.response = requests.get(f"{url}/api/v1/events", headers=headers, stream=True, timeout=(5, 15))
        assert self.response.status_code == 200
        self._lines = self.response.iter_lines(chunk_size=1, decode_unicode=True)
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

    def close(self) -> None:
        self.response.close()


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    made: list[Server] = []

    def make() -> Server:
        made.append(Server(site, tmp_path))
        return made[-1]

    yield make
    for one in made:
        kill(one.process)


def test_a_change_at_one_process_is_heard_at_both_within_a_second(site: Site, server: Callable[[], Server]):
    a, b = server(), server()
    ears = [a.listen(), b.listen()]
    assert [ear.next() for ear in ears] == [("reset", ""), ("reset", "")]
    until_settled(site, ears)
    began = time.monotonic()
    assert a.send(entry("k", "checkout"))[0]["result"] == "applied"
    assert [ear.next() for ear in ears] == [("item", BOOKS[0]), ("item", BOOKS[0])]
    assert time.monotonic() - began < 1
    b.send(entry("h", "help-call", "", ""))
    assert [ear.next() for ear in ears] == [("help-call", "h"), ("help-call", "h")]
    assert ears[0].last_id == ears[1].last_id
    with site.store.writing() as session:  # a third process: a command
        publish(session, "catalogue")
    assert [ear.next() for ear in ears] == [("catalogue", ""), ("catalogue", "")]


def until_settled(site: Site, ears: list[Ear]) -> None:
    """A server that has just come up may still begin to listen, and then says reset once more."""
    with site.store.writing() as session:
        publish(session, "policy", "settled")
    for ear in ears:
        while ear.next() != ("policy", "settled"):
            pass
