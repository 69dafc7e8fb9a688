"""The circulation desk: a card, then items; or items that come back. A scanner and Enter are enough.

The page keeps nothing on the server and no reader in its address: what it is about travels in its forms. Every scan has
an identity key, so that a form sent twice lends once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from config.vocabulary import EntryKind
from server import audit
from server.cards import good_number
from server.circulation.conditions import ConditionError, claim_returned
from server.circulation.transactions import Override, Said, apply
from server.console import readers
from server.console.fields import Fields
from server.console.guard import Ask, Asking
from server.console.permissions import Permission
from server.console.routes import Pages
from server.patrons import accounts, find_patron, open_loans
from server.rules.overrule import OVERRULABLE
from server.store.tables import Charge, Copy, Loan, Patron, Transaction

BORROW, RETURN = "borrow", "return"
MOST_ROWS = 12

pages = Pages()


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one item: the answer, and what was asked, so that it can be overruled."""

    kind: str
    item: str
    key: str
    at: datetime
    answer: dict[str, Any]
    owes: int = 0  # who was charged for it and has not paid

    @property
    def refused(self) -> bool:
        return bool(self.answer["result"] == "refused")

    @property
    def overrulable(self) -> bool:
        codes = [reason["code"] for reason in self.answer["reasons"]]
        return self.refused and bool(codes) and all(code in OVERRULABLE for code in codes)


@dataclass
class Counter:
    """What the page is about; ``asked`` names the newest entries as ``kind:key:item``, newest first. ``card`` is the
    number that was scanned: a lost card opens nothing, but another of the same reader does."""

    mode: str
    patron: int
    asked: list[str] = field(default_factory=list)
    card: str = ""
    notice: str = ""
    unknown: str = ""  # the number that nobody and nothing has
    copy: Copy | None = None

    @classmethod
    def of(cls, fields: Fields) -> Counter:
        mode = RETURN if fields.text("mode") == RETURN else BORROW
        patron = fields.text("patron")
        asked = fields.text("asked", most=4000).split("\n")
        number = int(patron) if patron.isascii() and patron.isdigit() and len(patron) < 10 else 0
        known = [one for one in asked if one.count(":") >= 2][:MOST_ROWS]
        return cls(mode, number, known, fields.text("card", most=64))

    def switch(self, patron: int, card: str) -> None:
        """Another reader: nothing of the one before stays on the page."""
        self.card = card
        if patron != self.patron:
            self.patron, self.asked = patron, []


@pages.get("/desk", Permission.CIRCULATE)
def lend(ask: Ask) -> Any:
    return _page(ask, Counter(BORROW, 0))


@pages.get("/desk/returns", Permission.CIRCULATE)
def take_back(ask: Ask) -> Any:
    return _page(ask, Counter(RETURN, 0))


@pages.get("/desk/reader/{patron_id}", Permission.CIRCULATE)
def reader(ask: Ask, patron_id: int) -> Any:
    """The desk with this reader."""
    with ask.store.reading() as session:
        readers.known(session, patron_id)
    return _page(ask, Counter(BORROW, patron_id))


@pages.post("/desk/scan", Permission.CIRCULATE)
def scan(ask: Ask) -> Any:
    fields = ask.fields
    counter, number = Counter.of(fields), fields.text("scan", most=64)
    with ask.store.reading() as session:
        copy = _copy(session, number)
        patron = find_patron(session, number) if number and copy is None else None
    if patron is not None:
        counter.mode = BORROW
        counter.switch(patron.id, number)
    elif copy is None:
        counter.notice, counter.unknown = ("scan-unknown", number) if number else ("", "")
    elif counter.mode == RETURN:
        _do(ask, counter, EntryKind.CHECKIN, number)
    elif counter.patron:
        _do(ask, counter, EntryKind.CHECKOUT, number)
    else:
        counter.copy = copy
    return _page(ask, counter)


@pages.post("/desk/return", Permission.CIRCULATE)
def return_one(ask: Ask) -> Any:
    counter = Counter.of(ask.fields)
    _do(ask, counter, EntryKind.CHECKIN, ask.fields.text("item", most=64))
    return _page(ask, counter)


@pages.post("/desk/renew", Permission.CIRCULATE)
def renew(ask: Ask) -> Any:
    """One item, or with none named everything the reader has."""
    counter, item = Counter.of(ask.fields), ask.fields.text("item", most=64)
    with ask.store.reading() as session:
        loans = open_loans(session, [counter.patron])[counter.patron]
    for barcode in [item] if item else [loan.copy.barcode for loan in loans]:
        _do(ask, counter, EntryKind.RENEWAL, barcode)
    return _page(ask, counter)


