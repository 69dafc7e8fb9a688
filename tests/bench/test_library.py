"""The library that is measured is a whole one, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from server.store.database import open_store
from server.store.tables import Copy, Loan, Patron, Title
from tests.bench import library


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_is_whole(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        whole(f"sqlite:///{tmp_path / 'server.db'}")
    else:
        whole(request.getfixturevalue("postgres_server").database())


def whole(url: str) -> None:
    store = open_store(url)
    library.build(store, library.Library(titles=60, copies=90, patrons=10, past_loans=200))
    with store.writing() as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Title, Copy, Patron, Loan)
        ]
        assert counts == [60, 90, 10, 200]
        assert session.scalar(sa.text("SELECT count(*) FROM search_index")) == 60
        assert session.scalars(sa.select(Loan.id).where(Loan.returned_at.is_(None))).all() == []
        assert session.scalar(sa.select(Copy.id).where(Copy.barcode == library.item_barcode(89))) == 90
        session.add(Title(title="one more"))
    store.close()
