"""What changed, told to open pages as it is committed; a page then looks anew at what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool

from config.vocabulary import Topic
from server.api.live import event_source
from server.console import sessions
from server.console.guard import Ask, Asking, cookie_name
from server.console.permissions import Permission
from server.console.routes import Pages
from server.live.stream import Event

pages = Pages()


@pages.get("/events", Permission.LOOK)
async def events(ask: Ask) -> Any:
    """Ends when the session does."""
    return event_source(_heard(ask))


async def _heard(ask: Asking) -> AsyncIterator[Event]:
    token = ask.request.cookies.get(cookie_name(ask.request), "")
    async for event in ask.request.app.state.stream.events(ask.request.headers.get("last-event-id", "")):
        if await run_in_threadpool(sessions.find, ask.store, token, datetime.now(UTC), alive=False) is None:
            return
        if event.topic is not Topic.PATRON or ask.may(Permission.SEE_PATRONS):
            yield event
