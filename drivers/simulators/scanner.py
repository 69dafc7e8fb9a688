"""A bar code scanner: what it reads it sends as text, as scanners on a serial line do.

Written from the scanners' manuals (terminator, AIM identifier, Codabar start and stop, trigger commands), not
from the driver.
"""

from __future__ import annotations

import threading

from drivers.simulators.wire import Wire

FRAMES = {
    "cr": (b"", b"\r"),
    "lf": (b"", b"\n"),
    "crlf": (b"", b"\r\n"),
    "stx-etx": (b"\x02", b"\x03"),
}


class ScannerSimulator:
    """A scanner at the end of ``wire``.

    ``aim`` puts an AIM identifier before each text, ``codabar`` sends 14-digit labels with the start and stop
    characters A and B. With ``trigger_on`` set it reads only between that command and ``trigger_off``.
    """

    def __init__(
        self,
        wire: Wire,
        framing: str = "cr",
        aim: bool = False,
        codabar: bool = False,
        trigger_on: bytes = b"",
        trigger_off: bytes = b"",
    ) -> None:
        self.wire = wire
        self.looking = not trigger_on
        self._before, self._after = FRAMES[framing]
        self._aim = aim
        self._codabar = codabar
        self._on = trigger_on
        self._off = trigger_off
        self._closing = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="scanner simulator", daemon=True)
        self._listener.start()

    def scan(self, text: str) -> bool:
        """Hold a label before the scanner; False if it is not looking, so that nothing is sent."""
        if not self.looking:
            return False
        self.wire.write(self.frame(text))
        return True

    def frame(self, text: str) -> bytes:
        """The bytes this scanner sends for a label."""
        library_label = len(text) == 14 and text.isascii() and text.isdigit()
        retail = len(text) == 13 and text.isascii() and text.isdigit()
        identifier = "]F0" if library_label else "]E0" if retail else "]C0"
        if library_label and self._codabar:
            text = f"A{text}B"
        if self._aim:
            text = identifier + text
        return self._before + text.encode() + self._after

    def close(self) -> None:
        self._closing.set()
        self._listener.join()
        self.wire.unplug()

    def _listen(self) -> None:
        heard = b""
        longest = max(len(self._on), len(self._off), 1)
        while not self._closing.is_set():
            for byte in self.wire.read():
                heard = (heard + bytes([byte]))[-longest:]
                if self._on and heard.endswith(self._on):
                    self.looking = True
                elif self._off and heard.endswith(self._off):
                    self.looking = False
