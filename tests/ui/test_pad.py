"""The pad on the screen: what lies there, counted live, and the one thing to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from config.vocabulary import Code, Reason
from drivers.roles import Text
from kiosk.letterhead import Letterhead
from kiosk.slip import compose
from kiosk.state import Outcome
from kiosk.words import Catalogue
from ui.look import WORDS
from ui.pictures import DEVICES, DREAM, HELD, LOCKED, PAD, PUT, UNFINISHED, lying, scenes

SCENES = dict(scenes("en"))
EMPTY = SCENES["pad-borrow-empty"]


def test_the_count_follows_the_pad(glass):
    window = glass(EMPTY)
    assert window.find("pad-said").property("text") == "The pad is empty"
    window.put(replace(EMPTY, pad=lying(DREAM.item), reading=2))
    assert window.find("pad-said").property("text") == "Reading… do not lift"
    window.put(replace(EMPTY, pad=lying(DREAM.item, HELD.item, PUT.item)))
    assert window.find("pad-said").property("text") == "3 items on the pad"
    window.put(replace(EMPTY, pad=lying(DREAM.item)))
    assert window.find("pad-said").property("text") == "1 item on the pad"


def test_a_set_of_three_parts_counts_once(glass):
    (first,) = lying(DREAM.item)
    parts = [
        replace(first, content=replace(first.content, uid=f"E00401{n}", part=n, parts=3)) for n in (1, 2, 3)
    ]
    window = glass(replace(EMPTY, pad=tuple(parts)))
    assert window.screen.kiosk.pad.count == 1


@pytest.mark.parametrize("scene", ["pad-borrow-empty", "pad-return-empty"])
def test_the_page_says_where_to_lay_items_only_while_there_is_a_pad(glass, scene):
    window = glass(SCENES[scene])
    assert any("on the pad" in text for text in window.said())
    assert any("5 at a time" in text for text in window.said())
    window.put(replace(SCENES[scene], devices=(*DEVICES, replace(PAD[2], up=False))))
    assert not window.sees("pad-strip")
    said = "\n".join(window.said())
    assert "The pad is away. Please scan each item instead." in said
    assert "Hold the library barcode under the light." in said


def test_one_instruction_stays_until_it_is_solved(glass):
    over = SCENES["pad-borrow-over"]
    window = glass(over)
    assert window.screen.kiosk.page.notice == "5 items at a time."
    passing = replace(over, visit=replace(over.visit, notice=Reason(Code.SCAN_ISBN)))
    window.put(passing)
    assert window.screen.kiosk.page.notice == "That was the bookshop's barcode."
    window.put(over)
    assert window.screen.kiosk.page.notice == "5 items at a time."
    window.put(replace(over, pad=over.pad[:5]))
    assert window.screen.kiosk.page.notice == ""


def test_before_a_card_the_welcome_page_says_what_lies_there(glass):
    window = glass(SCENES["pad-welcome-items"])
    assert "3 items lie on the pad." in window.said()
    window.put(SCENES["pad-welcome-left"])
    assert "1 item of an earlier reader lies on the pad." in window.said()
    window.put(SCENES["pad-welcome-card"])
    assert "Please take your card." in window.said()
    window.put(SCENES["pad-welcome"])
    assert not window.sees("notice")


def test_an_item_that_must_go_back_says_so_and_later_goes_to_the_desk(glass):
    stacked = SCENES["pad-borrow"]
    window = glass(replace(stacked, visit=replace(stacked.visit, cases=(UNFINISHED,))))
    row = window.find(f"row-{UNFINISHED.item}")
    assert row.property("outcome") == "put-back"
    assert row.property("sentence") == "Put this item back on the pad"
    window.put(replace(stacked, visit=replace(stacked.visit, cases=(replace(LOCKED, key=UNFINISHED.key),))))
    assert window.find(f"row-{UNFINISHED.item}") is row
    assert row.property("sentence") == "Take this item to the desk, please"


def test_goodbye_accounts_for_everything(glass):
    window = glass(SCENES["pad-goodbye"])
    said = "\n".join(window.said())
    assert "2 lent" in said
    assert "1 not finished: please show it at the desk before you leave." in said
    assert "1 not possible" in said
    scene = SCENES["pad-goodbye"]
    window.put(replace(scene, pad=lying("30000000099999")))
    assert "1 on the pad was not recorded: please leave it here." in "\n".join(window.said())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["borrow", "return"])
@pytest.mark.parametrize("by", ["", "-typed", "-pad"])
def test_every_way_to_bring_items_has_its_words(language, page, by):
    chrome = Catalogue.load(WORDS, language).chrome
    assert {f"{page}-title{by}", f"{page}-more{by}"} <= set(chrome)
    assert by == "-pad" or f"{page}-hint{by}" in chrome


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("by", ["", "-typed", "-card", "-either"])
def test_every_way_to_show_a_card_has_its_words(language, by):
    assert {f"welcome-title{by}", f"welcome-hint{by}"} <= set(Catalogue.load(WORDS, language).chrome)


def slip(*cases):
    parts = compose(cases, Catalogue.load(WORDS, "en"), Letterhead("L", "K"), datetime(2031, 5, 3)).parts
    return [part.text for part in parts if isinstance(part, Text)]


def test_a_slip_names_what_is_lent_though_the_gate_still_rings():
    lines = slip(DREAM, LOCKED)
    assert "Lent · 2" in lines
    assert "  It is lent to you, but its tag does not release." in lines


def test_a_slip_owns_up_to_what_was_not_finished():
    returned = replace(PUT, outcome=Outcome.PUT_BACK, reasons=(Reason(Code.PUT_BACK_TO_RETURN),))
    lines = slip(DREAM, returned)
    assert "Lent · 1" in lines
    assert "Not finished: please show it at the desk · 1" in lines
    assert "  It is not returned yet." in lines
