"""The write-ahead journal: an entry is on disk before the world changes, and leaves it only with an answer.

One SQLite file in WAL mode with ``synchronous=FULL``: when :meth:`Journal.append` returns, the entry survives a
power cut. The reader's card number, and what a reader wrote, are encrypted, and erased once the entry is answered;
the key lies beside the journal in a file of mode 0600. One process at a time may hold a journal.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, unique
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects import sqlite

from config.vocabulary import EntryKind, Result
from kiosk.effects import Entry
from kiosk.events import Answer
from kiosk.state import Doubt

VERSION = 3
BUSY_SECONDS = 2.0
"""How long a write waits for another program that holds the file; a reader at the kiosk waits as long."""
NONCE_BYTES = 12

_tables = sa.MetaData()
_entries = sa.Table(
    "entries",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("item", sa.String, nullable=False),
    sa.Column("patron", sa.LargeBinary),  # encrypted; NULL once answered
    sa.Column("visit", sa.String, nullable=False),
    sa.Column("occurred_at", sa.String, nullable=False),  # ISO 8601, UTC
    sa.Column("details", sa.String, nullable=False),  # JSON object
    sa.Column("text", sa.LargeBinary),  # what a reader wrote; encrypted; NULL once answered
    sa.Column("promised", sa.Boolean, nullable=False),  # the reader was told “kept locally”
    sa.Column("withdrawn", sa.Boolean, nullable=False),  # the reader was told “not confirmed”, or nothing
    sa.Column("answer", sa.String),  # JSON object; NULL while the entry waits for delivery
    sqlite_autoincrement=True,
)
sa.Index("entries_waiting", _entries.c.sequence, sqlite_where=_entries.c.answer.is_(None))
_security = sa.Table(
    "security",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),  # of the case, which is also its entry's if it has one
    sa.Column("item", sa.String, nullable=False),
    sa.Column("uid", sa.String(16), nullable=False),
    sa.Column("armed", sa.Boolean, nullable=False),  # how the tag is wanted
    sa.Column("stage", sa.String, nullable=False),  # see Stage
    sa.Column("visit", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),  # of the last stage; ISO 8601, UTC
    sa.Column("before", sa.String, nullable=False, server_default=""),  # as read, e.g. "afi 07"
    sa.Column("after", sa.String, nullable=False, server_default=""),
    sa.UniqueConstraint("key", "uid"),
    sqlite_autoincrement=True,
)
_facts = sa.Table(
    "facts",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

# Put into words once: SQLAlchemy's way there on every append costs a fifth of what the disk does.
_append = str(
    sa.insert(_entries).compile(
        dialect=sqlite.dialect(paramstyle="named"),
        column_keys=[column.name for column in _entries.c if column.name not in ("sequence", "answer")],
    )
)
_waiting = sa.select(_entries).where(_entries.c.answer.is_(None)).order_by(_entries.c.sequence)
_settle = (
    sa.update(_entries)
    .where(_entries.c.key == sa.bindparam("of"), _entries.c.answer.is_(None))
    .values(answer=sa.bindparam("said"), patron=None, text=None)
)


@unique
class Stage(StrEnum):
    """How far the gate state of one tag has come in one case. The first two are a doubt."""

    PLANNED = "planned"  # the case is open, the tag not touched
    WRITING = "writing"  # the tag may be written at any moment
    VERIFIED = "verified"  # read back as wanted
    UNTOUCHED = "untouched"  # the case is closed and the tag as it was found


OPEN = (Stage.PLANNED.value, Stage.WRITING.value)


class JournalError(Exception):
    """The journal cannot be used; the text is for staff."""


class JournalInUse(JournalError):
    """Another process holds this journal."""


class JournalUnwritable(JournalError):
    """The disk refused (full, read-only, broken): what was asked to be written is not written."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it lies on disk: with its place in the order, its true time, and what the reader was told."""

    sequence: int
    occurred_at: datetime
    entry: Entry
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Calling:
    """A call for help as it lies on disk: whether it was delivered, which instructions were answered, and its time."""

    key: str
    delivered: bool
    done: frozenset[int]
    at: datetime


