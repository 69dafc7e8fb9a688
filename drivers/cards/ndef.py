"""The first text in a card's NDEF message.

A message is a list of records: ``header  type length  payload length (1 or 4)  [id length]  type  [id]  payload``.
A text record's type is ``T``, its payload ``status (bit 7: UTF-16, bits 0-5: length of the language)  language  text``.
In memory the message is the value of a TLV of type 03, after others that may be skipped; FE is the last TLV.

Sources: NFC Forum NDEF 1.0 (clauses 3.2 and 3.3), Text RTD 1.0, Type 2 Tag 1.1 (clause 2.3), Type 5 Tag 1.0.
"""

from __future__ import annotations

TEXT = b"T"
WELL_KNOWN = 0x01
MESSAGE = 0x03
TERMINATOR = 0xFE
PADDING = 0x00
UTF_16 = 0x80
SHORT, WITH_ID, LAST = 0x10, 0x08, 0x40


class Incomplete(Exception):
    """The data ends amid the message: read on."""


def first_text(memory: bytes) -> str | None:
    """The text of the first text record in memory that begins with a TLV, None if there is none.

    Raises :class:`Incomplete`, and ValueError for what is no NDEF.
    """
    message = _message(memory)
    return None if message is None else _first_text(message)


def _message(memory: bytes) -> bytes | None:
    at = 0
    while True:
        kind = _byte(memory, at)
        at += 1
        if kind == TERMINATOR:
            return None
        if kind == PADDING:
            continue
        length, at = _byte(memory, at), at + 1
        if length == 0xFF:
            length, at = _byte(memory, at) << 8 | _byte(memory, at + 1), at + 2
        if kind == MESSAGE:
            if at + length > len(memory):
                raise Incomplete
            return memory[at : at + length]
        at += length


def _byte(memory: bytes, at: int) -> int:
    if at >= len(memory):
        raise Incomplete
    return memory[at]


def _first_text(message: bytes) -> str | None:
    at = 0
    try:
        while at < len(message):
            header, type_length, at = message[at], message[at + 1], at + 2
            size = 1 if header & SHORT else 4
            length, at = int.from_bytes(message[at : at + size], "big"), at + size
            id_length = message[at] if header & WITH_ID else 0
            at += 1 if header & WITH_ID else 0
            kind, at = message[at : at + type_length], at + type_length + id_length
            payload, at = message[at : at + length], at + length
            if at > len(message):
                raise ValueError("a record that is longer than its message")
            if header & 0x07 == WELL_KNOWN and kind == TEXT:
                return _text(payload)
            if header & LAST:
                return None
    except IndexError:
        raise ValueError("a record that is cut off") from None
    return None


def _text(payload: bytes) -> str:
    """Raises ValueError (UnicodeDecodeError is one)."""
    if not payload:
        raise ValueError("a text record without a text")
    data = payload[1 + (payload[0] & 0x3F) :]
    if not payload[0] & UTF_16:
        return data.decode()
    return data.decode("utf-16" if data[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-16-be")
