"""``GET /metrics``: what this process counted, and what is looked up when somebody asks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from server.api.problems import Problem
from server.metrics import process
from server.store.database import Store
from server.store.tables import Kiosk

KIOSK_SEEN = timedelta(minutes=2)


class _Now(Collector):
    """What is looked up only when somebody asks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        pool: Any = self._store.engine.pool
        connections = GaugeMetricFamily(
            "jieyue_database_connections", "Connections of the pool", labels=["state"]
        )
        connections.add_metric(["in-use"], pool.checkedout())
        connections.add_metric(["idle"], pool.checkedin())
        yield connections
        up = GaugeMetricFamily("jieyue_database_up", "Whether the database answers")
        kiosks = GaugeMetricFamily("jieyue_kiosks", "Kiosks, by whether they report", labels=["state"])
        try:
            with self._store.reading() as session:
                rows = session.execute(sa.select(Kiosk.revoked_at, Kiosk.seen_at)).all()
        except sa.exc.SQLAlchemyError:
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
            since = datetime.now(UTC) - KIOSK_SEEN
            good = [row.seen_at for row in rows if row.revoked_at is None]
            seen = sum(at is not None and at >= since for at in good)
            kiosks.add_metric(["seen"], seen)
            kiosks.add_metric(["silent"], len(good) - seen)
            kiosks.add_metric(["revoked"], len(rows) - len(good))
        yield up
        yield kiosks


def metrics(store: Store, key: str) -> APIRouter:
    """``GET /metrics``, for who brings the key as its bearer. Without a key in the settings there is no such page."""
    router = APIRouter()
    if not key:
        return router
    now = CollectorRegistry()
    now.register(_Now(store))

    @router.get("/metrics", include_in_schema=False)
    def page(request: Request) -> Response:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        same = secrets.compare_digest(given.strip().encode("utf-8", "replace"), key.encode())
        if scheme.lower() != "bearer" or not same:
            raise Problem(401, "unauthorised", "the metrics' own bearer key is needed")
        return Response(generate_latest(process) + generate_latest(now), media_type=CONTENT_TYPE_LATEST)

    return router
