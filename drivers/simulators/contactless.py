"""Contactless cards as a PC/SC reader presents them: an ATR, and answers to its ``FF`` commands.

Written from PC/SC part 3 (contactless ICCs) and its amendment 1 (transparent sessions), NXP's data sheets of the MIFARE
Classic (MF1S50) and NTAG21x, and the trace of an ACR1552U named in ``drivers/pads/pcsc.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drivers.simulators.field import Field, TagSimulator, make_tag
from drivers.tags import iso15693

OK, NO_INFORMATION, NOT_AUTHENTICATED, NOT_SUPPORTED, NO_SUCH_BLOCK, NO_ANSWER = (
    b"\x90\x00",
    b"\x63\x00",
    b"\x69\x82",
    b"\x6a\x81",
    b"\x6a\x82",
    b"\x64\x01",
)
PROCESSOR = bytes.fromhex("3B8180018080")
"""The ATR of a DESFire."""
TRANSPORT_KEY = b"\xff" * 6


def atr(standard: int, card: int) -> bytes:
    """The ATR of a card without a processor."""
    head = bytes.fromhex("8F8001804F0CA000000306") + bytes((standard,)) + card.to_bytes(2, "big") + bytes(4)
    check = 0
    for byte in head:
        check ^= byte
    return b"\x3b" + head + bytes((check,))


class CardSimulator:
    """One card; as it is, of no use but for its UID: a DESFire, a bank card, a phone."""

    def __init__(self, uid: bytes, atr: bytes = PROCESSOR, name: str = "") -> None:
        self.uid = uid
        self.atr = atr
        self.name = name
        self.commands: list[bytes] = []
        """What was asked, for tests."""
        self.resets = 0

    def reset(self) -> None:
        """The field was off for a moment."""
        self.resets += 1

    def answer(self, command: bytes) -> bytes:
        """Data and status word."""
        self.commands.append(command)
        if command[:2] == b"\xff\xca":
            return self.uid + OK if command[2] == 0 else NOT_SUPPORTED
        if command[:2] == b"\xff\xb0" and len(command) == 5:
            return self.read(int.from_bytes(command[2:4], "big"), command[4])
        return self.other(command)

    def read(self, _block: int, _length: int) -> bytes:
        """``FF B0``."""
        return NOT_SUPPORTED

    def other(self, _command: bytes) -> bytes:
        """Whatever else is asked."""
        return NOT_SUPPORTED


class MifareClassic(CardSimulator):
    """A MIFARE Classic 1K: 16 sectors of 4 blocks of 16 bytes, a key pair for each."""

    def __init__(
        self, uid: bytes, blocks: dict[int, bytes], keys: dict[int, tuple[bytes, bytes]], name: str = ""
    ) -> None:
        super().__init__(uid, atr(0x03, 0x0001), name)
        self._blocks = blocks
        self._keys = keys
        self._loaded = b""
        self._open = -1

    def reset(self) -> None:
        super().reset()
        self._open = -1

    def read(self, block: int, length: int) -> bytes:
        if block // 4 != self._open:
            return NOT_AUTHENTICATED
        return self._blocks.get(block, b"").ljust(16, b"\0")[:length] + OK

    def other(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\x82" and len(command) == 11:
            self._loaded = command[5:]
            return OK
        if command[:2] == b"\xff\x86" and len(command) == 10:
            sector, kind = command[7] // 4, command[8] - 0x60
            right = self._keys.get(sector, (TRANSPORT_KEY, TRANSPORT_KEY))[kind]
            self._open = sector if self._loaded == right else -1
            return OK if self._loaded == right else NO_INFORMATION
        return NOT_SUPPORTED


class Ntag(CardSimulator):
    """An NTAG213, or another Type 2 tag: pages of 4 bytes, the user's from page 4."""

    def __init__(self, uid: bytes, message: bytes, name: str = "", pages: int = 45) -> None:
        super().__init__(uid, atr(0x03, 0x0003), name)
        body = message if len(message) < 0xFF else b""
        memory = uid[:3] + b"\0" + uid[3:7] + bytes(4) + bytes.fromhex("E1101200")
        tlv = (
            bytes((3, len(body))) + body if body else b"\x03\xff" + len(message).to_bytes(2, "big") + message
        )
        self.memory = bytearray(
            (memory + (tlv + b"\xfe" if message else b"\3\0\xfe")).ljust(pages * 4, b"\0")
        )

    def read(self, block: int, length: int) -> bytes:
        data = bytes(self.memory[block * 4 : block * 4 + length])
        return data + OK if len(data) == length else NO_SUCH_BLOCK


