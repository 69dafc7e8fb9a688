"""Figures for Prometheus: what they say, and that only their own key opens them."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from server.api.app import create_app
from server.api.limits import Limits
from server.circulation.transactions import Said, apply
from server.enrol import enrol_kiosk
from server.store.tables import Kiosk
from tests.server.conftest import BOOKS, READER, Site, entry

KEY = "a-key-for-prometheus"


@pytest.fixture
def watched(site: Site) -> Site:
    settings = dataclasses.replace(site.settings, metrics_key=KEY)
    client = TestClient(create_app(site.store, settings), raise_server_exceptions=False)
    client.headers["Authorization"] = site.client.headers["Authorization"]
    return Site(site.store, settings, client)


def figures(site: Site) -> dict[tuple, float]:
    answer = site.client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_and_entries_are_counted(watched: Site):
    def of(name: str, **labels: str) -> float:
        sample = (name, *sorted(labels.items()))
        return figures(watched).get(sample, 0) - before.get(sample, 0)

    before = figures(watched)
    watched.send(entry("a", "checkout"), entry("b", "checkout", "3-nothing"), {"kind": "odd", "key": "c"})
    watched.send(entry("a", "checkout"))
    watched.patron(READER)
    watched.item("nothing")
    watched.client.get(f"/{READER}")
    route = "/api/v1/transactions"
    assert of("jieyue_requests_total", method="POST", route=route, status="200") == 2
    assert of("jieyue_requests_total", method="GET", route="/api/v1/items/{barcode}", status="404") == 1
    assert of("jieyue_requests_total", method="GET", route="-", status="404") == 1
    assert of("jieyue_request_seconds_count", route=route) == 2
    assert of("jieyue_request_seconds_bucket", route=route, le="+Inf") == 2
    assert 0 < of("jieyue_request_seconds_sum", route=route) < 60
    assert of("jieyue_entries_total", kind="checkout", result="applied") == 1
    assert of("jieyue_entries_total", kind="checkout", result="refused") == 1
    assert of("jieyue_entries_total", kind="checkout", result="repeated") == 1
    assert of("jieyue_entries_total", kind="malformed", result="refused") == 1
    text = watched.client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).text
    assert not any(one in text for one in (READER, BOOKS[0], "kiosk-1", "王"))


def test_what_the_desk_does_is_counted_too(watched: Site):
    sample = ("jieyue_entries_total", ("kind", "checkout"), ("result", "applied"))
    before = figures(watched).get(sample, 0)
    apply(watched.store, watched.settings, Said("wang", "main", [entry("a", "checkout")]), datetime.now(UTC))
    assert figures(watched)[sample] == before + 1


def test_a_stream_is_counted_while_it_lasts_and_takes_no_time(watched: Site):
    during: list[float] = []

    async def stream(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        during.append(figures(watched)[("jieyue_streams",)])

    async def nothing(*_: Any) -> Any:
        pass

    timed = ("jieyue_request_seconds_count", ("route", "-"))
    before = figures(watched).get(timed, 0)
    asyncio.run(
        Limits(stream)({"type": "http", "method": "GET", "path": "/x", "headers": []}, nothing, nothing)
    )
    assert during == [1]
    after = figures(watched)
    assert (after[("jieyue_streams",)], after.get(timed, 0)) == (0, before)


def test_a_database_that_is_away_is_a_figure(watched: Site, monkeypatch: pytest.MonkeyPatch):
    def away() -> Any:
        raise sa.exc.OperationalError("", None, Exception("away"))

    monkeypatch.setattr(watched.store, "reading", away)
    said = figures(watched)
    assert said[("jieyue_database_up",)] == 0
    assert not any(name == "jieyue_kiosks" for name, *_ in said)


def test_kiosks_and_the_database(watched: Site):
    now = datetime.now(UTC)
    with watched.store.writing() as session:
        for name in ("kiosk-2", "kiosk-3"):
            enrol_kiosk(session, name)
        session.flush()
        session.get_one(Kiosk, "kiosk-1").seen_at = now
        session.get_one(Kiosk, "kiosk-2").seen_at = now - timedelta(hours=1)
        session.get_one(Kiosk, "kiosk-3").revoked_at = now
    now_said = figures(watched)
    for state in ("seen", "silent", "revoked"):
        assert now_said["jieyue_kiosks", ("state", state)] == 1
    assert now_said[("jieyue_database_up",)] == 1
    assert now_said["jieyue_database_connections", ("state", "idle")] >= 0
    assert now_said[("jieyue_streams",)] == 0


def test_only_their_own_key_opens_them(site: Site, watched: Site):
    assert site.client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).status_code == 404
    for wrong in (
        "",
        "Bearer ",
        "Bearer x",
        f"Basic {KEY}",
        "Bearer \xff",
        site.client.headers["Authorization"],
    ):
        answer = watched.client.get("/metrics", headers={"Authorization": wrong.encode("latin-1")})
        assert (answer.status_code, "jieyue_" in answer.text) == (401, False)
        assert answer.headers["content-type"] == "application/problem+json"
    assert "/metrics" not in watched.client.get("/api/v1/openapi.json").json()["paths"]
