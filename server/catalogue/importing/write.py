"""The second half of an import: what is ready is written, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import ItemStatus
from server import audit, live
from server.catalogue import index
from server.catalogue.importing.drafts import UNNUMBERED, Draft, DraftCopy, Flaw, Rejected
from server.catalogue.tokens import Indexed, fold, indexed, plain
from server.store.database import Store
from server.store.tables import EVERY, MAIN, Branch, Copy, LoanPolicy, Title

PORTION = 1000
_TITLES: Any = Title.__table__
_COPIES: Any = Copy.__table__
_FIELDS = ("title", "author", "isbn", "year", "publisher", "language", "clc", "ddc", "subjects", "summary")


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft with its number in the file, and what the search index will hold of it."""

    number: int
    draft: Draft
    words: Indexed


@dataclass(slots=True)
class Written:
    """What an import did. ``elsewhere`` counts branches and item classes named in the file that the library does not
    have: such copies came to the main branch, in the class that was asked for."""

    titles_new: int = 0
    titles_changed: int = 0
    titles_known: int = 0
    copies_new: int = 0
    copies_known: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)


class Refused(Exception):
    """Somebody wanted all or nothing, and some were rejected. Nothing was written."""

    def __init__(self, rejected: Sequence[Rejected]) -> None:
        super().__init__(f"{len(rejected)} records rejected")
        self.rejected = rejected


def write(
    store: Store,
    ready: Iterable[Ready],
    *,
    total: int,
    who: str,
    before: Sequence[Rejected] | None,
    item_class: str,
    progress: Callable[[int, int], None],
) -> Written:
    """See :meth:`Prepared.write`. ``before``: what was rejected before, if that is to refuse everything."""
    if before:
        raise Refused(before)
    with store.writing() as session:
        writer = _Writer(session, item_class)
        done = 0
        for portion in index.portions(ready, PORTION):
            writer.write(portion)
            done += len(portion)
            progress(done, total)
        written = writer.written
        if before is not None and written.rejected:
            raise Refused(written.rejected)
        audit.note(
            session,
            who,
            "catalogue-import",
            titles_new=written.titles_new,
            titles_changed=written.titles_changed,
            copies_new=written.copies_new,
            rejected=len(written.rejected),
        )
        live.publish(session, "catalogue")
    return written


@dataclass(slots=True)
class _Held:
    """A title as it will be. ``words`` are the index's, as long as nothing else was merged into it."""

    values: dict[str, Any]  # its columns, without the id
    id: int | None = None  # none yet: it is new
    words: Indexed | None = None
    changed: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it has a record's own control number."""
        number = self.values["control_number"]
        return bool(number) and not number.startswith(UNNUMBERED)

    def merge(self, draft: Draft) -> bool:
        """Take over what a record says; what it does not say stays. Whether anything changed."""
        says = {name: value for name in _FIELDS if (value := getattr(draft, name))}
        if draft.record:
            says["record"] = draft.record.encode()
        if draft.numbered or not self.values["control_number"]:
            says["control_number"] = draft.control_number
        new = {name: value for name, value in says.items() if self.values[name] != value}
        if new:
            self.values |= new
            self.words, self.changed = None, True
        return bool(new)

    def indexed(self) -> Indexed:
        said = self.values
        return self.words or indexed(
            said["title"], said["author"], said["subjects"], said["isbn"], said["clc"], said["ddc"]
        )


class _Known:
    """What the catalogue already has of a portion's titles and copies, and what the portion adds to it."""

    def __init__(self, session: Session, drafts: Sequence[Draft]) -> None:
        barcodes = [copy.barcode for draft in drafts for copy in draft.copies]
        isbns = [draft.isbn for draft in drafts if draft.isbn]
        found = session.execute(
            sa.select(Copy.barcode, Copy.title_id).where(Copy.barcode.in_(barcodes))
        ).all()
        columns = [getattr(Title, name) for name in ("id", "control_number", "record", *_FIELDS)]
        held: dict[int, _Held] = {}
        for wanted in (
            Title.control_number.in_([draft.control_number for draft in drafts]),
            Title.isbn.in_(isbns),
            Title.id.in_({row.title_id for row in found}),
        ):
            for row in session.execute(sa.select(*columns).where(wanted)):
                held.setdefault(row.id, _Held(dict(row._mapping), row.id)).values.pop("id", None)
        self._by_number = {one.values["control_number"]: one for one in held.values()}
        self._by_isbn: dict[str, list[_Held]] = {}
        for one in held.values():
            self._by_isbn.setdefault(one.values["isbn"], []).append(one)
        self.by_barcode = {row.barcode: held[row.title_id] for row in found}

    def title(self, draft: Draft) -> _Held | None:
        """The title a record is about: the one with its control number; or with its ISBN, unless both have numbers
        of their own and another name (the volumes of a set may share an ISBN); or the one of the same name that has
        one of its copies."""
        if (one := self._by_number.get(draft.control_number)) is not None:
            return one
        for one in self._by_isbn.get(draft.isbn, ()) if draft.isbn else ():
            if not draft.numbered or not one.numbered or _same_name(one, draft):
                return one
        for copy in draft.copies:
            one = self.by_barcode.get(copy.barcode)
            if one is not None and _same_name(one, draft):
                return one
        return None

    def add(self, held: _Held) -> None:
        self._by_number[held.values["control_number"]] = held
        self._by_isbn.setdefault(held.values["isbn"], []).append(held)


