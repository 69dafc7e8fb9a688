"""The frequent questions for kiosks, and their pictures."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel

from config.server_settings import ServerSettings
from server.api.kiosk_key import kiosk_key
from server.api.prefetch import IfNoneMatch, tagged
from server.api.problems import Problem, responses
from server.faq.document import document
from server.store.database import Store
from server.store.faq_tables import FaqPicture

FOR_EVER = "private, max-age=31536000, immutable"


class FaqCategory(BaseModel):
    code: str
    names: dict[str, str]


class FaqPictureOut(BaseModel):
    hash: str
    alt: str
    width: int
    height: int


class FaqText(BaseModel):
    """``answer`` is its paragraphs; ``words`` what a search looks through, see docs/api.md."""

    question: str
    answer: list[str]
    pictures: list[FaqPictureOut]
    words: str


class FaqEntryOut(BaseModel):
    """``asked`` counts the last thirty days; ``texts`` is by language."""

    id: int
    code: str
    category: str
    asked: int
    texts: dict[str, FaqText]


class Faq(BaseModel):
    """The most asked first."""

    categories: list[FaqCategory]
    entries: list[FaqEntryOut]


def faq(store: Store, settings: ServerSettings) -> APIRouter:
    router = APIRouter(
        prefix="/api/v1", dependencies=[Depends(kiosk_key(store))], responses=responses(401, 503)
    )
    zone = ZoneInfo(settings.timezone)

    @router.get(
        "/faq", response_model=Faq, responses=responses(422) | {304: {"description": "Nothing changed"}}
    )
    def questions(
        if_none_match: IfNoneMatch = "", accept_encoding: Annotated[str, Header()] = ""
    ) -> Response:
        with store.reading() as session:
            found = document(session, datetime.now(UTC).astimezone(zone).date())
        return tagged(found, if_none_match, pack="gzip" in accept_encoding)

    @router.get(
        "/faq/pictures/{hash}",
        response_class=Response,
        responses=responses(404, 422) | {200: {"content": {"image/png": {}, "image/jpeg": {}}}},
    )
    def picture(hash: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:  # noqa: A002
        with store.reading() as session:
            found = session.get(FaqPicture, hash)
        if found is None:
            raise Problem(404, "picture-none")
        headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
        return Response(found.content, media_type=found.media_type, headers=headers)

    return router
