"""The device's end of a line: a pseudo-terminal under a path of one's choice, or a TCP port for ``socket://``.

A cable can be pulled (:meth:`Wire.unplug`) and put back; the program at the other end may come and go.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
import tty
from abc import ABC, abstractmethod
from pathlib import Path

TAKE_SECONDS = 1.0
"""As long as this may the other end not read before bytes are lost, as on a line without flow control."""


NOBODY_SECONDS = 0.02
"""How often to look whether somebody has come."""


class Wire(ABC):
    """Bytes both ways. May be used by one thread that reads and another that writes and pulls the cable."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    @property
    @abstractmethod
    def address(self) -> str:
        """Where the device is: the path of the terminal, or HOST:PORT."""

    @property
    @abstractmethod
    def port(self) -> str:
        """The same as a driver's ``port`` option."""

    @abstractmethod
    def plug(self) -> None:
        """Connect the cable; nothing happens if it is."""

    @abstractmethod
    def unplug(self) -> None:
        """Pull the cable; nothing happens if it is out."""

    @abstractmethod
    def _handle(self) -> int | None:
        """The descriptor to read from and write to, if there is anybody at the other end."""

    @abstractmethod
    def _hung_up(self) -> None:
        """The other end closed its side."""

    def read(self, seconds: float = 0.1) -> bytes:
        """What came from the kiosk; ``b""`` after ``seconds`` of silence, or with nobody there."""
        deadline = time.monotonic() + seconds
        while True:
            with self._lock:
                handle = self._handle()
            left = deadline - time.monotonic()
            if left <= 0:
                return b""
            if handle is None:
                time.sleep(min(left, NOBODY_SECONDS))
                continue
            try:
                ready = select.select([handle], [], [], min(left, 0.1))[0]
            except (OSError, ValueError):
                continue  # pulled while waiting
            if ready and (data := self._take(handle)):
                return data

    def _take(self, handle: int) -> bytes:
        with self._lock:
            if handle != self._handle():
                return b""
            try:
                data = os.read(handle, 65536)
            except BlockingIOError:
                return b""
            except OSError:
                data = b""
            if not data:
                self._hung_up()
            return data

    def write(self, data: bytes) -> None:
        """Send to whoever is there; lost if nobody is, as on a real line."""
        deadline = time.monotonic() + TAKE_SECONDS
        while data and time.monotonic() < deadline:
            with self._lock:
                handle = self._handle()
                if handle is None:
                    return
                try:
                    sent = os.write(handle, data)
                except BlockingIOError:
                    sent = 0
                except OSError:
                    self._hung_up()
                    return
            data = data[sent:]
            if sent:
                deadline = time.monotonic() + TAKE_SECONDS
            else:
                time.sleep(0.002)


class PtyWire(Wire):
    """A pseudo-terminal, linked at ``link``."""

    def __init__(self, link: Path) -> None:
        super().__init__()
        self._link = link
        self._master: int | None = None
        self._slave = -1
        self.plug()

    @property
    def address(self) -> str:
        return str(self._link)

    port = address

    def plug(self) -> None:
        with self._lock:
            if self._master is not None:
                return
            if self._link.exists() and not self._link.is_symlink():
                raise FileExistsError(f"{self._link} is there, and is no link")
            master, self._slave = os.openpty()  # our own slave handle keeps the line when the kiosk closes it
            tty.setraw(self._slave)
            os.set_blocking(master, False)
            aside = self._link.with_name(f"{self._link.name}.{os.getpid()}")
            aside.unlink(missing_ok=True)
            aside.symlink_to(os.ttyname(self._slave))
            aside.replace(self._link)
            self._master = master

    def unplug(self) -> None:
        with self._lock:
            if self._master is None:
                return
            self._link.unlink(missing_ok=True)
            os.close(self._slave)
            os.close(self._master)
            self._master = None

    def _handle(self) -> int | None:
        return self._master

    def _hung_up(self) -> None:
        pass  # cannot be while we hold the slave


def bound(address: tuple[str, int]) -> socket.socket:
    """A TCP socket that has its port and does not listen: who connects is refused, and nobody else gets the port."""
    found = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
    except OSError:
        found.close()
        raise
    return found


class TcpWire(Wire):
    """A TCP port that serves one connection at a time, as serial device servers and network printers do."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._listener = bound((host, port))
        self._address = self._listener.getsockname()[:2]  # port 0 has become a real one
        self._listens = False
        self._connection: socket.socket | None = None
        self.plug()

    @property
    def address(self) -> str:
        host, port = self._address
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def port(self) -> str:
        return f"socket://{self.address}"

    def plug(self) -> None:
        with self._lock:
            if not self._listens:
                self._listener.listen()
                self._listener.setblocking(False)
                self._listens = True

    def unplug(self) -> None:
        with self._lock:
            self._hung_up()
            if self._listens:
                self._listener.close()
                self._listener, self._listens = bound(self._address), False

    def _handle(self) -> int | None:
        if self._connection is None and self._listens:
            with contextlib.suppress(BlockingIOError, ConnectionError):
                self._connection = self._listener.accept()[0]
                self._connection.setblocking(False)
                self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection.fileno() if self._connection else None

    def _hung_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
