"""How calls for help went: a page with bars, and the same as a table to take away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.console.downloads import as_csv
from server.console.fields import COMMON_YEARS
from server.console.guard import Ask, Asking
from server.console.permissions import Permission
from server.console.routes import Pages
from server.help.figures import Figures, Group, Spread, calls_between, figures, helped_between
from server.store.faq_tables import FaqEntry

PERIODS = (7, 30, 90, 365)  # days up to today
LONGEST = 366 * 3

pages = Pages()


@pages.get("/help-calls/figures", Permission.LOOK)
def help_figures(ask: Ask) -> Any:
    first, last, wrong = _period(ask)
    with ask.store.reading() as session:
        found = _figures(ask, session, first, last)
        codes = [code for code, _, _ in found.code_causes]
        query = sa.select(FaqEntry.code, FaqEntry.id).where(FaqEntry.code.in_(codes))
        entries = {row.code: row.id for row in session.execute(query)}
    return ask.page(
        "help_figures.html",
        422 if wrong else 200,
        found=found,
        first=first,
        last=last,
        periods=[(days, _today(ask) - timedelta(days=days - 1)) for days in PERIODS],
        today=_today(ask),
        entries=entries,
        **({"wrong": wrong, "given": ask.query.given} if wrong else {}),
    )


@pages.get("/help-calls/figures.csv", Permission.LOOK)
def help_figures_csv(ask: Ask) -> Any:
    first, last, _ = _period(ask)
    with ask.store.reading() as session:
        found = _figures(ask, session, first, last)
    say = ask.words.say
    head = [say(one) for one in ("figures-by", "figures-what", "figures-calls")]
    for name in ("accepted", "arrived", "solved"):
        head += [f"{say(f'figures-{name}')}: {say(one)}" for one in ("figures-median", "figures-ninth")]
    return as_csv(f"help-calls-{first}-{last}.csv", head, _rows(ask, found))


def _rows(ask: Asking, found: Figures) -> Iterator[list[str | int | None]]:
    words = ask.words
    few = words.say("chart-too-few")
    times = (found.accepted, found.arrived, found.solved)
    yield [words.say("figures-number"), words.say("figures-all"), found.count, *_seconds(*times)]
    yield [words.say("figures-unanswered"), words.say("figures-all"), found.unanswered, *_seconds()]
    if found.by_faq is not None:
        yield [words.say("figures-by-faq"), f"{found.by_faq} %", None, *_seconds()]
    groups: tuple[tuple[str, list[Group]], ...] = (
        ("kiosk", found.kiosks),
        ("hour", found.hours),
        ("cause", found.causes),
        ("code", found.codes),
    )
    for name, those in groups:
        for group in those:
            label = _label(ask, name, group.name)
            times = (group.accepted, group.arrived, group.solved)
            yield [words.say(f"figures-{name}"), label, group.count or few, *_seconds(*times)]
    for code, cause, count in found.code_causes:
        yield [words.say("figures-code-cause"), f"{code} / {_label(ask, 'cause', cause)}", count, *_seconds()]


def _seconds(*spreads: Spread) -> list[int | None]:
    """Half were as quick, nine of ten; of each. Without any, as many empty cells."""
    if not spreads:
        return [None] * 6
    return [
        None if one is None else round(one) for spread in spreads for one in (spread.median, spread.ninth)
    ]


def _label(ask: Asking, by: str, name: str) -> str:
    if by == "cause":
        return ask.words.term("help-cause", name) if name else ask.words.say("figures-no-cause")
    if by == "code":
        return name or ask.words.say("figures-no-code")
    return f"{name}:00" if by == "hour" else name


def _figures(ask: Asking, session: Session, first: date, last: date) -> Figures:
    calls = calls_between(session, first, last, ask.words.zone)
    return figures(calls, helped_between(session, first, last))


def _today(ask: Asking) -> date:
    return ask.now.astimezone(ask.words.zone).date()


def _period(ask: Asking) -> tuple[date, date, dict[str, str]]:
    """From and to, both counted; the last thirty days for who asks for nothing, or for nonsense."""
    fields = ask.query
    first, last = (fields.day(name, years=COMMON_YEARS) for name in ("from", "to"))
    today = _today(ask)
    last = last or today
    first = first or last - timedelta(days=29)
    if not fields.wrong and not 0 <= (last - first).days <= LONGEST:
        fields.wrong["to"] = "wrong-period"
    if fields.wrong:
        return today - timedelta(days=29), today, fields.wrong
    return first, last, {}
