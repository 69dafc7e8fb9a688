"""The full-text index of titles, by the database's own facility: FTS5 on SQLite, ``tsvector`` on PostgreSQL.

It holds the words of :mod:`server.catalogue.tokens` and stays in step with ``titles`` by itself: what a session
adds, changes or deletes is indexed in the same flush. Only bulk writes call :func:`put` themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, UOWTransaction

from server.catalogue.tokens import Indexed, indexed, latin
from server.store.tables import NearWord, Title

T = TypeVar("T")

MOST_CANDIDATES = 200  # that the database picks by its own rank

# Any of these ways; in each all of these words; of each any of these spellings, whole or (True) as a beginning.
Asked: TypeAlias = Sequence[Sequence[Sequence[tuple[str, bool]]]]

_FIELDS = ("title", "author", "subject", "keys")
_COLUMNS = (*_FIELDS, "plain")
_OF_TITLE = ("title", "author", "subjects", "isbn", "clc", "ddc")  # the columns that are searched

_SQLITE = {
    "make": (
        "CREATE VIRTUAL TABLE search_index USING fts5(title, author, subject, keys, plain UNINDEXED, "
        # Our words are letters and digits already; this tokenizer parts them at the spaces and changes nothing.
        "tokenize = 'ascii')",
        "INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25(8.0, 4.0, 2.0, 1.0)')",
    ),
    "put": "INSERT INTO search_index (rowid, title, author, subject, keys, plain) "
    "VALUES (:title_id, :title, :author, :subject, :keys, :plain)",
    "drop": "DELETE FROM search_index WHERE rowid = :title_id",
    "find": "SELECT rowid AS title_id, title, author, subject, keys, plain FROM search_index "
    "WHERE search_index MATCH :asked ORDER BY rank, rowid LIMIT :most",
}
_POSTGRESQL = {
    "make": (
        "CREATE TABLE search_index (title_id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, "
        "subject TEXT NOT NULL, keys TEXT NOT NULL, plain TEXT NOT NULL, document TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_index_document ON search_index USING gin (document)",
    ),
    "put": "INSERT INTO search_index (title_id, title, author, subject, keys, plain, document) "
    "VALUES (:title_id, :title, :author, :subject, :keys, :plain, CAST(:document AS tsvector))",
    "drop": "DELETE FROM search_index WHERE title_id = :title_id",
    # Divided by the document's length (2), as bm25 does too: of two that fit, the shorter says less else.
    # Numbers alone are put in order: the texts of those that are not among the first are never carried along.
    "find": "SELECT title_id, title, author, subject, keys, plain FROM (SELECT title_id, "
    "ts_rank('{0.125, 0.25, 0.5, 1}', document, CAST(:asked AS tsquery), 2) AS rank FROM search_index "
    "WHERE document @@ CAST(:asked AS tsquery) ORDER BY rank DESC, title_id LIMIT :most) AS found "
    "JOIN search_index USING (title_id) ORDER BY rank DESC, title_id",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title the database found, with the words it was found by."""

    id: int
    words: Indexed


def make(connection: sa.Connection) -> None:
    """Make the index, empty."""
    for statement in _sql(connection)["make"]:
        connection.exec_driver_sql(statement)


def fill(connection: sa.Connection) -> None:
    """Index every title there is; for an index just made."""
    columns = [getattr(Title, name) for name in ("id", *_OF_TITLE)]
    # Named columns: the table may since have got others that this database does not have yet.
    for rows in portions(connection.execute(sa.select(*columns).order_by(Title.id)), 1000):
        put(connection, {row.id: indexed(*row[1:]) for row in rows}, fresh=True)


def put(connection: sa.Connection, titles: Mapping[int, Indexed], *, fresh: bool = False) -> None:
    """Index titles by their id, in place of what was there; ``fresh`` promises that nothing was."""
    if not titles:
        return
    sql = _sql(connection)
    if not fresh:
        drop(connection, titles)
    lite = connection.dialect.name == "sqlite"
    rows = [
        {"title_id": key, **{name: getattr(one, name) for name in _COLUMNS}}
        | ({} if lite else _document(one))
        for key, one in titles.items()
    ]
    connection.execute(sa.text(sql["put"]), rows)
    learn(connection, set().union(*map(latin, titles.values())))


