"""What nobody should send, and somebody will: it is refused in words, or kept exactly as it is; nothing breaks."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from starlette.testclient import TestClient

from server.api.app import create_app
from server.catalogue import add_title
from server.enrol import enrol_kiosk
from server.patrons import add_patron
from server.store.database import open_store
from tests.server.conftest import BOOKS, READER, Site, entry

MARKUP = [
    "'; DROP TABLE loans; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} %s %n {0} {x.__class__}",
    "a\r\nX-Injected: yes",
    '"*" OR title:* NEAR(a b) ^x',
    "\u202e\u200b\ufeff𠮷野家\u0301",
    "\\'; \\x00 \\u0000",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
]


def test_a_text_is_a_text_wherever_it_stands(site: Site):
    for n, text in enumerate(MARKUP):
        details = {"page": text, "code": text, "reason": text}
        (said,) = site.send(entry(f"help{n}", "help-call", "", "", visit=f"v{n}", details=details))
        assert said["result"] == "applied"
        calls = {call["key"]: call for call in site.client.get("/api/v1/help-calls").json()["help_calls"]}
        assert {name: calls[f"help{n}"][name] for name in details} == details
        with site.store.writing() as session:
            add_title(session, text, text)
            add_patron(session, f"2-odd-{n}", text, "adult", "1234")
        assert site.patron(f"2-odd-{n}")["name"] == text
        answers = site.send(entry(text, "checkout", text, text), entry(f"k{n}", "checkin", text))
        assert [answer["key"] for answer in answers] == [text, f"k{n}"]
        assert [one["code"] for one in answers[0]["reasons"]] == ["patron-unknown", "item-unknown"]
        assert site.send(entry(text, "checkout", text, text))[0]["repeated"]
        found = site.client.get("/api/v1/titles", params={"q": text})
        assert found.status_code == 200
        assert "X-Injected" not in found.headers
        told = site.client.post("/api/v1/kiosk/state", json={"parts": {}, "page": text, "version": text})
        assert told.status_code in (204, 422)
        assert site.client.get(f"/api/v1/items/{quote(text, safe='')}").status_code == 404
    assert site.item(BOOKS[0])["status"] == "available"  # the loans' table is there


NO_BATCHES: list[tuple[bytes, str, set[int]]] = [
    (b"", "application/json", {422}),
    (b"{", "application/json", {422}),
    (b'{"entries": [{"key": "a"}', "application/json", {422}),
    (b"<xml/>", "application/xml", {422}),
    (b"entries=1", "application/x-www-form-urlencoded", {422}),
    (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
        "multipart/form-data; boundary=x",
        {422},
    ),
    (b'{"entries": [1]}', "text/plain", {422}),
    (b'{"entries": []}', "application/json; charset=utf-16", {422}),
    ('{"entries": []}'.encode("utf-16"), "application/json", {400, 422}),
    (b"\xff\xfe\xfd", "application/json", {400}),
    (b'{"entries": ' + b"[" * 5000 + b"]" * 5000 + b"}", "application/json", {400, 422, 200}),
    (b"[" * 200_000, "application/json", {400}),
    (b'{"a":' * 100_000, "application/json", {400}),
    (b'{"entries": [' + b"9" * 5000 + b"]}", "application/json", {200, 400, 422}),
    (b'{"entries": [1e999, -0, NaN, Infinity]}', "application/json", {200, 422}),
    (b'{"entries": [{"key": "\\ud800"}]}', "application/json", {200, 422}),
    (
        b'{"entries": [{"key": "\\u0000", "kind": "checkin", "item": "\\u0000"}]}',
        "application/json",
        {200},
    ),
]


def test_bodies_that_are_no_batch(site: Site):
    for content, media_type, statuses in NO_BATCHES:
        headers = {"Content-Type": media_type}
        said = site.client.post("/api/v1/transactions", content=content, headers=headers)
        assert said.status_code in statuses, (content[:80], said.text)
        if said.status_code == 200:
            assert {answer["result"] for answer in said.json()["answers"]} == {"refused"}
        else:
            assert said.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in said.text


def test_entries_with_every_field_wrong(site: Site):
    wrong: list = [None, [], {}, -1, 2**70, 1e400, True, "x" * 65, "\0", "\ud800", ["a"], {"a": {}}]
    good = entry("k", "checkout")
    entries = [{**good, "key": f"k{n}-{name}", name: one} for name in good for n, one in enumerate(wrong)]
    entries += [
        {**good, "key": f"d{n}", "details": one, "visit": one, "sequence": one} for n, one in enumerate(wrong)
    ]
    for at in (
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
        0,
        "now",
    ):
        entries.append({**good, "key": f"t{at}", "occurred_at": at})
    content = json.dumps({"entries": entries}).encode()
    said = site.client.post(
        "/api/v1/transactions", content=content, headers={"Content-Type": "application/json"}
    )
    assert said.status_code == 200, said.text
    answers = said.json()["answers"]
    assert len(answers) == len(entries)
    assert sum(answer["result"] == "applied" for answer in answers) <= 1
    for answer in answers:
        assert answer["result"] == "applied" or answer["reasons"]
    again = site.client.post(
        "/api/v1/transactions", content=content, headers={"Content-Type": "application/json"}
    )
    assert [one["result"] for one in again.json()["answers"]] == [one["result"] for one in answers]


def test_bodies_that_are_too_long_whether_they_say_so_or_not(site: Site):
    def chunks() -> Iterator[bytes]:
        yield b'{"entries": ["'
        for _ in range(70):
            yield b"x" * 65536
        yield b'"]}'

    said = site.client.post("/api/v1/transactions", content=chunks())
    assert (said.status_code, said.json()["code"]) == (413, "too-long")
    for length in ("999999999999", "-1", "x", "1e3"):
        said = site.client.post("/api/v1/transactions", content=b"{}", headers={"Content-Length": length})
        assert said.status_code in (400, 413)
    assert site.item(BOOKS[0])["status"] == "available"


NAMES = (
    "x" * 60_000,
    "%00",
    "%ff%fe",
    "%ED%A0%80",
    "..%2f..%2fetc",
    "%0d%0aX: y",
    "a" * 65,
    "%2e%2e",
    "٣" * 64,
)
QUERIES = ("q=%00", "q=%ED%A0%80", "q=a&limit=99999999999999999999", "q=" + "字" * 5000, "q=a&offset=-1")


def test_paths_of_any_length_and_spelling(site: Site):
    for path in ("items", "patrons", "titles", "nowhere"):
        for name in NAMES:
            said = site.client.get(f"/api/v1/{path}/{name}")
            assert said.status_code in (404, 405, 422)
            assert said.headers["content-type"] == "application/problem+json"
        for query in QUERIES:
            assert site.client.get(f"/api/v1/{path}?{query}").status_code in (200, 404, 405, 422)


def test_fifty_readers_at_fifty_kiosks_want_one_copy(site: Site):
    """Each by its own card: one has it, and forty-nine are told that somebody has."""
    cards = [f"2{n:013}" for n in range(500, 550)]
    with site.store.writing() as session:
        for card in cards:
            add_patron(session, card, "x", "adult", "1")
        keys = [enrol_kiosk(session, f"k{n}") for n in range(50)]
    start = threading.Barrier(50)

    def ask(n: int) -> str:
        start.wait()
        body = {"entries": [entry(f"e{n}", "checkout", patron=cards[n])]}
        headers = {"Authorization": f"Bearer {keys[n]}"}
        said = site.client.post("/api/v1/transactions", json=body, headers=headers)
        (answer,) = said.json()["answers"]
        return "applied" if answer["result"] == "applied" else answer["reasons"][0]["code"]

    with ThreadPoolExecutor(50) as pool:
        assert Counter(pool.map(ask, range(50))) == {"applied": 1, "item-on-loan": 49}
    assert sum(len(site.patron(card)["loans"]) for card in cards) == 1


def test_a_kiosk_whose_clock_is_wrong(site: Site):
    now = datetime.now(UTC)
    (ahead,) = site.send(entry("a", "checkout", at=now + timedelta(days=1)))
    assert datetime.fromisoformat(ahead["due"]) <= now + timedelta(
        days=29
    )  # not a day more than the others have
    (behind,) = site.send(entry("b", "checkout", BOOKS[1], at=now - timedelta(days=365)))
    assert behind["result"] == "applied"
    assert (
        datetime.fromisoformat(behind["due"]) < now
    )  # what it says is believed; staff see it at once as overdue
    (returned,) = site.send(entry("c", "checkin", BOOKS[1], at=now - timedelta(days=366)))
    assert site.item(BOOKS[1])["status"] == "checked-out", "a return from before the loan"
    assert returned["result"] == "applied"
    (now_really,) = site.send(entry("d", "checkin", BOOKS[1]))
    assert (now_really["result"], site.item(BOOKS[1])["status"]) == ("applied", "available")
    health = site.client.get("/api/v1/health").json()
    assert abs(datetime.fromisoformat(health["time"]) - now) < timedelta(
        seconds=60
    )  # what kiosks put theirs right by


def test_a_replay_after_a_restart_gets_the_first_answer(site: Site):
    said = [entry("a", "checkout"), entry("b", "checkin"), entry("c", "checkout", "3-nothing")]
    first = site.send(*said)
    site.store.close()
    store = open_store(site.settings.database)
    client = TestClient(create_app(store, site.settings), raise_server_exceptions=False)
    client.headers.update(site.client.headers)
    again = Site(store, site.settings, client)
    assert again.send(*said) == [{**answer, "repeated": True} for answer in first]
    assert again.send(*reversed(said)) == [{**answer, "repeated": True} for answer in reversed(first)]
    assert len(again.patron(READER)["loans"]) == 0
    store.close()
