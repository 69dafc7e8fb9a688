"""The application: version 1 of the API, its limits, its log."""

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field, WithJsonSchema
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.server_settings import ServerSettings
from config.vocabulary import Code, ItemStatus
from server import catalogue, patrons, transactions
from server.api.problems import Problem, install, problem, responses
from server.enrol import kiosk_of
from server.house import house
from server.store.database import Store
from server.store.tables import HelpCall, LoanPolicy

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024
MOST_ENTRIES = 500
MOST_CALLS = 200


class ReasonOut(BaseModel):
    code: str
    params: dict[str, str | int] = {}


class Health(BaseModel):
    status: str
    time: datetime
    version: str
    database: str


class ItemOut(BaseModel):
    barcode: str
    title: str
    author: str
    isbn: str | None
    call_number: str
    dewey: str
    item_class: str
    status: ItemStatus
    due: datetime | None


class LoanOut(BaseModel):
    item: str
    title: str
    author: str
    due: datetime
    renewals: int
    overdue: bool


class PatronOut(BaseModel):
    barcode: str
    name: str
    patron_class: str
    language: str | None
    may_borrow: bool
    reasons: list[ReasonOut]
    loans: list[LoanOut]
    loan_count: int
    loan_limit: int
    fines: str
    currency: str


class PinIn(BaseModel):
    pin: Annotated[str, Field(max_length=64)]


class Verified(BaseModel):
    verified: bool
    patron: PatronOut | None = None
    reasons: list[ReasonOut] = []


class PolicyOut(BaseModel):
    patron_class: str
    item_class: str
    loan_days: int
    loan_limit: int
    renewal_limit: int


class Policies(BaseModel):
    policies: list[PolicyOut]
    shortest_loan_days: int


class BatchIn(BaseModel):
    """Each entry is judged by itself: one that is malformed is refused without spoiling the others."""

    entries: Annotated[
        list[Annotated[Any, WithJsonSchema(transactions.Entry.model_json_schema())]],
        Field(min_length=1, max_length=MOST_ENTRIES),
    ]


class AnswerOut(BaseModel):
    key: str
    result: str
    repeated: bool
    due: datetime | None
    title: str
    author: str
    reasons: list[ReasonOut]
    notes: list[ReasonOut]


class Answers(BaseModel):
    answers: list[AnswerOut]


class HelpCallOut(BaseModel):
    key: str
    kiosk: str
    occurred_at: datetime
    received_at: datetime
    page: str
    code: str
    reason: str


class HelpCalls(BaseModel):
    help_calls: list[HelpCallOut]


def create_app(store: Store, settings: ServerSettings) -> FastAPI:
    """The whole server as an ASGI application over an open store, which it closes at the end."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()

    app = FastAPI(
        title="Jieyue central server",
        version=version("jieyue"),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(_public(store))
    app.include_router(_for_kiosks(store, settings))
    install(app)
    app.add_middleware(Limits)
    return app


def _public(store: Store) -> APIRouter:
    router = APIRouter(prefix="/api/v1")

    @router.get("/health", responses=responses(503))
    def health() -> Health:
        with store.reading() as session:
            session.execute(sa.text("SELECT 1"))
        return Health(status="ok", time=datetime.now(UTC), version=version("jieyue"), database="ok")

    return router


def _for_kiosks(store: Store, settings: ServerSettings) -> APIRouter:
    bearer = HTTPBearer(auto_error=False)

    def kiosk(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
        """Which kiosk asks."""
        if given is not None:
            with store.reading() as session:
                found = kiosk_of(session, given.credentials)
            if found is not None:
                return found
        raise Problem(401, "unauthorised", "a kiosk's bearer key is needed")

    Kiosk = Annotated[str, Depends(kiosk)]  # noqa: N806 - a type
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(kiosk)], responses=responses(401, 503))

    @router.get("/items/{barcode}", responses=responses(404), response_model=ItemOut)
    def item(barcode: str) -> Any:
        with store.reading() as session:
            found = catalogue.describe(session, _key(barcode), house(session, settings))
        if found is None:
            raise Problem(404, Code.ITEM_UNKNOWN)
        return found

    def described(barcode: str) -> dict[str, Any]:
        with store.reading() as session:
            found = patrons.find_patron(session, _key(barcode))
            if found is None:
                raise Problem(404, Code.PATRON_UNKNOWN)
            return patrons.describe(session, found, house(session, settings), datetime.now(UTC))

    @router.get("/patrons/{barcode}", responses=responses(404), response_model=PatronOut)
    def patron(barcode: str) -> Any:
        return described(barcode)

    @router.post("/patrons/{barcode}/verify", responses=responses(404, 422), response_model=Verified)
    def verify(barcode: str, given: PinIn) -> Any:
        try:
            wrong = patrons.wrong_pin(store, _key(barcode), given.pin, datetime.now(UTC))
        except LookupError:
            raise Problem(404, Code.PATRON_UNKNOWN) from None
        if wrong is not None:
            return {"verified": False, "reasons": [patrons.reason_json(wrong)]}
        return {"verified": True, "patron": described(barcode)}

    @router.get("/policies")
    def policies() -> Policies:
        with store.reading() as session:
            rows = session.scalars(sa.select(LoanPolicy)).all()
        found = [PolicyOut.model_validate(row, from_attributes=True) for row in rows]
        return Policies(policies=found, shortest_loan_days=min((row.loan_days for row in rows), default=0))

    @router.post("/transactions", responses=responses(413, 422), response_model=Answers)
    def post_transactions(kiosk_id: Kiosk, batch: BatchIn) -> Any:
        # Already what the model says; checking a thousand answers again would cost more than making them.
        return JSONResponse(
            {"answers": transactions.apply(store, settings, kiosk_id, batch.entries, datetime.now(UTC))}
        )

    @router.get("/help-calls")
    def help_calls() -> HelpCalls:
        query = sa.select(HelpCall).order_by(HelpCall.occurred_at.desc(), HelpCall.key).limit(MOST_CALLS)
        with store.reading() as session:
            return HelpCalls(
                help_calls=[
                    HelpCallOut(
                        key=row.key,
                        kiosk=row.kiosk_id,
                        occurred_at=row.occurred_at,
                        received_at=row.received_at,
                        page=row.page,
                        code=row.code,
                        reason=row.reason,
                    )
                    for row in session.scalars(query)
                ]
            )

    return router


def _key(barcode: str) -> str:
    """A barcode from a path; what no database could hold is nobody's."""
    return barcode if "\0" not in barcode and len(barcode) <= 64 else ""


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
