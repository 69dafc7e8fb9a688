"""Whatever happens in whatever order, some things stay true: told as random days in a library with two branches."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from config.vocabulary import ItemStatus
from server.catalogue import add_copy, add_title
from server.circulation import conditions, holds, transactions
from server.circulation.policies import add_branch
from server.circulation.queues import free_copies
from server.circulation.transactions import Said
from server.house import house
from server.patrons import find_patron
from server.store.tables import Copy, Hold, Kiosk, Loan, Title
from tests.server.conftest import EXPIRING, OTHER, READER, Site, entry

COPIES, READERS, BRANCHES = range(3), (READER, OTHER, EXPIRING), ("main", "east")
copies, readers, branches = (st.sampled_from(one) for one in (list(COPIES), READERS, BRANCHES))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("checkout"), readers, copies, branches),
        st.tuples(st.just("checkin"), copies, branches),
        st.tuples(st.just("renewal"), readers, copies, branches),
        st.tuples(st.just("hold"), readers, st.none() | copies, branches),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("expire"), st.integers(1, 9)),
        st.tuples(st.just("lost"), copies),
        st.tuples(st.just("available"), copies, branches),
    ),
    min_size=6,
    max_size=16,
)
_numbers = itertools.count()


class Days:
    """One random history of one title's copies."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.now = datetime.now(UTC)
        self.run = f"{next(_numbers)}-"
        with site.store.writing() as session:
            session.execute(sa.update(Loan).values(returned_at=self.now))
            session.execute(sa.update(Hold).values(ended_at=self.now))
            title = add_title(session, "一个")
            for n in COPIES:
                add_copy(session, title, f"{self.run}{n}", "book")
            session.flush()
            self.title = title.id
            self.cards = {find_patron(session, card).id: card for card in READERS}

    def tell(self, kind: str, item: int, branch: str, reader: str = "") -> dict[str, Any]:
        said = entry(f"{self.run}{next(_numbers)}", kind, f"{self.run}{item}", reader, at=self.now)
        (answer,) = transactions.apply(
            self.site.store, self.site.settings, Said(f"kiosk:{branch}", branch, [said]), self.now
        )
        return answer

    def step(self, what: str, *facts: Any) -> None:
        self.now += timedelta(minutes=1)
        before = self.picture()
        match what:
            case "checkout":
                reader, item, branch = facts
                answer = self.tell(what, item, branch, reader)
                if answer["result"] == "applied":
                    kept_for = [one["reader"] for one in before["holds"] if one["trapped"] == item]
                    assert kept_for in ([], [reader]), "what is kept for one was lent to another"
            case "checkin":
                self.tell(what, *facts)
            case "renewal":
                reader, item, branch = facts
                self.tell(what, item, branch, reader)
            case _:
                with self.site.store.writing() as session:
                    self.at_the_desk(session, what, *facts)
        after = self.picture()
        self.the_longest_waiting_came_first(before, after)

    def at_the_desk(self, session: Session, what: str, *facts: Any) -> None:
        here = house(session, self.site.settings)
        if what == "hold":
            reader, item, branch = facts
            copy = None if item is None else self.copy(session, item)
            patron, title = find_patron(session, reader), session.get(Title, self.title)
            holds.place_hold(session, here, patron, title, self.now, copy, branch)
        elif what == "cancel":
            for hold in holds.queue(session, self.title)[facts[0] : facts[0] + 1]:
                holds.cancel_hold(session, here, hold, self.now)
        elif what == "expire":
            self.now += timedelta(days=facts[0])
            holds.expire_holds(session, here, self.now)
        elif what == "lost":
            conditions.mark_lost(session, self.copy(session, facts[0]), self.now)
        elif what == "available":
            try:
                conditions.mark_available(session, here, self.copy(session, facts[0]), facts[1], self.now)
            except conditions.ConditionError as error:
                assert error.code == "on-loan"  # noqa: PT017

    def copy(self, session: Session, item: int) -> Copy:
        return session.scalars(sa.select(Copy).where(Copy.barcode == f"{self.run}{item}")).one()

    def picture(self) -> dict[str, Any]:
        """What is in the tables, and that it can be true."""
        with self.site.store.reading() as session:
            rows = session.scalars(sa.select(Copy).where(Copy.title_id == self.title)).all()
            number = {row.id: int(row.barcode.removeprefix(self.run)) for row in rows}
            on_loan = session.scalars(
                sa.select(Loan.copy_id).where(Loan.returned_at.is_(None), Loan.copy_id.in_(number))
            ).all()
            queue = holds.queue(session, self.title)
            kept = {hold.trapped_id: hold for hold in queue if hold.trapped_id is not None}
            assert len(on_loan) == len(set(on_loan)), "one copy on two loans"
            assert not set(on_loan) & set(kept), "kept for one, and lent"
            for row in rows:
                place = ItemStatus(row.place)
                if row.id in kept:
                    hold = kept[row.id]
                    ready = place is ItemStatus.ON_HOLD_SHELF
                    assert ready or place is ItemStatus.IN_TRANSIT
                    assert row.at_branch == hold.pickup_branch
                    assert bool(hold.ready_at) == bool(hold.shelf_until) == ready
                elif place is ItemStatus.ON_HOLD_SHELF:
                    listed = [
                        one.copy.id for one in holds.hold_shelf(session, row.at_branch) if one.hold is None
                    ]
                    assert row.id in listed, "on the hold shelf for nobody, and nobody is told to scan it"
            self.nobody_waits_beside_a_copy(session, queue)
            return {
                "holds": [
                    {
                        "id": hold.id,
                        "reader": self.cards[hold.patron_id],
                        "copy": number.get(hold.copy_id),
                        "trapped": number.get(hold.trapped_id),
                    }
                    for hold in queue
                ]
            }

    def nobody_waits_beside_a_copy(self, session: Session, queue: list[Hold]) -> None:
        here = house(session, self.site.settings)
        fetch = [one for branch in BRANCHES for one in holds.pick_list(session, here, branch)]
        listed = {one.hold.id for one in fetch}
        assert len(listed) == len({one.copy.id for one in fetch}) == len(fetch)
        for copy in free_copies(session, [self.title]):
            if copy.id not in {one.copy.id for one in fetch}:
                for hold in queue:
                    would_do = hold.trapped_id is None and hold.copy_id in (None, copy.id)
                    assert hold.id in listed or not would_do, "waits beside a free copy"

    @staticmethod
    def the_longest_waiting_came_first(before: dict[str, Any], after: dict[str, Any]) -> None:
        was = {one["id"]: one for one in before["holds"]}
        still = {one["id"] for one in after["holds"]}
        for place, now in enumerate(after["holds"]):
            if now["trapped"] is None or was.get(now["id"], now)["trapped"] == now["trapped"]:
                continue
            for earlier in after["holds"][:place]:
                passed = earlier["trapped"] is None and earlier["copy"] in (None, now["trapped"])
                assert not passed or earlier["id"] not in still or was[earlier["id"]]["trapped"] is not None


@pytest.fixture
def library(site: Site) -> Site:
    with site.store.writing() as session:
        for branch in BRANCHES:
            add_branch(session, branch, branch, branch, open_weekdays="123456")
            session.add(Kiosk(id=branch, branch=branch, key_hash=branch, enrolled_at=datetime.now(UTC)))
    return site


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to make a failing day short would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_happens(library: Site, steps: list[tuple[Any, ...]]):
    days = Days(library)
    for step in steps:
        days.step(*step)
