"""Readers from a CSV file: first looked at, then written whole; a row that will not do is told and left out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.cards import UID, lock_numbers, new_pin
from server.catalogue.importing.drafts import clean
from server.catalogue.importing.table import encoding_of
from server.live import publish
from server.patrons import Account, accounts, normal_uid, pin_hash
from server.store.database import Store
from server.store.tables import MAIN, Branch, Card, Patron, PatronClass

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("number", "barcode", "card", "证号", "读者证号", "条码", "条码号"),
    "name": ("name", "姓名"),
    "patron_class": ("class", "patron_class", "读者类型", "读者类别", "类型"),
    "branch": ("branch", "分馆"),
    "language": ("language", "语言"),
    "email": ("email", "邮箱", "电子邮件"),
    "phone": ("phone", "电话", "手机", "手机号"),
    "expires_on": ("expires", "expires_on", "有效期", "到期日", "有效期至"),
    "guardian": ("guardian", "监护人", "监护人证号"),
    "uid": ("uid", "卡号", "芯片号"),
    "pin": ("pin", "密码"),
}
NEEDED = ("number", "name", "patron_class")
_NAMES = {name: column for column, names in COLUMNS.items() for name in names}
_PLAIN = ("name", "patron_class", "branch", "language", "email", "phone")  # columns of the table as they are
MOST_NUMBER, MOST_TEXT = 64, 200
_AT_ONCE = 5000  # numbers in a question; SQLite takes 32,766 parameters


@unique
class Flaw(StrEnum):
    """Why a row is left out, or a file cannot be read. Stable; the comment names the facts that go with it; the
    sentences stand in ``resources/import/``."""

    ROW_WRONG = "row-wrong"  # found, needed: numbers of cells
    NUMBER_WRONG = "patron-number-wrong"  # number
    NUMBER_TWICE = "patron-number-twice"  # number, first: line that had it first
    NUMBER_TAKEN = "patron-number-taken"  # number
    NAME_MISSING = "patron-name-missing"
    CLASS_UNKNOWN = "patron-class-unknown"  # name
    BRANCH_UNKNOWN = "patron-branch-unknown"  # name
    LANGUAGE_UNKNOWN = "patron-language-unknown"  # name
    DAY_WRONG = "patron-day-wrong"  # text
    PIN_WRONG = "patron-pin-wrong"
    GUARDIAN_UNKNOWN = "patron-guardian-unknown"  # number
    FILE_EMPTY = "file-empty"
    ENCODING_WRONG = "encoding-wrong"  # encoding
    COLUMN_MISSING = "column-missing"  # column
    COLUMN_TWICE = "column-twice"  # column


class Unreadable(ValueError):
    """A file of which nothing can be imported."""

    def __init__(self, flaw: Flaw, **facts: str | int) -> None:
        super().__init__(flaw.value)
        self.flaw, self.facts = flaw, facts


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line of the report; ``line`` counts the file's lines from 1. Never holds a PIN."""

    line: int
    flaw: Flaw
    facts: Mapping[str, str | int]


@dataclass(slots=True)
class Row:
    """A reader as the file tells it; what it leaves empty stays as it is."""

    line: int
    number: str
    says: dict[str, Any]
    uid: str = ""
    guardian: str = ""
    pin: str = ""
    known: int | None = None  # id of the patron who is changed


@dataclass(slots=True)
class Prepared:
    """What would be done; nothing is written yet."""

    rows: list[Row] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(row.known is None for row in self.rows)

    def close(self) -> None:
        """Forget the readers, and their PINs; the report stays."""
        self.rows.clear()


@dataclass(frozen=True, slots=True)
class Written:
    """What was done; ``pins`` are those that were given, by number."""

    new: int
    changed: int
    pins: Mapping[str, str]


