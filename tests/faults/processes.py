"""Kiosk core and server as real processes that can be killed at any moment, and started again in milliseconds.

A zygote has imported everything and forks; the processes are real, their sockets, files and locks are real, and
SIGKILL gives them no chance to say goodbye. What the kiosk's screen would show is written to a file, line by line.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from drivers.registry import find

zygote = multiprocessing.get_context("forkserver")
zygote.set_forkserver_preload(
    [
        "tests.faults.processes",
        "kiosk.app",
        "kiosk.machine",
        "server.serve",
        "server.backup",
        "drivers.tags.model",
    ]
)
for name in ("serial-scanner", "feig", "escpos"):
    find(name)  # imported, and looked up among all installed packages, once for every kiosk


def run_kiosk(config: Path, shown: Path, touches: Path, die_at: tuple[str, int] | None = None) -> None:
    """The whole kiosk but its screen. Lines of ``shown``: ``[key, item, kind, outcome]`` as they are published,
    and whether the library is there, after ``["ready"]``. ``die_at`` says before or after which write of its journal it kills itself."""
    from config.schema import load_kiosk
    from drivers.roles import Scanned
    from kiosk.app import initial_state
    from kiosk.events import LabelScanned, WantsToBorrow, WantsToReturn
    from kiosk.machine import Machine
    from kiosk.state import State

    logging.disable()
    out = os.open(shown, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    told: set[tuple[str, ...]] = set()

    def tell(*line: str) -> None:
        if line not in told:
            told.add(line)
            os.write(out, json.dumps(line).encode() + b"\n")

    def show(state: State) -> None:
        tell("link", "up" if state.link_up else "down")
        if state.visit:
            tell("visit", state.visit.id, state.page.value, str(bool(state.visit.patron)))
            for case in state.visit.cases:
                tell("row", case.key, case.item, case.kind.value, case.outcome.value)

    settings = load_kiosk(config)
    machine = Machine(settings, initial_state(settings))
    machine.desk.watch(show)
    machine.start()
    tell("ready")
    if die_at is not None:
        _die(*die_at)
    touched = {"return": WantsToReturn(), "borrow": WantsToBorrow()}
    with touches.open() as fifo:
        for line in fifo:
            text = line.strip()
            event = touched[text] if text in touched else LabelScanned(Scanned(text), machine.desk.visit_id())
            machine.desk.post(event)
    signal.pause()


def _die(moment: str, count: int) -> None:
    """From now on, SIGKILL to ourselves right before or right after the journal's write number ``count``."""
    from kiosk.journal import Journal

    left = [count]
    counting = threading.Lock()  # the desk and the delivery both write

    def deadly(write: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:
            with counting:
                left[0] -= 1
                last = left[0] == 0
            if last and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            done = write(*arguments, **more)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return wrapped

    for name in ("append", "_write", "_write_all"):
        setattr(Journal, name, deadly(getattr(Journal, name)))


def run_server(config: Path, port: int) -> None:
    import dataclasses

    from config.schema import load_server
    from server.serve import serve

    logging.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    serve(dataclasses.replace(load_server(config), port=port))


def run_restore(url: str, file: Path, die_at: int) -> None:
    """Puts a backup back, in a process group of its own; dies before the step of that number, from 0."""
    from server import backup

    os.setpgid(0, 0)
    left = die_at

    def step(work: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return work(*arguments, **more)

        return wrapped

    for name in ("_unpack", "_checked_revision", "_migrate", "_close_down", "_to_disk", "_run_postgres"):
        setattr(backup, name, step(getattr(backup, name)))
    backup.restore(url, file, replace=True)


def start(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    process = zygote.Process(target=_run, args=(target, *arguments), daemon=True)
    process.start()
    return process


def _run(target: Callable[..., None], *arguments: Any) -> None:
    """It ends with the tests, however those end: a kiosk left alone would go on trying its lines, and open the next
    test's pseudo-terminal when that gets the number of one of its own."""
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    target(*arguments)


def _end_with_the_tests() -> None:
    tests = multiprocessing.parent_process()
    assert tests is not None
    tests.join()
    os.kill(os.getpid(), signal.SIGKILL)


def kill(process: BaseProcess) -> None:
    """At once, with nothing to say about it."""
    process.kill()
    process.join(10)
    assert process.exitcode is not None


class ScannerOnTheWire:
    """A scanner on a TCP line: one listener that outlives every kiosk."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        self._line: socket.socket | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self._line, _ = self._listener.accept()
            except OSError:
                return

    def scan(self, text: str) -> None:
        line = self._line
        if line is not None:
            try:
                line.sendall(text.encode() + b"\r")
            except OSError:
                self._line = None

    def close(self) -> None:
        self._listener.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
