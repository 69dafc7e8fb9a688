"""The network cable between kiosk and server, which can be pulled: a TCP relay on loopback."""

from __future__ import annotations

import contextlib
import socket
import threading

from drivers.simulators.wire import bound


class Relay:
    """Listens on a free port and passes everything on to the server, while the cable is in."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = bound(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connected = False
        self.plug()

    def pull(self) -> None:
        """What is under way breaks off, and nobody answers any more."""
        with self._lock:
            if not self.connected:
                return
            self.connected = False
            broken, self._open = {self._listener, *self._open}, set()
        for one in broken:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._listener = bound(("127.0.0.1", self.port))

    def plug(self) -> None:
        if not self.connected:
            self._listener.listen()
            self.connected = True
            self._serve(self._listener)

    def _serve(self, listener: socket.socket) -> None:
        threading.Thread(target=self._accept, args=(listener,), name="relay", daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                kiosk, _ = listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._server_port), timeout=5)
                except OSError:
                    kiosk.close()
                    continue
                server.settimeout(None)
                with self._lock:
                    self._open |= {kiosk, server}
                for source, target in ((kiosk, server), (server, kiosk)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {source, target}
        source.close()
