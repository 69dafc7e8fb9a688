"""The line to a device: a serial port, a pseudo-terminal, any other URL pyserial knows, or a file.

Every way a line can fail ends in :class:`~drivers.roles.DeviceLost`, so that a driver has one thing to pass on.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import serial

from drivers.roles import DeviceLost

QUIET_SECONDS = 0.1
STUCK_SECONDS = 5.0
READ_BYTES = 4096
WRITE_BYTES = 256

Trace = Callable[[Literal["in", "out"], bytes], None]

PARITIES = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
SIGNALS = ("cts", "dsr", "ri", "cd")  # the inputs of a serial port that are no data
FLOWS = ("none", "rts-cts", "dsr-dtr", "xon-xoff")


@dataclass(frozen=True, kw_only=True)
class LineOptions:
    """The options of every device on a line; a driver's own ``Options`` add to them. Only a real serial port
    heeds what comes after ``port``."""

    port: str = field(metadata={"help": "device path, or a URL: socket://HOST:PORT, rfc2217://HOST:PORT, …"})
    baudrate: int = field(default=9600, metadata={"help": "bits a second", "least": 50, "most": 4_000_000})
    bytesize: int = field(default=8, metadata={"help": "data bits", "choices": (7, 8)})
    parity: str = field(default="none", metadata={"help": "parity bit", "choices": tuple(PARITIES)})
    stopbits: int = field(default=1, metadata={"help": "stop bits", "choices": (1, 2)})
    flow: str = field(default="none", metadata={"help": "how the device says wait", "choices": FLOWS})


def escaped(text: str) -> bytes:
    r"""The bytes that ``text`` means, with ``\r``, ``\n``, ``\xHH`` and so on. Raises ValueError."""
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


class Line:
    """A line, open or closed, that may be opened again. For use by one thread."""

    trace: Trace | None = None
    """Is shown all bytes as they come ("in") and go ("out")."""

    def __init__(self, options: LineOptions) -> None:
        self._options = options
        self._serial: serial.SerialBase | None = None
        self._descriptor: int | None = None

    def open(self) -> None:
        """Open it, for us alone where the platform can; what the device sent before is dropped."""
        self.close()
        want = self._options
        with _lost_when_failing(want.port):
            self._serial = serial.serial_for_url(
                want.port,
                baudrate=want.baudrate,
                bytesize=want.bytesize,
                parity=PARITIES["none" if _is_pseudo_terminal(want.port) else want.parity],
                stopbits=want.stopbits,
                rtscts=want.flow == "rts-cts",
                dsrdtr=want.flow == "dsr-dtr",
                xonxoff=want.flow == "xon-xoff",
                timeout=QUIET_SECONDS,
                write_timeout=STUCK_SECONDS,
                exclusive=True,
            )
        try:
            self._descriptor = self._serial.fileno()
        except (OSError, AttributeError):
            self._descriptor = None  # rfc2217:// and loop:// have none
        if self._descriptor is not None and want.port.startswith("socket://"):
            _keep_alive(self._descriptor)

    def close(self) -> None:
        """Close it; never raises, may be called twice."""
        line, self._serial, self._descriptor = self._serial, None, None
        if line is not None:
            with contextlib.suppress(OSError, termios.error):
                line.close()

    def read(self, seconds: float = QUIET_SECONDS) -> bytes:
        """What has come, as soon as anything has; ``b""`` when the line was quiet for ``seconds``."""
        line = self._opened()
        with _lost_when_failing(self._options.port):
            if self._descriptor is None:
                data = bytes(line.read(1))
                data += bytes(line.read(line.in_waiting)) if data else b""  # type: ignore[attr-defined]
            elif select.select([self._descriptor], [], [], seconds)[0]:
                # pyserial would wait for a full count, and read a socket byte by byte.
                data = os.read(self._descriptor, READ_BYTES)
                if not data:
                    raise DeviceLost(f"{self._options.port}: closed at the other end")
            else:
                return b""
        if data and self.trace:
            self.trace("in", data)
        return data

    def write(self, data: bytes) -> None:
        """Send all of it, as slowly as the device takes it; it is lost when it takes nothing for 5 s."""
        line = self._opened()
        # pyserial's time-out is for a whole write, but a long slip may well take minutes.
        for start in range(0, len(data), WRITE_BYTES):
            piece = data[start : start + WRITE_BYTES]
            with _lost_when_failing(self._options.port):
                line.write(piece)
            if self.trace:
                self.trace("out", piece)

    def signal(self, name: str) -> bool:
        """Whether one of :data:`SIGNALS` is active. A line that has none (a pseudo-terminal) is lost."""
        line = self._opened()
        with _lost_when_failing(self._options.port):
            return bool(getattr(line, name))

    def _opened(self) -> serial.SerialBase:
        if self._serial is None:
            raise DeviceLost(f"{self._options.port}: not open")
        return self._serial


class FileLine:
    """A file, or a device like ``/dev/usb/lp0`` that behaves as one: it is written, and never answers."""

    trace: Trace | None = None

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._descriptor: int | None = None

    def open(self) -> None:
        self.close()
        # A missing device must not become a plain file that swallows slips.
        create = 0 if self._path.is_relative_to("/dev") else os.O_CREAT
        with _lost_when_failing(str(self._path)):
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | create, 0o600)

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def read(self, seconds: float = QUIET_SECONDS) -> bytes:
        """Nothing, ever; but when a USB printer is unplugged its file goes, and that is noticed here."""
        if self._descriptor is None or not self._path.exists():
            raise DeviceLost(f"{self._path}: {'not open' if self._descriptor is None else 'gone'}")
        time.sleep(seconds)
        return b""

    def write(self, data: bytes) -> None:
        if self._descriptor is None:
            raise DeviceLost(f"{self._path}: not open")
        if self.trace:
            self.trace("out", data)
        with _lost_when_failing(str(self._path)):
            while data:
                data = data[os.write(self._descriptor, data) :]


@contextlib.contextmanager
def _lost_when_failing(port: str) -> Iterator[None]:
    """Translate what pyserial (OSError, or ValueError for a bad URL; TypeError when a line breaks under it),
    the terminal layer and the operating system raise."""
    try:
        yield
    except (OSError, termios.error, ValueError, TypeError) as error:
        number = error.args[0] if isinstance(error, termios.error) else getattr(error, "errno", None)
        reason = os.strerror(number) if isinstance(number, int) else str(error) or type(error).__name__
        raise DeviceLost(f"{port}: {reason}") from error


def _is_pseudo_terminal(port: str) -> bool:
    """Linux refuses a parity bit there (EINVAL), and it means nothing on such a line."""
    return "://" not in port and str(Path(port).resolve()).startswith("/dev/pts/")


def _keep_alive(descriptor: int) -> None:
    """Let a pulled network cable be noticed within about 15 s, although nothing is sent."""
    with socket.socket(fileno=os.dup(descriptor)) as connection, contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 3), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, option):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
