"""An RL866 reader, of the Chinese OEM family.

::

    request  FA LEN RID PCB INF CRC   LEN counts all but FA; CRC over LEN to INF, LSB first; RID FF from the host
    answer   the same with RID 01; INF: command, status (word), data

``PCB`` bit 6 alternates with each request; C0 begins anew and is answered with E0. Words are least
significant byte first. Commands:

===== ============================ ================================================================
31    inventory                    flags (bit 3: go on) → stop type (1: there is more), buffered (word), sent, tags:
                                   0E, air protocol 01, tag type 01, length 09, UID (LSB first), 00
32    connect                      antenna 0, protocol, type, length 09, address mode 01, UID → handle
33    disconnect                   handle
34    memory access                handle, length of what follows, command (word), parameters
                                   → length, command, status (01: done; 00: then two bytes of error), data
===== ============================ ================================================================

Memory access: 0003 read multiple: with security (byte), first, count (words) → count (word), blocks; 0004 write
multiple: first, count (words), blocks; 0006 write AFI: value; 000A system information → flags, UID, DSFID, AFI,
blocks - 1, block size - 1, IC reference; 000C, 000D EAS on, off; 000F EAS alarm → a byte, 1 if armed.

Source: the protocol descriptions and test frames in Hypernova-Oy/lainuri (RL866). That the answer to 000F is one byte
and that a tag's error is two bytes are assumptions, to be confirmed on a reader.
"""

from __future__ import annotations

from typing import Any

from drivers.simulators import air
from drivers.simulators.field import BLOCK, Field
from drivers.simulators.reader import ReaderSimulator
from drivers.simulators.wire import Wire
from drivers.tags import iso15693
from drivers.tags.crc import mcrf4xx

START = 0xFA
RESYNC, BEGUN_ANEW = 0xC0, 0xE0
GO_ON = 0x08
AT_ONCE = (255 - 12) // 13
MOST_HANDLES = 32
NO_SUCH_HANDLE, NO_MORE_HANDLES = 0x0005, 0x0006
UNKNOWN_COMMAND = 0x0001


class Rl866Simulator(ReaderSimulator):
    """Answers with one handle a connected tag."""

    def __init__(self, wire: Wire, field: Field, **more: Any) -> None:
        self._handles: dict[int, str] = {}
        self._to_come: list[str] = []
        super().__init__(wire, field, **more)

    def length(self, buffer: bytes) -> int | None:
        if buffer[0] != START:
            return 0
        if len(buffer) < 2:
            return None
        return 1 + buffer[1] if buffer[1] >= 5 else 0

    def answer(self, frame: bytes) -> bytes | None:
        if mcrf4xx(frame[1:-2]).to_bytes(2, "little") != frame[-2:]:
            return None
        control, information = frame[3], frame[4:-2]
        if control & RESYNC == RESYNC:
            self._handles.clear()
            return _frame(BEGUN_ANEW, b"")
        if not information:
            return None
        status, data = self._obey(information[0], information[1:])
        return _frame(control, information[:1] + status.to_bytes(2, "little") + data)

    def _obey(self, command: int, data: bytes) -> tuple[int, bytes]:
        match command:
            case 0x31:
                if not data or not data[0] & GO_ON:
                    found = self.field.inventory()
                    self.air = air.inventory_seconds([tag.uid for tag in found])
                    self._to_come = [tag.uid for tag in found]
                now, self._to_come = self._to_come[:AT_ONCE], self._to_come[AT_ONCE:]
                tags = b"".join(bytes((0x0E, 1, 1, 9)) + iso15693.uid_bytes(uid) + b"\0" for uid in now)
                buffered = len(now) + len(self._to_come)
                return 0, bytes((bool(self._to_come),)) + buffered.to_bytes(2, "little") + bytes(
                    (len(now),)
                ) + tags
            case 0x32 if len(data) == 13 and data[3] == 9:
                handle = next((number for number in range(1, MOST_HANDLES) if number not in self._handles), 0)
                if not handle:
                    return NO_MORE_HANDLES, b""
                self._handles[handle] = iso15693.uid_text(data[5:13])
                return 0, bytes((handle,))
            case 0x33 if data:
                return (0 if self._handles.pop(data[0], None) else NO_SUCH_HANDLE), b""
            case 0x34 if len(data) >= 4:
                uid = self._handles.get(data[0])
                if uid is None:
                    return NO_SUCH_HANDLE, b""
                access = int.from_bytes(data[2:4], "little")
                result = self._access(uid, access, data[4 : 2 + data[1]])
                result = access.to_bytes(2, "little") + result
                return 0, bytes((len(result),)) + result
        return UNKNOWN_COMMAND, b""

    def _access(self, uid: str, access: int, data: bytes) -> bytes:
        match access:
            case 0x0003 if len(data) == 5:
                first, count = int.from_bytes(data[1:3], "little"), int.from_bytes(data[3:5], "little")
                return self._read(uid, first, count)
            case 0x0004 if len(data) >= 4:
                return self._write(uid, int.from_bytes(data[:2], "little"), data[4:])
            case 0x0006 if len(data) == 1:
                return _result(self._ask(uid, iso15693.WRITE_AFI, data))
            case 0x000A:
                return _result(self._ask(uid, iso15693.SYSTEM_INFORMATION))
            case 0x000C:
                return _result(self._ask(uid, iso15693.SET_EAS))
            case 0x000D:
                return _result(self._ask(uid, iso15693.RESET_EAS))
            case 0x000F:
                alarm = self._ask(uid, iso15693.EAS_ALARM)
                present = self._ask(uid, iso15693.SYSTEM_INFORMATION) is not None
                return _result(iso15693.Response(None, bytes((alarm is not None,))) if present else None)
        return b"\0" + UNKNOWN_COMMAND.to_bytes(2, "little")

    def _read(self, uid: str, first: int, count: int) -> bytes:
        blocks = b""
        for block in range(first, first + count):
            answer = self._ask(uid, iso15693.READ_SINGLE, bytes((block,)))
            if answer is None or answer.error is not None:
                return _result(answer)
            blocks += answer.data
        return b"\1" + count.to_bytes(2, "little") + blocks

    def _write(self, uid: str, first: int, data: bytes) -> bytes:
        for number in range(len(data) // BLOCK):
            block = bytes((first + number,)) + data[number * BLOCK : (number + 1) * BLOCK]
            answer = self._ask(uid, iso15693.WRITE_SINGLE, block)
            if answer is None or answer.error is not None:
                return _result(answer)
        return b"\1"

    def _ask(self, uid: str, command: int, parameters: bytes = b"") -> iso15693.Response | None:
        request = iso15693.request(command, parameters, uid=uid)
        said = self.field.exchange(request)
        self.air += air.exchange_seconds(
            len(request), len(said or b""), writes=command == iso15693.WRITE_SINGLE
        )
        return iso15693.parse_response(said) if said is not None else None


def _result(answer: iso15693.Response | None) -> bytes:
    if answer is None:
        return b"\0" + b"\0\0"  # no tag
    if answer.error is not None:
        return b"\0" + answer.error.to_bytes(2, "little")
    return b"\1" + answer.data


def _frame(control: int, information: bytes) -> bytes:
    body = bytes((len(information) + 5, 0x01, control)) + information
    return bytes((START,)) + body + mcrf4xx(body).to_bytes(2, "little")
