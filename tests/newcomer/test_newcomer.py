"""From an empty database to a renewal refused because somebody waits: a newcomer's first hour, in a real browser and
at a real kiosk's window; on SQLite with one server process, on PostgreSQL with two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import DESK, complaints
from tests.newcomer.library import Newcomer, seen, until

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "cnmarc.mrc"
BOOK = "31000000000006"  # the one copy of its title there
READER, OTHER = "20000000000017", "20000000000025"
HEARD_MS = 3_000  # a second, on a machine that does nothing else
PASSWORD = "a long first word"


@pytest.fixture(params=["sqlite", "postgresql"])
def newcomer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newcomer]:
    database = f"sqlite:///{tmp_path / 'server.db'}"
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_server").database()
    library = Newcomer(tmp_path, database)
    yield library
    library.end()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport=DESK)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_a_first_hour(newcomer: Newcomer, page: Page, request: pytest.FixtureRequest):
    newcomer.type(
        "staff",
        "add",
        "ann",
        "--role",
        "administrator",
        "--config",
        str(newcomer.server_toml),
        keys=PASSWORD + "\n",
    )
    console = kiosk_server = newcomer.start_server()
    if "postgresql" in request.node.name:
        kiosk_server = newcomer.start_server()
    said = complaints(page)

    sign_in(page, console)
    bring_in_records(page, console)
    decide_who_may_borrow(page, console)
    add_reader(page, console, READER, "Lin Mei")
    add_reader(page, console, OTHER, "Omar Haddad")
    code = ask_for_a_kiosk_code(page, console)
    newcomer.type("enrol", kiosk_server, code, "--config", str(newcomer.kiosk_toml))
    newcomer.settle_devices()
    newcomer.start_kiosk()

    page.goto(f"{console}/console/titles")
    page.fill("#q", "茶经")
    page.press("#q", "Enter")
    page.get_by_role("link", name="茶经").click()
    copies = page.locator("#copies")
    expect(copies).to_contain_text("on the shelf")

    kiosk = newcomer.window
    until(lambda: newcomer.scanned(READER, "borrow"), "the card opened no visit")
    newcomer.scanner.tell(BOOK)
    until(lambda: seen(kiosk, ["Lent", "茶经"]), "the book is not lent at the kiosk")
    expect(copies).to_contain_text("lent until", timeout=HEARD_MS)
    expect(copies).to_contain_text("Lin Mei")

    page.fill("[name=card]", OTHER)
    page.get_by_role("button", name=re.compile("hold", re.I)).click()
    expect(page.locator("#waiting")).to_contain_text("Omar Haddad")

    newcomer.touch("way-account")
    newcomer.touch(f"renew-{BOOK}")
    until(
        lambda: seen(
            kiosk, ["Another reader is waiting for it, so it cannot be renewed.", "Please bring it back by"]
        ),
        "the kiosk does not say why not and what to do",
    )
    assert said == []


def sign_in(page: Page, console: str) -> None:
    page.goto(f"{console}/console/")
    page.fill("[name=login]", "ann")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).not_to_have_text("Sign in")


def bring_in_records(page: Page, console: str) -> None:
    page.goto(f"{console}/console/import")
    page.set_input_files("[name=file]", SAMPLE)
    page.click("main button.primary")
    expect(page.locator("main")).to_contain_text("红楼梦", timeout=20_000)
    page.click("main button.primary")
    expect(page.locator("main .notice.done")).to_be_visible(timeout=20_000)


def decide_who_may_borrow(page: Page, console: str) -> None:
    page.goto(f"{console}/console/policies/class")
    page.fill("[name=name]", "adult")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{console}/console/policies/edit")
    page.fill("[name=renewal_limit]", "2")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#policies")).to_contain_text("28 days")


def add_reader(page: Page, console: str, number: str, name: str) -> None:
    page.goto(f"{console}/console/patrons/new")
    page.fill("[name=barcode]", number)
    page.fill("[name=name]", name)
    page.select_option("[name=patron_class]", "adult")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text(f"PIN for {name}")


def ask_for_a_kiosk_code(page: Page, console: str) -> str:
    page.goto(f"{console}/console/kiosks")
    page.fill("[name=kiosk]", "entrance")
    page.get_by_role("button", name=re.compile("code", re.I)).click()
    return page.locator("#code").inner_text()
