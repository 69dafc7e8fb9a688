"""``jieyue import``: a file of MARC or CSV records into the central server's catalogue."""

from __future__ import annotations

import argparse
import locale
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.schema import load_server
from server.catalogue.importing import (
    Draft,
    Prepared,
    Refused,
    Rejected,
    Report,
    Unreadable,
    Written,
    prepare,
)
from server.catalogue.importing.prepare import ENCODINGS, FORMATS
from server.catalogue.importing.words import sentence
from server.store.database import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="MARC 21 or CNMARC (ISO 2709, MARCXML), or CSV"
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="server.toml")
    parser.add_argument("--preview", action="store_true", help="read everything, write nothing")
    parser.add_argument(
        "--all-or-nothing", action="store_true", help="write nothing if any record is rejected"
    )
    parser.add_argument("--format", choices=FORMATS, help="else it is told from the file")
    parser.add_argument("--encoding", choices=ENCODINGS, help="else it is told from the file")
    parser.add_argument(
        "--item-class",
        default="book",
        metavar="NAME",
        help="of copies whose record names no class known here",
    )


def run(arguments: argparse.Namespace) -> int:
    """0: every record was imported, or would be; 1: some were rejected, or nothing could be done."""
    settings = load_server(arguments.config)
    try:
        with arguments.file.open("rb") as file:
            prepared = prepare(
                file,
                file_format=arguments.format,
                encoding=arguments.encoding,
                progress=_progress("read", "MB", 1_000_000),
            )
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return 1
    except Unreadable as error:
        print(f"{arguments.file}: {error.flaw}: {_said(error)}", file=sys.stderr)
        return 1
    with prepared:
        _tell(prepared.report, preview=arguments.preview)
        if arguments.preview:
            return 1 if prepared.report.rejected else 0
        return _write(prepared, settings.database, arguments)


def _write(prepared: Prepared, database: str, arguments: argparse.Namespace) -> int:
    store = open_store(database)
    try:
        written = prepared.write(
            store,
            all_or_nothing=arguments.all_or_nothing,
            item_class=arguments.item_class,
            progress=_progress("written", "records", 1),
        )
    except Refused as refused:
        _tell_rejected([one for one in refused.rejected if one not in prepared.report.rejected])
        print("Nothing was written: --all-or-nothing.")
        return 1
    finally:
        store.close()
    _tell_rejected(written.rejected)
    _tell_written(written)
    return 1 if prepared.report.rejected or written.rejected else 0


def _tell(report: Report, *, preview: bool) -> None:
    what = ", ".join(
        f"{name}: {count}" for name, count in [*report.formats.items(), *report.encodings.items()]
    )
    print(
        f"{report.records} records read ({what}); {report.ready} can be imported, with {report.copies} copies; "
        f"{len(report.rejected)} rejected"
    )
    if preview:
        for draft in report.first:
            print(f"  {_line(draft)}")
    _tell_rejected(report.rejected)


def _line(draft: Draft) -> str:
    parts = [draft.title, draft.author, str(draft.year or ""), draft.isbn, draft.clc or draft.ddc]
    barcodes = " ".join(copy.barcode for copy in draft.copies)
    return " | ".join(part for part in (*parts, barcodes) if part)


def _tell_rejected(rejected: list[Rejected]) -> None:
    for one in rejected:
        title = f" ({one.title})" if one.title else ""
        print(f"rejected {one.number}{title}: {one.flaw}: {_said(one)}")


def _tell_written(written: Written) -> None:
    print(
        f"Titles: {written.titles_new} new, {written.titles_changed} changed, {written.titles_known} as they were. "
        f"Copies: {written.copies_new} new, {written.copies_known} known."
    )
    if written.elsewhere:
        names = ", ".join(f"{name} ({count})" for name, count in written.elsewhere.most_common(10))
        print(f"Branches or item classes not known here, so main and the usual class were taken: {names}")


def _said(one: Rejected | Unreadable) -> str:
    return sentence(spoken(), one.flaw, one.facts)


def spoken() -> str:
    """The language of whoever called."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if (named or locale.getlocale()[0] or "").startswith("zh") else "en"


def _progress(what: str, unit: str, scale: int) -> Callable[[int, int], None]:
    """Tells on standard error how far it is, once a second."""
    told = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= 1:
            told = now
            of = f" of {total / scale:.0f}" if total else ""
            print(f"{what}: {done / scale:.0f}{of} {unit}", file=sys.stderr, flush=True)

    return tell
