"""What a label is: a reader's card, a book of the library, a retail bar code, or nothing we know."""

from __future__ import annotations

import re
from enum import Enum, auto

from drivers.roles import Scanned, Symbology
from kiosk.state import Settings


class Label(Enum):
    PATRON = auto()
    ITEM = auto()
    ISBN = auto()
    UNKNOWN = auto()


def kind(scanned: Scanned, settings: Settings) -> Label:
    """Tell by the library's own patterns first, since a library may well use 13 digits of its own."""
    if re.fullmatch(settings.item_label, scanned.text):
        return Label.ITEM
    if re.fullmatch(settings.patron_label, scanned.text):
        return Label.PATRON
    if re.fullmatch(r"97[89]\d{10}", scanned.text) or scanned.symbology is Symbology.EAN:
        return Label.ISBN
    return Label.UNKNOWN
