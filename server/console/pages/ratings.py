"""How readers rate their visits, in fives; and after how many visits they are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from config.vocabulary import Topic
from server import audit
from server.console.downloads import as_csv
from server.console.guard import Ask, Asking
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.live import publish
from server.store.voice_tables import RatingRule
from server.voice.questions import rating_every
from server.voice.ratings import SCORES, Cell, cells, mean

pages = Pages()


@pages.get("/voices/ratings", Permission.LOOK)
def ratings(ask: Ask) -> Any:
    return _page(ask)


@pages.get("/voices/ratings.csv", Permission.LOOK)
def table(ask: Ask) -> Any:
    rows = [(one.month.strftime("%Y-%m"), one.branch, one.kiosk, one.score, one.count) for one in _cells(ask)]
    return as_csv("ratings.csv", ("month", "branch", "kiosk", "score", "count"), rows)


@pages.post("/voices/ratings", Permission.SET_RULES)
def set_rule(ask: Ask) -> Any:
    fields = ask.fields
    every = fields.whole("every", 0, 1000)
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        session.merge(RatingRule(id=1, every=every))
        audit.note(session, ask.who.login, "rating-rule", every=every)
        publish(session, Topic.QUESTIONS)
    return ask.go("voices/ratings", "rating-rule")


def _cells(ask: Asking) -> list[Cell]:
    with ask.store.reading() as session:
        return cells(session, ask.now.astimezone(ZoneInfo(ask.settings.timezone)).date())


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    found = _cells(ask)
    with ask.store.reading() as session:
        every, names = rating_every(session), branch_names(session, ask.words.language)
    by_score = [(score, sum(one.count for one in found if one.score == score) or None) for score in SCORES]
    total, average = mean(found)
    return ask.page(
        "ratings.html",
        status,
        every=every,
        total=total,
        mean=average,
        by_score=by_score,
        by_kiosk=_grouped(found, lambda one: one.kiosk),
        by_branch=_grouped(found, lambda one: names.get(one.branch, one.branch)),
        by_month=_grouped(found, lambda one: one.month.strftime("%Y-%m")),
        **context,
    )


def _grouped(found: list[Cell], of: Callable[[Cell], str]) -> list[tuple[str, int, float | None]]:
    """Each group with its number and its mean, in the order of the cells."""
    groups: dict[str, list[Cell]] = {}
    for one in found:
        groups.setdefault(of(one), []).append(one)
    return [(name, *mean(group)) for name, group in groups.items()]
