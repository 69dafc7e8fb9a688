"""A call for help in real browsers before a real server process: it rings on every page until somebody accepts, and what
is written goes both ways within a second, without taking anything away that somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy.orm import Session

from server.store.database import Store
from server.store.help_tables import HelpCall
from server.store.tables import Kiosk
from tests.console.served import served, sign_in
from tests.fixtures.browser import DESK, PHONE, complaints

LIVE_MS = 1000  # from a press at the kiosk to the page
HEAR = """
const is = new Proxy({}, { set: (_, name, value) => { document.documentElement.dataset[name] = value; return true; } });
const number = (name) => Number(document.documentElement.dataset[name] ?? 0);
window.told = [];
const beep = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { is.rings = number('rings') + 1; return beep.call(this); };
window.Notification = class {
  static permission = "granted";
  static requestPermission() { return Promise.resolve("granted"); }
  constructor(text) { this.text = text; told.push(text); }
  close() { told.splice(told.indexOf(this.text), 1); }
};
Document.prototype.hasFocus = () => false;
navigator.vibrate = () => { is.buzzes = number('buzzes') + 1; return true; };
"""

numbers = count(1)


@dataclass
class Site:
    """A running server, its store, and a kiosk that tells what happens there."""

    url: str
    store: Store
    key: str

    def tell(self, kind: str, visit: str = "", text: str = "", **details: Any) -> str:
        """The entry's key."""
        key = f"e-{next(numbers)}"
        entry = {"key": key, "kind": kind, "occurred_at": datetime.now(UTC).isoformat(), "visit": visit}
        body = {"entries": [{**entry, "text": text, "details": details}]}
        answer = self._session().post(f"{self.url}/api/v1/transactions", json=body, timeout=10).json()
        assert answer["answers"][0]["result"] == "applied", answer
        return key

    def told(self, key: str) -> dict[str, Any]:
        return self._session().get(f"{self.url}/api/v1/help-calls/{key}", timeout=10).json()

    def call(self, **details: Any) -> str:
        given = {
            "page": "borrow",
            "code": "item-reference-only",
            "reason": "item",
            "language": "en",
            **details,
        }
        return self.tell("help-call", f"v{next(numbers)}", **given)

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {self.key}"
        return session


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("help"), "Pinewood", put_by_the_stairs) as parts:
        yield Site(*parts)


def put_by_the_stairs(session: Session) -> None:
    session.get_one(Kiosk, "entrance-1").place = "by the stairs"


def opened(browser: Browser, site: Site, login: str = "librarian", **look: Any) -> Page:
    look = {"viewport": DESK, "locale": "en-GB", **look}
    context = browser.new_context(base_url=site.url, **look)
    context.add_init_script(HEAR)
    return sign_in(context.new_page(), login)


def bell(page: Page) -> Any:
    return page.locator(".side [data-bell-turn]")


def rings(page: Page) -> int:
    """How many tones were heard."""
    return int(page.locator("html").get_attribute("data-rings") or 0)


def hears_more(page: Page, before: int = 0) -> None:
    more = "|".join(map(str, range(before + 1, before + 9)))
    expect(page.locator("html")).to_have_attribute("data-rings", re.compile(f"^({more})$"))


@pytest.fixture(autouse=True)
def nobody_waits(site: Site) -> Iterator[None]:
    """From one test to the next."""
    yield
    with site.store.writing() as session:
        session.execute(sa.update(HelpCall).values(ended_at=datetime.now(UTC), ended_as="left"))


def test_two_hear_it_one_accepts_and_it_is_silent_everywhere(site: Site, browser: Browser):
    first, second = opened(browser, site), opened(browser, site, "administrator")
    third = second.context.new_page()  # the same person's other page
    heard = complaints(first) + complaints(second) + complaints(third)
    for page, path in ((first, "/titles"), (second, "/policies"), (third, "/staff")):
        page.goto(f"/console{path}")
    for page in (first, second):
        bell(page).click()
        expect(bell(page)).to_have_text("The bell is on")
        assert rings(page) == 0, "nobody waits"
    third.locator("h1").click()  # it could be heard, too
    call = site.call(title="红楼梦")
    for page in (first, second, third):
        expect(page.locator("#ring")).to_contain_text("entrance-1 by the stairs", timeout=LIVE_MS)
        expect(page.locator("#ring")).to_contain_text("For reading here only")
        expect(page.locator("#ring-said")).to_contain_text("Help is wanted at entrance-1 by the stairs")
        assert page.title().startswith("(1) ")
        expect(page.locator(".side [data-badge]")).to_have_text("1")
    hears_more(first)
    assert first.evaluate("told") == [
        "Help is wanted at entrance-1 by the stairs: An item is not read · For reading here only."
    ]
    hears_more(first, rings(first))  # until somebody comes
    assert sorted(rings(page) > 0 for page in (second, third)) == [False, True], "one page of a browser"
    site.tell("help-call", "other", reason="just-come")
    second.locator("#ring button").first.click()
    second.wait_for_url("**/help-calls/e-*")
    expect(second.locator("#stage")).to_contain_text("administrator is coming, about 2 min")
    for page in (first, third):
        expect(page.locator("[data-waits]")).to_have_count(0, timeout=LIVE_MS)
        assert not page.title().startswith("(")
    assert first.evaluate("told") == []
    rang = rings(first), rings(third)
    first.wait_for_timeout(3200)  # one ring later
    assert (rings(first), rings(third)) == rang
    assert site.told(call)["stage"] == "accepted"
    assert heard == []
    first.context.close()
    second.context.close()


