"""Server-sent events (WHATWG HTML, 9.2): the stream as a response, and what of it kiosks hear."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from config.offline import account_mark
from config.vocabulary import Topic
from server.api.kiosk_key import Given, kiosk_key
from server.api.problems import Problem, responses
from server.enrol import key_hash
from server.live.stream import Event, Stream
from server.store.database import Store

PING_SECONDS = 10  # a comment: who hears nothing for twice as long has lost the line
SEND_SECONDS = 20  # a follower that takes longer to read what was sent is let go


def event_source(events: AsyncIterator[Event]) -> EventSourceResponse:
    """Each event by its topic, with ``{"about": …}`` and the id to come back with."""

    async def told() -> AsyncIterator[dict[str, str]]:
        async for event in events:
            yield {"id": event.id, "event": event.topic, "data": json.dumps({"about": event.about})}

    return EventSourceResponse(told(), ping=PING_SECONDS, send_timeout=SEND_SECONDS, sep="\n")


def events_for_kiosks(store: Store, stream: Stream) -> APIRouter:
    whose = kiosk_key(store)
    router = APIRouter(prefix="/api/v1", responses=responses(401, 503))

    async def heard(given: Given, kiosk_id: str, last_id: str) -> AsyncIterator[Event]:
        """Not what it did itself, of patrons only marks, of other kiosks nothing, and nothing more once its key is
        revoked."""
        key = key_hash(given.credentials if given else "")
        async for event in stream.events(last_id):
            if event.speaker == f"kiosk:{kiosk_id}":
                continue
            match event.topic:
                case Topic.VOICE:  # for staff
                    continue
                case Topic.PATRON:
                    yield Event(
                        event.id, Topic.ACCOUNT, account_mark(key, event.about) if event.about else ""
                    )
                    continue
                case Topic.KIOSK if event.about not in ("", kiosk_id):
                    continue
                case Topic.KIOSK | Topic.RESET:
                    try:
                        await run_in_threadpool(whose, given)
                    except Problem:
                        return
            yield event

    @router.get("/events", response_class=EventSourceResponse)
    async def events(
        given: Given,
        kiosk_id: Annotated[str, Depends(whose)],
        last_event_id: Annotated[str, Header(max_length=64)] = "",
    ) -> EventSourceResponse:
        """Changes as they are committed; after a break, with ``Last-Event-ID``, exactly those that were missed."""
        return event_source(heard(given, kiosk_id, last_event_id))

    return router
