"""A process of the demo: started together, ended together, its last words kept."""

from __future__ import annotations

import ctypes
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

READY_SECONDS = 30.0
END_SECONDS = 10.0
PR_SET_PDEATHSIG = 1


class PartFailed(Exception):
    """A part did not start, or ended by itself; the text has the last lines of its log."""


class Part:
    """``heard`` is called with each line the process prints."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        heard: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        self._heard = heard
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(environment),
                text=True,
                bufsize=1,
                preexec_fn=_end_with_parent,
            )
        threading.Thread(target=self._listen, name=f"{name}'s voice", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def until_ready(self) -> str:
        """Wait for its line ``ready …``; what stands behind the word."""
        while True:
            try:
                line = self._lines.get(timeout=READY_SECONDS)
            except queue.Empty:
                raise self.failure("did not get ready") from None
            if line is None:
                raise self.failure("ended")
            if line.startswith("ready"):
                return line.removeprefix("ready").strip()

    def tell(self, line: str) -> None:
        """Write a line to its standard input. Raises :class:`PartFailed` if it is gone."""
        try:
            print(line, file=self._process.stdin, flush=True)
        except OSError:
            raise self.failure("is gone") from None

    def failure(self, what: str) -> PartFailed:
        last = self._log.read_text(errors="replace").splitlines()[-15:]
        return PartFailed("\n".join([f"the {self.name} {what}", *last]))

    def ask_to_end(self) -> None:
        if self.alive:
            self._process.terminate()

    def end(self) -> None:
        """Ask it to end, and insist."""
        self.ask_to_end()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line.rstrip("\n"))
            self._heard(line.rstrip("\n"))
        self._lines.put(None)


def _end_with_parent() -> None:
    """In the child: no part outlives the demo, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
