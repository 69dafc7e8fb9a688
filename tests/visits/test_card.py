"""A patron's contactless card, from the real PC/SC daemon to the server's books. A-17, A-18, D-09."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.vocabulary import Code
from drivers.roles import Role
from drivers.simulators.contactless import CardSimulator, Ntag, text_message
from drivers.simulators.virtual_slot import VirtualSlot
from kiosk import events, stack
from kiosk.state import Outcome, Page, SlipChoice
from tests.fixtures.pcscd import Pcscd
from tests.visits.pad_site import PadSite
from tests.visits.test_stack import Kiosk

CARD = """
[[device]]
role = "patron-card"
driver = "pcsc-card"
source = "ndef"
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PadSite]:
    site = PadSite(tmp_path / "site")
    with site.config.open("a") as settings:
        settings.write(CARD)
    yield site
    site.close()


@pytest.fixture
def kiosk(site: PadSite, slot: VirtualSlot) -> Iterator[Kiosk]:
    kiosk = Kiosk(site)
    site.until(lambda: kiosk.state.has(Role.PATRON_CARD), what="the card reader")
    yield kiosk
    kiosk.machine.stop()


def a_card(number: str) -> Ntag:
    return Ntag(bytes.fromhex("04A1B2C3D4E5F6"), text_message(number))


def test_card_and_book_without_a_touch_and_the_card_is_not_forgotten(
    site: PadSite, slot: VirtualSlot, kiosk: Kiosk
) -> None:
    (item,) = site.items("available", 1)
    (tag,) = site.tagged([item])
    slot.show(a_card(site.patron()))
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")
    site.field.place(tag.uid)
    kiosk.sees(item, Outcome.DONE)
    assert site.status(item) == "checked-out"
    site.field.only()
    kiosk.does(events.Finished())
    site.until(lambda: kiosk.state.page is Page.SLIP, what="the slip page")
    kiosk.does(events.ChoseSlip(SlipChoice.NONE))
    site.until(lambda: kiosk.state.visit is None, what="the end")
    left = stack.word(kiosk.state)
    assert left is not None
    assert left.code is Code.CARD_LEFT
    slot.take()
    site.until(lambda: stack.word(kiosk.state) is None, what="the card taken")
    assert kiosk.state.visit is None, "a card taken away begins nothing"


def test_a_second_card_asks_and_an_unreadable_one_is_said(
    site: PadSite, slot: VirtualSlot, kiosk: Kiosk
) -> None:
    first, second = [one["barcode"] for one in site.demo["patrons"] if one["case"] == "ordinary"][:2]
    slot.show(a_card(first))
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")
    slot.show(a_card(second))
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.other_card == second, what="the question")
    assert kiosk.state.visit is not None
    assert kiosk.state.visit.patron is not None
    assert kiosk.state.visit.patron.barcode == first, "never mixed"
    kiosk.does(events.WentBack())
    slot.show(CardSimulator(bytes.fromhex("04010203")))

    def said() -> bool:
        notice = kiosk.state.visit.notice if kiosk.state.visit else None
        return notice is not None and notice.code is Code.CARD_UNREADABLE

    site.until(said, what="that it cannot be read")


def test_the_daemon_goes_and_the_card_reader_comes_back_by_itself(
    site: PadSite, slot: VirtualSlot, kiosk: Kiosk, pcsc: Pcscd
) -> None:
    pcsc.stop()
    site.until(lambda: not kiosk.state.has(Role.PATRON_CARD), what="the missing card reader")
    pcsc.start()
    site.until(lambda: kiosk.state.has(Role.PATRON_CARD), what="the card reader")
    slot.show(a_card(site.patron()))
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")


def test_a_card_left_behind_opens_nothing_when_the_daemon_comes_back(
    site: PadSite, slot: VirtualSlot, kiosk: Kiosk, pcsc: Pcscd
) -> None:
    card = a_card(site.patron())
    slot.show(card)
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron")
    kiosk.does(events.Finished())
    site.until(lambda: kiosk.state.visit is None, what="the end")
    pcsc.stop()
    site.until(lambda: not kiosk.state.has(Role.PATRON_CARD), what="the missing card reader")
    slot.take()
    pcsc.start()
    slot.show(card)
    site.until(
        lambda: kiosk.state.has(Role.PATRON_CARD) and kiosk.state.card_lies, what="the card, still there"
    )
    assert kiosk.state.visit is None
    slot.take()
    site.until(lambda: not kiosk.state.card_lies, what="the card taken")
    slot.show(card)
    site.until(lambda: kiosk.state.visit and kiosk.state.visit.patron, what="the patron, who showed it anew")
