"""The first half of an import: everything is read, judged and made ready; nothing is written.

What is ready waits in a temporary file, so that memory stays flat, and the second half is nothing but writing: it
should not keep kiosks waiting (``docs/decisions/009-an-import-is-one-transaction.md``).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import BinaryIO, Self

from pymarc import Record

from server.catalogue.importing import iso2709, marc, marcxml, table
from server.catalogue.importing.drafts import Draft, DraftCopy, Flaw, Readable, Rejected, Unfit, Unreadable
from server.catalogue.importing.write import Ready, Written, write
from server.catalogue.tokens import Indexed, indexed
from server.store.database import Store

FORMATS = ("marc21", "cnmarc", "marcxml", "csv")
ENCODINGS = tuple(dict.fromkeys((*iso2709.ENCODINGS, *table.ENCODINGS)))
SHOWN = 20  # titles in a report

_DRAFT_FIELDS = [one.name for one in fields(Draft) if one.name != "copies"]
_DRAFT = attrgetter(*_DRAFT_FIELDS)
_COPY = attrgetter(*(one.name for one in fields(DraftCopy)))
_WORDS = attrgetter(*(one.name for one in fields(Indexed)))

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What an import would do. ``formats`` and ``encodings`` count records; ``first`` are the first titles."""

    records: int = 0
    ready: int = 0
    copies: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    first: list[Draft] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


class Prepared:
    """A file that was read whole. Close it, or use it in ``with``: its temporary file goes then."""

    def __init__(self) -> None:
        self.report = Report()
        # An empty name is SQLite's for a database in a temporary file that only we see.
        self._staged = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA cache_size = -4000",
            "CREATE TABLE drafts (number INTEGER PRIMARY KEY, ready TEXT NOT NULL)",
            "CREATE TABLE barcodes (barcode TEXT PRIMARY KEY, number INTEGER, identity TEXT) WITHOUT ROWID",
            "BEGIN",
        ):
            self._staged.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._staged.close()

    def write(
        self,
        store: Store,
        *,
        who: str = "command",
        all_or_nothing: bool = False,
        item_class: str = "book",
        progress: Progress | None = None,
    ) -> Written:
        """Write all that is ready, in one transaction; may be repeated, and adds nothing then.

        ``who`` stands in the audit log. ``item_class`` is that of copies that name none the library has a policy
        for. ``progress`` is told records written and all. Raises :class:`Refused`, having written nothing, if
        ``all_or_nothing`` and any record is rejected, now or before.
        """
        return write(
            store,
            self._ready(),
            total=self.report.ready,
            who=who,
            before=self.report.rejected if all_or_nothing else None,
            item_class=item_class,
            progress=progress or _silent,
        )

    def _ready(self) -> Iterator[Ready]:
        for number, said in self._staged.execute("SELECT number, ready FROM drafts ORDER BY number"):
            draft, copies, words = json.loads(said)
            held = Draft(**dict(zip(_DRAFT_FIELDS, draft, strict=True)))
            held.copies = [DraftCopy(*one) for one in copies]
            yield Ready(number, held, Indexed(*words))

    def add(self, number: int, draft: Draft) -> None:
        """Make a draft ready. Raises :class:`Unfit` if another record of the file has one of its barcodes."""
        # The same record twice says the same twice; two rows with one barcode are a mistake.
        identity = draft.control_number if draft.numbered else f"row {number}"
        for copy in draft.copies:
            known = self._staged.execute(
                "SELECT number, identity FROM barcodes WHERE barcode = ?", (copy.barcode,)
            ).fetchone()
            if known is not None and known[1] != identity:
                raise Unfit(Flaw.BARCODE_TWICE, barcode=copy.barcode, first=known[0])
        self._staged.executemany(
            "INSERT OR IGNORE INTO barcodes VALUES (?, ?, ?)",
            [(copy.barcode, number, identity) for copy in draft.copies],
        )
        words = indexed(draft.title, draft.author, draft.subjects, draft.isbn or None, draft.clc, draft.ddc)
        said = [_DRAFT(draft), [_COPY(copy) for copy in draft.copies], _WORDS(words)]
        ready = json.dumps(said, ensure_ascii=False)
        self._staged.execute("INSERT INTO drafts VALUES (?, ?)", (number, ready))
        report = self.report
        report.ready += 1
        report.copies += len(draft.copies)
        if len(report.first) < SHOWN:
            report.first.append(draft)

    def reject(self, rejected: Rejected) -> None:
        self.report.rejected.append(rejected)


