"""What readers say at kiosks, and what kiosks ask them."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, WithJsonSchema

from config.server_settings import ServerSettings
from server.api.kiosk_key import Given, unauthorised
from server.api.prefetch import IfNoneMatch, tagged
from server.api.problems import BODY, responses
from server.enrol import Holder, key_hash, kiosks_of
from server.store.database import Store
from server.voice.questions import questions
from server.voice.said import Said
from server.voice.taking import MOST_AT_ONCE, take


def _voice_schema() -> dict[str, Any]:
    """What a voice should look like, with nothing in it that points out of it."""
    schema = Said.model_json_schema()
    schema["properties"]["kind"] = schema.pop("$defs")["VoiceKind"]
    return schema


class VoicesIn(BaseModel):
    """Each is judged by itself: one that is malformed does not hold up the others."""

    voices: Annotated[
        list[Annotated[Any, WithJsonSchema(_voice_schema())]], Field(min_length=1, max_length=MOST_AT_ONCE)
    ]


class Taken(BaseModel):
    """Keys that need not be told again."""

    taken: list[str]


class SurveyOut(BaseModel):
    """``every`` so many visits; a question has ``id``, ``kind``, ``texts`` and perhaps ``options``."""

    id: int
    titles: dict[str, str]
    begins: date
    ends: date
    every: int
    questions: list[dict[str, Any]]


class MeetingOut(BaseModel):
    """``seats_left`` is null where as many may come as like."""

    id: int
    titles: dict[str, str]
    abouts: dict[str, str]
    places: dict[str, str]
    begins_at: datetime
    cancelled: bool
    seats_left: int | None


class AnswerOut(BaseModel):
    """What somebody said and what the library answered, in each language it wrote."""

    kind: str
    text: str
    answers: dict[str, str]
    day: date


class Questions(BaseModel):
    """``rating_every`` so many visits; 0: never."""

    rating_every: int
    surveys: list[SurveyOut]
    meetings: list[MeetingOut]
    answers: list[AnswerOut]


def voice(store: Store, settings: ServerSettings) -> APIRouter:
    router = APIRouter(prefix="/api/v1", responses=responses(401, 503))
    zone = ZoneInfo(settings.timezone)

    def known(session: Any, given: Given) -> Holder:
        """Answers 401 for a key that opens nothing."""
        mine = key_hash(given.credentials) if given else ""
        found = kiosks_of(session, [mine]).get(mine)
        if found is None:
            raise unauthorised()
        return found

    @router.post("/voices", responses=responses(*BODY))
    def post_voices(given: Given, said: VoicesIn) -> Taken:
        """Ratings, suggestions, wishes and the like; repeating them changes nothing. Only their day is kept."""
        now = datetime.now(UTC)
        with store.writing() as session:
            kiosk = known(session, given)
            return Taken(taken=take(session, kiosk, said.voices, now, now.astimezone(zone).date()))

    @router.get(
        "/questions",
        response_model=Questions,
        responses=responses(422) | {304: {"description": "Nothing changed"}},
    )
    def get_questions(given: Given, if_none_match: IfNoneMatch = "") -> Response:
        now = datetime.now(UTC)
        with store.reading() as session:
            kiosk = known(session, given)
            found = questions(session, kiosk.branch, now, zone)
        return tagged(found, if_none_match)

    return router
