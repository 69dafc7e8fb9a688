"""How often answers are read and help, and what was looked for in vain: by day, never by reader or kiosk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from config.searched import searched
from config.vocabulary import VoiceKind
from server.store.faq_tables import FaqCount, FaqEntry, FaqSearch
from server.texts import is_language

MOST_FOUND = 10_000
COLUMNS = {
    VoiceKind.FAQ_VIEWED: "views",
    VoiceKind.FAQ_HELPED: "helped",
    VoiceKind.FAQ_UNHELPED: "unhelped",
}


def count(session: Session, kind: VoiceKind, body: Mapping[str, Any], day: date) -> None:
    """Add one thing that a kiosk told. Raises :class:`ValueError` for what is none of these, or is malformed."""
    language = body.get("language")
    if not isinstance(language, str) or not is_language(language):
        raise ValueError("not a language")
    if kind is VoiceKind.FAQ_SEARCHED:
        _add_search(session, body, language, day)
        return
    column, entry_id = COLUMNS.get(kind), body.get("entry")
    if column is None or not isinstance(entry_id, int) or not 0 < entry_id < 2**31:
        raise ValueError("nothing that is counted")
    if session.get(FaqEntry, entry_id) is None:
        raise ValueError("no such entry")
    _one_more(session, FaqCount, {"entry_id": entry_id, "language": language, "day": day}, column, {})


def _add_search(session: Session, body: Mapping[str, Any], language: str, day: date) -> None:
    query, found = body.get("query"), body.get("found", 0)
    if not isinstance(query, str) or not isinstance(found, int) or not 0 <= found <= MOST_FOUND:
        raise ValueError("not a search")
    query = searched(query).casefold()
    if query:
        key = {"query": query, "language": language, "day": day}
        _one_more(session, FaqSearch, key, "count", {"found": found})


def _one_more(
    session: Session,
    table: type[FaqCount | FaqSearch],
    key: Mapping[str, Any],
    column: str,
    facts: Mapping[str, Any],
) -> None:
    """In one statement, so that two who count at once count two."""
    lite = session.get_bind().dialect.name == "sqlite"
    insert: Any = (sqlite if lite else postgresql).insert
    start = {name.key: 0 for name in table.__table__.columns if isinstance(name.type, sa.Integer)}
    values = {**start, **key, **facts, column: 1}
    if table is FaqSearch:
        values["settled"] = False
    added = {column: getattr(table, column) + 1, **facts}
    session.execute(insert(table).values(values).on_conflict_do_update(index_elements=list(key), set_=added))
