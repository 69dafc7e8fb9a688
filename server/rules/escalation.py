"""Who is told of a call for help, and when: the library's ladder, climbed step by step while nobody answers; and who of
them is told then that nobody else need go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from server.rules.attendance import Attendance
from server.rules.house import EVERY

SCREEN = 0  # the channel of a hotline step: the kiosk itself, where the reader reads whom to phone
APART = timedelta(minutes=1)  # a channel hears of a further call from the same kiosk at most so often
STALE = timedelta(
    hours=1
)  # nobody stands at a kiosk for longer: who opens the library in the morning is not rung
FOLLOW_UP = -1  # the step of the message that nobody else need go
NEWS = timedelta(minutes=5)  # for so long it may keep somebody from going; later nobody is told of it


@unique
class Target(StrEnum):
    """Whom a step tells."""

    DUTY = "duty"  # everybody on duty, over each channel of their own
    CHANNEL = "channel"  # one channel: a group's, or a colleague's
    HOTLINE = "hotline"  # the reader: here is whom to phone


@dataclass(frozen=True, slots=True)
class Step:
    id: int
    branch: str
    after: int  # seconds without an answer
    target: Target
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach somebody, and whose it is; nobody's is a group's."""

    id: int
    login: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that nobody answers. ``told`` are the steps and channels taken since it rings, whatever came of it."""

    key: str
    kiosk: str
    branch: str
    since: datetime  # it reached the library
    reader: bool = True  # a reader who was not shown yet whom to phone; there is none where items were left
    told: frozenset[tuple[int, int]] = frozenset()
    anew: datetime | None = None  # it rings anew since then: who accepted did not come

    @property
    def rang(self) -> datetime:
        """Where the ladder begins."""
        return self.anew or self.since


@dataclass(frozen=True, slots=True)
class Settled:
    """A call for which nobody else need go: somebody accepted it, or it is over."""

    key: str
    kiosk: str
    at: datetime
    by: str  # who accepted or closed it, and need not be told
    over: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A message about a call that is settled or waits; ``outcome`` is empty while it is under way."""

    call: str
    kiosk: str
    step: int
    channel: int
    outcome: str = "sent"


@dataclass(frozen=True, slots=True)
class Due:
    """One message: about these calls of one kiosk, each with the step it is for. The first has waited longest."""

    channel: int
    calls: tuple[tuple[str, int], ...]


UNTOUCHED = (Step(0, EVERY, 90, Target.HOTLINE),)  # until the library makes a ladder of its own


def ladder(steps: Iterable[Step], branch: str) -> tuple[Step, ...]:
    """A branch's own steps, or else everybody's, or else the one that is there from the start; in their order."""
    every = sorted(steps, key=lambda step: (step.after, step.id))
    for whose in (branch, EVERY):
        if own := tuple(step for step in every if step.branch == whose):
            return own
    return UNTOUCHED


def due(
    call: Waiting, steps: Sequence[Step], channels: Sequence[Channel], there: Attendance, at: datetime
) -> list[tuple[int, int]]:
    """Steps to take now, each with its channel. While nobody is there no phone rings: the reader is told at once.

    The steps are those of :func:`ladder`; ``channels`` are the ones in use.
    """
    if at - call.rang >= STALE:
        return []
    found: list[tuple[int, int]] = []
    for step in steps:
        if step.target is Target.HOTLINE:
            if call.reader and (not there.attended or _reached(call, step, at)):
                found.append((step.id, SCREEN))
        elif there.attended and _reached(call, step, at):
            found += [(step.id, channel.id) for channel in channels if _meant(step, channel, there)]
    return [one for one in found if one not in call.told]


def next_step(call: Waiting, steps: Sequence[Step], there: Attendance, at: datetime) -> datetime | None:
    """When there may be something to do for this call again; None: never by itself."""
    if not there.attended:
        return there.opens
    coming = [moment for step in steps if (moment := call.rang + timedelta(seconds=step.after)) > at]
    return min(coming, default=None)


def gather(
    found: Mapping[Waiting, Sequence[tuple[int, int]]],
    heard: Mapping[tuple[str, int], Mapping[str, datetime]],
    at: datetime,
) -> tuple[list[Due], datetime | None]:
    """What is due, as messages, and when more of it may go out.

    One kiosk's calls go into one message a channel. A channel that heard of one call from a kiosk hears of a later one
    a minute after it, or with the next step of the first: nothing is dropped, and fifty calls are not fifty messages.
    ``heard`` says for a kiosk and a channel of which calls it was told in the last minute, and when.
    """
    together: dict[tuple[str, int], list[tuple[Waiting, int]]] = {}
    for call in sorted(found, key=lambda one: (one.since, one.key)):
        for step, channel in found[call]:
            about = call.key if channel == SCREEN else call.kiosk
            together.setdefault((about, channel), []).append((call, step))
    messages: list[Due] = []
    later: list[datetime] = []
    for (about, channel), calls in together.items():
        lately = {key: when for key, when in heard.get((about, channel), {}).items() if when > at - APART}
        if lately and not any(call.key in lately for call, _ in calls):
            later.append(max(lately.values()) + APART)
        else:
            messages.append(Due(channel, tuple((call.key, step) for call, step in calls)))
    return messages, min(later, default=None)


def news(settled: Sequence[Settled], waiting: Iterable[Waiting], at: datetime) -> list[Settled]:
    """What may be told of now. That nobody need go is not said of a kiosk where somebody else is wanted."""
    wanted = {call.kiosk for call in waiting} | {call.kiosk for call in settled if not call.over}
    return [call for call in settled if at - call.at < NEWS and not (call.over and call.kiosk in wanted)]


def follow_up(settled: Sequence[Settled], told: Iterable[Told], channels: Sequence[Channel]) -> list[Due]:
    """Which channels are told that nobody else need go: those that were told of the call, but not of whoever has it.

    ``told`` is in its order. A message under way is waited for, so that it cannot come later. One follow-up is for all
    of a kiosk's calls that the channel was told of before.
    """
    owed: dict[tuple[str, int], dict[str, set[str]]] = {}
    for one in told:
        calls = owed.setdefault((one.kiosk, one.channel), {})
        if one.step == FOLLOW_UP:
            calls.clear()
        else:
            calls.setdefault(one.call, set()).add(one.outcome)
    whose = {channel.id: channel.login for channel in channels}
    messages: list[Due] = []
    for (_, channel), outcomes in owed.items():
        arrived = {key for key, came in outcomes.items() if "sent" in came and "" not in came}
        others = [call.key for call in settled if call.by != whose.get(channel, call.by)]
        if keys := [key for key in others if key in arrived]:
            messages.append(Due(channel, tuple((key, FOLLOW_UP) for key in keys)))
    return messages


def _reached(call: Waiting, step: Step, at: datetime) -> bool:
    return at >= call.rang + timedelta(seconds=step.after)


def _meant(step: Step, channel: Channel, there: Attendance) -> bool:
    """Without a roster everybody with a channel of their own is on duty."""
    if step.target is Target.CHANNEL:
        return channel.id == step.channel
    return channel.login is not None and (not there.on_duty or channel.login in there.on_duty)
