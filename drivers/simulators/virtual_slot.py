"""A card in a reader of the real PC/SC daemon, by the virtual reader ``vpcd`` (Debian: ``vsmartcard-vpcd``).

The reader listens; to put a card on it is to connect, to take it away to close. Messages both ways are a length (two
bytes, MSB first) and a body. One-byte bodies from the reader: 00 power off, 01 power on, 02 reset (none is answered),
04 which ATR; any other body is a command and is answered. Source: the documentation of vsmartcard 3.3.
"""

from __future__ import annotations

import contextlib
import socket
import threading

from drivers.simulators.contactless import CardSimulator

PORT = 35963
"""The first reader's of an unchanged installation; the second has the next."""


class VirtualSlot:
    """A reader's slot. Cards may be shown and taken from any thread."""

    def __init__(self, host: str = "127.0.0.1", port: int = PORT) -> None:
        self._address = (host, port)
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.card: CardSimulator | None = None

    def show(self, card: CardSimulator) -> None:
        """Put a card there instead of what is there. Raises OSError when no such reader listens."""
        self.take()
        with self._lock:
            connection = socket.create_connection(self._address, timeout=5)
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            card.reset()
            self._connection, self.card = connection, card
            self._thread = threading.Thread(target=_serve, args=(connection, card), daemon=True)
            self._thread.start()

    def take(self) -> None:
        """Take the card away; nothing happens if there is none."""
        with self._lock:
            connection, thread = self._connection, self._thread
            self._connection = self._thread = self.card = None
        if connection is None or thread is None:
            return
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        if thread is not threading.current_thread():  # a card may vanish in the middle of its own answer
            thread.join()
        connection.close()


def _serve(connection: socket.socket, card: CardSimulator) -> None:
    with contextlib.suppress(OSError):
        while (head := _take(connection, 2)) is not None:
            body = _take(connection, int.from_bytes(head, "big"))
            if body is None:
                return
            match body:
                case b"\x00" | b"\x01" | b"\x02":
                    card.reset()
                case b"\x04":
                    _send(connection, card.atr)
                case _:
                    _send(connection, card.answer(body))


def _take(connection: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        # Else the system waits 40 ms before it acknowledges, and the reader, which sends in two parts, for that.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        more = connection.recv(count - len(data))
        if not more:
            return None
        data += more
    return data


def _send(connection: socket.socket, body: bytes) -> None:
    connection.sendall(len(body).to_bytes(2, "big") + body)
