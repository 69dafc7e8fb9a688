"""A million damaged frames for each driver of a tag reader, and for each codec: nothing may crash, hang, or be written by
accident, and the next good inventory is whole.

The drivers talk to the simulated reader without a line in between, and their clock goes as fast as they wait: else a
million answers that never come would take half a day.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from unittest import mock

from smartcard import scard

from drivers import pcsc
from drivers.cards import ndef
from drivers.cards.pcsc import PcscCardReader
from drivers.pads import exchange
from drivers.pads.bibliotheca import BibliothecaPad
from drivers.pads.feig import FeigPad
from drivers.pads.pcsc import PcscPad
from drivers.pads.rl866 import Rl866Pad
from drivers.registry import parse_options
from drivers.roles import Afi, BadFrame, ItemPad, TagLost, TagRefused
from drivers.simulators.bibliotheca import BibliothecaSimulator
from drivers.simulators.contactless import CardSimulator, Iso15693Card, Ntag, text_message
from drivers.simulators.feig import FeigSimulator
from drivers.simulators.field import Field, TagSimulator
from drivers.simulators.reader import ReaderSimulator
from drivers.simulators.rl866 import Rl866Simulator
from drivers.simulators.wire import Wire
from drivers.tags import isil, iso15693, iso15962, iso28560_2, iso28560_3
from drivers.tags.model import decode, decode_uhf
from tests.bench.measure import Aim, Finding, Sample, ratios
from tests.mutation import mutate

FRAMES = 1_000_000
TURN = 1000
"""Frames between two looks at whether all is well."""
LONGEST = 30.0
"""Seconds, of the driver's own clock, after which a single call hangs: three tries of every block take less."""
HARMLESS = (BadFrame, TagLost, TagRefused)
MEMORY = iso28560_2.encode("30001000000010", owner="CN-420100-1", usage=0x10)


class Harm(Exception):
    """What must not happen did."""


# --- drivers ----------------------------------------------------------------------------------------------------------


class Clock:
    """Stands where a module has ``time``."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class NoWire(Wire):
    """For a simulator that is asked directly."""

    address = port = "nowhere"

    def plug(self) -> None: ...
    def unplug(self) -> None: ...
    def _handle(self) -> None: ...
    def _hung_up(self) -> None: ...


class DirectLine:
    """A driver's line without a line: what is written is answered by the simulator, and the answer spoilt."""

    def __init__(
        self, answer: Callable[[bytes], bytes | None], spoil: Callable[[bytes], bytes], clock: Clock
    ) -> None:
        self._answer = answer
        self._spoil = spoil
        self._clock = clock
        self._coming = b""

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, data: bytes) -> None:
        self._coming += self._spoil(self._answer(data) or b"")

    def read(self, seconds: float = 0.1) -> bytes:
        if not self._coming:
            self._clock.now += max(seconds, 0.001)
        coming, self._coming = self._coming, b""
        return coming


class Rig:
    """A driver over three tags, whose answers are spoilt while ``spoiling``; counts how many were."""

    pad: ItemPad

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = Clock()
        self.frames = 0
        self.spoiling = False
        self.deaf = False
        """The reader carries nothing out, and what comes back is made from an answer of before."""
        self.tags = [
            TagSimulator(f"E00401003132333{number}", bytearray(MEMORY), dsfid=6) for number in range(3)
        ]
        self.field = Field(self.tags)
        self.last = b""

    def spoil(self, answer: bytes) -> bytes:
        if not self.spoiling:
            return answer
        self.frames += 1
        return mutate(answer, self.chance)

    def heard(self, true: Callable[[], bytes | None]) -> bytes:
        if self.deaf:
            return self.last
        self.last = true() or b""
        return self.last


class SerialRig(Rig):
    DEVICES: ClassVar[dict[str, tuple[Any, Any, dict[str, object]]]] = {
        "feig": (FeigPad, FeigSimulator, {"gap_ms": 0}),
        "bibliotheca": (BibliothecaPad, BibliothecaSimulator, {}),
        "rl866": (Rl866Pad, Rl866Simulator, {"eas": True}),
    }

    def __init__(self, name: str, seed: int) -> None:
        super().__init__(seed)
        driver, simulator, options = self.DEVICES[name]
        self.device: ReaderSimulator = simulator(NoWire(), self.field)
        self.field.place(*(tag.uid for tag in self.tags))
        self.pad = driver(parse_options(driver, {"port": "nowhere", **options}))
        line = DirectLine(
            lambda request: self.heard(lambda: self.device.answer(request)), self.spoil, self.clock
        )
        self.pad.line = line  # type: ignore[attr-defined]
        self.pad._exchange._line = line  # type: ignore[attr-defined]

    @contextmanager
    def ready(self) -> Iterator[None]:
        with mock.patch.object(exchange, "time", self.clock):
            self.pad.open()
            yield
        self.device.close()


