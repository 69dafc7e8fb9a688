"""Telling us something, with a finger: each touch its event, the keyboard its text, and nothing stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk import events
from kiosk.state import Call, HelpPanel, HelpStep, Outcome, TellPage
from tests.ui.glass import Glass
from ui.pictures import scenes

TOUCHES = [
    ("welcome", "tell", events.OpenedTell()),
    ("help", "help-tell", events.OpenedTell()),
    ("goodbye-rating", "rate-1", events.Rated(1)),
    ("goodbye-rating", "rate-5", events.Rated(5)),
    ("goodbye-rating", "rating-skip", events.LeftTell()),
    ("goodbye-offer", "survey-take", events.TookSurvey()),
    ("goodbye-offer", "rating-skip", events.LeftTell()),
    ("survey-choice", "option-2", events.Chose("2")),
    ("survey-choices", "option-1", events.Chose("1")),
    ("survey-scale", "option-4", events.Chose("4")),
    ("survey-yes-no", "option-no", events.Chose("no")),
    ("survey-choices", "survey-next", events.WentOn()),
    ("survey-choice", "survey-stop", events.LeftTell(away=True)),
    ("survey-scale", "back", events.LeftTell()),
    ("tell-menu", "tell-suggestion", events.OpenedTell(TellPage.SUGGESTION)),
    ("tell-menu", "tell-wish", events.OpenedTell(TellPage.WISH)),
    ("tell-menu", "tell-defect", events.OpenedTell(TellPage.DEFECT)),
    ("tell-menu", "tell-meetings", events.OpenedTell(TellPage.MEETINGS)),
    ("tell-menu", "tell-answers", events.OpenedTell(TellPage.ANSWERS)),
    ("tell-menu", "back", events.LeftTell()),
    ("tell-suggestion", "more-time", events.NeedsMoreTime()),
    ("tell-suggestion-full", "clear-contact", events.ToldText("contact", "")),
    ("tell-suggestion-full", "tell-send", events.SentTell()),
    ("tell-meetings", "meeting-0", events.OpenedTell(TellPage.MEETING, 1)),
    ("tell-meeting", "more", events.ToldPeople(3)),
    ("tell-meeting", "fewer", events.ToldPeople(1)),
    ("tell-meeting", "tell-send", events.SentTell()),
    ("tell-told-lost", "tell-more", events.OpenedTell()),
    ("tell-told-lost", "tell-close", events.LeftTell()),
]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_touch_is_an_event(glass, orientation):
    states = dict(scenes("en"))
    window = glass("welcome", orientation=orientation)
    for scene, name, event in TOUCHES:
        window.put(states[scene])
        assert window.touch(name) == [event], (scene, name)


def test_there_is_nothing_to_send_until_something_is_written(glass):
    assert not glass("tell-suggestion").find("tell-send").isEnabled()
    assert not glass("tell-wish").find("tell-send").isEnabled()
    assert glass("tell-wish-wrong").find("tell-send").isEnabled()


def test_what_is_written_on_the_keyboard_becomes_the_text_and_can_be_gone_on_with(glass):
    window: Glass = glass("tell-suggestion-full")
    text = window.find("value-text").property("text")
    assert window.touch("field-text") == []
    assert window.sees("keyboard")
    assert not window.sees("back"), "nothing is lost by a wrong button"
    for key in ["key-H", "key-i"]:
        window.touch(key)
    assert window.touch("keyboard-done") == [events.ToldText("text", text + "Hi")]
    assert not window.sees("keyboard")


def test_help_keeps_what_was_begun_in_its_field_and_begins_a_text_of_its_own(glass):
    state = dict(scenes("en"))["tell-suggestion"]
    window: Glass = glass(state)
    window.touch("field-text")
    window.touch("key-H")
    window.touch("key-i")
    window.put(replace(state, help=HelpPanel(0.0, HelpStep.TALK), call=Call("k", 0.0, outcome=Outcome.DONE)))
    assert events.ToldText("text", "Hi") in window.desk.posted
    assert not window.sees("keyboard")
    window.touch("help-write")
    assert "▏" in window.said()


def test_an_isbn_typed_wrong_can_be_put_right(glass):
    state = dict(scenes("en"))["tell-wish-wrong"]
    window: Glass = glass(replace(state, tell=replace(state.tell, isbn="", mistyped="978702000221")))
    window.touch("field-isbn")
    assert "978702000221▏" in window.said()


def test_without_a_line_no_seat_is_promised(glass):
    state = dict(scenes("en"))["tell-told-signup"]
    assert "See you there" in " ".join(glass(state).said())
    said = " ".join(glass(replace(state, link_up=False)).said())
    assert "See you there" not in said
    assert "noted on this machine" in said


def test_a_meeting_that_is_over_is_not_shown(glass):
    state = dict(scenes("en"))["tell-meetings"]
    window: Glass = glass(state)
    assert window.sees("meeting-0")
    window.put(replace(state, today=date(9999, 1, 1)))
    assert not window.sees("meeting-0")


def test_the_keyboard_goes_with_its_page_and_leaves_nothing(glass):
    states = dict(scenes("en"))
    window: Glass = glass("tell-defect")
    window.touch("field-text")
    window.touch("key-Q")
    window.put(states["welcome"])
    assert not window.sees("keyboard")
    window.put(states["tell-defect"])
    assert not window.sees("keyboard")
    window.touch("field-text")
    assert window.find("keyboard-text").property("text").strip("▏") == ""


def test_a_meeting_says_how_many_seats_are_left_before_anybody_signs_up(glass):
    window: Glass = glass("tell-meetings")
    said = " ".join(window.said())
    assert "12 seats left" in said
    assert "waiting list" in said
    assert "Cancelled" in said
    assert not window.sees("meeting-2")
    window = glass("tell-meeting-waits")
    assert window.sees("meeting-waits")


def test_who_left_an_address_is_told_to_expect_an_answer_there(glass):
    window: Glass = glass("tell-told-reachable")
    assert "We write to you or call you" in " ".join(window.said())
    window.put(replace(window.desk.state, tell=replace(window.desk.state.tell, reachable=False)))
    assert "You said, we did" in " ".join(window.said())


def test_while_out_of_service_nobody_is_asked_anything(glass):
    state = dict(scenes("en"))["tell-menu"]
    window: Glass = glass(replace(state, journal_fault="disk full"))
    assert not window.sees("tell-suggestion")


@pytest.mark.parametrize(
    ("field", "key", "writes"), [("text", "comma", "，"), ("contact", "comma", "@"), ("isbn", "7", "7")]
)
def test_the_keys_suit_what_is_written(glass, field, key, writes):
    window = glass("tell-wish", "zh")
    window.touch(f"field-{field}")
    assert window.find(f"key-{key}").property("text") == writes
