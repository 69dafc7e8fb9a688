"""The item pad's thread over a real line: what it makes of a Feig reader's field, and how it changes gate states."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from drivers.pads.feig import FeigPad
from drivers.registry import parse_options
from drivers.roles import Afi, Means
from drivers.simulators.feig import FeigSimulator
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.wire import TcpWire
from drivers.tags import iso28560_2
from drivers.tags.model import decode
from kiosk.effects import Secure
from kiosk.events import DeviceDown, Event, PadCounted, PadSeen, Secured
from kiosk.field import FLICKER_SECONDS, STEADY_SECONDS
from kiosk.pads import PadSupervisor

T = TypeVar("T", bound=Event)
ITEM, LONG = "30000000000015", "30000000000023"


class Pad:
    def __init__(self, gates: tuple[Means, ...] = (Means.AFI, Means.EAS)) -> None:
        tags = [
            TagSimulator("E004015000000001", bytearray(iso28560_2.encode(ITEM)), name="one"),
            TagSimulator("E004015000000002", bytearray(iso28560_2.encode(LONG, shelf="Q" * 40)), name="long"),
        ]
        self.field = Field(tags)
        self.device = FeigSimulator(TcpWire("127.0.0.1", 0), self.field, psst_ms=0)
        self.said: list[Event] = []
        self.visit = "v1"
        driver = FeigPad(
            parse_options(FeigPad, {"port": self.device.wire.port, "response_ms": 100, "gap_ms": 0})
        )
        self.thread = PadSupervisor(
            "pad", driver, decode, self.said.append, lambda: self.visit, gates=gates, calm=0.02
        )
        self.thread.start()

    def close(self) -> None:
        self.thread.stop()
        self.thread.join(10)
        self.device.close()

    def all(self, kind: type[T]) -> list[T]:
        return [one for one in list(self.said) if isinstance(one, kind)]

    @property
    def seen(self) -> dict[str, str]:
        """By item: the visit it belongs to, as told last."""
        return (
            {one.content.item: one.visit for one in self.all(PadSeen)[-1].tags} if self.all(PadSeen) else {}
        )

    def until(self, true: Callable[[], object], seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, self.said[-5:]
            time.sleep(0.005)

    def shows(self, *names: str) -> None:
        self.field.only(*names)
        items = {"one": ITEM, "long": LONG}
        self.until(lambda: self.all(PadSeen) and set(self.seen) == {items[name] for name in names})

    def secure(self, *names: str, on: bool) -> Secured:
        count = len(self.all(Secured))
        self.thread.secure(Secure("k", ITEM, tuple(self.field.find(name).uid for name in names), on, "v1"))
        self.until(lambda: len(self.all(Secured)) > count)
        return self.all(Secured)[-1]


@pytest.fixture
def pad(request: pytest.FixtureRequest) -> Iterator[Pad]:
    pad = Pad(getattr(request, "param", (Means.AFI, Means.EAS)))
    yield pad
    pad.close()


def test_what_is_laid_down_belongs_to_the_visit_of_that_moment(pad: Pad) -> None:
    pad.shows("one")
    pad.visit = "v2"
    pad.shows("one", "long")  # whose data goes beyond the first eight blocks
    assert pad.seen == {ITEM: "v1", LONG: "v2"}


def test_a_lost_line_gives_nobody_else_s_items_to_the_next_reader(pad: Pad) -> None:
    pad.shows("one")
    pad.device.wire.unplug()
    pad.until(lambda: pad.all(DeviceDown))
    assert pad.seen == {}
    pad.visit = "v2"
    pad.device.wire.plug()
    pad.until(lambda: pad.seen)
    assert pad.seen == {ITEM: "v1"}


def test_an_item_that_is_lifted_and_laid_down_belongs_to_who_did_it(pad: Pad) -> None:
    pad.shows("one")
    pad.visit = "v2"
    pad.shows()
    time.sleep(FLICKER_SECONDS)
    pad.shows("one")
    assert pad.seen == {ITEM: "v2"}


def test_a_moment_of_silence_is_no_lifting(pad: Pad) -> None:
    pad.shows("one")
    told = len(pad.all(PadSeen))
    pad.field.only()
    time.sleep(STEADY_SECONDS / 2)
    pad.field.only("one")
    pad.thread.count("v1")
    pad.until(lambda: pad.all(PadCounted))
    assert len(pad.all(PadSeen)) == told


@pytest.mark.parametrize("pad", [(Means.AFI,), (Means.EAS,), (Means.AFI, Means.EAS)], indirect=True, ids=str)
def test_off_and_on_and_what_it_was(pad: Pad) -> None:
    pad.shows("one")
    tag = pad.field.find("one")
    off = pad.secure("one", on=False)
    assert (off.verified, off.changed, off.tags) == (True, (tag.uid,), (tag.uid,))
    assert off.before != off.after
    assert pad.secure("one", on=False).changed == ()
    on = pad.secure("one", on=True)
    assert (on.verified, on.changed) == (True, (tag.uid,))
    assert (tag.afi, tag.eas) == (Afi.IN_STOCK, True)
    writes = tag.writes
    assert pad.secure("one", on=True).changed == ()
    assert tag.writes == writes, "what is armed is not written again"


@pytest.mark.parametrize("pad", [(Means.EAS,), (Means.AFI, Means.EAS)], indirect=True, ids=str)
def test_a_lost_alarm_is_not_taken_for_a_disarmed_tag(pad: Pad) -> None:
    pad.shows("one")
    tag = pad.field.find("one")
    pad.field.metal = 0.35
    for _ in range(25):
        tag.afi, tag.eas = Afi.IN_STOCK, True
        if pad.secure("one", on=False).verified:
            assert not tag.eas
    pad.field.metal = 0.0


def test_nothing_counts_that_was_not_read_back(pad: Pad) -> None:
    pad.shows("one")
    tag = pad.field.find("one")
    true = pad.field.exchange

    def forgetful(request: bytes) -> bytes | None:
        answer = true(request)
        tag.afi, tag.eas = Afi.IN_STOCK, True  # it said yes, and did not
        return answer

    pad.field.exchange = forgetful  # type: ignore[method-assign]
    said = pad.secure("one", on=False)
    assert not said.verified
    assert said.changed == (tag.uid,)


def test_a_tag_lifted_in_the_middle_is_known_to_have_been_changed(pad: Pad) -> None:
    pad.shows("one")
    tag = pad.field.find("one")
    tag.afi, tag.eas = Afi.ON_LOAN, False
    true = pad.field.exchange

    def slips_away(request: bytes) -> bytes | None:
        answer = true(request)
        if request[1] == 0x27:
            pad.field.lift("one")
        return answer

    pad.field.exchange = slips_away  # type: ignore[method-assign]
    said = pad.secure("one", on=True)
    assert (said.verified, said.refused, said.changed) == (False, False, (tag.uid,))
    assert tag.afi == Afi.IN_STOCK
    told = [one for one in pad.said if isinstance(one, PadSeen | Secured)]
    assert told[told.index(said) - 1] == PadSeen(()), "that it was lifted is told before"


def test_of_two_parts_only_the_changed_one_is_told(pad: Pad) -> None:
    pad.shows("one", "long")
    pad.field.find("one").afi, pad.field.find("one").eas = Afi.ON_LOAN, False
    said = pad.secure("one", "long", on=True)
    assert (said.verified, said.changed) == (True, (pad.field.find("one").uid,))


def test_another_maker_s_tag_has_no_eas_and_is_told_by_its_afi(pad: Pad) -> None:
    texas = TagSimulator("E007000000000003", bytearray(iso28560_2.encode(ITEM)), name="texas", has_eas=False)
    pad.field.tags[texas.uid] = texas
    pad.field.only("texas")
    pad.until(lambda: pad.seen)
    off = pad.secure("texas", on=False)
    assert (off.verified, off.after, texas.afi) == (True, "afi C2", Afi.ON_LOAN)
    assert pad.secure("texas", on=True).verified


def test_a_locked_tag_is_refused_for_good(pad: Pad) -> None:
    pad.shows("one")
    pad.field.find("one").afi_locked = True
    said = pad.secure("one", on=False)
    assert (said.verified, said.refused) == (False, True)


def test_an_order_to_a_pad_that_is_away_is_turned_down_at_once(pad: Pad) -> None:
    pad.shows("one")
    pad.device.wire.unplug()
    pad.until(lambda: pad.all(DeviceDown))
    assert not pad.secure("one", on=False).verified
    pad.thread.count("v1")
    pad.until(lambda: pad.all(PadCounted))


def test_a_count_is_told_only_after_a_look_at_the_pad(pad: Pad) -> None:
    pad.shows("one")
    true = pad.device.answer
    deaf = [True]
    pad.device.answer = lambda frame: None if deaf[0] else true(frame)  # type: ignore[method-assign]
    time.sleep(0.2)
    pad.field.only("one", "long")
    pad.thread.count("v1")
    time.sleep(0.4)
    assert not pad.all(PadCounted)
    deaf[0] = False
    pad.until(lambda: pad.all(PadCounted))
    last = [one for one in pad.said if isinstance(one, PadSeen | PadCounted)]
    before = [one for one in last[: last.index(pad.all(PadCounted)[0])] if isinstance(one, PadSeen)]
    assert before[-1].reading == 1 or len(before[-1].tags) == 2


def test_a_reader_that_only_makes_noise_is_opened_anew(pad: Pad) -> None:
    pad.shows("one")
    true = pad.device.answer
    pad.device.answer = lambda frame: b"\x55" if frame[2] == 0xB0 else true(frame)  # type: ignore[method-assign]
    pad.until(lambda: pad.all(DeviceDown), 20)
    assert "only noise" in pad.all(DeviceDown)[0].fault
    pad.device.answer = true  # type: ignore[method-assign]
    pad.until(lambda: pad.seen)
