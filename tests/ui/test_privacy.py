"""What a reader leaves behind on the glass: nothing."""

from __future__ import annotations

import gc
import re
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QMetaObject, QObject
from PySide6.QtQml import QJSValue

from kiosk.events import TypedPin
from tests.ui.glass import Glass
from ui.pictures import LOANS, scenes

_dumb: set[str] = {"bool", "double"}
"""Types of properties that hold no words: these, and what Python cannot hold (enums, lists of QML's)."""
_names: dict[tuple[str, int], list[tuple[str, str]]] = {}


def properties(meta: QMetaObject) -> list[tuple[str, str]]:
    """Name and type of each property. A class is asked once: the screen has twenty thousand properties."""
    key = (meta.className(), meta.propertyCount())
    if key not in _names:
        found = [meta.property(at) for at in range(meta.propertyCount())]
        _names[key] = [(one.name(), one.typeName()) for one in found if not one.typeName().endswith("*")]
    return _names[key]


def everything(window: Glass, *, python: bool = True) -> str:
    """Every property and every row of every object of the screen, seen or not, and what Python's side holds."""
    found: list[str] = []
    waiting: list[QObject] = [window.screen, window.screen.kiosk, window.screen.contentItem()]
    known: set[int] = set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in known:
            continue
        known.add(id(thing))
        waiting += [child for child in thing.children() if isinstance(child, QObject)]
        waiting += thing.childItems() if hasattr(thing, "childItems") else []
        for name, kind in properties(thing.metaObject()):
            if kind in _dumb:
                continue
            try:
                value = thing.property(name)
            except RuntimeError:
                _dumb.add(kind)
                continue
            found.append(repr(value.toVariant() if isinstance(value, QJSValue) else value))
        found += (
            [repr(value) for value in vars(thing).values()] if python and hasattr(thing, "__dict__") else []
        )
        if isinstance(thing, QAbstractListModel):
            found += [
                repr(thing.data(thing.index(row), role))
                for row in range(thing.rowCount())
                for role in thing.roleNames()
            ]
    # An object's address or a moment in seconds is nobody's number, though its digits may look like one.
    return re.sub(r"0x[0-9a-f]+|\d+\.\d+", "", "\n".join(found))


def test_nothing_of_a_visit_stays_on_the_screen(glass):
    window = glass("welcome")
    empty = window.desk.state
    secrets = [
        "Jane Smith",
        "J. S.",
        "20000000000017",
        "Great Expectations",
        LOANS[1].item,
        "红楼梦",
        "Defoe",
        "ending in 0017",
    ]
    seen = set()
    gc.collect()
    gc.freeze()  # what was there before the visits need not be looked through after each
    for name, state in scenes("en"):
        window.put(state)
        if window.sees("show-name"):
            window.touch("show-name")
        held = everything(window)
        seen |= {secret for secret in secrets if secret in held}
        if state.visit is None:
            continue
        window.put(empty)
        gc.collect()
        held = everything(window)
        assert not [secret for secret in secrets if secret in held], name
    gc.unfreeze()
    assert seen >= {
        "Jane Smith",
        "Great Expectations",
        "红楼梦",
        "Defoe",
        LOANS[1].item,
    }  # the test can see them


def test_a_typed_number_goes_with_its_page(glass):
    window = glass(dict(scenes("en"))["identify"])
    for key in "20000000000017":
        window.screen.kiosk.number.press(key)
    window.settle()
    window.put(dict(scenes("en"))["welcome"])
    assert window.screen.kiosk.number.length == 0
    assert "2000" not in everything(window).replace("\u2009", "")


def test_a_half_typed_number_goes_when_another_card_begins_a_visit(glass):
    state = dict(scenes("en"))["borrow-empty"]
    window = glass(state)
    window.touch("way-type")
    window.touch("key-3")
    window.put(replace(state, visit=replace(state.visit, id="next")))
    assert window.screen.kiosk.number.length == 0
    assert not window.sees("key-3")


def test_a_pin_cannot_be_read_while_typed_nor_after(glass):
    window = glass(dict(scenes("en"))["pin"])
    for key in "8642":
        window.touch(f"key-{key}")
    assert window.screen.kiosk.pin.length == 4
    assert "8642" not in everything(window, python=False)
    assert window.touch("key-go") == [TypedPin("8642")]
    window.desk.posted.clear()
    assert window.screen.kiosk.pin.length == 0
    assert bytes(window.screen.kiosk.pin._digits) == b""
    assert "8642" not in everything(window)


def test_a_half_typed_pin_goes_when_the_reader_does(glass):
    state = dict(scenes("en"))["pin"]
    window = glass(state)
    window.touch("key-8")
    window.put(replace(state, visit=None))
    window.put(state)
    assert window.screen.kiosk.pin.length == 0


def test_a_pin_is_erased_key_by_key(glass):
    window = glass(dict(scenes("en"))["pin"])
    for key in ("key-1", "key-2", "key-erase", "key-3"):
        window.touch(key)
    assert window.touch("key-go") == [TypedPin("13")]


def test_the_name_is_masked_again_for_the_next_reader(glass):
    state = dict(scenes("en"))["borrow"]
    window = glass(state)
    window.touch("show-name")
    window.put(replace(state, visit=replace(state.visit, id="next")))
    assert "Jane Smith" not in window.said()
