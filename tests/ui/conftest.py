from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

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
