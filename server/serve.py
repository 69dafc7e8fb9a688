"""Runs the server until it is asked to end."""

from __future__ import annotations

import socket
import sys

import uvicorn

from config.server_settings import ServerSettings
from server.api.app import create_app
from server.live.stream import Stream
from server.store.database import open_store

GRACE_SECONDS = 10


def serve(settings: ServerSettings) -> int:
    """Bring the database up to date and answer requests; SIGTERM and SIGINT finish what is under way.

    Port 0 takes a free one. Once requests are taken, one line ``ready http://HOST:PORT`` is printed.
    """
    app = create_app(open_store(settings.database), settings)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS, server_header=False
    )
    with socket.create_server((settings.host, settings.port), backlog=256) as listener:
        host, port = listener.getsockname()[:2]
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Announcing(config, f"http://{host}:{port}", app.state.stream)
        server.run(sockets=[listener])
    return 0


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, url: str, stream: Stream) -> None:
        super().__init__(config)
        self._url = url
        self._stream = stream

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"ready {self._url}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stream.close()  # else it would wait for streams that never end by themselves
        await super().shutdown(sockets)
