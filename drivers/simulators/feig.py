"""A Feig OBID reader in ISO host mode.

::

    request   LEN ADR CMD data CRC           LEN counts every byte; CRC least significant byte first
    answer    LEN ADR CMD STATUS data CRC
    advanced  02 ALEN(2, MSB first) ADR CMD [STATUS] data CRC

A damaged request gets no answer. Data of blocks is sent with the bytes of each block reversed, as the manual's "MSB
first" has it; ``reversed_blocks=False`` for a reader that does not.

A request that begins sooner than ``psst_ms`` after the last answer is not heard.

Source: Feig system manual H20800 (OBID classic-pro, ISO host commands; chapter 3.1 frames, 5 configuration), as
published with dpavlin/Biblio-RFID.
"""

from __future__ import annotations

from typing import Any

from drivers.simulators import air
from drivers.simulators.field import BLOCK, Field
from drivers.simulators.reader import ReaderSimulator
from drivers.simulators.wire import Wire
from drivers.tags import iso15693
from drivers.tags.crc import mcrf4xx

ADVANCED = 0x02
BROADCAST = 0xFF
OK, NO_TAG, WRITE_ERROR, PARAMETER, UNKNOWN, LENGTH, MORE, TAG_ERROR = 0, 1, 3, 0x11, 0x80, 0x81, 0x94, 0x95
NO_SUCH_CONFIGURATION, CONFIGURATION_IS_FIXED = 0x15, 0x16
CONFIGURATION_BYTES = 14
IN_A_STANDARD_FRAME = 24
MOST_BYTES = 128
VERSION = bytes.fromhex("020500C0500038")
READS = {0x23}
TAG_COMMANDS = {0x02, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C}