def prepare(session: Session, content: bytes) -> Prepared:
    """Read a whole file and hold it against the readers there are. A row whose number somebody has changes that
    reader. Raises :class:`Unreadable`."""
    found = Prepared()
    classes = set(session.scalars(sa.select(PatronClass.name)))
    branches = {MAIN, *session.scalars(sa.select(Branch.code))}
    first: dict[str, int] = {}
    for line, cells, header in _cells(content):
        try:
            if len(cells) != len(header):
                raise Unreadable(Flaw.ROW_WRONG, found=len(cells), needed=len(header))
            row = _row(line, {name: clean(cell) for name, cell in zip(header, cells, strict=True) if name})
            _known_names(row, classes, branches)
            for number in filter(None, (row.number, row.uid)):
                if number in first:
                    raise Unreadable(Flaw.NUMBER_TWICE, number=number, first=first[number])
            first.update(dict.fromkeys(filter(None, (row.number, row.uid)), line))
            found.rows.append(row)
        except Unreadable as wrong:
            found.rejected.append(Rejected(line, wrong.flaw, wrong.facts))
    _against_the_readers_there_are(session, found)
    found.rejected.sort(key=lambda one: one.line)
    return found


def write(
    store: Store,
    prepared: Prepared,
    who: str,
    *,
    give_pins: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    keep: Callable[[dict[str, str]], None] = lambda _given: None,
) -> Written:
    """Write every row in one transaction. With ``give_pins`` new readers without a PIN get one: by number, to be told
    once. Without one, no PIN opens the account until the desk gives it. ``progress`` is told PINs made ready and all;
    ``keep`` gets those that are given before anything counts. Raises :class:`Unreadable` if one was taken since."""
    given = {
        row.number: new_pin() for row in prepared.rows if give_pins and row.known is None and not row.pin
    }
    pins = given | {row.number: row.pin for row in prepared.rows if row.pin}
    hashes: dict[str, str] = {}
    # Hashing is slow by design: nobody who wants to write shall wait for it, and it leaves Python's lock.
    with ThreadPoolExecutor() as pool:
        for number, made in zip(pins, pool.map(pin_hash, pins.values()), strict=True):
            hashes[number] = made
            progress(len(hashes), len(pins))
    with store.writing() as session:
        _write(session, prepared, hashes)
        written = Written(prepared.new, len(prepared.rows) - prepared.new, given)
        audit.note(session, who, "patrons-imported", new=written.new, changed=written.changed)
        publish(session, Topic.PATRON)
        keep(given)
    return written


def _write(session: Session, prepared: Prepared, hashes: Mapping[str, str]) -> None:
    lock_numbers(session)
    again = _taken(session, {number for row in prepared.rows for number in (row.number, row.uid) if number})
    if clash := next(filter(None, (_clash(row, again) for row in prepared.rows)), ""):
        raise Unreadable(Flaw.NUMBER_TAKEN, number=clash)  # since it was looked at
    ids = [row.known for row in prepared.rows if row.known is not None]
    patrons = {
        one.id: one
        for some in _parts(ids)
        for one in session.scalars(sa.select(Patron).where(Patron.id.in_(some)))
    }
    by_number: dict[str, Patron] = {}
    for row in prepared.rows:
        patron = patrons[row.known] if row.known is not None else Patron(barcode=row.number, pin_hash="")
        for name, value in row.says.items():
            setattr(patron, name, value)
        if row.number in hashes:
            patron.pin_hash, patron.wrong_pins, patron.pin_locked_until = hashes[row.number], 0, None
        session.add(patron)
        by_number[row.number] = patron
    session.flush()
    elsewhere = _taken(session, {row.guardian for row in prepared.rows if row.guardian})
    for row in prepared.rows:
        patron = by_number[row.number]
        if row.guardian:
            guardian = by_number.get(row.guardian) or elsewhere[row.guardian]
            patron.guardian_id = guardian.id
        if row.uid and row.uid not in again:
            session.add(Card(number=row.uid, patron_id=patron.id, kind=UID))


