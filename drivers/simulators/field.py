"""A reader's radio field and the ISO 15693 tags in it.

A tag has real memory and answers raw requests (``drivers/tags/iso15693.py``, without CRC) as the standard and NXP's
data sheet say; the field decides who hears a request and whose answer arrives. Tags may be laid down and lifted from
another thread at any moment, also in the middle of a command.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivers.tags import iso15693
from drivers.tags.iso15693 import Error, Request, response

BLOCK = 4


@dataclass
class TagSimulator:
    """One ICODE-like tag of ``blocks`` blocks of 4 bytes."""

    uid: str
    memory: bytearray = field(default_factory=bytearray)
    name: str = ""
    blocks: int = 28
    dsfid: int = 0
    afi: int = 0x07
    eas: bool = True
    has_eas: bool = True
    locked: set[int] = field(default_factory=set)
    afi_locked: bool = False
    eas_locked: bool = False
    most_blocks: int = 256  # a Fujitsu MB89R118 reads no more than 2 at a time
    quiet: bool = False
    writes: int = 0
    reach: float = 1.0
    """The probability that it hears and is heard: less for a stray tag at the edge of the field."""

    def __post_init__(self) -> None:
        self.memory = bytearray(self.memory.ljust(self.blocks * BLOCK, b"\0")[: self.blocks * BLOCK])

    def answer(self, request: Request) -> bytes | None:
        """The response, or None: silence."""
        command, parameters = request.command, request.parameters
        addressed = request.uid is not None
        match command:
            case iso15693.STAY_QUIET:
                self.quiet = addressed
                return None
            case iso15693.RESET_TO_READY | iso15693.SELECT:
                self.quiet = False
                return response()
            case iso15693.READ_SINGLE if parameters:
                return self._read(parameters[0], 1, request)
            case iso15693.READ_MULTIPLE if len(parameters) >= 2:
                return self._read(parameters[0], parameters[1] + 1, request)
            case iso15693.WRITE_SINGLE if len(parameters) == 1 + BLOCK:
                return self._write(parameters[0], parameters[1:])
            case iso15693.LOCK_BLOCK if parameters:
                return self._lock(parameters[0])
            case iso15693.WRITE_AFI if parameters:
                if self.afi_locked:
                    return response(error=Error.LOCKED)
                self.afi = parameters[0]
                self.writes += 1
                return response()
            case iso15693.LOCK_AFI:
                self.afi_locked = True
                return response()
            case iso15693.WRITE_DSFID if parameters:
                self.dsfid = parameters[0]
                self.writes += 1
                return response()
            case iso15693.SYSTEM_INFORMATION:
                memory = bytes((self.dsfid, self.afi, self.blocks - 1, BLOCK - 1, 0x01))
                return response(b"\x0f" + iso15693.uid_bytes(self.uid) + memory)
            case iso15693.SECURITY_STATUS if len(parameters) >= 2:
                first, count = parameters[0], parameters[1] + 1
                if first + count > self.blocks:
                    return response(error=Error.NO_SUCH_BLOCK)
                return response(bytes(block in self.locked for block in range(first, first + count)))
            case iso15693.SET_EAS | iso15693.RESET_EAS if self._is_mine(request):
                if self.eas_locked:
                    return response(error=Error.LOCKED)
                self.eas = command == iso15693.SET_EAS
                self.writes += 1
                return response()
            case iso15693.LOCK_EAS if self._is_mine(request):
                self.eas_locked = True
                return response()
            case iso15693.EAS_ALARM if self._is_mine(request):
                return response(iso15693.EAS_SEQUENCE) if self.eas else None
        if command >= iso15693.FIRST_CUSTOM:
            return None
        return response(error=Error.NOT_SUPPORTED) if addressed else None

    def _is_mine(self, request: Request) -> bool:
        return self.has_eas and request.manufacturer == iso15693.NXP

    def _read(self, first: int, count: int, request: Request) -> bytes:
        if count > self.most_blocks:
            return response(error=Error.UNKNOWN)
        if first + count > self.blocks:
            return response(error=Error.NO_SUCH_BLOCK)
        data = bytearray()
        for block in range(first, first + count):
            if request.flags & iso15693.OPTION_FLAG:
                data.append(block in self.locked)
            data += self.memory[block * BLOCK : (block + 1) * BLOCK]
        return response(bytes(data))

    def _write(self, block: int, data: bytes) -> bytes:
        if block >= self.blocks:
            return response(error=Error.NO_SUCH_BLOCK)
        if block in self.locked:
            return response(error=Error.LOCKED)
        self.memory[block * BLOCK : (block + 1) * BLOCK] = data
        self.writes += 1
        return response()

    def _lock(self, block: int) -> bytes:
        if block >= self.blocks:
            return response(error=Error.NO_SUCH_BLOCK)
        if block in self.locked:
            return response(error=Error.ALREADY_LOCKED)
        self.locked.add(block)
        return response()

    def facts(self) -> dict[str, Any]:
        """What a test compares, as JSON."""
        return {
            "name": self.name,
            "uid": self.uid,
            "memory": self.memory.hex().upper(),
            "blocks": self.blocks,
            "dsfid": f"{self.dsfid:02X}",
            "afi": f"{self.afi:02X}",
            "eas": self.eas,
            "has_eas": self.has_eas,
            "afi_locked": self.afi_locked,
            "locked": sorted(self.locked),
            "writes": self.writes,
        }


class Field:
    """``tags`` are all tags there are; which of them lie in the field is said by :meth:`place` and :meth:`lift`."""

    def __init__(self, tags: Iterable[TagSimulator] = (), seed: int = 1) -> None:
        self.tags = {tag.uid: tag for tag in tags}
        self.on = True
        self.metal = 0.0
        """The probability that an answer is lost."""
        self._lying: list[str] = []
        self._leaving: dict[str, int] = {}
        self._chance = random.Random(seed)  # noqa: S311 - chance in a simulation
        self._lock = threading.RLock()

    def find(self, name: str) -> TagSimulator:
        """A tag by its name or UID. Raises KeyError."""
        for tag in self.tags.values():
            if name in (tag.name, tag.uid):
                return tag
        raise KeyError(name)

    def place(self, *names: str) -> None:
        with self._lock:
            for name in names:
                uid = self.find(name).uid
                if uid not in self._lying:
                    self.find(name).quiet = False
                    self._lying.append(uid)

    def lift(self, *names: str) -> None:
        with self._lock:
            for name in names:
                uid = self.find(name).uid
                if uid in self._lying:
                    self._lying.remove(uid)
                self._leaving.pop(uid, None)

    def only(self, *names: str) -> None:
        """Exactly these lie in the field, in this order."""
        with self._lock:
            self.lift(*self._lying)
            self.place(*names)

    def lift_after(self, requests: int, name: str) -> None:
        """The tag answers so many more requests; then it is gone."""
        with self._lock:
            self._leaving[self.find(name).uid] = requests

    def reset(self) -> None:
        """The field was off for a moment: every tag is as it came."""
        with self._lock:
            for tag in self.tags.values():
                tag.quiet = False

    def lying(self) -> list[TagSimulator]:
        with self._lock:
            return [self.tags[uid] for uid in self._lying] if self.on else []

    def inventory(self, afi: int | None = None) -> list[TagSimulator]:
        """The tags an anticollision round finds."""
        with self._lock:
            found = []
            for tag in self.lying():
                if not tag.quiet and afi in (None, tag.afi) and self._heard(tag):
                    found.append(tag)
            return found

    def exchange(self, request: bytes) -> bytes | None:
        """One request without CRC into the field; None when nothing, or more than one answer, comes back."""
        parsed = iso15693.parse_request(request)
        with self._lock:
            hearing = [tag for tag in self.lying() if parsed.uid in (None, tag.uid)]
            answers = []
            for tag in hearing:
                if not self._stays(tag) or self._chance.random() >= tag.reach:
                    continue
                answer = tag.answer(
                    parsed
                )  # it hears the request, and may act on it, even if its answer is lost
                if answer is not None and self._chance.random() >= self.metal:
                    answers.append(answer)
            return answers[0] if len(answers) == 1 else None

    def _heard(self, tag: TagSimulator) -> bool:
        return self._stays(tag) and self._chance.random() < tag.reach and self._chance.random() >= self.metal

    def _stays(self, tag: TagSimulator) -> bool:
        """Count down a tag that is about to leave."""
        left = self._leaving.get(tag.uid)
        if left is None:
            return True
        if left <= 0:
            self.lift(tag.uid)
            return False
        self._leaving[tag.uid] = left - 1
        return True


def load(path: Path) -> Field:
    """A field from a JSON file: a list of tags as :meth:`TagSimulator.facts` gives them, ``on_pad`` besides.

    Raises OSError, and ValueError for what is no such list.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(facts, list):
            raise ValueError("not a list of tags")
        tags = [make_tag(one) for one in facts]
        if len({tag.uid for tag in tags}) < len(tags):
            raise ValueError("two tags with one UID")
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"{path}: not a tag: {error}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    made = Field(tags)
    made.place(*(tag.uid for tag, one in zip(tags, facts, strict=True) if one.get("on_pad")))
    return made


