"""Journal entries of kiosks and desks, applied in order, each at most once.

A batch, of one of them or of several, is one database transaction. What it needs is read once, the entries are then
decided in memory by the pure rules, and everything is written together; if another process was faster with one of the
keys or copies, the batch is done again from the beginning and finds it known.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

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
from sqlalchemy.orm import Session

from config.server_settings import ServerSettings
from config.vocabulary import Code, EntryKind, ItemStatus, Reason, Result, Topic
from server import audit, metrics
from server.circulation.charges import owed
from server.circulation.loans import LoanRow, Loans
from server.circulation.queues import Queues, lock_copies_by_barcode
from server.enrol import kiosks_of
from server.help import calls
from server.help.calls import LONGEST_TEXT
from server.help.releases import Release, release
from server.house import house
from server.live import publish, speak_as
from server.patrons import Account, accounts, reader, reason_json
from server.rules.due import due
from server.rules.facts import Item, Reader
from server.rules.fines import fine
from server.rules.house import House, Policy
from server.rules.lending import why_not_checkout
from server.rules.overrule import OVERRULABLE
from server.rules.renewal import why_not_renew
from server.rules.returns import about_return
from server.store.among import among
from server.store.database import Store
from server.store.tables import Charge, Copy, Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS = 5
EARLIEST_YEAR, LATEST_YEAR = 1900, 9000  # a kiosk whose clock battery is empty says 1970
KIOSK = "kiosk:"  # before its id, where staff would have a login


def _storable(text: str) -> str:
    """No text a database would choke on."""
    if "\0" in text:
        raise ValueError("a NUL character")
    text.encode()
    return text


def _thinkable(time: datetime) -> datetime:
    """No time so far off that it cannot be told in every zone, with a loan's length added."""
    if not EARLIEST_YEAR <= time.year <= LATEST_YEAR:
        raise ValueError("a year that no clock shows")
    return time


Short = Annotated[str, StringConstraints(max_length=64), AfterValidator(_storable)]
Moment = Annotated[AwareDatetime, AfterValidator(_thinkable)]


class Entry(BaseModel):
    """One journal entry. ``occurred_at`` is the true time; ``recovered`` says that its reader was told nothing,
    so it is only to be closed: answered if it is known, refused as ``not-confirmed`` for ever if not."""

    model_config = ConfigDict(extra="ignore")

    key: Annotated[Short, StringConstraints(min_length=1)]
    kind: EntryKind
    occurred_at: Moment
    item: Short = ""
    patron: Short = ""
    visit: Short = ""
    sequence: int = 0
    details: dict[str, str | int] = {}
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_storable)] = ""
    recovered: bool = False

    def fingerprint(self) -> str:
        """What the key stands for; the same key for something else is a mistake."""
        said = [self.kind, self.item, self.patron] + ([self.text] if self.text else [])
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


_entry = TypeAdapter(Entry)
_moment = TypeAdapter(Moment)


@dataclass(frozen=True, slots=True)
class Override:
    """A librarian's word against the rules: who, and why. What may be overruled stands in
    :mod:`server.rules.overrule`."""

    staff: str
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """Entries, and who says so: ``kiosk:ID`` or a login of staff. ``branch`` is where they are, and so where it
    happens."""

    who: str
    branch: str
    entries: Sequence[Any]
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Entries that came under a kiosk's key, of which this is the hash."""

    key_hash: str
    entries: Sequence[Any]


def apply(store: Store, settings: ServerSettings, said: Said, now: datetime) -> list[dict[str, Any]]:
    """Answer each entry, in order. One that was refused keeps that answer for ever, so one that is to be overruled
    needs a key of its own. Raises only when the database is away."""
    (answers,) = _in_one_transaction(
        store, lambda session: _Batch(session, house(session, settings), now).apply([said])
    )
    metrics.count_entries(said.entries, answers)
    return answers


def apply_for_kiosks(
    store: Store, settings: ServerSettings, asked: Sequence[Asked], now: datetime
) -> list[list[dict[str, Any]] | None]:
    """As :func:`apply`, for several kiosks in one transaction; None for a key that opens nothing, which is asked in
    that transaction too: a key is good or revoked at the moment of the commit."""

    def work(session: Session) -> list[list[dict[str, Any]] | None]:
        kiosks = kiosks_of(session, {one.key_hash for one in asked})
        said = [
            Said(KIOSK + kiosks[one.key_hash].id, kiosks[one.key_hash].branch, one.entries)
            for one in asked
            if one.key_hash in kiosks
        ]
        answers = iter(_Batch(session, house(session, settings), now).apply(said) if said else ())
        return [next(answers) if one.key_hash in kiosks else None for one in asked]

    found = _in_one_transaction(store, work)
    for one, answers in zip(asked, found, strict=True):
        if answers is not None:
            metrics.count_entries(one.entries, answers)
    return found


