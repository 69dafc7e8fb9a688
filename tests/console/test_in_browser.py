"""The console in a real browser, before a real server process: its chief ways, by keyboard, on a phone, without a
script; what changes elsewhere within a second; and nothing that keeps anybody out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from config.vocabulary import Topic, VoiceKind
from server.catalogue.titles import add_title
from server.enrol import enrol_kiosk
from server.faq import suggested
from server.faq.counts import count
from server.live import publish
from server.store.database import Store
from server.store.help_tables import AlertChannel, Duty, HelpCall, HelpLine
from server.store.tables import Branch, Hold
from server.store.voice_tables import Meeting, Rating, Signup, Survey, Voice
from tests.console.conftest import BOOKS, OTHER, PASSWORD, READER
from tests.console.served import JIEYUE, served, sign_in
from tests.fixtures.browser import DESK, PHONE, complaints

LIVE_MS = 1000  # from a commit elsewhere to the page
PAGES = [
    "/",
    "/desk",
    "/desk/returns",
    "/desk/reader/1",
    "/patrons",
    "/patrons/1",
    "/patrons/1/edit",
    "/patrons/new",
    "/holds",
    "/holds/fetch",
    "/holds/queue",
    "/fines",
    "/fines/1",
    "/titles",
    "/titles?q=hlm",
    "/titles/1",
    "/titles/1/edit",
    "/titles/new",
    "/copies/1",
    "/help-calls",
    "/faq",
    "/faq/1",
    "/faq/1/preview/zh",
    "/faq/new",
    "/faq/searches",
    "/alerts",
    "/alerts/channels/1",
    "/alerts/duty",
    "/voices",
    "/voices/1",
    "/voices/ratings",
    "/voices/surveys",
    "/voices/surveys/1",
    "/voices/surveys/new",
    "/voices/meetings",
    "/voices/meetings/1",
    "/voices/meetings/new",
    "/voices/meetings/1/print",
    "/kiosks",
    "/policies",
    "/policies/edit",
    "/policies/class",
    "/calendar",
    "/branches",
    "/branches/main",
    "/texts",
    "/staff",
    "/staff/new",
    "/staff/viewer",
    "/audit",
    "/account",
    "/nowhere",
]


CHIEF = {"/", "/desk", "/patrons/1"}


@dataclass
class Site:
    """A running server; ``kiosk`` lends as a kiosk does, ``store`` is a second writer beside it."""

    url: str
    store: Store
    key: str

    def kiosk(self, kind: str, item: str, patron: str = "") -> dict:
        at = datetime.now(UTC).isoformat()
        entry = {
            "key": f"{kind}-{item}-{at}",
            "kind": kind,
            "item": item,
            "patron": patron,
            "occurred_at": at,
        }
        entry["details"] = {"page": "borrow", "code": "", "reason": "item"} if kind == "help-call" else {}
        session = requests.Session()
        session.trust_env = False
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = session.post(
            f"{self.url}/api/v1/transactions", json={"entries": [entry]}, headers=headers, timeout=10
        )
        return answer.json()["answers"][0]


def spoken() -> list[object]:
    """What readers said and are asked."""
    day = datetime.now(UTC).date()
    question = {"id": "q1", "kind": "yes-no", "texts": {"en": "Was it quiet?"}}
    survey = Survey(id=1, titles={"en": "Quiet"}, begins=day, ends=day, questions=[question], published=True)
    meeting = Meeting(id=1, titles={"zh": "读书会"}, begins_at=datetime.now(UTC), published=True)
    return [
        Voice(kind="suggestion", kiosk_id="entrance-1", day=day, text="更多椅子", contact="a@b.example"),
        *(Rating(kiosk_id="entrance-1", day=day, score=4) for _ in range(6)),
        survey,
        meeting,
        Signup(meeting_id=1, day=day, name="王"),
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("console"), "松林 Pinewood", something_on_every_page) as parts:
        yield Site(*parts)


def something_on_every_page(session: Session) -> None:
    suggested.load(session, datetime.now(UTC))
    count(session, VoiceKind.FAQ_SEARCHED, {"query": "停车", "language": "zh"}, datetime.now(UTC).date())
    session.add(Hold(title_id=1, patron_id=2, placed_at=datetime.now(UTC)))
    session.add(AlertChannel(id=1, name="Counter", url="wecombot://abc"))
    session.add_all(spoken())
    session.add(Duty(weekday=1, begins=time(9), ends=time(17), login="librarian"))


def add_calls(session: Session) -> None:
    """One that somebody answers, with all that can stand on its page, and one that is over."""
    at = datetime.now(UTC)
    for key in ("open", "over"):
        call = HelpCall(key=key, kiosk_id="entrance-1", visit=key, occurred_at=at, received_at=at)
        call.page, call.code, call.reason, call.language = "borrow", "item-reference-only", "item", "zh"
        call.rows, call.parts = [{"key": "r", "code": "fines-owed"}], {"scanner": "up", "printer": "down"}
        call.answered_at, call.answered_by, call.minutes = at, "administrator", 2
        session.add(call)
        session.flush()
        for who, kind, about in (
            ("reader", "text", ""),
            ("administrator", "text", ""),
            ("mei", "point", "pad"),
        ):
            line = HelpLine(key=f"{key}{who}{kind}", call_key=key, at=at, who=who, kind=kind, about=about)
            line.texts = {"": f"{who} 写了 something"} if kind == "text" else {}
            session.add(line)
    call.ended_at, call.ended_by, call.ended_as, call.cause = at, "reader", "solved", "rule"


def opened(browser: Browser, site: Site, login: str = "administrator", **look: object) -> Page:
    look = {"viewport": DESK, "locale": "en-GB", **look}
    return sign_in(browser.new_context(base_url=site.url, **look).new_page(), login)


def scan(page: Page, number: str) -> None:
    """A scanner: keys and Enter, wherever the focus is."""
    with page.expect_navigation():
        page.keyboard.type(number)
        page.keyboard.press("Enter")


def test_a_scanner_is_enough_and_others_see_it_at_once(site: Site, browser: Browser):
    desk, overview = opened(browser, site, "librarian"), opened(browser, site, "viewer")
    heard = complaints(desk) + complaints(overview)
    copies = overview.context.new_page()
    copies.goto("/console/titles/1")
    desk.goto("/console/desk")
    scan(desk, READER)
    expect(desk.locator("#reader h2").first).to_have_text("王小明")
    scan(desk, BOOKS[0])
    expect(overview.locator(".tile", has_text="on loan")).to_contain_text("1", timeout=LIVE_MS)
    expect(copies.locator("#copies")).to_contain_text("lent until", timeout=LIVE_MS)
    expect(desk.locator(".rows").first).to_contain_text("lent until")
    expect(desk.locator("#scan")).to_be_focused()
    desk.locator("#main").focus()
    scan(desk, BOOKS[0])
    expect(desk.locator(".reasons").first).to_contain_text("This reader has it already")
    desk.click("summary:has-text('More')")
    scan(desk, "999")
    expect(desk.locator(".notice")).to_contain_text("has the number 999")
    site.kiosk("checkin", BOOKS[0])
    expect(desk.locator("#reader")).to_contain_text("Nothing.", timeout=LIVE_MS)
    expect(overview.locator(".tile", has_text="on loan")).to_contain_text("0", timeout=LIVE_MS)
    assert heard == []
    desk.context.close()
    overview.context.close()


def test_what_somebody_types_is_not_taken_away(site: Site, browser: Browser):
    page = opened(browser, site)
    page.goto("/console/kiosks")
    page.click("summary:has-text('Take its key')")
    assert page.locator(".side button:has-text('Sign out')").bounding_box()["y"] < DESK["height"] - 40
    with site.store.writing() as session:
        publish(session, Topic.KIOSK, "entrance-1")
        enrol_kiosk(session, "entrance-2")
    page.wait_for_timeout(700)
    assert page.locator("details[open] button.danger").is_visible()
    page.click("summary:has-text('Take its key')")
    expect(page.locator("#kiosks")).to_contain_text("entrance-2", timeout=LIVE_MS)
    page.context.close()


def test_a_picture_that_is_too_large_is_said_before_it_is_sent(site: Site, browser: Browser):
    page = opened(browser, site)
    page.goto("/console/faq/1")
    picture = page.locator("[name=picture]")
    for size, said in ((16_000_000, "too large"), (1000, "")):
        picture.set_input_files({"name": "p.png", "mimeType": "image/png", "buffer": b"x" * size})
        message = picture.evaluate("input => input.validationMessage")
        assert said in message if said else not message
    with page.expect_file_chooser():  # and nothing is chosen there
        picture.click()
    assert picture.evaluate("input => input.files.length") == 0, "it was taken back"
    held = []
    page.route("**/console/faq/1", lambda route: held.append(route))
    page.evaluate(
        "[0, 300].forEach((at) => setTimeout(() => document.getElementById('said').requestSubmit(), at))"
    )
    page.wait_for_timeout(800)
    assert len(held) == 1, "pressed twice while it is sent"
    held[0].continue_()
    page.wait_for_url("**done=faq-draft-saved")
    page.context.close()


def test_a_signed_out_browser_shows_nothing_more(site: Site, browser: Browser):
    page = opened(browser, site, "viewer")
    other = page.context.new_page()
    other.goto("/console/account")
    other.click("text=Sign out >> visible=true")
    other.wait_for_url("**/sign-in**")
    with site.store.writing() as session:
        publish(session, Topic.KIOSK, "entrance-1")
    page.wait_for_url("**/sign-in**", timeout=15_000)
    page.context.close()


def test_the_first_who_waits_for_a_title_appears(site: Site, browser: Browser):
    page = opened(browser, site, "viewer")
    with site.store.writing() as session:
        title = add_title(session, "茶经")
        session.flush()
        number = title.id
    page.goto(f"/console/titles/{number}")
    with site.store.writing() as session:
        session.add(Hold(title_id=number, patron_id=2, placed_at=datetime.now(UTC)))
        publish(session, Topic.HOLD, str(number))
    expect(page.locator("#main")).to_contain_text("Waiting for it", timeout=LIVE_MS)
    page.context.close()


def test_a_chosen_branch_is_shown_at_once(site: Site, browser: Browser):
    with site.store.writing() as session:
        session.merge(Branch(code="east", name_en="East"))
    page = opened(browser, site, "librarian")
    heard = complaints(page)
    page.goto("/console/holds")
    page.select_option("#f-branch", "east")
    page.wait_for_url("**/holds?branch=east")
    assert heard == []
    page.context.close()


def test_without_a_script_everything_but_live_works(site: Site, browser: Browser):
    page = opened(browser, site, "librarian", java_script_enabled=False)
    page.goto("/console/desk")
    for number in (OTHER, BOOKS[1]):
        page.fill("#scan", number)
        page.press("#scan", "Enter")
        page.wait_for_load_state()
    assert "lent until" in page.content()
    page.click("text=Renew all")
    page.wait_for_load_state()
    assert "renewed until" in page.content()
    page.context.close()


@pytest.mark.parametrize(
    ("looked", "locale", "viewport", "scheme"),
    [(0, "zh-CN", PHONE, "light"), (1, "en-GB", DESK, "dark"), (2, "en-GB", PHONE, "light")],
)
def test_no_page_keeps_anybody_out(
    site: Site, browser: Browser, looked: int, locale: str, viewport: dict, scheme: str
):
    page = opened(browser, site, viewport=viewport, locale=locale, color_scheme=scheme)
    heard, axe, barriers = complaints(page), Axe(), []
    for number, path in enumerate(PAGES):
        page.goto(f"/console{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > viewport["width"]:
            barriers.append(f"{path}: {width} px wide")
        assert page.locator("h1").count() == 1, path
        if path in CHIEF or number % 3 == looked:  # each page in one of the looks, the chief ones in all
            for found in axe.run(page).response["violations"]:
                if found["impact"] in ("serious", "critical"):
                    barriers.append(f"{path}: {found['id']} {found['nodes'][0]['html'][:200]}")
    assert barriers == []
    assert [one for one in heard if "404" not in one] == []
    page.context.close()


def test_the_first_administrator_comes_by_the_command(site: Site, tmp_path: Path, browser: Browser):
    settings = tmp_path / "server.toml"
    settings.write_text(f'[server]\ndatabase = "{site.store.engine.url}"\n')

    def staff(*arguments: str, password: str) -> subprocess.CompletedProcess[str]:
        command = [*JIEYUE, "staff", *arguments, "--config", str(settings)]
        return subprocess.run(command, input=password + "\n", capture_output=True, text=True, timeout=60)

    weak = staff("add", "first", "--role", "administrator", password="short")
    assert weak.returncode == 1
    assert "10 characters" in weak.stderr
    assert staff("add", "first", "--role", "administrator", password="not yet this one").returncode == 0
    taken = staff("add", "first", "--role", "viewer", password="not yet this one")
    assert (taken.returncode, "somebody has this login" in taken.stderr) == (1, True)
    assert staff("password", "nobody", password=PASSWORD).returncode == 1
    assert staff("password", "first", password=PASSWORD).returncode == 0
    page = opened(browser, site, "first")
    expect(page.locator(".person").last).to_contain_text("administrator")
    page.context.close()


def test_a_survey_is_built_looked_at_and_asked(site: Site, browser: Browser):
    page = opened(browser, site, "librarian")
    heard = complaints(page)
    page.click("nav a[href='/console/voices'] >> visible=true")
    page.click(".tabs a:has-text('Surveys')")
    page.click("text=New survey")
    page.fill("#f-title_en", "The reading room")
    expect(page.locator("#f-text_2_en")).to_be_hidden()
    page.select_option("#f-kind_2", "scale")
    expect(page.locator("#f-text_2_en")).to_be_visible()
    expect(page.locator("#f-options_2_en")).to_be_hidden()
    page.select_option("#f-kind_2", "")
    page.select_option("#f-kind_1", "choices")
    page.fill("#f-text_1_en", "Which of these do you use?")
    page.fill("#f-options_1_en", "Kiosks")
    page.click("button.primary:has-text('Save as a draft')")
    expect(page.locator(".field .wrong")).to_contain_text("Two to six choices")
    expect(page.locator("#f-text_1_en")).to_have_value("Which of these do you use?")
    page.fill("#f-options_1_en", "Kiosks\nHolds")
    page.click("button.primary:has-text('Save as a draft')")
    expect(page.locator(".glass").last).to_contain_text("Holds")
    address = page.url.split("?")[0]
    page.click("button:has-text('Publish')")
    expect(page.locator(".state").first).to_contain_text("running")
    session = requests.Session()
    session.trust_env = False
    asked = session.get(
        f"{site.url}/api/v1/questions", headers={"Authorization": f"Bearer {site.key}"}, timeout=10
    ).json()["surveys"]
    assert [one["titles"] for one in asked if address.endswith(f"/{one['id']}")] == [
        {"en": "The reading room"}
    ]
    page.click("button:has-text('End it now')")
    expect(page.locator(".state").first).to_contain_text("over")
    assert not [one for one in heard if "422" not in one]  # that was meant
