"""Kiosks that ask while others are being answered: in few transactions, and none of them suffers for another."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from server.catalogue import add_copy, add_title
from server.circulation import together, transactions
from server.circulation.together import Together
from server.circulation.transactions import Asked
from server.enrol import enrol_kiosk, key_hash, revoke
from server.store.tables import Loan, Transaction
from tests.server.conftest import BOOKS, OTHER, Site, entry


class Held:
    """What the kiosks say is put together while the first of them is being answered; that one goes on when all have
    spoken. ``sizes`` is for how many of them each transaction was."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(together, "apply_for_kiosks", self._apply)
        monkeypatch.setattr(together, "PATIENCE", 60)
        self.sizes: list[int] = []
        self._begun, self._all_have_spoken = threading.Event(), threading.Event()
        self._site = site
        self._together = Together(site.store, site.settings)
        with site.store.writing() as session:
            self.keys = [key_hash(enrol_kiosk(session, f"k{n}", f"branch-{n}")) for n in range(6)]

    def _apply(self, store: Any, settings: Any, asked: Any, now: datetime) -> Any:
        self._begun.set()
        assert self._all_have_spoken.wait(30)
        self.sizes.append(len(asked))
        return transactions.apply_for_kiosks(store, settings, asked, now)

    def answers(self, *said: dict[str, Any], gives_up: int = -1) -> list[Any]:
        """One entry of each kiosk; what each of them got, an exception included. ``gives_up`` is who does not wait
        for its answer."""

        async def all_speak() -> list[Any]:
            tasks = []
            for key, one in zip(self.keys, said, strict=False):
                tasks.append(asyncio.create_task(self._together.answer(Asked(key, [one]))))
                await asyncio.sleep(0)
                assert await asyncio.to_thread(self._begun.wait, 30)
            if gives_up >= 0:
                for _ in range(10):  # until its patience is over
                    await asyncio.sleep(0)
                tasks[gives_up].cancel()
                await asyncio.wait([tasks[gives_up]])
            self._all_have_spoken.set()
            async with asyncio.timeout(20):
                return await asyncio.gather(*tasks, return_exceptions=True)

        return asyncio.run(all_speak())


@pytest.fixture
def held(site: Site, monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(site, monkeypatch)


def test_who_waits_is_answered_together(site: Site, held: Held):
    said = [entry(f"t{n}", "checkout", book) for n, book in enumerate([*BOOKS[:3], BOOKS[3], BOOKS[3]])]
    answers = held.answers(*said)
    assert held.sizes == [1, 4]
    assert [one[0]["key"] for one in answers] == [f"t{n}" for n in range(5)]
    assert [one[0]["result"] for one in answers] == ["applied"] * 4 + ["refused"]
    assert "item-already-yours" in [reason["code"] for reason in answers[4][0]["reasons"]]
    with site.store.reading() as session:
        by = session.execute(sa.select(Transaction.key, Transaction.kiosk_id).order_by(Transaction.key)).all()
        lent = session.scalars(
            sa.select(Loan.branch).where(Loan.returned_at.is_(None), Loan.patron_id == 1).order_by(Loan.id)
        ).all()
    assert [tuple(one) for one in by] == [(f"t{n}", f"k{n}") for n in range(5)]
    assert lent == [f"branch-{n}" for n in range(4)]


def test_a_transaction_is_not_longer_than_the_longest_of_one_kiosk(
    held: Held, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(together, "MOST_ENTRIES", 2)
    held.answers(*(entry(f"m{n}", "checkout", BOOKS[n]) for n in range(4)))
    assert held.sizes == [1, 2, 1]


def test_a_revoked_key_opens_nothing_among_good_ones(site: Site, held: Held):
    with site.store.writing() as session:
        revoke(session, "k1", datetime.now(UTC))
    answers = held.answers(*(entry(f"r{n}", "checkout", BOOKS[n]) for n in range(3)))
    assert answers[1] is None
    assert [one[0]["key"] for one in (answers[0], answers[2])] == ["r0", "r2"]
    assert site.item(BOOKS[1])["status"] == "available"


def test_what_one_breaks_the_others_do_not_notice(site: Site, held: Held, monkeypatch: pytest.MonkeyPatch):
    real = transactions._Batch._decide

    def breaks(batch: Any, said: Any) -> Any:
        if said.key == "b2":
            raise RuntimeError("a mistake of ours")
        return real(batch, said)

    monkeypatch.setattr(transactions._Batch, "_decide", breaks)
    answers = held.answers(*(entry(f"b{n}", "checkout", BOOKS[n]) for n in range(4)))
    assert isinstance(answers[2], RuntimeError)
    assert [one[0]["result"] for n, one in enumerate(answers) if n != 2] == ["applied"] * 3
    assert held.sizes == [1, 3, 1, 1, 1]


def test_a_database_that_is_away_is_asked_once_for_all(
    site: Site, held: Held, monkeypatch: pytest.MonkeyPatch
):
    def away(_batch: Any, _said: Any) -> Any:
        raise sa.exc.OperationalError("", None, Exception("away"))

    monkeypatch.setattr(transactions._Batch, "_decide", away)
    answers = held.answers(*(entry(f"a{n}", "checkout", BOOKS[n]) for n in range(3)))
    assert [type(one) for one in answers] == [sa.exc.OperationalError] * 3
    assert held.sizes == [1, 2]


def test_who_goes_away_leaves_the_others_their_answers(held: Held, monkeypatch: pytest.MonkeyPatch):
    """A request given up while it waits: what it said may be written or not, but nobody waits for ever."""
    monkeypatch.setattr(together, "PATIENCE", 0)
    answers = held.answers(*(entry(f"g{n}", "checkout", BOOKS[n]) for n in range(3)), gives_up=1)
    assert isinstance(answers[1], asyncio.CancelledError)
    assert [one[0]["result"] for one in (answers[0], answers[2])] == ["applied"] * 2
    assert held.answers(entry("g3", "checkout", BOOKS[3]))[0][0]["result"] == "applied"


def test_a_locked_book_holds_up_only_who_wants_it(site: Site):
    """An import, say, writes to its title for a long time; on SQLite, which has one writer, everybody waits for it."""
    here = Together(site.store, site.settings)
    if site.store.engine.dialect.name == "sqlite":
        assert here._most == 1
        return
    with site.store.writing() as session:
        add_copy(session, add_title(session, "另一本"), "399", "book")
        keys = [key_hash(enrol_kiosk(session, f"k{n}")) for n in range(2)]

    async def both() -> None:
        with site.store.writing() as importing:
            importing.execute(sa.text("UPDATE titles SET summary = 'new' WHERE title = '论语'"))
            locked = asyncio.create_task(here.answer(Asked(keys[0], [entry("l0", "checkout", BOOKS[0])])))
            await asyncio.sleep(0)
            while here._waiting:  # until it has been taken to be written
                await asyncio.sleep(0)
            free = await asyncio.wait_for(
                here.answer(Asked(keys[1], [entry("l1", "checkout", "399", OTHER)])), 10
            )
            assert free is not None
            assert free[0]["result"] == "applied"
            assert not locked.done()
        answers = await asyncio.wait_for(locked, 10)
        assert answers is not None
        assert answers[0]["result"] == "applied"

    asyncio.run(both())
