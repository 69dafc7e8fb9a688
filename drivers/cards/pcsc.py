"""Patrons' contactless cards on any PC/SC reader.

``source`` says what of a card is its number: the serial number (``uid``), blocks of a MIFARE Classic sector
(``sector``), the first text of an NDEF message on an NTAG, Ultralight or ISO 15693 card (``ndef``), or the primary
identifier on an ISO 15693 card written by the library's tag model (``tag``).

A serial number is no secret and is easily copied; a sector with a key of the library's own is a little better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.cards import ndef
from drivers.cards.number import NoNumber, NumberOptions, check_pattern, finished, number
from drivers.pcsc import OK, Card, PcscOptions, Readers, Slot, storage_card
from drivers.registry import OptionError
from drivers.roles import BadFrame, CardReading, CardShown, CardTaken, Role, TagLost, TagRefused, Usage
from drivers.tags.iso15693 import normal_uid
from drivers.tags.model import decode

BLOCK = 4
SECTOR_BLOCK = 16
RANDOM_UID = 0x08
MOST_BYTES = 1024
CAPABILITIES = {0xE1: 4, 0xE2: 8}
"""A Type 5 tag's first byte, and how long what it begins is."""


@dataclass(frozen=True, kw_only=True)
class PcscCardOptions(PcscOptions, NumberOptions):
    source: str = field(
        default="uid",
        metadata={"help": "where the number stands", "choices": ("uid", "sector", "ndef", "tag")},
    )
    key: str = field(
        default="", repr=False, metadata={"help": "sector: the key, 12 hexadecimal digits", "secret": True}
    )
    key_type: str = field(default="a", metadata={"help": "sector: which key it is", "choices": ("a", "b")})
    block: int = field(
        default=4, metadata={"help": "sector: the first block, counted from 0", "least": 1, "most": 255}
    )
    blocks: int = field(default=1, metadata={"help": "sector: how many blocks", "least": 1, "most": 15})

    def __post_init__(self) -> None:
        """Raises :class:`OptionError`."""
        check_pattern(self.pattern)
        if self.source != "sector":
            return
        if not re.fullmatch("[0-9A-Fa-f]{12}", self.key):
            raise OptionError("key", "a sector cannot be read without its key", "12 hexadecimal digits")
        if any(_is_trailer(block) for block in self.span):
            raise OptionError("block", "the last block of a sector holds its keys", "blocks that hold data")

    @property
    def span(self) -> range:
        return range(self.block, self.block + self.blocks)


