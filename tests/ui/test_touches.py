"""A finger on a button becomes the right event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk import events
from kiosk.state import HelpPanel, HelpReason, Page, SlipChoice
from ui.pictures import scenes

TOUCHES = [
    ("welcome", "return", events.WantsToReturn()),
    ("welcome", "type-card", events.WantsToIdentify()),
    ("welcome", "language-zh", events.ChoseLanguage("zh")),
    ("welcome", "help", events.OpenedHelp()),
    ("identify", "back", events.WentBack()),
    ("pin", "back", events.WentBack()),
    ("borrow", "finish", events.Finished()),
    ("borrow", "way-return", events.WantsToReturn()),
    ("borrow", "way-account", events.WantsAccount()),
    ("return", "way-card", events.WantsToIdentify()),
    ("return-reader", "way-borrow", events.WantsToBorrow()),
    ("return-reader", "back", events.WentBack()),
    ("account", "renew-30000000010163", events.WantsRenewal("30000000010163")),
    ("account", "way-renew-all", events.WantsRenewal()),
    ("slip", "slip-paper", events.ChoseSlip(SlipChoice.PAPER)),
    ("slip", "slip-screen", events.ChoseSlip(SlipChoice.SCREEN)),
    ("slip", "slip-none", events.ChoseSlip(SlipChoice.NONE)),
    ("slip-code", "finish", events.Finished()),
    ("borrow-idle", "more-time", events.NeedsMoreTime()),
    ("borrow-idle", "finish", events.Finished()),
    ("borrow-other-card", "other-card-switch", events.SwitchedCard()),
    ("borrow-other-card", "other-card-stay", events.WentBack()),
    ("help", "help-item", events.CalledHelp(HelpReason.ITEM)),
    ("help", "help-just-come", events.CalledHelp(HelpReason.JUST_COME)),
    ("help", "help-close", events.ClosedHelp()),
    ("help", "help", events.ClosedHelp()),
    ("help-done", "help-close", events.ClosedHelp()),
]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize(("scene", "name", "event"), TOUCHES, ids=[f"{s}-{n}" for s, n, _ in TOUCHES])
def test_a_touch_is_an_event(glass, scene, name, event, orientation):
    assert glass(scene, orientation=orientation).touch(name) == [event]


def test_any_touch_says_that_the_reader_is_there(glass):
    window = glass("borrow")
    window.touch("page-title")
    assert events.Touched() in window.desk.posted


def test_a_card_number_is_typed_shown_and_handed_on(glass):
    window = glass(next(state for name, state in scenes("en") if name == "identify"))
    assert not window.find("key-go").isEnabled()
    for key in "20017":
        assert window.touch(f"key-{key}") == []
    window.touch("key-erase")
    window.touch("key-8")
    assert window.find("number").property("text").replace("\u2009", "") == "20018"
    assert window.touch("key-go") == [events.Typed("20018")]
    assert window.screen.kiosk.number.length == 0


def test_an_item_number_can_be_typed_while_borrowing(glass):
    window = glass("borrow-empty")
    window.touch("way-type")
    for key in "3015":
        window.touch(f"key-{key}")
    assert window.touch("key-go") == [events.Typed("3015")]
    assert not window.sees("key-go")
    window.touch("way-type")
    window.touch("key-7")
    assert window.touch("back") == []  # puts the keypad away, leaves the page
    assert not window.sees("key-go")
    assert window.screen.kiosk.number.length == 0


def test_a_finish_that_waits_is_not_said_twice(glass):
    state = dict(scenes("en"))["borrow"]
    window = glass(replace(state, visit=replace(state.visit, finishing=True)))
    assert window.touch("finish") == []


def test_language_switches_live(glass):
    state = dict(scenes("en"))["borrow"]
    window = glass(state)
    assert "Scan each item" in window.said()
    assert any(said.startswith("Lent, due") for said in window.said())
    window.put(replace(state, visit=replace(state.visit, language="zh")))
    said = window.said()
    assert "请逐本扫描图书" in said
    assert any(sentence.startswith("已借出") for sentence in said)
    assert not any("Lent" in sentence or "Scan" in sentence for sentence in said)


def test_the_name_shows_only_when_touched(glass):
    window = glass("borrow")
    assert "J. S." in window.said()
    window.touch("show-name")
    assert "Jane Smith" in window.said()
    window.touch("show-name")
    assert "Jane Smith" not in window.said()


def test_text_size_and_colours_belong_to_one_visit(glass):
    state = dict(scenes("en"))["borrow"]
    window = glass(state)
    appearance = window.screen.kiosk.appearance
    small = window.find("page-title").property("font").pixelSize()
    window.touch("large-text")
    window.touch("theme")
    assert window.find("page-title").property("font").pixelSize() > small
    assert (appearance.large, appearance.theme) == (True, "dark")
    window.put(replace(state, visit=None))
    assert (appearance.large, appearance.theme) == (False, "light")


def test_the_ring_runs_out_in_the_last_seconds_only(glass):
    state = dict(scenes("en"))["borrow-one"]
    window = glass(state)
    assert not window.sees("more-time")
    assert window.find("finish").property("ring") == 0
    late = replace(state, visit=replace(state.visit, deadline=state.now + 15))
    window.put(late)
    assert window.find("finish").property("ring") == 0.75
    assert "15 seconds" in window.find("more-time").property("hint")
    window.put(replace(late, now=late.now + 14))
    assert window.find("finish").property("ring") == 0.05
    assert "1 second left" in window.find("more-time").property("hint")
    window.put(state)
    assert not window.sees("more-time")


@pytest.mark.parametrize("name", ["pin", "identify", "slip"])
def test_the_ring_is_around_back_where_there_is_no_finish(glass, name):
    state = dict(scenes("en"))[name]
    window = glass(replace(state, visit=replace(state.visit, deadline=state.now + 10)))
    assert window.find("back").property("ring") == 0.5
    assert window.touch("more-time") == [events.NeedsMoreTime()]


def test_help_tells_what_became_of_the_call(glass):
    window = glass("help")
    assert "How can we help?" in window.said()
    for name, sentence in (
        ("help-done", "A librarian knows and is coming"),
        ("help-kept-locally", "Your call is noted"),
    ):
        window.put(dict(scenes("en"))[name])
        assert window.find("help-title").property("text") == sentence
        assert any("027" in said for said in window.said())
    window.put(replace(window.desk.state, help=None))
    assert not window.sees("help-title")
    window.put(replace(window.desk.state, help=HelpPanel(0)))
    assert window.sees("help-just-come")


def test_every_button_has_a_name_and_a_role(glass):
    from PySide6.QtGui import QAccessible

    QAccessible.setActive(True)
    try:
        for name in ("welcome", "borrow", "account", "slip", "pin", "help"):
            window = glass(name)
            buttons = window.buttons()
            assert len(buttons) >= 5
            for button in buttons:
                seen = QAccessible.queryAccessibleInterface(button)
                assert seen.role() == QAccessible.Role.Button, button.objectName()
                assert seen.text(QAccessible.Text.Name), button.objectName()
    finally:
        QAccessible.setActive(False)


def test_pages_follow_the_state(glass):
    window = glass("welcome")
    for name, title in (
        ("borrow", "Scan each item"),
        ("slip", "Would you like a slip?"),
        ("goodbye", "Thank you!"),
    ):
        window.put(dict(scenes("en"))[name])
        assert window.find("page-title").property("text") == title
    assert window.screen.kiosk.page.name == Page.GOODBYE.value
