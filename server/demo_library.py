"""The demo library: public-domain titles, and a reader for every case a kiosk meets."""

from __future__ import annotations

import csv
import tomllib
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from config.vocabulary import ItemStatus
from server.catalogue import add_copy, add_loan, add_title
from server.circulation.policies import add_branch, add_policy
from server.patrons import add_patron, add_patron_class
from server.store.tables import Copy, Hold, Loan, Patron

FILES = Path(__file__).parent.parent / "resources" / "demo_library"
NAME = {"zh": "松林图书馆", "en": "Pinewood Library"}
ZONE = ZoneInfo("Asia/Shanghai")

# These PINs stand in patrons.toml for everybody to read: a slow hash would guard nothing, and take two seconds.
_quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def load(session: Session, now: datetime) -> dict[str, list[dict[str, str]]]:
    """Fill an empty database; every date is reckoned from ``now``. Gives what ``demo.json`` holds: the readers
    with PIN and case, the items with title and status."""
    readers = tomllib.loads((FILES / "patrons.toml").read_text(encoding="utf-8"))
    limits = {row["name"]: row["loan_limit"] for row in readers["class"]}
    for name, limit in limits.items():
        add_patron_class(session, name, limit)
    for row in readers["policy"]:
        rules = {name: row[name] for name in ("loan_days", "loan_limit", "renewal_limit")}
        money: dict[str, Any] = {
            name: Decimal(row[name]) for name in ("fine_per_day", "fine_most") if name in row
        }
        add_policy(session, row["patrons"], row["items"], **rules, **money)
    for row in readers["branch"]:
        add_branch(session, row["code"], row["name_zh"], row["name_en"], row["weekdays"])
    copies = _copies(session)
    lent = {barcode for row in readers["patron"] for barcode, _, _ in row.get("loans", ())}
    free = [
        copy
        for barcode, copy in copies.items()
        if barcode not in lent and copy.place == ItemStatus.AVAILABLE and copy.item_class == "book"
    ]
    for row in readers["patron"]:
        _patron(session, row, copies, free, limits[row["class"]], now)
    session.flush()
    for row in readers["hold"]:
        _hold(session, row, copies[row["item"]], now)
    on_loan = set(session.scalars(sa.select(Loan.copy_id).where(Loan.returned_at.is_(None))))
    return {
        "patrons": [{name: row[name] for name in ("barcode", "pin", "case")} for row in readers["patron"]],
        "items": [
            {
                "barcode": copy.barcode,
                "title": copy.title.title,
                "status": ItemStatus.CHECKED_OUT.value if copy.id in on_loan else copy.place,
            }
            for copy in copies.values()
        ],
    }


def _copies(session: Session) -> dict[str, Copy]:
    titles = {}
    for row in _table("titles.tsv"):
        titles[row["title"]] = (
            row["item_class"],
            add_title(
                session,
                row["title"],
                row["author"],
                isbn=row["isbn"] or None,
                year=int(row["year"]),
                language=row["language"],
                clc=row["clc"],
                ddc=row["ddc"],
            ),
        )
    copies = {}
    for row in _table("copies.tsv"):
        item_class, title = titles[row["title"]]
        copies[row["barcode"]] = add_copy(
            session, title, row["barcode"], item_class, ItemStatus(row["place"])
        )
    return copies


def _patron(
    session: Session,
    row: dict[str, Any],
    copies: dict[str, Copy],
    free: list[Copy],
    limit: int,
    now: datetime,
) -> None:
    ends = now.astimezone(ZONE).date() + timedelta(days=row["expires_in"]) if "expires_in" in row else None
    patron = add_patron(
        session,
        row["barcode"],
        row["name"],
        row["class"],
        row["pin"],
        language=row.get("language"),
        expires_on=ends,
        lost_card=row.get("lost_card", False),
        blocked=row.get("blocked", False),
        fines=Decimal(row.get("fines", 0)),
        hasher=_quick,
    )
    loans = [(copies[barcode], ago, left) for barcode, ago, left in row.get("loans", ())]
    if row.get("loan_up_to_limit"):
        loans = [(free.pop(), 14, 14) for _ in range(limit)]
    for copy, ago, left in loans:
        due = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=left), time(23, 59, 59), ZONE)
        add_loan(session, patron, copy, now - timedelta(days=ago), due)


def _hold(session: Session, row: dict[str, Any], copy: Copy, now: datetime) -> None:
    hold = Hold(title_id=copy.title_id, placed_at=now - timedelta(days=3))
    hold.patron_id = session.scalars(sa.select(Patron.id).where(Patron.barcode == row["patron"])).one()
    if row.get("this_copy"):
        hold.copy_id = copy.id
    if row.get("kept"):
        hold.trapped_id, hold.ready_at = copy.id, now - timedelta(days=1)
        hold.shelf_until = now.astimezone(ZONE).date() + timedelta(days=6)
    session.add(hold)


def _table(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
