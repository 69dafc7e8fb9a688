"""Those who wait: the queue, the hold shelf, transit between branches, and what a loan or a renewal says to it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from server.catalogue import add_copy, add_title
from server.circulation import holds
from server.circulation.clearing import clear
from server.circulation.policies import add_branch
from server.house import house
from server.patrons import find_patron
from server.store.tables import Copy, Hold, Kiosk, LoanPolicy, Title
from tests.server.conftest import BLOCKED, BOOKS, EXPIRING, ON_HOLD, OTHER, READER, Site, entry

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


def to_branch(site: Site, branch: str) -> None:
    """The kiosk stands there from now on."""
    with site.store.writing() as session:
        session.execute(sa.update(Kiosk).values(branch=branch))


def place(site: Site, item: str) -> tuple[str, str]:
    with site.store.reading() as session:
        return tuple(session.execute(sa.select(Copy.place, Copy.at_branch).where(Copy.barcode == item)).one())


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


def test_a_copy_travels_to_where_it_is_picked_up_and_home_again(library: Site):
    lend_both(library)
    hold(library, READER, pickup_branch="east")
    (sent,) = library.send(entry("a", "checkin", ONE, ""))
    assert sent["notes"] == [
        {
            "code": "for-transit",
            "params": {"branch": "east", "branch_zh": "东馆", "branch_en": "East Branch"},
        }
    ]
    assert place(library, ONE) == ("in-transit", "east")
    assert library.patron(READER)["holds"][0]["state"] == "in-transit"
    assert codes(library.send(entry("b", "checkout", ONE, EXPIRING))[0]) == ["item-in-transit"]
    (astray,) = library.send(entry("c", "checkin", ONE, ""))  # it never left
    assert (notes(astray), place(library, ONE)) == (["for-transit"], ("in-transit", "east"))
    to_branch(library, "east")
    (there,) = library.send(entry("d", "checkin", ONE, ""))
    assert (notes(there), place(library, ONE)) == (["for-hold-shelf"], ("on-hold-shelf", "east"))
    to_branch(library, "main")
    library.send(entry("carried", "checkin", ONE, ""))  # off its shelf, by mistake
    (mine,) = library.patron(READER)["holds"]
    assert (mine["state"], mine["shelf_until"], place(library, ONE)) == (
        "in-transit",
        None,
        ("in-transit", "east"),
    )
    to_branch(library, "east")
    library.send(entry("again", "checkin", ONE, ""))
    assert library.patron(READER)["holds"][0]["state"] == "ready"
    (lent,) = library.send(entry("e", "checkout", ONE, READER))
    assert lent["result"] == "applied"
    (back,) = library.send(entry("f", "checkin", ONE, ""))
    assert (notes(back), place(library, ONE)) == (["for-transit"], ("in-transit", "main"))
    to_branch(library, "main")
    (home,) = library.send(entry("g", "checkin", ONE, ""))
    assert (notes(home), place(library, ONE)) == ([], ("available", "main"))


def test_only_one_copy_will_do(library: Site):
    lend_both(library)
    hold(library, READER, ONE, this_copy=True)
    to_branch(library, "east")
    library.send(entry("a", "checkin", TWO, ""))
    assert place(library, TWO) == ("available", "east")
    to_branch(library, "main")
    library.send(entry("b", "checkin", ONE, ""))
    assert place(library, ONE) == ("on-hold-shelf", "main")


def test_the_reasons_against_waiting(library: Site):
    assert hold(library, BLOCKED) == ["patron-blocked", "fines-owed"]
    library.send(entry("a", "checkout", ONE, READER))
    assert hold(library, READER) == ["item-already-yours"]
    assert hold(library, READER, TWO, this_copy=True, pickup_branch="east").id
    assert hold(library, READER, TWO) == ["item-already-yours", "hold-placed-already"]
    with pytest.raises(ValueError, match="branch"):
        hold(library, OTHER, pickup_branch="nowhere")
    with library.store.writing() as session:
        session.execute(sa.update(Copy).values(place="withdrawn"))
    assert hold(library, OTHER) == ["hold-no-copy"]


def test_the_limit_of_holds(library: Site):
    with library.store.writing() as session:
        session.execute(sa.update(LoanPolicy).values(hold_limit=1))
    assert hold(library, READER).id
    assert hold(library, READER, BOOKS[0]) == ["hold-limit"]


def test_the_pick_list_tells_what_to_fetch_and_a_check_in_keeps_it(library: Site):
    def fetch(branch: str) -> list[tuple[str, int]]:
        with library.store.reading() as session:
            found = holds.pick_list(session, house(session, library.settings), branch)
            return [(one.copy.barcode, one.hold.id) for one in found]

    first = hold(library, READER)
    second = hold(library, OTHER, now=NOW + timedelta(seconds=1))
    assert fetch("main") == [(ONE, first.id)]
    assert fetch("east") == [(TWO, second.id)]
    assert notes(library.send(entry("a", "checkin", ONE, ""))[0]) == ["already-returned", "for-hold-shelf"]
    assert (fetch("main"), fetch("east")) == ([], [(TWO, second.id)])


def test_a_hold_given_up_or_not_picked_up_goes_to_the_next(library: Site):
    lend_both(library)
    first = hold(library, READER)
    second = hold(library, EXPIRING, now=NOW + timedelta(seconds=1))
    library.send(entry("a", "checkin", ONE, ""))
    with library.store.writing() as session:
        holds.cancel_hold(session, house(session, library.settings), session.get(Hold, first.id), NOW)
    with library.store.reading() as session:
        stray, shelf = holds.hold_shelf(session, "main")
        assert (shelf.copy.barcode, shelf.hold.id, shelf.patron.barcode) == (ONE, second.id, EXPIRING)
        assert (stray.copy.barcode, stray.hold, stray.patron) == (ON_HOLD, None, None)  # to be checked in
        until = shelf.hold.shelf_until
    for days, ended in ((0, 0), (1, 1), (1, 0)):
        now = datetime.combine(until + timedelta(days=days), datetime.min.time(), UTC)
        assert clear(library.store, library.settings, now) == ended
    assert place(library, ONE) == ("on-hold-shelf", "main")  # nobody has put it back yet
    with library.store.reading() as session:
        assert (ONE, None) in [(one.copy.barcode, one.hold) for one in holds.hold_shelf(session, "main")]
    assert library.send(entry("b", "checkin", ONE, ""))[0]["result"] == "applied"
    assert place(library, ONE) == ("available", "main")
    with library.store.reading() as session:
        ends = dict(session.execute(sa.select(Hold.id, Hold.ended_as)).all())
    assert ends == {first.id: "cancelled", second.id: "expired"}
    with library.store.writing() as session:  # what is over stays over
        holds.cancel_hold(session, house(session, library.settings), session.get(Hold, second.id), NOW)
        assert session.get(Hold, second.id).ended_as == "expired"


def test_who_takes_another_copy_leaves_the_one_that_was_kept(library: Site):
    lend_both(library)
    hold(library, READER)
    library.send(entry("a", "checkin", ONE, ""))
    to_branch(library, "east")
    library.send(entry("b", "checkin", TWO, ""), entry("c", "checkout", TWO, READER))
    assert place(library, ONE) == ("on-hold-shelf", "main")
    assert library.patron(READER)["holds"] == []


def test_what_the_next_picks_up_elsewhere_is_sent_when_it_is_scanned(library: Site):
    lend_both(library)
    first = hold(library, READER)
    second = hold(library, EXPIRING, now=NOW + timedelta(seconds=1), pickup_branch="east")
    library.send(entry("a", "checkin", ONE, ""))
    with library.store.writing() as session:
        holds.cancel_hold(session, house(session, library.settings), session.get(Hold, first.id), NOW)
    assert place(library, ONE) == ("on-hold-shelf", "main")
    assert notes(library.send(entry("b", "checkin", ONE, ""))[0]) == ["already-returned", "for-transit"]
    assert place(library, ONE) == ("in-transit", "east")
    with library.store.reading() as session:
        assert session.get(Hold, second.id).trapped_id is not None


def test_the_database_keeps_one_copy_for_one_hold(library: Site):
    lend_both(library)
    hold(library, READER)
    other = hold(library, EXPIRING)
    library.send(entry("a", "checkin", ONE, ""))
    with library.store.reading() as session:
        trapped = session.scalar(sa.select(Hold.trapped_id).where(Hold.trapped_id.is_not(None)))
    with pytest.raises(sa.exc.IntegrityError), library.store.writing() as session:
        session.get(Hold, other.id).trapped_id = trapped


def test_two_returns_at_once_are_kept_for_two_who_wait(library: Site):
    """Each decides alone; the title's row lets one look after the other."""
    lend_both(library)
    hold(library, READER)
    hold(library, EXPIRING)
    start = threading.Barrier(2)

    def bring(item: str) -> list[str]:
        start.wait()
        return notes(library.send(entry(f"back-{item}", "checkin", item, ""))[0])

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(bring, (ONE, TWO))) == [["for-hold-shelf"], ["for-hold-shelf"]]
    with library.store.reading() as session:
        assert len(set(session.scalars(sa.select(Hold.trapped_id)))) == 2


def test_a_running_server_clears_its_hold_shelves(library: Site):
    lend_both(library)
    hold(library, READER)
    library.send(entry("a", "checkin", ONE, ""))
    with library.store.writing() as session:
        session.execute(sa.update(Hold).values(shelf_until=NOW.date() - timedelta(days=2)))
    with library.client:  # the application starts, and ends
        deadline = time.monotonic() + 20
        while library.patron(READER)["holds"] and time.monotonic() < deadline:
            time.sleep(0.02)
        assert library.patron(READER)["holds"] == []
