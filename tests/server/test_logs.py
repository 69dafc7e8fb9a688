"""The log is lines of JSON, and whoever reads it learns nothing about anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from server import logs
from server.enrol import open_enrolment
from server.staff import Role, add_staff
from server.store.tables import Patron
from tests.server.conftest import BOOKS, OTHER, READER, Site, entry


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that the server would write, down to the libraries' whispers."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_is_one_line_with_its_route(site: Site, written: io.StringIO):
    site.patron(READER)
    (line,) = [json.loads(one) for one in written.getvalue().splitlines() if '"server.api.limits"' in one]
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert 0 < line.pop("ms") < 60_000
    assert line == {
        "level": "info",
        "logger": "server.api.limits",
        "event": "request",
        "method": "GET",
        "route": "/api/v1/patrons/{barcode}",
        "status": 200,
    }


def test_nobody_in_the_log(site: Site, written: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    """All that a library does in a day, with every way to go wrong that quotes what was sent."""
    client = site.client
    with site.store.writing() as session:
        code = open_enrolment(session, "kiosk-2", "main", "wang", datetime.now(UTC))
        add_staff(session, "wang", Role.LIBRARIAN, "a-password-99", "王管理")
    key = client.post("/api/v1/enrol", json={"code": code}).json()["key"]
    client.post("/api/v1/enrol", json={"code": "QQQQ-7777"})
    site.send(
        entry("secret-key-a", "checkout"), entry("b", "checkin"), entry("c", "renewal", BOOKS[1], OTHER)
    )
    site.send(entry("d", "checkout", "3-unknown-item", "2-unknown-reader"), {"key": "odd-key", "kind": "odd"})
    site.patron(READER)
    client.post(f"/api/v1/patrons/{READER}/verify", json={"pin": "987612"})
    client.post(f"/api/v1/patrons/{READER}/verify", json={"pin": ["987612"]})
    client.get("/api/v1/patrons/29999999999999")
    client.get(f"/api/v1/titles?q={READER}")
    client.get(f"/nowhere/{READER}?name=王小明")
    client.get("/api/v1/policies", headers={"Authorization": "Bearer a-stolen-key"})
    client.request(f"GET{READER}", "/api/v1/policies")
    for password in ("a-password-98", "a-password-99"):
        client.post("/console/sign-in", data={"login": "wang", "password": password}, follow_redirects=False)
    cookies = [value for value in client.cookies.values() if len(value) > 8]

    def fails(*_: object, **__: object) -> None:
        with site.store.writing() as session:  # a database quotes the row it did not like
            session.add(
                Patron(barcode=READER, name="王小明", patron_class="adult", pin_hash="hash-of-987612")
            )
            session.flush()

    monkeypatch.setattr("server.catalogue.describe", fails)
    assert client.get(f"/api/v1/items/{BOOKS[0]}").status_code == 500

    def away(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("SELECT name", {"name": "王小明"}, Exception(f"lost at {READER}"))

    monkeypatch.setattr("server.catalogue.describe", away)
    assert client.get(f"/api/v1/items/{BOOKS[0]}").status_code == 503
    lines = written.getvalue().splitlines()
    parsed = [json.loads(line) for line in lines if '"httpx"' not in line]  # the test's own client
    assert len(parsed) > 15
    failed = [line for line in parsed if line["event"] == "request-failed"]
    assert failed[0]["error"] == "IntegrityError"
    assert any(frame.startswith("for_kiosks.py:") for frame in failed[0]["where"]), failed[0]["where"]
    text = "\n".join(map(json.dumps, parsed)) + "\n".join(
        json.dumps(line, ensure_ascii=False) for line in parsed
    )
    secrets = [
        READER,
        OTHER,
        *BOOKS[:2],
        "29999999999999",
        "987612",
        "王小明",
        "Jane",
        "王管理",
        "wang",
        "unknown-",
    ]
    secrets += [
        "secret-key-a",
        "odd-key",
        "a-password",
        "a-stolen-key",
        "QQQQ",
        key,
        code,
        code.replace("-", ""),
    ]
    secrets += [client.headers["Authorization"].split()[1], *cookies]
    for secret in secrets:
        assert secret not in text, secret


def test_a_level_and_what_libraries_say(capsys: pytest.CaptureFixture):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.set_up("warning")
        logging.getLogger("server.x").info("not this")
        logging.getLogger("some.library").info("nor this")
        try:
            raise ValueError(READER)
        except ValueError:
            logging.getLogger("some.library").exception("first line\nsecond with %s", READER)
        (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    finally:
        root.handlers[:], root.level = handlers, level
        logging.getLogger("server").setLevel(logging.NOTSET)
    assert (line["event"], line["error"], line["level"]) == ("first line", "ValueError", "error")
    assert READER not in str(line)
