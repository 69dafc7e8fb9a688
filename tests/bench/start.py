"""From the command to the first frame, against an empty window."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.actor import environment
from tests.bench.installation import JIEYUE, installed
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.bench.place import ROOT

EMPTY = [sys.executable, str(Path(__file__).parent / "empty_window.py")]
FRAME = b"Frame rendered"  # Qt's own word for it, on standard error


def milliseconds_to_first_frame(command: list[str]) -> float:
    """Start, wait for the first frame, end it."""
    watched = {**environment(), "QT_LOGGING_RULES": "qt.scenegraph.time.renderloop=true"}
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=watched, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as program:
        assert program.stderr
        said = []
        for line in program.stderr:
            if FRAME in line:
                took = time.perf_counter() - start
                break
            said.append(line)
        else:
            raise RuntimeError(f"{command} showed no frame: {b''.join(said[-5:]).decode()}")
        program.terminate()
        program.communicate(timeout=30)
    return took * 1e3


def run(turns: int = 11) -> list[Finding]:
    """Processes as they are started by hand; the first start of each, with cold caches, does not count."""
    with installed() as place:
        kiosk = [JIEYUE, "kiosk", "--config", str(place.kiosk())]
        milliseconds_to_first_frame(kiosk)
        milliseconds_to_first_frame(EMPTY)
        ours, empty = in_turns(
            lambda: milliseconds_to_first_frame(kiosk), lambda: milliseconds_to_first_frame(EMPTY), turns
        )
    ratio = ratios(ours, empty)
    return [
        Finding(
            "start",
            Sample("jieyue kiosk → first frame", "ms", ours),
            Sample("Python, Qt, empty window", "ms", empty),
            [Aim("ours ÷ yardstick", ratio.median, 2.0)],
            ratio=ratio,
        )
    ]
