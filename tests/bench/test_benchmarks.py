"""Each benchmark still runs, in a tiny size, and finds something. Nothing here asserts a speed."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest

from drivers.pads import feig
from tests.bench import (
    catalogue,
    checkout,
    drain,
    fuzz,
    idle,
    journal,
    kiosks,
    live,
    memory,
    pad,
    report,
    ring,
    screen,
    start,
)
from tests.bench.installation import installed
from tests.bench.library import Library
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.fixtures.postgres import Postgres

SMALL = Library(titles=60, copies=120, patrons=80, past_loans=200)

TINY: dict[str, Callable[[], list[Finding]]] = {
    "scan": lambda: screen.scan(visits=1),
    "tap": lambda: screen.tap(taps=2),
    "start": lambda: start.run(turns=1),
    "idle": lambda: idle.run(seconds=0.4, settle=1),
    "journal": lambda: journal.run(turns=2, appends=5),
    "drain": lambda: drain.run(entries=8),
    "memory": lambda: memory.run(early=10, late=20),
    "stack": lambda: pad.stack(turns=1, stacks=(2,)),
    "driver": lambda: pad.driver_cpu(turns=1, inventories=2, tags=2),
    "pad-row": lambda: pad.row(visits=1, books=1),
    "live": lambda: live.run(turns=2),
    "ring": lambda: ring.run(turns=1),
    "fuzz": lambda: fuzz.run(frames=50),
    "import": lambda: catalogue.importing(turns=1, few=20, many=40),
    "search": lambda: catalogue.searching(small=30, large=60, queries=5),
    "checkout": lambda: checkout.run(SMALL, turns=2, warm=1),
    "kiosks": lambda: kiosks.run(SMALL, kiosks=4, seconds=0.5, most_steps=1, clients=(2,)),
}


@pytest.fixture(scope="module")
def _place(postgres_server: Postgres) -> Iterator[None]:
    """One library and one PostgreSQL for all of them."""
    with installed(), pytest.MonkeyPatch.context() as patch:
        for module in (catalogue, checkout, kiosks, live, ring):
            patch.setattr(module, "postgres", lambda **_: contextlib.nullcontext(postgres_server))
        yield


@pytest.mark.usefixtures("_place")
@pytest.mark.parametrize("name", TINY)
def test_it_measures(name: str) -> None:
    for finding in TINY[name]():
        assert finding.ours.values
        assert finding.yardstick.values
        assert math.isfinite(finding.ratio.median)
        assert finding.aims
        assert "".join(report.lines(finding))
        ElementTree.fromstring(report.picture(finding))


@pytest.mark.parametrize("target", fuzz.targets())
def test_a_few_damaged_frames_do_no_harm(target: str) -> None:
    fuzz.targets()[target](4000)


def test_harm_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feig, "nothing_said", lambda data: None)
    with pytest.raises(fuzz.Harm, match="never was"):
        fuzz.targets()["driver feig"](20_000)


def test_turns_are_taken_in_turns() -> None:
    order: list[str] = []

    def ours() -> float:
        order.append("ours")
        return 1.0

    def yardstick() -> float:
        order.append("yardstick")
        return 2.0

    assert in_turns(ours, yardstick, 3) == ([1.0] * 3, [2.0] * 3)
    assert order == ["ours", "yardstick", "yardstick", "ours", "ours", "yardstick"]


def test_figures() -> None:
    sample = Sample("of a hundred", "ms", [float(value) for value in range(100, 0, -1)])
    assert (sample.median, sample.percentile(95), sample.spread) == (50.5, 95.0, (25.0, 75.0))
    assert Sample("of one", "ms", [7.0]).percentile(95) == 7.0
    assert ratios([4.0, 9.0], [2.0, 3.0]).values == [2.0, 3.0]


def test_an_aim_that_is_missed_is_said_to_be() -> None:
    one = Sample("x", "ms", [40.0])
    missed = Finding("scan → row", one, one, [Aim("p95", 40.0, 33.0, "ms")], ratio=ratios([1.0], [1.0]))
    assert any("NOT MET" in line for line in report.lines(missed))
    assert Aim("speed", 0.8, 0.7, at_least=True).met
