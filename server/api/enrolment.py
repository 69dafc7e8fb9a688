"""A new kiosk brings its one-time code and gets its key. Whoever only guesses codes is soon told to wait."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from server.api.problems import BODY, Problem, responses
from server.enrol import CodeEnded, CodeUnknown, enrol_with_code
from server.store.database import Store
from server.store.tables import Kiosk

WINDOW_SECONDS = 900.0  # as long as a code lives
TRIES_AN_ADDRESS = 10
TRIES_IN_ALL = 300  # against 30^8 codes


class Tries:
    """Wrong codes of the last quarter of an hour. A try is counted before it is checked, so that many at once are
    no way around the limit; a right one is forgiven."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def count(self, address: str) -> float:
        """0 if one more try is granted, else the seconds until there may be one."""
        with self._lock:
            now = self._clock()
            while self._wrong and self._wrong[0][0] <= now - WINDOW_SECONDS:
                self._wrong.popleft()
            theirs = [at for at, who in self._wrong if who == address]
            if len(theirs) < TRIES_AN_ADDRESS and len(self._wrong) < TRIES_IN_ALL:
                self._wrong.append((now, address))
                return 0.0
            oldest = theirs[0] if len(theirs) >= TRIES_AN_ADDRESS else self._wrong[0][0]
            return oldest + WINDOW_SECONDS - now

    def forgive(self, address: str) -> None:
        with self._lock:
            last = next((one for one in reversed(self._wrong) if one[1] == address), None)
            if last is not None:
                self._wrong.remove(last)


class CodeIn(BaseModel):
    code: Annotated[str, Field(max_length=64)]


class Enrolled(BaseModel):
    kiosk: str
    branch: str
    key: str


def enrolment(store: Store) -> APIRouter:
    router = APIRouter(prefix="/api/v1")
    tries = Tries()

    @router.post("/enrol", responses=responses(*BODY, 404, 410, 429, 503), response_model=Enrolled)
    def enrol(request: Request, given: CodeIn) -> JSONResponse:
        address = request.client.host if request.client else ""
        wait = tries.count(address)
        if wait > 0:
            raise Problem(429, "too-many-tries", "too many wrong codes", {"Retry-After": str(int(wait) + 1)})
        try:
            with store.writing() as session:
                kiosk_id, key = enrol_with_code(session, given.code, datetime.now(UTC))
                branch = session.get_one(Kiosk, kiosk_id).branch
        except CodeUnknown:
            raise Problem(404, "enrolment-code-unknown", "mistyped, used already, or replaced") from None
        except CodeEnded:
            tries.forgive(address)  # it was no guess
            raise Problem(410, "enrolment-code-ended", "a code lives 15 minutes") from None
        tries.forgive(address)
        enrolled = Enrolled(kiosk=kiosk_id, branch=branch, key=key)
        return JSONResponse(enrolled.model_dump(), headers={"Cache-Control": "no-store"})

    return router
