"""Forgetting who had what, once nobody needs to know: by the library's policy, every day.

A finished loan stays in the statistics; its reader does not. A call for help stays in the figures; what was written in
it and which title it was about do not. Identity keys of entries are kept for ever, because a kiosk may tell of a loan
again after any time and it must not be made twice; what ties a key to a reader's card, the fingerprint, goes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session
from starlette.concurrency import run_in_threadpool

from config.server_settings import ServerSettings
from server import logs
from server.faq.searches import forget
from server.store.database import Store
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import (
    AuditLine,
    Charge,
    Enrolment,
    Hold,
    Loan,
    LoanPolicy,
    StaffSession,
    Transaction,
)
from server.store.voice_tables import Meeting, Signup, Voice, VoiceKey

log = logging.getLogger(__name__)

BATCH = 2000  # rows of one transaction: nobody at a kiosk waits for more
EVERY_SECONDS = 24 * 3600.0
FIRST_AFTER_SECONDS = 60.0
KEEP_SESSIONS = timedelta(days=30)  # the console ends them long before; this only tidies up
KEEP_CODES = timedelta(days=1)
KEEP_SIGNUPS = timedelta(days=30)  # after the meeting
KEEP_VOICE_KEYS = timedelta(
    days=60
)  # from the day they came: a kiosk tells again within minutes of its line's return
KEEP_SEARCHES = timedelta(days=120)  # among the frequent questions; staff see those of 90 days
PURGING = 0x4A5A  # PostgreSQL's advisory lock: one process at a time


def purge(
    store: Store, settings: ServerSettings, now: datetime, stopping: Callable[[], bool] = lambda: False
) -> dict[str, int]:
    """Forget and delete what is over its time, a batch a transaction; how many rows of each kind. What another
    process is at already is left to it. It may be said at any time and any number of times."""
    with store.reading() as session:
        cool_off = session.scalar(sa.select(sa.func.max(LoanPolicy.cool_off_days))) or 0
    since = now - timedelta(days=settings.keep_finished_loans_days)
    # The cool-off asks who had a copy last, counted in whole days of the library: one more for its time zone.
    loans_since = min(since, now - timedelta(days=cool_off + 1)) if cool_off else since
    unpaid = sa.exists().where(Charge.loan_id == Loan.id, Charge.outstanding > 0)
    tasks: list[tuple[str, InstrumentedAttribute[Any], sa.ColumnElement[bool], dict[str, Any] | None]] = [
        (
            "loans",
            Loan.id,
            sa.and_(Loan.returned_at < loans_since, Loan.patron_id.is_not(None), ~unpaid),
            {"patron_id": None},
        ),
        ("holds", Hold.id, sa.and_(Hold.ended_at < since, Hold.patron_id.is_not(None)), {"patron_id": None}),
        (
            "charges",
            Charge.id,
            sa.and_(Charge.charged_at < since, Charge.outstanding <= 0, Charge.patron_id.is_not(None)),
            {"patron_id": None},
        ),
        (
            "fingerprints",
            Transaction.key,
            sa.and_(Transaction.received_at < since, Transaction.fingerprint != ""),
            {"fingerprint": ""},
        ),
        ("help lines", HelpLine.id, HelpLine.at < since, None),
        (
            "help calls",
            HelpCall.key,
            sa.and_(
                HelpCall.ended_at < since,
                sa.or_(HelpCall.title != "", HelpCall.note != "", sa.cast(HelpCall.rows, sa.String) != "[]"),
            ),
            {"title": "", "note": "", "rows": []},
        ),
        ("audit lines", AuditLine.id, AuditLine.at < now - timedelta(days=settings.keep_audit_days), None),
        ("sessions", StaffSession.token_hash, StaffSession.seen_at < now - KEEP_SESSIONS, None),
        (
            "contacts",
            Voice.id,
            sa.and_(
                Voice.day < (now - timedelta(days=settings.keep_contacts_days)).date(), Voice.contact != ""
            ),
            {"contact": ""},
        ),
        (
            "names at meetings",
            Signup.id,
            sa.and_(
                Signup.meeting_id.in_(sa.select(Meeting.id).where(Meeting.begins_at < now - KEEP_SIGNUPS)),
                sa.or_(Signup.name != "", Signup.contact != ""),
            ),
            {"name": "", "contact": ""},
        ),
        ("voice keys", VoiceKey.key, VoiceKey.day < (now - KEEP_VOICE_KEYS).date(), None),
        ("codes", Enrolment.code_hash, Enrolment.ends_at < now - KEEP_CODES, None),
    ]
    done = dict.fromkeys((name for name, *_ in tasks), 0)
    for name, key, over, values in tasks:
        last: Any = None
        while not stopping():
            with store.writing() as session:
                if not _alone(session):
                    return done
                last, count = _batch(session, key, over, values, last)
            done[name] += count
            if last is None:
                break
    if not stopping():
        with store.writing() as session:
            done["searches"] = forget(session, (now - KEEP_SEARCHES).date()) if _alone(session) else 0
    return done


def _batch(
    session: Session,
    key: InstrumentedAttribute[Any],
    over: sa.ColumnElement[bool],
    values: dict[str, Any] | None,
    last: Any,
) -> tuple[Any, int]:
    """The last key that was looked at, None at the end; each batch goes on where the one before stopped."""
    query = sa.select(key).where(over).order_by(key).limit(BATCH)
    keys = session.scalars(query if last is None else query.where(key > last)).all()
    if keys:
        change = sa.delete(key.class_) if values is None else sa.update(key.class_).values(values)
        session.execute(change.where(key.in_(keys)), execution_options={"synchronize_session": False})
    return (keys[-1] if len(keys) == BATCH else None), len(keys)


def _alone(session: Session) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(PURGING))))


async def purge_every_day(store: Store, settings: ServerSettings, stopping: Callable[[], bool]) -> None:
    """Until cancelled. A database that is away is asked again after an hour."""
    pause = FIRST_AFTER_SECONDS
    while True:
        await asyncio.sleep(pause)
        try:
            done = await run_in_threadpool(purge, store, settings, datetime.now(UTC), stopping)
            logs.event(log, logging.INFO, "purged", **done)
            pause = EVERY_SECONDS
        except sa.exc.SQLAlchemyError as error:
            logs.event(log, logging.WARNING, "purge-failed", error=type(error).__name__)
            pause = 3600.0
