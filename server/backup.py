"""A copy of the whole database in one file, taken while the server runs, and the way back.

The file is a ZIP archive with ``manifest.json`` (which database, at which revision) and the data: an SQLite database,
or a dump of PostgreSQL's own ``pg_dump`` in its custom format. The archive's CRCs tell a damaged one.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from server.store.database import Store, revisions
from server.store.schema import METADATA

MANIFEST = "manifest.json"
DATA = "data"
WORTH_KEEPING = (
    "titles",
    "patrons",
    "staff",
    "kiosks",
    "transactions",
    "audit_log",
)  # a row in one: not empty


class BackupError(Exception):
    """Nothing was changed. The text says why and, after a dash, what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    database: str  # "sqlite" or "postgresql"
    revision: str
    made_at: str  # ISO 8601
    version: str  # of the program that made it


def back_up(url: str, file: Path) -> Manifest:
    """Write a backup, all of it or none. What is committed when it begins is in it. Raises :class:`BackupError`."""
    if file.exists():
        raise BackupError(f"{file} is there already - choose another name, or move it away")
    if not file.parent.is_dir():
        raise BackupError(f"{file.parent} is no folder - make it first")
    kind = sa.make_url(url).get_backend_name()
    if kind == "sqlite" and not Path(sa.make_url(url).database or "").exists():
        raise BackupError(f"there is no database at {sa.make_url(url).database}")
    with _scratch(file.parent) as scratch:
        data = scratch / DATA
        try:
            if kind == "sqlite":
                _copy_sqlite(Path(sa.make_url(url).database or ""), data)
                revision = _checked_revision(data)
            else:
                # Before the dump: should somebody migrate in between, it is at worst taken for older than it is.
                revision = _revision(url)
                _run_postgres(
                    "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={data}"
                )
            manifest = Manifest(kind, revision, datetime.now(UTC).isoformat(), version("jieyue"))
            made = scratch / "backup.zip"
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(manifest)))
                archive.write(data, DATA)
            made.chmod(0o600)
            _to_disk(made)
            made.rename(file)
        except (OSError, sqlite3.Error, sa.exc.SQLAlchemyError) as error:
            raise BackupError(f"no backup was made: {_told(error)}") from None
    return manifest


def restore(url: str, file: Path, *, replace: bool) -> Manifest:
    """Put a backup in the place of a database that is empty, or of any with ``replace``. The backup is unpacked,
    checked and, on SQLite, brought up to date beside it first; then all of it takes the place at once. Raises
    :class:`BackupError`."""
    kind = sa.make_url(url).get_backend_name()
    with _scratch(Path(sa.make_url(url).database or "").parent if kind == "sqlite" else None) as scratch:
        data = scratch / DATA
        manifest = _unpack(file, data)
        if manifest.database != kind:
            raise BackupError(f"{file} is of a {manifest.database} database and cannot become a {kind} one")
        if manifest.revision not in ("base", *revisions()):
            newer = f"revision {manifest.revision}, made by version {manifest.version}"
            raise BackupError(f"{file} is newer than this program ({newer}) - install that version first")
        try:
            if kind == "sqlite":
                _restore_sqlite(Path(sa.make_url(url).database or ""), data, replace=replace)
            else:
                _restore_postgres(url, data, scratch, replace=replace)
        except (OSError, sqlite3.Error, sa.exc.SQLAlchemyError) as error:
            raise BackupError(f"nothing was restored: {_told(error)}") from None
    return manifest


def _unpack(file: Path, data: Path) -> Manifest:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            with archive.open(DATA) as packed, data.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked, 1 << 20)  # compares the CRC at its end
    except FileNotFoundError:
        raise BackupError(f"{file} is not there") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, OSError) as error:
        raise BackupError(f"{file} is damaged or no backup ({_told(error)}) - take another one") from None
    return manifest


@contextmanager
def _scratch(folder: Path | None) -> Iterator[Path]:
    """A folder for its owner alone: a database in parts is no less private than in whole."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".jieyue-") as name:
        yield Path(name)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(error: Exception) -> str:
    """Without the statement, which could hold a reader's data."""
    return str(getattr(error, "orig", error)).splitlines()[0] if str(error) else type(error).__name__


