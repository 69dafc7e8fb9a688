"""The console as an application of its own, for the server to mount under ``/console``."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from config.server_settings import ServerSettings
from server import logs
from server.api.problems import Problem
from server.console.guard import LIVE, Asking, NotSignedIn, Refused, sign_in_address
from server.console.headers import Headers
from server.console.navigation import MENU
from server.console.pages import (
    alert_channels,
    alerts,
    audit,
    branches,
    calendar,
    copies,
    desk,
    duty,
    events,
    faq,
    fines,
    help_calls,
    help_figures,
    help_replies,
    holds,
    imports,
    kiosks,
    meetings,
    overview,
    patrons,
    policies,
    ratings,
    sign_in,
    staff,
    surveys,
    texts,
    titles,
    voices,
)
from server.console.words import LANGUAGES, Words, preferred
from server.live.stream import Stream
from server.store.database import Store

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
SUBJECTS = (
    sign_in,
    events,
    overview,
    desk,
    imports,
    patrons,
    holds,
    fines,
    titles,
    copies,
    help_replies,
    help_figures,
    help_calls,
    faq,
    alerts,
    alert_channels,
    duty,
    ratings,
    surveys,
    meetings,
    voices,
    kiosks,
    policies,
    calendar,
    branches,
    texts,
    staff,
    audit,
)


def console(store: Store, settings: ServerSettings, stream: Stream) -> FastAPI:
    """Every page and form, over an open store; ``stream`` tells open pages what changed."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    zone = ZoneInfo(settings.timezone)
    app.state.store = store
    app.state.settings = settings
    app.state.stream = stream
    app.state.imports = imports.imports(store)
    app.state.words = {language: Words(language, zone, settings.currency) for language in LANGUAGES}
    app.state.templates = _templates()
    for subject in SUBJECTS:
        app.router.routes.extend(subject.pages.router.routes)  # as they are, see server.api.app
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_middleware(Headers)
    _answer_failures(app)
    return app


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["menu"] = MENU
    return templates


def _answer_failures(app: FastAPI) -> None:
    """Whatever went wrong, the answer is a page that says what to do."""

    @app.exception_handler(NotSignedIn)
    def _not_signed_in(request: Request, _error: NotSignedIn) -> Response:
        if LIVE in request.headers:
            return Response(status_code=401)
        return RedirectResponse(sign_in_address(request), 303)

    @app.exception_handler(Refused)
    def _refused(request: Request, error: Refused) -> Response:
        return _failure(request, error.status, error.code)

    @app.exception_handler(Problem)
    def _problem(request: Request, error: Problem) -> Response:
        return _failure(request, error.status, "too-long" if error.status == 413 else "failed")

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        return _failure(
            request, error.status_code, "not-found" if error.status_code in (404, 405) else "failed"
        )

    @app.exception_handler(RequestValidationError)
    def _no_such_address(request: Request, _error: RequestValidationError) -> Response:
        return _failure(request, 404, "not-found")

    @app.exception_handler(sa.exc.OperationalError)
    @app.exception_handler(sa.exc.InterfaceError)
    @app.exception_handler(sa.exc.TimeoutError)
    def _away(request: Request, error: Exception) -> Response:
        logs.event(log, logging.ERROR, "database-away", error=type(getattr(error, "orig", error)).__name__)
        return _failure(request, 503, "database-away")

    @app.exception_handler(Exception)
    def _failed(request: Request, error: Exception) -> Response:
        log.error("page-failed", exc_info=error)
        return _failure(request, 500, "failed")


def _failure(request: Request, status: int, code: str) -> Response:
    """A page that asks the database nothing."""
    state = request.app.state
    language = preferred(request.cookies.get("language"), request.headers.get("accept-language", ""))
    words, now = state.words[language], datetime.now(UTC)
    library = state.settings.library_name
    ask = Asking(request, state.store, state.settings, words, state.templates, None, FormData(), now, library)
    return ask.page("failure.html", status, code=code)
