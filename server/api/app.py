"""The application: version 1 of the API and the pages of staff, put together."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version

import anyio.to_thread
import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse

from config.server_settings import ServerSettings
from server.api.enrolment import enrolment
from server.api.faq import faq
from server.api.for_kiosks import for_kiosks
from server.api.limits import Limits
from server.api.live import events_for_kiosks
from server.api.metrics import metrics
from server.api.prefetch import prefetch
from server.api.problems import Problem, install, responses
from server.api.titles import titles
from server.api.transactions import transactions
from server.api.voice import voice
from server.circulation.clearing import clear_hold_shelves
from server.console.app import console
from server.enrol import kiosk_of
from server.help.escalation import Escalation
from server.help.silent import watch_calls
from server.live.follow import follow
from server.live.stream import Stream
from server.purge import purge_every_day
from server.store.database import CONNECTIONS, Store

FOLLOWING_SECONDS = 5.0
AGAIN_SECONDS = 0.2


class Health(BaseModel):
    status: str
    time: datetime
    version: str
    database: str


def create_app(store: Store, settings: ServerSettings) -> FastAPI:
    """The whole server as an ASGI application over an open store, which it closes at the end."""

    stream = Stream()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # More threads than connections would only stand in line, and in each other's way.
        anyio.to_thread.current_default_thread_limiter().total_tokens = CONNECTIONS
        following = asyncio.create_task(follow(store, stream))
        with suppress(TimeoutError):  # a database that is away is no reason not to start
            async with asyncio.timeout(FOLLOWING_SECONDS):
                await stream.following.wait()
        escalation = Escalation(store, settings, stream)
        alerting = asyncio.create_task(escalation.run())
        clearing = asyncio.create_task(clear_hold_shelves(store, settings))
        calls = asyncio.create_task(watch_calls(store))
        ending = threading.Event()
        purging = asyncio.create_task(purge_every_day(store, settings, ending.is_set))
        yield
        ending.set()
        await escalation.end()
        await _end({following, alerting, clearing, calls, purging})
        store.close()

    app = FastAPI(
        title="Jieyue central server",
        version=version("jieyue"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.stream = stream
    for part in (
        _public(store),
        enrolment(store),
        for_kiosks(store, settings),
        transactions(store, settings),
        prefetch(store, settings),
        voice(store, settings),
        faq(store, settings),
        events_for_kiosks(store, stream),
        titles(store, settings),
        metrics(store, settings.metrics_key),
    ):
        # ``include_router`` would work every route out once more, with the first request that waits for it.
        app.router.routes.extend(part.routes)
    app.mount("/console", console(store, settings, stream))
    # Who types the server's bare address into a browser is somebody of the staff.
    app.add_route("/", lambda _: RedirectResponse("console/"), include_in_schema=False)
    install(app)
    app.add_middleware(Limits)
    return app


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel them until they are over: before Python 3.12 ``asyncio.wait_for``, which psycopg uses, may lose a
    cancellation that comes together with what it waited for."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=AGAIN_SECONDS)


def _public(store: Store) -> APIRouter:
    router = APIRouter(prefix="/api/v1")

    @router.get("/health", responses=responses(401, 503))
    def health(request: Request) -> Health:
        """Anybody may ask; a kiosk that sends its key learns with it whether the key still opens anything."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        with store.reading() as session:
            session.execute(sa.text("SELECT 1"))
            if scheme.lower() == "bearer" and kiosk_of(session, key.strip()) is None:
                raise Problem(401, "unauthorised", "this key is not known")
        return Health(status="ok", time=datetime.now(UTC), version=version("jieyue"), database="ok")

    return router
