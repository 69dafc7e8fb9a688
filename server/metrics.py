"""Figures of this server process for Prometheus. Labels are routes, kinds and results: never a number on a label or a
card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from config.vocabulary import EntryKind

process = CollectorRegistry()
requests = Counter("jieyue_requests", "Requests answered", ["method", "route", "status"], registry=process)
seconds = Histogram(
    "jieyue_request_seconds",
    "Time to answer; streams are not in it",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=process,
)
streams = Gauge("jieyue_streams", "Live streams open now", registry=process)
alerts = Counter(
    "jieyue_alerts",
    "Alerts about calls for help: sent, failed, silent, or the hotline shown",
    ["outcome"],
    registry=process,
)
_entries = Counter("jieyue_entries", "Journal entries answered", ["kind", "result"], registry=process)

voices = Counter("jieyue_voices", "What readers said, as it came", ["kind", "result"], registry=process)


def count_entries(said: Sequence[Any], answers: Sequence[dict[str, Any]]) -> None:
    for entry, answer in zip(said, answers, strict=True):
        kind = entry.get("kind") if isinstance(entry, dict) else None
        kind = kind if isinstance(kind, str) and kind in list(EntryKind) else "malformed"
        _entries.labels(kind, "repeated" if answer["repeated"] else answer["result"]).inc()
