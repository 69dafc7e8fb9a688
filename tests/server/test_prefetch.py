"""What a kiosk fetches before it needs it: texts, and a snapshot for the time without the library system."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from config.offline import mark, mark_key
from server.patrons import add_patron, find_patron
from server.store.tables import Card, Change, Copy, Hold, Kiosk, LoanPolicy
from server.texts import set_text, texts
from tests.server.conftest import BLOCKED, BOOKS, EXPIRING, MISSING, ON_HOLD, OTHER, READER, REFERENCE, Site


def test_texts_are_told_and_changed(site: Site):
    assert site.client.get("/api/v1/texts").json() == {"texts": {}}
    with site.store.writing() as session:
        set_text(session, "welcome-notice", "zh", "  周一闭馆 ")
        set_text(session, "welcome-notice", "en", "Closed on Mondays")
        set_text(session, "hotline", "zh", "010-1")
    answer = site.client.get("/api/v1/texts")
    assert answer.json()["texts"] == {
        "hotline": {"zh": "010-1"},
        "welcome-notice": {"zh": "周一闭馆", "en": "Closed on Mondays"},
    }
    known = {"If-None-Match": answer.headers["ETag"]}
    assert site.client.get("/api/v1/texts", headers=known).status_code == 304
    with site.store.writing() as session:
        set_text(session, "hotline", "zh", "")
    again = site.client.get("/api/v1/texts", headers=known)
    assert again.status_code == 200
    assert "hotline" not in again.json()["texts"]


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("weather", "zh", "x"),
        ("hotline", "Chinese!", "x"),
        ("hotline", "zh", "x" * 401),
        ("hotline", "zh", "a\0b"),
    ],
)
def test_what_is_no_text_is_refused(site: Site, name: str, language: str, text: str):
    with site.store.writing() as session:
        with pytest.raises(ValueError):  # noqa: PT011 - each says its own
            set_text(session, name, language, text)
        assert texts(session) == {}


def snapshot(site: Site, **headers: str):
    answer = site.client.get("/api/v1/snapshot", headers=headers)
    assert answer.status_code in (200, 304), answer.text
    return answer


def marked(site: Site, card: str) -> str:
    key = site.client.headers["Authorization"].removeprefix("Bearer ")
    return mark(mark_key(hashlib.sha256(key.encode()).hexdigest()), card)


def by_code(groups: list[dict]) -> dict[str, list[str]]:
    return {group["code"]: group["of"] for group in groups}


def test_the_snapshot_names_what_borrows_and_goes_nowhere(site: Site):
    lost, gone, debtor = (f"2{n:013}" for n in (71, 72, 73))
    with site.store.writing() as session:
        add_patron(session, lost, "A", "adult", "1", lost_card=True)
        add_patron(session, gone, "B", "adult", "1", expires_on=date.today() - timedelta(days=9))
        add_patron(session, debtor, "C", "adult", "1", fines=Decimal("5.01"))
        reader = find_patron(session, READER)
        session.add(Card(number="04A1B2C3", patron_id=reader.id, kind="uid", lost=True))
        session.add(Card(number="04A1B2C4", patron_id=find_patron(session, BLOCKED).id, kind="uid"))
    said = snapshot(site).json()
    assert by_code(said["cards"]) == {
        "card-lost": sorted([marked(site, lost), marked(site, "04A1B2C3")]),
        "patron-blocked": sorted([marked(site, BLOCKED), marked(site, "04A1B2C4")]),
        "card-expired": [marked(site, gone)],
        "fines-owed": [marked(site, debtor)],
    }
    assert by_code(said["items"]) == {"item-on-hold": [ON_HOLD], "item-reference-only": [REFERENCE]}
    text = str(said)
    for card in (READER, OTHER, BLOCKED, EXPIRING, lost, gone, debtor, "王小明", "刘洋"):
        assert card not in text


def test_a_card_that_ends_while_the_snapshot_is_believed_is_in_it_with_its_day(site: Site):
    today = datetime.now(ZoneInfo(site.settings.timezone)).date()
    with site.store.writing() as session:
        add_patron(session, "2" + "8" * 13, "A", "adult", "1", expires_on=today)
    (group,) = [one for one in snapshot(site).json()["cards"] if one["code"] == "card-expired"]
    assert group["params"] == {"on": today.isoformat()}


def test_a_kept_item_names_the_cards_it_is_kept_for(site: Site):
    with site.store.writing() as session:
        copy = session.scalar(sa.select(Copy).where(Copy.barcode == ON_HOLD))
        reader = find_patron(session, READER)
        session.add(Card(number="04A1B2C3", patron_id=reader.id, kind="uid"))
        session.add(
            Hold(title_id=copy.title_id, patron_id=reader.id, placed_at=datetime.now(UTC), trapped_id=copy.id)
        )
    kept = snapshot(site).json()["kept"]
    assert kept == {ON_HOLD: sorted([marked(site, READER), marked(site, "04A1B2C3")])}


def test_a_class_that_no_policy_lends_is_for_reading_here(site: Site):
    with site.store.writing() as session:
        session.execute(
            sa.update(LoanPolicy).where(LoanPolicy.item_class == "book").values(reference_only=True)
        )
    items = by_code(snapshot(site).json()["items"])
    assert set(BOOKS) <= set(items["item-reference-only"])
    assert MISSING not in items["item-reference-only"]
    assert site.client.get("/api/v1/policies").json()["shortest_loan_days"] == 7  # the DVD's


def test_what_is_still_true_is_not_sent_again(site: Site):
    first = snapshot(site)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert snapshot(site, **tag).status_code == 304
    with site.store.writing() as session:
        find_patron(session, READER).blocked = True
    assert snapshot(site, **tag).status_code == 200


def test_a_snapshot_of_many_readers_stays_small(site: Site):
    """A library of 50,000 readers of whom a fifth may not borrow."""
    with site.store.writing() as session:
        rows = [
            {"barcode": f"2{n:013}", "name": "x", "patron_class": "adult", "pin_hash": "", "branch": "main",
             "expires_on": date(2020, 1, 1 + n % 5), "email": "", "phone": "", "lost_card": False, "blocked": False,
             "block_reason": "", "wrong_pins": 0}
            for n in range(10_000, 20_000)
        ]  # fmt: skip
        session.execute(sa.insert(type(find_patron(session, READER))), rows)
    answer = snapshot(site, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert sum(len(group["of"]) for group in answer.json()["cards"]) >= 10_000
    assert int(answer.headers["Content-Length"]) < 150_000


REPORT = {
    "parts": {"scanner": {"state": "ok"}, "printer": {"state": "missing", "detail": "cover open"}},
    "waiting": 3,
    "page": "welcome",
    "version": "0.1.0",
}


def test_a_kiosk_tells_its_state_and_only_changes_are_published(site: Site):
    def told() -> int:
        with site.store.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Change))

    assert site.client.post("/api/v1/kiosk/state", json=REPORT).status_code == 204
    with site.store.reading() as session:
        row = session.get(Kiosk, "kiosk-1")
    assert row.parts["printer"] == {"state": "missing", "detail": "cover open"}
    assert row.parts["waiting"] == 3
    assert datetime.now(UTC) - row.seen_at < timedelta(seconds=10)
    before = told()
    assert site.client.post("/api/v1/kiosk/state", json=REPORT).status_code == 204
    assert told() == before
    site.client.post("/api/v1/kiosk/state", json={**REPORT, "waiting": 0})
    if site.settings.database.startswith("sqlite"):
        assert told() == before + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"parts": {"a b": {"state": "ok"}}},
        {"parts": {"a": {"state": "dancing"}}},
        {"parts": {f"p{n}": {"state": "ok"} for n in range(31)}},
        {"waiting": -1},
        {"page": "../x"},
        {"version": "x" * 101},
    ],
)
def test_a_report_that_is_none_is_refused(site: Site, wrong: dict):
    assert site.client.post("/api/v1/kiosk/state", json={**REPORT, **wrong}).status_code == 422
