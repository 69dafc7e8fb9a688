"""The time that is written into the journal: true even when somebody sets the machine's clock back."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

STEER_FROM = timedelta(seconds=2)


class Clock:
    """Wall time carried forward by the monotonic clock, and steered by the library system's.

    Setting the machine's clock while the kiosk runs changes nothing. A machine that starts with a wrong clock is
    put right by the first answer of the library system; until then its time never lies before the last entry of
    the journal.
    """

    def __init__(self, not_before: datetime | None = None) -> None:
        self._lock = threading.Lock()
        started = datetime.now(UTC)
        self._start = max(started, not_before) if not_before else started
        self._monotonic = time.monotonic()
        self.error = timedelta(0)  # what the machine's clock was found to lag behind, for staff

    def now(self) -> datetime:
        """Aware, UTC."""
        with self._lock:
            return self._start + timedelta(seconds=time.monotonic() - self._monotonic)

    def steer(self, server_time: datetime) -> None:
        """Adopt the library system's time if ours is off by more than the network explains."""
        difference = server_time - self.now()
        if abs(difference) >= STEER_FROM:
            with self._lock:
                self._start += difference
                self.error += difference
