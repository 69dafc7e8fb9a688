"""A small library on SQLite and on a real PostgreSQL; every test that asks for it runs on both."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from config.server_settings import ServerSettings
from config.vocabulary import ItemStatus
from server import patrons, staff
from server.api.app import create_app
from server.catalogue import add_copy, add_loan, add_title
from server.circulation.policies import add_policy
from server.enrol import enrol_kiosk
from server.patrons import add_patron, add_patron_class
from server.store.database import Store, open_store

NOW = datetime.now(UTC)
READER, OTHER, BLOCKED, FULL, EXPIRING = (f"2{n:013}" for n in range(1, 6))
BOOKS = [f"3{n:013}" for n in range(20)]
REFERENCE, DVD, MISSING, ON_HOLD = (f"3{n:013}" for n in range(100, 104))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite database of each test is found: always the same place, see :func:`_store_at`."""
    return tmp_path_factory.mktemp("database")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, shelf: Path, tmp_path: Path) -> Iterator[str]:
    """With today's tables, and nothing in them."""
    if request.param == "sqlite":
        (tmp_path / "server.db").write_bytes(_sqlite_with_tables())
        (shelf / "next.db").symlink_to(tmp_path / "server.db")
        (shelf / "next.db").replace(
            shelf / "server.db"
        )  # in one step: who is late must not find the place empty
        yield f"sqlite:///{shelf / 'server.db'}"
    else:
        with request.getfixturevalue("postgres_server").lent() as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Without any tables: for those who ask how tables are made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'server.db'}"
    return request.getfixturevalue("postgres_server").database()


@functools.cache
def _sqlite_with_tables() -> bytes:
    """Migrated once; every test gets a copy."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "server.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()


@dataclass
class Site:
    """The application over a small library, and the shortest way to ask it something."""

    store: Store
    settings: ServerSettings
    client: TestClient

    def send(self, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        response = self.client.post("/api/v1/transactions", json={"entries": entries})
        assert response.status_code == 200, response.text
        return response.json()["answers"]

    def item(self, barcode: str) -> dict[str, Any]:
        return self.client.get(f"/api/v1/items/{barcode}").json()

    def patron(self, barcode: str) -> dict[str, Any]:
        return self.client.get(f"/api/v1/patrons/{barcode}").json()


def entry(key: str, kind: str, item: str = BOOKS[0], patron: str = READER, **more: Any) -> dict[str, Any]:
    at = more.pop("at", datetime.now(UTC))
    return {"key": key, "kind": kind, "item": item, "patron": patron, "occurred_at": at.isoformat(), **more}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id still, but not made to be slow."""
    for module in (patrons, staff):
        monkeypatch.setattr(module, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = _store_at(database)
    store.close()  # who came late to the one before has no place here
    yield store
    store.close()


@functools.cache
def _store_at(url: str) -> Store:
    """A closed store opens again when it is asked, and knows the statements it has prepared: half of a page's time."""
    return open_store(url)


@pytest.fixture
def site(store: Store, database: str) -> Iterator[Site]:
    with store.writing() as session:
        add_patron_class(session, "adult", loan_limit=4)
        add_policy(session, "adult", "book", loan_days=28, loan_limit=4, renewal_limit=1)
        add_policy(session, "adult", "dvd", loan_days=7, loan_limit=1, renewal_limit=0)
        title = add_title(session, "论语", "孔子", clc="B222.2", ddc="181.112")
        copies = [add_copy(session, title, barcode, "book") for barcode in BOOKS]
        add_copy(session, title, REFERENCE, "book", ItemStatus.REFERENCE_ONLY)
        add_copy(session, title, DVD, "dvd")
        add_copy(session, title, MISSING, "book", ItemStatus.MISSING)
        add_copy(session, title, ON_HOLD, "book", ItemStatus.ON_HOLD_SHELF)
        add_patron(session, READER, "王小明", "adult", "1234", language="zh")
        add_patron(session, OTHER, "Jane", "adult", "4321")
        add_patron(session, BLOCKED, "刘洋", "adult", "1111", blocked=True, fines=Decimal("8.20"))
        full = add_patron(session, FULL, "周杰", "adult", "1111")
        for copy in copies[-4:]:
            add_loan(session, full, copy, NOW - timedelta(days=3), NOW + timedelta(days=25))
        add_patron(session, EXPIRING, "郑", "adult", "1111", expires_on=date.today() + timedelta(days=5))
        key = enrol_kiosk(session, "kiosk-1")
    settings = ServerSettings(database=database)
    client = TestClient(create_app(store, settings), raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {key}"
    return Site(store, settings, client)
