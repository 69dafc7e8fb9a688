"""What stands over everything the kiosk shows and prints: whose machine it is, and whom to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.vocabulary import TextName
from kiosk.state import State


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The same on the screen and on every slip of this machine, in one language."""

    library: str
    kiosk: str
    hotline: str = ""


def letterhead(state: State, language: str, names: Mapping[str, str], hotline: str) -> Letterhead:
    """As staff wrote it in the console; where they wrote nothing, ``names`` and ``hotline`` of ``kiosk.toml``."""
    library = (
        state.text(TextName.LIBRARY_NAME, language) or names.get(language) or next(iter(names.values()), "")
    )
    return Letterhead(library, state.settings.kiosk, state.text(TextName.HOTLINE, language) or hotline)
