"""What may be told of a search: enough to see which answer is missing, and never a reader's number."""

from __future__ import annotations

import re

MOST_CHARACTERS = 60
# Six digits or more, whatever parts them: a card number, a telephone, an identity card.
_NUMBER = re.compile(r"\d(?:[\s\-–—./·]*\d){5,}")


def searched(query: str) -> str:
    """On one line, without control characters and long numbers, and cut; empty if nothing is left."""
    printable = "".join(one if one.isprintable() else " " for one in query)
    return " ".join(_NUMBER.sub(" ", printable).split())[:MOST_CHARACTERS].strip()
