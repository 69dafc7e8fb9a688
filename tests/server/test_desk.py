"""What a librarian may overrule, whose branch counts, further cards, guardians, and the rules' tables at work."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.circulation import transactions
from server.circulation.policies import add_branch, add_policy
from server.circulation.transactions import Override, Said
from server.house import house
from server.patrons import find_patron
from server.store.tables import (
    MAIN,
    AuditLine,
    Card,
    ClosedDay,
    Copy,
    Kiosk,
    Loan,
    LoanPolicy,
    Patron,
    PatronClass,
)
from tests.server.conftest import BLOCKED, BOOKS, FULL, OTHER, READER, REFERENCE, Site, entry

NOW = datetime.now(UTC)
BOOK = BOOKS[0]


def codes(answer: dict) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


def at_the_desk(site: Site, *entries: dict, why: str | None = "she asked", branch: str = MAIN) -> list[dict]:
    said = Said("lin", branch, entries, Override("lin", why) if why else None)
    return transactions.apply(site.store, site.settings, said, datetime.now(UTC))


def audit(site: Site) -> list[tuple[str, str, str, list[str]]]:
    with site.store.reading() as session:
        return [
            (one.who, one.what, one.about, one.details["codes"])
            for one in session.scalars(sa.select(AuditLine))
        ]


def test_a_librarian_overrules_what_may_be_overruled(site: Site):
    blocked = entry("a", "checkout", REFERENCE, BLOCKED)
    assert codes(at_the_desk(site, blocked, why=None)[0]) == [
        "patron-blocked",
        "fines-owed",
        "item-reference-only",
    ]
    assert at_the_desk(site, blocked)[0]["result"] == "refused"  # that key has its answer
    (lent,) = at_the_desk(site, {**blocked, "key": "b"})
    assert lent["result"] == "applied"
    assert audit(site) == [
        ("lin", "checkout-override", REFERENCE, ["patron-blocked", "fines-owed", "item-reference-only"])
    ]
    at_the_desk(site, entry("c", "checkin", REFERENCE))
    assert site.item(REFERENCE)["status"] == "reference-only"  # as it was before
    (full,) = at_the_desk(site, entry("d", "checkout", patron=FULL))
    assert full["result"] == "applied"


def test_what_is_not_so_cannot_be_overruled(site: Site):
    site.send(entry("a", "checkout", patron=OTHER))
    with site.store.writing() as session:
        session.execute(sa.update(Patron).where(Patron.barcode == BLOCKED).values(lost_card=True))
        session.execute(sa.update(Copy).where(Copy.barcode == BOOKS[1]).values(item_class="map"))
        session.execute(sa.update(Copy).where(Copy.barcode == BOOKS[2]).values(place="withdrawn"))
    answers = at_the_desk(
        site,
        entry("b", "checkout"),
        entry("c", "checkout", "3nothing", "2nobody"),
        entry("d", "checkout", BOOKS[3], BLOCKED),
        entry("e", "checkout", BOOKS[1]),
        entry("f", "checkout", BOOKS[2]),
        entry("g", "renewal"),
    )
    assert [codes(answer)[0] for answer in answers] == [
        "item-on-loan",
        "patron-unknown",
        "card-lost",
        "item-not-for-you",
        "item-withdrawn",
        "renewal-not-yours",
    ]
    assert audit(site) == []


def test_a_renewal_beyond_the_limit(site: Site):
    site.send(entry("a", "checkout"), entry("b", "renewal"))
    assert codes(at_the_desk(site, entry("c", "renewal"), why=None)[0]) == ["renewal-limit"]
    assert at_the_desk(site, entry("d", "renewal"))[0]["result"] == "applied"
    assert audit(site) == [("lin", "renewal-override", BOOK, ["renewal-limit"])]


def test_where_it_is_lent_decides_the_policy_and_the_calendar(site: Site):
    with site.store.writing() as session:
        add_branch(session, "east", "东馆", "East Branch", open_weekdays="1234567")
        add_policy(session, "*", "book", "east", loan_days=3, loan_limit=9)
        day = house(session, site.settings).day(NOW) + timedelta(days=3)
        session.add(ClosedDay(branch="east", day=day))
    (here,) = site.send(entry("a", "checkout"))
    (there,) = at_the_desk(site, entry("b", "checkout", BOOKS[1]), branch="east")
    assert date.fromisoformat(here["due"][:10]) == day + timedelta(days=25)
    assert date.fromisoformat(there["due"][:10]) == day + timedelta(days=1)
    with site.store.writing() as session:
        assert session.scalar(sa.select(Loan.branch).order_by(Loan.id.desc())) == "east"
        session.execute(sa.update(Kiosk).values(branch="east"))
    (moved,) = site.send(entry("c", "checkout", BOOKS[2]))
    assert moved["due"] == there["due"]
    # A renewal goes by where the loan was made, and never shortens it.
    assert site.send(entry("d", "renewal"))[0]["due"] == here["due"]


def test_a_changed_policy_counts_at_once_by_whatever_hand(site: Site):
    def days() -> int:
        with site.store.reading() as session:
            return house(session, site.settings).policy("adult", "book", "main").loan_days

    assert days() == 28
    for statement in (
        "UPDATE loan_policies SET loan_days = 5",
        "DELETE FROM loan_policies WHERE item_class = 'dvd'",
        "INSERT INTO branches (code, name_zh, name_en, open_weekdays) VALUES ('w', '', '', '1')",
        "INSERT INTO closed_days VALUES ('*', '2026-12-24', '')",
        "UPDATE patron_classes SET needs_guardian = true",
    ):
        with site.store.reading() as session:
            before = house(session, site.settings)
            assert house(session, site.settings) is before  # kept
        with site.store.writing() as session:
            session.execute(sa.text(statement))
            within = house(session, site.settings)
        with site.store.reading() as session:
            after = house(session, site.settings)
        assert before != after
        assert after == within
    assert days() == 5
    with site.store.writing() as session:
        session.execute(sa.text("UPDATE loan_policies SET loan_days = 99"))
        house(session, site.settings)
        session.rollback()
    assert days() == 5  # what was never committed is kept by nobody


def test_the_cool_off(site: Site):
    with site.store.writing() as session:
        session.execute(sa.update(LoanPolicy).values(cool_off_days=1))
    site.send(entry("a", "checkout"), entry("b", "checkin"))
    (mine,) = site.send(entry("c", "checkout"))
    assert codes(mine) == ["cool-off"]
    assert site.send(entry("d", "checkout", BOOKS[1]))[0]["result"] == "applied"  # another copy
    assert site.send(entry("e", "checkout", patron=OTHER))[0]["result"] == "applied"
    in_one = site.send(
        entry("f", "checkout", BOOKS[2]), entry("g", "checkin", BOOKS[2]), entry("h", "checkout", BOOKS[2])
    )
    assert codes(in_one[2]) == ["cool-off"]


def test_any_card_of_a_person_opens_the_account(site: Site):
    uid = "04A2B3C4D5E680"
    with site.store.writing() as session:
        patron = find_patron(session, READER)
        session.add(Card(number=uid, patron_id=patron.id, kind="uid"))
        session.add(Card(number="2OLD", patron_id=patron.id, kind="barcode", lost=True))
    for shown in (uid, uid.lower(), "04:a2:b3:c4:d5:e6:80"):
        assert site.patron(shown)["name"] == "王小明"
        assert site.client.post(f"/api/v1/patrons/{shown}/verify", json={"pin": "1234"}).json()["verified"]
    assert site.patron(uid)["barcode"] == uid
    (lent,) = site.send(entry("a", "checkout", patron=uid.lower()))
    assert lent["result"] == "applied"
    assert [loan["item"] for loan in site.patron(READER)["loans"]] == [BOOK]
    (own,) = site.send(entry("b", "checkout"))
    assert codes(own) == ["item-already-yours"]
    lost, good = site.send(entry("c", "checkout", BOOKS[1], "2OLD"), entry("d", "checkout", BOOKS[1], READER))
    assert (codes(lost), good["result"]) == (["card-lost"], "applied")
    assert [reason["code"] for reason in site.patron("2OLD")["reasons"]] == ["card-lost"]
    assert site.patron("2OLD")["barcode"] == "2OLD"


def test_children_and_their_guardians(site: Site):
    with site.store.writing() as session:
        session.add(PatronClass(name="child", loan_limit=4, needs_guardian=True))
        add_policy(session, "child", "book", loan_days=28, loan_limit=4)
        session.execute(sa.update(Patron).where(Patron.barcode == READER).values(patron_class="child"))
    assert codes(site.send(entry("a", "checkout"))[0]) == ["guardian-needed"]
    with site.store.writing() as session:
        guardian = find_patron(session, OTHER).id
        session.execute(sa.update(Patron).where(Patron.barcode == READER).values(guardian_id=guardian))
    assert site.send(entry("b", "checkout"))[0]["result"] == "applied"
    with site.store.writing() as session:
        session.execute(sa.update(Patron).where(Patron.barcode == OTHER).values(blocked=True))
    (linked,) = site.send(entry("c", "checkout", BOOKS[1]))
    assert linked["reasons"] == [{"code": "linked-account-blocked", "params": {}}]  # and nobody's name


def test_many_entries_cost_no_more_statements_than_one(site: Site):
    """Each for itself would make an outage's end last for ever."""
    counted: list[str] = []
    sa.event.listen(
        site.store.engine, "before_cursor_execute", lambda *said: counted.append(said[2].split()[0])
    )

    def asked(*entries: dict) -> dict[str, int]:
        counted.clear()
        answers = transactions.apply(
            site.store, site.settings, Said("kiosk:kiosk-1", MAIN, entries), datetime.now(UTC)
        )
        assert all(answer["result"] == "applied" for answer in answers)
        return {verb: counted.count(verb) for verb in ("SELECT", "INSERT", "UPDATE")}

    asked(entry("first", "checkin"))  # the house is known from here on
    one = asked(entry("a", "checkout"))
    four = asked(*(entry(f"b{n}", "checkout", BOOKS[n], OTHER) for n in range(1, 5)))
    assert four["SELECT"] == one["SELECT"] <= 9
    back_one = asked(entry("c", "checkin"))
    back_four = asked(*(entry(f"d{n}", "checkin", BOOKS[n]) for n in range(1, 5)))
    assert back_four["SELECT"] == back_one["SELECT"] <= 9
    assert four["INSERT"] <= one["INSERT"] + 3  # SQLite writes row by row where it must tell the number


def test_no_statement_of_a_loan_reads_a_table_from_end_to_end(site: Site):
    """A library has millions of rows of some; PostgreSQL reads small tables whole whatever the statement says."""
    if site.store.engine.dialect.name != "sqlite":
        return
    asked: list[tuple[str, Any]] = []
    sa.event.listen(site.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
    assert site.send(entry("a", "checkout"))[0]["result"] == "applied"
    assert site.send(entry("b", "renewal"))[0]["result"] == "applied"
    assert site.send(entry("c", "checkin"))[0]["result"] == "applied"
    selects = [(statement, given) for statement, given in asked if statement.startswith("SELECT")]
    assert len(selects) > 20
    grows = {
        "SCAN " + name
        for name in (
            "copies",
            "titles",
            "patrons",
            "cards",
            "loans",
            "holds",
            "charges",
            "transactions",
            "kiosks",
        )
    }
    with site.store.engine.connect() as connection:
        for statement, given in selects:
            for *_, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given):
                assert " ".join(step.split()[:2]) not in grows, statement