class Iso15693Card(CardSimulator):
    """An ISO 15693 tag in ``field``, on a reader that may have transparent sessions."""

    def __init__(
        self, field: Field, tag: TagSimulator, *, transparent: bool = True, least_first: bool = False
    ) -> None:
        uid = iso15693.uid_bytes(tag.uid)
        super().__init__(uid if least_first else uid[::-1], atr(0x0B, 0x0014), tag.name)
        self.tag = tag
        self._field = field
        self._transparent = transparent
        self._in_session = False

    def reset(self) -> None:
        super().reset()
        self._in_session = False

    def read(self, block: int, length: int) -> bytes:
        answer = self._air(iso15693.READ_SINGLE, bytes((block,)))
        return answer[1:][:length] + OK if answer[:1] == b"\0" else _status(answer)

    def other(self, command: bytes) -> bytes:
        if command[:2] == b"\xff\xd6" and len(command) == 9:
            answer = self._air(iso15693.WRITE_SINGLE, command[3:4] + command[5:])
            return OK if answer[:1] == b"\0" else _status(answer)
        if command[:2] != b"\xff\xc2" or not self._transparent:
            return NOT_SUPPORTED
        return self._session(command[3], command[5 : 5 + command[4]]) + OK

    def _session(self, kind: int, data: bytes) -> bytes:
        match kind, data:
            case 0, b"\x81\0":
                self._in_session = True
                return _whole(OK)
            case 0, b"\x82\0":
                self._in_session = False
                return _whole(OK)
            case 2, b"\x8f\2\2\3" if self._in_session:
                return _whole(OK) + b"\x8f\1\0"
            case 1, _ if self._in_session:
                return self._exchange(data)
        return _whole(NOT_SUPPORTED)

    def _exchange(self, data: bytes) -> bytes:
        patient = data[:3] == b"\x5f\x46\4"
        request = data[9:] if patient else data[2:]
        answer = self._field.exchange(request)
        writes = request[1] in (
            iso15693.WRITE_SINGLE,
            iso15693.WRITE_AFI,
            iso15693.SET_EAS,
            iso15693.RESET_EAS,
        )
        if answer is None or (writes and not patient):  # the reader did not wait long enough
            return _whole(NO_ANSWER)
        return _whole(OK) + b"\x92\1\0\x96\2\0\0\x97" + bytes((len(answer),)) + answer

    def _air(self, command: int, parameters: bytes) -> bytes:
        return self._field.exchange(iso15693.request(command, parameters, uid=self.tag.uid)) or b""


def _whole(status: bytes) -> bytes:
    return b"\xc0\3\0" + status


def _status(answer: bytes) -> bytes:
    """What a reader makes of a tag's error, or of silence."""
    if answer[:1] != b"\1":
        return NO_INFORMATION
    return NO_SUCH_BLOCK if answer[1] == iso15693.Error.NO_SUCH_BLOCK else NOT_AUTHENTICATED


def text_message(text: str, language: str = "en") -> bytes:
    """An NDEF message of one text record."""
    payload = bytes((len(language),)) + language.encode() + text.encode()
    return bytes((0xD1, 1, len(payload))) + b"T" + payload


def load(path: Path) -> dict[str, CardSimulator]:
    """Cards from a JSON file: a list of ``{"name", "kind", "uid", …}``.

    ============== ==============================================================
    kind           and besides
    ============== ==============================================================
    ``processor``
    ``ntag``       ``text``
    ``mifare``     ``blocks``: hex by number; ``keys``: [A, B] by sector
    ``iso-15693``  what a tag of ``jieyue simulate pad`` has
    ============== ==============================================================

    Raises OSError, and ValueError for what is no such list.
    """
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(facts, list):
            raise ValueError("not a list of cards")
        return {str(one["name"]): _card(one) for one in facts}
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"{path}: not a card: {error}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _card(one: dict[str, Any]) -> CardSimulator:
    name, uid = str(one["name"]), bytes.fromhex(one["uid"])
    match one["kind"]:
        case "processor":
            return CardSimulator(uid, name=name)
        case "ntag":
            return Ntag(uid, text_message(one["text"]), name)
        case "mifare":
            blocks = {int(block): bytes.fromhex(data) for block, data in one.get("blocks", {}).items()}
            keys = {
                int(sector): (bytes.fromhex(a), bytes.fromhex(b))
                for sector, (a, b) in one.get("keys", {}).items()
            }
            return MifareClassic(uid, blocks, keys, name)
        case "iso-15693":
            tag = make_tag(one)
            field = Field([tag])
            field.place(tag.uid)
            return Iso15693Card(field, tag)
    raise ValueError(f"{one['kind']}: no kind of card")
