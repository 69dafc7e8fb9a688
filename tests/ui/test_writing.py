"""The on-screen keyboard: what fingers write is what is handed on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem

from kiosk.pinyin import Pinyin
from tests.rules.test_pinyin import SMALL
from tests.ui.glass import Glass
from ui.app import QML
from ui.models.writing import LONGEST_READING


class Sheet:
    def __init__(self, window: Glass, limit: int = 500, before: str = "", about: str = "words") -> None:
        self.window = window
        component = QQmlComponent(window.screen.engine(), QUrl.fromLocalFile(str(QML / "parts/Keyboard.qml")))
        made = component.createWithInitialProperties(
            {"prompt": "What would you like to tell us?", "limit": limit, "before": before, "about": about}
        )
        assert isinstance(made, QQuickItem), component.errors()
        self.item, self.component = made, component
        self.written: list[str] = []
        self.cancelled: list[bool] = []
        made.written.connect(self.written.append)  # type: ignore[attr-defined]
        made.cancelled.connect(lambda: self.cancelled.append(True))  # type: ignore[attr-defined]
        made.setParentItem(window.screen.rootObject())
        made.setSize(window.screen.size())
        window.settle()

    def write(self, *keys: str) -> None:
        for key in keys:
            self.window.touch(f"key-{key}")

    @property
    def shown(self) -> str:
        return str(self.window.find("keyboard-text").property("text")).rstrip("▏")


@pytest.fixture(autouse=True)
def small_dictionary(monkeypatch):
    monkeypatch.setattr(Pinyin, "load", classmethod(lambda cls: cls(SMALL)))


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_latin_letters_signs_and_erasing(glass, orientation):
    sheet = Sheet(glass("welcome", orientation=orientation))
    assert not sheet.window.find("keyboard-done").isEnabled()
    sheet.write("H", "i", "space", "signs", "5", "!", "signs", "k", "erase", "shift", "T", "o", "stop")
    assert sheet.shown == "Hi 5!To."
    sheet.window.touch("keyboard-done")
    assert sheet.written == ["Hi 5!To."]
    assert sheet.shown == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_address_needs_no_pinyin_and_has_its_at(glass, language):
    sheet = Sheet(glass("welcome", language=language), about="contact")
    sheet.write("l", "i", "comma", "q", "stop", "c", "n")
    assert sheet.shown == "li@q.cn"
    sheet.write("language", "comma")
    assert sheet.shown == "li@q.cn，", "who wants to write Chinese all the same"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_number_begins_with_figures(glass, language):
    sheet = Sheet(glass("welcome", language=language), about="number")
    sheet.write("9", "7", "8", "signs", "x", "language", "signs", "signs")
    assert sheet.shown == "978x"


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_pinyin(glass, qtbot, orientation):
    sheet = Sheet(glass("welcome", "zh", orientation=orientation))
    sheet.write("w", "o")
    qtbot.waitUntil(lambda: sheet.window.sees("candidate-0"))  # the dictionary is there
    sheet.write("space")
    assert sheet.shown == "我"
    sheet.write(*"jieshu")
    sheet.window.touch("candidate-1")
    assert sheet.shown == "我结束"
    sheet.write("comma", *"tsg")
    assert sheet.shown == "我结束，"  # letters wait
    sheet.write("stop")
    assert sheet.shown == "我结束，图书馆。"
    sheet.write("language", "o", "k", "language", *"xian")
    sheet.window.touch("keyboard-done")
    assert sheet.written == ["我结束，图书馆。ok先"]


def test_letters_that_wait_are_erased_one_by_one_and_become_chinese_with_the_language(glass, qtbot):
    sheet = Sheet(glass("welcome", "zh"))
    sheet.write(*"wox")
    qtbot.waitUntil(lambda: sheet.window.sees("candidate-0"))
    sheet.write("erase")
    assert "wo" in sheet.window.said()
    sheet.write("language")
    assert sheet.shown == "我"
    sheet.write("language", *"w" * 60)
    assert "w" * LONGEST_READING in sheet.window.said()


def test_what_was_written_before_is_gone_on_with_and_no_longer_than_may_be(glass):
    sheet = Sheet(glass("welcome"), limit=5, before="Abcdefg")
    assert sheet.shown == "Abcde"
    sheet.write("erase", "X")
    assert sheet.shown == "AbcdX"


def test_no_more_than_may_be_written(glass):
    sheet = Sheet(glass("welcome"), limit=5)
    sheet.write(*"Abcdefg")
    assert sheet.shown == "Abcde"
    sheet.window.touch("keyboard-done")
    assert sheet.written == ["Abcde"]


def test_who_does_not_send_leaves_nothing(glass):
    window = glass("welcome")
    sheet = Sheet(window)
    sheet.write(*"Abc")
    window.touch("keyboard-cancel")
    assert (sheet.cancelled, sheet.written, sheet.shown) == ([True], [], "")
    sheet.write(*"abc")
    window.screen.kiosk.writing.clear()  # the visit is over
    assert sheet.shown == ""
