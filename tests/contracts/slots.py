"""Tags on the slots of a virtual PC/SC reader: the first that lies there on the first slot, the next on the next."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

import pytest
from smartcard import scard

from drivers.simulators.contactless import Iso15693Card
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.virtual_slot import VirtualSlot
from tests.contracts.lines import until
from tests.fixtures.pcscd import Pcscd


class FieldOnSlots(Field):
    """Laying a tag down, or lifting it, lasts until the daemon has noticed: it looks every 0.4 s."""

    def __init__(self, tags: Iterable[TagSimulator], daemon: Pcscd, **card: bool) -> None:
        super().__init__(tags)
        self._card = card
        self._slots = {name: VirtualSlot(port=port) for name, port in daemon.slots.items()}
        self._home = threading.current_thread()

    def place(self, *names: str) -> None:
        super().place(*names)
        self.follow()

    def lift(self, *names: str) -> None:
        super().lift(*names)
        self.follow()

    def follow(self) -> None:
        """Put every tag that lies there on a slot."""
        lying = self.lying()
        there = {
            slot.card.tag.uid: slot for slot in self._slots.values() if isinstance(slot.card, Iso15693Card)
        }
        for uid, slot in there.items():
            if uid not in [tag.uid for tag in lying]:
                slot.take()
        self._wait()
        free: Iterator[VirtualSlot] = (slot for slot in self._slots.values() if slot.card is None)
        for tag in lying:
            if tag.uid not in there and (slot := next(free, None)) is not None:
                slot.show(Iso15693Card(self, tag, **self._card))
        self._wait()

    def _wait(self) -> None:
        if threading.current_thread() is self._home:  # not a card's, which the daemon waits for
            assert until(self._noticed), "the daemon did not notice"

    def _noticed(self) -> bool:
        return all(present(name) == (slot.card is not None) for name, slot in self._slots.items())

    def follow_anew(self) -> None:
        """After the daemon was away, and dropped every card."""
        for slot in self._slots.values():
            slot.take()
        self.follow()

    def clear(self) -> None:
        for slot in self._slots.values():
            slot.take()
        assert until(self._noticed), "the daemon did not notice"


def present(reader: str) -> bool:
    """Whether the daemon sees a card there."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    try:
        _, states = scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
        return bool(states[0][1] & scard.SCARD_STATE_PRESENT)
    finally:
        scard.SCardReleaseContext(context)


@pytest.fixture
def slot(pcsc: Pcscd) -> Iterator[VirtualSlot]:
    """The first slot, empty again afterwards."""
    name, port = next(iter(pcsc.slots.items()))
    slot = VirtualSlot(port=port)
    yield slot
    slot.take()
    if pcsc.running:
        assert until(lambda: not present(name))