class Journal:
    """Open with :meth:`open`; safe to use from several threads."""

    def __init__(self, engine: sa.Engine, lock: IO[str], cipher: AESGCM) -> None:
        self._engine = engine
        self._lock = lock
        self._cipher = cipher
        # One connection writes: a single statement is a transaction of its own, and nothing is begun in vain.
        self._writer = engine.connect()
        self._writing = threading.Lock()

    @classmethod
    def open(cls, directory: Path) -> Journal:
        """Open or begin the journal in a directory.

        Raises :class:`JournalInUse`, :class:`JournalUnwritable`, or :class:`JournalError` when what lies there is
        no journal of ours or its key does not fit.
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
            lock = (directory / "journal.lock").open("w")
        except OSError as error:
            raise JournalUnwritable(f"{directory}: {error.strerror}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise JournalInUse(f"another kiosk process is using the journal in {directory}") from error
        try:
            engine = _engine(directory / "journal.db")
            with _honest(), engine.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if not 0 <= found <= VERSION:
                    raise JournalError(f"{directory}: journal version {found}, this program knows {VERSION}")
                _tables.create_all(connection)  # version 1 lacks a table
                if 0 < found < 3 and not _has_text(connection):
                    connection.exec_driver_sql("ALTER TABLE entries ADD COLUMN text BLOB")
                connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
            journal = cls(engine, lock, AESGCM(own_key(directory / "journal.key")))
            journal.waiting(limit=1)
        except BaseException:
            lock.close()
            raise
        return journal

    def close(self) -> None:
        self._writer.close()
        self._engine.dispose()
        self._lock.close()

    def append(self, entry: Entry, at: datetime, *, promised: bool = False) -> int:
        """Write an entry to disk; its sequence number. Raises :class:`JournalUnwritable`."""
        row = {
            "key": entry.key,
            "kind": entry.kind.value,
            "item": entry.item,
            "patron": self._sealed(entry.key, entry.patron) if entry.patron else None,
            "visit": entry.visit,
            "occurred_at": at.astimezone(UTC).isoformat(),
            "details": json.dumps(dict(entry.details)),
            "text": self._sealed(_text_of(entry.key), entry.text) if entry.text else None,
            "promised": promised,
            "withdrawn": False,
        }
        with _honest(), self._writing:
            return int(self._writer.exec_driver_sql(_append, row).lastrowid)

    def promise(self, key: str) -> None:
        """The reader is told “kept locally”."""
        self._write(sa.update(_entries).where(_entries.c.key == key).values(promised=True))

    def withdraw(self, key: str) -> None:
        """The reader is told “not confirmed”: from now on the entry is only delivered to be closed."""
        self._write(sa.update(_entries).where(_entries.c.key == key).values(withdrawn=True))

    def waiting(self, limit: int) -> list[Recorded]:
        """The oldest entries without an answer, in order."""
        with self._engine.connect() as connection:
            return [self._recorded(row) for row in connection.execute(_waiting.limit(limit))]

    def count_waiting(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.scalar(sa.select(sa.func.count()).where(_entries.c.answer.is_(None))) or 0)

    def settle(self, answers: Sequence[Answer]) -> None:
        """Close entries with the library system's answers, in one transaction; the first answer stays."""
        rows = [{"of": answer.key, "said": _answer_json(answer)} for answer in answers]
        if len(rows) == 1:
            self._write(_settle, rows[0])
        elif rows:
            self._write_all([(_settle, rows)])

    def withdraw_untold(self) -> int:
        """After a crash: loans and renewals whose reader was told nothing are not to be made any more.

        A return is made all the same: the item did come back. Gives the number of entries withdrawn.
        """
        told_nothing = sa.and_(
            _entries.c.answer.is_(None),
            _entries.c.promised.is_(False),
            _entries.c.withdrawn.is_(False),
            _entries.c.kind.in_([EntryKind.CHECKOUT.value, EntryKind.RENEWAL.value]),
        )
        return int(self._write(sa.update(_entries).where(told_nothing).values(withdrawn=True)).rowcount)

    # --- the gate state of tags -------------------------------------------------------------------------------

    def plan(
        self, key: str, item: str, uids: Sequence[str], *, armed: bool, stage: Stage, visit: str, at: datetime
    ) -> None:
        """A case is about these tags (``PLANNED``), or they are about to be written (``WRITING``)."""
        rows = [
            {
                "key": key,
                "item": item,
                "uid": uid,
                "armed": armed,
                "stage": stage.value,
                "visit": visit,
                "at": at.astimezone(UTC).isoformat(),
            }
            for uid in uids
        ]
        insert = sqlite.insert(_security)
        changed = {name: insert.excluded[name] for name in ("armed", "stage", "at")}
        statement = insert.on_conflict_do_update(index_elements=["key", "uid"], set_=changed)
        self._write_all([(statement, rows)])

    def close_security(
        self, key: str, uids: Sequence[str], *, verified: bool, before: str, after: str, at: datetime
    ) -> None:
        """The gate state of these tags is no question any more, in this case nor, if verified, in an older one."""
        now = at.astimezone(UTC).isoformat()
        of = sa.and_(_security.c.uid.in_(uids), _security.c.stage.in_(OPEN))
        mine = sa.update(_security).where(of, _security.c.key == key)
        if not verified:
            self._write(mine.values(stage=Stage.UNTOUCHED.value, at=now))
            return
        said = mine.values(stage=Stage.VERIFIED.value, at=now, before=before, after=after)
        others = (
            sa.update(_security).where(of, _security.c.key != key).values(stage=Stage.VERIFIED.value, at=now)
        )
        self._write_all([(said, ()), (others, ())])

    def doubts(self) -> list[Doubt]:
        """Tags whose gate state is open, oldest first. An entry refused in the end leaves a tag that was never
        touched as it should be."""
        refused = sa.and_(
            _security.c.stage == Stage.PLANNED.value,
            _security.c.key.in_(
                sa.select(_entries.c.key).where(
                    sa.func.json_extract(_entries.c.answer, "$.result") == Result.REFUSED.value
                )
            ),
        )
        self._write(sa.update(_security).where(refused).values(stage=Stage.UNTOUCHED.value))
        query = sa.select(_security).where(_security.c.stage.in_(OPEN)).order_by(_security.c.sequence)
        with self._engine.connect() as connection:
            return [
                Doubt(row.key, row.item, row.uid, untouched=row.stage == Stage.PLANNED.value)
                for row in connection.execute(query)
            ]

    def waits_for(self, item: str) -> bool:
        """Whether an entry about this item has no answer yet: until then the library system's word is not final."""
        query = (
            sa.select(_entries.c.sequence)
            .where(_entries.c.answer.is_(None), _entries.c.item == item)
            .limit(1)
        )
        with self._engine.connect() as connection:
            return connection.scalar(query) is not None

    def open_call(self, since: datetime) -> Calling | None:
        """The reader's call for help that is still open as far as is known here, if it was made after ``since``."""
        call, said = _entries.c.details, sa.func.json_extract
        # Entries are in the order of their times, so only the newest are looked at, however long the journal is.
        before = (
            sa.select(_entries.c.sequence)
            .where(_entries.c.occurred_at < since.astimezone(UTC).isoformat())
            .order_by(_entries.c.sequence.desc())
            .limit(1)
            .scalar_subquery()
        )
        calls = (
            sa.select(_entries)
            .where(
                _entries.c.sequence > sa.func.coalesce(before, 0),
                _entries.c.kind == EntryKind.HELP_CALL.value,
                said(call, "$.reason") != "to-staff",
            )
            .order_by(_entries.c.sequence.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(calls).first()
            if found is None:
                return None
            if found.answer is not None and json.loads(found.answer)["result"] != Result.APPLIED.value:
                return None
            of_it = sa.select(_entries.c.kind, said(call, "$.number")).where(
                _entries.c.sequence > found.sequence,
                said(call, "$.call") == found.key,
                _entries.c.kind.in_([EntryKind.HELP_ENDED.value, EntryKind.HELP_DONE.value]),
            )
            after = connection.execute(of_it).all()
        if any(kind == EntryKind.HELP_ENDED.value for kind, _ in after):
            return None
        done = frozenset(int(number) for _, number in after)
        at = datetime.fromisoformat(found.occurred_at)
        return Calling(found.key, found.answer is not None, done, at)

    def conflicts(self) -> list[tuple[Recorded, str]]:
        """Entries whose answer is not what the reader was told; with the answer as JSON. For staff."""
        said = sa.func.json_extract(_entries.c.answer, "$.result")
        otherwise = sa.or_(
            sa.and_(_entries.c.promised, said == Result.REFUSED.value),
            sa.and_(_entries.c.withdrawn, said == Result.APPLIED.value),
        )
        query = sa.select(_entries).where(otherwise).order_by(_entries.c.sequence)
        with self._engine.connect() as connection:
            return [(self._recorded(row), row.answer) for row in connection.execute(query)]

    def last_time(self) -> datetime | None:
        """When the newest entry was made."""
        with self._engine.connect() as connection:
            text = connection.scalar(
                sa.select(_entries.c.occurred_at).order_by(_entries.c.sequence.desc()).limit(1)
            )
        return datetime.fromisoformat(text) if text else None

    def remember(self, name: str, value: Any) -> None:
        """Keep a fact for the next start (the policy last seen). Raises :class:`JournalUnwritable`."""
        self._write(sa.insert(_facts).prefix_with("OR REPLACE"), {"name": name, "value": json.dumps(value)})

    def recall(self, name: str) -> Any:
        """A fact kept earlier, or None."""
        with self._engine.connect() as connection:
            text = connection.scalar(sa.select(_facts.c.value).where(_facts.c.name == name))
        return json.loads(text) if text is not None else None

    def probe(self) -> None:
        """Whether the disk takes a write now. Raises :class:`JournalUnwritable`."""
        self.remember("probe", datetime.now(UTC).isoformat())

    def _write(self, statement: sa.Executable, row: Mapping[str, Any] | None = None) -> sa.CursorResult[Any]:
        with _honest(), self._writing:
            return self._writer.execute(statement, row)

    def _write_all(self, writes: Sequence[tuple[sa.Executable, Sequence[Mapping[str, Any]]]]) -> None:
        """All of it or nothing."""
        with _honest(), self._writing:
            self._writer.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                for statement, rows in writes:
                    self._writer.execute(statement, rows or None)
                self._writer.exec_driver_sql("COMMIT")
            except BaseException:
                with contextlib.suppress(sa.exc.SQLAlchemyError):
                    self._writer.exec_driver_sql("ROLLBACK")
                raise

    def _sealed(self, place: str, content: str) -> bytes:
        """AES-256-GCM, nonce first; bound to its place, so that nothing can be moved to another entry."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content.encode(), place.encode())

    def _opened(self, place: str, sealed: bytes | None) -> str:
        if sealed is None:
            return ""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise JournalError("the journal's key does not fit the journal") from error

    def _recorded(self, row: Any) -> Recorded:
        entry = Entry(
            row.key,
            EntryKind(row.kind),
            row.item,
            self._opened(row.key, row.patron),
            row.visit,
            json.loads(row.details),
            self._opened(_text_of(row.key), row.text),
        )
        return Recorded(row.sequence, datetime.fromisoformat(row.occurred_at), entry, row.withdrawn)


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        f"sqlite:///{path}",
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _text_of(key: str) -> str:
    """Where an entry's text is sealed to: not where its card number is."""
    return f"{key}/text"


def _has_text(connection: sa.Connection) -> bool:
    """An upgrade may have been cut off after the column was there."""
    return any(one["name"] == "text" for one in sa.inspect(connection).get_columns("entries"))


@contextlib.contextmanager
def _honest() -> Iterator[None]:
    """Database trouble becomes :class:`JournalUnwritable`, without the statement's values."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except sa.exc.DBAPIError as error:
        raise JournalUnwritable(str(error.orig)) from None


def own_key(path: Path) -> bytes:
    """A random key for one file of this kiosk, made when it is first asked for."""
    try:
        key = path.read_bytes()
        if len(key) != 32:
            raise JournalError(f"{path}: not a journal key")
        return key
    except FileNotFoundError:
        key = AESGCM.generate_key(256)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        return key


def _answer_json(answer: Answer) -> str:
    return json.dumps(
        {
            "result": answer.result.value,
            "due": answer.due.isoformat() if answer.due else None,
            "reasons": [reason.code.value for reason in answer.reasons],
            "notes": [note.code.value for note in answer.notes],
        }
    )
