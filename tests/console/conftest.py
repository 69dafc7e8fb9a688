"""The console over a small library, asked by a client that keeps cookies as a browser does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from httpx import Response
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from config.server_settings import ServerSettings
from server.api.app import create_app
from server.catalogue.titles import add_copy, add_title
from server.circulation.policies import add_policy
from server.patrons import add_patron, add_patron_class
from server.staff import Role, add_staff
from server.store.database import Store
from tests.server.conftest import database, quick_hashes, shelf, store

__all__ = ["database", "quick_hashes", "shelf", "store"]

PASSWORD = "correct horse"
READER, OTHER = "20000000000001", "20000000000002"
BOOKS = ["30000000000001", "30000000000002", "30000000000003"]
ORIGIN = "http://console.test"


@dataclass
class Desk:
    """A browser at the console. ``post`` sends a form as the page would, with its token."""

    store: Store
    client: TestClient
    _tokens: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(f"/console{path}", headers=headers)

    def post(self, path: str, _token: str | None = None, _origin: str = ORIGIN, **form: object) -> Response:
        token = self.form_token if _token is None else _token
        headers = {"Origin": _origin} if _origin else {}
        return self.client.post(f"/console{path}", data={"form_token": token, **form}, headers=headers)

    def sign_in(self, login: str, password: str = PASSWORD) -> Response:
        self.client.cookies.clear()
        return self.post("/sign-in", "", login=login, password=password)

    @property
    def form_token(self) -> str:
        """As the pages of this session have it."""
        cookie = self.client.cookies.get("jieyue", "")
        if cookie not in self._tokens:
            found = re.search(r'name="form_token" value="([^"]+)"', self.get("/account").text)
            self._tokens[cookie] = found[1] if found else ""
        return self._tokens[cookie]


def fill(session: Session) -> None:
    """An account for each role, all with the same password; two readers, three books, a rule."""
    for role in Role:
        add_staff(session, role.value, role, PASSWORD)
    add_patron_class(session, "adult", loan_limit=2)
    add_policy(session, "adult", "book", loan_days=28, loan_limit=2, renewal_limit=1)
    title = add_title(session, "红楼梦", "曹雪芹", isbn="9787020002207", clc="I242.4")
    for barcode in BOOKS:
        add_copy(session, title, barcode, "book")
    add_patron(session, READER, "王小明", "adult", "1234")
    add_patron(session, OTHER, "Jane Smith", "adult", "1234")


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    """A browser, not signed in, over a small library."""
    with store.writing() as session:
        fill(session)
    app = create_app(store, ServerSettings(database="", library_name="Pinewood"))
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
    client.headers["Accept-Language"] = "en"
    yield Desk(store, client)
    client.close()
