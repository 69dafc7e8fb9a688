"""Who waits for some titles, and what their copies do: the rules about holds, applied to rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import ItemStatus, Reason, Topic
from server.live import publish
from server.rules import holds as rules
from server.rules.facts import CopyFacts, Waiting
from server.rules.house import House
from server.rules.returns import destination
from server.store.among import among
from server.store.tables import Copy, Hold, Loan, Patron, Title


def copy_facts(copy: Copy, *, on_loan: bool = False) -> CopyFacts:
    return CopyFacts(
        copy.id, copy.item_class, copy.branch, copy.at_branch, ItemStatus(copy.place), on_loan=on_loan
    )


def lock_copies(session: Session, which: sa.ColumnElement[bool]) -> list[Copy]:
    """Copies and their titles, locked in the order everybody locks them in."""
    return list(session.scalars(_LOCKED.where(which)))


def lock_copies_by_barcode(session: Session, barcodes: Collection[str]) -> list[Copy]:
    """As :func:`lock_copies`, for every loan and return."""
    return list(session.scalars(_LOCKED_BY_BARCODE, {"barcodes": list(barcodes)}))


# Built once: making a statement costs more than asking it.
_LOCKED = (
    sa.select(Copy)
    .join(Copy.title)
    .options(sa.orm.contains_eager(Copy.title).load_only(Title.title, Title.author))  # its record is long
    .order_by(Copy.title_id, Copy.id)
    .with_for_update(of=[Copy, Title], key_share=True)
    .execution_options(populate_existing=True)
)
_LOCKED_BY_BARCODE = _LOCKED.where(among(Copy.barcode, "barcodes"))
_OPEN_HOLDS = (
    sa.select(Hold, Patron.id, Patron.patron_class)
    .join(Patron, Patron.id == Hold.patron_id)
    .where(among(Hold.title_id, "titles"), Hold.ended_at.is_(None))
    .order_by(Hold.placed_at, Hold.id)
    .execution_options(populate_existing=True)
)


@dataclass
class Queues:
    """The open holds of some titles. Whoever changes them has locked the titles' rows."""

    session: Session
    house: House
    holds: dict[int, list[Hold]]  # by title
    classes: dict[int, str]  # of those who wait, by patron
    free: dict[int, dict[int, CopyFacts]]  # by title: copies on the shelf, where somebody waits for one

    @classmethod
    def read(cls, session: Session, house: House, title_ids: Collection[int]) -> Queues:
        holds: dict[int, list[Hold]] = {title_id: [] for title_id in title_ids}
        classes: dict[int, str] = {}
        for hold, patron_id, patron_class in session.execute(_OPEN_HOLDS, {"titles": list(title_ids)}):
            holds[hold.title_id].append(hold)
            classes[patron_id] = patron_class
        waited_for = [
            title_id for title_id, queue in holds.items() if any(one.trapped_id is None for one in queue)
        ]
        free: dict[int, dict[int, CopyFacts]] = {title_id: {} for title_id in title_ids}
        for copy in free_copies(session, waited_for) if waited_for else ():
            free[copy.title_id][copy.id] = copy_facts(copy)
        return cls(session, house, holds, classes, free)

    def waiting(self, title_id: int) -> list[Waiting]:
        return [
            Waiting(
                hold.id,
                hold.patron_id or 0,
                self.classes[hold.patron_id or 0],
                hold.placed_at,
                hold.pickup_branch,
                hold.copy_id,
                hold.trapped_id,
            )
            for hold in self.holds[title_id]
        ]

    def kept_for(self, copy: Copy) -> Hold | None:
        """The hold this copy is kept for."""
        return next((hold for hold in self.holds[copy.title_id] if hold.trapped_id == copy.id), None)

    def wanted(self, copy: Copy, patron_id: int) -> bool:
        """Whether others would wait longer if this patron had the copy."""
        waiting = self.waiting(copy.title_id)
        if not waiting:
            return False
        others = [one for one in self.free[copy.title_id].values() if one.id != copy.id]
        return rules.wanted(waiting, copy_facts(copy), others, self.house, patron_id)

    def arrive(self, copy: Copy, branch: str, at: datetime) -> list[Reason]:
        """A copy is here: keep it for whom it is, send it on, or put it on the shelf. What to say about that."""
        goes = destination(copy_facts(copy), self.waiting(copy.title_id), branch, self.house)
        copy.place, copy.at_branch = goes.place.value, goes.at_branch
        self.free[copy.title_id].pop(copy.id, None)
        if goes.place is ItemStatus.AVAILABLE:
            self.free[copy.title_id][copy.id] = copy_facts(copy)
        if goes.kept_for is not None:
            hold = next(one for one in self.holds[copy.title_id] if one.id == goes.kept_for.hold)
            hold.trapped_id = copy.id
            if goes.place is ItemStatus.ON_HOLD_SHELF and hold.ready_at is None:
                policy = rules.may_have(goes.kept_for.patron_class, copy_facts(copy), branch, self.house)
                hold.ready_at = at
                hold.shelf_until = rules.shelf_until(policy, branch, self.house, at)
            elif goes.place is ItemStatus.IN_TRANSIT:
                hold.ready_at = hold.shelf_until = None  # somebody carried it off its shelf
            publish(self.session, Topic.HOLD, str(copy.title_id))
        publish(self.session, Topic.ITEM, copy.barcode)
        return goes.notes

    def lent(self, copy: Copy, patron_id: int, at: datetime) -> None:
        """A patron has the copy: that fills a hold of theirs; somebody else's that it was kept for waits again."""
        self.free[copy.title_id].pop(copy.id, None)
        kept_for = self.kept_for(copy)
        if kept_for is not None and kept_for.patron_id != patron_id:
            self.untrap(kept_for)
        theirs = [
            hold
            for hold in self.holds[copy.title_id]
            if hold.patron_id == patron_id and hold.copy_id in (None, copy.id)
        ]
        if theirs:
            filled = min(theirs, key=lambda hold: (hold.trapped_id != copy.id, hold.copy_id is None, hold.id))
            other = filled.trapped_id if filled.trapped_id != copy.id else None
            self.end(filled, "filled", at)
            filled.trapped_id = copy.id
            if other is not None:
                self.release(lock_copies(self.session, Copy.id == other)[0], at)

    def untrap(self, hold: Hold) -> None:
        """Nothing is kept for it any more: it waits in its old place."""
        hold.trapped_id = hold.ready_at = hold.shelf_until = None
        publish(self.session, Topic.HOLD, str(hold.title_id))
        self.session.flush()  # before another hold may have the same copy

    def end(self, hold: Hold, how: str, at: datetime) -> None:
        hold.ended_at, hold.ended_as = at, how
        self.holds[hold.title_id].remove(hold)
        publish(self.session, Topic.HOLD, str(hold.title_id))
        self.session.flush()

    def release(self, copy: Copy, at: datetime) -> None:
        """A copy that was kept for somebody is not any more: for the next who picks up here. Otherwise it stands on the
        hold shelf for nobody, until it is scanned and told where to go. One on its way goes on, and is looked at when
        it comes in."""
        if copy.place != ItemStatus.ON_HOLD_SHELF:
            return
        following = rules.next_in_line(self.waiting(copy.title_id), copy_facts(copy), self.house)
        if following is not None and following.pickup_branch == copy.at_branch:
            self.arrive(copy, copy.at_branch, at)
        else:
            publish(self.session, Topic.ITEM, copy.barcode)


def free_copies(session: Session, title_ids: Collection[int]) -> list[Copy]:
    """Copies that stand on a shelf."""
    on_loan = sa.exists().where(Loan.copy_id == Copy.id, Loan.returned_at.is_(None))
    query = sa.select(Copy).where(
        Copy.title_id.in_(title_ids), Copy.place == ItemStatus.AVAILABLE.value, ~on_loan
    )
    return list(session.scalars(query.order_by(Copy.id)))
