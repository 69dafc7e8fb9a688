"""Who waits at a kiosk, as every page shows it: the calls nobody has accepted, and those of whoever looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.help.answers import waiting
from server.help.calls import READER
from server.help.duty import attended, may_answer
from server.house import house
from server.rules.house import EVERY, House
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import Kiosk, Staff

if TYPE_CHECKING:
    from server.console.guard import Asking


@dataclass(frozen=True, slots=True)
class Ringing:
    """One kiosk where somebody waits, however often it called, or one call that whoever looks has accepted
    (``mine``). ``call`` is the newest, ``first`` the one that has waited longest. ``loud``: it rings here, because it
    waits in the branch of whoever looks, or where they are on duty now, or where nobody is at home; ``wrote``: so
    many lines of the reader are unanswered."""

    call: HelpCall
    first: HelpCall
    count: int
    place: str
    mine: bool
    loud: bool
    wrote: int = 0


def ringing(ask: Asking) -> list[Ringing]:
    """Longest waiting first, then what one has accepted."""
    accepted = sa.and_(HelpCall.answered_by == ask.who.login, HelpCall.ended_at.is_(None))
    with ask.store.reading() as session:
        waits = session.scalars(waiting()).all()
        mine = session.scalars(sa.select(HelpCall).where(accepted).order_by(HelpCall.answered_at)).all()
        if not waits and not mine:
            return []
        branches = house(session, ask.settings)
        loud = {
            branch: branch == ask.who.branch or _rings(session, ask, branches, branch)
            for branch in {call.branch for call in waits}
        }
        placed = {row.id: row.place for row in session.execute(sa.select(Kiosk.id, Kiosk.place))}
        keys = [call.key for call in mine]
        wrote = _written(session.execute(_LINES.where(HelpLine.call_key.in_(keys))).all()) if keys else {}
    several = len({*branches.branches, ask.who.branch, *(call.branch for call in waits)} - {EVERY}) > 1

    def place(call: HelpCall) -> str:
        name = branches.branch_name(call.branch)[ask.words.language] if several else ""
        return " · ".join(part for part in (placed.get(call.kiosk_id, ""), name) if part)

    by_kiosk: dict[str, list[HelpCall]] = {}
    for call in waits:
        by_kiosk.setdefault(call.kiosk_id, []).append(call)
    return [
        Ringing(calls[-1], calls[0], len(calls), place(calls[0]), False, loud[calls[0].branch])
        for calls in by_kiosk.values()
    ] + [Ringing(call, call, 1, place(call), True, False, wrote.get(call.key, 0)) for call in mine]


def _rings(session: Session, ask: Asking, house: House, branch: str) -> bool:
    """In another branch than one's own."""
    at_home = session.scalar(sa.select(sa.exists().where(Staff.branch == branch, may_answer())))
    return not at_home or ask.who.login in attended(session, house, branch, ask.now).on_duty


_LINES = sa.select(HelpLine.call_key, HelpLine.who).order_by(HelpLine.id)


def _written(lines: Iterable[sa.Row[str, str]]) -> dict[str, int]:
    """How many lines of the reader nobody has answered, by call."""
    found: dict[str, int] = {}
    for key, who in lines:
        found[key] = found.get(key, 0) + 1 if who == READER else 0
    return found
