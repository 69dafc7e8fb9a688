"""Placing and ending holds, the hold shelf, and what to fetch for those who wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import ItemStatus, Reason, Topic
from server.circulation.charges import owed
from server.circulation.queues import Queues, copy_facts, lock_copies
from server.live import publish
from server.patrons import account_of, loan_facts, open_loans, reader
from server.rules import holds as rules
from server.rules.house import EVERY, House
from server.store.tables import Copy, Hold, Patron, Title


@dataclass(frozen=True, slots=True)
class ToFetch:
    """A copy that stands on a shelf, and the hold it is wanted for; checking it in at a desk keeps it for the hold."""

    hold: Hold
    copy: Copy


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A copy on the hold shelf, for which hold, and of whom."""

    copy: Copy
    hold: Hold | None
    patron: Patron | None


def place_hold(
    session: Session,
    house: House,
    patron: Patron,
    title: Title,
    now: datetime,
    copy: Copy | None = None,
    pickup_branch: str | None = None,
) -> Hold | list[Reason]:
    """A place in the queue for a title, or for one copy of it; or every reason against it. Without a branch it is
    picked up at the patron's own. Raises :class:`ValueError` for a copy of another title or a branch that is none."""
    if pickup_branch is not None and pickup_branch not in {*house.branches, patron.branch} - {EVERY}:
        raise ValueError("no such branch")
    if copy is not None and copy.title_id != title.id:
        raise ValueError("a copy of another title")
    branch = pickup_branch or patron.branch
    session.execute(sa.select(Patron.id).where(Patron.id == patron.id).with_for_update(key_share=True))
    copies = lock_copies(session, Copy.title_id == title.id)
    account = replace(
        account_of(session, patron), lost=False
    )  # it is the person who waits, with whatever card
    loans = open_loans(session, [patron.id])[patron.id]
    theirs = session.scalars(
        sa.select(Hold).where(Hold.patron_id == patron.id, Hold.ended_at.is_(None))
    ).all()
    choice = [one for one in copies if copy is None or one.id == copy.id]
    has = {loan.copy_id: loan.due for loan in loans}
    reasons = rules.why_not_hold(
        reader(account, [*map(loan_facts, loans)], owed(session, [patron.id])[patron.id]),
        [copy_facts(one) for one in choice],
        branch,
        house,
        now,
        open_holds=len(theirs),
        placed=any(
            one.title_id == title.id and (one.copy_id is None or copy is None or one.copy_id == copy.id)
            for one in theirs
        ),
        has_until=next((has[one.id] for one in choice if one.id in has), None),
    )
    if reasons:
        return reasons
    hold = Hold(
        title_id=title.id,
        copy_id=copy.id if copy else None,
        patron_id=patron.id,
        pickup_branch=branch,
        placed_at=now,
    )
    session.add(hold)
    session.flush()
    publish(session, Topic.HOLD, str(title.id))
    return hold


def cancel_hold(session: Session, house: House, hold: Hold, now: datetime) -> None:
    """Give up the place; a copy that was kept for it goes to the next. A hold that is over stays as it is."""
    _end(session, house, [hold.title_id], {hold.id}, "cancelled", now)


def any_over(session: Session, house: House, now: datetime) -> bool:
    """Whether something stands on a hold shelf longer than it is kept."""
    return session.scalar(sa.select(_over(house, now).exists())) or False


def expire_holds(session: Session, house: House, now: datetime) -> int:
    """End the holds that nobody picked up in time, and give their copies to the next. How many there were."""
    found = session.execute(_over(house, now)).all()
    return _end(session, house, {row.title_id for row in found}, {row.id for row in found}, "expired", now)


def _over(house: House, now: datetime) -> sa.Select[int, int]:
    return sa.select(Hold.id, Hold.title_id).where(Hold.ended_at.is_(None), Hold.shelf_until < house.day(now))


def queue(session: Session, title_id: int) -> list[Hold]:
    """The open holds of a title, in the order in which they are served."""
    query = sa.select(Hold).where(Hold.title_id == title_id, Hold.ended_at.is_(None))
    return list(session.scalars(query.order_by(Hold.placed_at, Hold.id)))


def hold_shelf(session: Session, branch: str) -> list[OnShelf]:
    """What stands on a branch's hold shelf: first what is nobody's any more and is to be checked in, then by the day
    until which it is kept."""
    query = (
        sa.select(Copy, Hold, Patron)
        .join(Copy.title)
        .outerjoin(Hold, (Hold.trapped_id == Copy.id) & Hold.ended_at.is_(None))
        .outerjoin(Patron, Patron.id == Hold.patron_id)
        .options(sa.orm.contains_eager(Copy.title))
        .where(Copy.place == ItemStatus.ON_HOLD_SHELF.value, Copy.at_branch == branch)
        .order_by(Hold.id.is_not(None), Hold.shelf_until, Copy.id)
    )
    return [OnShelf(*row) for row in session.execute(query)]


def pick_list(session: Session, house: House, branch: str) -> list[ToFetch]:
    """What to fetch from a branch's shelves for those who wait, here or elsewhere."""
    waiting = (Hold.ended_at.is_(None)) & (Hold.trapped_id.is_(None))
    titles = sa.select(Hold.title_id).join(Copy, Copy.title_id == Hold.title_id)
    here = titles.where(
        waiting, Copy.place == ItemStatus.AVAILABLE.value, Copy.at_branch == branch
    ).distinct()
    queues = Queues.read(session, house, session.scalars(here).all())
    found = []
    for title_id, holds in queues.holds.items():
        by_id = {hold.id: hold for hold in holds}
        for one, copy in rules.match(queues.waiting(title_id), queues.free[title_id].values(), house):
            if copy.at_branch == branch:
                found.append((by_id[one.hold], copy.id))
    query = (
        sa.select(Copy).options(sa.orm.joinedload(Copy.title)).where(Copy.id.in_([one for _, one in found]))
    )
    copies = {copy.id: copy for copy in session.scalars(query)}
    return [ToFetch(hold, copies[copy_id]) for hold, copy_id in found]


def _end(
    session: Session, house: House, title_ids: Collection[int], hold_ids: set[int], how: str, now: datetime
) -> int:
    if not hold_ids:
        return 0
    copies = {copy.id: copy for copy in lock_copies(session, Copy.title_id.in_(title_ids))}
    queues = Queues.read(session, house, title_ids)
    ended = [hold for queued in queues.holds.values() for hold in queued if hold.id in hold_ids]
    for hold in ended:
        queues.end(hold, how, now)
    for hold in ended:
        if hold.trapped_id is not None:
            queues.release(copies[hold.trapped_id], now)
    return len(ended)
