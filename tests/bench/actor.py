"""A program on the stage (see :mod:`tests.bench.stage`), seen from the one who measures."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.bench.place import BUILD, ROOT

SECONDS = 30.0


SCREEN = {"name": "kiosk", "x": 0, "y": 0, "width": 1080, "height": 1920, "logicalDpi": 96, "dpr": 1}


def environment() -> dict[str, str]:
    """A kiosk's screen that is only in memory, and Qt's own painter, whatever the machine has: so that machines can
    be compared."""
    screen = BUILD / "screen.json"
    screen.write_text(json.dumps({"screens": [SCREEN]}), encoding="utf-8")
    return {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_QUICK_BACKEND": "software",
    }


class Actor:
    """Starts ``python -m MODULE ARGUMENTS…``; its standard error goes to ``build/bench/MODULE.log``."""

    def __init__(self, module: str, *arguments: str | Path) -> None:
        self.log = BUILD / f"{module}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *map(str, arguments)],
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._said: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait("first-frame")

    def __enter__(self) -> Actor:
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()  # read as “quit”
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def do(self, order: str, **details: Any) -> Any:
        """Give an order and wait for its answer."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": order, **details}) + "\n")
        self.process.stdin.flush()
        return self.wait(order)["answer"]

    def wait(self, *kinds: str, seconds: float = SECONDS) -> dict[str, Any]:
        """The next thing it tells of these kinds; what it tells of others is passed over."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                said = self._said.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(
                    f"{' or '.join(kinds)} was not told within {seconds:.0f} s; see {self.log}"
                ) from None
            if said is None:
                raise RuntimeError(f"the program ended; see {self.log}")
            if said["what"] in kinds:
                return said

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._said.put(json.loads(line))
        self._said.put(None)
