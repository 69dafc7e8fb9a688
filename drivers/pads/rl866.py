"""RL866 readers of the Chinese OEM family, on a serial port or USB-serial adapter.

::

    request  FA LEN RID PCB INF CRC   LEN counts all but FA; RID FF: any reader
    answer   FA LEN RID PCB INF CRC   INF: command, status (word), data

CRC-16/MCRF4XX over LEN to INF and words, both least significant byte first. PCB bit 6 alternates with each request
and is echoed, so that a late answer is known as one; C0 begins anew. A tag is connected before its memory is used.

Source: the protocol descriptions and test frames in Hypernova-Oy/lainuri. That the answer to the EAS alarm request is
one byte, 1 for armed, and that a tag's error comes as two bytes, are assumptions; so ``eas`` is off by default until
somebody has seen a reader do it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from drivers.pads.exchange import Exchange
from drivers.roles import BadFrame, DeviceLost, Means, Role, SeenTag, TagLost, TagRefused
from drivers.tags import iso15693
from drivers.tags.crc import mcrf4xx
from drivers.transport import Line, LineOptions

START = 0xFA
ANY_READER = 0xFF
RESYNC = 0xC0
SEQUENCE = 0x40
BLOCK = 4
MOST_BLOCKS = 32
MOST_ROUNDS = 20

INVENTORY, CONNECT, DISCONNECT, ACCESS = 0x31, 0x32, 0x33, 0x34
GO_ON = 0x08
READ, WRITE, WRITE_AFI, SYSTEM_INFORMATION = 0x0003, 0x0004, 0x0006, 0x000A
ENABLE_EAS, DISABLE_EAS, EAS_ALARM = 0x000C, 0x000D, 0x000F
ISO_15693 = 1
HAS_ANTENNA, HAS_PROTOCOL, HAS_TYPE, HAS_SERIAL, HAS_MEMORY = 1, 2, 4, 8, 16
DONE = 1


@dataclass(frozen=True, kw_only=True)
class Rl866Options(LineOptions):
    baudrate: int = field(default=38400, metadata={"help": "bits a second", "least": 9600, "most": 115200})
    parity: str = field(default="even", metadata={"help": "parity bit", "choices": ("none", "even", "odd")})
    response_ms: int = field(
        default=1000, metadata={"help": "the reader's longest answer", "least": 50, "most": 30000}
    )
    eas: bool = field(default=False, metadata={"help": "use the EAS commands (not confirmed on hardware)"})


class Rl866Pad:
    """An RL866 pad."""

    name: ClassVar[str] = "rl866"
    role: ClassVar[Role] = Role.ITEM_PAD
    Options = Rl866Options

    def __init__(self, options: Rl866Options) -> None:
        self.line = Line(options)
        self._options = options
        self._seconds = options.response_ms / 1000
        self._exchange = Exchange(self.line, frame_length)
        self._sequence = 0
        self._lost_handle = False
        self._types: dict[str, int] = {}

    def open(self) -> None:
        """Open the line and begin anew with the reader."""
        self.line.open()
        try:
            self._begin_anew()
        except BadFrame as error:
            self.line.close()
            raise DeviceLost(f"{self._options.port}: no RL866 reader answers ({error})") from error

    def close(self) -> None:
        self.line.close()

    def means(self) -> frozenset[Means]:
        return frozenset(Means) if self._options.eas else frozenset((Means.AFI,))

    def inventory(self) -> tuple[SeenTag, ...]:
        seen: dict[str, SeenTag] = {}
        flags = 0
        for _ in range(MOST_ROUNDS):
            data = self._ask(INVENTORY, bytes((flags,)))
            if len(data) < 4:
                raise BadFrame("an inventory that cannot be read")
            for uid, kind in parse_tags(data):
                seen.setdefault(uid, SeenTag(uid))
                self._types[uid] = kind
            if not data[0]:
                self._types = {uid: kind for uid, kind in self._types.items() if uid in seen}
                return tuple(seen.values())
            flags = GO_ON
        raise BadFrame("the inventory has no end")

    def read(self, uid: str, first: int, count: int) -> bytes:
        memory = b""
        with _Connected(self, uid) as handle:
            step = MOST_BLOCKS
            while count > 0:
                step = min(count, step)
                try:
                    memory += self._read(handle, first, step)
                except TagRefused:  # beyond the last block: the rest one by one
                    if step == 1:
                        break
                    step = 1
                else:
                    first, count = first + step, count - step
        return memory

    def write(self, uid: str, first: int, data: bytes) -> None:
        with _Connected(self, uid) as handle:
            for at in range(0, len(data), MOST_BLOCKS * BLOCK):
                some = data[at : at + MOST_BLOCKS * BLOCK]
                self._access(handle, WRITE, _word(first + at // BLOCK) + _word(len(some) // BLOCK) + some)

    def afi(self, uid: str) -> int:
        with _Connected(self, uid) as handle:
            data = self._access(handle, SYSTEM_INFORMATION)
        if len(data) < 11 or iso15693.uid_text(data[1:9]) != uid:
            raise BadFrame("the answer is about another tag")
        return data[10]

    def write_afi(self, uid: str, afi: int) -> None:
        with _Connected(self, uid) as handle:
            self._access(handle, WRITE_AFI, bytes((afi,)))

    def eas(self, uid: str) -> bool:
        with _Connected(self, uid) as handle:
            data = self._access(handle, EAS_ALARM)
        if data not in (b"\0", b"\1"):
            raise BadFrame("an EAS alarm that cannot be read")
        return data == b"\1"

    def write_eas(self, uid: str, on: bool) -> None:
        with _Connected(self, uid) as handle:
            self._access(handle, ENABLE_EAS if on else DISABLE_EAS)

    # --- the wire -------------------------------------------------------------------------------------------

    def connect(self, uid: str) -> int:
        """A handle for a tag. A reader has few of them: one whose end was not heard of is taken back with all."""
        if self._lost_handle:
            self._begin_anew()
        self._lost_handle = True  # until we have it
        serial = iso15693.uid_bytes(uid)
        head = bytes((0, ISO_15693, self._types.get(uid, 1), len(serial) + 1, 1))
        data = self._ask(CONNECT, head + serial)
        if len(data) != 1:
            raise BadFrame("a handle that cannot be read")
        return data[0]

    def disconnect(self, handle: int) -> None:
        self._ask(DISCONNECT, bytes((handle,)))
        self._lost_handle = False

    def _read(self, handle: int, first: int, count: int) -> bytes:
        data = self._access(handle, READ, b"\0" + _word(first) + _word(count))
        if len(data) != 2 + count * BLOCK or int.from_bytes(data[:2], "little") != count:
            raise BadFrame("blocks other than those asked for")
        return data[2:]

    def _access(self, handle: int, command: int, parameters: bytes = b"") -> bytes:
        """length, command (word), then 1 and the data, or 0 and an error (word, 0: no tag)."""
        order = _word(command) + parameters
        data = self._ask(ACCESS, bytes((handle, len(order))) + order)
        if len(data) < 4 or data[0] != len(data) - 1 or data[1:3] != order[:2]:
            raise BadFrame("the answer is about another command")
        if data[3] == DONE:
            return data[4:]
        error = int.from_bytes(data[4:6], "little")
        if not error:
            raise TagLost("no tag answered")
        raise TagRefused(iso15693.error_text(error))

    def _ask(self, command: int, data: bytes = b"") -> bytes:
        self._sequence ^= SEQUENCE
        expected = self._sequence

        def accept(frame: bytes) -> tuple[int, bytes] | None:
            answer = content(frame)
            if answer is None or answer[0] != expected or len(answer) < 4 or answer[1] != command:
                return None
            return int.from_bytes(answer[2:4], "little"), answer[4:]

        request = build_frame(expected, bytes((command,)) + data)
        status, answer = self._exchange.ask(request, accept, self._seconds)
        if status:
            raise TagRefused(f"the reader answers status {status:04X}")
        return answer

    def _begin_anew(self) -> None:
        def accept(frame: bytes) -> bool | None:
            answer = content(frame)
            return True if answer is not None and answer[0] & RESYNC == RESYNC else None

        self._exchange.ask(build_frame(RESYNC, b""), accept, self._seconds)
        self._sequence = 0
        self._lost_handle = False


class _Connected:
    """A tag connected for a while; an error of its own on the way out does not hide what happened inside."""

    def __init__(self, pad: Rl866Pad, uid: str) -> None:
        self._pad = pad
        self._uid = uid

    def __enter__(self) -> int:
        self._handle = self._pad.connect(self._uid)
        return self._handle

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, DeviceLost):
            return
        try:
            self._pad.disconnect(self._handle)
        except (BadFrame, TagRefused):
            if kind is None:
                raise


# --- frames -----------------------------------------------------------------------------------------------------


def build_frame(control: int, information: bytes) -> bytes:
    body = bytes((len(information) + 5, ANY_READER, control)) + information
    return bytes((START,)) + body + mcrf4xx(body).to_bytes(2, "little")


def frame_length(buffer: bytes) -> int | None:
    """For :class:`~drivers.pads.exchange.Exchange`."""
    if buffer[0] != START:
        return 0
    if len(buffer) < 2:
        return None
    return 1 + buffer[1] if buffer[1] >= 5 else 0


def content(frame: bytes) -> bytes | None:
    """PCB and INF of an undamaged frame."""
    if mcrf4xx(frame[1:-2]).to_bytes(2, "little") != frame[-2:]:
        return None
    return frame[3:-2]


def parse_tags(data: bytes) -> list[tuple[str, int]]:
    """UID and tag type of each ISO 15693 tag in an inventory: stop type, buffered (word), sent, then for each tag its
    flags and the fields they announce. Raises BadFrame."""
    found = []
    at = 4
    try:
        for _ in range(data[3]):
            flags, at = data[at], at + 1
            at += bool(flags & HAS_ANTENNA)
            protocol = data[at] if flags & HAS_PROTOCOL else ISO_15693
            at += bool(flags & HAS_PROTOCOL)
            kind = data[at] if flags & HAS_TYPE else 1
            at += bool(flags & HAS_TYPE)
            if flags & (HAS_MEMORY | 0x80) or not flags & HAS_SERIAL:
                raise BadFrame("an inventory with fields that were not asked for")
            length = data[at]
            serial = data[at + 1 : at + 1 + length]
            at += 1 + length
            if len(serial) < length:
                raise BadFrame("an inventory that cannot be read")
            if protocol == ISO_15693:
                if length < 8 or serial[7] != 0xE0:
                    raise BadFrame("a UID that is none of ISO 15693")
                found.append((iso15693.uid_text(serial[:8]), kind))
    except IndexError:
        raise BadFrame("an inventory that cannot be read") from None
    if at != len(data):
        raise BadFrame("an inventory with bytes left over")
    return found


def _word(value: int) -> bytes:
    return value.to_bytes(2, "little")
