"""What older databases held is there after a step forward, and after a step back."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from server.store.database import MIGRATIONS, Store, revisions

THEN = "2026-01-02 03:04:05"


def test_each_revision_follows_the_one_its_file_is_numbered_after():
    chain = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert [step.revision for step in reversed(list(chain))] == revisions()


def test_a_library_of_the_first_tables_goes_forward_and_back(empty_database: str):
    store = Store(empty_database)
    store.migrate("0001")
    with store.writing() as session:
        for line in (
            "INSERT INTO patrons (id, barcode, name, patron_class, pin_hash, fines, lost_card, blocked, wrong_pins) "
            "VALUES (1, '21', 'Jane', 'adult', 'h', 3.50, false, false, 0)",
            "INSERT INTO titles (id, title, author, language, clc, ddc) VALUES (1, 't', '', '', '', '')",
            "INSERT INTO copies (id, barcode, title_id, item_class, place) VALUES (1, '31', 1, 'book', 'available')",
            f"INSERT INTO loans (copy_id, patron_id, lent_at, due, renewals) VALUES (1, 1, '{THEN}', '{THEN}', 0)",
            "INSERT INTO loan_policies VALUES ('adult', 'book', 28, 4, 1)",
        ):
            session.execute(sa.text(line))
    store.migrate()
    assert rows(store, "SELECT patron_id, kind, outstanding FROM charges") == [(1, "other", Decimal("3.50"))]
    assert rows(store, "SELECT branch, loan_days FROM loan_policies") == [("*", 28)]
    assert rows(store, "SELECT branch, renewals FROM loans") == [("main", 0)]
    with store.writing() as session:
        session.execute(sa.text("UPDATE charges SET outstanding = 1.25, loan_id = 1"))
        for line in (
            "INSERT INTO loans (copy_id, patron_id, branch, lent_at, due, renewals, returned_at, ended_as) "
            f"VALUES (1, 1, 'main', '{THEN}', '{THEN}', 2, '{THEN}', 'returned')",
            "INSERT INTO loans (copy_id, branch, lent_at, due, renewals, returned_at, ended_as) "
            f"VALUES (1, 'main', '{THEN}', '{THEN}', 3, '{THEN}', 'returned')",
            "INSERT INTO help_calls (key, kiosk_id, occurred_at, received_at, page, code, reason, answered_at, answered_by)"
            f" VALUES ('h', 'k', '{THEN}', '{THEN}', '', '', '', '{THEN}', 'wang')",
        ):
            session.execute(sa.text(line))
        session.execute(
            sa.text(
                "INSERT INTO loan_policies (patron_class, item_class, branch, loan_days, loan_limit, renewal_limit)"
                " VALUES ('adult', 'book', 'east', 7, 4, 1)"
            )
        )
    store.migrate("0001")
    assert rows(store, "SELECT barcode, fines FROM patrons") == [("21", Decimal("1.25"))]
    assert rows(store, "SELECT loan_days FROM loan_policies") == [(28,)]
    # Of what is over, only the loan whose reader was forgotten: these tables have no place for it.
    assert rows(store, "SELECT patron_id, renewals FROM loans ORDER BY renewals") == [(1, 0), (1, 2)]
    assert rows(store, "SELECT key FROM help_calls") == [("h",)]
    store.migrate()
    assert rows(store, "SELECT outstanding FROM charges") == [(Decimal("1.25"),)]
    store.close()


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.reading() as session:
        return [
            tuple(Decimal(f"{one:.2f}") if isinstance(one, float) else one for one in row)
            for row in session.execute(sa.text(query))
        ]