def prepare(
    file: BinaryIO,
    *,
    file_format: str | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """Read a file to its end. ``file_format`` is one of FORMATS and ``encoding`` one of ENCODINGS; without, both are
    told from the file. ``progress`` is told the bytes read and, where the file can tell, all of them (else 0).

    Raises :class:`Unreadable` if nothing of the file can be imported.
    """
    sample = file.read(iso2709.SAMPLE_BYTES)
    if not sample.strip():
        raise Unreadable(Flaw.FILE_EMPTY)
    total = _length(file, len(sample))
    file_format = file_format or _format_of(sample)
    counted = _Counted(sample, file, total, progress or _silent)
    prepared = Prepared()
    try:
        if file_format == "csv":
            _table(prepared, counted, encoding or table.encoding_of(sample))
        elif file_format == "marcxml":
            _marcxml(prepared, counted)
        else:
            family = "" if file_format == "marc" else file_format
            _iso2709(prepared, counted, family, encoding, encoding or iso2709.encoding_of(sample))
        if not prepared.report.records:
            raise Unreadable(Flaw.FILE_EMPTY)
    except BaseException:
        prepared.close()
        raise
    return prepared


def _format_of(sample: bytes) -> str:
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "marcxml"
    if iso2709.looks_like(sample):
        return "marc"
    if table.looks_like(sample):
        return "csv"
    raise Unreadable(Flaw.FORMAT_UNKNOWN)


def _iso2709(prepared: Prepared, file: Readable, family: str, given: str | None, encoding: str) -> None:
    number = 0
    for whole in iso2709.split(file):
        for data in iso2709.parts(whole):
            number += 1
            prepared.report.records += 1
            try:
                record, written_in = iso2709.parse(data, encoding, given=given is not None)
            except Unfit as wrong:
                prepared.reject(Rejected(number, wrong.flaw, wrong.facts))
                continue
            prepared.report.encodings[written_in] += 1
            _record(prepared, number, record, family)


def _marcxml(prepared: Prepared, file: Readable) -> None:
    for number, record in enumerate(marcxml.records(file), 1):
        prepared.report.records += 1
        _record(prepared, number, record, "")


def _record(prepared: Prepared, number: int, record: Record, family: str) -> None:
    try:
        family = family or marc.family_of(record)
        draft = marc.draft(record, family)
        prepared.add(number, draft)
    except Unfit as wrong:
        title = next((field.get("a") or "" for field in record.get_fields("245", "200")), "")
        prepared.reject(Rejected(number, wrong.flaw, wrong.facts, title[:200]))
    else:
        prepared.report.formats[family] += 1


def _table(prepared: Prepared, file: Readable, encoding: str) -> None:
    report = prepared.report
    for number, one in table.rows(file, encoding):
        report.records += 1
        if isinstance(one, Rejected):
            prepared.reject(one)
            continue
        try:
            prepared.add(number, one)
        except Unfit as wrong:
            prepared.reject(Rejected(number, wrong.flaw, wrong.facts, one.title))
    report.formats["csv"] = report.ready
    report.encodings[encoding] = report.records


class _Counted:
    """The file from its beginning again, telling how much of it was read."""

    def __init__(self, sample: bytes, file: BinaryIO, total: int, progress: Progress) -> None:
        self._sample = sample
        self._file = file
        self._total = total
        self._progress = progress
        self._done = 0

    def read(self, size: int) -> bytes:
        block, self._sample = self._sample[:size], self._sample[size:]
        block = block or self._file.read(size)
        self._done += len(block)
        self._progress(self._done, self._total)
        return block


def _length(file: BinaryIO, read: int) -> int:
    if not file.seekable():
        return 0
    here = file.tell()
    end = file.seek(0, 2)
    file.seek(here)
    return end - here + read


def _silent(_done: int, _all: int) -> None:
    pass
