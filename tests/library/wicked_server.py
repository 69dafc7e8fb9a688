"""An HTTP server that answers with exactly the bytes it is told to: late, cut off, garbage, or nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator


class WickedServer:
    """``says`` is what every request is answered with; each connection serves one request."""

    def __init__(self) -> None:
        self.says = b""
        self.wait = 0.0
        self.dribble = 0.0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def answers(self, status: int, body: bytes, content_type: str = "application/json") -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
        self.says = head.encode() + b"Connection: close\r\n\r\n" + body

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            time.sleep(self.wait)
            if self.dribble:
                for byte in self.says:
                    connection.sendall(bytes([byte]))
                    time.sleep(self.dribble)
            else:
                connection.sendall(self.says)


@contextlib.contextmanager
def wicked_server() -> Iterator[WickedServer]:
    server = WickedServer()
    try:
        yield server
    finally:
        server.close()
