"""A title as a file brings it, before it is one; and what can be wrong with it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Protocol

from server.catalogue.tokens import fold

MOST_BARCODE = 64
UNNUMBERED = "~"  # begins the number of a record that has none of its own


@unique
class Flaw(StrEnum):
    """Why a record is rejected, or a file cannot be read. Stable; the comment names the facts that go with it."""

    # a record
    RECORD_BROKEN = "record-broken"
    RECORD_TRUNCATED = "record-truncated"
    ENCODING_WRONG = "encoding-wrong"  # encoding
    FAMILY_UNKNOWN = "family-unknown"
    TITLE_MISSING = "title-missing"
    BARCODE_WRONG = "barcode-wrong"  # barcode
    BARCODE_TWICE = "barcode-twice"  # barcode, first: number of the record that had it first
    BARCODE_TAKEN = "barcode-taken"  # barcode, title
    # a row
    ROW_WRONG = "row-wrong"  # found, needed: numbers of cells
    ISBN_WRONG = "isbn-wrong"  # text
    YEAR_WRONG = "year-wrong"  # text
    PRICE_WRONG = "price-wrong"  # text
    # a whole file
    FILE_EMPTY = "file-empty"
    FORMAT_UNKNOWN = "format-unknown"
    XML_BROKEN = "xml-broken"  # line
    COLUMN_MISSING = "column-missing"  # column
    COLUMN_TWICE = "column-twice"  # column


class Readable(Protocol):
    """A file as far as an import needs it."""

    def read(self, size: int, /) -> bytes: ...


Facts = Mapping[str, str | int]


class Unfit(Exception):
    """A record that cannot be imported."""

    def __init__(self, flaw: Flaw, **facts: str | int) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.facts = facts


class Unreadable(Unfit):
    """A file of which nothing can be imported."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line of the report. ``number`` counts the file's records (of CSV: its lines) from 1; ``title`` is what could
    be read of it."""

    number: int
    flaw: Flaw
    facts: Facts
    title: str = ""


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """One copy, as the record's item fields tell it. ``branch`` and ``item_class`` may be unknown here."""

    barcode: str
    call_number: str = ""
    branch: str = ""
    item_class: str = ""
    price: str = ""  # decimal, in the library's currency
    place: str = ""  # an ItemStatus; empty: on the shelf


@dataclass(slots=True)
class Draft:
    """What a record says. Empty means that it says nothing about it."""

    title: str
    author: str = ""
    control_number: str = ""
    isbn: str = ""
    year: int | None = None
    publisher: str = ""
    language: str = ""
    clc: str = ""
    ddc: str = ""
    subjects: list[str] = field(default_factory=list)
    summary: str = ""
    record: str = ""  # ISO 2709 in UTF-8
    copies: list[DraftCopy] = field(default_factory=list)
    numbered: bool = True  # whether the control number is the record's own

    def complete(self) -> Draft:
        """Check what every record must have, and give one without a number of its own a number by what it says, so
        that it is known again. Raises :class:`Unfit`."""
        if not self.title:
            raise Unfit(Flaw.TITLE_MISSING)
        seen: dict[str, DraftCopy] = {}
        for copy in self.copies:
            if not 1 <= len(copy.barcode) <= MOST_BARCODE or any(one.isspace() for one in copy.barcode):
                raise Unfit(Flaw.BARCODE_WRONG, barcode=copy.barcode[:MOST_BARCODE])
            seen.setdefault(copy.barcode, copy)
        self.copies = list(seen.values())
        if not self.control_number:
            says = "\n".join(map(fold, (self.title, self.author, self.publisher))) + f"\n{self.year}"
            self.control_number = UNNUMBERED + hashlib.sha256(says.encode()).hexdigest()[:24]
            self.numbered = False
        return self


def clean(text: str | None) -> str:
    """Text without control characters (a NUL no database takes, and MARC's marks of non-filing words), each run of
    spaces one, composed."""
    text = text or ""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else " " * one.isspace() for one in text)
    return unicodedata.normalize("NFC", " ".join(text.split()))