def _in_one_transaction(store: Store, work: Callable[[Session], T]) -> T:
    for attempt in range(ATTEMPTS):
        try:
            with store.writing() as session:
                return work(session)
        except (sa.exc.IntegrityError, sa.exc.OperationalError) as error:
            # Somebody else wrote the same key or lent the same copy between our reading and writing.
            if attempt == ATTEMPTS - 1 or not _collision(error):
                raise
    raise AssertionError("unreachable")


def _collision(error: sa.exc.DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, sa.exc.IntegrityError) or state in ("40001", "40P01")


# Built once: making a statement costs more than asking it. And what is no object of the session goes straight to its
# connection, which costs half.
_KNOWN = sa.select(Transaction.key, Transaction.fingerprint, Transaction.answer).where(
    among(Transaction.key, "keys")
)
_REMEMBER = sa.insert(Transaction)


@dataclass
class _Batch:
    session: Session
    house: House
    now: datetime
    by: Said = field(init=False)  # whose entries are being answered
    known: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)  # fingerprint and answer
    fresh: list[dict[str, Any]] = field(default_factory=list)  # transactions to remember
    accounts: dict[str, Account] = field(default_factory=dict)  # by card number
    copies: dict[str, Copy] = field(default_factory=dict)  # by barcode
    owed: dict[int, Decimal] = field(default_factory=dict)
    loans: Loans = field(init=False)
    queues: Queues = field(init=False)

    def apply(self, said: Sequence[Said]) -> list[list[dict[str, Any]]]:
        parsed = [[_parse(entry, self.now) for entry in one.entries] for one in said]
        self._read([entry for entries in parsed for entry in entries if isinstance(entry, Entry)])
        answers = [self._answer_all(one, entries) for one, entries in zip(said, parsed, strict=True)]
        self.loans.write()
        if self.fresh:
            self.session.connection().execute(_REMEMBER, self.fresh)
        return answers

    def _answer_all(self, by: Said, entries: Sequence[Entry | str]) -> list[dict[str, Any]]:
        self.by = by
        speak_as(self.session, by.who)
        return [
            self._answer(entry)
            if isinstance(entry, Entry)
            else _refusal(entry, [Reason(Code.ENTRY_MALFORMED)])
            for entry in entries
        ]

    def _read(self, entries: Sequence[Entry]) -> None:
        """Everything the entries touch, by as many statements for many entries as for one; locked in an order that
        cannot deadlock: readers first, then copies."""
        keys = {entry.key for entry in entries}
        items = {entry.item for entry in entries if entry.item}
        cards = {entry.patron for entry in entries if entry.patron}
        session = self.session
        if cards:
            self.accounts = accounts(session, cards, lock=True)
        if items:
            self.copies = {copy.barcode: copy for copy in lock_copies_by_barcode(session, items)}
        # After the locks: a batch that waited sees what the other one did.
        found = session.connection().execute(_KNOWN, {"keys": list(keys)})
        self.known = {key: (fingerprint, answer) for key, fingerprint, answer in found}
        patrons = {account.id for account in self.accounts.values()}
        copies = {copy.id for copy in self.copies.values()}
        cool_off = any(policy.cool_off_days for policy in self.house.policies.values())
        self.loans = Loans.read(session, patrons, copies, last_had=cool_off)
        self.owed = owed(session, list(patrons)) if patrons else {}
        self.queues = Queues.read(session, self.house, {copy.title_id for copy in self.copies.values()})

    def _answer(self, entry: Entry) -> dict[str, Any]:
        known = self.known.get(entry.key)
        if known is not None:
            fingerprint, answer = known
            if fingerprint not in ("", entry.fingerprint()):  # "": forgotten, see server/purge.py
                return _refusal(entry.key, [Reason(Code.KEY_REUSED)])
            return {**answer, "repeated": True}
        answer = self._decide(entry)
        self.known[entry.key] = entry.fingerprint(), answer
        self.fresh.append(
            {
                "key": entry.key,
                "fingerprint": entry.fingerprint(),
                "kiosk_id": self.by.who.removeprefix(KIOSK),
                "received_at": self.now,
                "answer": answer,
            }
        )
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
            case _:
                return self._help(entry, at)

    def _checkout(self, entry: Entry, at: datetime) -> dict[str, Any]:
        account, copy = self.accounts.get(entry.patron), self.copies.get(entry.item)
        if account is None or copy is None:
            unknown = [Reason(Code.PATRON_UNKNOWN)] if account is None else []
            if copy is None:
                unknown.append(Reason(Code.ITEM_UNKNOWN))
            return _refusal(entry.key, unknown, copy)
        who, item = self._reader(account), self._item(copy, account)
        reasons = why_not_checkout(who, item, self.by.branch, self.house, at)
        policy = self.house.policy(account.patron_class, copy.item_class, self.by.branch)
        if policy is None or not self._overruled(entry, reasons, account):
            return _refusal(entry.key, reasons, copy)
        until, notes = due(who, policy, self.by.branch, self.house, at)
        loan = LoanRow(
            id=0,
            copy_id=copy.id,
            patron_id=account.id,
            branch=self.by.branch,
            lent_at=at,
            due=until,
            renewals=0,
            claimed_at=None,
            item=copy.barcode,
            item_class=copy.item_class,
            patron_class=account.patron_class,
        )
        if copy.last_checkin is not None and copy.last_checkin > at:
            # It was lent and came back elsewhere before this kiosk could tell us.
            loan.returned_at = copy.last_checkin
            self.loans.lend(loan)
            notes.append(Reason(Code.ALREADY_RETURNED))
            return self._yes(entry.key, copy, until, notes + self._charge(loan, loan.returned_at))
        self.loans.lend(loan)
        if copy.place in (ItemStatus.MISSING, ItemStatus.LOST):
            notes.append(Reason(Code.FOUND_AGAIN))
        self.queues.lent(copy, account.id, at)
        if copy.place not in (ItemStatus.REFERENCE_ONLY, ItemStatus.AVAILABLE):
            copy.place = ItemStatus.AVAILABLE.value
        publish(self.session, Topic.PATRON, str(account.id))
        return self._yes(entry.key, copy, until, notes)

    def _reader(self, account: Account) -> Reader:
        loans = [loan.facts for loan in self.loans.by_patron[account.id]]
        return reader(account, loans, self.owed[account.id])

    def _item(self, copy: Copy, account: Account) -> Item:
        kept_for = self.queues.kept_for(copy)
        return Item(
            copy.barcode,
            copy.item_class,
            ItemStatus(copy.place),
            on_loan=copy.id in self.loans.by_copy,
            kept_for_reader=kept_for is not None and kept_for.patron_id == account.id,
            wanted=kept_for is None and self.queues.wanted(copy, account.id),
            last_had=self.loans.last_had.get((account.id, copy.id)),
        )

    def _overruled(self, entry: Entry, reasons: list[Reason], account: Account) -> bool:
        """Whether nothing stands against it, or nothing that this librarian may not overrule."""
        if not reasons:
            return True
        if any(reason.code not in OVERRULABLE for reason in reasons):
            return False
        allows = self.by.override or self._released(entry)
        if allows is None:
            return False
        called = {}
        if isinstance(allows, Release):
            allows.line.used_by = entry.key
            called = {"call": allows.call}
        audit.note(
            self.session,
            allows.staff,
            f"{entry.kind.value}-override",
            entry.item,
            codes=[reason.code.value for reason in reasons],
            reason=allows.reason,
            patron=account.id,
            **called,
        )
        return True

    def _released(self, entry: Entry) -> Release | None:
        """By whoever answers this kiosk's call for help."""
        if not self.by.who.startswith(KIOSK) or "release" not in entry.details:
            return None
        kiosk = self.by.who.removeprefix(KIOSK)
        return release(self.session, kiosk, entry.details, entry.fingerprint(), self.now)

    def _checkin(self, entry: Entry, at: datetime) -> dict[str, Any]:
        copy = self.copies.get(entry.item)
        if copy is None:
            return _refusal(entry.key, [Reason(Code.ITEM_UNKNOWN)])
        loan = self.loans.by_copy.get(copy.id)
        if loan is not None and loan.lent_at > at:
            # An old return, told late: it does not end the loan made since.
            return self._yes(entry.key, copy, None, [Reason(Code.ALREADY_RETURNED)])
        notes = []
        place = ItemStatus(copy.place)
        if loan is None:
            notes += about_return(None, place, self.house, at)
        else:
            notes += about_return(loan.due, place, self.house, at)
            notes += self._charge(loan, at)
            self.loans.end(loan, at)
            if loan.patron_id is not None:
                publish(self.session, Topic.PATRON, str(loan.patron_id))
        if copy.last_checkin is None or copy.last_checkin <= at:
            copy.last_checkin = at
            notes += self.queues.arrive(copy, self.by.branch, at)
        return self._yes(entry.key, copy, None, notes)

    def _charge(self, loan: LoanRow, back: datetime) -> list[Reason]:
        """What the loan costs because it was late: worked out once, when it comes back, by what holds then."""
        policy = self._policy_of(loan)
        until = min(back, loan.claimed_at or back)
        day = self.house.day
        amount = fine(policy, self.house.calendar(loan.branch), day(loan.due), day(until))
        if not amount or loan.patron_id is None:
            return []
        self.loans.write()  # a loan of this same batch has no number before
        charge = Charge(
            patron_id=loan.patron_id, loan_id=loan.id, kind="overdue", charged_at=self.now, note=""
        )
        charge.amount = charge.outstanding = amount
        self.session.add(charge)
        if loan.patron_id in self.owed:
            self.owed[loan.patron_id] += amount
        return [Reason(Code.FINE_CHARGED, {"owed": str(amount), "currency": self.house.currency})]

    def _renew(self, entry: Entry, at: datetime) -> dict[str, Any]:
        account, copy = self.accounts.get(entry.patron), self.copies.get(entry.item)
        if account is None:
            return _refusal(entry.key, [Reason(Code.PATRON_UNKNOWN)], copy)
        who = self._reader(account)
        loan = self.loans.by_copy.get(copy.id) if copy is not None else None
        if loan is not None and loan.patron_id != account.id:
            loan = None
        wanted = copy is not None and loan is not None and self.queues.wanted(copy, account.id)
        policy = self._policy_of(loan) if loan is not None else None
        reasons = why_not_renew(who, loan.facts if loan else None, policy, self.house, wanted=wanted)
        if loan is None or policy is None or copy is None or not self._overruled(entry, reasons, account):
            return _refusal(entry.key, reasons or [Reason(Code.ITEM_NOT_FOR_YOU)], copy)
        until, notes = due(who, policy, loan.branch, self.house, at)
        self.loans.extend(loan, max(loan.due, until))  # a renewal never shortens a loan
        publish(self.session, Topic.PATRON, str(account.id))
        return self._yes(entry.key, copy, loan.due, notes)

    def _policy_of(self, loan: LoanRow) -> Policy | None:
        return self.house.policy(loan.patron_class or "", loan.item_class, loan.branch)

    def _help(self, entry: Entry, at: datetime) -> dict[str, Any]:
        heard = calls.Heard(
            entry.key,
            entry.kind,
            self.by.who.removeprefix(KIOSK),
            self.by.branch,
            entry.visit,
            at,
            self.now,
            entry.details,
            entry.text,
        )
        if calls.hear(self.session, heard):
            return self._yes(entry.key, None, None, [])
        return _refusal(entry.key, [Reason(Code.ENTRY_MALFORMED)])

    def _yes(
        self, key: str, copy: Copy | None, until: datetime | None, notes: list[Reason]
    ) -> dict[str, Any]:
        if copy is not None:
            publish(self.session, Topic.ITEM, copy.barcode)
        until_here = until.astimezone(self.house.zone).isoformat() if until else None
        return _answer(key, Result.APPLIED, copy, until_here, [], notes)


def _parse(said: Any, now: datetime) -> Entry | str:
    """The entry, or only its key if it is none that could be applied."""
    if isinstance(said, dict) and said.get("kind") in calls.KINDS:
        said = _mended(said, now)
    try:
        entry = _entry.validate_python(said)
    except ValidationError:
        key = said.get("key") if isinstance(said, dict) else None
        return key if isinstance(key, str) and key.isprintable() else ""
    if entry.kind not in calls.KINDS and not entry.item:
        return entry.key
    return entry


def _mended(said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Somebody who wants help is not refused over a field that does not fit: it is cut, or left out."""
    details = said.get("details")
    try:
        at = _moment.validate_python(said.get("occurred_at"))
    except ValidationError:
        at = now
    return {
        "key": said.get("key"),
        "kind": said["kind"],
        "occurred_at": at,
        "visit": calls.plain(said.get("visit"), 64),
        "details": {
            name: one
            for name, one in (details.items() if isinstance(details, dict) else ())
            if isinstance(name, str) and isinstance(one, str | int)
        },
        "text": calls.plain(said.get("text"), LONGEST_TEXT),
        "recovered": said.get("recovered") is True,
    }


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