def make_tag(one: dict[str, Any]) -> TagSimulator:
    """A tag from its facts. Raises KeyError, TypeError, OverflowError and ValueError."""
    uid = str(one["uid"]).upper()
    if len(bytes.fromhex(uid)) != 8 or not uid.startswith("E0"):
        raise ValueError(f"{uid}: no ISO 15693 UID")
    memory, blocks = bytearray.fromhex(one.get("memory", "")), int(one.get("blocks", 28))
    dsfid, afi = int(one.get("dsfid", "00"), 16), int(one.get("afi", "07"), 16)
    if not 1 <= blocks <= 256 or len(memory) > blocks * BLOCK:
        raise ValueError(f"{uid}: 1 to 256 blocks, and memory that fits in them")
    if not (0 <= dsfid <= 0xFF and 0 <= afi <= 0xFF):
        raise ValueError(f"{uid}: DSFID and AFI are one byte")
    return TagSimulator(
        uid,
        memory,
        name=str(one.get("name", "")),
        blocks=blocks,
        dsfid=dsfid,
        afi=afi,
        eas=bool(one.get("eas", True)),
        has_eas=bool(one.get("has_eas", True)),
        locked=set(one.get("locked", ())),
        afi_locked=bool(one.get("afi_locked", False)),
    )


def dump(field_: Field) -> list[dict[str, Any]]:
    """Every tag's facts, and whether it lies there."""
    lying: Sequence[TagSimulator] = field_.lying()
    return [tag.facts() | {"on_pad": tag in lying} for tag in field_.tags.values()]
