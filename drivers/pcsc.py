"""PC/SC: contactless readers by name, cards that come and go, and commands (APDUs) to them.

Only the raw calls of pyscard are used, by the one thread that has the driver: pyscard's own monitors start threads that
die when the PC/SC daemon is restarted, and do not come back.

Sources: PC/SC interoperability specification 2.01.09, part 3 with its supplemental document for contactless ICCs (ATR
and ``FF`` commands) and part 5 (calls); pcsc-lite for the error codes.
"""

from __future__ import annotations

import fnmatch
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from smartcard import scard

from drivers.roles import BadFrame, DeviceLost, TagLost, TagRefused
from drivers.transport import QUIET_SECONDS, Trace

STORAGE_CARD = bytes.fromhex("804F0CA000000306")
"""In the ATR of a contactless card without a processor: tag 80, 4F, length, and the PC/SC workgroup's RID."""

GET_UID = bytes.fromhex("FFCA000000")
OK = 0x9000
NOT_SUPPORTED = 0x6A81
NO_SUCH_BLOCK = 0x6A82
NO_INFORMATION = 0x6300
WRONG_LENGTH = 0x6C

GONE = frozenset(
    (
        scard.SCARD_W_REMOVED_CARD,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_E_NO_SMARTCARD,
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_E_PROTO_MISMATCH,
    )
)
"""What the calls answer when it is the card that has left, not the reader."""
BUSY = scard.SCARD_E_SHARING_VIOLATION


@dataclass(frozen=True, kw_only=True)
class PcscOptions:
    """The options of every device behind PC/SC."""

    reader: str = field(
        default="*",
        metadata={"help": "the readers' names; * and ? stand for anything, and several are separated by ;"},
    )


@dataclass(frozen=True, slots=True)
class Slot:
    """One reader as it is now. ``arrivals`` changes with every card that comes or goes, seen or not."""

    reader: str
    present: bool
    atr: bytes = b""
    arrivals: int = 0


@dataclass(frozen=True, slots=True)
class StorageCard:
    """What the ATR of a card without a processor says: the standard's byte and the card's number."""

    standard: int  # 01-03 ISO 14443 A, 05-07 B, 09-0C ISO 15693, 11 FeliCa
    card: int  # 0001 MIFARE Classic 1K, 0003 Ultralight and NTAG, 0014 ICODE SLI, …

    @property
    def iso_15693(self) -> bool:
        return 0x09 <= self.standard <= 0x0C


def storage_card(atr: bytes) -> StorageCard | None:
    """What an ATR says; None for a card with a processor, or a damaged ATR.

    ``3B 8F 80 01  80 4F 0C A000000306  SS NNNN  RFU (4)  TCK``.
    """
    if len(atr) != 20 or atr[4:12] != STORAGE_CARD:
        return None
    check = 0
    for byte in atr[1:]:
        check ^= byte
    return None if check else StorageCard(atr[12], int.from_bytes(atr[13:15], "big"))


class Readers:
    """The readers whose names fit. For use by one thread; may be opened again."""

    trace: Trace | None = None
    """Is shown all commands ("out") and answers ("in")."""

    def __init__(self, options: PcscOptions) -> None:
        self._patterns = [part.strip() for part in options.reader.split(";") if part.strip()]
        self._context: int | None = None
        self._states: dict[str, int] = {}

    def open(self) -> None:
        """Raises :class:`DeviceLost` when there is no PC/SC daemon, or no such reader."""
        self.close()
        result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if result != scard.SCARD_S_SUCCESS:
            raise DeviceLost(f"PC/SC: {_text(result)}")
        self._context = context
        try:
            self._names()
        except DeviceLost:
            self.close()
            raise

    def close(self) -> None:
        """Never raises, may be called twice."""
        context, self._context, self._states = self._context, None, {}
        if context is not None:
            scard.SCardReleaseContext(context)

    def slots(self, seconds: float = QUIET_SECONDS) -> tuple[Slot, ...]:
        """Every reader, as soon as one has changed since the last call, or after ``seconds``.

        Raises :class:`DeviceLost` when none of the readers is left, or the daemon has gone.
        """
        deadline = time.monotonic() + seconds
        while True:
            names = self._names()
            known = [(name, self._states.get(name, scard.SCARD_STATE_UNAWARE)) for name in names]
            left = max(0, int((deadline - time.monotonic()) * 1000))
            result, states = scard.SCardGetStatusChange(self._opened(), left, known)
            if result == scard.SCARD_E_UNKNOWN_READER:
                continue  # unplugged since it was listed
            if result not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_TIMEOUT):
                raise DeviceLost(f"PC/SC: {_text(result)}")
            self._states = {name: state & ~scard.SCARD_STATE_CHANGED for name, state, _ in states}
            return tuple(_slot(name, state, bytes(atr)) for name, state, atr in states)

    @contextmanager
    def card(self, reader: str) -> Iterator[Card]:
        """The card on a reader, for us alone until the end of the block. Raises :class:`TagLost` when there is none,
        :class:`BadFrame` when another program has it, and :class:`DeviceLost`."""
        result, handle, protocol = scard.SCardConnect(
            self._opened(),
            reader,
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        _check(result, reader)
        try:
            _check(scard.SCardBeginTransaction(handle), reader)
            try:
                yield Card(handle, protocol, reader, self.trace)
            finally:
                scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
        finally:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)

    def _names(self) -> list[str]:
        result, names = scard.SCardListReaders(self._opened(), [])
        if result not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_NO_READERS_AVAILABLE):
            raise DeviceLost(f"PC/SC: {_text(result)}")
        fitting = [name for name in names if any(fnmatch.fnmatchcase(name, one) for one in self._patterns)]
        if not fitting:
            there = ", ".join(names) or "none at all"
            raise DeviceLost(f"no card reader called {'; '.join(self._patterns)} (there are: {there})")
        return fitting

    def _opened(self) -> int:
        if self._context is None:
            raise DeviceLost("PC/SC: not open")
        return self._context


