"""A backup is worth what its restoring gives: every row again, and a server that runs on it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
import time as clock
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from starlette.testclient import TestClient

from kiosk.commands.database import backup, migrate, put_back
from server.api.app import create_app
from server.backup import BackupError, back_up, restore
from server.console.sessions import begin
from server.enrol import open_enrolment
from server.staff import Role, add_staff
from server.store.database import Store, open_store, revisions
from server.store.schema import METADATA
from server.store.tables import (
    AuditLine,
    Branch,
    Card,
    Charge,
    ClosedDay,
    Hold,
    NearWord,
    Patron,
    Payment,
    Text,
    Title,
    UtcDateTime,
)
from tests.faults.processes import run_restore, start
from tests.fixtures.postgres import Postgres
from tests.server.conftest import BOOKS, READER, Site, entry


@pytest.fixture
def elsewhere(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Another, empty database of the same kind."""
    if database.startswith("sqlite"):
        (tmp_path / "elsewhere").mkdir()
        return f"sqlite:///{tmp_path / 'elsewhere' / 'server.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.database()


def rows(url: str) -> dict[str, list[str]]:
    """Every table with every row, whichever order it is in."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        found = {
            table: sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{table}"'))))
            for table in tables
        }
    engine.dispose()
    return found


def busy(site: Site) -> None:
    """Something in many tables, with texts that a careless copy would spoil."""
    site.send(
        entry("a", "checkout"),
        entry("b", "checkin"),
        entry("c", "checkout", BOOKS[1]),
        entry("h", "help-call", "", "", details={"page": "a\\b\t'\"", "code": "\u2028𠮷", "reason": "\\."}),
    )


def something_in_every_table(site: Site) -> None:
    busy(site)
    at = datetime.now(UTC)
    with site.store.writing() as session:
        add_staff(session, "wang", Role.LIBRARIAN, "a-password-99")
        session.flush()
        begin(session, "wang", at)
        open_enrolment(session, "kiosk-2", "main", "wang", at)
        patron = session.scalars(sa.select(Patron.id)).first()
        title = session.scalars(sa.select(Title.id)).first()
        charge = session.scalars(sa.select(Charge.id)).first()
        session.add_all(
            [
                Branch(code="east"),
                Card(number="04A1B2C3", patron_id=patron, kind="uid"),
                ClosedDay(branch="east", day=at.date()),
                Hold(title_id=title, patron_id=patron, placed_at=at),
                NearWord(near="analect", word="analects"),
                Payment(
                    key="p", charge_id=charge, kind="payment", amount=1, paid_at=at, staff="wang", note=""
                ),
                Text(name="notice", language="zh", text="今天休息"),
            ]
        )
        session.flush()
        for table in METADATA.sorted_tables:
            empty = session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
            if empty and table.name != "changes":
                session.execute(table.insert().values(a_row(session, table)))


SOMETHING = {
    str: "x\t'",
    int: 1,
    bool: True,
    bytes: b"\0\xff",
    date: date(2026, 1, 2),
    time: time(9, 30),
}


def a_row(session: orm.Session, table: sa.Table) -> dict[str, object]:
    """Something for every column that wants it; a foreign key points to a row that is there."""
    row: dict[str, object] = {}
    for column in table.columns:
        if column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys:
            continue
        if column.foreign_keys:
            (key,) = column.foreign_keys
            row[column.name] = session.scalars(sa.select(key.column)).first()
        elif isinstance(column.type, sa.JSON):
            row[column.name] = {"zh": '引号"与\\反斜杠'}
        elif isinstance(column.type, UtcDateTime):
            row[column.name] = datetime.now(UTC)
        else:
            row[column.name] = SOMETHING[column.type.python_type]
    return row


def test_every_row_is_there_again_and_a_server_runs_on_it(site: Site, elsewhere: str, tmp_path: Path):
    something_in_every_table(site)
    made = back_up(site.settings.database, tmp_path / "backup.zip")
    assert made.revision == revisions()[-1]
    before = rows(site.settings.database)
    lite = site.settings.database.startswith("sqlite")
    assert [name for name in METADATA.tables if not before[name]] == ([] if lite else ["changes"])
    assert len(before["loans"]) == 6
    restore(elsewhere, tmp_path / "backup.zip", replace=False)
    assert rows(elsewhere) == before
    store = open_store(elsewhere)
    client = TestClient(create_app(store, site.settings))
    client.headers["Authorization"] = site.client.headers["Authorization"]
    again = Site(store, site.settings, client)
    assert again.send(entry("a", "checkout"))[0]["repeated"]
    assert again.send(entry("d", "checkout", BOOKS[2]))[0]["result"] == "applied"  # its numbers go on
    assert again.item(BOOKS[1])["status"] == "checked-out"
    store.close()
    back_up(elsewhere, tmp_path / "second.zip")  # a restored database is one like any other
    before = rows(elsewhere)
    restore(elsewhere, tmp_path / "second.zip", replace=True)
    assert rows(elsewhere) == before


def test_a_backup_of_a_server_at_work_holds_whole_batches(site: Site, elsewhere: str, tmp_path: Path):
    done = threading.Event()

    def work() -> None:
        n = 0
        while not done.is_set():
            site.send(entry(f"{n}a", "checkout"), entry(f"{n}b", "checkin"))
            n += 1

    worker = threading.Thread(target=work)
    worker.start()
    try:
        deadline = clock.monotonic() + 20
        while len(rows(site.settings.database)["transactions"]) < 6:
            assert clock.monotonic() < deadline
        back_up(site.settings.database, tmp_path / "backup.zip")
    finally:
        done.set()
        worker.join()
    restore(elsewhere, tmp_path / "backup.zip", replace=False)
    store = open_store(elsewhere)
    with store.reading() as session:
        keys = session.scalars(sa.text("SELECT key FROM transactions")).all()
        loans = session.execute(sa.text("SELECT count(*), count(returned_at) FROM loans")).one()
    store.close()
    assert {key[:-1] + "a" for key in keys} | {key[:-1] + "b" for key in keys} == set(keys)
    assert loans == (len(keys) // 2 + 4, len(keys) // 2)


def test_what_is_there_is_not_lost_by_accident(site: Site, tmp_path: Path):
    url = site.settings.database
    back_up(url, tmp_path / "backup.zip")
    with pytest.raises(BackupError, match="is there already"):
        back_up(url, tmp_path / "backup.zip")
    busy(site)
    before = rows(url)
    with pytest.raises(BackupError, match=r"in use|not empty"):
        restore(url, tmp_path / "backup.zip", replace=False)
    with site.store.reading() as session:
        session.execute(sa.text("SELECT 1"))
        with pytest.raises(BackupError, match="in use - stop"):
            restore(url, tmp_path / "backup.zip", replace=True)
    site.store.close()
    with pytest.raises(BackupError, match="not empty - say --replace"):
        restore(url, tmp_path / "backup.zip", replace=False)
    assert rows(url) == before
    restore(url, tmp_path / "backup.zip", replace=True)
    assert rows(url)["transactions"] == []


def test_a_server_that_only_started_is_empty_enough(site: Site, elsewhere: str, tmp_path: Path):
    open_store(elsewhere).close()
    back_up(site.settings.database, tmp_path / "backup.zip")
    restore(elsewhere, tmp_path / "backup.zip", replace=False)
    assert rows(elsewhere) == rows(site.settings.database)


def test_a_damaged_backup_changes_nothing(site: Site, tmp_path: Path):
    url = site.settings.database
    busy(site)
    good = tmp_path / "backup.zip"
    back_up(url, good)
    site.store.close()
    before = rows(url)
    whole = good.read_bytes()
    bad = tmp_path / "bad.zip"
    middle = len(whole) // 2
    damaged = [b"", b"PK", b"no zip at all", whole[:-10], whole[:middle], whole[100:]]
    damaged += [
        whole[:at] + bytes(byte ^ 0xA5 for byte in whole[at : at + 16]) + whole[at + 16 :]
        for at in range(1000, len(whole) - 500, len(whole) // 9)
    ]
    for content in damaged:
        bad.write_bytes(content)
        with pytest.raises(BackupError, match=r"damaged|newer|cannot become"):
            restore(url, bad, replace=True)
    with pytest.raises(BackupError, match="is not there"):
        restore(url, tmp_path / "nothing", replace=True)
    assert rows(url) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"server.db", "elsewhere", "backup.zip", "bad.zip"}


def test_a_damaged_database_is_not_backed_up(site: Site, tmp_path: Path):
    site.store.close()
    if site.store.engine.dialect.name != "sqlite":
        return  # pg_dump's own business
    file = Path(site.store.engine.url.database)
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    whole = file.read_bytes()
    file.write_bytes(
        whole.replace(READER.encode(), b"29999999999999", 1)
    )  # in the table or its index, not in both
    with pytest.raises(BackupError, match=r"is damaged: .* - restore"):
        back_up(site.settings.database, tmp_path / "backup.zip")
    file.write_bytes(whole)
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("UPDATE copies SET title_id = 999")
    with pytest.raises(BackupError, match="is damaged: a row of copies points nowhere"):
        back_up(site.settings.database, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_what_postgresql_cannot_put_back_changes_nothing(site: Site, tmp_path: Path):
    url = site.settings.database
    if url.startswith("sqlite"):
        return
    with site.store.writing() as session:
        session.execute(sa.text("CREATE SCHEMA elsewhere"))  # is still there when it is to be made again
    back_up(url, tmp_path / "backup.zip")
    busy(site)
    before = rows(url)
    site.store.close()
    with pytest.raises(BackupError, match="already exists"):
        restore(url, tmp_path / "backup.zip", replace=True)
    assert rows(url) == before


def test_no_password_stands_on_a_command_line(
    postgres_server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = sa.make_url(postgres_server.database()).set(password="sesame-99")
    real = subprocess.run
    seen: list[tuple[str, str]] = []

    def run(command: list[str], env: dict[str, str], **more: Any) -> Any:
        seen.append((" ".join(command), env["PGPASSWORD"]))
        return real(command, env=env, **more)

    monkeypatch.setattr(subprocess, "run", run)
    back_up(url.render_as_string(hide_password=False), tmp_path / "backup.zip")
    ((command, password),) = seen
    assert password == "sesame-99"
    assert "sesame" not in command


def with_manifest(good: Path, made: Path, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(
                name, source.read(name).replace(old, new) if name.endswith("json") else source.read(name)
            )
    return made


def test_one_from_a_newer_program_or_another_database_is_refused(site: Site, tmp_path: Path):
    url = site.settings.database
    back_up(url, tmp_path / "backup.zip")
    site.store.close()
    newest = f'"{revisions()[-1]}"'.encode()
    newer = with_manifest(tmp_path / "backup.zip", tmp_path / "newer.zip", newest, b'"9999"')
    with pytest.raises(BackupError, match="newer than this program"):
        restore(url, newer, replace=True)
    ours, other = (b"sqlite", b"postgresql") if url.startswith("sqlite") else (b"postgresql", b"sqlite")
    with pytest.raises(BackupError, match="cannot become"):
        restore(
            url, with_manifest(tmp_path / "backup.zip", tmp_path / "other.zip", ours, other), replace=True
        )


def test_an_older_backup_is_brought_up_to_date(database: str, elsewhere: str, tmp_path: Path):
    old = Store(database)
    old.migrate("0001")
    with old.writing() as session:
        session.execute(
            sa.text(
                "INSERT INTO patrons (id, barcode, name, patron_class, pin_hash, fines, lost_card, blocked, wrong_pins)"
                " VALUES (1, '21', 'Jane', 'adult', 'h', 3.50, false, false, 0)"
            )
        )
    assert back_up(database, tmp_path / "old.zip").revision == "0001"
    old.close()
    # Into a database whose tables are newer and point to what is replaced, too.
    open_store(elsewhere).close()
    restore(elsewhere, tmp_path / "old.zip", replace=True)
    store = Store(elsewhere)
    assert store.revision() == revisions()[-1]
    with store.reading() as session:
        assert session.execute(sa.text("SELECT patron_id, kind FROM charges")).all() == [(1, "other")]
    store.close()


def test_the_commands(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture):
    config = tmp_path / "server.toml"
    config.write_text(f'[server]\ndatabase = "{site.settings.database}"\n')
    config_of_nothing = tmp_path / "nothing.toml"
    config_of_nothing.write_text('[server]\ndatabase = "sqlite:///nowhere/server.db"\n')
    site.store.close()
    file = tmp_path / "b.zip"
    assert backup(file, config) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert backup(file, config) == 1
    assert backup(tmp_path / "c.zip", config_of_nothing) == 1
    assert put_back(file, config, replace=False) == 1
    assert put_back(file, config, replace=True) == 0
    capsys.readouterr()
    assert migrate(config, None) == 0
    assert "nothing had to be done" in capsys.readouterr().out
    assert migrate(config, "0002") == 0
    assert "went back: " in (out := capsys.readouterr().out)
    assert out.strip().endswith("→ 0002")
    assert migrate(config, None) == 0
    assert "went forward: 0002 → 0003" in capsys.readouterr().out
    assert migrate(config, "12") == 2
    assert migrate(config_of_nothing, None) == 1
    with site.store.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate(config, None) == 1
    said = capsys.readouterr().err
    assert "9999, which this program does not know" in said
    assert READER not in said
    site.store.close()


def test_a_restore_that_is_killed_leaves_the_old_or_the_new_database_whole(site: Site, tmp_path: Path):
    """A real process that kills itself before each of its steps, until it gets through."""
    url = site.settings.database
    back_up(url, tmp_path / "backup.zip")
    new = rows(url)
    busy(site)
    old = rows(url)
    site.store.close()
    back_up(url, tmp_path / "old.zip")
    seen = []
    for moment in range(40):
        process = start(run_restore, url, tmp_path / "backup.zip", moment)
        process.join(60)
        now = rows(url)
        assert now in (old, new)
        seen.append(now == new)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        if now == new:
            restore(url, tmp_path / "old.zip", replace=True)
    assert process.exitcode == 0
    assert seen.index(True) >= 3
    assert all(seen[seen.index(True) :])
    open_store(url).close()


def test_a_restore_killed_while_postgresql_works_leaves_the_old_one(
    postgres_server: Postgres, tmp_path: Path
):
    url = postgres_server.database()
    store = open_store(url)
    with store.writing() as session:
        at = datetime.now(UTC)
        lines = [{"at": at, "who": f"{n}" * 50, "what": "", "about": "", "details": {}} for n in range(5000)]
        session.execute(sa.insert(AuditLine), lines)
    back_up(url, tmp_path / "backup.zip")
    with store.writing() as session:
        session.execute(sa.update(AuditLine).values(who="since then"))
    store.close()
    process = start(run_restore, url, tmp_path / "backup.zip", 1000)
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    at_work = sa.text("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted")
    # On another database's line: the restore wants to be alone.
    watching = sa.create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with watching.connect() as connection:
        while not connection.execute(at_work).scalar_one():
            assert process.is_alive()
    os.killpg(process.pid, signal.SIGKILL)
    process.join()
    watching.dispose()
    with engine.connect() as connection:
        who = connection.execute(sa.text("SELECT DISTINCT who FROM audit_log")).scalars().all()
    engine.dispose()
    assert who == ["since then"]