def _cells(content: bytes) -> Iterator[tuple[int, list[str], list[str]]]:
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise Unreadable(Flaw.ENCODING_WRONG, encoding=encoding) from None
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    header = [_NAMES.get(clean(cell).lower(), "") for cell in next(rows, [])]
    for needed in NEEDED:
        if needed not in header:
            raise Unreadable(Flaw.COLUMN_MISSING if header else Flaw.FILE_EMPTY, column=needed)
    if twice := next((name for name in header if name and header.count(name) > 1), None):
        raise Unreadable(Flaw.COLUMN_TWICE, column=twice)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            cells = ["?"]
        if any(cell.strip() for cell in cells):
            yield line, cells, header


def _row(line: int, says: dict[str, str]) -> Row:
    number, pin = says["number"], says.get("pin", "")
    uid = normal_uid(says.get("uid", ""))
    for one in (number, *filter(None, (uid,))):
        if not 0 < len(one) <= MOST_NUMBER or " " in one:
            raise Unreadable(Flaw.NUMBER_WRONG, number=one[:MOST_NUMBER])
    if not says["name"]:
        raise Unreadable(Flaw.NAME_MISSING)
    if pin and not re.fullmatch(r"[!-~]{4,32}", pin):
        raise Unreadable(Flaw.PIN_WRONG)
    told: dict[str, Any] = {name: says[name][:MOST_TEXT] for name in _PLAIN if says.get(name)}
    if ends := says.get("expires_on", ""):
        told["expires_on"] = _day(ends)
    return Row(line, number, told, uid, says.get("guardian", ""), pin)


def _day(text: str) -> date:
    """2027-06-30, 2027/6/30, 2027.6.30, 20270630 or 2027年6月30日."""
    parts = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", text)
    try:
        return date(*map(int, parts.groups())) if parts else date.fromisoformat(text)
    except ValueError:
        raise Unreadable(Flaw.DAY_WRONG, text=text[:40]) from None


def _known_names(row: Row, classes: Collection[str], branches: Collection[str]) -> None:
    for column, names, flaw in (
        ("patron_class", classes, Flaw.CLASS_UNKNOWN),
        ("branch", branches, Flaw.BRANCH_UNKNOWN),
        ("language", ("zh", "en"), Flaw.LANGUAGE_UNKNOWN),
    ):
        if column in row.says and row.says[column] not in names:
            raise Unreadable(flaw, name=row.says[column][:40])
    if "patron_class" not in row.says:
        raise Unreadable(Flaw.CLASS_UNKNOWN, name="")


def _against_the_readers_there_are(session: Session, found: Prepared) -> None:
    numbers = {one for row in found.rows for one in (row.number, row.uid, row.guardian) if one}
    taken = _taken(session, numbers)
    fit = []
    for row in found.rows:
        if row.number in taken and taken[row.number].barcode == row.number:
            row.known = taken[row.number].id
        if clash := _clash(row, taken):
            found.rejected.append(Rejected(row.line, Flaw.NUMBER_TAKEN, {"number": clash}))
        else:
            fit.append(row)
    in_file = {row.number for row in fit}
    found.rows = []
    for row in fit:
        if row.guardian and row.guardian not in in_file | set(taken) - {row.number}:
            found.rejected.append(Rejected(row.line, Flaw.GUARDIAN_UNKNOWN, {"number": row.guardian[:40]}))
        else:
            found.rows.append(row)


def _clash(row: Row, taken: Mapping[str, Account]) -> str:
    """A number of this row that is somebody else's."""
    for number in filter(None, (row.number, row.uid)):
        if number in taken and taken[number].id != row.known:
            return number
    return ""


def _taken(session: Session, numbers: Collection[str]) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for some in _parts(numbers):
        found |= accounts(session, some)
    return found


def _parts(all_of_them: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(all_of_them)
    return (listed[n : n + _AT_ONCE] for n in range(0, len(listed), _AT_ONCE))
