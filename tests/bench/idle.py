"""What the welcome page costs when nobody is there."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.bench.actor import environment
from tests.bench.installation import JIEYUE, installed
from tests.bench.measure import Aim, Finding, Sample, ratios
from tests.bench.place import ROOT
from tests.bench.start import EMPTY

TICKS = os.sysconf("SC_CLK_TCK")
SETTLE_SECONDS = 5.0
SPANS = 4


def processor_seconds(pid: int) -> float:
    """User and system time of all its threads so far (``/proc/PID/stat``, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def run(seconds: float = 20.0, settle: float = SETTLE_SECONDS) -> list[Finding]:
    """Both at the same time, as both do nothing; the kiosk with its devices, simulated, and its server."""
    with installed() as place, place.devices() as (scanner, printer):
        commands = [[JIEYUE, "kiosk", "--config", str(place.kiosk(scanner, printer))], EMPTY]
        programs = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            for command in commands
        ]
        try:
            time.sleep(settle)
            ours, empty = [], []
            for _ in range(SPANS):
                shares = _shares([program.pid for program in programs], seconds / SPANS)
                ours.append(shares[0])
                empty.append(shares[1])
            if any(program.poll() is not None for program in programs):
                raise RuntimeError("a program ended while it was measured")
        finally:
            for program in programs:
                program.terminate()
            for program in programs:
                program.wait(30)
    tick = 100 / TICKS / seconds
    ours_all, empty_all = sum(ours) / SPANS, sum(empty) / SPANS
    return [
        Finding(
            "idle",
            Sample("kiosk on the welcome page", "% of a core", ours),
            Sample("empty window", "% of a core", empty),
            [Aim("share of a core", ours_all, 1.0, "% of a core")],
            ratio=ratios([max(ours_all, tick)], [max(empty_all, tick)]),
            notes=[
                f"over {seconds:.0f} s, in {SPANS} spans; one tick of the system's accounting is {tick:.2f} %"
            ],
        )
    ]


def _shares(pids: list[int], seconds: float) -> list[float]:
    """Percent of a core that each process used for this long."""
    start, before = time.monotonic(), [processor_seconds(pid) for pid in pids]
    time.sleep(seconds)
    took, after = time.monotonic() - start, [processor_seconds(pid) for pid in pids]
    return [100 * (now - then) / took for now, then in zip(after, before, strict=True)]