def test_a_conversation_goes_both_ways_and_nothing_typed_is_lost(site: Site, browser: Browser):
    page = opened(browser, site)
    heard = complaints(page)
    call = site.call(rows="r1:item-reference-only r2:tag-unreadable")
    page.goto(f"/console/help-calls/{call}")
    page.keyboard.press("Tab")
    page.fill("#f-note", "half a note")
    page.click("#accept button:has-text('5 min')")
    expect(page.locator("#stage")).to_contain_text("librarian is coming, about 5 min", timeout=LIVE_MS)
    assert (site.told(call)["by"], site.told(call)["minutes"]) == ("librarian", 5)
    page.fill("#f-text", "Which one is it?")
    site.tell("help-said", call=call, text="<b>Hello</b> 😊 \u202eשלום " + "x" * 1900)
    expect(page.locator("#lines .said")).to_contain_text("<b>Hello</b>", timeout=LIVE_MS)
    expect(page.locator("#lines-said")).to_contain_text("Hello")
    assert page.input_value("#f-text") == "Which one is it?"
    page.focus("#f-text")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#lines .ours .said")).to_have_text("Which one is it?", timeout=LIVE_MS)
    expect(page.locator("#f-text")).to_have_value("")
    expect(page.locator("#f-text")).to_be_focused()
    page.fill("#f-text", "字" * 10_000)
    page.click("#say button")
    expect(page.locator("#ring-told")).to_contain_text("At most 2000 characters")
    page.locator("#close button").scroll_into_view_if_needed()
    expect(page.locator("#ring-told")).to_be_in_viewport()  # however far down one writes
    assert "422" in heard.pop(), "the answer says why; the browser notes the status"
    assert len(page.input_value("#f-text")) == 10_000
    page.fill("#f-text", "")
    page.click("#reply button:has-text('I am on my way')")
    expect(page.locator("#lines .ours .said")).to_have_count(2, timeout=LIVE_MS)
    page.select_option("#f-about", "scanner")
    page.click("#point button")
    page.click("#rows summary")
    page.fill("#rows [name=why]", "for the exhibition")
    page.click("#rows details button")
    expect(page.locator("#lines .order")).to_have_count(2, timeout=LIVE_MS)
    said = site.told(call)["lines"]
    assert [(line["says"], line["about"]) for line in said] == [
        *[("text", "")] * 3,
        ("point", "scanner"),
        ("release", "r1"),
    ]
    assert said[2]["texts"] == {"zh": "我马上过来。", "en": "I am on my way."}
    site.tell("help-done", call=call, number=said[3]["number"], result="done")
    expect(page.locator("#lines .order .state.done")).to_have_count(1, timeout=LIVE_MS)
    assert page.input_value("#f-note") == "half a note"
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    page.select_option("#f-cause", "rule")
    page.click("#close button")
    expect(page.locator(".notice.done")).to_have_text("Closed.")
    expect(page.locator("#stage")).to_contain_text("half a note")
    assert site.told(call)["ended"] == "solved"
    assert heard == []
    page.context.close()


def test_rows_come_and_go_as_on_the_readers_screen(site: Site, browser: Browser):
    page = opened(browser, site)
    call = site.call()
    page.goto(f"/console/help-calls/{call}")
    expect(page.locator("#rows")).to_be_hidden()
    site.tell("help-rows", call=call, rows="r1:item-reference-only")
    expect(page.locator("#rows li")).to_contain_text("item-reference-only", timeout=LIVE_MS)
    page.click("#rows summary")
    page.fill("#rows [name=why]", "for the exhibition")
    site.tell("help-rows", call=call, rows="r2:item-on-hold")  # laid down once more
    page.click("#rows details button")
    expect(page.locator("#ring-told")).to_contain_text("cannot be released any more")
    expect(page.locator("#rows li")).to_contain_text("item-on-hold", timeout=LIVE_MS)
    site.tell("help-rows", call=call, rows="")
    expect(page.locator("#rows")).to_be_hidden(timeout=LIVE_MS)
    page.context.close()


