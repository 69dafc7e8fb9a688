"""The frequent questions as QML sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk.faq import Entry


def answer_shown(entry: Entry, language: str, pictures: Path | None) -> dict[str, Any]:
    """What ``FaqAnswer`` shows of an entry; ``pictures`` is the folder their files lie in."""
    answer = entry.answer(language)
    if answer is None:
        return {}
    return {
        "id": entry.id,
        "question": answer.question,
        "paragraphs": list(answer.paragraphs),
        "pictures": [
            {
                "source": (pictures / one.hash).as_uri(),
                "alt": one.alt,
                "width": one.width,
                "height": one.height,
            }
            for one in answer.pictures
            if pictures is not None
        ],
    }
