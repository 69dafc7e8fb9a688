"""Many kiosks at once, repeats in any order, and a server that is killed: one truth all the same."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import requests
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.circulation import transactions
from server.circulation.transactions import Said
from server.store.tables import MAIN, Loan
from tests.server.conftest import BOOKS, OTHER, READER, Site, entry


def test_fifty_kiosks_want_one_copy(site: Site):
    start = threading.Barrier(50)

    def ask(n: int) -> str:
        start.wait()
        patron = READER if n % 2 else OTHER
        (answer,) = site.send(entry(f"k{n}", "checkout", patron=patron))
        return "applied" if answer["result"] == "applied" else answer["reasons"][0]["code"]

    with ThreadPoolExecutor(50) as pool:
        said = Counter(pool.map(ask, range(50)))
    assert said["applied"] == 1
    assert set(said) <= {"applied", "item-on-loan", "item-already-yours"}
    assert said.total() == 50


def test_one_entry_sent_by_fifty_hands(site: Site):
    start = threading.Barrier(50)
    one = entry("k", "checkout")
    help_call = entry("h", "help-call", "", "")

    def send(_: int) -> list[dict]:
        start.wait()
        return site.send(one, help_call)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(send, range(50)))
    assert sum(not pair[0]["repeated"] for pair in answers) == 1
    assert sum(not pair[1]["repeated"] for pair in answers) == 1
    assert len({(pair[0]["result"], pair[0]["due"]) for pair in answers}) == 1
    assert len(site.client.get("/api/v1/help-calls").json()["help_calls"]) == 1


def test_crossing_batches_do_not_block_each_other_for_ever(site: Site):
    def send(n: int) -> None:
        books = BOOKS[:10] if n % 2 else list(reversed(BOOKS[:10]))
        patrons = (READER, OTHER) if n % 2 else (OTHER, READER)
        site.send(*(entry(f"{n}-{book}", "checkin", book, patrons[i % 2]) for i, book in enumerate(books)))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(send, range(64)))


HISTORY = st.lists(
    st.tuples(
        st.sampled_from(["checkout", "checkin", "renewal"]),
        st.sampled_from(BOOKS[:3]),
        st.sampled_from([READER, OTHER]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY, data=st.data())
def test_repeats_change_nothing(site: Site, history: list, data: st.DataObject):
    """A history told once, and told with any repeats of what was told before, ends in the same loans."""
    at = datetime.now(UTC)

    def tell(prefix: str, order: list[int]) -> list:
        with site.store.writing() as session:
            session.execute(sa.update(Loan).where(Loan.returned_at.is_(None)).values(returned_at=at))
        said = [entry(f"{prefix}{n}", *history[n], at=at) for n in order]
        transactions.apply(site.store, site.settings, Said("kiosk:kiosk-1", MAIN, said), at)
        with site.store.reading() as session:
            query = sa.select(Loan.copy_id, Loan.patron_id, Loan.renewals).where(Loan.returned_at.is_(None))
            return sorted(map(tuple, session.execute(query)))

    order: list[int] = []
    for n in range(len(history)):
        order.append(n)
        order += data.draw(st.lists(st.integers(0, n), max_size=2))
    run = f"{datetime.now(UTC).timestamp()}-"
    assert tell(run + "once", list(range(len(history)))) == tell(run + "again", order)


def test_what_was_answered_survives_kill_9(site: Site, tmp_path: Path):
    """The real process, over real sockets; the answers it gave are in the database it left behind."""
    config = tmp_path / "server.toml"
    config.write_text(f'[server]\ndatabase = "{site.settings.database}"\nport = 0\n')
    key = site.client.headers["Authorization"]
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "server", "--config", config], stdout=subprocess.PIPE, text=True
    )
    try:
        url = process.stdout.readline().split()[1]
        answered = []
        with requests.Session() as kiosk:
            kiosk.headers["Authorization"] = key
            for n in range(40):
                kind = "checkout" if n % 2 == 0 else "checkin"
                body = {"entries": [entry(f"k{n}", kind)]}
                answered.append(kiosk.post(f"{url}/api/v1/transactions", json=body).json()["answers"][0])
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    again = site.send(*(entry(f"k{n}", "checkout" if n % 2 == 0 else "checkin") for n in range(40)))
    assert again == [{**answer, "repeated": True} for answer in answered]
