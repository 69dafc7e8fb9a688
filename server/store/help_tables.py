"""Calls for help, what is said in them, and who is told."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.store.tables import EVERY, MAIN, Base, open_rows


class HelpCall(Base):
    """Somebody stands at a kiosk and wants help. Never names the reader, and the item only if the reader agreed.

    A visit has one open call: whoever presses again, presses in that one. ``visit`` is None for what needs no
    reader (items left behind), which is never merged.
    """

    __tablename__ = "help_calls"
    __table_args__ = (
        sa.Index(
            "uq_help_calls_open",
            "kiosk_id",
            "visit",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        open_rows("occurred_at", "ix_help_calls_open", where="ended_at IS NULL"),
    )

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # of the entry of the first press
    kiosk_id: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)
    visit: Mapped[str | None]
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    page: Mapped[str]
    code: Mapped[str]
    reason: Mapped[str]
    stuck: Mapped[int] = mapped_column(default=0)  # seconds since the last thing that went well
    offered: Mapped[str] = mapped_column(
        default=""
    )  # why the machine itself offered help; "": the reader pressed
    title: Mapped[str] = mapped_column(default="")  # of the item, if the reader agreed
    language: Mapped[str] = mapped_column(default="")  # the reader's
    faq_entry: Mapped[int | None] = mapped_column(
        sa.ForeignKey("faq_entries.id")
    )  # the answer that did not help
    rows: Mapped[list[dict[str, str]]] = mapped_column(
        sa.JSON, default=list
    )  # refused rows: key, code; left behind: item
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # devices as they were
    presses: Mapped[int] = mapped_column(default=1)
    answered_at: Mapped[datetime | None]  # accepted
    answered_by: Mapped[str] = mapped_column(default="")  # a login
    minutes: Mapped[int | None]  # how long until they come, as they said
    turned_at: Mapped[datetime | None]  # accepted, said anew, taken over, or rung anew
    rings: Mapped[int] = mapped_column(default=1, server_default="1")  # 2: who accepted did not come
    arrived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")  # a login, "reader" or "house"
    ended_as: Mapped[str] = mapped_column(default="")  # see config.vocabulary.HelpEnd
    cause: Mapped[str] = mapped_column(default="")  # see config.vocabulary.HelpCause
    note: Mapped[str] = mapped_column(default="")  # for colleagues
    hotline_at: Mapped[datetime | None]  # nobody answered: the kiosk shows the hotline since


class HelpPress(Base):
    """One press of the button, by its entry's key, and the call it belongs to."""

    __tablename__ = "help_presses"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    call_key: Mapped[str] = mapped_column(sa.ForeignKey("help_calls.key"), index=True)
    at: Mapped[datetime]
    page: Mapped[str]
    code: Mapped[str]
    reason: Mapped[str]


class HelpLine(Base):
    """One line of a conversation, or an instruction to the kiosk; ``id`` is its number."""

    __tablename__ = "help_lines"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - a kiosk remembers the last number it did

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        sa.String(64), unique=True
    )  # of the entry or form: saying it twice is once
    call_key: Mapped[str] = mapped_column(sa.ForeignKey("help_calls.key"), index=True)
    at: Mapped[datetime]
    who: Mapped[str]  # "reader" or a login
    kind: Mapped[str]  # see config.vocabulary.HelpSays
    texts: Mapped[dict[str, str]] = mapped_column(
        sa.JSON, default=dict
    )  # by language; "": as somebody wrote it
    about: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # why a row is released, for the audit log
    result: Mapped[str] = mapped_column(default="")  # see config.vocabulary.Instructed; "": not yet told
    result_at: Mapped[datetime | None]
    used_by: Mapped[str | None]  # the entry that a release was good for: it is so once


class QuickReply(Base):
    """A sentence staff say often, in each language."""

    __tablename__ = "quick_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    texts: Mapped[dict[str, str]] = mapped_column(sa.JSON)


class AlertChannel(Base):
    """A way to tell people outside the console: an Apprise address, which may hold a secret and is never shown."""

    __tablename__ = "alert_channels"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - alerts of before name it

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    login: Mapped[str | None] = mapped_column(sa.ForeignKey("staff.login"))  # whose; None: a group's
    language: Mapped[str] = mapped_column(default="zh")
    disabled: Mapped[bool] = mapped_column(default=False)


class AlertStep(Base):
    """Who is told when a call has waited so long: whoever is on duty, one channel, or the reader, to phone."""

    __tablename__ = "alert_steps"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - alerts of before name it

    id: Mapped[int] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(default=EVERY)
    after_seconds: Mapped[int]
    target: Mapped[str]  # "duty", "channel" or "hotline"
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("alert_channels.id"))


class Duty(Base):
    """Somebody answers calls at a branch, every week on a day between two times."""

    __tablename__ = "duties"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(default=EVERY)
    weekday: Mapped[int]  # ISO: Monday is 1
    begins: Mapped[time]
    ends: Mapped[time]
    login: Mapped[str] = mapped_column(sa.ForeignKey("staff.login"))


class Alert(Base):
    """One message about one call over one channel, claimed before it is sent, so that no two processes send it."""

    __tablename__ = "alerts"
    __table_args__ = (
        sa.UniqueConstraint("call_key", "ring", "step_id", "channel_id", name="uq_alerts_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_key: Mapped[str] = mapped_column(sa.ForeignKey("help_calls.key"))
    ring: Mapped[int] = mapped_column(default=1, server_default="1")  # of the call, which may ring anew
    step_id: Mapped[int]  # -1: the follow-up, that nobody else need go
    channel_id: Mapped[int]  # 0: the kiosk's own screen
    claimed_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=1)  # 2: who claimed it first was not heard of again
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")  # "sent", "failed" or "silent"
    detail: Mapped[str] = mapped_column(default="")  # never an address
