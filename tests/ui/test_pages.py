"""Every page in every language and both orientations: it renders without a warning, nothing is cut off, nothing
lies on anything else, and every button is large enough for a finger."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from config.vocabulary import Code, Reason, TextName
from kiosk.state import Page, State
from tests.ui.glass import Glass
from ui.look import WORDS, Look, contrast
from ui.pictures import DEVICES, HOTLINE, HOURS, LIBRARY, REACHED, scenes

SCENES = [name for name, _ in scenes("en")]
PANELS = ("help-panel", "other-card")
PSEUDO = "de"  # a language Babel knows, filled with padded English


@pytest.fixture(scope="session")
def long_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues, and one more whose sentences are two fifths longer."""
    directory = tmp_path_factory.mktemp("words")
    for path in WORDS.glob("*.ftl"):
        (directory / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    lines = (WORDS / "en.ftl").read_text(encoding="utf-8").splitlines()
    padded = [
        line if line.startswith(("#", "date-pattern", "language-name")) else _longer(line) for line in lines
    ]
    (directory / f"{PSEUDO}.ftl").write_text("\n".join(padded), encoding="utf-8")
    return directory


def _longer(line: str) -> str:
    found = re.match(r"^( *(?:[\w.-]+ =|\*?\[\w+\]) )(.+)$", line)
    if not found or "->" in line:
        return line
    text = found[2]
    more = max(1, round(0.4 * len(re.sub(r"{[^}]*}", "", text))))
    filler = "é" * more if more <= 5 else " " + " ".join(["égal"] * (more // 5))
    return found[1] + text + filler


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en", PSEUDO])
def test_nothing_is_cut_off_and_nothing_collides(glass, long_words, language, orientation):
    window = None
    for name, state in scenes("zh" if language == "zh" else "en"):
        state = speaking(state, language)
        if window is None:
            window = glass(state, orientation=orientation, words=long_words)
        window.put(state)
        if name.startswith("identify"):
            for _ in range(14):
                window.screen.kiosk.number.press("8")
            window.settle()
        assert window.said(), name
        problems = [*cut_off(window), *collisions(window), *small_buttons(window)]
        assert not problems, f"{language} {orientation} {name}: {problems}"


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_large_text_fits(glass, language, orientation):
    window = None
    for name, state in scenes(language):
        if window is None:
            window = glass(state, orientation=orientation)
            window.touch("large-text")
        window.put(state)
        if not window.screen.kiosk.appearance.large:  # it was another reader's wish
            window.touch("large-text")
        problems = [*cut_off(window), *collisions(window)]
        assert not problems, f"{language} {orientation} {name}: {problems}"


MUCH = {  # as much as a library may write
    **REACHED,
    TextName.EMAIL: {"": "questions.and.answers@library.jiangcheng.example"},
    TextName.SOCIAL: {
        "zh": "微博 @江城图书馆\n抖音 江城图书馆\n小红书 江城图书馆读者服务\n哔哩哔哩 江城图书馆讲座",
        "en": "Mastodon @jclib@social.example\nPeerTube @jclib@video.example\nPixelfed @jclib\nBluesky @jclib.example",
    },
    TextName.OPENING_HOURS: {
        "zh": "周二至周五 9:00–20:00\n周六、周日 9:00–17:30\n周一闭馆，节假日另行通知",
        "en": "Tuesday to Friday 9 am – 8 pm\nSaturday and Sunday 9 am – 5.30 pm\nClosed on Mondays and holidays",
    },
}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("texts", [REACHED, MUCH], ids=["some", "much"])
def test_help_fits_with_every_way_to_reach_the_library(glass, texts, language, orientation, large):
    window = None
    for name, state in scenes(language):
        if not state.panel and state.page not in (Page.OUT_OF_SERVICE, Page.MAINTENANCE):
            continue
        state = replace(state, texts=texts)
        window = window or glass(state, orientation=orientation)
        window.put(state)
        if window.screen.kiosk.appearance.large != large:
            window.touch("large-text")
        problems = [*cut_off(window), *collisions(window)]
        assert not problems, f"{language} {orientation} {name}: {problems}"


REACHING = (
    "help-reached",
    "help-sent-reached",
    "help-hotline-reached",
    "help-talk",
    "help-kept",
    "help-nobody",
)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_has_every_way_to_reach_the_library(glass, tmp_path, language, orientation, large):
    """Before a call, in a call, and after something was written."""
    window = None
    for name in REACHING:
        state = replace(dict(scenes(language))[name], texts=REACHED)
        window = window or glass(state, orientation=orientation)
        window.put(state)
        if window.screen.kiosk.appearance.large != large:
            window.touch("large-text")
        if not window.sees("contact-email"):
            assert window.touch("help-reach") == []
        assert window.find("contact-email").property("text") == REACHED[TextName.EMAIL][""]
        assert window.find("contact-social").property("text") == REACHED[TextName.SOCIAL][language]
        assert HOTLINE in window.find("help-phone").property("text")
        assert HOURS[language] in window.said()
        problems = [*cut_off(window), *collisions(window), *small_buttons(window)]
        assert not problems, f"{language} {orientation} {name}: {problems}"
        window.screen.grabWindow().save(str(tmp_path / "page.png"))
        with Image.open(tmp_path / "page.png") as page:
            panel = window.place(window.find("help-panel"))
            codes = zxingcpp.read_barcodes(page.crop((0, 0, page.width, round(panel.bottom()))))
        assert [code.text for code in codes] == [REACHED[TextName.WECHAT][""]], name
        if window.sees("help-reach-back"):
            assert window.touch("help-reach-back") == []
            assert window.sees("help-reach")


def test_many_ways_to_reach_the_library_scroll(glass):
    accounts = "\n".join(f"Account {n} of a library with a long name of its own" for n in range(4))
    texts = {**REACHED, TextName.SOCIAL: {"en": accounts}}
    window = glass(replace(dict(scenes("en"))["help-reached"], texts=texts), size=(1228, 691))
    window.touch("large-text")
    window.touch("help-reach")
    ways, accounts = window.find("help-ways"), window.find("contact-social")
    assert ways.property("contentHeight") > ways.height()
    assert in_flickable(accounts) is ways
    ways.setProperty("contentY", ways.property("contentHeight") - ways.height())
    assert window.place(accounts).bottom() <= window.place(ways).bottom()


@pytest.mark.parametrize("size", [(432, 768), (1228, 691), (768, 1366), (1080, 1440), (1440, 900)])
def test_any_window_will_do(glass, size):
    """A laptop's window, an old panel, squarer and wider ones."""
    window = None
    for name, state in scenes("en"):
        window = window or glass(state, size=size)
        window.put(state)
        problems = [*cut_off(window), *collisions(window)]
        assert not problems, f"{size} {name}: {problems}"


def speaking(state: State, language: str) -> State:
    settings = replace(state.settings, languages=("zh", "en", PSEUDO))
    visit = replace(state.visit, language=language) if state.visit else None
    return replace(state, settings=settings, language=language, visit=visit)


def in_flickable(item: QQuickItem) -> QQuickItem | None:
    """The nearest list the item scrolls in."""
    parent = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable") and parent.clip() and parent.property("interactive"):
            return parent
        parent = parent.parentItem()
    return None


def cut_off(window: Glass) -> list[str]:
    """Texts of which something is missing: beside their own box, their button or the window."""
    problems = []
    whole = QRectF(0, 0, window.screen.width(), window.screen.height())
    for text in window.texts():
        said = text.property("text")
        place = window.place(text)
        may_elide = text.property("maximumLineCount") <= 2
        if text.property("truncated") and not may_elide:
            problems.append(f"truncated: {said!r}")
        if (
            text.property("contentHeight") > text.height() + 1
            or text.property("contentWidth") > text.width() + 1
        ):
            problems.append(f"larger than its box: {said!r}")
        button = holder(text)
        frame = window.place(button) if button is not None else whole
        if in_flickable(text) is None and not frame.adjusted(-1, -1, 1, 1).contains(place):
            problems.append(f"outside its frame: {said!r} {place} {frame}")
        if len(said) > 3 and text.property("lineCount") >= len(said):
            problems.append(f"one character a line: {said!r}")
    return problems


def holder(item: QQuickItem) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None and parent.metaObject().indexOfProperty("ring") < 0:
        parent = parent.parentItem()
    return parent


def collisions(window: Glass) -> list[str]:
    """Buttons on buttons, and texts on buttons they do not belong to. What lies under an open panel is left out,
    and so is what is scrolled; but not what stands beside it. A panel keeps to its own room."""
    panel = next((item for item in window.items() if item.objectName() in PANELS), None)
    seen = list(window.items(panel))
    if any(item.objectName() == "keyboard" for item in seen):  # it lies over the panel
        return []
    buttons = [item for item in seen if item.metaObject().indexOfProperty("ring") >= 0 and free(item)]
    texts = [
        item
        for item in seen
        if item.inherits("QQuickText") and item.property("text") and free(item) and not holder(item)
    ]
    lists = [item for item in seen if scrolls(item) and free(item)]
    problems = []
    if panel is not None:
        room = window.place(panel).adjusted(-1, -1, 1, 1)
        problems += [
            f"{named(one)} does not fit into its panel"
            for one in (*buttons, *texts, *lists)
            if not window.place(one).isEmpty() and not room.contains(window.place(one))
        ]
    for at, button in enumerate(buttons):
        place = window.place(button).adjusted(1, 1, -1, -1)
        problems += [
            f"{named(other)} lies on {named(button)}"
            for other in (*buttons[at + 1 :], *texts, *lists)
            if place.intersects(window.place(other))
        ]
    for at, text in enumerate(texts):
        place = window.place(text).adjusted(2, 6, -2, -6)
        problems += [
            f"{named(other)} lies on {named(text)}"
            for other in (*texts[at + 1 :], *lists)
            if place.intersects(window.place(other).adjusted(2, 6, -2, -6))
        ]
    return problems


def free(item: QQuickItem) -> bool:
    return in_flickable(item) is None


def scrolls(item: QQuickItem) -> bool:
    if not item.inherits("QQuickFlickable") or not item.clip() or not item.property("interactive"):
        return False
    return bool(item.property("contentHeight") > 1)  # an empty list leaves its room to what says so


def named(item: QQuickItem) -> str:
    return repr(item.property("text") or item.objectName())


def small_buttons(window: Glass) -> list[str]:
    """Buttons under 96 design units; the windows of these tests are one pixel a unit."""
    return [
        f"{button.objectName()} is {button.width()} × {button.height()}"
        for button in window.buttons()
        if button.width() < 96 or button.height() < 96
    ]


@pytest.mark.parametrize("page", Page)
def test_help_is_at_the_bottom_left_of_every_page(glass, page):
    scene = next(
        state
        for _, state in scenes("en")
        if state.page is page and (page is not Page.BORROW or not state.visit.help)
    )
    window = glass(scene)
    if page in (Page.OUT_OF_SERVICE, Page.MAINTENANCE):
        assert any(HOTLINE in said for said in window.said())
    place = window.place(window.find("help"))
    assert place.left() == 64
    assert place.bottom() > 1920 - 64


def test_the_newest_row_is_fully_in_sight(glass):
    window = glass("borrow-many")
    rows = window.find("rows")
    last = window.find("row-30000000010049")
    assert window.place(rows).adjusted(0, -1, 0, 1).contains(window.place(last))


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_text_has_contrast(glass, name):
    """WCAG 2.2 AAA: 7:1 for every text on every ground it stands on; 3:1 for edges."""
    tokens = theme(glass("welcome"), "table")[name]
    outcomes = ("done", "putBack", "notPossible", "waiting", "kept")
    on = {
        "paper": ("ink", "soft", "brand", *outcomes),
        "card": ("ink", "soft", *outcomes),
        "well": ("ink",),
        "brandSoft": ("ink", "brand"),
        "brand": ("brandText",),
        "brandPressed": ("brandText",),
        "pressed": ("ink",),
        **dict.fromkeys(outcomes, ("markText",)),
    }
    for ground, inks in on.items():
        for ink in inks:
            assert contrast(tokens[ink], tokens[ground]) >= 7, f"{ink} on {ground}"
    assert contrast(tokens["edge"], tokens["paper"]) >= 3
    assert contrast(tokens["edge"], tokens["card"]) >= 3


def test_white_stands_on_every_bookcloth(glass):
    cloth = theme(glass("welcome"), "cloth.map(String)")
    assert len(cloth) == 8
    for colour in cloth:
        assert contrast(colour, "#ffffff") >= 7, colour


def theme(window: Glass, what: str) -> Any:
    """A property of the Theme singleton, by way of JSON."""
    root = window.screen.rootObject()
    text, _ = QQmlExpression(
        QQmlEngine.contextForObject(root), root, f"JSON.stringify(Theme.{what})"
    ).evaluate()
    return json.loads(text)


def test_a_brand_colour_too_light_for_white_is_refused():
    with pytest.raises(ValueError, match="too light"):
        Look(brand="#c08040")
    assert Look(brand="#123456").brand == "#123456"


def test_without_a_scanner_the_number_is_typed(glass):
    window = glass(State(devices=(replace(DEVICES[0], up=False), DEVICES[1]), language="en"))
    assert "Type your card number" in window.said()
    assert window.find("type-card").property("kind") == "primary"


def test_a_blocked_reader_sees_every_reason_and_what_works(glass):
    window = glass("borrow-blocked")
    said = "\n".join(window.said())
    assert "Your card ended" in said
    assert "You owe" in said
    assert "3 items are overdue." in said
    assert said.count("Please pay at the desk.") == 1
    assert window.sees("way-return")
    assert window.sees("way-account")


@pytest.mark.parametrize("code", Code)
def test_every_reason_fits_a_row_and_a_notice(windows, code):
    params = dict.fromkeys(("count", "limit", "tries_left", "minutes", "days"), 12)
    reason = Reason(
        code, {**params, "owed": "12.50", "currency": "CNY", "on": "2031-05-03", "due": "2031-05-03T12:00"}
    )
    scene = dict(scenes("en"))["borrow-one"]
    case = replace(scene.visit.cases[0], reasons=(reason,))
    window = windows(replace(scene, visit=replace(scene.visit, cases=(case,), notice=reason)))
    assert not cut_off(window)


def test_the_librarys_texts_change_on_the_glass_at_once(glass):
    """Name, hotline and notice, without a change of the language; what is not told stays as in kiosk.toml."""
    told = {
        TextName.LIBRARY_NAME: {"zh": "新馆名"},
        TextName.HOTLINE: {"zh": "010-66"},
        TextName.WELCOME_NOTICE: {"zh": "周一闭馆"},
        TextName.OPENING_HOURS: {"zh": "九点到八点"},
    }
    calm = dict(scenes("zh"))["welcome"]
    window = glass(calm)
    assert not window.sees("welcome-notice")
    window.put(replace(calm, texts=told))
    said = window.said()
    assert "新馆名" in said
    assert any("010-66" in one for one in said)
    assert "周一闭馆" in said
    assert "九点到八点" in said
    window.put(replace(calm, texts={TextName.WELCOME_NOTICE: {"zh": "周二闭馆"}}))
    assert "周二闭馆" in window.said()
    assert LIBRARY["zh"] in window.said()


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_phone_reads_the_code_of_the_welcome_page(glass, tmp_path, orientation):
    glass("welcome-reached", "zh", orientation=orientation).screen.grabWindow().save(
        str(tmp_path / "page.png")
    )
    with Image.open(tmp_path / "page.png") as page:
        assert [code.text for code in zxingcpp.read_barcodes(page)] == ["https://weixin.qq.com/r/jieyue"]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_way_to_reach_the_library_is_on_the_welcome_page(glass, language, orientation):
    said = glass("welcome-reached", language, orientation=orientation).said()
    accounts = REACHED[TextName.SOCIAL][language].replace("\n", "  ·  ")
    for wanted in (HOURS[language], "help@jclib.example", accounts):
        assert wanted in said
