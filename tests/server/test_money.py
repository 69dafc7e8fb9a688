"""Fines at return, what takes them away, and copies that are claimed returned, lost, damaged and found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from server.circulation import charges, conditions
from server.circulation.charges import SettleError, open_charges, settle
from server.house import house
from server.patrons import find_patron
from server.store.tables import Charge, Copy, Loan, LoanPolicy, Payment
from tests.server.conftest import BLOCKED, BOOKS, MISSING, OTHER, READER, Site, entry

NOW = datetime.now(UTC)
BOOK = BOOKS[0]


@pytest.fixture
def library(site: Site) -> Site:
    with site.store.writing() as session:
        rows = sa.update(LoanPolicy).where(LoanPolicy.item_class == "book")
        session.execute(rows.values(fine_per_day=Decimal("0.50"), fine_most=Decimal("5.00")))
        session.execute(sa.update(Copy).where(Copy.barcode == BOOK).values(price=Decimal("36.00")))
    return site


def owes(site: Site, card: str = READER) -> list[tuple[str, str, str]]:
    with site.store.reading() as session:
        found = open_charges(session, find_patron(session, card).id)
        return [(one.kind, str(one.amount), str(one.outstanding)) for one in found]


def copy_of(session, barcode: str = BOOK) -> Copy:
    return session.scalar(sa.select(Copy).where(Copy.barcode == barcode))


def lend(site: Site, days_ago: int = 0, key: str = "lend") -> None:
    (lent,) = site.send(entry(key, "checkout", at=datetime.now(UTC) - timedelta(days=days_ago)))
    assert lent["result"] == "applied"


def test_a_late_return_is_charged_once_and_by_its_true_time(library: Site):
    lend(library, days_ago=40)
    brought = datetime.now(UTC) - timedelta(days=9)  # told today: three days late
    (back,) = library.send(entry("back", "checkin", at=brought))
    assert back["notes"] == [
        {"code": "returned-late", "params": {"days": 3}},
        {"code": "fine-charged", "params": {"owed": "1.50", "currency": "CNY"}},
    ]
    library.send(entry("back", "checkin", at=brought), entry("again", "checkin"))
    assert owes(library) == [("overdue", "1.50", "1.50")]
    assert library.patron(READER)["fines"] == "1.50"


def test_lent_and_late_within_one_message(library: Site):
    """An outage of weeks, told at once: a loan of the batch itself is charged."""
    ago = [datetime.now(UTC) - timedelta(days=days) for days in (60, 1)]
    _, back, refused = library.send(
        entry("a", "checkout", at=ago[0]),
        entry("b", "checkin", at=ago[1]),
        entry("c", "checkout", patron=BLOCKED),
    )
    assert back["notes"][1]["params"]["owed"] == "5.00"  # the most a loan costs
    assert owes(library) == [("overdue", "5.00", "5.00")]
    assert refused["result"] == "refused"


def test_payments_and_waivers(library: Site):
    lend(library, days_ago=40)
    library.send(entry("back", "checkin"))
    with library.store.reading() as session:
        (charge,) = open_charges(session, find_patron(session, READER).id)
    owed = charge.outstanding

    def take(amount: str, kind: str = "payment", key: str = "k1", note: str = "") -> Decimal:
        with library.store.writing() as session:
            return settle(session, charge.id, Decimal(amount), kind, "lin", key, note, NOW).amount

    assert take("2.00") == take("2.00") == 2
    assert owes(library) == [("overdue", str(owed), str(owed - 2))]
    for code, ask in {
        "amount-wrong": lambda: take(str(owed), key="k2"),
        "key-reused": lambda: take("1.00"),
        "note-needed": lambda: take("1.00", "waiver", "k3", "  "),
        "kind-wrong": lambda: take("1.00", "gift", "k4"),
    }.items():
        with pytest.raises(SettleError) as wrong:
            ask()
        assert wrong.value.code == code
    for amount in ("0", "-1", "NaN", "0.001"):
        with pytest.raises(SettleError, match="amount-wrong"):
            take(amount, key="k5")
    with pytest.raises(SettleError, match="charge-unknown"), library.store.writing() as session:
        settle(session, 999, Decimal(1), "payment", "lin", "k6", "", NOW)
    assert take(str(owed - 2), "waiver", "k7", "flood") == owed - 2
    assert owes(library) == []
    with library.store.reading() as session:
        rows = session.execute(
            sa.select(Payment.kind, Payment.staff, Payment.note).order_by(Payment.id)
        ).all()
    assert [tuple(row) for row in rows] == [("payment", "lin", ""), ("waiver", "lin", "flood")]


def test_two_hands_cannot_take_more_than_is_owed(library: Site):
    """The charge's row is locked: whoever comes second sees what is left."""
    with library.store.writing() as session:
        charge = charges.add_charge(session, find_patron(session, READER), Decimal(3), NOW)
        session.flush()
    from concurrent.futures import ThreadPoolExecutor

    def pay(n: int) -> bool:
        try:
            with library.store.writing() as session:
                settle(session, charge.id, Decimal(2), "payment", "lin", f"k{n}", "", NOW)
        except SettleError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(pay, range(4))) == 1
    assert owes(library) == [("other", "3.00", "1.00")]