class FeigSimulator(ReaderSimulator):
    """``only_new``: the configuration that lists a tag once until an RF reset. ``has_eas`` False: a CPR reader,
    which has no NXP commands. ``cards``: ISO 14443A cards (UIDs of 7 bytes) in the field beside the tags."""

    def __init__(
        self,
        wire: Wire,
        field: Field,
        *,
        address: int = 0,
        only_new: bool = False,
        reversed_blocks: bool = True,
        has_eas: bool = True,
        cards: tuple[bytes, ...] = (),
        psst_ms: float = 5,
        **more: Any,
    ) -> None:
        self.rest = psst_ms / 1000
        self.configuration = {3: bytearray(CONFIGURATION_BYTES)}
        """By block: in RAM."""
        self.address = address
        self.only_new = only_new
        self.reversed_blocks = reversed_blocks
        self.has_eas = has_eas
        self.cards = cards
        self.antenna = 1
        self._listed: set[str] = set()
        self._to_come: list[bytes] = []
        super().__init__(wire, field, **more)

    def length(self, buffer: bytes) -> int | None:
        if buffer[0] == ADVANCED:
            if len(buffer) < 3:
                return None
            length = int.from_bytes(buffer[1:3], "big")
            return length if length >= 7 else 0
        return buffer[0] if buffer[0] >= 5 else 0

    def answer(self, frame: bytes) -> bytes | None:
        body, crc = frame[:-2], frame[-2:]
        if mcrf4xx(body).to_bytes(2, "little") != crc:
            return None
        advanced = body[0] == ADVANCED
        address, command, data = (
            body[3 if advanced else 1],
            body[4 if advanced else 2],
            body[5 if advanced else 3 :],
        )
        if address not in (self.address, BROADCAST):
            return None
        status, answer = self._obey(command, data, room=2000 if advanced else 255)
        return self._frame(command, status, answer, advanced=advanced)

    def _frame(self, command: int, status: int, data: bytes, *, advanced: bool) -> bytes:
        rest = bytes((self.address, command, status)) + data
        if advanced or len(rest) + 3 > 255:
            frame = bytes((ADVANCED,)) + (len(rest) + 5).to_bytes(2, "big") + rest
        else:
            frame = bytes((len(rest) + 3,)) + rest
        return frame + mcrf4xx(frame).to_bytes(2, "little")

    def _obey(self, command: int, data: bytes, room: int) -> tuple[int, bytes]:
        match command:
            case 0x52 | 0x63:
                return OK, b""
            case 0x65:
                return OK, VERSION
            case 0x66:
                return OK, VERSION
            case 0x69:
                self._reset()
                return OK, b""
            case 0x80 if len(data) == 1:
                block = self.configuration.get(data[0])
                return (OK, bytes(block)) if block is not None else (NO_SUCH_CONFIGURATION, b"")
            case 0x81 if len(data) == 1 + CONFIGURATION_BYTES:
                if data[0] not in self.configuration:
                    return CONFIGURATION_IS_FIXED, b""
                self.configuration[data[0]][:] = data[1:]
                return OK, b""
            case 0x6A if len(data) == 1:
                self.field.on = data[0] != 0
                self.antenna = data[0] or self.antenna
                self._reset()
                return OK, b""
            case 0xB0 if len(data) >= 2 and data[0] == 0x01:
                return self._inventory(data[1], room)
            case 0xB0 if data and data[0] in TAG_COMMANDS:
                return self._tag(data[0], data[1:])
            case 0xB1 if self.has_eas and len(data) >= 3 and data[0] == iso15693.NXP:
                return self._tag(data[1], data[2:])
            case 0x6A | 0x80 | 0x81 | 0xB0:
                return LENGTH, b""
        return UNKNOWN, b""

    def _reset(self) -> None:
        self._listed.clear()
        self.field.reset()

    def _inventory(self, mode: int, room: int) -> tuple[int, bytes]:
        if not mode & 0x80:
            found = [tag for tag in self.field.inventory() if not (self.only_new and tag.uid in self._listed)]
            self.air = air.inventory_seconds([tag.uid for tag in found])
            self._listed.update(tag.uid for tag in found)
            self._to_come = [bytes((0x03, tag.dsfid)) + bytes.fromhex(tag.uid) for tag in found] + [
                bytes((0x04, 0x00, 0x00)) + uid for uid in self.cards if self.field.on
            ]
        at_once = IN_A_STANDARD_FRAME if room <= 255 else 200
        now, self._to_come = self._to_come[:at_once], self._to_come[at_once:]
        if not now:
            return NO_TAG, b""
        return (MORE if self._to_come else OK), bytes((len(now),)) + b"".join(now)

    def _tag(self, command: int, data: bytes) -> tuple[int, bytes]:
        """A command for a tag: translate it, put it on the air, translate the answer."""
        if not data:
            return LENGTH, b""
        mode, data = data[0], data[1:]
        uid = None
        if mode & 7 == 1:
            if len(data) < 8:
                return LENGTH, b""
            uid, data = data[:8].hex().upper(), data[8:]
        if command == 0x24:
            return self._write(uid, data)
        flags = iso15693.HIGH_RATE
        parameters = data
        if command in (0x23, 0x2C):
            if len(data) != 2 or not 1 <= data[1] <= MOST_BYTES // BLOCK:
                return PARAMETER, b""
            parameters = bytes((data[0], data[1] - 1))
            flags |= iso15693.OPTION_FLAG if command == 0x23 and mode & 8 else 0
        answer = self._exchange(command, parameters, uid, flags)
        if command in (iso15693.EAS_ALARM, iso15693.STAY_QUIET):
            return (OK if answer is not None or command == iso15693.STAY_QUIET else NO_TAG), b""
        if answer is None:
            return NO_TAG, b""
        if answer.error is not None:
            return TAG_ERROR, bytes((answer.error,))
        if command == 0x23:
            return OK, self._blocks(data[1], answer.data, with_security=bool(mode & 8))
        if command == 0x2B:
            info, tag_uid = answer.data, answer.data[1:9]
            return OK, bytes((info[9],)) + tag_uid[::-1] + bytes(
                (info[10], info[12] + 1, info[11] + 1, info[13])
            )
        if command == 0x2C:
            return OK, bytes((data[1],)) + answer.data
        return OK, b""

    def _blocks(self, count: int, data: bytes, *, with_security: bool) -> bytes:
        size = BLOCK + with_security
        answer = bytearray((count, BLOCK))
        for at in range(0, count * size, size):
            security = data[at] if with_security else 0
            block = data[at + with_security : at + size]
            answer += bytes((security,)) + (block[::-1] if self.reversed_blocks else block)
        return bytes(answer)

    def _write(self, uid: str | None, data: bytes) -> tuple[int, bytes]:
        if (
            len(data) < 3
            or data[2] != BLOCK
            or len(data) != 3 + data[1] * BLOCK
            or data[1] * BLOCK > MOST_BYTES
        ):
            return PARAMETER, b""
        for number in range(data[1]):
            block = data[3 + number * BLOCK : 3 + (number + 1) * BLOCK]
            parameters = bytes((data[0] + number,)) + (block[::-1] if self.reversed_blocks else block)
            answer = self._exchange(iso15693.WRITE_SINGLE, parameters, uid, iso15693.HIGH_RATE)
            if answer is None:
                return WRITE_ERROR, bytes((data[0] + number,))
            if answer.error is not None:
                return TAG_ERROR, bytes((answer.error,))
        return OK, b""

    def _exchange(
        self, command: int, parameters: bytes, uid: str | None, flags: int
    ) -> iso15693.Response | None:
        request = iso15693.request(command, parameters, uid=uid, flags=flags)
        said = self.field.exchange(request) if self.field.on else None
        writes = command in (iso15693.WRITE_SINGLE, iso15693.WRITE_AFI, iso15693.SET_EAS, iso15693.RESET_EAS)
        self.air += air.exchange_seconds(len(request), len(said or b""), writes=writes)
        return iso15693.parse_response(said) if said is not None else None
