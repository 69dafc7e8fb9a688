"""What readers looked for and did not find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.store.faq_tables import FaqSearch

SHOWN = timedelta(days=90)
MOST = 200


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One query in one language, over all its days."""

    query: str
    language: str
    count: int
    last: date


def unanswered(session: Session, today: date) -> list[Unanswered]:
    """Those that are not settled, the most frequent first; the last 90 days."""
    found = session.execute(
        sa.select(
            FaqSearch.query,
            FaqSearch.language,
            sa.func.sum(FaqSearch.count).label("times"),
            sa.func.max(FaqSearch.day),
        )
        .where(FaqSearch.found == 0, FaqSearch.settled.is_(False), FaqSearch.day > today - SHOWN)
        .group_by(FaqSearch.query, FaqSearch.language)
        .order_by(sa.desc("times"), FaqSearch.query)
        .limit(MOST)
    )
    return [Unanswered(query, language, int(count), last) for query, language, count, last in found]


def settle(session: Session, query: str, language: str) -> None:
    """Staff have seen to it: it is not listed any more, unless somebody looks for it on another day."""
    session.execute(
        sa.update(FaqSearch)
        .where(FaqSearch.query == query, FaqSearch.language == language)
        .values(settled=True)
    )


def forget(session: Session, before: date) -> int:
    """Delete what was looked for before a day: people write all sorts of things. How many rows."""
    return len(
        session.scalars(sa.delete(FaqSearch).where(FaqSearch.day < before).returning(FaqSearch.query)).all()
    )