def _same_name(held: _Held, draft: Draft) -> bool:
    return plain(fold(held.values["title"])) == plain(fold(draft.title))


class _Writer:
    def __init__(self, session: Session, item_class: str) -> None:
        self.written = Written()
        self._session = session
        self._item_class = item_class
        self._branches = {MAIN, *session.scalars(sa.select(Branch.code))}
        self._classes = {*session.scalars(sa.select(LoanPolicy.item_class).distinct())} - {EVERY}

    def write(self, portion: Sequence[Ready]) -> None:
        known = _Known(self._session, [one.draft for one in portion])
        titles: dict[int, _Held] = {}  # by identity: new or changed
        copies: list[tuple[_Held, DraftCopy]] = []
        for one in portion:
            draft, title = one.draft, known.title(one.draft)
            held_by = ((copy.barcode, known.by_barcode.get(copy.barcode)) for copy in draft.copies)
            taken = next(((barcode, by) for barcode, by in held_by if by not in (None, title)), None)
            if taken is not None and taken[1] is not None:
                facts = {"barcode": taken[0], "title": taken[1].values["title"]}
                self.written.rejected.append(Rejected(one.number, Flaw.BARCODE_TAKEN, facts, draft.title))
                continue
            if title is None:
                title = _Held(_values(draft), words=one.words)
                known.add(title)
                self.written.titles_new += 1
            elif title.merge(draft):
                self.written.titles_changed += title.id is not None
            elif title.id is not None:
                self.written.titles_known += 1
            if title.id is None or title.changed:
                titles[id(title)] = title
            for copy in draft.copies:
                if copy.barcode in known.by_barcode:
                    self.written.copies_known += 1
                else:
                    known.by_barcode[copy.barcode] = title
                    copies.append((title, copy))
        self._save(titles.values())
        if copies:
            rows = [self._copy(title, copy) for title, copy in copies]
            self._session.connection().execute(_COPIES.insert(), rows)
        self.written.copies_new += len(copies)

    def _save(self, titles: Iterable[_Held]) -> None:
        new = [one for one in titles if one.id is None]
        old = [one for one in titles if one.id is not None]
        connection = self._session.connection()
        for one, key in zip(new, _new_ids(connection, len(new)), strict=True):
            one.id = key
        if new:
            connection.execute(_TITLES.insert(), [{"id": one.id, **one.values} for one in new])
        if old:
            self._session.execute(sa.update(Title), [{"id": one.id, **one.values} for one in old])
        index.put(connection, {one.id: one.indexed() for one in new if one.id}, fresh=True)
        index.put(connection, {one.id: one.indexed() for one in old if one.id})

    def _copy(self, title: _Held, copy: DraftCopy) -> dict[str, Any]:
        for said, there in ((copy.branch, self._branches), (copy.item_class, self._classes)):
            if said and said not in there:
                self.written.elsewhere[said] += 1
        branch = copy.branch if copy.branch in self._branches else MAIN
        return {
            "barcode": copy.barcode,
            "title_id": title.id,
            "item_class": copy.item_class if copy.item_class in self._classes else self._item_class,
            "branch": branch,
            "at_branch": branch,
            "call_number": copy.call_number,
            "price": Decimal(copy.price) if copy.price else None,
            "place": copy.place or ItemStatus.AVAILABLE.value,
        }


def _values(draft: Draft) -> dict[str, Any]:
    said = {name: getattr(draft, name) for name in _FIELDS}
    return said | {
        "isbn": draft.isbn or None,
        "control_number": draft.control_number,
        "record": draft.record.encode() or None,
    }


def _new_ids(connection: sa.Connection, count: int) -> Iterable[int]:
    """The next ids of titles, so that all rows can be written at once; on SQLite nobody else writes now."""
    if connection.dialect.name == "sqlite":
        last = connection.scalar(sa.select(sa.func.max(Title.id))) or 0
        return range(last + 1, last + 1 + count)
    query = sa.text("SELECT nextval(pg_get_serial_sequence('titles', 'id')) FROM generate_series(1, :count)")
    return connection.scalars(query, {"count": count}).all()
