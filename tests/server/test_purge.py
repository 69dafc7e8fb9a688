"""What is over its time is forgotten, and nothing that somebody still needs."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from kiosk.commands.database import forget
from server import purge as purging
from server.enrol import open_enrolment
from server.purge import purge, purge_every_day
from server.staff import Role, add_staff
from server.store.tables import (
    AuditLine,
    Charge,
    Copy,
    Enrolment,
    Hold,
    Loan,
    LoanPolicy,
    Patron,
    StaffSession,
    Transaction,
)
from tests.server.conftest import BOOKS, READER, Site, entry

NOW = datetime.now(UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def lent_and_returned(site: Site, key: str, book: str, returned: float) -> None:
    said = [
        entry(f"{key}-out", "checkout", book, at=ago(returned + 3)),
        entry(f"{key}-in", "checkin", book, at=ago(returned)),
    ]
    assert [answer["result"] for answer in site.send(*said)] == ["applied"] * 2


def readers(site: Site) -> dict[str, int | None]:
    with site.store.reading() as session:
        query = sa.select(Copy.barcode, Loan.patron_id).join(Loan.copy).order_by(Loan.id)
        return dict(map(tuple, session.execute(query)))


def test_finished_loans_forget_their_reader(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    for n in range(5):
        lent_and_returned(site, f"old{n}", BOOKS[n], 31)
    lent_and_returned(site, "young", BOOKS[5], 29)
    site.send(entry("open", "checkout", BOOKS[6], at=ago(60)))
    assert purge(site.store, site.settings, NOW)["loans"] == 5
    known = readers(site)
    assert [known[book] for book in BOOKS[:5]] == [None] * 5
    assert None not in (known[BOOKS[5]], known[BOOKS[6]])
    assert len(known) == 7 + 4  # the loans themselves are there
    assert purge(site.store, site.settings, NOW)["loans"] == 0
    at_once = dataclasses.replace(site.settings, keep_finished_loans_days=0)
    assert purge(site.store, at_once, NOW)["loans"] == 1
    assert readers(site)[BOOKS[6]] is not None


def test_what_is_owed_for_a_loan_is_owed_by_somebody(site: Site):
    lent_and_returned(site, "a", BOOKS[0], 100)
    with site.store.writing() as session:
        patron = session.scalar(sa.select(Patron.id).where(Patron.barcode == READER))
        loan = session.scalar(sa.select(Loan.id).where(Loan.returned_at.is_not(None)))
        money = {"amount": Decimal(3), "charged_at": ago(99)}
        charge = Charge(patron_id=patron, loan_id=loan, kind="overdue", outstanding=Decimal(1), **money)
        session.add(charge)
    done = purge(site.store, site.settings, NOW)
    assert (done["loans"], done["charges"]) == (0, 0)
    assert readers(site)[BOOKS[0]] is not None
    with site.store.writing() as session:
        session.execute(sa.update(Charge).where(Charge.loan_id == loan).values(outstanding=0))
        settled = Charge(patron_id=patron, kind="other", amount=3, outstanding=0, charged_at=ago(29))
        session.add(settled)
    done = purge(site.store, site.settings, NOW)
    assert (done["loans"], done["charges"]) == (1, 1)


def test_as_long_as_a_cool_off_asks_who_had_it(site: Site):
    with site.store.writing() as session:
        session.execute(sa.update(LoanPolicy).values(cool_off_days=60))  # to the end of its last day
    lent_and_returned(site, "a", BOOKS[0], 60)
    assert purge(site.store, site.settings, NOW)["loans"] == 0
    with site.store.writing() as session:
        session.execute(sa.update(LoanPolicy).values(cool_off_days=10))
    assert purge(site.store, site.settings, NOW)["loans"] == 1


def test_a_key_is_known_for_ever_and_its_reader_is_not(site: Site):
    first = site.send(entry("a", "checkout"), entry("b", "checkout", BOOKS[1]))[0]
    with site.store.writing() as session:
        for key, days in (("a", 31), ("b", 29)):
            session.execute(
                sa.update(Transaction).where(Transaction.key == key).values(received_at=ago(days))
            )
    assert purge(site.store, site.settings, NOW)["fingerprints"] == 1
    assert site.send(entry("a", "checkout"))[0] == {**first, "repeated": True}
    with site.store.reading() as session:
        assert sum(one == "" for one in session.scalars(sa.select(Transaction.fingerprint))) == 1


def test_holds_audit_lines_sessions_and_codes(site: Site):
    with site.store.writing() as session:
        session.execute(sa.delete(AuditLine))
        patron = session.scalar(sa.select(Patron.id).where(Patron.barcode == READER))
        title = session.scalar(sa.select(Copy.title_id).where(Copy.barcode == BOOKS[0]))
        for ended in (None, ago(10), ago(31)):
            session.add(
                Hold(title_id=title, patron_id=patron, placed_at=ago(50), ended_at=ended, ended_as="filled")
            )
        for days in (10, 364, 366):
            session.add(AuditLine(at=ago(days), who="wang", what="x"))
        add_staff(session, "wang", Role.LIBRARIAN, "a-password-99")
        session.flush()
        for days in (29, 31):
            row = StaffSession(token_hash=f"{days}", login="wang", began_at=ago(days), seen_at=ago(days))
            row.form_token = ""
            session.add(row)
        open_enrolment(session, "kiosk-8", "main", "wang", ago(2))
        open_enrolment(session, "kiosk-9", "main", "wang", NOW)
    done = purge(site.store, site.settings, NOW)
    assert (done["holds"], done["audit lines"], done["codes"], done["sessions"]) == (1, 1, 1, 1)
    with site.store.reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Hold).where(Hold.patron_id.is_(None))) == 1
        )
        assert session.scalars(sa.select(Enrolment.kiosk_id)).all() == ["kiosk-9"]


def test_one_process_at_a_time(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture):
    lent_and_returned(site, "a", BOOKS[0], 100)
    if site.settings.database.startswith("postgresql"):
        with site.store.writing() as session:
            assert purging._alone(session)
            assert purge(site.store, site.settings, NOW)["loans"] == 0
    assert purge(site.store, site.settings, NOW, lambda: True)["loans"] == 0
    config = tmp_path / "server.toml"
    config.write_text(
        f'[server]\ndatabase = "{site.settings.database}"\n[library]\nkeep_finished_loans_days = 99\n'
    )
    assert forget(config) == 0
    assert "Purged: 1 loans, 0 holds" in capsys.readouterr().out


def test_two_at_once_do_nothing_twice(site: Site, monkeypatch: pytest.MonkeyPatch):
    """The second comes while the first is in the middle of it, and goes."""
    for n in range(4):
        lent_and_returned(site, f"old{n}", BOOKS[n], 100)
    monkeypatch.setattr(purging, "BATCH", 1)
    real, gone = purging._batch, threading.Event()

    def slow(*what: Any) -> Any:
        if site.settings.database.startswith("postgresql") and not gone.is_set():
            gone.set()
            second.append(pool.submit(purge, site.store, site.settings, NOW).result(30))
        return real(*what)

    second: list[dict[str, int]] = []
    monkeypatch.setattr(purging, "_batch", slow)
    with ThreadPoolExecutor(1) as pool:
        first = purge(site.store, site.settings, NOW)
    assert first["loans"] == 4
    assert all(not any(done.values()) for done in second)
    assert purge(site.store, site.settings, NOW)["loans"] == 0


def test_every_day_and_an_hour_after_a_failure(monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    answers = iter([sa.exc.OperationalError("", None, Exception("away")), {"loans": 0}])

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise asyncio.CancelledError

    def purge(*_: Any) -> dict[str, int]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(purging, "purge", purge)
    monkeypatch.setattr(purging.asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(purge_every_day(cast("Any", None), cast("Any", None), lambda: False))
    assert pauses == [60, 3600, 24 * 3600]


def test_a_server_does_it_by_itself(site: Site, monkeypatch: pytest.MonkeyPatch):
    lent_and_returned(site, "a", BOOKS[0], 100)
    monkeypatch.setattr(purging, "FIRST_AFTER_SECONDS", 0.0)
    with site.client:  # the application from its beginning to its end
        deadline = time.monotonic() + 20
        while readers(site)[BOOKS[0]] is not None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
