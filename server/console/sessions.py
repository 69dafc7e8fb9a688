"""Signed-in browsers. A session is a random token in a cookie; the database knows only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.staff import Role
from server.store.database import Store
from server.store.tables import Staff, StaffSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCH = timedelta(minutes=1)  # how exactly the last sign of life is kept


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at a browser, and what its forms must carry."""

    login: str
    name: str
    role: Role
    branch: str
    form_token: str


def begin(session: Session, login: str, now: datetime) -> str:
    """A new session's token. Sessions that ended by themselves are forgotten on this occasion."""
    over = sa.or_(StaffSession.seen_at < now - IDLE, StaffSession.began_at < now - LONGEST)
    session.execute(sa.delete(StaffSession).where(over))
    token = secrets.token_urlsafe(32)
    row = StaffSession(token_hash=_hash(token), login=login, began_at=now, seen_at=now)
    row.form_token = secrets.token_urlsafe(32)
    session.add(row)
    return token


def find(store: Store, token: str, now: datetime, *, alive: bool = True) -> SignedIn | None:
    """Whose token this is, if the session still holds. ``alive`` is False for what a page asks by itself: a browser
    nobody sits at shall not stay signed in."""
    query = (
        sa.select(StaffSession, Staff)
        .join(Staff, Staff.login == StaffSession.login)
        .where(
            StaffSession.token_hash == _hash(token),
            StaffSession.seen_at >= now - IDLE,
            StaffSession.began_at >= now - LONGEST,
            Staff.disabled.is_(False),
        )
    )
    with store.reading() as session:
        found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, staff = found
    if alive and row.seen_at < now - TOUCH:
        with store.writing() as session:
            session.execute(
                sa.update(StaffSession).where(StaffSession.token_hash == row.token_hash).values(seen_at=now)
            )
    return SignedIn(staff.login, staff.name or staff.login, Role(staff.role), staff.branch, row.form_token)


def end(session: Session, token: str) -> None:
    session.execute(sa.delete(StaffSession).where(StaffSession.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
