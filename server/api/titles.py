"""What is in the catalogue, for kiosks: search, and covers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel

from config.server_settings import ServerSettings
from server.api.kiosk_key import kiosk_key
from server.api.problems import Problem, responses
from server.catalogue.covers import MEDIA_TYPES, cover_file
from server.catalogue.index import MOST_CANDIDATES
from server.catalogue.search import Hit, search
from server.store.database import Store
from server.store.tables import Title

MOST_TEXT = 10_000
MOST_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class TitleOut(Hit):
    """A hit, and whether there is a picture of it."""

    cover: bool


class Titles(BaseModel):
    """``total`` is at most 200; ``more`` says that there may be others."""

    titles: list[TitleOut]
    total: int
    more: bool


def titles(store: Store, settings: ServerSettings) -> APIRouter:
    router = APIRouter(
        prefix="/api/v1", dependencies=[Depends(kiosk_key(store))], responses=responses(401, 503)
    )

    @router.get("/titles", responses=responses(422))
    def find(
        q: Annotated[str, Query(max_length=MOST_TEXT)],
        limit: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 20,
        offset: Annotated[int, Query(ge=0, le=MOST_CANDIDATES)] = 0,
    ) -> Titles:
        with store.reading() as session:
            found = search(session, q, limit, offset)
        shown = [
            TitleOut(**asdict(hit), cover=cover_file(settings.covers, hit.isbn) is not None)
            for hit in found.hits
        ]
        return Titles(titles=shown, total=found.total, more=found.more)

    @router.get("/titles/{title_id}/cover", responses=responses(404, 422), response_class=FileResponse)
    def cover(title_id: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> FileResponse:
        with store.reading() as session:
            title = session.get(Title, title_id)
        file = cover_file(settings.covers, title.isbn) if title else None
        if file is None:
            raise Problem(404, "cover-none")
        return FileResponse(
            file, media_type=MEDIA_TYPES[file.suffix.lower()], headers={"X-Content-Type-Options": "nosniff"}
        )

    return router
