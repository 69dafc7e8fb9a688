"""Errors as problem documents (RFC 9457): every answer that is not the one asked for."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from server import logs

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
BODY = (
    400,
    413,
    422,
)  # what may be wrong with any body: it cannot be read, it is too long, it says something else


class ProblemDocument(BaseModel):
    """``code`` is stable; the other words are for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str


class Problem(Exception):
    """Raise this anywhere below an endpoint."""

    def __init__(
        self, status: int, code: str, detail: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


def problem(status: int, code: str, detail: str = "", headers: dict[str, str] | None = None) -> JSONResponse:
    document = ProblemDocument(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code)
    return JSONResponse(document.model_dump(), status, headers, MEDIA_TYPE)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For an endpoint's description: which problems it may answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content, "model": ProblemDocument}
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Make every error of an application a problem document."""

    @app.exception_handler(Problem)
    def _told(_request: Request, error: Problem) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else error.headers
        return problem(error.status, error.code, error.detail, headers)

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> JSONResponse:
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return problem(error.status_code, code, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # Where it is wrong and how, never what was sent.
        where = "; ".join(".".join(map(str, one["loc"])) + ": " + one["type"] for one in error.errors()[:5])
        return problem(422, "request-invalid", where)

    @app.exception_handler(sa.exc.OperationalError)
    @app.exception_handler(sa.exc.InterfaceError)
    @app.exception_handler(sa.exc.TimeoutError)
    def _away(_request: Request, error: Exception) -> JSONResponse:
        logs.event(log, logging.ERROR, "database-away", error=type(getattr(error, "orig", error)).__name__)
        return problem(503, "database-away", "try again later", {"Retry-After": "5"})

    @app.exception_handler(Exception)
    def _failed(_request: Request, error: Exception) -> JSONResponse:
        log.error("request-failed", exc_info=error)
        return problem(500, "internal")
