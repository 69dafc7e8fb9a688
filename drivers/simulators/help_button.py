"""A help button: for each press it sends a few bytes, as one with a microcontroller on a serial line does.

Written from the protocol in docs/help-button.md, not from the driver.
"""

from __future__ import annotations

import time

from drivers.simulators.wire import Wire

BOUNCE_SECONDS = 0.01


class HelpButtonSimulator:
    """A button at the end of ``wire``. What the kiosk sends it does not hear."""

    def __init__(self, wire: Wire, sends: bytes = b"HELP\r\n") -> None:
        self.wire = wire
        self._sends = sends

    def press(self, times: int = 1) -> None:
        """Press it once; contacts that bounce send so many ``times``."""
        for left in reversed(range(times)):
            self.wire.write(self._sends)
            if left:
                time.sleep(BOUNCE_SECONDS)

    def close(self) -> None:
        self.wire.unplug()
