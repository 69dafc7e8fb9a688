"""Kiosks and their keys. A kiosk gets its own random key for a code that staff show once; the server keeps only
the hashes of both."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.schema import NAME
from config.vocabulary import Topic
from server import audit
from server.live import publish
from server.store.among import among
from server.store.tables import MAIN, Enrolment, Kiosk

KEY_BYTES = 32
CODE_ALPHABET = (
    "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else; 39 bits in 8 of them
)
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Holder:
    """A kiosk whose key is good, and the branch where it stands."""

    id: str
    branch: str


class CodeUnknown(Exception):
    """No such code: mistyped, used already, or replaced by a newer one."""


class CodeEnded(Exception):
    """The code was right, and is too old."""


def open_enrolment(session: Session, kiosk_id: str, branch: str, made_by: str, now: datetime) -> str:
    """A code such as ``K7QM-3XRD`` with which a kiosk becomes ``kiosk_id`` within 15 minutes. It ends every earlier
    code for that kiosk. Raises :class:`ValueError` for a name that no kiosk may have."""
    if not re.fullmatch(NAME[0], kiosk_id):
        raise ValueError(f"a kiosk's name is {NAME[1]}")
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    session.execute(sa.delete(Enrolment).where(Enrolment.kiosk_id == kiosk_id))
    session.add(
        Enrolment(
            code_hash=_code_hash(code),
            kiosk_id=kiosk_id,
            branch=branch,
            made_by=made_by,
            ends_at=now + CODE_LIFE,
        )
    )
    audit.note(session, made_by, "enrolment-opened", kiosk_id, branch=branch)
    return f"{code[:4]}-{code[4:]}"


def enrol_with_code(session: Session, code: str, now: datetime) -> tuple[str, str]:
    """The kiosk's id and its fresh key; a former key stops working. Of two who bring a code at once, the database
    lets one have it. Raises :class:`CodeUnknown`, :class:`CodeEnded`."""
    mine = Enrolment.code_hash == _code_hash(code)
    taken = session.execute(
        sa.delete(Enrolment)
        .where(mine, Enrolment.ends_at > now)
        .returning(Enrolment.kiosk_id, Enrolment.branch, Enrolment.made_by)
    ).one_or_none()
    if taken is None:
        raise CodeUnknown if session.scalar(sa.select(Enrolment.kiosk_id).where(mine)) is None else CodeEnded
    kiosk_id, branch, made_by = taken
    key = enrol_kiosk(session, kiosk_id, branch)
    audit.note(session, f"kiosk:{kiosk_id}", "kiosk-enrolled", kiosk_id, code_by=made_by)
    return kiosk_id, key


def revoke(session: Session, kiosk_id: str, now: datetime, by: str = "command") -> None:
    """From now on the kiosk's key, and a code not yet used, open nothing. ``by`` is the login of who said so.
    Raises :class:`LookupError` for a kiosk that was never enrolled."""
    row = session.get(Kiosk, kiosk_id)
    if row is None:
        raise LookupError("no such kiosk")
    session.execute(sa.delete(Enrolment).where(Enrolment.kiosk_id == kiosk_id))
    if row.revoked_at is None:
        row.revoked_at = now
        audit.note(session, by, "kiosk-revoked", kiosk_id)
        publish(session, Topic.KIOSK, kiosk_id)


def enrol_kiosk(session: Session, kiosk_id: str, branch: str = MAIN) -> str:
    """A fresh key for a kiosk, old or new, without asking for a code; a former key stops working."""
    key = secrets.token_urlsafe(KEY_BYTES)
    row = session.get(Kiosk, kiosk_id) or Kiosk(id=kiosk_id)
    row.branch, row.key_hash, row.enrolled_at, row.revoked_at = branch, key_hash(key), datetime.now(UTC), None
    session.add(row)
    publish(session, Topic.KIOSK, kiosk_id)
    return key


_HOLDERS = sa.select(Kiosk.key_hash, Kiosk.id, Kiosk.branch).where(
    among(Kiosk.key_hash, "hashes"), Kiosk.revoked_at.is_(None)
)


def kiosk_of(session: Session, key: str) -> str | None:
    """Which kiosk holds this key. Looking up a hash gives a guesser's clock nothing to measure."""
    found = kiosks_of(session, [key_hash(key)])
    return found[key_hash(key)].id if found else None


def kiosks_of(session: Session, hashes: Collection[str]) -> dict[str, Holder]:
    """Which kiosks hold the keys with these hashes, and where they stand; one that opens nothing is left out."""
    rows = session.connection().execute(_HOLDERS, {"hashes": list(hashes)})
    return {key_hash: Holder(kiosk_id, branch) for key_hash, kiosk_id, branch in rows}


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _code_hash(code: str) -> str:
    """However it was typed: small letters, spaces and dashes do not matter."""
    return key_hash(re.sub(r"[\s-]", "", code).upper())