def _is_empty(url: str) -> bool:
    store = Store(url)
    try:
        there = set(sa.inspect(store.engine).get_table_names())
        with store.engine.connect() as connection:
            return not any(
                connection.execute(
                    sa.select(sa.literal(1)).select_from(METADATA.tables[name]).limit(1)
                ).first()
                for name in WORTH_KEEPING
                if name in there
            )
    finally:
        store.close()


def _revision(url: str) -> str:
    store = Store(url)
    try:
        return store.revision()
    finally:
        store.close()


def _migrate(url: str) -> None:
    store = Store(url)
    try:
        store.migrate()
    finally:
        store.close()


# --- SQLite -----------------------------------------------------------------------------------------------


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's online backup in one step: a reader's lock, which holds up nobody while the log is written ahead."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _checked_revision(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"the database is damaged: {found} - restore a backup from before")
        astray = connection.execute("PRAGMA foreign_key_check").fetchone()
        if astray:
            raise BackupError(f"the database is damaged: a row of {astray[0]} points nowhere")
    return _revision(f"sqlite:///{database}")


def _restore_sqlite(target: Path, data: Path, *, replace: bool) -> None:
    _checked_revision(data)
    _migrate(f"sqlite:///{data}")
    with closing(sqlite3.connect(data)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    data.chmod(0o600)
    if target.exists():
        _close_down(target, damaged_too=replace)
        if not replace and not _is_empty(f"sqlite:///{target}"):
            raise BackupError(f"{target} is not empty - say --replace to lose what it holds")
        _close_down(target, damaged_too=replace)
    owner = (target if target.exists() else target.parent).stat()
    if os.geteuid() == 0:
        os.chown(data, owner.st_uid, owner.st_gid)  # else root would take it away from the server's user
    for log in ("-wal", "-shm"):
        target.with_name(target.name + log).unlink(
            missing_ok=True
        )  # no other database's log may meet this one
    _to_disk(data)
    data.replace(target)
    _to_disk(target.parent)


def _close_down(target: Path, *, damaged_too: bool) -> None:
    """Bring what stands in the write-ahead log into the database, and see that nobody has it open: only then does
    SQLite agree to do without a log."""
    try:
        with closing(sqlite3.connect(target, timeout=0)) as old:
            old.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        raise BackupError(f"{target} is in use - stop the server first") from None
    except sqlite3.DatabaseError:
        if not damaged_too:
            raise BackupError(f"{target} is damaged - say --replace to do without it") from None


# --- PostgreSQL -------------------------------------------------------------------------------------------


def _restore_postgres(url: str, data: Path, scratch: Path, *, replace: bool) -> None:
    """Everything in one transaction of ``psql``: the former tables are there until it is committed."""
    if not replace and not _is_empty(url):
        raise BackupError("the database is not empty - say --replace to lose what it holds")
    if _others(url):
        raise BackupError("the database is in use - stop every server process first")
    script, clear = scratch / "script.sql", scratch / "clear.sql"
    _run_postgres("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(data))
    clear.write_text(
        "SET client_min_messages = warning;\n"  # else a notice would be taken for the reason of a failure
        "DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n",
        encoding="utf-8",
    )
    options = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    _run_postgres("psql", url, *options, f"--file={clear}", f"--file={script}")
    _migrate(url)


def _others(url: str) -> int:
    store = Store(url)
    try:
        with store.engine.connect() as connection:
            query = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            return int(connection.execute(sa.text(query)).scalar_one())
    finally:
        store.close()


def _run_postgres(program: str, url: str | None, *arguments: str) -> None:
    """The password goes by the environment: a command line can be read by everybody on the machine."""
    environment = {**os.environ, "PGAPPNAME": "jieyue"}
    command = [program, *arguments]
    if url is not None:
        engine = sa.create_engine(url)
        options = engine.dialect.create_connect_args(engine.url)[1]
        options.pop("context", None)  # the driver's own, not libpq's
        if password := options.pop("password", None):
            environment["PGPASSWORD"] = password
        command.insert(1, f"--dbname={make_conninfo(**options)}")
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise BackupError(f"{program} is not installed - apt-get install postgresql-client") from None
    if done.returncode:
        raise BackupError(f"{program}: {next(iter(done.stderr.strip().splitlines()), 'failed')}")
