"""The questions Jieyue brings along: a library starts with an answer for whatever its kiosks may refuse."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server import audit
from server.faq.pictures import keep, redraw
from server.faq.words import joined, paragraphs, search_text
from server.live import publish
from server.store.faq_tables import FaqEntry, FaqPicture, FaqVersion

FILES = Path(__file__).parents[2] / "resources" / "faq"


@dataclass(frozen=True, slots=True)
class Suggested:
    """One entry; ``said`` is the question and the answer by language, ``pictures`` a file and what it shows."""

    code: str
    category: str
    said: dict[str, tuple[str, str]]
    pictures: tuple[tuple[str, dict[str, str]], ...]


@cache
def categories() -> dict[str, dict[str, str]]:
    """In the order they are shown in; the name of each by language."""
    return {code: dict(names) for code, names in _resource()["categories"].items()}


@cache
def questions() -> tuple[Suggested, ...]:
    """All of them, in the order they are shown in while nobody has asked any."""
    return tuple(
        Suggested(
            code=one.get("code", ""),
            category=one["category"],
            said={
                language: (said["question"], joined(paragraphs(said["answer"])))
                for language, said in one.items()
                if isinstance(said, dict)
            },
            pictures=tuple((picture["file"], picture["alt"]) for picture in one.get("pictures", [])),
        )
        for one in _resource()["entry"]
    )


@cache
def for_reasons() -> dict[str, dict[str, str]]:
    """A question by language for a reason somebody called for."""
    return {reason: dict(said) for reason, said in _resource()["reasons"].items()}


def load(session: Session, now: datetime, who: str = "command") -> int:
    """Publish those that are not there yet, and say how many: one whose code has an entry, or whose question somebody
    asked already, is left out."""
    codes = set(session.scalars(sa.select(FaqEntry.code).where(FaqEntry.code.is_not(None))))
    asked = set(session.scalars(sa.select(FaqVersion.question)))
    count = 0
    shown: dict[str, FaqPicture] = {}  # by file: several answers show the same
    for one in questions():
        if one.code in codes or any(question in asked for question, _ in one.said.values()):
            continue
        for file, _ in one.pictures:
            if file not in shown:
                shown[file] = keep(session, redraw((FILES / file).read_bytes()), now)
        _add(session, one, shown, now, who)
        count += 1
    if count:
        publish(session, Topic.FAQ)
        audit.note(session, who, "faq-suggested", count=count)
    return count


def _add(session: Session, one: Suggested, shown: Mapping[str, FaqPicture], now: datetime, who: str) -> None:
    entry = FaqEntry(category=one.category, code=one.code or None, made_at=now)
    session.add(entry)
    session.flush()
    for language, (question, answer) in one.said.items():
        version = FaqVersion(entry_id=entry.id, language=language, number=1, question=question, answer=answer)
        version.pictures = [{"hash": shown[file].hash, "alt": alts[language]} for file, alts in one.pictures]
        version.words = search_text(question, paragraphs(answer))
        version.state, version.made_by, version.made_at, version.published_at = "published", who, now, now
        session.add(version)


@cache
def _resource() -> dict[str, Any]:
    return tomllib.loads((FILES / "suggested.toml").read_text(encoding="utf-8"))
