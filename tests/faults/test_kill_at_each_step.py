"""kill -9 right before and right after every single write of the journal, with items on the pad.

Afterwards, once the items have lain on a pad again, nothing is lent while its gate alarms, and nothing that is not
lent is silent at the gate.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.roles import Afi
from drivers.simulators.field import TagSimulator
from tests.faults.processes import kill, run_kiosk, start
from tests.visits.pad_site import PadSite, a_tag

MOST_WRITES = 40


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PadSite]:
    site = PadSite(tmp_path / "site")
    os.mkfifo(site.directory / "touches")
    yield site
    site.close()


class Stack:
    """Two ordinary items, a set of two parts, and one for reading here only."""

    def __init__(self, site: PadSite) -> None:
        self.site = site
        self.free = site.items("available", 3)
        (self.reference,) = site.items("reference-only", 1)
        tags = [a_tag(item, number) for number, item in enumerate([*self.free[:2], self.reference])]
        tags += [a_tag(self.free[2], 10 + part, part=part, parts=2) for part in (1, 2)]
        site.field.tags.update({tag.uid: tag for tag in tags})
        self.tags = {tag.uid: tag for tag in tags}
        self.patron = site.patron()

    def item(self, tag: TagSimulator) -> str:
        return tag.name.split(".")[0]

    def begin(self, *, lent: bool) -> None:
        """As the items are before a visit, on the server and on their tags."""
        for item in self.free:
            if (self.site.status(item) == "checked-out") is not lent:
                self.site.transact("checkout" if lent else "checkin", item, self.patron if lent else "")
        for tag in self.tags.values():
            out = lent and self.item(tag) in self.free
            tag.afi, tag.eas = (Afi.ON_LOAN, False) if out else (Afi.IN_STOCK, True)
        self.site.field.only()

    def agrees(self) -> bool:
        return all(
            (self.site.status(self.item(tag)) == "checked-out") is (tag.afi == Afi.ON_LOAN and not tag.eas)
            and (tag.afi == Afi.IN_STOCK) is tag.eas
            for tag in self.tags.values()
        )

    def facts(self) -> dict[str, tuple[str, str, bool]]:
        return {
            tag.name: (self.site.status(self.item(tag)), f"{tag.afi:02X}", tag.eas)
            for tag in self.tags.values()
        }


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("visit", ["borrow", "return"])
def test_kill_at_each_write(site: PadSite, visit: str, moment: str) -> None:
    stack = Stack(site)
    deaths = 0
    for write in range(1, MOST_WRITES):
        stack.begin(lent=visit == "return")
        if not _dies(site, stack, visit, (moment, write)):
            break
        deaths += 1
        _comes_to_rest(site, stack, f"killed {moment} write {write} of a {visit}")
    assert deaths > 8, "there are that many steps at least"
    assert stack.agrees(), stack.facts()


def _dies(site: PadSite, stack: Stack, visit: str, die_at: tuple[str, int]) -> bool:
    """A visit with a kiosk that will kill itself; False if it came through."""
    site.field.place(*stack.tags)
    kiosk = start(run_kiosk, site.config, site.directory / "shown", site.directory / "touches", die_at)
    try:
        with (site.directory / "touches").open("w", buffering=1) as finger:
            with contextlib.suppress(BrokenPipeError):
                finger.write("return\n" if visit == "return" else f"{stack.patron}\n")
            deadline = time.monotonic() + 20
            while kiosk.is_alive() and time.monotonic() < deadline:
                if _settled(site) and _as_wanted(stack, visit) and stack.agrees():
                    return False
                time.sleep(0.02)
        assert not kiosk.is_alive(), f"neither dead nor done: {stack.facts()}"
        return True
    finally:
        kill(kiosk)


def _as_wanted(stack: Stack, visit: str) -> bool:
    wanted = "checked-out" if visit == "borrow" else "available"
    return all(stack.site.status(item) == wanted for item in stack.free)


def _settled(site: PadSite) -> bool:
    """Nothing waits for delivery, and no gate state is open."""
    with contextlib.suppress(Exception):  # the journal may just be being made
        waiting = site.journal("SELECT count(*) FROM entries WHERE answer IS NULL")[0][0]
        doubts = site.journal("SELECT count(*) FROM security WHERE stage IN ('planned', 'writing')")[0][0]
        return bool(waiting == 0 and doubts == 0)
    return False


def _comes_to_rest(site: PadSite, stack: Stack, what: str) -> None:
    """Started again, and the items laid on the pad once more, without a reader."""
    site.field.only()
    kiosk = start(run_kiosk, site.config, site.directory / "shown", site.directory / "touches")
    try:
        with (site.directory / "touches").open("w"):
            site.field.place(*stack.tags)
            deadline = time.monotonic() + 20
            while not (_settled(site) and stack.agrees()):
                assert time.monotonic() < deadline, f"{what}: {stack.facts()}"
                time.sleep(0.05)
    finally:
        kill(kiosk)
