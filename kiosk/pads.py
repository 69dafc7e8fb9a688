"""The item pad's thread: looks what lies there, round after round, and changes gate states in between.

A round is one inventory, and a reading of the tags that are new; or only the second reading of those. An order to
change a gate state is carried out between two rounds, and believed only when it was read back.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from drivers.roles import (
    Afi,
    BadFrame,
    DeviceError,
    DeviceLost,
    ItemPad,
    Means,
    Role,
    SeenTag,
    TagContent,
    TagLost,
    TagRefused,
)
from kiosk.devices import Supervisor
from kiosk.effects import CountPad, Secure
from kiosk.events import Event, PadCounted, PadSeen, Secured
from kiosk.field import Field

log = logging.getLogger(__name__)

ROUND_SECONDS = 0.02
"""Rest between two rounds while nothing new is to be read."""
BLOCKS = 8
MOST_BLOCKS = 64
TRIES = 3
NXP = "E004"
"""ISO/IEC 7816-6: the maker in a UID."""
MOST_NOISE = 20
"""Rounds in a row without one good inventory, after which the reader is opened anew."""


@dataclass(slots=True)
class _Found:
    """What an order's tags were like, by UID, as far as it came."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    """Those that were not as wanted."""


class Decode(Protocol):
    """What a tag's memory says; see :mod:`drivers.tags.model`."""

    def __call__(self, memory: bytes, *, uid: str, dsfid: int | None) -> TagContent: ...


