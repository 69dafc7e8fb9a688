"""Kiosks and their keys: each has its own, random, and the server keeps only its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.store.tables import Kiosk

KEY_BYTES = 32


def enrol_kiosk(session: Session, kiosk_id: str) -> str:
    """A fresh key for a kiosk, old or new; a former key stops working."""
    key = secrets.token_urlsafe(KEY_BYTES)
    row = session.get(Kiosk, kiosk_id) or Kiosk(id=kiosk_id)
    row.key_hash, row.enrolled_at, row.revoked_at = key_hash(key), datetime.now(UTC), None
    session.add(row)
    return key


def kiosk_of(session: Session, key: str) -> str | None:
    """Which kiosk holds this key. Looking up a hash gives a guesser's clock nothing to measure."""
    return session.scalar(
        sa.select(Kiosk.id).where(Kiosk.key_hash == key_hash(key), Kiosk.revoked_at.is_(None))
    )


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