def test_a_form_opened_while_its_news_is_on_the_way_is_not_taken_away(site: Site, browser: Browser):
    page = opened(browser, site)
    call = site.call(rows="r1:item-on-hold")
    page.goto(f"/console/help-calls/{call}")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(f"**/console/help-calls/{call}", hold_the_first)
    with page.expect_request(f"**/console/help-calls/{call}"):
        site.tell("help-rows", call=call, rows="r2:fines-owed")
    page.click("#rows summary")
    page.fill("#rows [name=why]", "for the exhibition")
    with page.expect_response(f"**/console/help-calls/{call}"):
        held[0].continue_()
    page.evaluate("new Promise((done) => setTimeout(done))")  # what came is at work
    assert page.input_value("#rows [name=why]") == "for the exhibition"
    page.click("#rows summary")
    expect(page.locator("#rows li")).to_contain_text("fines-owed", timeout=LIVE_MS)
    page.context.close()


def test_a_form_being_filled_in_survives_an_accepted_call(site: Site, browser: Browser):
    page = opened(browser, site)
    page.goto("/console/patrons/new")
    page.fill("#f-name", "Half a na")
    call = site.call()
    page.locator("#ring button").click(timeout=LIVE_MS)
    expect(page.locator("#ring")).to_contain_text("you answer this call", timeout=LIVE_MS)
    assert page.input_value("#f-name") == "Half a na"
    site.tell("help-said", call=call, text="hello")
    expect(page.locator("#ring")).to_contain_text("the reader has written", timeout=LIVE_MS)
    expect(page.locator("#ring-said")).to_have_text("The reader at entrance-1 has written.")
    page.click("#ring a")
    expect(page.locator("#lines")).to_contain_text("hello")
    expect(page.locator("#ring")).to_be_hidden()
    site.tell("help-ended", call=call, ended="solved")
    expect(page.locator("#stage")).to_contain_text("solved", timeout=LIVE_MS)
    page.fill("#f-text", "too late")
    page.click("#say button")
    expect(page.locator("#ring-told")).to_contain_text("This call is over")
    assert page.input_value("#f-text") == "too late"
    page.context.close()


def test_on_a_phone_it_shakes_is_muted_and_the_server_may_be_away(site: Site, browser: Browser):
    page = opened(browser, site, viewport=PHONE, locale="zh-CN", has_touch=True)
    page.click(".top [data-bell-turn]")
    call = site.call(code="")
    hears_more(page)
    expect(page.locator("html")).to_have_attribute("data-buzzes", "1")
    page.evaluate("document.querySelector('[data-bell-mute]').click()")
    rang = rings(page)
    page.wait_for_timeout(3200)  # one ring later
    assert rings(page) == rang
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"/console/help-calls/{call}")
    page.fill("#f-text", "马上来")
    page.route("**/say", lambda route: route.abort())
    page.click("#say button")
    expect(page.locator("#ring-told")).to_contain_text("没有发出去")
    assert page.input_value("#f-text") == "马上来"
    page.unroute("**/say")
    page.click("#say button")
    expect(page.locator("#lines")).to_contain_text("马上来", timeout=LIVE_MS)
    assert len(site.told(call)["lines"]) == 1
    barriers = [
        f"{found['id']} {found['nodes'][0]['html'][:200]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]
    assert barriers == []
    page.context.close()


def test_a_page_that_came_while_the_server_went_follows_once_it_is_back(site: Site, browser: Browser):
    """The worker's script is what it did not get any more."""
    page = opened(browser, site)
    gone: list[str] = []

    def away(route: Route) -> None:
        gone.append(route.request.url)
        route.abort() if len(gone) == 1 else route.continue_()

    page.context.route("**/static/live.js", away)
    page.goto("/console/titles")
    site.call()
    expect(page.locator("#ring")).to_contain_text("entrance-1", timeout=10_000)
    assert len(gone) > 1
    page.context.close()


def test_seven_pages_of_one_browser_share_a_stream(site: Site, browser: Browser):
    """A browser opens six connections to a server: with a stream for each page the seventh would never load."""
    page = opened(browser, site)
    others = [page.context.new_page() for _ in range(7)]
    for other in others:
        other.goto("/console/titles")
    call = site.call()
    for other in others:
        expect(other.locator("[data-waits]")).to_have_count(1, timeout=2 * LIVE_MS)
    site.tell("help-ended", call=call, ended="left")
    for other in others:
        expect(other.locator("[data-waits]")).to_have_count(0, timeout=2 * LIVE_MS)
    page.context.close()


def test_without_a_script_a_call_is_seen_accepted_and_answered(site: Site, browser: Browser):
    call = site.call()
    page = opened(browser, site, java_script_enabled=False)
    page.click("#ring button")
    expect(page.locator(".notice.done")).to_contain_text("The call is marked as yours")
    page.fill("#f-text", "hello")
    page.click("#say button")
    expect(page.locator("#lines")).to_contain_text("hello")
    assert site.told(call)["lines"][0]["texts"] == {"": "hello"}
    page.context.close()
