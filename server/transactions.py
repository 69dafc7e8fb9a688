"""Journal entries of kiosks, applied in order, each at most once.

A batch is one database transaction. What it needs is read once, the entries are then decided in memory by the
pure rules, and everything is written together; if another process was faster with one of the keys or copies, the
batch is done again from the beginning and finds it known.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from sqlalchemy.orm import Session, contains_eager

from config.server_settings import ServerSettings
from config.vocabulary import Code, EntryKind, ItemStatus, Reason, Result, Topic
from server.charges import owed
from server.circulation_rules import House, Item, about_return, due, why_not_checkout, why_not_renew
from server.house import house
from server.live import publish
from server.patrons import open_loans, reader, reason_json
from server.store.database import Store
from server.store.tables import Copy, HelpCall, Loan, Patron, Transaction

log = logging.getLogger(__name__)

ATTEMPTS = 5


def _storable(text: str) -> str:
    """No text a database would choke on."""
    if "\0" in text:
        raise ValueError("a NUL character")
    text.encode()
    return text


Short = Annotated[str, StringConstraints(max_length=64), AfterValidator(_storable)]


class Entry(BaseModel):
    """One journal entry. ``occurred_at`` is the true time; ``recovered`` says that its reader was told nothing,
    so it is only to be closed: answered if it is known, refused as ``not-confirmed`` for ever if not."""

    model_config = ConfigDict(extra="ignore")

    key: Annotated[Short, StringConstraints(min_length=1)]
    kind: EntryKind
    occurred_at: AwareDatetime
    item: Short = ""
    patron: Short = ""
    visit: Short = ""
    sequence: int = 0
    details: dict[str, str | int] = {}
    recovered: bool = False

    def fingerprint(self) -> str:
        """What the key stands for; the same key for something else is a mistake."""
        return hashlib.sha256(json.dumps([self.kind, self.item, self.patron]).encode()).hexdigest()


class HelpDetails(BaseModel):
    page: Short = ""
    code: Short = ""
    reason: Short = ""


_entry = TypeAdapter(Entry)


def apply(
    store: Store, settings: ServerSettings, kiosk: str, entries: Sequence[Any], now: datetime
) -> list[dict[str, Any]]:
    """Answer each entry, in order. Raises only when the database is away."""
    for attempt in range(ATTEMPTS):
        try:
            with store.writing() as session:
                return _Batch(session, house(session, settings), kiosk, now).apply(entries)
        except (sa.exc.IntegrityError, sa.exc.OperationalError) as error:
            # Somebody else wrote the same key or lent the same copy between our reading and writing.
            if attempt == ATTEMPTS - 1 or not _collision(error):
                raise
    raise AssertionError("unreachable")


def _collision(error: sa.exc.DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, sa.exc.IntegrityError) or state in ("40001", "40P01")


@dataclass
class _Batch:
    session: Session
    house: House
    kiosk: str
    now: datetime
    known: dict[str, Transaction] = field(default_factory=dict)
    copies: dict[str, Copy] = field(default_factory=dict)
    patrons: dict[str, Patron] = field(default_factory=dict)
    by_patron: dict[int, list[Loan]] = field(default_factory=dict)
    owed: dict[int, Decimal] = field(default_factory=dict)
    by_copy: dict[int, Loan] = field(default_factory=dict)

    def apply(self, said: Sequence[Any]) -> list[dict[str, Any]]:
        entries = [_parse(one) for one in said]
        self._read([entry for entry in entries if isinstance(entry, Entry)])
        return [
            self._answer(entry)
            if isinstance(entry, Entry)
            else _refusal(entry, [Reason(Code.ENTRY_MALFORMED)])
            for entry in entries
        ]

    def _read(self, entries: Sequence[Entry]) -> None:
        """Everything the entries touch, locked in an order that cannot deadlock: readers first, then copies."""
        keys = {entry.key for entry in entries}
        items = {entry.item for entry in entries if entry.item}
        cards = {entry.patron for entry in entries if entry.patron}
        session = self.session
        if cards:
            query = sa.select(Patron).where(Patron.barcode.in_(cards)).order_by(Patron.id).with_for_update()
            self.patrons = {patron.barcode: patron for patron in session.scalars(query)}
        if items:
            found = (
                sa.select(Copy)
                .join(Copy.title)
                .options(contains_eager(Copy.title))
                .where(Copy.barcode.in_(items))
                .order_by(Copy.id)
                .with_for_update(of=Copy)
            )
            self.copies = {copy.barcode: copy for copy in session.scalars(found)}
        # After the locks: a batch that waited sees what the other one did.
        query_known = sa.select(Transaction).where(Transaction.key.in_(keys))
        self.known = {row.key: row for row in session.scalars(query_known)}
        theirs = [patron.id for patron in self.patrons.values()]
        self.by_patron = open_loans(session, theirs)
        self.owed = owed(session, theirs)
        if self.copies:
            ids = [copy.id for copy in self.copies.values()]
            open_now = sa.select(Loan).where(Loan.copy_id.in_(ids), Loan.returned_at.is_(None))
            self.by_copy = {loan.copy_id: loan for loan in session.scalars(open_now)}

    def _answer(self, entry: Entry) -> dict[str, Any]:
        known = self.known.get(entry.key)
        if known is not None:
            if known.fingerprint != entry.fingerprint():
                return _refusal(entry.key, [Reason(Code.KEY_REUSED)])
            return {**known.answer, "repeated": True}
        answer = self._decide(entry)
        row = Transaction(
            key=entry.key,
            fingerprint=entry.fingerprint(),
            kiosk_id=self.kiosk,
            received_at=self.now,
            answer=answer,
        )
        self.known[entry.key] = row
        self.session.add(row)
        return answer

    def _decide(self, entry: Entry) -> dict[str, Any]:
        if entry.recovered:
            return _refusal(entry.key, [Reason(Code.NOT_CONFIRMED)])
        at = min(entry.occurred_at.astimezone(UTC), self.now)  # nothing happens in the future
        match entry.kind:
            case EntryKind.CHECKOUT:
                return self._checkout(entry, at)
            case EntryKind.CHECKIN:
                return self._checkin(entry, at)
            case EntryKind.RENEWAL:
                return self._renew(entry, at)
            case EntryKind.HELP_CALL:
                return self._call_help(entry, at)

    def _checkout(self, entry: Entry, at: datetime) -> dict[str, Any]:
        patron, copy = self.patrons.get(entry.patron), self.copies.get(entry.item)
        if patron is None or copy is None:
            unknown = [Reason(Code.PATRON_UNKNOWN)] if patron is None else []
            if copy is None:
                unknown.append(Reason(Code.ITEM_UNKNOWN))
            return _refusal(entry.key, unknown, copy)
        loans = self.by_patron[patron.id]
        who = reader(patron, loans, self.owed[patron.id])
        on_loan = copy.id in self.by_copy
        item = Item(copy.barcode, copy.item_class, ItemStatus(copy.place), on_loan)
        reasons = why_not_checkout(who, item, self.house, at)
        if reasons:
            return _refusal(entry.key, reasons, copy)
        policy = self.house.policies[patron.patron_class, copy.item_class]
        until, notes = due(who, policy, self.house, at)
        loan = Loan(copy_id=copy.id, patron_id=patron.id, lent_at=at, due=until, renewals=0)
        loan.copy = copy
        self.session.add(loan)
        if copy.last_checkin is not None and copy.last_checkin > at:
            # It was lent and came back elsewhere before this kiosk could tell us.
            loan.returned_at, loan.ended_as = copy.last_checkin, "returned"
            notes.append(Reason(Code.ALREADY_RETURNED))
        else:
            loans.append(loan)
            self.by_copy[copy.id] = loan
        copy.place = ItemStatus.AVAILABLE.value  # a missing copy is found again
        publish(self.session, Topic.PATRON, str(patron.id))
        return self._yes(entry.key, copy, until, notes)

    def _checkin(self, entry: Entry, at: datetime) -> dict[str, Any]:
        copy = self.copies.get(entry.item)
        if copy is None:
            return _refusal(entry.key, [Reason(Code.ITEM_UNKNOWN)])
        loan = self.by_copy.get(copy.id)
        if loan is not None and loan.lent_at > at:
            loan = None  # an old return, told late: it does not end the loan made since
        else:
            copy.last_checkin = at
        notes = about_return(loan.due if loan else None, ItemStatus(copy.place), self.house, at)
        if loan is not None:
            loan.returned_at = at
            del self.by_copy[copy.id]
            if loan in (theirs := self.by_patron.get(loan.patron_id or 0, [])):
                theirs.remove(loan)
            loan.ended_as = "returned"
            publish(self.session, Topic.PATRON, str(loan.patron_id))
        if copy.place in (ItemStatus.MISSING, ItemStatus.IN_TRANSIT):
            copy.place = ItemStatus.AVAILABLE.value
        return self._yes(entry.key, copy, None, notes)

    def _renew(self, entry: Entry, at: datetime) -> dict[str, Any]:
        patron, copy = self.patrons.get(entry.patron), self.copies.get(entry.item)
        if patron is None:
            return _refusal(entry.key, [Reason(Code.PATRON_UNKNOWN)], copy)
        loans = self.by_patron[patron.id]
        loan = next((one for one in loans if copy is not None and one.copy_id == copy.id), None)
        who = reader(patron, loans, self.owed[patron.id])
        theirs = next((one for one in who.loans if one.item == entry.item), None)
        policy = self.house.policies.get((patron.patron_class, copy.item_class)) if copy else None
        reasons = why_not_renew(who, theirs, policy, self.house)
        if reasons or loan is None or policy is None or copy is None:
            return _refusal(entry.key, reasons or [Reason(Code.ITEM_NOT_FOR_YOU)], copy)
        until, notes = due(who, policy, self.house, at)
        loan.due = max(loan.due, until)  # a renewal never shortens a loan
        loan.renewals += 1
        publish(self.session, Topic.PATRON, str(patron.id))
        return self._yes(entry.key, copy, loan.due, notes)

    def _call_help(self, entry: Entry, at: datetime) -> dict[str, Any]:
        try:
            details = HelpDetails.model_validate(entry.details)
        except ValidationError:
            return _refusal(entry.key, [Reason(Code.ENTRY_MALFORMED)])
        call = HelpCall(key=entry.key, kiosk_id=self.kiosk, occurred_at=at, received_at=self.now)
        call.page, call.code, call.reason = details.page, details.code, details.reason
        self.session.add(call)
        publish(self.session, Topic.HELP_CALL, entry.key)
        return self._yes(entry.key, None, None, [])

    def _yes(
        self, key: str, copy: Copy | None, until: datetime | None, notes: list[Reason]
    ) -> dict[str, Any]:
        if copy is not None:
            publish(self.session, Topic.ITEM, copy.barcode)
        until_here = until.astimezone(self.house.zone).isoformat() if until else None
        return _answer(key, Result.APPLIED, copy, until_here, [], notes)


def _parse(said: Any) -> Entry | str:
    """The entry, or only its key if it is none that could be applied."""
    try:
        entry = _entry.validate_python(said)
    except ValidationError:
        key = said.get("key") if isinstance(said, dict) else None
        return key if isinstance(key, str) else ""
    if entry.kind is not EntryKind.HELP_CALL and not entry.item:
        return entry.key
    return entry


def _refusal(key: str, reasons: list[Reason], copy: Copy | None = None) -> dict[str, Any]:
    return _answer(key, Result.REFUSED, copy, None, reasons, [])


def _answer(
    key: str, result: Result, copy: Copy | None, until: str | None, reasons: list[Reason], notes: list[Reason]
) -> dict[str, Any]:
    return {
        "key": key,
        "result": result.value,
        "repeated": False,
        "due": until,
        "title": copy.title.title if copy else "",
        "author": copy.title.author if copy else "",
        "reasons": [reason_json(reason) for reason in reasons],
        "notes": [reason_json(note) for note in notes],
    }
