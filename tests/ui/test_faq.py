"""The frequent questions on the glass: what a finger reaches, and what is found while it types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from kiosk import events
from kiosk.faq import Answer, Entry, Faq
from kiosk.state import Browse, HelpPanel, HelpStep
from ui.pictures import DRAWINGS, FREQUENT


def type_in(window, text: str) -> None:
    for key in text:
        window.touch("key-space" if key == " " else f"key-{key}")


def true_of(item: QQuickItem, said: str) -> bool:
    """Whether something in QML's words is so."""
    return QQmlExpression(QQmlEngine.contextForObject(item), item, said).evaluate()[0] is True


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_question_is_found_while_it_is_typed_and_touched(glass, orientation):
    window = glass("faq-list", orientation=orientation)
    window.touch("faq-search")
    assert window.sees("keyboard")
    window.touch("key-shift")
    type_in(window, "renw")
    assert "2 answers" in window.said(), "a letter is missing, and two are meant"
    assert window.touch("faq-row-0") == [events.ReadFaq(5)]
    assert not window.sees("keyboard")


def test_chinese_is_found_by_its_pinyin_before_it_is_chinese(glass):
    words = "怎样续借\n刷证\nzen'yang'xu'jie\nshua'zheng"
    faq = Faq(
        (*FREQUENT.entries[:3], Entry(9, answers={"zh": Answer("怎样续借？", ("刷证。",), words=words)}))
    )
    window = glass("faq-list", "zh")
    window.put(replace(window.desk.state, faq=faq))
    window.touch("faq-search")
    type_in(window, "xuj")
    assert window.touch("faq-row-0") == [events.ReadFaq(9)]


def test_what_is_not_found_is_told_and_a_librarian_offered(glass):
    window = glass("faq-list")
    window.touch("faq-search")
    window.touch("key-shift")
    type_in(window, "parking")
    assert window.touch("keyboard-done") == [events.LookedFor("parking", 0)]
    assert "There is no answer to this yet." in window.said()
    assert window.find("faq-call").property("kind") == "primary"
    assert window.touch("faq-call") == [events.CalledFromFaq()]
    assert window.touch("faq-back") == [], "first what was looked for goes"
    assert window.sees("faq-category-card")
    assert window.touch("faq-back") == [events.LeftFaq()]


def test_who_gives_up_looking_tells_what_was_missing(glass):
    window = glass("faq-list")
    window.touch("faq-search")
    window.touch("key-shift")
    type_in(window, "zzz")
    assert window.touch("keyboard-cancel") == [events.LookedFor("zzz", 0)]
    assert window.sees("faq-row-0")


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_every_touch_says_what_it_means(glass, orientation):
    window = glass("faq-welcome", orientation=orientation)
    assert window.touch("faq") == [events.OpenedFaq()]
    window.put(replace(window.desk.state, faq=Faq()))
    assert not window.sees("faq"), "a library without questions shows none"
    listed = glass("faq-list", orientation=orientation)
    assert listed.touch("faq-row-1") == [events.ReadFaq(2)]
    category = listed.find("faq-list")
    category.setProperty("contentY", max(0, category.property("contentHeight") - category.height()))
    listed.settle()
    assert listed.touch("faq-category-borrow") == [events.ChoseCategory("borrow")]
    answer = glass("faq-answer", orientation=orientation)
    assert answer.touch("faq-helped-no") == [events.JudgedFaq(False)]
    assert answer.touch("faq-back") == [events.LeftFaq()]
    help_ = glass("faq-help", orientation=orientation)
    assert help_.touch("help-faq") == [events.OpenedFaq()]


def test_the_picture_of_an_answer_is_drawn(glass):
    window = glass("faq-answer")
    picture = window.find("faq-picture")
    assert true_of(picture, "status === Image.Ready")
    frame = window.place(picture)
    seen = window.screen.grabWindow().copy(frame.toRect())
    assert len({seen.pixel(x, seen.height() // 2) for x in range(0, seen.width(), 5)}) > 3
    assert (DRAWINGS / "scan.png").is_file()


def test_what_somebody_looked_for_is_gone_with_them(glass):
    window = glass("faq-list")
    window.screen.kiosk.faq.look("my card")
    window.put(replace(window.desk.state, help=None))
    assert window.screen.kiosk.faq.query == ""
    again = HelpPanel(0, HelpStep.BROWSE, browse=Browse(alone=True))
    window.put(replace(window.desk.state, help=again))
    assert "my card" not in window.said()


def test_markup_is_shown_as_the_letters_it_is(glass):
    said = "<b>bold</b> & <img src='x'>"
    faq = Faq((Entry(1, answers={"en": Answer(said, (said,), words=said)}),), FREQUENT.categories)
    window = glass("faq-list")
    panel = HelpPanel(0, HelpStep.BROWSE, browse=Browse(alone=True))
    window.put(replace(window.desk.state, faq=faq, help=panel))
    assert said in window.said()
    window.put(replace(window.desk.state, help=replace(panel, browse=Browse(alone=True, entry=1))))
    assert window.said().count(said) == 2
    shown = next(text for text in window.texts() if text.property("text") == said and text.height() > 10)
    assert true_of(shown, "textFormat === Text.PlainText")