class Card:
    """A card that is held by :meth:`Readers.card`."""

    def __init__(self, handle: int, protocol: int, reader: str, trace: Trace | None) -> None:
        self._handle = handle
        self._protocol = protocol
        self._reader = reader
        self._trace = trace

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        """The answer's data and status word. Raises :class:`TagLost`, :class:`BadFrame`, :class:`DeviceLost`."""
        data, status = self._transmit(command)
        if status >> 8 == WRONG_LENGTH and len(command) == 5:
            data, status = self._transmit(command[:4] + bytes((status & 0xFF,)))
        return data, status

    def ask(self, command: bytes) -> bytes:
        """The answer's data; raises :class:`TagRefused` besides, for any status but 9000."""
        data, status = self.transmit(command)
        if status != OK:
            raise refusal(status)
        return data

    def uid(self) -> bytes:
        """The card's number, in the reader's order."""
        return self.ask(GET_UID)

    def read(self, block: int, length: int) -> bytes | None:
        """``FF B0``: a block (a page, for an Ultralight or NTAG); None if there is no such block."""
        data, status = self.transmit(bytes.fromhex("FFB0") + block.to_bytes(2, "big") + bytes((length,)))
        if status == NO_SUCH_BLOCK:
            return None
        if status != OK:
            raise refusal(status)
        if len(data) < length:
            raise BadFrame("less was read than asked for")
        return data[:length]

    def _transmit(self, command: bytes) -> tuple[bytes, int]:
        if self._trace:
            self._trace("out", command)
        result, answer = scard.SCardTransmit(self._handle, self._protocol, list(command))
        _check(result, self._reader)
        if self._trace:
            self._trace("in", bytes(answer))
        if not answer:  # what some drivers call a success when the card leaves in the middle
            raise TagLost("the card was taken away")
        if len(answer) < 2:
            raise BadFrame("an answer without a status")
        return bytes(answer[:-2]), answer[-2] << 8 | answer[-1]


def refusal(status: int) -> TagLost | TagRefused:
    """What a status word other than 9000 means. 63 00 (no information) and 64 01 (no answer in time) are what readers
    say when nothing came back from the card; what was written is then not known."""
    if status in (NO_INFORMATION, 0x6401):
        return TagLost("the card did not answer")
    known: dict[int, Literal["cannot", "locked"]] = {
        NOT_SUPPORTED: "cannot",
        0x6D00: "cannot",
        0x6982: "locked",
    }
    reason = {"cannot": "the reader cannot do this", "locked": "the key is wrong, or the card is locked"}
    return TagRefused(f"{reason[known[status]] if status in known else 'the reader refused'} ({status:04X})")


def _slot(reader: str, state: int, atr: bytes) -> Slot:
    present = bool(state & scard.SCARD_STATE_PRESENT) and not state & scard.SCARD_STATE_MUTE
    return Slot(reader, present, atr if present else b"", state >> 16)


def _check(result: int, reader: str) -> None:
    if result == scard.SCARD_S_SUCCESS:
        return
    if result in GONE:
        raise TagLost("the card was taken away")
    if result == BUSY:
        raise BadFrame(f"{reader}: another program uses the card")
    raise DeviceLost(f"{reader}: {_text(result)}")


def _text(result: int) -> str:
    return f"{scard.SCardGetErrorMessage(result)} ({result & 0xFFFFFFFF:08X})"
