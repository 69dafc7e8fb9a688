"""Kiosks: what each reports of its parts, a new one's code, and an end to a lost one's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.console.guard import Ask, Refused
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.enrol import CODE_LIFE, open_enrolment, revoke
from server.live import publish
from server.store.tables import MAIN, Enrolment, Kiosk

LONGEST_PLACE = 80
SILENT = timedelta(seconds=90)  # without a report for so long a kiosk is away

pages = Pages()


@dataclass(frozen=True, slots=True)
class Seen:
    """A kiosk as it stands: ``state`` is ``well``, ``trouble``, ``away``, ``new`` or ``revoked``."""

    id: str
    branch: str
    place: str  # where staff find it
    state: str
    seen_at: datetime | None
    said: Mapping[str, Any]  # as it reported: its parts, how much waits, on which page it is, its version

    @property
    def parts(self) -> dict[str, Mapping[str, str]]:
        return {name: part for name, part in self.said.items() if isinstance(part, Mapping)}

    @property
    def look(self) -> str:
        return {"well": "done", "trouble": "warn", "away": "bad", "new": "wait", "revoked": "calm"}[
            self.state
        ]


def all_kiosks(session: Session, now: datetime) -> list[Seen]:
    """Those that work or should, then those whose key was taken."""
    rows = session.scalars(sa.select(Kiosk).order_by(Kiosk.id)).all()
    return sorted((_seen(row, now) for row in rows), key=lambda kiosk: (kiosk.state == "revoked", kiosk.id))


def _seen(row: Kiosk, now: datetime) -> Seen:
    if row.revoked_at is not None:
        state = "revoked"
    elif row.seen_at is None:
        state = "new"
    elif row.seen_at < now - SILENT:
        state = "away"
    else:
        works = all(part.get("state") == "ok" for part in row.parts.values() if isinstance(part, Mapping))
        state = "well" if works else "trouble"
    return Seen(row.id, row.branch, row.place, state, row.seen_at, row.parts)


@pages.get("/kiosks", Permission.LOOK)
def kiosks(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/kiosks/enrol", Permission.RUN_KIOSKS)
def enrol(ask: Ask) -> Any:
    """The code is shown on this one page and nowhere kept."""
    fields = ask.fields
    kiosk_id = fields.text("kiosk", needed=True, most=64)
    branch = fields.text("branch", most=64) or MAIN
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        try:
            code = open_enrolment(session, kiosk_id, branch, ask.who.login, ask.now)
        except ValueError:
            return _page(ask, 422, wrong={"kiosk": "wrong-kiosk-name"}, given=fields.given)
    return ask.page("kiosk_code.html", kiosk=kiosk_id, code=code, until=ask.now + CODE_LIFE)


@pages.post("/kiosks/{kiosk_id}/place", Permission.RUN_KIOSKS)
def put_at(ask: Ask, kiosk_id: str) -> Any:
    """Where it stands, for who is called there."""
    fields = ask.fields
    place = fields.text("place", most=LONGEST_PLACE)
    if fields.wrong:
        return _page(ask, 422, wrong={"form": fields.wrong["place"]})
    with ask.store.writing() as session:
        row = session.get(Kiosk, ask.key(kiosk_id))
        if row is None:
            raise Refused(404, "not-found")
        if row.place != place:
            row.place = place
            audit.note(session, ask.who.login, "kiosk-placed", row.id, place=place)
            publish(session, Topic.KIOSK, row.id)
    return ask.go("kiosks", "placed")


@pages.post("/kiosks/{kiosk_id}/revoke", Permission.RUN_KIOSKS)
def take_key(ask: Ask, kiosk_id: str) -> Any:
    with ask.store.writing() as session:
        try:
            revoke(session, ask.key(kiosk_id), ask.now, ask.who.login)
        except LookupError:
            raise Refused(404, "not-found") from None
    return ask.go("kiosks", "revoked")


def _page(ask: Ask, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        found = all_kiosks(session, ask.now)
        branches = branch_names(session, ask.words.language)
        codes = session.scalars(sa.select(Enrolment).where(Enrolment.ends_at > ask.now)).all()
    return ask.page("kiosks.html", status, kiosks=found, branches=branches, codes=codes, **context)
