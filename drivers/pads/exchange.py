"""One request, one answer on a line that may be noisy: what all pad drivers on serial lines share.

An answer is only taken if it is whole, its checksum fits and it answers this request. Readers number nothing, so an
answer that comes late could be taken for the next one's: until the reader's time is up nothing else is asked, unless
what came shows that the answer has been and was damaged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from drivers.roles import BadFrame
from drivers.transport import Line

T = TypeVar("T")

SILENCE_SECONDS = 0.04
"""A frame that stops for so long does not go on; readers allow 12 ms, an FTDI adapter adds 16."""
MOST_BYTES = 8192


class Exchange:
    """``length`` gives the length of the frame that begins a buffer: None if more bytes are needed to know it, 0 if
    none begins there. ``gap`` is the silence the reader wants before a request, in seconds."""

    def __init__(self, line: Line, length: Callable[[bytes], int | None], gap: float = 0.0) -> None:
        self._line = line
        self._length = length
        self._gap = gap
        self._quiet_since = 0.0

    def ask(self, request: bytes, accept: Callable[[bytes], T | None], seconds: float) -> T:
        """Send, and wait at most ``seconds`` for the frame that ``accept`` turns into something.

        ``accept`` gets whole frames, and gives None for one that is not the answer. Raises
        :class:`~drivers.roles.BadFrame` and :class:`~drivers.roles.DeviceLost`.
        """
        self._wait_for_the_gap()
        while self._line.read(0):  # what is there already answers nothing
            pass
        self._line.write(request)
        deadline = time.monotonic() + seconds
        buffer = b""
        try:
            while True:
                left = deadline - time.monotonic()
                data = self._line.read(max(0.0, min(left, SILENCE_SECONDS) if buffer else left))
                if data:
                    buffer += data
                    found = self._search(buffer, accept)
                    if found is not None:
                        return found
                    if len(buffer) > MOST_BYTES:
                        raise BadFrame("only noise came")
                elif buffer and self._was_an_answer(buffer):
                    raise BadFrame("the answer was damaged")
                elif left <= 0:
                    raise BadFrame("noise instead of an answer" if buffer else "the reader did not answer")
        finally:
            self._quiet_since = time.monotonic()

    def _search(self, buffer: bytes, accept: Callable[[bytes], T | None]) -> T | None:
        """The first acceptable frame; noise before it is passed over."""
        for at in range(len(buffer)):
            rest = buffer[at:] if at else buffer
            length = self._length(rest)
            if length and length <= len(rest):
                found = accept(rest[:length])
                if found is not None:
                    return found
        return None

    def _was_an_answer(self, buffer: bytes) -> bool:
        """Whether these bytes are one frame, cut off or with a wrong checksum: then no other will come."""
        length = self._length(buffer)
        return length is not None and length >= len(buffer) > 2

    def _wait_for_the_gap(self) -> None:
        left = self._quiet_since + self._gap - time.monotonic()
        if left > 0:
            time.sleep(left)


def nothing_said(data: bytes) -> None:
    """Who wrote says only that it is done: an answer with data is a late one, to something else. Raises
    :class:`~drivers.roles.BadFrame`."""
    if data:
        raise BadFrame("the answer is about something else")
