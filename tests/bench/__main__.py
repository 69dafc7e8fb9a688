"""``python -m tests.bench [NAME…]``: all benchmarks, or those named. The exit status says only whether they ran."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

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
from tests.bench.measure import Finding
from tests.bench.place import BUILD

BENCHMARKS: dict[str, Callable[[], list[Finding]]] = {
    "scan": screen.scan,
    "tap": screen.tap,
    "start": start.run,
    "idle": idle.run,
    "journal": journal.run,
    "drain": drain.run,
    "memory": memory.run,
    "stack": pad.stack,
    "driver": pad.driver_cpu,
    "pad-row": pad.row,
    "live": live.run,
    "ring": ring.run,
    "fuzz": fuzz.run,
    "import": catalogue.importing,
    "search": catalogue.searching,
    "checkout": checkout.run,
    "kiosks": kiosks.run,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for what, said in report.machine().items():
        print(f"{what:<12}{said}")
    begun = time.monotonic()
    missed = 0
    for name in names or BENCHMARKS:
        findings = BENCHMARKS[name]()
        for finding in findings:
            print("", *report.lines(finding), sep="\n", flush=True)
            missed += sum(not aim.met for aim in finding.aims)
        report.save(findings, BUILD)
    print(f"\n{missed or 'no'} aims not met; {time.monotonic() - begun:.0f} s; single values in {BUILD}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
