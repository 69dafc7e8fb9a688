"""What the simulated readers have in common: a thread at the wire, true timing, and faults on demand."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from enum import Enum, auto

from drivers.simulators.field import Field
from drivers.simulators.wire import Wire

GAP_SECONDS = 0.05
"""A frame that stops for so long is no frame."""


class Fault(Enum):
    """What goes wrong with one answer."""

    SILENT = auto()  # the request is carried out, the answer lost
    DEAF = auto()  # the request is not heard
    CUT = auto()
    WRONG_CRC = auto()
    NOISE = auto()  # bytes before the answer
    TWICE = auto()  # the answer comes again


NOISE = bytes.fromhex("00FF5502A7")


class ReaderSimulator(ABC):
    """A reader at the end of ``wire`` with ``field`` over it.

    With ``timing`` an answer is complete when a real reader's would be: request and answer at ``baudrate`` with
    ``bits`` to a byte, and what the tags need on the air in between.
    """

    rest = 0.0
    """Seconds after an answer in which it hears nothing."""

    def __init__(
        self, wire: Wire, field: Field, *, timing: bool = False, baudrate: int = 38400, bits: int = 11
    ) -> None:
        self.wire = wire
        self.field = field
        self.requests: list[bytes] = []
        """Every whole request heard, for tests; the last ten thousand."""
        self.air = 0.0
        """Seconds on the air that the present answer takes."""
        self._answered = 0.0
        self._timing = timing
        self._byte_seconds = bits / baudrate
        self._faults: deque[Fault] = deque()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name=type(self).__name__, daemon=True)
        self._thread.start()

    def fail(self, fault: Fault, times: int = 1) -> None:
        """Let the next answers go wrong."""
        self._faults.extend([fault] * times)

    @property
    def faults_left(self) -> bool:
        """Whether a fault asked for has not happened yet."""
        return bool(self._faults)

    def forget_faults(self) -> None:
        self._faults.clear()

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        self.wire.unplug()

    @abstractmethod
    def length(self, buffer: bytes) -> int | None:
        """How long the frame at the start of ``buffer`` is; None while that cannot be known, 0 if it is none."""

    @abstractmethod
    def answer(self, frame: bytes) -> bytes | None:
        """The answer to a whole request, or None: silence. May set :attr:`air`."""

    def _listen(self) -> None:
        buffer = b""
        heard = began = 0.0
        while not self._closing.is_set():
            data = self.wire.read(GAP_SECONDS)
            now = time.monotonic()
            if not data:
                if buffer and now - heard >= GAP_SECONDS:
                    buffer = b""
                continue
            if not buffer:
                began = now
            heard = now
            buffer += data
            while buffer:
                length = self.length(buffer)
                if length == 0:
                    buffer = buffer[1:]
                    continue
                if length is None or len(buffer) < length:
                    break
                frame, buffer = buffer[:length], buffer[length:]
                self._take(frame, began)
                began = time.monotonic()

    def _take(self, frame: bytes, began: float) -> None:
        if began - self._answered < self.rest:
            return
        fault = self._faults.popleft() if self._faults else None
        if fault is Fault.DEAF:
            return
        self.requests.append(frame)
        del self.requests[:-10_000]
        self.air = 0.0
        answer = self.answer(frame)
        if answer is None or fault is Fault.SILENT:
            return
        if self._timing:
            done = began + (len(frame) + len(answer)) * self._byte_seconds + self.air
            time.sleep(max(0.0, done - time.monotonic()))
        if fault is Fault.CUT:
            answer = answer[: len(answer) // 2]
        elif fault is Fault.WRONG_CRC:
            answer = answer[:-1] + bytes((answer[-1] ^ 0x5A,))
        elif fault is Fault.NOISE:
            answer = NOISE + answer
        elif fault is Fault.TWICE:
            answer += answer
        self._answered = time.monotonic()  # not after: the other end may have it before we go on
        self.wire.write(answer)