class PcscCardReader:
    """PC/SC readers for patrons' cards: serial number, MIFARE Classic sector, NDEF text or library tag."""

    name: ClassVar[str] = "pcsc-card"
    role: ClassVar[Role] = Role.PATRON_CARD
    Options = PcscCardOptions

    def __init__(self, options: PcscCardOptions) -> None:
        self._options = options
        self.readers = Readers(options)
        self._seen: dict[str, tuple[bool, int]] = {}
        self._shown: set[str] = set()

    def open(self) -> None:
        self.readers.open()
        self._seen = {}
        self._shown = set()

    def close(self) -> None:
        self.readers.close()

    def readings(self) -> Iterator[CardReading | None]:
        """Cards as they come and go. A card that another one, or itself, has replaced unseen is taken and shown."""
        while True:
            idle = True
            slots = self.readers.slots()
            for reader in self._shown - {slot.reader for slot in slots}:  # unplugged with the card on it
                self._shown.discard(reader)
                yield CardTaken()
            for slot in slots:
                now = (slot.present, slot.arrivals)
                if self._seen.get(slot.reader) == now:
                    continue
                idle = False
                if slot.reader in self._shown:
                    self._shown.discard(slot.reader)
                    yield CardTaken()
                self._seen[slot.reader] = now
                if slot.present:
                    shown = CardShown(self._read(slot))
                    self._shown.add(slot.reader)
                    yield shown
            if idle:
                yield None

    def _read(self, slot: Slot) -> str:
        """Raises :class:`BadFrame` whatever is the matter with the card; the text holds nothing of it."""
        try:
            with self.readers.card(slot.reader) as card:
                return self._number(card, slot)
        except (TagLost, TagRefused, NoNumber) as error:
            raise BadFrame(f"a card that cannot be read: {error}") from error

    def _number(self, card: Card, slot: Slot) -> str:
        options = self._options
        kind = storage_card(slot.atr)
        iso_15693 = kind is not None and kind.iso_15693
        match options.source:
            case "sector":
                return number(self._sector(card), options)
            case "ndef":
                return finished(_ndef_text(card, iso_15693), options)
            case "tag":
                if not iso_15693:
                    raise NoNumber("this is no ISO 15693 card")
                return finished(_tag_number(card), options)
        uid = card.uid()
        if iso_15693:
            uid = bytes.fromhex(normal_uid(uid))
        elif len(uid) == 4 and uid[0] == RANDOM_UID:  # ISO/IEC 14443-3, 6.5.4: chosen anew each time
            raise NoNumber("this card has a different number each time")
        return number(uid, options)

    def _sector(self, card: Card) -> bytes:
        """Load the key into the reader (``FF 82``), authenticate (``FF 86``) once a sector, read (``FF B0``)."""
        options = self._options
        card.ask(bytes.fromhex("FF82000006") + bytes.fromhex(options.key))
        data = b""
        open_sector = -1
        for block in options.span:
            if (sector := _sector_of(block)) != open_sector:
                kind = 0x60 if options.key_type == "a" else 0x61
                _, status = card.transmit(bytes.fromhex("FF860000050100") + bytes((block, kind, 0)))
                if status != OK:
                    raise TagRefused(f"the sector does not open with this key ({status:04X})")
                open_sector = sector
            data += card.read(block, SECTOR_BLOCK) or b""
        return data


def _sector_of(block: int) -> int:
    """Sectors have 4 blocks, from block 128 on (MIFARE Classic 4K) 16."""
    return block // 4 if block < 128 else 32 + (block - 128) // 16


def _is_trailer(block: int) -> bool:
    return block % 4 == 3 if block < 128 else block % 16 == 15


def _ndef_text(card: Card, iso_15693: bool) -> str:
    """Pages 4 and on of a Type 2 tag, or what follows the capability container of a Type 5 tag."""
    memory = b""
    block = 0 if iso_15693 else 3
    start = 0
    while len(memory) < MOST_BYTES:
        data = card.read(block, BLOCK)
        if data is None:
            break
        if not memory:
            size = CAPABILITIES.get(data[0]) if iso_15693 or data[0] == 0xE1 else None
            if size is None:
                raise NoNumber("this card has no NDEF memory")
            start = size
        memory, block = memory + data, block + 1
        if len(memory) <= start:
            continue
        try:
            text = ndef.first_text(memory[start:])
        except ndef.Incomplete:
            continue
        except ValueError as error:
            raise NoNumber(str(error)) from None
        if text is None:
            raise NoNumber("no text stands there")
        return text
    raise NoNumber("the message is longer than the card")


def _tag_number(card: Card) -> str:
    """The primary identifier, by whichever of the library's models the card was written."""
    uid = normal_uid(card.uid())
    memory = b""
    for block in range(MOST_BYTES // BLOCK):
        data = card.read(block, BLOCK)
        if data is None:
            break
        memory += data
        if block >= 7:
            content = decode(memory, uid=uid)
            if not content.more:
                break
    content = decode(memory, uid=uid)
    if content.usage not in (None, Usage.PATRON_CARD, Usage.NO_INFORMATION):
        raise NoNumber("this is an item's tag, not a card")
    if content.damaged or not content.item:
        raise NoNumber("no number stands there")
    return content.item
