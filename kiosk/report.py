"""Tells the library system how this kiosk is: at once when a part fails or works again, or a reader who called turns to
another page, and every minute."""

from __future__ import annotations

import logging
import threading
from importlib.metadata import version

from kiosk.desk import Desk
from kiosk.journal import Journal
from kiosk.library.central import Central
from kiosk.library.port import LibraryAway
from kiosk.state import State

log = logging.getLogger(__name__)

EVERY = 60.0
AGAIN = 5.0  # after a report that nobody took
MOST_DETAIL = 100


class Report(threading.Thread):
    """No reader's data is in it. What could not be told is told with the next change or minute."""

    def __init__(self, central: Central, desk: Desk, journal: Journal) -> None:
        super().__init__(name="report", daemon=True)
        self._central = central
        self._desk = desk
        self._journal = journal
        self._told: tuple[dict[str, dict[str, str]], str] = ({}, "")
        self._wake = threading.Event()
        self._ending = threading.Event()
        desk.watch(self._look)

    def stop(self) -> None:
        self._ending.set()
        self._wake.set()

    def run(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            state = self._desk.state
            try:
                said = {
                    "parts": _parts(state),
                    "waiting": self._journal.count_waiting(),
                    "page": state.page.value,
                    "version": version("jieyue"),
                }
                self._central.report(said)
                self._told = _urgent(state)
            except Exception as error:  # it is only a report: nothing of a visit hangs on it
                log.info(
                    "not reported: %s", error if isinstance(error, LibraryAway) else type(error).__name__
                )
                self._ending.wait(AGAIN)
                continue
            self._wake.wait(EVERY)

    def _look(self, state: State) -> None:
        if _urgent(state) != self._told:
            self._wake.set()


def _urgent(state: State) -> tuple[dict[str, dict[str, str]], str]:
    """What is told at once when it changes: a librarian who answers a call goes by what the reader has before them."""
    return _parts(state), state.page.value if state.call is not None else ""


def _parts(state: State) -> dict[str, dict[str, str]]:
    """By role, the second of a role with a number."""
    parts: dict[str, dict[str, str]] = {}
    for device in state.devices:
        same = sum(name.startswith(device.role.value) for name in parts)
        name = f"{device.role.value}-{same + 1}" if same else device.role.value
        parts[name] = _part("ok" if device.up else "missing", device.fault)
    fault = state.journal_fault
    parts["journal"] = _part("ok" if fault is None else "fault", fault or "")
    return parts


def _part(state: str, detail: str) -> dict[str, str]:
    return {"state": state, "detail": "".join(one for one in detail if one.isprintable())[:MOST_DETAIL]}
