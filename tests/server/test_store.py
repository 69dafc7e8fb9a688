"""Migrations forward and back, and that the tables are what the program believes them to be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.store.database import Store, open_store
from server.store.schema import METADATA


def test_forward_back_and_forward(empty_database: str):
    store = open_store(empty_database)
    tables = set(sa.inspect(store.engine).get_table_names())
    # The full-text index is the database's own; SQLite keeps it in several tables.
    assert {name for name in tables if not name.startswith("search_index")} == {
        *METADATA.tables,
        "alembic_version",
    }
    store.migrate("base")
    assert set(sa.inspect(store.engine).get_table_names()) == {"alembic_version"}
    store.migrate()
    assert set(sa.inspect(store.engine).get_table_names()) == tables
    store.close()


def test_the_migrations_make_exactly_the_tables(store: Store):
    with store.engine.connect() as connection:
        named = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("search_index")}
        context = MigrationContext.configure(connection, opts={"compare_type": True, **named})
        assert compare_metadata(context, METADATA) == []


def test_sqlite_is_durable(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'server.db'}")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()
