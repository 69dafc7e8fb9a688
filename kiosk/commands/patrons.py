"""``jieyue patrons``: readers for a library that does not use the console for it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from config.schema import load_server
from kiosk.commands.import_catalogue import spoken
from server import audit
from server.cards import lock_numbers, new_pin, reset_pin
from server.catalogue.importing.words import sentence
from server.patron_import import Prepared, Unreadable, prepare, write
from server.patrons import add_patron, find_patron
from server.store.database import Store, open_store
from server.store.tables import PatronClass


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(required=True, metavar="import|add|pin", dest="doing")
    import_ = doing.add_parser("import", help="add and change readers by a CSV file")
    import_.add_argument(
        "file", type=Path, metavar="FILE", help="with the columns number, name, class, and more"
    )
    import_.add_argument("--preview", action="store_true", help="read everything, write nothing")
    import_.add_argument(
        "--pins", type=Path, metavar="FILE", help="give new readers PINs, and write them here"
    )
    add = doing.add_parser("add", help="add one reader; prints the PIN, once")
    add.add_argument("number", metavar="NUMBER", help="on the card")
    add.add_argument("name", metavar="NAME")
    add.add_argument("patron_class", metavar="CLASS")
    pin = doing.add_parser("pin", help="give a reader a new PIN, and print it, once")
    pin.add_argument("number", metavar="NUMBER", help="of any of the cards")
    for command in (import_, add, pin):
        command.add_argument("--config", type=Path, required=True, metavar="FILE", help="server.toml")


def run(arguments: argparse.Namespace) -> int:
    """0: all was done, or would be; 1: something was left out, or nothing could be done."""
    store = open_store(load_server(arguments.config).database)
    try:
        match arguments.doing:
            case "import":
                return _import(store, arguments)
            case "add":
                return _add(store, arguments.number, arguments.name, arguments.patron_class)
            case _:
                return _pin(store, arguments.number)
    finally:
        store.close()


def _import(store: Store, arguments: argparse.Namespace) -> int:
    def keep(pins: dict[str, str]) -> None:
        if arguments.pins is not None:
            _keep(arguments.pins, pins)

    try:
        content = arguments.file.read_bytes()
        with store.reading() as session:
            prepared = prepare(session, content)
        _tell(prepared)
        if not arguments.preview:
            done = write(store, prepared, "command", give_pins=arguments.pins is not None, keep=keep)
            print(f"Readers: {done.new} new, {done.changed} changed.")
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except Unreadable as error:
        print(
            f"{arguments.file}: {error.flaw}: {sentence(spoken(), error.flaw, error.facts)}", file=sys.stderr
        )
        return 1
    return 1 if prepared.rejected else 0


def _tell(prepared: Prepared) -> None:
    changed = len(prepared.rows) - prepared.new
    print(f"{prepared.new} to add, {changed} to change; {len(prepared.rejected)} rejected")
    for one in prepared.rejected:
        print(f"rejected line {one.line}: {one.flaw}: {sentence(spoken(), one.flaw, one.facts)}")


def _keep(path: Path, pins: dict[str, str]) -> None:
    """For its owner alone, and never over another file: these are the only words of the PINs there are."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{number},{pin}\n" for number, pin in pins.items())


def _add(store: Store, number: str, name: str, patron_class: str) -> int:
    pin = new_pin()
    with store.writing() as session:
        lock_numbers(session)
        if session.get(PatronClass, patron_class) is None:
            print(f"there is no class of readers {patron_class}", file=sys.stderr)
            return 1
        if find_patron(session, number) is not None:
            print(f"somebody has the number {number}", file=sys.stderr)
            return 1
        add_patron(session, number, name, patron_class, pin)
        audit.note(session, "command", "patron-added", number)
    print(f"PIN {pin}")
    return 0


def _pin(store: Store, number: str) -> int:
    with store.writing() as session:
        patron = find_patron(session, number)
        if patron is None:
            print(f"no reader has the number {number}", file=sys.stderr)
            return 1
        pin = reset_pin(patron)
        audit.note(session, "command", "pin-reset", patron.barcode)
    print(f"PIN {pin}")
    return 0
