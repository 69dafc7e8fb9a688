"""The way to the database: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import functools
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

import server.store.schema  # noqa: F401 - a table may point to any other

MIGRATIONS = Path(__file__).parent / "migrations"
CONNECTIONS = 16  # kept open to PostgreSQL: one for each request that may be under way, see server.api.app
RESTED_SECONDS = 1.0
MIGRATING = 0x4A59  # PostgreSQL's advisory lock: of several processes that start, one makes the tables


class RevisionUnknown(Exception):
    """No migration of this program has that number: a newer program made the database, or it is mistyped."""


class Store:
    """A database with its migrations; one for a server process."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a revision, forward or back: ``"head"``, ``"base"`` or a number. Going back drops
        what the older tables have no place for. Raises :class:`RevisionUnknown`."""
        if revision in ("head", revisions()[-1]) and self.revision() == revisions()[-1]:
            return
        with self.engine.connect() as connection:
            lite = connection.dialect.name == "sqlite"
            raw = connection.connection
            if lite:
                # Tables are made anew and renamed; what points to them must wait until all is in place.
                raw.cursor().execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.execution_options(writes=True).begin():
                    self._migrate(connection, revision)
                    if lite and (astray := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                        raise sa.exc.IntegrityError("migration", None, Exception(f"astray: {astray[:3]}"))
            finally:
                if lite:
                    raw.cursor().execute("PRAGMA foreign_keys = ON")

    @staticmethod
    def _migrate(connection: sa.Connection, revision: str) -> None:
        from alembic import command  # a tenth of a start, and few starts have anything to migrate
        from alembic.config import Config

        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        now = _revision(connection)
        for one in (now, revision):
            if one not in (None, "head", "base", *revisions()):
                raise RevisionUnknown(str(one))
        if revision == "base" or (now is not None and revision in revisions()[: revisions().index(now)]):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)

    def revision(self) -> str:
        """At which revision the tables are; ``"base"`` for an empty database."""
        with self.engine.connect() as connection:
            return _revision(connection) or "base"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed at the end. On SQLite it takes the write lock at once, so that what was read
        in it still holds when it writes."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def on_commit(self, then: Callable[[], None]) -> Iterator[None]:
        """Inside, ``then`` is called after each commit made here, in the thread that made it."""

        def heard(_session: Session) -> None:
            then()

        sa.event.listen(self._writing, "after_commit", heard)
        try:
            yield
        finally:
            sa.event.remove(self._writing, "after_commit", heard)

    def close(self) -> None:
        self.engine.dispose()


@functools.cache
def revisions() -> list[str]:
    """Of all migrations, oldest first."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(sa.text("SELECT version_num FROM alembic_version")).one_or_none()
    return str(row.version_num) if row else None


def open_store(url: str) -> Store:
    """Open a database and bring its tables up to date. Raises :class:`RevisionUnknown` where a newer program has
    been."""
    store = Store(url)
    store.migrate()
    return store


def _ask_after_a_rest(engine: sa.Engine) -> None:
    """A connection that was idle for a while is asked whether it still lives before it is used, and replaced if not.
    ``pool_pre_ping`` would ask each time, one more way to the database and back for every request."""

    @sa.event.listens_for(engine, "checkin")
    def _rests(_connection: Any, record: sa.pool.ConnectionPoolEntry) -> None:
        record.info["since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def _wakes(connection: Any, record: sa.pool.ConnectionPoolEntry, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("since", time.monotonic()) > RESTED_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise sa.exc.DisconnectionError from error


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_size=CONNECTIONS)
        _ask_after_a_rest(engine)
        return engine
    patience = (
        {} if "timeout" in sa.make_url(url).query else {"timeout": 15.0}
    )  # seconds, for another's writing
    engine = sa.create_engine(url, connect_args=patience)

    @sa.event.listens_for(engine, "connect")
    def _durable(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not where Python's driver thinks
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
