"""Frequent questions, their versions in each language, and how they are used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables import Base


class FaqEntry(Base):
    """A question; its words are in :class:`FaqVersion`. At most one belongs to each code of a refusal."""

    __tablename__ = "faq_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(default="")
    code: Mapped[str | None] = mapped_column(unique=True)  # see config.vocabulary.Code
    made_at: Mapped[datetime]
    retired: Mapped[bool] = mapped_column(default=False)  # no longer shown to anybody
    from_call: Mapped[str] = mapped_column(default="")  # the help call it was written after


class FaqVersion(Base):
    """What an entry says in one language. Of each language at most one version is published and one a draft."""

    __tablename__ = "faq_versions"
    __table_args__ = (sa.UniqueConstraint("entry_id", "language", "number", name="uq_faq_versions_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("faq_entries.id"), index=True)
    language: Mapped[str]
    number: Mapped[int]  # from 1
    question: Mapped[str]
    answer: Mapped[str]  # paragraphs, parted by an empty line
    words: Mapped[str] = mapped_column(default="")  # what a search looks through, made when it is published
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)  # hash; alt: what it shows
    state: Mapped[str]  # "draft", "published" or "old"
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class FaqPicture(Base):
    """A picture by the SHA-256 of its content."""

    __tablename__ = "faq_pictures"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes]
    made_at: Mapped[datetime]


class FaqCount(Base):
    """How often an entry was read and helped, by day."""

    __tablename__ = "faq_counts"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("faq_entries.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
    unhelped: Mapped[int] = mapped_column(default=0)


class FaqSearch(Base):
    """What was looked for, by day, and how many entries were found the last time."""

    __tablename__ = "faq_searches"

    query: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    settled: Mapped[bool] = mapped_column(default=False)  # staff have seen to it
