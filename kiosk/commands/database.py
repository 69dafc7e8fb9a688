"""``jieyue migrate``, ``backup``, ``restore`` and ``purge``: the server's database, by hand."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from config.schema import load_server
from server.backup import BackupError, back_up, restore
from server.purge import purge
from server.store.database import RevisionUnknown, Store, open_store, revisions


def migrate(config: Path, revision: str | None) -> int:
    """Bring the tables up to date, or to a revision; back only if it is named. Exit status 2 for one that is not
    known, 1 if the database cannot be brought there."""
    if revision not in (None, "base", *revisions()):
        print(f"{revision}: must be base or one of {', '.join(revisions())}", file=sys.stderr)
        return 2
    store = Store(load_server(config).database)
    try:
        before = store.revision()
        store.migrate(revision or "head")
        after = store.revision()
    except RevisionUnknown as error:
        text = f"the database is at revision {error}, which this program does not know"
        print(f"{text} - it is newer: use its own version to go back", file=sys.stderr)
        return 1
    except sa.exc.SQLAlchemyError as error:
        print(f"nothing was changed: {str(getattr(error, 'orig', error)).splitlines()[0]}", file=sys.stderr)
        return 1
    finally:
        store.close()
    order = ["base", *revisions()]
    first, last = order.index(before), order.index(after)
    if first == last:
        print(f"The database is at revision {after}; nothing had to be done.")
        return 0
    way = " → ".join(order[min(first, last) : max(first, last) + 1][:: 1 if first < last else -1])
    print(f"The database went {'forward' if first < last else 'back'}: {way}")
    return 0


def backup(file: Path, config: Path) -> int:
    """Exit status 1 if there could be no backup."""
    try:
        made = back_up(load_server(config).database, file)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{file}: {made.database}, revision {made.revision}, {file.stat().st_size} bytes")
    return 0


def put_back(file: Path, config: Path, *, replace: bool) -> int:
    """Exit status 1, and nothing changed, if the backup may not or cannot be restored."""
    try:
        was = restore(load_server(config).database, file, replace=replace)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Restored what was backed up at {was.made_at}; the tables are at revision {revisions()[-1]}.")
    return 0


def forget(config: Path) -> int:
    """Exit status 1 if the database is away."""
    settings = load_server(config)
    try:
        store = open_store(settings.database)
        done = purge(store, settings, datetime.now(UTC))
        store.close()
    except (RevisionUnknown, sa.exc.SQLAlchemyError) as error:
        print(f"nothing more was purged: {type(error).__name__}", file=sys.stderr)
        return 1
    print("Purged: " + ", ".join(f"{count} {name}" for name, count in done.items()))
    return 0