def drop(connection: sa.Connection, ids: Iterable[int]) -> None:
    """Forget titles. The words they brought stay known: that only widens what a mistyped word may mean."""
    rows = [{"title_id": one} for one in ids]
    if rows:
        connection.execute(sa.text(_sql(connection)["drop"]), rows)


def learn(connection: sa.Connection, words: Iterable[str]) -> None:
    """Note Latin words with their neighbours, so that one mistyped is recognised."""
    words = sorted(words)  # in one order everywhere: two imports cannot wait for each other
    for some in portions(words, 500):
        query = sa.select(NearWord.near).where(NearWord.near.in_(some), NearWord.near == NearWord.word)
        known = set(connection.scalars(query))
        new = [
            {"near": near, "word": word} for word in some if word not in known for near in near_forms(word)
        ]
        if new:
            connection.execute(_insert(connection).on_conflict_do_nothing(), new)


def near_forms(word: str) -> list[str]:
    """The word, and all that is left when one letter is taken out of it."""
    return sorted({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def candidates(session: Session, asked: Asked, most: int = MOST_CANDIDATES) -> list[Candidate]:
    """The titles that fit, best first by the database's own rank."""
    if not asked:
        return []
    connection = session.connection()
    given = fts5(asked) if connection.dialect.name == "sqlite" else tsquery(asked)
    rows = connection.execute(sa.text(_sql(connection)["find"]), {"asked": given, "most": most})
    return [Candidate(key, Indexed(*texts)) for key, *texts in rows]


def fts5(asked: Asked) -> str:
    """As SQLite's FTS5 wants to be asked (https://sqlite.org/fts5.html, 3). Words hold no quotes."""

    def spelling(word: str, beginning: bool) -> str:
        return f'"{word}"*' if beginning else f'"{word}"'

    return _spelt(asked, spelling, " AND ", " OR ")


def tsquery(asked: Asked) -> str:
    """The same in PostgreSQL's ``tsquery``."""

    def spelling(word: str, beginning: bool) -> str:
        return f"'{word}':*" if beginning else f"'{word}'"

    return _spelt(asked, spelling, " & ", " | ")


def _spelt(asked: Asked, spelling: Any, both: str, either: str) -> str:
    ways = []
    for way in asked:
        needed = [either.join(spelling(*one) for one in spellings) for spellings in way]
        ways.append("(" + both.join(f"({one})" for one in needed) + ")")
    return either.join(ways)


def _document(words: Indexed) -> dict[str, str]:
    """As a ``tsvector``, each word with the weight of its field; written out, so that no parser takes it apart."""
    place = 0
    lexemes = []
    for field, weight in zip(_FIELDS, "ABCD", strict=True):
        for word in getattr(words, field).split():
            place += 1
            lexemes.append(f"'{word}':{min(place, 16383)}{weight}")
    return {"document": " ".join(lexemes)}


def _sql(connection: sa.Connection) -> dict[str, Any]:
    return _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL


def _insert(connection: sa.Connection) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    own = sqlite if connection.dialect.name == "sqlite" else postgresql
    return own.insert(NearWord.__table__)


def portions(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Rows in lists of at most ``size``: no statement has too many parameters, and no list is long."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some


@sa.event.listens_for(Session, "after_flush")
def _keep_in_step(session: Session, _flush: UOWTransaction) -> None:
    changed = [one for one in (*session.new, *session.dirty) if isinstance(one, Title) and _searched(one)]
    gone = [one.id for one in session.deleted if isinstance(one, Title)]
    if changed:
        put(session.connection(), {one.id: _indexed(one) for one in changed})
    if gone:
        drop(session.connection(), gone)


def _searched(title: Title) -> bool:
    """Whether anything of it changed that is searched."""
    state = sa.inspect(title)
    return any(state.attrs[name].history.has_changes() for name in _OF_TITLE)


def _indexed(title: Title) -> Indexed:
    return indexed(
        title.title, title.author or "", title.subjects or (), title.isbn, title.clc or "", title.ddc or ""
    )