class PcscRig(Rig):
    """PC/SC's calls, with a card instead of the daemon."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        del self.tags[1:]
        self.field.place(self.tags[0].uid)
        self.card: CardSimulator = Iso15693Card(self.field, self.tags[0])
        self.pad = PcscPad(parse_options(PcscPad, {}))

    @contextmanager
    def ready(self) -> Iterator[None]:
        present = scard.SCARD_STATE_PRESENT

        def transmit(_handle: int, _protocol: int, command: list[int]) -> tuple[int, list[int]]:
            return 0, list(self.spoil(self.heard(lambda: self.card.answer(bytes(command)))))

        calls = {
            "SCardEstablishContext": lambda _scope: (0, 1),
            "SCardReleaseContext": lambda _context: 0,
            "SCardListReaders": lambda _context, _groups: (0, ["Reader"]),
            "SCardGetStatusChange": lambda _context, _wait, _known: (
                0,
                [("Reader", present, list(self.card.atr))],
            ),
            "SCardConnect": lambda *_how: (0, 2, scard.SCARD_PROTOCOL_T1),
            "SCardBeginTransaction": lambda _handle: 0,
            "SCardEndTransaction": lambda _handle, _how: 0,
            "SCardDisconnect": lambda _handle, _how: 0,
            "SCardTransmit": transmit,
        }
        with mock.patch.multiple(pcsc.scard, **calls):
            self.pad.open()
            yield


def pads(rig: SerialRig | PcscRig, frames: int) -> None:
    """Ask everything, again and again, until so many answers were spoilt."""
    with rig.ready():
        pad, tag = rig.pad, rig.tags[0]
        everybody = sorted(one.uid for one in rig.tags)
        asks: list[Callable[[], object]] = [
            pad.inventory,
            lambda: _cycle(pad),
            lambda: pad.read(tag.uid, 0, 8),
            lambda: pad.afi(tag.uid),
            lambda: pad.eas(tag.uid),
        ]
        writes: list[Callable[[], object]] = [
            lambda: pad.write_afi(tag.uid, Afi.ON_LOAN),
            lambda: pad.write_eas(tag.uid, False),
            lambda: pad.write(tag.uid, 20, b"ABCDEFGH"),
        ]
        looked_at = 0
        pad.inventory()
        while rig.frames < frames:
            rig.spoiling = True
            _ask(rig, rig.chance.choice(asks))
            if sum(one.writes for one in rig.tags):
                raise Harm("a tag was written to, and nobody had asked for it")
            if rig.chance.random() < 0.1:
                _write_to_the_deaf(rig, rig.chance.choice(writes))
            if rig.frames - looked_at >= TURN:
                looked_at = rig.frames
                _all_is_well(rig, everybody)
        _all_is_well(rig, everybody)


def _ask(rig: Rig, ask: Callable[[], object]) -> bool:
    """Whether it was answered."""
    begun = rig.clock.now
    try:
        ask()
        return True
    except HARMLESS:
        return False
    finally:
        if rig.clock.now - begun > LONGEST:
            raise Harm(f"a call took {rig.clock.now - begun:.0f} s")


def _write_to_the_deaf(rig: Rig, write: Callable[[], object]) -> None:
    """Nothing is written, and what answers is a damaged answer to something else: it must not count as written."""
    rig.spoiling = False
    rig.pad.inventory()  # the last answer that was whole
    rig.spoiling = rig.deaf = True
    counted = _ask(rig, write)
    rig.deaf = False
    if counted:
        raise Harm("a write that never was counts as written")


def _cycle(pad: ItemPad) -> None:
    """What a kiosk does: look, and read what is there."""
    for tag in pad.inventory():
        pad.read(tag.uid, 0, 8)


def _all_is_well(rig: Rig, everybody: list[str]) -> None:
    """Within one cycle."""
    rig.spoiling = False
    _ask(rig, lambda: _cycle(rig.pad))
    if sorted(tag.uid for tag in rig.pad.inventory()) != everybody:
        raise Harm("the next good inventory was not whole")


def cards(rig: PcscRig, frames: int) -> None:
    """A patron's NTAG, read by its text."""
    number = "20001000000103"
    rig.card = Ntag(bytes.fromhex("04A1B2C3D4E5F6"), text_message(number))
    reader = PcscCardReader(parse_options(PcscCardReader, {"source": "ndef"}))
    with rig.ready():
        reader.open()
        rig.spoiling = True
        while rig.frames < frames:
            reader._seen.clear()
            reader._shown.clear()
            _ask(rig, lambda: next(told for told in reader.readings() if told))
        rig.spoiling = False
        reader.open()
        if next(told for told in reader.readings() if told).number != number:  # type: ignore[union-attr]
            raise Harm("the card is not read any more")


