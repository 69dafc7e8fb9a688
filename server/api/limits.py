"""What no request may exceed, and the one line each leaves in the log."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import logs, metrics
from server.api.problems import Problem, problem

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024
MOST_OF_AN_IMPORT = 512 * 1024 * 1024  # a file staff send; read only for who is signed in, and kept on disk
MOST_WITH_A_PICTURE = 16 * 1024 * 1024  # as telephones take them, and what is written beside it
CONSOLE, IMPORT, QUESTION = "/console/", "/console/import", "/console/faq/"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Limits:
    """Refuses bodies that are too long, and logs and counts each request by its route, so that no barcode is in the
    log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        stream = False
        body = 0
        most = _most(scope["path"])
        page = scope["path"].startswith(CONSOLE)  # says by itself that it was too much
        refusal = problem(413, "too-long", f"at most {most} bytes")

        async def counted() -> Message:
            nonlocal body
            message = await receive()
            body += len(message.get("body", b""))
            if body > most:
                raise Problem(413, "too-long")
            return message

        async def answered(message: Message) -> None:
            """Whoever reads a body takes what is raised meanwhile for a broken one, and would answer 400."""
            if body <= most or page:
                await noted(message)
            elif message["type"] == "http.response.start":
                await refusal(scope, receive, noted)

        async def noted(message: Message) -> None:
            nonlocal status, stream
            if message["type"] == "http.response.start":
                status = message["status"]
                if (b"content-type", b"text/event-stream") in [
                    (name, value.partition(b";")[0]) for name, value in message["headers"]
                ]:
                    stream = True
                    metrics.streams.inc()
            await send(message)

        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        try:
            if not declared.isdigit() or len(declared) > 15 or (int(declared) > most and not page):
                await refusal(scope, receive, noted)
            else:
                await self._app(scope, counted, answered)
        except Exception:
            status = status or 500
            raise
        finally:
            path = getattr(scope.get("route"), "path", None)
            route = "-" if path is None else scope.get("root_path", "") + path
            took = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else "-"
            metrics.requests.labels(method, route, str(status)).inc()
            if stream:
                metrics.streams.dec()
            else:
                metrics.seconds.labels(route).observe(took)
            facts = {"method": method, "route": route, "status": status, "ms": round(took * 1000, 1)}
            logs.event(log, logging.INFO, "request", **facts)


def _most(path: str) -> int:
    if path == IMPORT:
        return MOST_OF_AN_IMPORT
    return MOST_WITH_A_PICTURE if path.startswith(QUESTION) else MOST_BYTES
