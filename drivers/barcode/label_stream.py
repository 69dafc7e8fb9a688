"""Labels from a line, as the role wants them: the part that every scanner's driver has in common."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from drivers.barcode.labels import LabelDecoder
from drivers.roles import BadFrame, Scanned
from drivers.transport import Line

PAUSE_SECONDS = 0.5
"""A frame that began and then paused as long as this has lost its end: a label takes 20 ms at 9600 baud."""


class LabelStream:
    """Reads ``line`` through ``decoder``."""

    def __init__(self, line: Line, decoder: LabelDecoder) -> None:
        self._line = line
        self._decoder = decoder
        self._waiting: deque[Scanned | BadFrame] = deque()
        self._heard = 0.0

    def begin(self) -> None:
        """The line was opened: forget what came before."""
        self._decoder.quiet()
        self._waiting.clear()

    def readings(self) -> Iterator[Scanned | None]:
        """See :meth:`drivers.roles.BarcodeScanner.readings`."""
        while True:
            while self._waiting:
                result = self._waiting.popleft()
                if isinstance(result, BadFrame):
                    self._drop_further_bad_frames()
                    raise result
                yield result
            self._listen()
            if not self._waiting:
                yield None

    def _listen(self) -> None:
        data = self._line.read()
        now = time.monotonic()
        if data:
            self._heard = now
            self._waiting.extend(self._decoder.feed(data))
        elif now - self._heard >= PAUSE_SECONDS and (lost := self._decoder.quiet()):
            self._waiting.append(lost)

    def _drop_further_bad_frames(self) -> None:
        """Noise breaks into hundreds of bad frames; the kiosk needs to hear of it once."""
        while self._waiting and isinstance(self._waiting[0], BadFrame):
            self._waiting.popleft()
