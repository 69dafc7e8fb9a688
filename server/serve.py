"""Runs the server until it is asked to end."""

from __future__ import annotations

import gc
import signal
import socket
import sys

import sqlalchemy as sa
import uvicorn

from config.server_settings import ServerSettings
from server import logs
from server.api.app import create_app
from server.live.stream import Stream
from server.store.database import RevisionUnknown, open_store

GRACE_SECONDS = 10
KEEP_SECONDS = (
    30  # a quiet connection: a kiosk says every ten that it is there, and need not connect anew for it
)


def serve(settings: ServerSettings) -> int:
    """Bring the database up to date and answer requests; SIGTERM and SIGINT finish what is under way. Exit status 1
    if the database or the address cannot be had.

    Port 0 takes a free one. Once requests are taken, one line ``ready http://HOST:PORT`` is printed.
    """
    logs.set_up(settings.log_level)
    try:
        store = open_store(settings.database)
    except RevisionUnknown as error:
        return _cannot(
            f"the database is at revision {error} of a newer program: run that one, or restore a backup"
        )
    except sa.exc.SQLAlchemyError as error:
        return _cannot(f"the database cannot be used: {type(getattr(error, 'orig', error)).__name__}")
    app = create_app(store, settings)
    gc.collect()
    gc.freeze()  # what the start made is there for good: no request waits while it is looked through again
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    try:
        listener = socket.create_server((settings.host, settings.port), backlog=256)
    except OSError as error:
        return _cannot(f"{settings.host}:{settings.port} cannot be listened to: {error.strerror}")
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(
            wanted, lambda *_: None
        )  # uvicorn raises it once more when all is done: no reason to die
    with listener:
        host, port = listener.getsockname()[:2]
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Announcing(config, f"http://{host}:{port}", app.state.stream)
        server.run(sockets=[listener])
    return 0


def _cannot(why: str) -> int:
    sys.stderr.write(f"jieyue server: {why}\n")
    return 1


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
