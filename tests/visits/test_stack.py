"""A reader with a stack, from the pad's wire to the server's books: every part of the world must agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.schema import load_kiosk
from config.vocabulary import Code
from drivers.roles import Afi, Role, Scanned
from drivers.simulators.field import TagSimulator
from kiosk import events
from kiosk.app import initial_state
from kiosk.machine import Machine
from kiosk.state import Case, Guard, Outcome, Page, SlipChoice, State
from tests.visits.pad_site import PadSite, a_tag


class Kiosk:
    """The whole kiosk but its screen."""

    def __init__(self, site: PadSite) -> None:
        settings = load_kiosk(site.config)
        self.site = site
        self.machine = Machine(settings, initial_state(settings))
        self.desk = self.machine.desk
        self.machine.start()
        site.until(
            lambda: self.state.link_up and self.state.has(Role.ITEM_PAD) and self.state.provisional_days,
            what="the start",
        )

    @property
    def state(self) -> State:
        return self.desk.state

    def does(self, *happened: events.Event) -> None:
        for event in happened:
            self.desk.post(event)

    def scans(self, label: str) -> None:
        self.desk.post(events.LabelScanned(Scanned(label), self.desk.visit_id()))

    def row(self, item: str) -> Case | None:
        cases = self.state.visit.cases if self.state.visit else ()
        return next((case for case in reversed(cases) if case.item == item), None)

    def sees(self, item: str, outcome: Outcome) -> Case:
        def seen() -> bool:
            row = self.row(item)
            return row is not None and row.outcome is outcome

        self.site.until(seen, what=f"{item} {outcome} (it is {self.row(item)})")
        row = self.row(item)
        assert row is not None
        return row

    def finishes(self) -> None:
        self.does(events.Finished())
        self.site.until(lambda: self.state.page is Page.SLIP, what="the slip page")
        self.does(events.ChoseSlip(SlipChoice.PAPER))
        self.site.until(lambda: self.site.slips, what="the slip")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PadSite]:
    site = PadSite(tmp_path / "site")
    yield site
    site.close()


@pytest.fixture
def kiosk(site: PadSite) -> Iterator[Kiosk]:
    kiosk = Kiosk(site)
    yield kiosk
    kiosk.machine.stop()


def armed(tag: TagSimulator) -> bool:
    assert (tag.afi == Afi.IN_STOCK) == tag.eas, "AFI and EAS say the same"
    return tag.eas


def stages(site: PadSite) -> dict[str, tuple[str, bool]]:
    """By UID: how far the journal says its gate state has come, and how it was wanted last."""
    rows = site.journal("SELECT uid, stage, armed FROM security ORDER BY sequence")
    return {uid: (stage, bool(wanted)) for uid, stage, wanted in rows}


def test_a_stack_of_five_one_refused_one_lifted_too_early(site: PadSite, kiosk: Kiosk) -> None:
    free = site.items("available", 4)
    refused = site.items("reference-only", 1)
    tags = dict(zip([*free, *refused], site.tagged([*free, *refused]), strict=True))
    memories = {item: bytes(tag.memory) for item, tag in tags.items()}
    lifted = free[3]
    kiosk.scans(site.patron())
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")
    # It answers while it is seen and read twice, and is gone when its gate is to be opened.
    site.field.place(*(tag.uid for tag in tags.values()))
    real = site.pad.field.exchange

    def exchange(request: bytes) -> bytes | None:
        if request[1] == 0x27 and tags[lifted].uid == request[2:10][::-1].hex().upper():
            site.field.lift(tags[lifted].uid)
        return real(request)

    site.pad.field.exchange = exchange  # type: ignore[method-assign]
    for item in free[:3]:
        assert kiosk.sees(item, Outcome.DONE).guard is Guard.VERIFIED
    assert kiosk.sees(refused[0], Outcome.NOT_POSSIBLE).reasons[0].code is Code.ITEM_REFERENCE_ONLY
    assert kiosk.sees(lifted, Outcome.PUT_BACK).reasons[0].code is Code.PUT_BACK_TO_BORROW
    assert site.status(lifted) == "checked-out", "the loan stands all the same"
    assert armed(tags[lifted])
    open_gates = "SELECT uid FROM security WHERE stage = 'writing'"  # the refused one is looked at, too
    site.until(lambda: site.journal(open_gates) == [(tags[lifted].uid,)], what="one gate in doubt")

    site.pad.field.exchange = real  # type: ignore[method-assign]
    site.field.place(tags[lifted].uid)
    assert kiosk.sees(lifted, Outcome.DONE).guard is Guard.VERIFIED
    kiosk.finishes()

    # The tags, the journal, the server and the slip.
    for item in free:
        assert not armed(tags[item])
        assert site.status(item) == "checked-out"
        assert stages(site)[tags[item].uid] == ("verified", False)
    assert armed(tags[refused[0]])
    assert site.status(refused[0]) == "reference-only"
    assert stages(site)[tags[refused[0]].uid] == ("verified", True)
    for item, tag in tags.items():
        assert bytes(tag.memory) == memories[item], "lending writes no memory"
    answers = {
        item: json.loads(answer)["result"]
        for item, answer in site.journal("SELECT item, answer FROM entries")
    }
    assert answers == dict.fromkeys(free, "applied") | {refused[0]: "refused"}
    slip = site.slips[0].text
    for item in tags:
        assert item in slip or item[-4:] in slip
    loans, refusals = slip.split("·")[1], slip.split("·")[2]
    assert loans.strip().startswith("4")
    assert refusals.strip().startswith("1")


def test_a_returned_stack_rings_again_before_the_server_hears_of_it(site: PadSite, kiosk: Kiosk) -> None:
    lent = site.items("checked-out", 3)
    tags = site.tagged(lent)
    for tag in tags:
        tag.afi, tag.eas = Afi.ON_LOAN, False
    heard: list[str] = []
    real = site.pad.field.exchange

    def exchange(request: bytes) -> bytes | None:
        if request[1] == 0x27:
            heard.append(site.status(lent[0]))
        return real(request)

    site.pad.field.exchange = exchange  # type: ignore[method-assign]
    kiosk.does(events.WantsToReturn())
    site.field.place(*(tag.uid for tag in tags))
    for item in lent:
        kiosk.sees(item, Outcome.DONE)
        assert site.status(item) in ("available", "on-hold-shelf")  # for some of them somebody waits
    assert all(map(armed, tags))
    assert heard[0] == "checked-out"


def test_an_outage_is_honest_about_loan_and_gate(site: PadSite, kiosk: Kiosk) -> None:
    items = site.items("available", 2)
    tags = site.tagged(items)
    kiosk.scans(site.patron())
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")
    site.stop_server()
    site.until(lambda: not kiosk.state.link_up, what="the outage")
    site.field.place(*(tag.uid for tag in tags))
    for item in items:
        assert kiosk.sees(item, Outcome.KEPT_LOCALLY).guard is Guard.VERIFIED
    assert not any(map(armed, tags))
    site.start_server()
    for item in items:
        kiosk.sees(item, Outcome.DONE)
        assert site.status(item) == "checked-out"


def test_a_set_a_foreign_item_and_a_pad_pulled_out(site: PadSite, kiosk: Kiosk) -> None:
    whole, foreign = site.items("available", 2)
    parts = [a_tag(whole, 900 + part, part=part, parts=3) for part in (1, 2, 3)]
    stranger = a_tag(foreign, 950, owner="DE-705")
    site.field.tags.update({tag.uid: tag for tag in [*parts, stranger]})
    kiosk.scans(site.patron())
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")
    site.field.place(parts[0].uid, parts[2].uid, stranger.uid)
    waiting = kiosk.sees(whole, Outcome.WAITING)
    assert waiting.notes[0].params == {"missing": "2", "parts": 3}
    assert kiosk.sees(foreign, Outcome.NOT_POSSIBLE).reasons[0].code is Code.ITEM_FOREIGN
    assert (stranger.writes, site.status(foreign)) == (0, "available")
    site.pad.wire.unplug()
    site.until(lambda: not kiosk.state.has(Role.ITEM_PAD) and not kiosk.state.pad, what="the missing pad")
    site.pad.wire.plug()
    site.until(lambda: kiosk.state.has(Role.ITEM_PAD), what="the pad")
    site.field.place(parts[1].uid)
    kiosk.sees(whole, Outcome.DONE)
    assert not any(map(armed, parts))
    assert site.status(whole) == "checked-out"


def test_what_a_crash_left_is_listed_and_put_right(site: PadSite) -> None:
    lent, returned = site.items("available", 2)
    tags = site.tagged([lent, returned])
    first = Kiosk(site)
    first.scans(site.patron())
    site.until(lambda: first.state.visit and first.state.visit.patron, what="the patron")
    tags[0].afi_locked = True  # the gate cannot be opened, and the reader goes away with it
    site.field.place(tags[0].uid)
    first.sees(lent, Outcome.PUT_BACK)
    first.machine.stop()
    assert site.journal("SELECT item FROM security WHERE stage = 'writing'") == [(lent,)]

    site.field.lift(tags[0].uid)
    tags[0].afi_locked = False
    second = Kiosk(site)
    try:
        site.until(lambda: [doubt.item for doubt in second.state.doubts] == [lent], what="the doubt")
        site.field.place(tags[0].uid)
        site.until(lambda: not second.state.doubts, what="the repair")
        assert not armed(tags[0]), "it is on loan, and may leave"
        assert site.journal("SELECT count(*) FROM security WHERE stage = 'writing'") == [(0,)]
        assert armed(tags[1])
    finally:
        second.machine.stop()
