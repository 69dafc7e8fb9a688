"""``jieyue init``: everything a new kiosk and its server need, written together or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.commands.demo_tags import OWNER, tags
from kiosk.journal import Journal, JournalError
from server import demo_library
from server.circulation.policies import add_policy
from server.enrol import enrol_kiosk
from server.faq import suggested
from server.patrons import add_patron_class
from server.staff import Role, add_staff
from server.store.database import open_store

KIOSK_ID = "kiosk-1"
DEMO_LOGIN = "demo"
OURS = ("kiosk.toml", "server.toml", "server.db", "demo.json", "tags.json", "kiosk-data")

KIOSK_TOML = """\
# Settings of one Jieyue kiosk. `jieyue doctor --config kiosk.toml` checks them and every device.

[kiosk]
id = "{kiosk}"
languages = ["zh", "en"]       # the first is the one the welcome page falls back to
orientation = "portrait"       # or "landscape"
idle_seconds = 60              # quiet time before the warning; then a third of it, 20 s at most
data = "kiosk-data"            # the journal; beside this file unless it begins with /
# hotline = "010-12345678"     # shown when only a person can help
# full_screen = true

[kiosk.library]                # the library's name in each language
zh = "{library_zh}"
en = "{library_en}"

[identify]
scanned_card_needs_pin = false
typed_number_needs_pin = true

[labels]                       # how this library's own labels look: regular expressions
patron = '2\\d{{13}}'
item = '3\\d{{13}}'

[central]
url = "http://127.0.0.1:8470"
key = "{key}"   # this kiosk's own; keep this file private

# One table a device. `jieyue devices` lists the drivers and their options; `port` takes a device path or any
# pyserial URL, such as socket://192.168.1.20:9100.

[[device]]
role = "barcode-scanner"
driver = "serial-scanner"
port = "{scanner}"
baudrate = 9600

[[device]]
role = "receipt-printer"
driver = "escpos"
port = "{printer}"
baudrate = 19200

# A help button on the machine, if there is one; docs/help-button.md tells more.
# [[device]]
# role = "help-button"
# driver = "serial-button"
# port = "/dev/serial/by-id/usb-Help_Button-if00"

# An RFID pad, if there is one; docs/rfid.md tells more.
# [[device]]
# role = "item-pad"
# driver = "feig"               # or "bibliotheca", "rl866"
# port = "{pad}"

# [pad]
# gates = "both"                # what tells the gate that an item may leave: "afi", "eas", "both" or "none"
# owners = ["{owner}"]     # ISILs of our own items; without, any library's are taken
# most_items = 5                # at a time
"""

SERVER_TOML = """\
# Settings of the central server.

[server]
database = "sqlite:///server.db"   # beside this file; or postgresql+psycopg://USER:PASSWORD@HOST/NAME
host = "127.0.0.1"                 # kiosks on other machines need an address they can reach, and TLS before it
port = 8470
# address = "https://library.example.org"  # as staff reach it: alerts about calls for help link to it

[library]
name = "{library_en}"
timezone = "Asia/Shanghai"         # a due date ends with the library's day
currency = "CNY"
fines_limit = 5.0                  # who owes more borrows nothing
overdue_limit = 3                  # who has this many overdue borrows nothing
# covers = "covers"                # folder of pictures named by ISBN, such as 9787020002207.jpg
"""


def init(directory: Path, *, demo: bool, force: bool) -> int:
    """Write settings, databases and key into a directory. Exit status 2, and nothing written, when something is
    there already and may not be replaced."""
    refusal = _refusal(directory, force=force)
    if refusal:
        print(refusal, file=sys.stderr)
        return 2
    os.umask(0o077)  # databases and settings are for their owner alone
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".init-") as scratch:
        made = Path(scratch)
        _write(made, directory.absolute(), demo=demo)
        for name in OURS:
            old = directory / name
            if old.is_dir():
                shutil.rmtree(old)
            else:
                old.unlink(missing_ok=True)
        for stale in ("server.db-wal", "server.db-shm"):
            (directory / stale).unlink(missing_ok=True)
        for path in made.iterdir():
            path.rename(directory / path.name)
    print(
        f"Written to {directory}: {', '.join(sorted(name for name in OURS if (directory / name).exists()))}"
    )
    print(f"Next: jieyue server --config {directory}/server.toml")
    print(f"      jieyue kiosk --config {directory}/kiosk.toml")
    if not demo:
        print(f"      jieyue staff add LOGIN --role administrator --config {directory}/server.toml")
    return 0


def _refusal(directory: Path, *, force: bool) -> str | None:
    there = [name for name in OURS if (directory / name).exists()]
    if there and not force:
        return f"{directory} already holds {', '.join(there)}; --force replaces them"
    if "kiosk-data" in there:
        try:
            journal = Journal.open(directory / "kiosk-data")
        except JournalError as error:
            return f"the journal there cannot be replaced: {error}"
        waiting = journal.count_waiting()
        journal.close()
        if waiting:
            return f"the journal there holds {waiting} entries not yet delivered; start the kiosk once more first"
    return None


def fresh_kiosk_toml(key: str = "", *, directory: Path | None = None) -> str:
    """The settings of a new kiosk; with a directory, of the demo's, whose devices are there."""
    demo = directory is not None
    devices = directory / "devices" if directory is not None else Path()
    return KIOSK_TOML.format(
        kiosk=KIOSK_ID,
        key=key,
        library_zh=demo_library.NAME["zh"] if demo else "图书馆",
        library_en=demo_library.NAME["en"] if demo else "Library",
        scanner=devices / "scanner" if demo else "/dev/ttyUSB0",
        printer=devices / "printer" if demo else "/dev/ttyUSB1",
        pad=devices / "pad" if demo else "/dev/ttyUSB2",
        owner=OWNER,
    )


def _write(made: Path, directory: Path, *, demo: bool) -> None:
    store = open_store(f"sqlite:///{made / 'server.db'}")
    with store.writing() as session:
        key = enrol_kiosk(session, KIOSK_ID)
        if demo:
            summary: dict[str, Any] = demo_library.load(session, datetime.now(UTC))
            password = secrets.token_urlsafe(9)
            add_staff(session, DEMO_LOGIN, Role.ADMINISTRATOR, password, "Demo")
            summary["staff"] = {"login": DEMO_LOGIN, "password": password}
        else:
            add_patron_class(session, "adult", loan_limit=10)
            add_policy(session, "adult", "book", loan_days=28, loan_limit=10, renewal_limit=2)
        suggested.load(session, datetime.now(UTC))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    Journal.open(made / "kiosk-data").close()
    (made / "kiosk.toml").write_text(
        fresh_kiosk_toml(key, directory=directory if demo else None), encoding="utf-8"
    )
    library = demo_library.NAME["en"] if demo else "Library"
    (made / "server.toml").write_text(SERVER_TOML.format(library_en=library), encoding="utf-8")
    if demo:
        (made / "demo.json").write_text(
            json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (made / "tags.json").write_text(json.dumps(tags(summary["items"]), indent=1) + "\n", encoding="utf-8")
