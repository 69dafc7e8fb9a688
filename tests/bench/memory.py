"""Whether two thousand readers leave anything behind in memory."""

from __future__ import annotations

from tests.bench.actor import Actor
from tests.bench.installation import installed
from tests.bench.measure import Aim, Finding, Sample, ratios

EVERY = 10
MEBIBYTE = 2**20


def run(early: int = 100, late: int = 2000) -> list[Finding]:
    """One kiosk, one window; the ten readings up to the early and up to the late visit."""
    resident: dict[int, float] = {}
    with (
        installed() as place,
        Actor("tests.bench.many_visits", place.kiosk(), str(late), str(EVERY)) as kiosk,
    ):
        while late not in resident:
            said = kiosk.wait("memory", seconds=60)
            resident[said["visits"]] = said["bytes"] / MEBIBYTE
    readings = 10 if early >= 10 * EVERY else 1
    before, after = (
        [resident[last - EVERY * back] for back in reversed(range(readings))] for last in (early, late)
    )
    ratio = ratios(after, before)
    steps = ", ".join(f"{visits}: {resident[visits]:.1f}" for visits in _marks(early, late))
    return [
        Finding(
            "memory",
            Sample(f"after {late} visits", "MiB", after),
            Sample(f"after {early} visits", "MiB", before),
            [Aim(f"resident after {late} ÷ after {early}", ratio.median, 1.02)],
            ratio=ratio,
            notes=[f"MiB by visits: {steps}"],
        )
    ]


def _marks(early: int, late: int) -> list[int]:
    step = max(EVERY, (late - early) // 10 // EVERY * EVERY)
    return [EVERY, *range(early, late + 1, step)]
