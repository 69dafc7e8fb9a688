"""Those who wait: the queue, the hold shelf, transit between branches, and what a loan or a renewal says to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from server.catalogue import add_copy, add_title
from server.circulation import holds
from server.circulation.policies import add_branch
from server.house import house
from server.patrons import find_patron
from server.store.tables import Copy, Hold, Title
from tests.server.conftest import EXPIRING, OTHER, READER, Site, entry

NOW = datetime.now(UTC)
ONE, TWO = "3100", "3200"  # copies of a title with two, ONE at home in the main building, TWO in the east


@pytest.fixture
def library(site: Site) -> Site:
    with site.store.writing() as session:
        add_branch(session, "main", "总馆", "Main Library")
        add_branch(session, "east", "东馆", "East Branch")
        title = add_title(session, "镜花缘", "李汝珍")
        add_copy(session, title, ONE, "book")
        add_copy(session, title, TWO, "book").branch = "east"
        session.flush()
        session.execute(sa.update(Copy).where(Copy.barcode == TWO).values(at_branch="east"))
    return site


def hold(site: Site, card: str, item: str = ONE, **more: object) -> Hold | list[str]:
    with site.store.writing() as session:
        copy = session.scalar(sa.select(Copy).where(Copy.barcode == item))
        patron = find_patron(session, card)
        if more.pop("this_copy", False):
            more["copy"] = copy
        at = more.pop("now", NOW)
        said = holds.place_hold(
            session, house(session, site.settings), patron, session.get(Title, copy.title_id), at, **more
        )
    return said if isinstance(said, Hold) else [reason.code.value for reason in said]


def notes(answer: dict) -> list[str]:
    return [note["code"] for note in answer["notes"]]


def codes(answer: dict) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


def lend_both(site: Site) -> None:
    for n, item in enumerate((ONE, TWO)):
        (lent,) = site.send(entry(f"lend-{n}", "checkout", item, OTHER))
        assert lent["result"] == "applied"


def test_a_copy_that_comes_back_is_kept_for_who_waits_longest(library: Site):
    lend_both(library)
    hold(library, EXPIRING, now=NOW + timedelta(seconds=1))
    first = hold(library, READER)
    (back,) = library.send(entry("back", "checkin", ONE, ""))
    assert notes(back) == ["for-hold-shelf"]
    assert library.item(ONE)["status"] == "on-hold-shelf"
    (mine,) = library.patron(READER)["holds"]
    assert (mine["id"], mine["state"], mine["place"], mine["pickup"]) == (
        first.id,
        "ready",
        0,
        {"zh": "总馆", "en": "Main Library"},
    )
    assert mine["shelf_until"] > NOW.date().isoformat()
    (waits,) = library.patron(EXPIRING)["holds"]
    assert (waits["state"], waits["place"], waits["shelf_until"]) == ("waiting", 1, None)
    (other,) = library.send(entry("other", "checkout", ONE, EXPIRING))
    assert codes(other) == ["item-on-hold"]
    (lent,) = library.send(entry("mine", "checkout", ONE, READER))
    assert lent["result"] == "applied"
    assert library.patron(READER)["holds"] == []


def test_a_loan_is_not_renewed_while_another_waits_and_no_copy_is_free(library: Site):
    library.send(entry("a", "checkout", ONE, OTHER))
    hold(library, READER)
    (renewed,) = library.send(entry("b", "renewal", ONE, OTHER))
    assert renewed["result"] == "applied"  # TWO stands on its shelf for the one who waits
    with library.store.writing() as session:
        session.execute(sa.update(Copy).where(Copy.barcode == TWO).values(place="missing"))
    before = library.item(ONE)["due"]
    (refused,) = library.send(entry("d", "renewal", ONE, OTHER))
    assert codes(refused) == ["renewal-on-hold", "renewal-limit"]
    assert refused["reasons"][0]["params"] == {"due": before}
    assert library.item(ONE)["due"] == before


def test_a_shelf_copy_that_somebody_waits_for_is_not_lent_to_another(library: Site):
    hold(library, READER)
    (first,) = library.send(entry("a", "checkout", ONE, OTHER))
    assert first["result"] == "applied"  # TWO is left for who waits
    (second,) = library.send(entry("b", "checkout", TWO, OTHER))
    assert codes(second) == ["item-on-hold"]
    (mine,) = library.send(entry("c", "checkout", TWO, READER))
    assert mine["result"] == "applied"
    assert library.patron(READER)["holds"] == []
