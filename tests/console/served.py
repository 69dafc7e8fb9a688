"""A real server process over a small library, for the tests that look at it in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from server.enrol import enrol_kiosk
from server.store.database import Store, open_store
from tests.console.conftest import PASSWORD, fill

JIEYUE = [sys.executable, "-m", "kiosk"]


@contextmanager
def served(folder: Path, name: str, more: Callable[[Session], object]) -> Iterator[tuple[str, Store, str]]:
    """Its address, a second writer beside it, and the key of the kiosk ``entrance-1``; ``more`` stands in the database
    from the start."""
    settings = folder / "server.toml"
    settings.write_text(f'[server]\ndatabase = "sqlite:///server.db"\nport = 0\n[library]\nname = "{name}"\n')
    store = open_store(f"sqlite:///{folder / 'server.db'}")
    with store.writing() as session:
        fill(session)
        key = enrol_kiosk(session, "entrance-1")
        session.flush()
        more(session)
    process = subprocess.Popen(
        [*JIEYUE, "server", "--config", settings],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process.stdout.readline().removeprefix("ready").strip(), store, key
    finally:
        process.terminate()
        assert process.wait(15) == 0, "open pages do not keep the server from ending"
        process.stdout.close()
        store.close()


def sign_in(page: Page, login: str) -> Page:
    """The same page, at home in the console."""
    page.goto("/console/sign-in")
    page.fill("#f-login", login)
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/")
    return page
