"""A 3M 210 or 810 reader, now Bibliotheca's.

::

    request  D6 length(2, MSB first, of what follows) command data CRC(2, MSB first, over length to data)
    answer   D6 length command error data CRC

The start byte is D5 for the firmware handshake. Data is in the tag's own order.

Source: dpavlin/Biblio-RFID (3M810.pm and the 210's documents). The order of bytes in UIDs is the host's, E0 first.
"""

from __future__ import annotations

from typing import Any

from drivers.simulators import air
from drivers.simulators.field import BLOCK, Field
from drivers.simulators.reader import ReaderSimulator
from drivers.simulators.wire import Wire
from drivers.tags import iso15693
from drivers.tags.crc import genibus

NO_COMMAND, NO_TAG, LOCKED, NOT_READ, NOT_WRITTEN, PARAMETER = 0x02, 0x06, 0x12, 0x15, 0x16, 0x32


class BibliothecaSimulator(ReaderSimulator):
    """``twice``: lists a tag twice now and then, as these readers do."""

    def __init__(self, wire: Wire, field: Field, *, twice: bool = False, **more: Any) -> None:
        self.twice = twice
        more.setdefault("baudrate", 19200)
        more.setdefault("bits", 10)
        super().__init__(wire, field, **more)

    def length(self, buffer: bytes) -> int | None:
        if buffer[0] not in (0xD5, 0xD6):
            return 0
        if len(buffer) < 3:
            return None
        return 3 + int.from_bytes(buffer[1:3], "big")

    def answer(self, frame: bytes) -> bytes | None:
        if len(frame) < 6 or genibus(frame[1:-2]).to_bytes(2, "big") != frame[-2:]:
            return None
        command, data = frame[3], frame[4:-2]
        if frame[0] == 0xD5:
            return _frame(0xD5, b"\x04\x00\x11" + bytes((10, 5, 2, 27)))
        return _frame(0xD6, bytes((command,)) + self._obey(command, data))

    def _obey(self, command: int, data: bytes) -> bytes:
        if command == 0xFE and len(data) == 2:
            return self._inventory(data[0], data[1])
        if command == 0x11:
            return bytes((0, 10, 5, 2, 27))
        if command not in (0x02, 0x03, 0x04, 0x06, 0x09, 0x0A, 0x0C, 0x0D):
            return bytes((NO_COMMAND,))
        if len(data) < 8:
            return bytes((PARAMETER,))
        uid, data = data[:8].hex().upper(), data[8:]
        match command:
            case 0x02 if len(data) >= 2:
                return self._read(uid, data[0], data[1])
            case 0x04 if len(data) >= 3 and len(data) == 3 + data[1] * BLOCK:
                return self._write(uid, data[0], data[3:])
            case 0x0A | 0x0D:
                info = self._ask(uid, iso15693.SYSTEM_INFORMATION)
                if isinstance(info, int):
                    return bytes((info,))
                head = b"\0" + bytes.fromhex(uid)
                return head + (info[10:11] if command == 0x0A else info[9:11] + info[11:13])
            case 0x09 if len(data) == 1:
                return self._plain(uid, iso15693.WRITE_AFI, data)
            case 0x0C if len(data) == 1:
                return self._plain(uid, iso15693.SET_EAS if data[0] else iso15693.RESET_EAS, b"")
            case 0x03:
                alarm = self._ask(uid, iso15693.EAS_ALARM)
                if isinstance(alarm, int):
                    return bytes((NO_TAG,)) + bytes.fromhex(uid) + b"\0"
                return b"\0" + bytes.fromhex(uid) + b"\1"
        return bytes((PARAMETER,))

    def _inventory(self, afi: int, options: int) -> bytes:
        found = self.field.inventory(afi or None)
        self.air = air.inventory_seconds([tag.uid for tag in found])
        listed = [*found, *(found[:1] if self.twice else [])]
        tags = b"".join(
            (bytes((tag.dsfid,)) if options & 2 else b"") + bytes.fromhex(tag.uid) for tag in listed
        )
        return bytes((0, afi, options, len(listed), len(listed))) + tags

    def _read(self, uid: str, first: int, count: int) -> bytes:
        blocks = b""
        for block in range(first, first + count):
            data = self._ask(uid, iso15693.READ_SINGLE, bytes((block,)), option=True)
            if isinstance(data, int):
                if data == NO_TAG:
                    return bytes((NO_TAG,))
                blocks += bytes((block, NOT_READ, 0, 0, 0, 0))
            else:
                blocks += bytes((block,)) + data
        return b"\0" + bytes.fromhex(uid) + bytes((count, count)) + blocks

    def _write(self, uid: str, first: int, data: bytes) -> bytes:
        for number in range(len(data) // BLOCK):
            block = data[number * BLOCK : (number + 1) * BLOCK]
            done = self._ask(uid, iso15693.WRITE_SINGLE, bytes((first + number,)) + block)
            if isinstance(done, int):
                return bytes((done,)) + bytes.fromhex(uid) + bytes((first + number,))
        return b"\0" + bytes.fromhex(uid) + bytes((first + len(data) // BLOCK,))

    def _plain(self, uid: str, command: int, parameters: bytes) -> bytes:
        done = self._ask(uid, command, parameters)
        return bytes((done if isinstance(done, int) else 0,)) + bytes.fromhex(uid) + parameters

    def _ask(self, uid: str, command: int, parameters: bytes = b"", *, option: bool = False) -> bytes | int:
        """The tag's data, or this reader's error code."""
        flags = iso15693.HIGH_RATE | (iso15693.OPTION_FLAG if option else 0)
        request = iso15693.request(command, parameters, uid=uid, flags=flags)
        said = self.field.exchange(request)
        writes = command in (iso15693.WRITE_SINGLE, iso15693.WRITE_AFI, iso15693.SET_EAS, iso15693.RESET_EAS)
        self.air += air.exchange_seconds(len(request), len(said or b""), writes=writes)
        if said is None:
            return NO_TAG
        answer = iso15693.parse_response(said)
        if answer.error is None:
            return answer.data
        if answer.error == iso15693.Error.LOCKED:
            return LOCKED
        return NOT_WRITTEN if writes else NOT_READ


def _frame(start: int, data: bytes) -> bytes:
    body = (len(data) + 2).to_bytes(2, "big") + data
    return bytes((start,)) + body + genibus(body).to_bytes(2, "big")
