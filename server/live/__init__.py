"""What changed, told to every kiosk and console as soon as it is committed.

``publish`` is called in the transaction that makes the change. What was published travels with its commit: on
PostgreSQL as a NOTIFY, which the database sends to all listening server processes in the order of the commits; on
SQLite, which has one writer at a time, as rows numbered in that same order, so that a command that writes beside the
server is heard as well. A transaction that is rolled back says nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Topic
from server.store.tables import Change

CHANNEL = "jieyue"
MOST_ABOUT = 100  # of one topic in one transaction; more become one event about everything of the topic
LONGEST_ABOUT = 200
KEPT = 10_000  # events that a client may be behind
_MOST_BYTES = 7_000  # of one NOTIFY; PostgreSQL takes less than 8000

_WRITE = sa.insert(Change).returning(Change.number)
_NOTIFY = sa.select(sa.func.pg_notify(CHANNEL, sa.bindparam("payload", type_=sa.String)))

_said, _speaker = "server.live.said", "server.live.speaker"


def publish(session: Session, topic: str, about: str = "") -> None:
    """Receivers hear it once this session's transaction is committed.

    ``topic`` is one of :class:`config.vocabulary.Topic`; ``about`` a barcode, id or name, never a reader's name or card
    number; empty for everything of the topic. Raises ``ValueError`` for another topic, or too long an ``about``.
    """
    if len(about) > LONGEST_ABOUT:
        raise ValueError(f"at most {LONGEST_ABOUT} characters say what an event is about")
    said: dict[tuple[Topic, str], str] = session.info.setdefault(_said, {})
    speaker = session.info.get(_speaker, "")
    before = said.setdefault((Topic(topic), about), speaker)
    said[Topic(topic), about] = _one_of([before, speaker])


def speak_as(session: Session, who: str) -> None:
    """What this session publishes from now on comes from ``kiosk:ID``, which need not be told what it did itself."""
    session.info[_speaker] = who


@sa.event.listens_for(Session, "before_commit")
def _send(session: Session) -> None:
    said = session.info.pop(_said, None)
    if not said:
        return
    token = secrets.token_hex(6)
    events = [[f"{token}-{n}", *event] for n, event in enumerate(_few(said), 1)]
    if session.get_bind().dialect.name == "sqlite":
        rows = [dict(zip(("id", "topic", "about", "speaker"), event, strict=True)) for event in events]
        newest = max(session.connection().scalars(_WRITE, rows))
        if newest % KEPT < len(rows):
            session.execute(sa.delete(Change).where(Change.number <= newest - KEPT))
        return
    for payload in _payloads(events):
        session.connection().execute(_NOTIFY, {"payload": payload})


@sa.event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    session.info.pop(_said, None)


def _few(said: dict[tuple[Topic, str], str]) -> list[tuple[Topic, str, str]]:
    by_topic: dict[Topic, dict[str, str]] = {}
    for (topic, about), speaker in said.items():
        by_topic.setdefault(topic, {})[about] = speaker
    return [
        (topic, about, speaker)
        for topic, abouts in by_topic.items()
        for about, speaker in (
            abouts if len(abouts) <= MOST_ABOUT and "" not in abouts else {"": _one_of(abouts.values())}
        ).items()
    ]


def _one_of(speakers: Iterable[str]) -> str:
    """Who said it, if it was one: what several did, each of them is told."""
    first, *others = dict.fromkeys(speakers)
    return "" if others else first


def _payloads(events: list[list[str]]) -> list[str]:
    whole: list[list[list[str]]] = [[]]
    size = 2
    for event in events:
        length = len(json.dumps(event)) + 2
        if size + length > _MOST_BYTES:
            whole.append([])
            size = 2
        whole[-1].append(event)
        size += length
    return [json.dumps(part) for part in whole]