@pages.post("/desk/claim", Permission.CIRCULATE)
def claim(ask: Ask) -> Any:
    """The reader says that it was brought back."""
    counter, item = Counter.of(ask.fields), ask.fields.text("item", most=64)
    with ask.store.writing() as session:
        copy = _copy(session, item)
        try:
            if copy is not None:
                claim_returned(session, copy, ask.now)
                audit.note(session, ask.who.login, "claimed-returned", item)
                counter.notice = "claim-noted"
        except ConditionError as error:
            counter.notice = f"wrong-{error.code}"
    return _page(ask, counter)


@pages.post("/desk/overrule", Permission.CIRCULATE)
def overrule(ask: Ask) -> Any:
    """The same once more, on a librarian's word; the reason stays in the audit log."""
    fields = ask.fields
    counter, item = Counter.of(fields), fields.text("item", most=64)
    kind, why = (
        fields.choice("kind", [EntryKind.CHECKOUT, EntryKind.RENEWAL]),
        fields.text("why", needed=True),
    )
    if fields.wrong:
        counter.notice = "overrule-why"
    else:
        _do(ask, counter, EntryKind(kind), item, Override(ask.who.login, why))
    return _page(ask, counter)


def _do(ask: Asking, counter: Counter, kind: EntryKind, item: str, override: Override | None = None) -> None:
    """Ask for it under a key that is this form's and this item's."""
    with ask.store.reading() as session:
        patron = session.get(Patron, counter.patron) if counter.patron else None
        card = ""
        if patron is not None and kind is not EntryKind.CHECKIN:
            card = _shown(session, counter) or good_number(session, patron)
    form = ask.fields.text("key", most=64) or secrets.token_urlsafe(16)
    said = f"{form} {kind} {item} {card} {override is not None}"
    key = f"desk-{hashlib.sha256(said.encode()).hexdigest()[:40]}"
    entry = {"key": key, "kind": kind.value, "item": item, "patron": card, "occurred_at": ask.now}
    apply(ask.store, ask.settings, Said(ask.who.login, ask.who.branch, [entry], override), ask.now)
    asked = f"{kind.value}:{key}:{item}"
    counter.asked = [asked, *(one for one in counter.asked if one != asked)][:MOST_ROWS]


def _page(ask: Asking, counter: Counter) -> Any:
    with ask.store.reading() as session:
        patron = session.get(Patron, counter.patron) if counter.patron else None
        panel = readers.panel(ask, session, patron, _shown(session, counter)) if patron is not None else None
        rows = _rows(ask, session, counter.asked)
        copy = counter.copy
        loan = _loan(session, copy) if copy is not None else None
        has_it = session.get(Patron, loan.patron_id) if loan is not None and loan.patron_id else None
    return ask.page("desk.html", counter=counter, panel=panel, rows=rows, copy=copy, loan=loan, has_it=has_it)


def _shown(session: Session, counter: Counter) -> str:
    """The card this reader came with; nothing if it was none, or is somebody else's."""
    account = accounts(session, [counter.card]).get(counter.card) if counter.card else None
    return account.number if account is not None and account.id == counter.patron else ""


def _rows(ask: Asking, session: Session, asked: Sequence[str]) -> list[Row]:
    """The answers of this login's own entries; a key from elsewhere shows nothing."""
    parts = [one.split(":", 2) for one in asked]
    query = sa.select(Transaction).where(
        Transaction.key.in_([key for _, key, _ in parts]), Transaction.kiosk_id == ask.who.login
    )
    known = {row.key: row for row in session.scalars(query)}
    came_back = [item for kind, _, item in parts if kind == EntryKind.CHECKIN]
    owing = (
        sa.select(Copy.barcode, Charge.patron_id)
        .join(Loan, Loan.copy_id == Copy.id)
        .join(Charge, Charge.loan_id == Loan.id)
        .where(Copy.barcode.in_(came_back), Charge.outstanding > 0, Charge.patron_id.is_not(None))
    )
    owes = {row.barcode: row.patron_id for row in session.execute(owing)}
    return [
        Row(kind, item, key, known[key].received_at, known[key].answer, owes.get(item) or 0)
        for kind, key, item in parts
        if key in known
    ]


def _copy(session: Session, barcode: str) -> Copy | None:
    return session.scalar(sa.select(Copy).where(Copy.barcode == barcode).options(joinedload(Copy.title)))


def _loan(session: Session, copy: Copy) -> Loan | None:
    return session.scalar(sa.select(Loan).where(Loan.copy_id == copy.id, Loan.returned_at.is_(None)))
