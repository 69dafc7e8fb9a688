"""Services that alerts are sent to, on this machine: an HTTP server that keeps what it was asked, and ways to be ill."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """A request as it came; ``query`` is decoded once, as HTTP says."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


Answer = Callable[[Asked], tuple[int, Any]]


@dataclass
class Gateway:
    port: int
    asked: list[Asked] = field(default_factory=list)
    arrived: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def only(self) -> Asked:
        (one,) = self.asked
        return one

    def wait(self) -> Asked:
        """The next request, within five seconds."""
        assert self.arrived.acquire(timeout=5), "nobody asked"
        return self.asked[-1]


@contextmanager
def gateway(answer: Answer = lambda _asked: (200, {})) -> Iterator[Gateway]:
    """``answer`` gives the status, and a body: bytes, or something for JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(parts.path, query, dict(self.headers), self.rfile.read(length))
            status, body = answer(asked)
            said = body if isinstance(body, bytes) else json.dumps(body).encode()
            here.asked.append(asked)
            here.arrived.release()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here = Gateway(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def deaf() -> Iterator[str]:
    """Takes connections, and says nothing for as long as it lives."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def gone() -> Iterator[str]:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"
