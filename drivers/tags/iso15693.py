"""ISO/IEC 15693-3 requests and responses as bytes, with their CRC; and the NXP ICODE commands libraries need.

Request:  ``flags  command  [manufacturer]  [UID, 8 bytes, least significant first]  parameters  CRC (LSB first)``.
Response: ``flags  data  CRC``; with flag bit 0 set, the data is one error code.

Sources: ISO/IEC 15693-3:2009 clauses 7 to 10 and annex C; NXP SL2S2002/SL2S2102 data sheet (ICODE SLIX, custom
commands).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, unique

from drivers.tags.crc import x25

INVENTORY = 0x01
STAY_QUIET = 0x02
READ_SINGLE = 0x20
WRITE_SINGLE = 0x21
LOCK_BLOCK = 0x22
READ_MULTIPLE = 0x23  # first block, count - 1
WRITE_MULTIPLE = 0x24  # first block, count - 1, data
SELECT = 0x25
RESET_TO_READY = 0x26
WRITE_AFI = 0x27
LOCK_AFI = 0x28
WRITE_DSFID = 0x29
LOCK_DSFID = 0x2A
SYSTEM_INFORMATION = 0x2B
SECURITY_STATUS = 0x2C  # first block, count - 1

FIRST_CUSTOM = 0xA0
NXP = 0x04
SET_EAS = 0xA2
RESET_EAS = 0xA3
LOCK_EAS = 0xA4
EAS_ALARM = 0xA5

HIGH_RATE = 0x02
INVENTORY_FLAG = 0x04
SELECT_FLAG = 0x10  # without INVENTORY_FLAG
ADDRESS_FLAG = 0x20
OPTION_FLAG = 0x40
AFI_FLAG = 0x10  # with INVENTORY_FLAG
ONE_SLOT_FLAG = 0x20

EAS_SEQUENCE = bytes.fromhex("2FB36270D5A7907FE8B18038D281497682DA9A866FAF8BB0F19CD112A57237EF")
"""What an armed ICODE answers to EAS_ALARM. Readers differ in the order of the bits: look for presence, not content."""


@unique
class Error(IntEnum):
    """ISO/IEC 15693-3 table 10; A0 to DF are the manufacturer's."""

    NOT_SUPPORTED = 0x01
    NOT_RECOGNISED = 0x02
    OPTION_NOT_SUPPORTED = 0x03
    UNKNOWN = 0x0F
    NO_SUCH_BLOCK = 0x10
    ALREADY_LOCKED = 0x11
    LOCKED = 0x12
    NOT_WRITTEN = 0x13
    NOT_LOCKED = 0x14


ERRORS = {
    Error.NOT_SUPPORTED: "the tag does not know this command",
    Error.NOT_RECOGNISED: "the tag did not understand",
    Error.OPTION_NOT_SUPPORTED: "the tag does not know this option",
    Error.UNKNOWN: "the tag refused without a reason",
    Error.NO_SUCH_BLOCK: "the tag has no such block",
    Error.ALREADY_LOCKED: "the block is locked already",
    Error.LOCKED: "the block is locked",
    Error.NOT_WRITTEN: "the block was not written",
    Error.NOT_LOCKED: "the block was not locked",
}


def error_text(code: int) -> str:
    """What an error code means, in words for staff."""
    return next(
        (text for error, text in ERRORS.items() if error == code), f"the tag refused with code {code:02X}"
    )


def uid_bytes(uid: str) -> bytes:
    """``E0…`` in capitals → 8 bytes, least significant first, as on the air."""
    return bytes.fromhex(uid)[::-1]


def uid_text(data: bytes) -> str:
    """8 bytes, least significant first → ``E0…`` in capitals."""
    return data[::-1].hex().upper()


def normal_uid(data: bytes) -> str:
    """8 bytes in whichever order a reader gives them → ``E0…``; every ISO 15693 UID begins with E0."""
    return data.hex().upper() if data[0] == 0xE0 else data[::-1].hex().upper()


def with_crc(frame: bytes) -> bytes:
    return frame + x25(frame).to_bytes(2, "little")


def check_crc(frame: bytes) -> bytes:
    """The frame without its CRC. Raises ValueError."""
    body, crc = frame[:-2], frame[-2:]
    if len(body) < 1 or x25(body).to_bytes(2, "little") != crc:
        raise ValueError("wrong CRC")
    return body


def request(
    command: int, parameters: bytes = b"", *, uid: str | None = None, flags: int = HIGH_RATE
) -> bytes:
    """A request without CRC; addressed if ``uid`` is given, with NXP's code after a custom command."""
    if uid is not None:
        flags |= ADDRESS_FLAG
    head = bytes((flags, command)) + (bytes((NXP,)) if command >= FIRST_CUSTOM else b"")
    return head + (uid_bytes(uid) if uid is not None else b"") + parameters


@dataclass(frozen=True, slots=True)
class Request:
    flags: int
    command: int
    manufacturer: int | None
    uid: str | None  # None: not addressed
    parameters: bytes


def parse_request(frame: bytes) -> Request:
    """A request without CRC. Raises ValueError when it is too short."""
    if len(frame) < 2:
        raise ValueError("too short")
    flags, command, rest = frame[0], frame[1], frame[2:]
    manufacturer = None
    if command >= FIRST_CUSTOM:
        if not rest:
            raise ValueError("too short")
        manufacturer, rest = rest[0], rest[1:]
    uid = None
    if not flags & INVENTORY_FLAG and flags & ADDRESS_FLAG:
        if len(rest) < 8:
            raise ValueError("too short")
        uid, rest = uid_text(rest[:8]), rest[8:]
    return Request(flags, command, manufacturer, uid, rest)


@dataclass(frozen=True, slots=True)
class Response:
    error: int | None
    data: bytes = b""


def response(data: bytes = b"", *, error: int | None = None) -> bytes:
    """A response without CRC."""
    return bytes((0x00,)) + data if error is None else bytes((0x01, error))


def parse_response(frame: bytes) -> Response:
    """A response without CRC. Raises ValueError when it is too short."""
    if not frame or (frame[0] & 1 and len(frame) < 2):
        raise ValueError("too short")
    return Response(frame[1]) if frame[0] & 1 else Response(None, frame[1:])
