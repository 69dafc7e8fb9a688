"""What no request may exceed, and the one line each leaves in the log."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.problems import Problem, problem

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024


class Limits:
    """Refuses bodies that are too long, and logs each request by its route, so that no barcode is in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        body = 0

        async def counted() -> Message:
            nonlocal body
            message = await receive()
            body += len(message.get("body", b""))
            if body > MOST_BYTES:
                raise Problem(413, "too-long", f"at most {MOST_BYTES} bytes")
            return message

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not declared.isdigit() or int(declared) > MOST_BYTES:
            await problem(413, "too-long", f"at most {MOST_BYTES} bytes")(scope, receive, noted)
        else:
            await self._app(scope, counted, noted)
        route = getattr(scope.get("route"), "path", "-")
        milliseconds = (time.perf_counter() - started) * 1000
        log.info("%s %s %d %.1f ms", scope["method"], route, status, milliseconds)
