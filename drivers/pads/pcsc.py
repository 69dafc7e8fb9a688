"""Single items on PC/SC readers that speak ISO 15693: a desktop reader with room for one book.

Every reader whose name fits is part of the pad. Memory is read and written by ``FF B0`` and ``FF D6``, a block at a
time. AFI and EAS need a *transparent session*, in which raw ISO 15693 requests go to the tag. A reader without them
reads and writes items but leaves their gate state alone: ``transparent = false``.

::

    FF C2 00 00 02  81 00  00                      begin          answer  C0 03 00 90 00  90 00
    FF C2 00 02 04  8F 02 02 03                    ISO 15693-3            C0 03 00 90 00  8F 01 00  90 00
    FF C2 00 01 LC  [5F 46 04 µs(4)] 95 L REQUEST  00      C0 03 00 90 00  92 01 00  96 02 00 00  97 L RESPONSE  90 00
    FF C2 00 00 02  82 00  00                      end            C0 03 00 90 00  90 00

C0 carries index and status of the whole, 64 01 when nothing answered in time; 5F 46 sets that time. Request and
response are without CRC. Sources: PC/SC part 3 amendment 1; a trace of an ACR1552U with an ICODE SLI in the NXP
community (TA-P 2291679), by which a write fails with 64 01 unless the time is set in the same command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.pads.exchange import nothing_said
from drivers.pcsc import (
    NO_SUCH_BLOCK,
    NOT_SUPPORTED,
    OK,
    Card,
    PcscOptions,
    Readers,
    Slot,
    refusal,
    storage_card,
)
from drivers.roles import BadFrame, Means, Role, SeenTag, TagLost, TagRefused
from drivers.tags import iso15693

BLOCK = 4
BEGIN = bytes.fromhex("FFC2000002810000")
USE_ISO_15693 = bytes.fromhex("FFC20002048F020203")
EXCHANGE = bytes.fromhex("FFC20001")
END = bytes.fromhex("FFC2000002820000")
SECOND = bytes.fromhex("5F460440420F00")
"""The timer object: 1 000 000 µs, least significant byte first."""
STATUS, REQUEST, RESPONSE = 0xC0, 0x95, 0x97
WHOLE = 0x9000


@dataclass(frozen=True, kw_only=True)
class PcscPadOptions(PcscOptions):
    transparent: bool = field(
        default=True,
        metadata={"help": "the reader has transparent sessions, so AFI and EAS can be set and read back"},
    )


@dataclass(frozen=True, slots=True)
class _Lying:
    slot: Slot
    tag: SeenTag


class PcscPad:
    """PC/SC readers, each with room for one ISO 15693 item."""

    name: ClassVar[str] = "pcsc-pad"
    role: ClassVar[Role] = Role.ITEM_PAD
    Options = PcscPadOptions

    def __init__(self, options: PcscPadOptions) -> None:
        self._options = options
        self.readers = Readers(options)
        self._lying: dict[str, _Lying] = {}

    def open(self) -> None:
        self.readers.open()
        self._lying = {}

    def close(self) -> None:
        self.readers.close()

    def means(self) -> frozenset[Means]:
        return frozenset(Means) if self._options.transparent else frozenset()

    def inventory(self) -> tuple[SeenTag, ...]:
        """A tag is asked who it is when it comes, and not again while it lies there."""
        lying: dict[str, _Lying] = {}
        for slot in self.readers.slots(0):
            known = self._lying.get(slot.reader)
            if known is not None and known.slot == slot:
                lying[slot.reader] = known
            elif slot.present and (kind := storage_card(slot.atr)) is not None and kind.iso_15693:
                try:
                    lying[slot.reader] = _Lying(slot, self._identify(slot))
                except TagLost:
                    continue  # gone again, or not quite there yet: the next round tells
        self._lying = lying
        return tuple({one.tag.uid: one.tag for one in lying.values()}.values())

    def read(self, uid: str, first: int, count: int) -> bytes:
        memory = b""
        with self._card(uid) as card:
            for block in range(first, first + count):
                data = card.read(block, BLOCK)
                if data is None:
                    break
                memory += data
        return memory

    def write(self, uid: str, first: int, data: bytes) -> None:
        with self._card(uid) as card:
            for at in range(0, len(data), BLOCK):
                head = bytes.fromhex("FFD6") + (first + at // BLOCK).to_bytes(2, "big") + bytes((BLOCK,))
                answer, status = card.transmit(head + data[at : at + BLOCK])
                if status == NO_SUCH_BLOCK:
                    raise TagRefused("the tag has no such block")
                if status != OK:
                    raise refusal(status)
                nothing_said(answer)

    def afi(self, uid: str) -> int:
        with self._card(uid) as card, _session(card):
            return _dsfid_and_afi(card, uid)[1]

    def write_afi(self, uid: str, afi: int) -> None:
        with self._card(uid) as card, _session(card):
            _ask(card, iso15693.request(iso15693.WRITE_AFI, bytes((afi,)), uid=uid), writes=True)

    def eas(self, uid: str) -> bool:
        """Only an armed tag answers the alarm request; one that does not must answer something else."""
        with self._card(uid) as card, _session(card):
            try:
                _ask(card, iso15693.request(iso15693.EAS_ALARM, uid=uid))
            except TagLost:
                _dsfid_and_afi(card, uid)
                return False
            return True

    def write_eas(self, uid: str, on: bool) -> None:
        command = iso15693.SET_EAS if on else iso15693.RESET_EAS
        with self._card(uid) as card, _session(card):
            _ask(card, iso15693.request(command, uid=uid), writes=True)

    @contextmanager
    def _card(self, uid: str) -> Iterator[Card]:
        """The reader with this tag on it; asked once more whose it is, since a card may have been swapped."""
        reader = next((reader for reader, one in self._lying.items() if one.tag.uid == uid), None)
        if reader is None:
            raise TagLost("the tag does not lie there")
        try:
            with self.readers.card(reader) as card:
                if _uid(card) != uid:
                    raise TagLost("another tag lies there now")
                yield card
        except TagLost:
            self._lying.pop(
                reader, None
            )  # the daemon notices up to 0.4 s later; the next inventory asks the tag
            raise

    def _identify(self, slot: Slot) -> SeenTag:
        with self.readers.card(slot.reader) as card:
            uid = _uid(card)
            if not self._options.transparent:
                return SeenTag(uid)
            try:
                with _session(card):
                    return SeenTag(uid, _dsfid_and_afi(card, uid)[0])
            except TagRefused:  # it is asked for again, and told, when the AFI is to be set
                return SeenTag(uid)


def _uid(card: Card) -> str:
    uid = card.uid()
    if len(uid) != 8 or 0xE0 not in (uid[0], uid[-1]):
        raise BadFrame("a UID that is none of ISO 15693")
    return iso15693.normal_uid(uid)


@contextmanager
def _session(card: Card) -> Iterator[None]:
    """Raises :class:`TagRefused` when the reader has no such sessions."""
    _, status = card.transmit(BEGIN)
    if status in (NOT_SUPPORTED, 0x6D00, 0x6E00):
        raise TagRefused("this reader has no transparent sessions; see the option transparent")
    if status != OK:
        raise refusal(status)
    try:
        _objects(card, USE_ISO_15693)
        yield
    finally:
        card.transmit(END)


def _dsfid_and_afi(card: Card, uid: str) -> tuple[int, int]:
    data = _ask(card, iso15693.request(iso15693.SYSTEM_INFORMATION, uid=uid))
    if len(data) < 11 or data[0] & 0x03 != 0x03 or iso15693.uid_text(data[1:9]) != uid:
        raise BadFrame("system information without DSFID and AFI, or of another tag")
    return data[9], data[10]


def _ask(card: Card, request: bytes, *, writes: bool = False) -> bytes:
    """The data of the tag's response. Raises :class:`TagLost` for silence, :class:`TagRefused` for an error."""
    body = (SECOND if writes else b"") + bytes((REQUEST, len(request))) + request
    found = _objects(card, EXCHANGE + bytes((len(body),)) + body + b"\0")
    if RESPONSE not in found:
        raise TagLost("the tag did not answer")
    try:
        response = iso15693.parse_response(found[RESPONSE])
    except ValueError as error:
        raise BadFrame(f"a response that is {error}") from None
    if response.error is not None:
        raise TagRefused(iso15693.error_text(response.error))
    if writes:
        nothing_said(response.data)
    return response.data


def _objects(card: Card, command: bytes) -> dict[int, bytes]:
    """The data objects of an answer in a session, by tag; its status object is checked."""
    data = card.ask(command)
    found: dict[int, bytes] = {}
    while data:
        size = 2 if data[0] & 0x1F == 0x1F else 1
        head, value = int.from_bytes(data[:size], "big"), data[size + 1 :]
        if len(data) <= size or len(value) < data[size]:
            raise BadFrame("an answer that is no list of data objects")
        found[head], data = value[: data[size]], value[data[size] :]
    status = found.get(STATUS, b"")
    if len(status) != 3:
        raise BadFrame("an answer without its status")
    if (word := int.from_bytes(status[1:], "big")) != WHOLE:
        raise refusal(word)
    return found
