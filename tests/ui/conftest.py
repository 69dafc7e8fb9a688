from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kiosk.state import State
from tests.ui.glass import Glass
from ui.pictures import scenes


@pytest.fixture
def glass(qapp: object) -> Iterator[Callable[..., Glass]]:
    """Opens windows on scenes of :mod:`ui.pictures` by name, or on a state, and closes them."""
    opened: list[Glass] = []

    def open_on(scene: object, language: str = "en", **how: object) -> Glass:
        state = dict(scenes(language))[scene] if isinstance(scene, str) else scene
        window = Glass(state, **how)  # type: ignore[arg-type]
        opened.append(window)
        return window

    yield open_on
    for window in opened:
        window.close()


@pytest.fixture(scope="module")
def windows(qapp: object) -> Iterator[Callable[..., Glass]]:
    """One window of each shape for a file of tests, on the state one asks for: to open one costs ten times what a look
    does."""
    welcome = dict(scenes("en"))["welcome"]
    opened: dict[str, Glass] = {}

    def on(state: State, orientation: str = "portrait") -> Glass:
        if orientation not in opened:
            opened[orientation] = Glass(welcome, orientation=orientation)  # type: ignore[arg-type]
        window = opened[orientation]
        window.put(welcome)  # what the one before typed is forgotten with its visit
        window.put(state)
        return window

    yield on
    for window in opened.values():
        window.close()
