"""How calls for help went in some days: how many, how quickly, where, when and why. Nothing of a reader is in them; a
group of fewer than five is left out, because it says nothing about a kiosk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import HelpEnd
from server.store.faq_tables import FaqCount
from server.store.help_tables import HelpCall

FEWEST = 5
NINTH_TENTH = 0.9


@dataclass(frozen=True, slots=True)
class Call:
    """What the figures know of one call; seconds from the press, None where that never came."""

    kiosk: str
    hour: int  # of the library's day
    cause: str  # empty: nobody said
    code: str  # empty: the page showed none
    accepted: float | None
    arrived: float | None
    solved: float | None
    unanswered: bool  # it ended before anybody had answered, and not because the reader had no need any more


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds: half were as quick, nine of ten; None for fewer than five."""

    count: int
    median: float | None
    ninth: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """``count`` is None if there are fewer than five."""

    name: str
    count: int | None
    accepted: Spread
    arrived: Spread
    solved: Spread


@dataclass(frozen=True, slots=True)
class Figures:
    """``by_faq``: of a hundred who asked, so many found their answer in the frequent questions; None: too few asked."""

    count: int
    accepted: Spread
    arrived: Spread
    solved: Spread
    by_faq: int | None
    unanswered: int
    kiosks: list[Group]
    hours: list[Group]
    causes: list[Group]
    codes: list[Group]
    code_causes: list[tuple[str, str, int]]
    untold: int  # calls in combinations of a code and a cause that are too few to be told


def figures(calls: Sequence[Call], helped: int) -> Figures:
    """``helped`` is how often somebody said of a frequent question that it helped."""
    asked = len(calls) + helped
    pairs = Counter((call.code, call.cause) for call in calls if call.code)
    told = [(code, cause, count) for (code, cause), count in pairs.items() if count >= FEWEST]
    return Figures(
        count=len(calls),
        accepted=spread(call.accepted for call in calls),
        arrived=spread(call.arrived for call in calls),
        solved=spread(call.solved for call in calls),
        by_faq=round(100 * helped / asked) if asked >= FEWEST else None,
        unanswered=sum(call.unanswered for call in calls),
        kiosks=_groups(calls, lambda call: call.kiosk),
        hours=sorted(_groups(calls, lambda call: f"{call.hour:02d}"), key=lambda group: group.name),
        causes=_groups(calls, lambda call: call.cause),
        codes=_groups(calls, lambda call: call.code),
        code_causes=sorted(told, key=lambda one: (-one[2], one)),
        untold=sum(count for count in pairs.values() if count < FEWEST),
    )


def spread(seconds: Iterable[float | None]) -> Spread:
    """The nearest ranks, so that each is a time that somebody really waited."""
    known = sorted(one for one in seconds if one is not None)
    if len(known) < FEWEST:
        return Spread(len(known), None, None)
    return Spread(len(known), known[_rank(len(known), 0.5)], known[_rank(len(known), NINTH_TENTH)])


def _rank(count: int, share: float) -> int:
    return max(0, -int(-count * share // 1) - 1)


def _groups(calls: Sequence[Call], by: Callable[[Call], str]) -> list[Group]:
    """Largest first; those too small last, in no order that would tell their sizes."""
    found: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        found[by(call)].append(call)
    groups = [_group(name, those) for name, those in found.items()]
    return sorted(groups, key=lambda group: (-(group.count or 0), group.name))


def _group(name: str, calls: Sequence[Call]) -> Group:
    told = calls if len(calls) >= FEWEST else ()
    return Group(
        name,
        len(told) or None,
        accepted=spread(call.accepted for call in told),
        arrived=spread(call.arrived for call in told),
        solved=spread(call.solved for call in told),
    )


def calls_between(session: Session, first: date, last: date, zone: ZoneInfo) -> list[Call]:
    """Those of readers, by the library's days, both counted."""
    begins, ends = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    query = sa.select(HelpCall).where(
        HelpCall.occurred_at >= begins, HelpCall.occurred_at < ends, HelpCall.visit.is_not(None)
    )
    return [_call(row, zone) for row in session.scalars(query)]


def helped_between(session: Session, first: date, last: date) -> int:
    query = sa.select(sa.func.sum(FaqCount.helped)).where(FaqCount.day >= first, FaqCount.day <= last)
    return session.scalar(query) or 0


def _call(row: HelpCall, zone: ZoneInfo) -> Call:
    def after(moment: datetime | None) -> float | None:
        return max(0.0, (moment - row.occurred_at).total_seconds()) if moment is not None else None

    return Call(
        kiosk=row.kiosk_id,
        hour=row.occurred_at.astimezone(zone).hour,
        cause=row.cause,
        code=row.code,
        accepted=after(row.answered_at),
        arrived=after(row.arrived_at),
        solved=after(row.ended_at) if row.ended_as == HelpEnd.SOLVED else None,
        unanswered=row.answered_at is None and row.ended_at is not None and row.ended_as != HelpEnd.SOLVED,
    )