def test_what_is_claimed_returned_grows_no_fine(library: Site):
    lend(library, days_ago=40)  # due 12 days ago
    claimed = datetime.now(UTC) - timedelta(days=10)
    with library.store.writing() as session:
        conditions.claim_returned(session, copy_of(session), claimed)
        conditions.claim_returned(session, copy_of(session), NOW)  # once more
        assert session.scalar(sa.select(Loan.claimed_at).where(Loan.claimed_at.is_not(None))) == claimed
        with pytest.raises(conditions.ConditionError, match="not-on-loan"):
            conditions.claim_returned(session, copy_of(session, BOOKS[1]), NOW)
    assert library.item(BOOK)["status"] == "checked-out"
    (back,) = library.send(entry("back", "checkin"))
    assert back["notes"][1] == {"code": "fine-charged", "params": {"owed": "1.00", "currency": "CNY"}}


def test_a_lost_copy_is_charged_and_found_again(library: Site):
    lend(library)
    with library.store.writing() as session:
        assert conditions.mark_lost(session, copy_of(session), NOW).amount == 36
        assert conditions.mark_lost(session, copy_of(session), NOW) is None
    assert (library.item(BOOK)["status"], library.patron(READER)["loans"]) == ("lost", [])
    assert owes(library) == [("lost", "36.00", "36.00")]
    with library.store.reading() as session:
        assert (
            session.scalar(sa.select(Loan.ended_as).where(Loan.lent_at > NOW - timedelta(days=1))) == "lost"
        )
    (found,) = library.send(entry("found", "checkin"))
    assert [note["code"] for note in found["notes"]] == ["found-again"]
    assert library.item(BOOK)["status"] == "available"
    assert owes(library) == [("lost", "36.00", "36.00")]  # for staff to waive


def test_lost_and_missing_copies_may_be_lent_when_they_turn_up(library: Site):
    with library.store.writing() as session:
        conditions.mark_lost(session, copy_of(session), NOW)
    for item in (BOOK, MISSING):
        (lent,) = library.send(entry(item, "checkout", item, OTHER))
        assert (lent["result"], [note["code"] for note in lent["notes"]]) == ("applied", ["found-again"])


def test_a_damaged_copy_stays_until_it_is_mended(library: Site):
    lend(library)
    with library.store.writing() as session, pytest.raises(conditions.ConditionError, match="on-loan"):
        conditions.mark_damaged(session, copy_of(session), NOW)
    library.send(entry("back", "checkin"))
    with library.store.writing() as session:
        loan = session.scalar(sa.select(Loan).order_by(Loan.id.desc()))
        conditions.mark_damaged(session, copy_of(session), NOW, loan=loan, amount=Decimal("4.50"))
    assert library.item(BOOK)["status"] == "damaged"
    assert owes(library) == [("damaged", "4.50", "4.50")]
    (refused,) = library.send(entry("again", "checkout"))
    assert [reason["code"] for reason in refused["reasons"]] == ["item-damaged"]
    library.send(entry("scan", "checkin"))
    assert library.item(BOOK)["status"] == "damaged"
    with library.store.writing() as session:
        conditions.mark_available(session, house(session, library.settings), copy_of(session), "main", NOW)
    assert library.item(BOOK)["status"] == "available"
    with library.store.writing() as session:
        conditions.mark_missing(session, copy_of(session))
    assert library.item(BOOK)["status"] == "missing"


def test_no_charge_of_nothing(library: Site):
    with library.store.writing() as session, pytest.raises(ValueError, match="nothing"):
        charges.add_charge(session, find_patron(session, READER), Decimal(0), NOW)
    with library.store.reading() as session:
        assert session.scalar(sa.select(sa.func.min(Charge.outstanding))) == Decimal("8.20")