# --- codecs -----------------------------------------------------------------------------------------------------------


def _codecs() -> dict[str, tuple[list[bytes], Callable[[bytes], object]]]:
    """Good data, and what reads it; those that may say no say it by ValueError."""
    second = [
        iso28560_2.encode(
            f"3000100000{number:04}", owner="CN-420100-1", parts=3, part=2, usage=0x10, shelf="QA268.L55"
        )
        for number in range(8)
    ]
    third = [
        iso28560_3.encode(f"3000100000{number:04}", owner="DK-718500", parts=1 + number)
        for number in range(8)
    ]
    old = [bytes.fromhex("0411000032303039303130313031323300000000FFFFFFFF7FFFFFFF00000000")]
    epc = bytes.fromhex("C157340017030003981308 03F4040000".replace(" ", ""))
    requests = [iso15693.with_crc(iso15693.request(0x23, b"\0\7", uid="E004010031323334"))]
    return {
        "tag models": (
            [*second, *third, *old, bytes(112)],
            lambda data: decode(data, uid="E004010031323334", dsfid=6),
        ),
        "UHF tags": ([epc], lambda data: decode_uhf(data, data[::-1])),
        "ISO 15962": (
            second,
            lambda data: [iso15962.expand(one.scheme, one.data) for one in iso15962.parse(data)],
        ),
        "ISO 15693": (requests, lambda data: iso15693.parse_request(iso15693.check_crc(data))),
        "ISIL": ([isil.encode("CN-110108-1-NLC"), isil.encode("US-InU-Mu")], isil.decode),
        "NDEF": ([b"\3\x15" + text_message("20001000000103") + b"\xfe"], ndef.first_text),
    }


def codec(name: str, frames: int, seed: int) -> None:
    good, read = _codecs()[name]
    chance = random.Random(seed)
    for _ in range(frames):
        data = mutate(chance.choice(good), chance)
        try:
            read(data)
        except (ValueError, ndef.Incomplete):
            continue


# --- what was found ---------------------------------------------------------------------------------------------------


def targets() -> dict[str, Callable[[int], None]]:
    found: dict[str, Callable[[int], None]] = {
        f"driver {name}": lambda frames, name=name: pads(SerialRig(name, 7), frames)  # type: ignore[misc]
        for name in SerialRig.DEVICES
    }
    found["driver pcsc-pad"] = lambda frames: pads(PcscRig(7), frames)
    found["driver pcsc-card"] = lambda frames: cards(PcscRig(7), frames)
    for name in _codecs():
        found[f"codec {name}"] = lambda frames, name=name: codec(name, frames, 7)  # type: ignore[misc]
    return found


def run(frames: int = FRAMES) -> list[Finding]:
    """Beside it, how long it takes only to damage as many frames."""
    findings = []
    for name, target in targets().items():
        harm = []
        begun = time.perf_counter()
        try:
            target(frames)
        except Exception as error:
            harm.append(f"{type(error).__name__}: {error}")
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        chance = random.Random(7)
        for _ in range(frames):
            mutate(MEMORY, chance)
        alone = time.perf_counter() - begun
        findings.append(
            Finding(
                f"fuzz {name}",
                Sample("damaged frames taken", "frames/s", [frames / took]),
                Sample("frames damaged, and dropped", "frames/s", [frames / alone]),
                [Aim(f"harm done by {frames:,} frames", len(harm), 0)],
                ratio=ratios([took], [alone]),
                ratio_of="time, ours ÷ yardstick",
                notes=harm or ["only typed errors; nothing written, nothing hung, whole at once afterwards"],
            )
        )
    return findings
