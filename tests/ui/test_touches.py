"""A finger on a button becomes the right event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from config.vocabulary import HelpPart, HelpSays
from kiosk import events
from kiosk.help import MOST_UNSENT
from kiosk.state import (
    HelpLine,
    HelpPanel,
    HelpReason,
    HelpStep,
    Outcome,
    OwnLine,
    Page,
    Pointing,
    SlipChoice,
)
from ui.pictures import HOTLINE, HOURS, REACHED, scenes

SCENES = dict(scenes("en"))
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
    ("help", "help-tell-title", events.TellsTitle(on=False)),
    ("help-answer", "help-answer-yes", events.AnswerHelped(yes=True)),
    ("help-answer", "help-answer-no", events.AnswerHelped(yes=False)),
    ("help-answer", "help-tell-title", events.TellsTitle(on=True)),
    ("help-coming", "help-close", events.ClosedHelp()),
    ("help-coming", "help-end", events.EndedHelp()),
    ("help-talk", "reply-thanks", events.Said("Thank you")),
    ("help-badge", "help", events.OpenedHelp()),
    ("maintenance", "help", events.OpenedHelp()),
    ("maintenance-help", "help-just-come", events.CalledHelp(HelpReason.JUST_COME)),
    ("maintenance-help", "help", events.ClosedHelp()),
    ("offer", "offer-yes", events.AnsweredOffer(yes=True)),
    ("offer", "offer-no", events.AnsweredOffer(yes=False)),
]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize(("scene", "name", "event"), TOUCHES, ids=[f"{s}-{n}" for s, n, _ in TOUCHES])
def test_a_touch_is_an_event(windows, scene, name, event, orientation):
    window = windows(SCENES[scene], orientation)
    assert window.touch(name) == [event]


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
    for name, sentence, phone in (
        ("help-calling", "Calling a librarian…", False),
        ("help-sent", "The library has your call", False),
        ("help-kept", "Your call is noted on this machine", True),
        ("help-failed", "Your call could not be noted", True),
        ("help-nobody", "Nobody is at the desk just now", True),
        ("help-hotline", "Everybody is busy just now", True),
        ("help-coming", "Ms Li is coming, about 2 min", False),
        ("help-talk", "Ms Li has your call", False),
        ("help-talk-away", "Ms Li is coming, about 2 min", True),
        ("help-ended", "This call is closed", False),
    ):
        window.put(dict(scenes("en"))[name])
        assert window.find("help-title").property("text") == sentence
        assert window.sees("help-phone") == phone, name
    assert not window.sees("help-write"), "nobody reads it any more"
    window.put(replace(window.desk.state, visit=replace(window.desk.state.visit, help=None)))
    assert not window.sees("help-title")
    window.put(dict(scenes("en"))["help"])
    assert window.sees("help-just-come")


def test_when_the_desk_opens_again_is_said_with_the_phone(glass):
    window = glass("help-nobody")
    assert "20 Apr 09:00" in window.find("help-hint").property("text")
    assert "027" in window.find("help-phone").property("text")


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("scene", ["help-reached", "help-sent-reached", "help-calling", "help-sent"])
def test_who_cannot_wait_is_told_whom_to_phone_and_when(glass, scene, orientation, large):
    """Before a call, while it waits, and after something was written."""
    window = glass(replace(SCENES[scene], texts=REACHED), orientation=orientation)
    if large:
        window.touch("large-text")
    phone = window.find("help-urgent")
    assert phone.property("text") == f"If it is urgent: {HOTLINE}  ·  {HOURS['en']}"
    assert not phone.property("truncated")
    window.put(replace(SCENES[scene], texts={}))
    assert window.find("help-urgent").property("text") == f"If it is urgent: {HOTLINE}"


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_the_phone_and_the_hours_stay_where_something_was_written(glass, orientation):
    window = glass("help-hotline-reached", orientation=orientation)
    assert HOTLINE in window.find("help-phone").property("text")
    assert window.find("help-hours").property("text") == HOURS["en"]


def test_the_ways_to_the_library_give_way_to_what_is_new(glass):
    state = SCENES["help-sent-reached"]
    window = glass(state)
    window.touch("help-reach")
    assert window.sees("help-ways")
    window.put(replace(state, call=replace(state.call, news=SCENES["help-talk"].call.news)))
    assert not window.sees("help-ways")
    window.touch("help-reach")
    window.put(SCENES["borrow"])
    window.put(state)
    assert not window.sees("help-ways"), "the panel begins anew"


@pytest.mark.parametrize("scene", ["help", "help-sent", "help-hotline", "help-ended"])
def test_what_the_library_did_not_write_is_no_way(glass, scene):
    window = glass(scene)
    assert not window.sees("help-reach")
    assert not window.sees("help-hours")


def test_nobody_is_told_to_phone_who_is_talked_with(glass):
    window = glass("help-talk")
    assert not window.sees("help-urgent")
    assert not window.sees("help-phone")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_since_when_the_library_has_the_call_is_said(glass, language):
    state = dict(scenes(language))["help-sent"]
    before = datetime.now()
    window = glass(replace(state, now=state.now + 2000, call=replace(state.call, called_at=state.now)))
    called = [f"{at - timedelta(seconds=2000):%H:%M}" for at in (before, datetime.now())]

    def hint() -> str:
        return str(window.find("help-hint").property("text"))

    first = hint()
    assert any(at in first for at in called)
    window.put(replace(window.desk.state, now=state.now + 9000))
    assert hint() == first, "time goes on, and it was called when it was"
    window.put(replace(window.desk.state, call=replace(state.call, key="another", called_at=state.now)))
    assert hint() != first


def test_what_somebody_wrote_is_shown_as_it_is(glass):
    """Markup, a long line, the other direction: shown, bounded, and to be scrolled."""
    state = dict(scenes("en"))["help-talk"]
    window = glass(state)
    said = window.said()
    assert "Hello, let me look. <b>One moment</b> 🙂" in said
    assert "مرحبا، سأصل خلال دقيقتين" in said
    assert "The librarian lets you borrow an item all the same." in said
    endless = HelpLine(9, HelpSays.TEXT, texts={"": "长" * 1000 + "W" * 1000})
    news = replace(state.call.news, lines=(*state.call.news.lines, endless))
    window.put(replace(state, call=replace(state.call, news=news)))
    lines = window.find("help-lines")
    assert lines.property("contentHeight") > lines.height()
    assert lines.property("contentY") == pytest.approx(
        lines.property("contentHeight") - lines.height(), abs=1
    )
    assert window.place(window.find("help-close")).bottom() < 1920 - 200
    window.touch("help-close")
    assert events.ClosedHelp() in window.desk.posted


def test_staffs_line_is_in_the_readers_language_if_there_is_one(glass):
    state = dict(scenes("zh"))["help-talk"]
    lines = (HelpLine(1, HelpSays.TEXT, texts={"en": "Please wait", "zh": "请稍等"}),)
    state = replace(state, call=replace(state.call, news=replace(state.call.news, lines=lines)))
    window = glass(state)
    assert "请稍等" in window.said()
    window.put(replace(state, visit=replace(state.visit, language="en")))
    assert "Please wait" in window.said()


def test_a_line_is_written_on_the_glass(glass):
    window = glass("help-coming")
    assert window.touch("help-write") == []
    assert window.sees("keyboard")
    window.find("keyboard").written.emit("请过来")
    window.settle()
    assert events.Said("请过来") in window.desk.posted
    assert not window.sees("keyboard")


def test_what_is_being_written_outlives_the_panel_but_not_its_reader(glass):
    """Staff point at something, or end the call, amid a word."""
    talking = dict(scenes("en"))["help-badge"]
    panel = HelpPanel(0, HelpStep.TALK)
    opened = replace(talking, visit=replace(talking.visit, help=panel))
    window = glass(opened)

    def write() -> str:
        window.touch("help-write")
        return str(window.find("keyboard-text").property("text")).rstrip("▏")

    assert write() == ""
    window.touch("key-W")
    window.touch("key-o")
    window.put(replace(opened, visit=replace(opened.visit, page=Page.RETURN)))
    assert "Wo▏" in window.said(), "the page below was turned"
    window.put(talking)
    assert not window.sees("keyboard")
    window.put(opened)
    assert write() == "Wo"
    window.touch("keyboard-cancel")
    assert write() == "", "thrown away on purpose"
    window.touch("key-X")
    window.put(replace(talking, visit=replace(talking.visit, id="another")))
    window.put(replace(opened, visit=replace(opened.visit, id="another")))
    assert write() == ""


def test_what_was_written_at_the_welcome_page_goes_with_who_called_there(glass):
    coming = dict(scenes("en"))["help-coming"]
    opened = replace(coming, visit=None, help=HelpPanel(0, HelpStep.TALK))
    window = glass(opened)
    window.touch("help-write")
    window.touch("key-W")
    window.put(replace(opened, help=None))
    window.put(opened)
    window.touch("help-write")
    assert "W▏" in window.said()
    strange = replace(opened.call, strange=True)
    window.put(replace(opened, help=None, call=strange))
    window.put(replace(opened, call=strange))
    window.touch("help-write")
    assert "W▏" not in window.said()


def test_nobody_else_is_told_that_somebody_comes(glass):
    state = dict(scenes("en"))["help-badge"]
    window = glass(replace(state, call=replace(state.call, strange=True, veiled=99)))
    assert not any("is coming" in said for said in window.said())


def test_it_is_not_said_that_the_line_is_down_while_it_is_not(glass):
    state = dict(scenes("en"))["help-kept"]
    window = glass(state)
    assert any("The line is down" in said for said in window.said())
    window.put(replace(state, link_up=True))
    assert not any("The line is down" in said for said in window.said())
    assert any("No answer has come yet" in said for said in window.said())


def test_nothing_is_told_where_nothing_can_be(glass):
    assert glass("help").sees("help-tell")
    state = dict(scenes("en"))["help"]
    assert not glass(replace(state, journal_fault="disk full")).sees("help-tell")
    assert not glass(replace(state, visit=replace(state.visit, page=Page.GOODBYE))).sees("help-tell")
    assert not glass("maintenance-help").sees("help-tell")


def test_no_more_is_written_than_is_kept(glass):
    state = dict(scenes("en"))["help-talk-away"]
    window = glass(state)
    assert window.sees("help-write")
    own = tuple(OwnLine(str(n), str(n), Outcome.KEPT_LOCALLY) for n in range(MOST_UNSENT))
    window.put(replace(state, call=replace(state.call, own=own)))
    assert not window.sees("help-write")


def test_an_open_call_shows_at_the_help_button_with_what_was_not_read(glass):
    window = glass("borrow")
    assert not window.sees("help-badge")
    window.put(dict(scenes("en"))["help-badge"])
    badge = window.find("help-badge")
    assert "3" in [item.property("text") for item in window.items(badge)]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_an_offer_lies_over_nothing(glass, orientation):
    window = glass("offer", orientation=orientation)
    offer = window.place(window.find("help-offer"))
    for name in ("way-return", "way-account", "rows", "finish", "help"):
        assert not offer.intersects(window.place(window.find(name))), name


def test_staff_point_at_a_row_and_it_comes_into_sight(glass):
    state = dict(scenes("en"))["borrow-many"]
    window = glass(state)
    assert not window.sees("point-arrow")
    first = state.visit.cases[0]
    window.put(replace(state, pointing=Pointing(f"row:{first.key}", 130.0)))
    arrow, rows = window.place(window.find("point-arrow")), window.place(window.find("rows"))
    assert rows.contains(arrow.center())
    assert window.place(window.find(f"row-{first.item}")).contains(arrow.center())
    assert "The librarian means this item." in window.said()
    window.put(state)
    assert not window.sees("point-arrow")


def test_what_becomes_of_a_call_is_told_over_the_page_when_the_panel_is_closed(glass):
    state = dict(scenes("en"))["help-badge"]
    written = "The librarian has written to you. Press Help to read it."
    window = glass(state)
    assert written in window.said()
    call = replace(state.call, news=replace(state.call.news, lines=()))
    window.put(replace(state, call=call))
    assert written not in window.said()
    assert f"{call.news.by} is coming, about 2 min" in window.said()
    window.put(replace(state, call=replace(call, news=None)))
    assert not any("is coming" in said for said in window.said())


@pytest.mark.parametrize("part", HelpPart)
def test_every_part_is_pointed_at_in_words(glass, part):
    state = dict(scenes("en"))["identify" if part in (HelpPart.KEYPAD, HelpPart.BACK) else "borrow"]
    window = glass(replace(state, pointing=Pointing(part.value, 130.0)))
    assert any(said.startswith("The librarian means") for said in window.said())
    on_the_page = part in (HelpPart.KEYPAD, HelpPart.BACK, HelpPart.FINISH, HelpPart.LANGUAGES)
    assert window.sees("point-arrow") == on_the_page


def test_maintenance_ends_only_when_the_button_is_held(glass):
    window = glass("maintenance")
    assert "Slip printer · away" in window.said()
    assert "paper out" in window.said()
    assert window.touch("maintenance-end") == [], "a short touch does nothing"
    window.find("maintenance-hold").setProperty("pressAndHoldInterval", 50)
    middle = window.place(window.find("maintenance-end")).center().toPoint()
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window.screen, button, keys, middle)
    for _ in range(60):
        if events.BackInService() in window.desk.posted:
            break
        QTest.qWait(50)
    assert events.BackInService() in window.desk.posted
    QTest.mouseRelease(window.screen, button, keys, middle)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_whoever_finds_the_machine_in_maintenance_sees_whom_to_call(glass, orientation, large):
    window = glass("maintenance-reached", orientation=orientation)
    if large:
        window.touch("large-text")
    assert window.find("maintenance-call").property("text") == f"Or call {HOTLINE}"
    assert HOURS["en"] in window.said()
    assert window.sees("contact-email") is not large, "then help has it"


def test_who_called_amid_the_work_is_told_who_comes_but_not_of_the_librarians_call(glass):
    call = SCENES["help-coming"].call
    serviced = replace(SCENES["maintenance"], call=replace(call, visit=""))
    told = f"{call.news.by} is coming, about 2 min"
    window = glass(serviced)
    assert told in window.said()
    window.put(replace(serviced, call=replace(serviced.call, strange=True)))
    assert told not in window.said()
    goodbye = replace(SCENES["goodbye"], maintenance=True, call=call)
    window.put(goodbye)
    assert told not in window.said()


def test_the_help_key_is_the_machines_help_button(glass):
    window = glass("welcome")
    QTest.keyClick(window.screen, Qt.Key.Key_F1)
    assert window.desk.posted == [events.PressedHelp()]


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
                box = button.objectName() == "help-tell-title"
                role = QAccessible.Role.CheckBox if box else QAccessible.Role.Button
                assert seen.role() == role, button.objectName()
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
