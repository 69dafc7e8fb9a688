"""What a search looks through: made once here, so that a kiosk needs no dictionary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.catalogue.tokens import HAN, fold, plain

_HAN_RUNS = re.compile(f"[{HAN}]+")


def search_text(question: str, answer: tuple[str, ...]) -> str:
    """Four lines: the question, its answer, and the pinyin of both. What is folded is parted by spaces; of each run of
    Chinese characters the syllables are parted by apostrophes, so that their first letters can be told."""
    texts = fold(question), fold("\n".join(answer))
    return "\n".join([*map(plain, texts), *map(_pinyin, texts)])


def paragraphs(text: str) -> tuple[str, ...]:
    """Of an answer as it is kept: an empty line parts them, and a line within one stays a line."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    tidy = ("\n".join(line for line in map(str.strip, part.split("\n")) if line) for part in parts)
    return tuple(part for part in tidy if part)


def joined(said: Sequence[str]) -> str:
    """The other way round."""
    return "\n\n".join(said)


def _pinyin(folded: str) -> str:
    from pypinyin import lazy_pinyin  # reads its dictionary when first needed

    runs = (lazy_pinyin(run, errors="ignore") for run in _HAN_RUNS.findall(folded))
    return " ".join("'".join(run) for run in runs if run)
