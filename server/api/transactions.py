"""What kiosks tell: entries of their journals, each answered."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, WithJsonSchema

from config.server_settings import ServerSettings
from server.api.for_kiosks import ReasonOut
from server.api.kiosk_key import Given, unauthorised
from server.api.problems import BODY, responses
from server.circulation.together import Together
from server.circulation.transactions import Asked, Entry
from server.enrol import key_hash
from server.store.database import Store

MOST_ENTRIES = 500


def _entry_schema() -> dict[str, Any]:
    """What an entry should look like, with nothing in it that points out of it."""
    schema = Entry.model_json_schema()
    schema["properties"]["kind"] = schema.pop("$defs")["EntryKind"]
    return schema


class BatchIn(BaseModel):
    """Each entry is judged by itself: one that is malformed is refused without spoiling the others."""

    entries: Annotated[
        list[Annotated[Any, WithJsonSchema(_entry_schema())]],
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


def transactions(store: Store, settings: ServerSettings) -> APIRouter:
    router = APIRouter(prefix="/api/v1", responses=responses(401, 503))
    together = Together(store, settings)

    @router.post("/transactions", responses=responses(*BODY), response_model=Answers)
    async def post_transactions(given: Given, batch: BatchIn) -> Any:
        if given is None:
            raise unauthorised()
        answers = await together.answer(Asked(key_hash(given.credentials), batch.entries))
        if answers is None:
            raise unauthorised()
        # Already what the model says; checking a thousand answers again would cost more than making them.
        return JSONResponse({"answers": answers})

    return router