class PadSupervisor(Supervisor):
    """``gates`` says how the library's gates are told that an item may leave; empty: they are not told from here."""

    role = Role.ITEM_PAD

    def __init__(
        self,
        name: str,
        pad: ItemPad,
        decode: Decode,
        post: Callable[[Event], None],
        visit: Callable[[], str],
        *,
        gates: Iterable[Means] = (),
        calm: float = 0.1,
    ) -> None:
        super().__init__(name, pad, post)
        self._pad = pad
        self._decode = decode
        self._visit = visit
        self._gates = tuple(sorted(gates))
        self._field = Field(calm)
        self._orders: queue.SimpleQueue[Secure | CountPad] = queue.SimpleQueue()
        self._serving = False

    def secure(self, order: Secure) -> None:
        """Arm or disarm; ``Secured`` always comes, at once if the pad is away."""
        self._order(order)

    def count(self, visit: str) -> None:
        """Make an inventory; ``PadCounted`` always comes."""
        self._order(CountPad(visit))

    def serve(self) -> None:
        self._field.doubt()
        said: Event = PadSeen(())
        self.post(said)
        noise = 0
        self._serving = True
        try:
            while not self.stopping:
                order = self._next(self._field.rest(time.monotonic(), ROUND_SECONDS))
                if isinstance(order, Secure):
                    self._carry_out(order)
                    continue
                try:
                    self._round(look=isinstance(order, CountPad))
                    noise = 0
                except BadFrame as error:
                    noise += 1
                    if order is not None:  # not looked: in the next round, then
                        self._orders.put(order)
                        order = None
                    if noise == 1:
                        log.info("%s: %s", self.device_name, error)
                    if noise >= MOST_NOISE:
                        raise DeviceLost(f"only noise: {error}") from error
                seen = PadSeen(self._field.lying, self._field.reading)
                if seen != said:
                    said = seen
                    self.post(seen)
                if isinstance(order, CountPad):
                    self.post(PadCounted(order.visit))
        finally:
            self._serving = False
            self._turn_down()
            self.post(PadSeen(()))

    def _order(self, order: Secure | CountPad) -> None:
        self._orders.put(order)
        if not self._serving:
            self._turn_down()

    def _next(self, seconds: float) -> Secure | CountPad | None:
        with contextlib.suppress(queue.Empty):
            return self._orders.get(timeout=seconds) if seconds else self._orders.get_nowait()
        return None

    def _turn_down(self) -> None:
        """Nobody is there to carry out what was ordered."""
        while (order := self._next(0)) is not None:
            if isinstance(order, Secure):
                self.post(Secured(order.key, order.on, verified=False, tags=order.tags))
            else:
                self.post(PadCounted(order.visit))

    # --- looking --------------------------------------------------------------------------------------------

    def _round(self, *, look: bool) -> None:
        due = [] if look else self._field.to_read_again(time.monotonic())
        if not due:
            self._field.saw(self._pad.inventory(), time.monotonic(), self._visit())
            due = self._field.to_read(time.monotonic())
        for tag in due:
            try:
                self._field.read(tag.uid, self._content(tag), time.monotonic())
            except (TagLost, TagRefused, BadFrame) as error:
                log.debug("%s: %s not read: %s", self.device_name, tag.uid, error)
                self._field.not_read(tag.uid, time.monotonic())
            if not self._orders.empty():
                return  # a reader waits for a gate state; the rest is read in the next round

    def _content(self, tag: SeenTag) -> TagContent:
        """Read as far as the tag's data goes, the first blocks first."""
        memory = b""
        for first in range(0, MOST_BLOCKS, BLOCKS):
            more = self._pad.read(tag.uid, first, BLOCKS)
            memory += more
            content = self._decode(memory, uid=tag.uid, dsfid=tag.dsfid)
            if not content.more:
                return content
            if not more:
                break
        # The tag ends here, which ends its data as well as an end mark would.
        content = self._decode(memory + b"\0", uid=tag.uid, dsfid=tag.dsfid)
        return replace(content, more=False, damaged=content.damaged or content.more)

    # --- gate states ----------------------------------------------------------------------------------------

    def _carry_out(self, order: Secure) -> None:
        found = _Found()
        verified = refused = False
        try:
            for uid in order.tags:
                self._change(uid, order.on, found)
            verified = bool(order.tags)
        except TagRefused as error:
            refused = True
            log.warning("%s: %s: %s", self.device_name, uid, error)
        except (TagLost, BadFrame) as error:
            log.info("%s: %s: %s", self.device_name, uid, error)
            self._look_for(uid)
        finally:  # if the reader itself is lost, this is still said
            self.post(
                Secured(
                    order.key,
                    order.on,
                    verified,
                    tags=order.tags,
                    changed=tuple(found.changed),
                    refused=refused,
                    before="; ".join(found.before.values()),
                    after="; ".join(found.after.values()),
                )
            )

    def _look_for(self, uid: str) -> None:
        """A tag that did not answer has been lifted, if it is not seen now either; that is told first."""
        with contextlib.suppress(BadFrame):
            if uid not in {tag.uid for tag in self._pad.inventory()}:
                self._field.lifted(uid)
                self.post(PadSeen(self._field.lying, self._field.reading))

    def _change(self, uid: str, on: bool, found: _Found) -> None:
        """Bring a tag into the wanted state, and note in ``found`` what is known of it, as soon as it is. Raises the
        last error after three tries.

        A disarmed EAS shows only by silence, and so does an answer that was lost. So disarming is written whatever
        was read, and it is the tag's receipt that counts; before arming, silence is asked for three times.
        """
        trouble: DeviceError = TagLost(f"{uid} did not take it")
        receipt = False
        for _ in range(TRIES):
            try:
                now = self._gate_state(uid, sure=on and uid not in found.before)
                found.before.setdefault(uid, _text(now))
                wrong = [means for means, state in now.items() if not self._is_wanted(means, state, on)]
                if wrong and uid not in found.changed:
                    found.changed.append(uid)
                if not on and not receipt and Means.EAS in now and Means.EAS not in wrong:
                    wrong.append(Means.EAS)
                for means in wrong:
                    self._set(uid, means, on)
                receipt = True
                now = self._gate_state(uid) if wrong else now
                if all(self._is_wanted(means, state, on) for means, state in now.items()):
                    found.after[uid] = _text(now)
                    return
            except (TagLost, BadFrame) as error:
                trouble = error
        raise trouble

    def _gate_state(self, uid: str, *, sure: bool = False) -> dict[Means, int]:
        return {
            means: self._pad.afi(uid) if means is Means.AFI else int(self._armed(uid, TRIES if sure else 1))
            for means in self._means(uid)
        }

    def _means(self, uid: str) -> tuple[Means, ...]:
        """Another maker's tag has no EAS: where the gates look at the AFI too, that alone tells."""
        if uid.startswith(NXP) or Means.AFI not in self._gates:
            return self._gates
        return (Means.AFI,)

    def _armed(self, uid: str, times: int) -> bool:
        return any(self._pad.eas(uid) for _ in range(times))

    def _is_wanted(self, means: Means, state: int, on: bool) -> bool:
        if means is Means.EAS:
            return state == on
        return state == (Afi.IN_STOCK if on else Afi.ON_LOAN)

    def _set(self, uid: str, means: Means, on: bool) -> None:
        if means is Means.EAS:
            self._pad.write_eas(uid, on)
        else:
            self._pad.write_afi(uid, Afi.IN_STOCK if on else Afi.ON_LOAN)


def _text(state: dict[Means, int]) -> str:
    return ", ".join(
        f"afi {value:02X}" if means is Means.AFI else f"eas {'on' if value else 'off'}"
        for means, value in state.items()
    )
