"""What a kiosk fetches before it needs it, and what it reports of itself."""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, Field, StringConstraints

from config.server_settings import ServerSettings
from config.vocabulary import TextName, Topic
from server.api.kiosk_key import kiosk_key
from server.api.problems import BODY, responses
from server.house import house
from server.live import publish, speak_as
from server.snapshot import snapshot
from server.store.database import Store
from server.store.tables import Kiosk
from server.texts import texts

WORTH_PACKING = 1024  # bytes

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Short = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f]*$")]
IfNoneMatch = Annotated[str, Header(max_length=200)]


class Texts(BaseModel):
    texts: dict[TextName, dict[str, str]]


class Group(BaseModel):
    """What a reason holds for: barcodes of items, or marks of cards."""

    code: str
    params: dict[str, str | int]
    of: list[str]


class Snapshot(BaseModel):
    """``made_at`` is when it was true."""

    made_at: datetime
    cards: list[Group]
    items: list[Group]
    kept: dict[str, list[str]]


class PartIn(BaseModel):
    """``state`` is ``ok``, ``missing`` or ``fault``; ``detail`` is English, for staff."""

    state: Annotated[str, StringConstraints(pattern="^(ok|missing|fault)$")]
    detail: Short = ""


class StateIn(BaseModel):
    """No reader's data: what works, and how much waits to be sent."""

    parts: Annotated[
        dict[Name, PartIn], Field(max_length=30, json_schema_extra={"additionalProperties": False})
    ]
    waiting: Annotated[int, Field(ge=0, lt=2**31)] = 0
    page: Name
    version: Short


def prefetch(store: Store, settings: ServerSettings) -> APIRouter:
    Asking = Annotated[str, Depends(kiosk_key(store))]  # noqa: N806 - a type
    router = APIRouter(prefix="/api/v1", responses=responses(401, 503))

    @router.get(
        "/texts", response_model=Texts, responses=responses(422) | {304: {"description": "Nothing changed"}}
    )
    def get_texts(_kiosk: Asking, if_none_match: IfNoneMatch = "") -> Response:
        with store.reading() as session:
            return tagged({"texts": texts(session)}, if_none_match)

    @router.get(
        "/snapshot", response_model=Snapshot, responses=responses(422) | {304: {"description": "Still true"}}
    )
    def get_snapshot(
        kiosk: Asking, if_none_match: IfNoneMatch = "", accept_encoding: Annotated[str, Header()] = ""
    ) -> Response:
        now = datetime.now(UTC)
        with store.reading() as session:
            key_hash = session.scalars(sa.select(Kiosk.key_hash).where(Kiosk.id == kiosk)).one()
            found = snapshot(session, house(session, settings), key_hash, now)
        return tagged(found, if_none_match, made_at=now.isoformat(), pack="gzip" in accept_encoding)

    @router.post("/kiosk/state", status_code=204, responses=responses(*BODY))
    def post_state(kiosk: Asking, said: StateIn) -> None:
        """On every change and once a minute; consoles hear of a change."""
        parts: dict[str, Any] = {name: part.model_dump() for name, part in said.parts.items()}
        parts |= {"waiting": said.waiting, "page": said.page, "version": said.version}
        with store.writing() as session:
            row = session.get(Kiosk, kiosk)
            if row is None:
                return
            speak_as(session, f"kiosk:{kiosk}")
            if row.parts != parts:
                publish(session, Topic.KIOSK, kiosk)
            row.parts, row.seen_at = parts, datetime.now(UTC)

    return router


def tagged(said: dict[str, Any], known: str, *, pack: bool = False, **more: Any) -> Response:
    """The answer, or 304 if its ETag is the one that is ``known``; ``more`` is not part of what the tag is about."""
    content = json.dumps(said, ensure_ascii=False).encode()
    headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] == known:
        return Response(status_code=304, headers=headers)
    if more:
        content = json.dumps({**said, **more}, ensure_ascii=False).encode()
    if pack and len(content) >= WORTH_PACKING:
        content = gzip.compress(content, 6)
        headers["Content-Encoding"] = "gzip"
        headers["Vary"] = "Accept-Encoding"
    return Response(content, headers=headers, media_type="application/json")
