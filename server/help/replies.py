"""Sentences that staff say often, in each language: a reader sees them in theirs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server import audit
from server.store.help_tables import QuickReply

LONGEST = 200
MOST = 40
FIRST = (
    ("您好，我看到您的求助了，请稍等。", "Hello, I have your call. One moment, please."),
    ("我马上过来。", "I am on my way."),
    (
        "请把条码对准扫描窗，离开约一掌远。",
        "Please hold the bar code in front of the scanner, a hand's width away.",
    ),
    (
        "请把书都从感应板上拿开，再一本一本放上去。",
        "Please take everything off the pad and lay it down again, one item at a time.",
    ),
    ("请把证平放在读卡处，不要移动。", "Please lay your card flat on the card reader and keep it still."),
    ("这本可以借了，请再放一次。", "You may borrow this one now. Please lay it down once more."),
    ("这本请先放在一边，我来处理。", "Please leave this one aside. I will see to it."),
    ("这件事要到服务台办，请带上证。", "This has to be done at the desk. Please bring your card."),
    ("办好了，让您久等了。", "That is done. Thank you for waiting."),
    ("还有什么要帮忙的吗？", "Is there anything else I can do for you?"),
)
"""What a library has while it has written none of its own."""


def replies(session: Session) -> list[dict[str, str]]:
    """By language, in their order."""
    rows = session.scalars(sa.select(QuickReply).order_by(QuickReply.position, QuickReply.id))
    return [row.texts for row in rows] or [{"zh": zh, "en": en} for zh, en in FIRST]


def mark(texts: Mapping[str, str]) -> str:
    """Which reply is meant, whatever becomes of the list while a page is open."""
    return hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()[:16]


def save(session: Session, login: str, wanted: Sequence[Mapping[str, str]]) -> None:
    """The whole list, in its order, as it is from now on; empty, it is the first one again."""
    if [dict(texts) for texts in wanted] == replies(session):
        return
    session.execute(sa.delete(QuickReply))
    for position, texts in enumerate(wanted):
        session.add(QuickReply(position=position, texts=dict(texts)))
    audit.note(session, login, "quick-replies-changed", count=len(wanted))
