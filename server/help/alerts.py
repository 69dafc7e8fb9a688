"""Alerts in the database: what is due is claimed by a row before it is sent, and its outcome is written to that row.

Of several server processes one claims at a time, and the table takes a step of a call over a channel once: nobody is
told twice, unless the call rings anew. A process that dies between the claim and the outcome leaves a claim behind; a
minute later any process tries it once more. So an alert is sent at least once as long as any process runs, and a
second time only where the first may not have gone out (docs/decisions/013-alerts-at-least-once.md). That somebody goes,
and nobody else need, is told in the same way to whoever was told of the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.server_settings import ServerSettings
from config.vocabulary import Topic
from server import metrics
from server.console.words import Words
from server.help.calls import HOUSE
from server.help.channels import Outcome
from server.help.duty import attended, may_answer
from server.help.message import Facts, Going, compose, compose_follow_up
from server.house import house
from server.live import publish
from server.rules.escalation import (
    APART,
    FOLLOW_UP,
    SCREEN,
    STALE,
    Channel,
    Settled,
    Step,
    Target,
    Told,
    Waiting,
    due,
    follow_up,
    gather,
    ladder,
    news,
    next_step,
)
from server.store.database import Store
from server.store.help_tables import Alert, AlertChannel, AlertStep, HelpCall
from server.store.tables import Kiosk, Staff

FORGOTTEN = timedelta(minutes=1)  # whoever claimed it and told nothing for so long is not there any more
TRIES = 2
CLAIMING = 0x4A5B  # PostgreSQL's advisory lock: one process at a time


@dataclass(frozen=True, slots=True)
class Message:
    """To be sent now, for the alerts of these numbers, which are claimed."""

    alerts: tuple[int, ...]
    channel: int
    address: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """``then`` is the next moment when there may be more, as far as anybody knows now."""

    messages: tuple[Message, ...] = ()
    then: datetime | None = None


def claim(store: Store, settings: ServerSettings, now: datetime) -> Claimed:
    """Take what is due. What concerns the kiosk's own screen is done here; the rest is for the caller to send."""
    with store.reading() as session:
        planned = _Plan(session, settings, now)
    if not planned.messages and not planned.left_behind:
        return Claimed(then=planned.then)
    with store.writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))
        plan = _Plan(session, settings, now)  # as it is now that nobody else claims
        return Claimed(tuple(plan.take()), plan.then)


def settle(store: Store, alerts: Sequence[int], outcome: Outcome, now: datetime) -> None:
    """Write what became of a message. The first who knows is believed."""
    with store.writing() as session:
        keys = session.scalars(
            sa.update(Alert)
            .where(Alert.id.in_(alerts), Alert.ended_at.is_(None))
            .values(ended_at=now, outcome=outcome.result, detail=outcome.detail)
            .returning(Alert.call_key)
        ).all()
        for key in set(keys):
            publish(session, Topic.HELP_CALL, key)
    metrics.alerts.labels(outcome.result).inc()


