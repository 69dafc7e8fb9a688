"""3M 210 and 810 readers, now Bibliotheca's, on a serial port or the 810's USB-serial interface.

::

    request  D6 length(2, MSB first, of what follows) command data CRC(2)
    answer   D6 length command error data CRC

CRC-16/GENIBUS over length to data, most significant byte first. The start byte is D5 for the firmware handshake that
begins a session. UIDs come with E0 first, block bytes in the tag's own order.

Source: dpavlin/Biblio-RFID (the 810's traffic and the 210's documents).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from drivers.pads.exchange import Exchange
from drivers.roles import BadFrame, DeviceLost, Means, Role, SeenTag, TagLost, TagRefused
from drivers.tags.crc import genibus
from drivers.transport import Line, LineOptions

START, HANDSHAKE = 0xD6, 0xD5
BLOCK = 4
MOST_BLOCKS = 16  # whose answer is still short of 128 bytes

VERSION_REQUEST = bytes.fromhex("040011")
INVENTORY, READ, WRITE, READ_AFI, WRITE_AFI, CHECK_EAS, SET_EAS = 0xFE, 0x02, 0x04, 0x0A, 0x09, 0x03, 0x0C
WITH_DSFID = 0x02
UIDS = 0x05

NO_TAG = 0x06
MOST_LOCK_STATUS = 3  # a block's lock byte; above it is an error code
ERROR_TEXTS = {
    0x02: "the reader does not know this command",
    0x0F: "unknown error",
    0x11: "no such block",
    0x12: "the block is locked",
    0x15: "the block was not read",
    0x16: "the block was not written",
    0x21: "the tag does not know this command",
    0x22: "the tag did not understand",
    0x23: "the tag does not know this option",
    0x30: "this kind of tag is not supported",
    0x31: "no such option",
    0x32: "a parameter is out of range",
    0xFD: "cancelled",
    0xFE: "the reader's memory is full",
}


@dataclass(frozen=True, kw_only=True)
class BibliothecaOptions(LineOptions):
    baudrate: int = field(default=19200, metadata={"help": "bits a second", "least": 9600, "most": 115200})
    response_ms: int = field(
        default=1000, metadata={"help": "the reader's longest answer", "least": 50, "most": 30000}
    )


class BibliothecaPad:
    """A 3M/Bibliotheca 210 or 810."""

    name: ClassVar[str] = "bibliotheca"
    role: ClassVar[Role] = Role.ITEM_PAD
    Options = BibliothecaOptions

    def __init__(self, options: BibliothecaOptions) -> None:
        self.line = Line(options)
        self._port = options.port
        self._seconds = options.response_ms / 1000
        self._exchange = Exchange(self.line, frame_length)

    def open(self) -> None:
        """Open the line and shake hands."""
        self.line.open()
        try:
            self.firmware()
        except (BadFrame, TagRefused) as error:
            self.line.close()
            raise DeviceLost(f"{self._port}: no Bibliotheca reader answers ({error})") from error

    def close(self) -> None:
        self.line.close()

    def means(self) -> frozenset[Means]:
        return frozenset(Means)

    def firmware(self) -> str:
        """The version, as the handshake gives it."""

        def accept(frame: bytes) -> bytes | None:
            data = content(frame, HANDSHAKE)
            return data[3:] if data is not None and data[:3] == VERSION_REQUEST and len(data) >= 7 else None

        version = self._exchange.ask(build_frame(HANDSHAKE, VERSION_REQUEST), accept, self._seconds)
        return ".".join(map(str, version))

    def inventory(self) -> tuple[SeenTag, ...]:
        error, data = self._ask(INVENTORY, bytes((0, UIDS | WITH_DSFID)))
        if error == NO_TAG:
            return ()
        if error:
            self._raise(error)
        size = 9
        if len(data) < 4 or len(data) != 4 + data[3] * size:
            raise BadFrame("an inventory that cannot be read")
        seen: dict[str, SeenTag] = {}  # these readers list a tag twice now and then
        for at in range(4, len(data), size):
            uid = data[at + 1 : at + size]
            if uid[0] != 0xE0:
                raise BadFrame("a UID that is none of ISO 15693")
            seen.setdefault(uid.hex().upper(), SeenTag(uid.hex().upper(), data[at]))
        return tuple(seen.values())

    def read(self, uid: str, first: int, count: int) -> bytes:
        memory = b""
        while count > 0:
            step = min(count, MOST_BLOCKS)
            more = self._read(uid, first, step)
            memory += more
            if len(more) < step * BLOCK:
                break
            first, count = first + step, count - step
        return memory

    def write(self, uid: str, first: int, data: bytes) -> None:
        for at in range(0, len(data), MOST_BLOCKS * BLOCK):
            some = data[at : at + MOST_BLOCKS * BLOCK]
            start, count = first + at // BLOCK, len(some) // BLOCK
            answer = self._about(uid, WRITE, bytes((start, count, 0)) + some)
            if answer[:1] != bytes((start + count,)):
                raise BadFrame("not all blocks were acknowledged")

    def afi(self, uid: str) -> int:
        answer = self._about(uid, READ_AFI)
        if len(answer) != 1:
            raise BadFrame("the answer about the AFI has a wrong length")
        return answer[0]

    def write_afi(self, uid: str, afi: int) -> None:
        self._about(uid, WRITE_AFI, bytes((afi,)))

    def eas(self, uid: str) -> bool:
        """An error “no tag” with EAS 0 means disarmed or absent: only another answer of the tag tells which."""
        error, data = self._ask(CHECK_EAS, bytes.fromhex(uid))
        if error == NO_TAG:
            self.afi(uid)
            return False
        if error:
            self._raise(error)
        if data[:8].hex().upper() != uid or len(data) != 9:
            raise BadFrame("the answer is about another tag")
        return data[8] == 1

    def write_eas(self, uid: str, on: bool) -> None:
        self._about(uid, SET_EAS, bytes((on,)))

    def _read(self, uid: str, first: int, count: int) -> bytes:
        """For each block: number, lock status, data; a lock status above 3 is an error, and the memory ends there."""
        answer = self._about(uid, READ, bytes((first, count)))
        if len(answer) < 2 or len(answer) != 2 + answer[1] * (2 + BLOCK):
            raise BadFrame("blocks that cannot be read")
        memory = b""
        for number, at in enumerate(range(2, len(answer), 2 + BLOCK)):
            if answer[at] != first + number:
                raise BadFrame("blocks other than those asked for")
            if answer[at + 1] > MOST_LOCK_STATUS:
                break
            memory += answer[at + 2 : at + 2 + BLOCK]
        return memory

    def _about(self, uid: str, command: int, parameters: bytes = b"") -> bytes:
        """What follows the UID in the answer."""
        error, data = self._ask(command, bytes.fromhex(uid) + parameters)
        if error:
            self._raise(error)
        if data[:8].hex().upper() != uid:
            raise BadFrame("the answer is about another tag")
        return data[8:]

    def _ask(self, command: int, data: bytes) -> tuple[int, bytes]:
        def accept(frame: bytes) -> tuple[int, bytes] | None:
            answer = content(frame, START)
            if answer is None or len(answer) < 2 or answer[0] != command:
                return None
            return answer[1], answer[2:]

        return self._exchange.ask(build_frame(START, bytes((command,)) + data), accept, self._seconds)

    def _raise(self, error: int) -> None:
        if error == NO_TAG:
            raise TagLost("no tag answered")
        raise TagRefused(ERROR_TEXTS.get(error, f"the reader answers error {error:02X}"))


# --- frames -----------------------------------------------------------------------------------------------------


def build_frame(start: int, data: bytes) -> bytes:
    body = (len(data) + 2).to_bytes(2, "big") + data
    return bytes((start,)) + body + genibus(body).to_bytes(2, "big")


def frame_length(buffer: bytes) -> int | None:
    """For :class:`~drivers.pads.exchange.Exchange`."""
    if buffer[0] not in (START, HANDSHAKE):
        return 0
    if len(buffer) < 3:
        return None
    length = int.from_bytes(buffer[1:3], "big")
    return 3 + length if 3 <= length <= 2048 else 0


def content(frame: bytes, start: int) -> bytes | None:
    """What stands between length and CRC, if this is such a frame and undamaged."""
    if frame[0] != start or genibus(frame[1:-2]).to_bytes(2, "big") != frame[-2:]:
        return None
    return frame[3:-2]
