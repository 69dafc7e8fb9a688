"""Items on an RFID pad: how near to the wire's own speed a stack is read, what the driver's thinking costs, and how soon
a tag that is laid down has its row."""

from __future__ import annotations

import json
import queue
import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import serial

from drivers.pads.feig import FeigPad
from drivers.registry import parse_options
from drivers.roles import SeenTag
from drivers.simulators import air
from drivers.tags import iso15693, iso28560_2
from tests.bench.actor import Actor
from tests.bench.installation import JIEYUE, installed
from tests.bench.measure import Aim, Finding, Sample, in_turns, ratios
from tests.bench.place import BUILD
from tests.bench.screen import Wire, begin_visit, pause, strip, until

BAUDRATE, BITS = 38400, 11  # 8E1
BLOCKS = 8  # 32 bytes
STACKS = (1, 5, 10, 20)
ROW_MS = 300.0


class Pad:
    """``jieyue simulate pad`` on a pseudo-terminal, as a program of its own."""

    def __init__(self, directory: Path, items: Sequence[str], *, timing: bool, psst: int) -> None:
        chance = random.Random(len(items))
        tags = [
            {
                "name": item,
                "uid": f"E00401{chance.getrandbits(40):010X}",
                "memory": iso28560_2.encode(item, usage=0x10).hex(),
                "dsfid": "06",
            }
            for item in items
        ]
        self.names = {tag["uid"]: tag["name"] for tag in tags}
        (directory / "tags.json").write_text(json.dumps(tags))
        self.port = directory / "pad"
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._program = subprocess.Popen(
            [
                JIEYUE,
                "simulate",
                "pad",
                *("--link", str(self.port)),
                *("--tags", str(directory / "tags.json")),
                *("--psst", str(psst)),
                *(["--timing"] if timing else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self._until("ready")

    def tell(self, command: str) -> float:
        """Give a command and wait until it is carried out; when it was given."""
        assert self._program.stdin
        at = time.monotonic()
        self._program.stdin.write(f"{command}\n")
        self._program.stdin.flush()
        self._until(f"ok {command}")
        return at

    def end(self) -> None:
        self._program.terminate()
        self._program.wait(10)

    def _until(self, words: str) -> None:
        while not self._said.get(timeout=20).startswith(words):
            pass

    def _listen(self) -> None:
        for line in self._program.stdout or ():
            self._said.put(line.rstrip())


@contextmanager
def a_pad(items: Sequence[str], *, timing: bool, psst: int = 5) -> Iterator[Pad]:
    """``psst``: milliseconds of silence that the reader wants before a request."""
    with tempfile.TemporaryDirectory(dir=BUILD) as directory:
        pad = Pad(Path(directory), items, timing=timing, psst=psst)
        try:
            yield pad
        finally:
            pad.end()


@contextmanager
def a_driver(pad: Pad, **options: object) -> Iterator[FeigPad]:
    driver = FeigPad(parse_options(FeigPad, {"port": str(pad.port), **options}))
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


# --- a stack --------------------------------------------------------------------------------------------------------


def stack(turns: int = 12, stacks: Sequence[int] = STACKS) -> list[Finding]:
    """Identity and 32 bytes of every tag, the reader's PSST set to 0 and left at 5 ms, against what line and air need."""
    findings = []
    for count in stacks:
        items = [f"3{number:013d}" for number in range(count)]
        with a_pad(items, timing=True, psst=0) as pad:
            pad.tell(":only " + " ".join(items))
            took, needed = _stack(pad, turns, gap_ms=0)
            rested, rests = _stack(pad, turns, gap_ms=5)
        with_rests = ratios(rested, rests)
        ratio = ratios(took, needed)
        findings.append(
            Finding(
                f"stack of {count}",
                Sample("driver, from the first byte to the last tag", "ms", took),
                Sample("bytes at 38,400 baud, and ISO 15693 on the air", "ms", needed),
                [Aim("of what line and air need", ratio.median, 1.10)],
                ratio=ratio,
                notes=[
                    f"with the reader's usual 5 ms of silence before each request: "
                    f"{with_rests.median:.2f} of line, air and silence; {Sample('', '', rested).median:.0f} ms"
                ],
            )
        )
    return findings


def _stack(pad: Pad, turns: int, gap_ms: int) -> tuple[list[float], list[float]]:
    """Milliseconds: as measured, and as line, air and silence need."""
    took: list[float] = []
    needed: list[float] = []
    with a_driver(pad, gap_ms=gap_ms) as driver:
        sizes: list[int] = []
        driver.line.trace = lambda _way, data: sizes.append(len(data))
        requests = [0]
        write = driver.line.write

        def counted(data: bytes) -> None:
            requests[0] += 1
            write(data)

        driver.line.write = counted  # type: ignore[method-assign]
        for _ in range(turns):
            time.sleep(0.01)  # whatever silence is due has passed
            sizes.clear()
            requests[0] = 0
            begun = time.perf_counter()
            tags = driver.inventory()
            memories = [driver.read(tag.uid, 0, BLOCKS) for tag in tags]
            took.append((time.perf_counter() - begun) * 1e3)
            if len(tags) != len(pad.names) or any(len(memory) != 4 * BLOCKS for memory in memories):
                raise RuntimeError("the stack was not read whole")
            line = sum(sizes) * BITS / BAUDRATE
            needed.append((line + _air(tags) + (requests[0] - 1) * gap_ms / 1e3) * 1e3)
    return took, needed


def _air(tags: Sequence[SeenTag]) -> float:
    """Seconds: one anticollision, and an addressed read of 8 blocks a tag."""
    request = len(iso15693.request(iso15693.READ_MULTIPLE, bytes((0, BLOCKS - 1)), uid=tags[0].uid))
    read = air.exchange_seconds(request, 1 + 4 * BLOCKS)
    return air.inventory_seconds([tag.uid for tag in tags]) + len(tags) * read


# --- the driver's own work ------------------------------------------------------------------------------------------


def driver_cpu(turns: int = 20, inventories: int = 100, tags: int = 10) -> list[Finding]:
    """CPU time of this thread for an inventory of a full pad, against pyserial alone with the same bytes."""
    items = [f"3{number:013d}" for number in range(tags)]
    with a_pad(items, timing=False, psst=0) as pad:
        pad.tell(":only " + " ".join(items))
        talk: list[tuple[bytes, int]] = []
        with a_driver(pad, gap_ms=0) as driver:
            driver.line.trace = lambda way, data: talk.append((data, 0) if way == "out" else (b"", len(data)))
            driver.inventory()
            driver.line.trace = None
            exchanges = _exchanges(talk)

            def bare() -> float:
                with serial.Serial(str(pad.port), BAUDRATE, timeout=1) as line:
                    return _cpu_ms(lambda: _repeat(line, exchanges), inventories)

            def ours() -> float:
                driver.open()
                cpu = _cpu_ms(driver.inventory, inventories)
                driver.close()
                return cpu

            driver.close()
            took, alone = in_turns(ours, bare, turns)
    ratio = ratios(took, alone)
    return [
        Finding(
            "driver CPU",
            Sample(f"an inventory of {tags} tags through the driver", "ms", took),
            Sample("pyserial writing and reading the same bytes", "ms", alone),
            [Aim("of pyserial's own", ratio.median, 3.0)],
            ratio=ratio,
            notes=[
                f"CPU time of one thread; the reader answers at once; {turns} turns of {inventories} inventories"
            ],
        )
    ]


def _exchanges(talk: Sequence[tuple[bytes, int]]) -> list[tuple[bytes, int]]:
    """Requests, and the length of the answer to each."""
    found: list[tuple[bytes, int]] = []
    for sent, came in talk:
        if sent:
            found.append((sent, 0))
        else:
            found[-1] = (found[-1][0], found[-1][1] + came)
    return found


def _repeat(line: serial.Serial, exchanges: Sequence[tuple[bytes, int]]) -> None:
    for request, length in exchanges:
        line.write(request)
        if len(line.read(length)) != length:
            raise RuntimeError("the reader did not answer")


def _cpu_ms(work: Callable[[], object], times: int) -> float:
    begun = time.thread_time()
    for _ in range(times):
        work()
    return (time.thread_time() - begun) / times * 1e3


# --- tag to row -----------------------------------------------------------------------------------------------------


def row(visits: int = 6, books: int = 5) -> list[Finding]:
    """A book is laid on the pad, and its row is painted: true timing on the line, the calm time included."""
    seen: list[float] = []
    empty: list[float] = []
    line = Wire()
    scanner = Wire()
    with installed() as place:
        items, borrower = place.lendable_items()[:books], place.borrowers()[0]
        with (
            a_pad(items, timing=True) as pad,
            Actor("tests.bench.kiosk_window", place.kiosk(scanner=scanner.port, pad=pad.port)) as kiosk,
            Actor("tests.bench.plain_window", line.port) as plain,
        ):
            until(kiosk, "reached", True)
            for lying in (1, 0):  # the pad is open
                pad.tell(" ".join([":only", *items[:lying]]))
                until(kiosk, "lying", lying)
            for _ in range(visits):
                begin_visit(kiosk, scanner, borrower)
                for page in ("borrow", "return"):
                    if page == "return":
                        pad.tell(":only")
                        until(kiosk, "lying", 0)
                        kiosk.do("post", event="return")
                        until(kiosk, "page", "return")
                    for item in items:
                        seen.append(_laid(kiosk, pad, item))
                        empty.append(strip(plain, line))
                kiosk.do("post", event="finish")
                until(kiosk, "page", "slip")
                pad.tell(":only")
                until(kiosk, "lying", 0)
                kiosk.do("post", event="no-slip")
                until(kiosk, "page", "goodbye")
    p95 = Sample("", "", seen).percentile(95)
    return [
        Finding(
            "tag → row",
            Sample("laid on the pad → row painted", "ms", seen),
            Sample("empty window, byte → frame", "ms", empty),
            [Aim("p95, with 100 ms of calm", p95, ROW_MS, "ms")],
            ratio=ratios(seen, empty),
        )
    ]


def _laid(kiosk: Actor, pad: Pad, item: str) -> float:
    """Milliseconds to the first frame with the item's row; then it is waited for until all is done."""
    kiosk.do("arm")
    pause()
    at = pad.tell(f":place {item}")
    first = None
    while True:
        said = kiosk.wait("row")
        if said["item"] != item:
            continue
        first = said["at"] if first is None else first
        if said["outcome"] == "done":
            return float(first - at) * 1e3
        if said["outcome"] != "waiting":
            raise RuntimeError(f"{item}: {said['outcome']}; the measured visits should succeed")
