"""The HTTP contract, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from server.enrol import enrol_kiosk
from server.store.tables import Loan, Patron
from tests.server.conftest import (
    BLOCKED,
    BOOKS,
    DVD,
    EXPIRING,
    FULL,
    MISSING,
    ON_HOLD,
    OTHER,
    READER,
    REFERENCE,
    Site,
    entry,
)

BOOK = BOOKS[0]


def codes(answer: dict) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


def notes(answer: dict) -> list[str]:
    return [note["code"] for note in answer["notes"]]


def test_a_loan_and_its_return(site: Site):
    (lent,) = site.send(entry("a", "checkout"))
    assert (lent["result"], lent["repeated"], lent["title"]) == ("applied", False, "论语")
    assert lent["due"].endswith("T23:59:59+08:00")
    assert site.item(BOOK)["status"] == "checked-out"
    assert site.item(BOOK)["due"] == lent["due"]
    (loan,) = site.patron(READER)["loans"]
    assert (loan["item"], loan["due"], loan["overdue"]) == (BOOK, lent["due"], False)
    (returned,) = site.send(entry("b", "checkin", patron=""))
    assert (returned["result"], returned["due"], returned["notes"]) == ("applied", None, [])
    assert (site.item(BOOK)["status"], site.item(BOOK)["due"]) == ("available", None)
    (again,) = site.send(entry("c", "checkin", patron=""))
    assert notes(again) == ["already-returned"]


def test_returned_and_lent_again_within_one_message(site: Site):
    site.send(entry("a", "checkout"))
    answers = site.send(entry("b", "checkin", patron=""), entry("c", "checkout", patron=OTHER))
    assert [answer["result"] for answer in answers] == ["applied"] * 2
    assert [loan["item"] for card in (READER, OTHER) for loan in site.patron(card)["loans"]] == [BOOK]
    assert site.item(BOOK)["due"] == answers[1]["due"]


def test_the_first_answer_again(site: Site):
    first = site.send(entry("a", "checkout"))[0]
    site.send(entry("b", "checkin"))
    again = site.send(entry("a", "checkout"))[0]
    assert again == {**first, "repeated": True}
    assert site.item(BOOK)["status"] == "available"
    refused = site.send(entry("c", "checkout", REFERENCE))[0]
    assert site.send(entry("c", "checkout", REFERENCE))[0] == {**refused, "repeated": True}


def test_a_key_stands_for_one_thing(site: Site):
    site.send(entry("a", "checkout"))
    (other,) = site.send(entry("a", "checkout", BOOKS[1]))
    assert codes(other) == ["key-reused"]
    assert site.item(BOOKS[1])["status"] == "available"
    assert site.send(entry("a", "checkout"))[0]["result"] == "applied"


def test_a_batch_is_answered_in_order_and_one_bad_entry_spoils_nothing(site: Site):
    answers = site.send(
        entry("a", "checkout"),
        {"key": "b", "kind": "no-such-kind"},
        entry("c", "checkin", patron=""),
        {"nonsense": True},
        entry("d", "checkout", patron=OTHER),
        entry("e", "checkout", "x" * 65),
        entry("f", "checkout", "3\0"),
        {**entry("g", "checkout"), "occurred_at": "soon"},
        entry("a", "checkout"),
    )
    assert [answer["key"] for answer in answers] == ["a", "b", "c", "", "d", "e", "f", "g", "a"]
    results = "".join("+" if answer["result"] == "applied" else "-" for answer in answers)
    assert results == "+-+-+---+"
    assert all(codes(answers[n]) == ["entry-malformed"] for n in (1, 3, 5, 6, 7))
    assert answers[8]["repeated"]


def test_all_reasons_at_once(site: Site):
    (answer,) = site.send(entry("a", "checkout", REFERENCE, BLOCKED))
    assert codes(answer) == ["patron-blocked", "fines-owed", "item-reference-only"]
    assert answer["reasons"][1]["params"] == {"owed": "8.20", "limit": "5", "currency": "CNY"}
    (nobody,) = site.send(entry("b", "checkout", "3nothing", "2nobody"))
    assert codes(nobody) == ["patron-unknown", "item-unknown"]


def test_items_that_stay(site: Site):
    assert codes(site.send(entry("a", "checkout", ON_HOLD))[0]) == ["item-on-hold"]
    site.send(entry("b", "checkout", patron=OTHER))
    assert codes(site.send(entry("c", "checkout"))[0]) == ["item-on-loan"]
    site.send(entry("d", "checkout", BOOKS[1]))
    (mine,) = site.send(entry("e", "checkout", BOOKS[1]))
    assert codes(mine) == ["item-already-yours"]
    assert mine["reasons"][0]["params"]["due"] == site.item(BOOKS[1])["due"]


def test_limits(site: Site):
    assert site.patron(FULL)["may_borrow"] is False
    (full,) = site.send(entry("a", "checkout", patron=FULL))
    assert full["reasons"] == [{"code": "too-many-loans", "params": {"count": 4, "limit": 4}}]
    site.send(entry("b", "checkout", DVD))
    site.send(entry("c", "checkin", DVD))
    answers = site.send(*(entry(f"n{n}", "checkout", BOOKS[n]) for n in range(6)))
    assert [answer["result"] for answer in answers] == ["applied"] * 4 + ["refused"] * 2


def test_the_card_ends_first(site: Site):
    (answer,) = site.send(entry("a", "checkout", patron=EXPIRING))
    assert notes(answer) == ["card-ends-first"]
    assert answer["due"][:10] == answer["notes"][0]["params"]["on"]


def test_a_missing_item_turns_up(site: Site):
    (answer,) = site.send(entry("a", "checkin", MISSING))
    assert notes(answer) == ["found-again"]
    assert site.item(MISSING)["status"] == "available"
    assert notes(site.send(entry("b", "checkin", ON_HOLD))[0]) == ["already-returned"]
    assert site.item(ON_HOLD)["status"] == "available"  # on the hold shelf, and nobody's any more


def test_a_late_return_says_how_late(site: Site):
    long_ago = datetime.now(UTC) - timedelta(days=40)
    site.send(entry("a", "checkout", at=long_ago))
    (answer,) = site.send(entry("b", "checkin"))
    assert answer["notes"] == [{"code": "returned-late", "params": {"days": 12}}]


def test_renewals(site: Site):
    site.send(entry("a", "checkout", at=datetime.now(UTC) - timedelta(days=10)))
    before = site.item(BOOK)["due"]
    (renewed,) = site.send(entry("b", "renewal"))
    assert renewed["due"] > before
    assert site.item(BOOK)["due"] == renewed["due"]
    (refused,) = site.send(entry("c", "renewal"))
    assert refused["reasons"] == [{"code": "renewal-limit", "params": {"limit": 1, "due": renewed["due"]}}]
    assert codes(site.send(entry("d", "renewal", patron=OTHER))[0]) == ["renewal-not-yours"]


def test_the_true_time_counts_when_an_outage_ends(site: Site):
    lent_at = datetime.now(UTC) - timedelta(days=2)
    (answer,) = site.send(entry("a", "checkout", at=lent_at))
    assert datetime.fromisoformat(answer["due"]) - lent_at < timedelta(days=29)
    # A return from before this loan, told late, does not end it.
    (old,) = site.send(entry("b", "checkin", at=lent_at - timedelta(hours=1)))
    assert notes(old) == ["already-returned"]
    assert site.item(BOOK)["status"] == "checked-out"


def test_lent_here_and_returned_elsewhere_before_this_kiosk_could_tell(site: Site):
    now = datetime.now(UTC)
    site.send(entry("return", "checkin", at=now - timedelta(hours=1)))
    (lent,) = site.send(entry("loan", "checkout", at=now - timedelta(hours=2)))
    assert (lent["result"], notes(lent)) == ("applied", ["already-returned"])
    assert site.item(BOOK)["status"] == "available"


def test_nothing_happens_in_the_future(site: Site):
    (answer,) = site.send(entry("a", "checkout", at=datetime.now(UTC) + timedelta(days=3650)))
    assert datetime.fromisoformat(answer["due"]) < datetime.now(UTC) + timedelta(days=30)


def test_an_entry_whose_reader_was_told_nothing(site: Site):
    (closed,) = site.send(entry("a", "checkout", recovered=True))
    assert codes(closed) == ["not-confirmed"]
    (late_original,) = site.send(entry("a", "checkout"))
    assert (codes(late_original), late_original["repeated"]) == (["not-confirmed"], True)
    assert site.item(BOOK)["status"] == "available"
    (first,) = site.send(entry("b", "checkout"))
    assert site.send(entry("b", "checkout", recovered=True))[0] == {**first, "repeated": True}


def test_help_calls_newest_first_and_without_a_name(site: Site):
    details = {"page": "borrow", "code": "item-on-hold", "reason": "item"}
    early = datetime.now(UTC) - timedelta(minutes=5)
    site.send(
        entry("h1", "help-call", "", "", details=details, visit="v1", at=early),
        entry("h2", "help-call", "", "", details={"page": "welcome", "code": "", "reason": "just-come"}),
    )
    site.send(entry("h1", "help-call", "", "", details=details, visit="v1", at=early))
    calls = site.client.get("/api/v1/help-calls").json()["help_calls"]
    assert [call["key"] for call in calls] == ["h2", "h1"]
    assert {name: calls[1][name] for name in details} == details
    assert calls[1]["kiosk"] == "kiosk-1"
    assert datetime.fromisoformat(calls[1]["occurred_at"]) == early


def test_pins(site: Site):
    def verify(pin: str, card: str = READER) -> dict:
        return site.client.post(f"/api/v1/patrons/{card}/verify", json={"pin": pin}).json()

    assert verify("1234")["patron"]["name"] == "王小明"
    assert verify("0000")["reasons"] == [{"code": "pin-wrong", "params": {"tries_left": 4}}]
    assert verify("1234")["verified"] is True  # and the count begins anew
    said = [verify(str(n))["reasons"][0] for n in range(5)]
    assert [one["params"].get("tries_left") for one in said] == [4, 3, 2, 1, None]
    assert said[4] == {"code": "pin-locked", "params": {"minutes": 5}}
    assert verify("1234")["reasons"][0]["code"] == "pin-locked"  # not even the right one
    assert verify("4321", OTHER)["verified"] is True  # the lock is the card's
    with site.store.writing() as session:
        session.execute(sa.update(Patron).values(pin_locked_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert verify("1234")["verified"] is True
    with site.store.reading() as session:
        hashes = session.scalars(sa.select(Patron.pin_hash)).all()
    assert all(one.startswith("$argon2id$") for one in hashes)


def test_what_else_a_kiosk_asks(site: Site):
    item = site.item(BOOK)
    assert {name: item[name] for name in ("barcode", "title", "status", "due", "call_number")} == {
        "barcode": BOOK,
        "title": "论语",
        "status": "available",
        "due": None,
        "call_number": "B222.2",
    }
    assert site.item(REFERENCE)["status"] == "reference-only"
    policies = site.client.get("/api/v1/policies").json()
    assert policies["shortest_loan_days"] == 7
    assert len(policies["policies"]) == 2
    health = site.client.get("/api/v1/health", headers={"Authorization": ""}).json()
    assert (health["status"], health["database"]) == ("ok", "ok")
    assert abs(datetime.fromisoformat(health["time"]) - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/items/nothing", None, 404, "item-unknown"),
        ("GET", "/items/%00", None, 404, "item-unknown"),
        ("GET", "/patrons/nobody", None, 404, "patron-unknown"),
        ("POST", "/patrons/nobody/verify", b'{"pin": "1"}', 404, "patron-unknown"),
        ("POST", f"/patrons/{READER}/verify", b"{}", 422, "request-invalid"),
        ("POST", f"/patrons/{READER}/verify", b'{"pin": "\\ud800"}', 422, "request-invalid"),
        ("POST", "/transactions", b"{", 422, "request-invalid"),
        ("POST", "/transactions", b"[" * 100_000, 400, "bad-request"),
        ("POST", "/transactions", b'{"\xff": 1}', 400, "bad-request"),
        ("POST", "/transactions", b'{"entries": []}', 422, "request-invalid"),
        ("POST", "/transactions", b'{"entries": "x"}', 422, "request-invalid"),
        ("POST", "/transactions", json.dumps({"entries": [{}] * 501}).encode(), 422, "request-invalid"),
        ("POST", "/transactions", b" " * (4 * 1024 * 1024 + 1), 413, "too-long"),
        ("GET", "/transactions", None, 405, "method-not-allowed"),
        ("GET", "/nothing", None, 404, "not-found"),
    ],
)
def test_errors_are_problem_documents(
    site: Site, method: str, path: str, body: bytes | None, status: int, code: str
):
    headers = {"Content-Type": "application/json"}
    response = site.client.request(method, f"/api/v1{path}", content=body, headers=headers)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["title"]


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic eDp5", "Bearer ", "Bearer \xff"])
def test_no_key_no_answer(site: Site, header: str):
    for path in ("/items/1", f"/patrons/{READER}", "/policies", "/help-calls"):
        response = site.client.get(f"/api/v1{path}", headers={"Authorization": header.encode("latin-1")})
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["www-authenticate"] == "Bearer"


def test_health_is_for_everybody_but_not_with_a_wrong_key(site: Site):
    assert site.client.get("/api/v1/health").status_code == 200
    for wrong in ("Bearer x", "bearer ", "Bearer ' OR 1=1"):
        assert site.client.get("/api/v1/health", headers={"Authorization": wrong}).status_code == 401
    assert site.client.get("/api/v1/health", headers={"Authorization": ""}).status_code == 200


def test_a_new_key_ends_the_old_one(site: Site):
    with site.store.writing() as session:
        new = enrol_kiosk(session, "kiosk-1")
    assert site.client.get("/api/v1/policies").status_code == 401
    assert site.client.get("/api/v1/policies", headers={"Authorization": f"Bearer {new}"}).status_code == 200


def test_the_document_describes_it_all(site: Site):
    document = site.client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) >= {
        "/api/v1/enrol",
        "/api/v1/health",
        "/api/v1/items/{barcode}",
        "/api/v1/patrons/{barcode}",
        "/api/v1/patrons/{barcode}/verify",
        "/api/v1/policies",
        "/api/v1/transactions",
        "/api/v1/help-calls",
        "/api/v1/events",
    }
    batch = document["components"]["schemas"]["BatchIn"]["properties"]["entries"]["items"]
    assert {"key", "kind", "occurred_at", "recovered"} <= set(batch["properties"])


def test_one_open_loan_a_copy_is_the_databases_own_rule(site: Site):
    site.send(entry("a", "checkout"))
    with site.store.reading() as session:
        loan = session.scalar(sa.select(Loan).where(Loan.returned_at.is_(None)).order_by(Loan.id.desc()))
    with pytest.raises(sa.exc.IntegrityError), site.store.writing() as session:
        session.add(Loan(copy_id=loan.copy_id, patron_id=loan.patron_id, lent_at=loan.lent_at, due=loan.due))
