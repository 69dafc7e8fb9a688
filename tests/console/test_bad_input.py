"""Text that would be markup, and rubbish in every field of every form."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.circulation.charges import add_charge
from server.enrol import enrol_kiosk
from server.patrons import find_patron
from server.store.help_tables import HelpCall
from server.store.tables import AuditLine, Branch, ClosedDay, Copy, LoanPolicy, Patron, Text, Title
from tests.console.conftest import BOOKS, OTHER, READER, Desk
from tests.console.test_pages import scan
from tests.console.test_permissions import ROUTES

WICKED = "<script>alert('x')</script>\"&"
RUBBISH = ("\0", "x" * 5000, "-1", "9" * 30, "𝟙", "’ OR 1=1 --", "../..")
LEAVING = {"/sign-out", "/sign-in", "/account/password"}


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Nothing here differs between the databases."""
    return f"sqlite:///{tmp_path / 'server.db'}"


def test_no_text_becomes_markup(desk: Desk):
    now = datetime.now(UTC)
    with desk.store.writing() as session:
        title = session.scalars(sa.select(Title)).one()
        title.title = title.author = title.publisher = title.summary = title.clc = WICKED
        title.subjects = [WICKED]
        patron = find_patron(session, READER)
        patron.name = patron.block_reason = patron.email = patron.phone = WICKED
        patron.blocked = True
        add_charge(session, patron, Decimal(1), now, note=WICKED)
        session.add(Branch(code="main", name_zh=WICKED, name_en=WICKED, open_weekdays="1"))
        session.add(ClosedDay(branch="*", day=now.date(), why=WICKED))
        session.add(LoanPolicy(patron_class=WICKED, item_class=WICKED, branch="*", loan_limit=1, loan_days=1))
        session.add(Text(name="hotline", language="en", text=WICKED))
        copy = session.scalars(sa.select(Copy).where(Copy.barcode == BOOKS[0])).one()
        copy.call_number = WICKED
        enrol_kiosk(session, "kiosk-1")
        call = HelpCall(key="k-1", kiosk_id=WICKED, occurred_at=now, received_at=now)
        call.page = call.code = call.reason = WICKED
        session.add(call)
        session.add(AuditLine(at=now, who=WICKED, what=WICKED, about=WICKED, details={WICKED: WICKED}))
    desk.sign_in("administrator")
    scan(desk, scan(desk, desk.get("/desk").text, OTHER), BOOKS[1])
    desk.post(f"/titles/{title.id}/hold", card=OTHER)
    seen = 0
    pages = [
        path.replace("{patron_id}", str(patron.id)).replace("{title_id}", str(title.id)) for _, path in ROUTES
    ]
    pages = [
        path.replace("{copy_id}", str(copy.id)).replace("{code}", "main").replace("{login}", "viewer")
        for path in pages
    ]
    for path in {
        *pages,
        "/titles?q=<script>",
        "/audit?who=<script>alert('x')</script>",
        "/?done=<script>",
    } - {"/events"}:
        text = desk.get(path).text
        assert "<script>alert" not in text, path
        seen += "&lt;script&gt;alert" in text
    text = desk.post("/patrons", q=WICKED).text + scan(desk, desk.get("/desk").text, READER)
    assert "<script>alert" not in text
    assert seen >= 15, "it stands on these pages, as text"


def test_rubbish_in_any_field_is_told_and_breaks_nothing(desk: Desk):
    desk.sign_in("administrator")
    token = desk.form_token
    names = set()
    for path in (
        "/desk",
        "/patrons/new",
        "/titles/new",
        "/branches/new",
        "/policies/edit",
        "/calendar",
        "/texts",
        "/staff/new",
    ):
        names |= set(re.findall(r'name="([a-zA-Z_-]+)"', desk.get(path).text))
    names = (names | {"charge", "amount", "kind", "state", "item", "number", "then", "login"}) - {
        "form_token",
        "viewport",
    }
    routes = [path for method, path in ROUTES if method == "POST" and path not in LEAVING]
    for number, path in enumerate(routes * 2):
        rubbish = RUBBISH[number % len(RUBBISH)]
        answer = desk.post(re.sub(r"\{[^}]+\}", "1", path), token, **dict.fromkeys(names, rubbish))
        assert answer.status_code < 500, (path, rubbish)
    with desk.store.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Patron)) == 2
