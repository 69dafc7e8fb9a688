"""The kiosk's window as a process, with a robot's finger and eye at it (:mod:`ui.robot`)."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.demo.part import Part

ANSWER_SECONDS = 20


class Window(Part):
    """Ready once the first page is painted."""

    def __init__(self, settings: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._said: dict[str, Any] = {}
        self._answered = threading.Condition()
        command = [sys.executable, "-m", "kiosk.demo.kiosk_process", str(settings)]
        super().__init__("kiosk", command, folder, environment, self._robot_said)

    def ask(self, **command: object) -> dict[str, Any]:
        """Let the robot do something; what it answers. Raises :class:`~kiosk.demo.part.PartFailed`."""
        with self._answered:
            self._said = {}
            self.tell(json.dumps(command))
            if not self._answered.wait_for(lambda: bool(self._said), timeout=ANSWER_SECONDS):
                raise self.failure("does not answer its robot")
            return self._said

    def _robot_said(self, line: str) -> None:
        if line.startswith("{"):
            with self._answered:
                self._said = json.loads(line)
                self._answered.notify_all()
