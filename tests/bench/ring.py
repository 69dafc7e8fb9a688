"""From a reader's touch on “just come” to the bar on a librarian's page, against the same browser hearing a bare push."""

from __future__ import annotations

import http.server
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from config.vocabulary import EntryKind
from kiosk.clock import Clock
from kiosk.delivery import Delivery
from kiosk.effects import Entry
from kiosk.events import LinkChanged
from kiosk.journal import Journal
from kiosk.library.central import Central
from server.enrol import enrol_kiosk
from server.staff import Role, add_staff
from server.store.database import open_store
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.bench.place import BUILD
from tests.faults.processes import free_port, kill, run_server, start
from tests.fixtures.postgres import postgres

AIM_SECONDS = 1.0
PASSWORD = "a long first word"
NOTES_WHEN = """() => {
    window.shown = {};
    const look = () => document.querySelectorAll("[data-call]").forEach((call) => {
        shown[call.dataset.call] ??= performance.timeOrigin + performance.now();
    });
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""
HEARS = """<!doctype html><script>
    window.shown = {};
    new EventSource("/push").onmessage = ({ data }) => { shown[data] = performance.timeOrigin + performance.now(); };
</script>"""


def run(turns: int = 100) -> list[Finding]:
    """The kiosk's journal and delivery, a server process, and a page of the console in Chromium; times are the wall
    clock's of one machine."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder, postgres() as server, _browser() as new_page:
        return [
            _ring(name, database, Path(folder), new_page, turns)
            for name, database in (
                ("sqlite", f"sqlite:///{folder}/server.db"),
                ("postgresql", server.database()),
            )
        ]


def _ring(name: str, database: str, folder: Path, new_page: Callable[[], Page], turns: int) -> Finding:
    store = open_store(database)
    with store.writing() as session:
        key = enrol_kiosk(session, "bench")
        add_staff(session, "ann", Role.LIBRARIAN, PASSWORD)
    config = folder / f"{name}.toml"
    config.write_text(f'[server]\ndatabase = "{database}"\n')
    url = f"http://127.0.0.1:{(port := free_port())}"
    process = start(run_server, config, port)
    journal = Journal.open(folder / name)
    up = threading.Event()
    delivery = Delivery(
        journal,
        Central(url, key),
        Clock(None),
        lambda event: up.set() if event == LinkChanged(up=True) else None,
    )
    page = new_page()
    try:
        delivery.start()
        up.wait(30)
        _sign_in(page, url)
        with _bare_push(new_page()) as bare:
            ours = _calls(journal, delivery, page)
            ours()
            bare()
            mine, theirs = in_turns(ours, bare, turns)
    finally:
        delivery.stop()
        delivery.join()
        journal.close()
        page.close()
        kill(process)
        store.close()
    sample = Sample("touch → bar on the librarian's page", "ms", [one * 1e3 for one in mine])
    return Finding(
        f"ring, {name}",
        sample,
        Sample("a bare push message to the same browser", "ms", [one * 1e3 for one in theirs]),
        [Aim("99 of 100 shown", sample.percentile(99) / 1e3, AIM_SECONDS, "s")],
        ratio=ratios(mine, theirs),
        notes=[f"{turns} turns; p99 {sample.percentile(99):.0f} ms"],
    )


def _calls(journal: Journal, delivery: Delivery, page: Page) -> Callable[[], float]:
    count = 0

    def call() -> float:
        nonlocal count
        count += 1
        key = f"call-{count}"
        details = {"page": "borrow", "code": "", "reason": "just-come"}
        began = time.time()
        journal.append(
            Entry(key, EntryKind.HELP_CALL, visit=key, details=details), datetime.now(UTC), promised=True
        )
        delivery.wake()
        at = _shown(page, key)
        # It is over, so that the bar does not grow.
        over = {"call": key, "ended": "solved"}
        journal.append(Entry(f"{key}-over", EntryKind.HELP_ENDED, visit=key, details=over), datetime.now(UTC))
        delivery.wake()
        page.wait_for_selector(f'[data-call="{key}"]', state="detached", timeout=30_000)
        return at - began

    return call


def _shown(page: Page, what: str) -> float:
    page.wait_for_function("(key) => key in window.shown", arg=what, polling=20, timeout=30_000)
    return float(page.evaluate("(key) => window.shown[key]", what)) / 1e3


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/console/titles")
    page.fill("[name=login]", "ann")
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_selector("#ring", state="attached")
    page.evaluate(NOTES_WHEN)


@contextmanager
def _browser() -> Iterator[Callable[[], Page]]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--no-proxy-server"]
        )
        yield lambda: started.new_context().new_page()
        started.close()


@contextmanager
def _bare_push(page: Page) -> Iterator[Callable[[], float]]:
    """One event over one connection, with nothing behind it."""
    said: queue.SimpleQueue[str] = queue.SimpleQueue()

    class Push(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pushes = self.path == "/push"
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if pushes else "text/html")
            self.end_headers()
            if not pushes:
                self.wfile.write(HEARS.encode())
                return
            while text := said.get():
                self.wfile.write(f"data: {text}\n\n".encode())

        def log_message(self, *_: object) -> None:
            pass

    count = 0

    def bare() -> float:
        nonlocal count
        count += 1
        began = time.time()
        said.put(str(count))
        return _shown(page, str(count)) - began

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Push) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        yield bare
        said.put("")
        page.close()
        server.shutdown()
