"""What kiosks fetch: every published answer, in every language it has, the most asked first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.faq.suggested import categories
from server.faq.words import paragraphs
from server.store.faq_tables import FaqCount, FaqEntry, FaqPicture, FaqVersion

LATELY = timedelta(days=30)
OTHER = "other"  # where a kiosk shows what has no category


def document(session: Session, today: date) -> dict[str, Any]:
    """``categories[code, names]`` and ``entries[id, code, category, asked, texts]``, as docs/api.md tells."""
    asked = lately(session, today)
    versions = session.scalars(
        sa.select(FaqVersion)
        .join(FaqEntry, FaqEntry.id == FaqVersion.entry_id)
        .where(FaqVersion.state == "published", FaqEntry.retired.is_(False))
        .order_by(FaqVersion.entry_id, FaqVersion.language)
    ).all()
    texts: dict[int, dict[str, Any]] = defaultdict(dict)
    sizes = _sizes(session, [picture["hash"] for version in versions for picture in version.pictures])
    for version in versions:
        texts[version.entry_id][version.language] = _text(version, sizes)
    entries = session.scalars(sa.select(FaqEntry).where(FaqEntry.id.in_(list(texts)))).all()
    shown = [
        {
            "id": entry.id,
            "code": entry.code or "",
            "category": entry.category if entry.category in categories() else OTHER,
            "asked": asked.get(entry.id, 0),
            "texts": texts[entry.id],
        }
        for entry in sorted(entries, key=lambda entry: (-asked.get(entry.id, 0), entry.id))
    ]
    used = {entry["category"] for entry in shown}
    return {
        "categories": [
            {"code": code, "names": names} for code, names in categories().items() if code in used
        ],
        "entries": shown,
    }


def lately(session: Session, today: date) -> dict[int, int]:
    """How often each entry was read in the last thirty days."""
    rows = session.execute(
        sa.select(FaqCount.entry_id, sa.func.sum(FaqCount.views))
        .where(FaqCount.day > today - LATELY)
        .group_by(FaqCount.entry_id)
    )
    return {entry_id: int(views) for entry_id, views in rows}


def _text(version: FaqVersion, sizes: dict[str, tuple[int, int]]) -> dict[str, Any]:
    said = paragraphs(version.answer)
    return {
        "question": version.question,
        "answer": list(said),
        "pictures": [
            {"hash": hash_, "alt": alt, "width": sizes[hash_][0], "height": sizes[hash_][1]}
            for hash_, alt in ((picture["hash"], picture["alt"]) for picture in version.pictures)
            if hash_ in sizes
        ],
        "words": version.words,
    }


def _sizes(session: Session, hashes: list[str]) -> dict[str, tuple[int, int]]:
    rows = session.execute(
        sa.select(FaqPicture.hash, FaqPicture.width, FaqPicture.height).where(FaqPicture.hash.in_(hashes))
    )
    return {hash_: (width, height) for hash_, width, height in rows}