class _Plan:
    """What there is to do at a moment, read in one session."""

    def __init__(self, session: Session, settings: ServerSettings, now: datetime) -> None:
        self._session, self._settings, self._now = session, settings, now
        self._house = house(session, settings)
        self._calls = {call.key: call for call in self._open()}
        told: dict[tuple[str, int], set[tuple[int, int]]] = {}
        for row in session.scalars(sa.select(Alert).where(Alert.call_key.in_(self._calls))):
            told.setdefault((row.call_key, row.ring), set()).add((row.step_id, row.channel_id))
        waiting = [
            Waiting(
                call.key,
                call.kiosk_id,
                call.branch,
                call.received_at,
                call.visit is not None and call.hotline_at is None,
                frozenset(told.get((call.key, call.rings), ())),
                call.turned_at,
            )
            for call in self._calls.values()
        ]
        settled, sent = self._recent()
        self._news = {one.key: one for one in news(settled, waiting, now)}
        self._calls |= {key: session.get_one(HelpCall, key) for key in self._news}
        self._channels = self._in_use() if self._calls else {}
        channels = [Channel(row.id, row.login) for row in self._channels.values()]
        found, moments = self._due(waiting, channels)
        self.messages, later = gather(found, self._heard(found), now)
        self.messages += follow_up(list(self._news.values()), sent, channels)
        self.left_behind = self._forgotten()
        running = session.scalar(sa.select(sa.func.min(Alert.claimed_at)).where(Alert.ended_at.is_(None)))
        moments += [later, running + FORGOTTEN if running is not None else None]
        self.then = min((moment for moment in moments if moment is not None), default=None)

    def take(self) -> Iterator[Message]:
        """Claim all of it."""
        for one in self.messages:
            rows = [
                Alert(
                    call_key=key,
                    ring=self._calls[key].rings,
                    step_id=step,
                    channel_id=one.channel,
                    claimed_at=self._now,
                )
                for key, step in one.calls
            ]
            self._session.add_all(rows)
            self._session.flush()
            if one.channel == SCREEN:
                self._show_hotline(rows)
            else:
                yield self._message(rows)
        again: dict[tuple[str, int, bool], list[Alert]] = {}
        for row in self.left_behind:
            call, follows = self._calls.get(row.call_key), row.step_id == FOLLOW_UP
            if (
                call is None
                or (row.ring, follows) != (call.rings, call.key in self._news)
                or row.tries >= TRIES
                or row.channel_id not in self._channels
            ):
                row.ended_at, row.outcome, row.detail = self._now, "silent", "lost"
            else:
                row.claimed_at, row.tries = self._now, row.tries + 1
                again.setdefault((call.kiosk_id, row.channel_id, follows), []).append(row)
        for rows in again.values():
            yield self._message(rows)

    def _open(self) -> Sequence[HelpCall]:
        query = sa.select(HelpCall).where(
            HelpCall.ended_at.is_(None),
            HelpCall.answered_at.is_(None),
            # It came, or rings anew; a kiosk's clock may be wrong.
            sa.func.coalesce(HelpCall.turned_at, HelpCall.received_at) > self._now - STALE,
        )
        return self._session.scalars(query.order_by(HelpCall.occurred_at, HelpCall.key)).all()

    def _recent(self) -> tuple[list[Settled], list[Told]]:
        """Of the calls that somebody was told of in the last hour, those that are settled; and what was told."""
        query = (
            sa.select(Alert, HelpCall)
            .join(HelpCall, HelpCall.key == Alert.call_key)
            .where(Alert.claimed_at > self._now - STALE)
        )
        settled: dict[str, Settled] = {}
        told: list[Told] = []
        for row, call in self._session.execute(query.order_by(Alert.id)):
            if row.ring == call.rings or row.step_id == FOLLOW_UP:
                told.append(Told(call.key, call.kiosk_id, row.step_id, row.channel_id, row.outcome))
            at, over = call.answered_at or call.ended_at, call.ended_at is not None
            if at is not None and call.ended_by != HOUSE:  # half an hour of silence is news to nobody
                by = call.answered_by or call.ended_by
                settled[call.key] = Settled(call.key, call.kiosk_id, at, by, over)
        return list(settled.values()), told

    def _in_use(self) -> dict[int, AlertChannel]:
        query = (
            sa.select(AlertChannel)
            .outerjoin(Staff, Staff.login == AlertChannel.login)
            .where(AlertChannel.disabled.is_(False), sa.or_(Staff.login.is_(None), may_answer()))
        )
        return {row.id: row for row in self._session.scalars(query.order_by(AlertChannel.id))}

    def _due(
        self, waiting: Sequence[Waiting], channels: Sequence[Channel]
    ) -> tuple[dict[Waiting, list[tuple[int, int]]], list[datetime | None]]:
        every = read_steps(self._session) if waiting else []
        at_branch = {
            branch: attended(self._session, self._house, branch, self._now)
            for branch in {call.branch for call in waiting}
        }
        found, moments = {}, []
        for call in waiting:
            steps, there = ladder(every, call.branch), at_branch[call.branch]
            found[call] = due(call, steps, channels, there, self._now)
            moments.append(next_step(call, steps, there, self._now))
        return found, moments

    def _heard(
        self, found: dict[Waiting, list[tuple[int, int]]]
    ) -> dict[tuple[str, int], dict[str, datetime]]:
        kiosks = {call.kiosk for call, due_now in found.items() if due_now}
        if not kiosks:
            return {}
        query = (
            sa.select(HelpCall.kiosk_id, Alert.channel_id, Alert.call_key, sa.func.max(Alert.claimed_at))
            .join(Alert, Alert.call_key == HelpCall.key)
            .where(
                HelpCall.kiosk_id.in_(kiosks),
                Alert.claimed_at > self._now - APART,
                Alert.step_id != FOLLOW_UP,
            )
            .group_by(HelpCall.kiosk_id, Alert.channel_id, Alert.call_key)
        )
        heard: dict[tuple[str, int], dict[str, datetime]] = {}
        for kiosk, channel, key, when in self._session.execute(query):
            heard.setdefault((kiosk, channel), {})[key] = when
        return heard

    def _forgotten(self) -> Sequence[Alert]:
        query = sa.select(Alert).where(Alert.ended_at.is_(None), Alert.claimed_at <= self._now - FORGOTTEN)
        return self._session.scalars(query.order_by(Alert.id)).all()

    def _show_hotline(self, rows: Sequence[Alert]) -> None:
        for row in rows:
            row.ended_at, row.outcome = self._now, "sent"
            call = self._calls[row.call_key]
            if call.hotline_at is None:
                call.hotline_at = self._now
                publish(self._session, Topic.HELP_CALL, call.key)
                metrics.alerts.labels("hotline").inc()

    def _going(self, call: HelpCall) -> Going | None:
        if call.ended_at is not None:
            return None
        staff = self._session.get(Staff, call.answered_by)
        who = (staff.name if staff is not None else "") or call.answered_by
        return Going(who, call.minutes, call.arrived_at is not None)

    def _message(self, rows: Sequence[Alert]) -> Message:
        channel = self._channels[rows[0].channel_id]
        keys = dict.fromkeys(row.call_key for row in rows)
        call = self._calls[next(iter(keys))]
        kiosk = self._session.get(Kiosk, call.kiosk_id)
        words = Words(channel.language, ZoneInfo(self._settings.timezone), self._settings.currency)
        facts = Facts(
            key=call.key,
            kiosk=call.kiosk_id,
            place=kiosk.place if kiosk is not None else "",
            branch=self._house.branch_name(call.branch),
            reason=call.reason,
            page=call.page,
            code=call.code,
            since=call.occurred_at,
            more=len(keys) - 1,
        )
        if rows[0].step_id == FOLLOW_UP:
            title, body = compose_follow_up(words, facts, self._going(call))
        else:
            title, body = compose(words, facts, self._settings.address)
        return Message(tuple(row.id for row in rows), channel.id, channel.url, title, body)


def read_steps(session: Session) -> list[Step]:
    return [
        Step(row.id, row.branch, row.after_seconds, Target(row.target), row.channel_id)
        for row in session.scalars(sa.select(AlertStep))
    ]
