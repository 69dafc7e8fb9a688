"""Feig OBID readers in ISO host mode, on a serial port, a USB-serial adapter or TCP port 10001.

::

    request   LEN ADR CMD data CRC           LEN counts every byte, 5 to 255; CRC-16/MCRF4XX, LSB first
    answer    LEN ADR CMD STATUS data CRC
    advanced  02 ALEN(2, MSB first) ADR CMD [STATUS] data CRC

A long answer comes as an advanced frame whatever the request was. A damaged request gets no answer. Silence of the
length of the reader's PSST (``gap_ms``) comes before each request.

Source: Feig system manual H20800 (OBID classic-pro, ISO host commands; chapter 3.1 frames and PSST, 5 configuration),
as published with dpavlin/Biblio-RFID; the i-scan family (MR, LR) has the same. Readers of the CPR family have no NXP
commands (``eas = false``). Feig's own USB interface is no serial port and not covered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from drivers.pads.exchange import Exchange, nothing_said
from drivers.registry import OptionError
from drivers.roles import BadFrame, DeviceLost, Means, Role, SeenTag, TagLost, TagRefused
from drivers.tags import iso15693
from drivers.tags.crc import mcrf4xx
from drivers.transport import Line, LineOptions

ADVANCED = 0x02
BLOCK = 4
MOST_BLOCKS = 32  # 128 bytes in one call
MOST_ROUNDS = 20  # of “more data” in one inventory

SOFTWARE_VERSION, RF_RESET, RF_ON_OFF, ISO_HOST, MANUFACTURER = 0x65, 0x69, 0x6A, 0xB0, 0xB1
READ_CONFIGURATION, WRITE_CONFIGURATION = 0x80, 0x81
RF_INTERFACE = 3  # the configuration block, in RAM: bit 7 of its address would mean the EEPROM
CONFIGURATION_BYTES = 14
INVENTORY, NEW, MORE_TAGS = 0x01, 0x00, 0x80
ADDRESSED = 0x01
ISO_15693_TYPE, ISO_14443A_TYPE = 0x03, 0x04

OK, NO_TAG, READER_CRC, WRITE_ERROR, RF_ERROR, RF_WARNING, MORE, TAG_ERROR = (
    0,
    1,
    2,
    3,
    0x83,
    0x84,
    0x94,
    0x95,
)
STATUS_TEXTS = {
    0x04: "the address is wrong",
    0x05: "this type of tag cannot do that",
    0x08: "not authenticated",
    0x0E: "general error",
    0x10: "EEPROM failure in the reader",
    0x11: "a parameter is out of range",
    0x15: "no such configuration block",
    0x16: "this configuration block cannot be written",
    0x80: "the reader does not know this command",
    0x81: "the command has a wrong length",
    0x82: "not available now: is the reader in scan mode?",
    0x93: "the reader's buffer is full",
    0xF1: "the reader's hardware failed",
}


@dataclass(frozen=True, kw_only=True)
class FeigOptions(LineOptions):
    baudrate: int = field(default=38400, metadata={"help": "bits a second", "least": 4800, "most": 921600})
    parity: str = field(default="even", metadata={"help": "parity bit", "choices": ("none", "even", "odd")})
    address: int = field(
        default=255, metadata={"help": "the reader's bus address; 255: any", "least": 0, "most": 255}
    )
    frames: str = field(
        default="standard", metadata={"help": "how requests are framed", "choices": ("standard", "advanced")}
    )
    block_order: str = field(
        default="reversed",
        metadata={
            "help": "a block's bytes on the line: most significant first, or as in the tag",
            "choices": ("reversed", "tag"),
        },
    )
    response_ms: int = field(
        default=1000,
        metadata={"help": "the reader's TR-RESPONSE-TIME: its longest answer", "least": 50, "most": 30000},
    )
    gap_ms: int = field(
        default=5,
        metadata={"help": "the reader's PSST: silence it wants before a request", "least": 0, "most": 5},
    )
    power: int = field(
        default=0,
        metadata={
            "help": "RF-POWER as the reader's manual has it, set at each start; 0: leave it",
            "least": 0,
            "most": 255,
        },
    )
    power_byte: int = field(
        default=-1,
        metadata={
            "help": "power: which byte of block CFG3 is RF-POWER in the reader's manual",
            "least": -1,
            "most": CONFIGURATION_BYTES - 1,
        },
    )
    antennas: int = field(
        default=1,
        metadata={
            "help": "outputs of the reader's own multiplexer, looked at in turn",
            "least": 1,
            "most": 8,
        },
    )
    only_new: bool = field(
        default=True,
        metadata={"help": "reset the field before each inventory: needed if the reader lists only new tags"},
    )
    eas: bool = field(default=True, metadata={"help": "the reader has the NXP EAS commands"})

    def __post_init__(self) -> None:
        """Raises :class:`OptionError`: a wrong byte of the configuration would be another setting."""
        if self.power and self.power_byte < 0:
            raise OptionError("power_byte", "it differs between models, so it must be given", "0 to 13")


class FeigPad:
    """An OBID classic-pro or i-scan reader in ISO host mode."""

    name: ClassVar[str] = "feig"
    role: ClassVar[Role] = Role.ITEM_PAD
    Options = FeigOptions

    def __init__(self, options: FeigOptions) -> None:
        self.line = Line(options)
        self._options = options
        self._exchange = Exchange(self.line, frame_length, options.gap_ms / 1000)
        self._answer_seconds = options.response_ms / 1000 + 0.1
        self._antenna_of: dict[str, int] = {}
        self._antenna = 1

    def open(self) -> None:
        """Open the line and see that a reader is there."""
        self.line.open()
        try:
            self.firmware()
            if self._options.power:
                self.set_power(self._options.power)
            self.rf(on=True)
        except (BadFrame, TagLost, TagRefused) as error:
            self.line.close()
            raise DeviceLost(f"{self._options.port}: no Feig reader answers ({error})") from error

    def close(self) -> None:
        self.line.close()

    def means(self) -> frozenset[Means]:
        return frozenset(Means) if self._options.eas else frozenset((Means.AFI,))

    # --- the reader itself, for maintenance -----------------------------------------------------------------

    def firmware(self) -> str:
        """Software version, hardware and reader type, as hexadecimal numbers."""
        data = self._ask(SOFTWARE_VERSION)
        if len(data) < 5:
            raise BadFrame("the answer about the version is too short")
        return f"{data[0]}.{data[1]:02d} hardware {data[3]:02X} type {data[4]:02X}"

    def rf(self, *, on: bool, antenna: int = 1) -> None:
        """Switch the field on at an output of the reader's own multiplexer, or off."""
        self._ask(RF_ON_OFF, bytes((antenna if on else 0,)))
        self._antenna = antenna

    def set_power(self, power: int) -> None:
        """Set RF-POWER in the reader's RAM and read it back; after a power cut the reader has its own again."""
        block = self._ask(READ_CONFIGURATION, bytes((RF_INTERFACE,)))
        if len(block) != CONFIGURATION_BYTES:
            raise BadFrame("a configuration block of another length")
        at = self._options.power_byte
        wanted = block[:at] + bytes((power,)) + block[at + 1 :]
        if block != wanted:
            self._ask(WRITE_CONFIGURATION, bytes((RF_INTERFACE,)) + wanted)
            if self._ask(READ_CONFIGURATION, bytes((RF_INTERFACE,))) != wanted:
                raise TagRefused(f"the reader did not take {power} as its power")

    def rf_reset(self) -> None:
        """The field off and on again: every tag begins anew."""
        self._ask(RF_RESET)

    # --- tags -----------------------------------------------------------------------------------------------

    def inventory(self) -> tuple[SeenTag, ...]:
        seen: dict[str, SeenTag] = {}
        for antenna in range(1, self._options.antennas + 1):
            if self._options.antennas > 1:
                self.rf(on=True, antenna=antenna)
            elif self._options.only_new:
                self.rf_reset()
            for tag in self._one_inventory():
                seen.setdefault(tag.uid, tag)
                self._antenna_of[tag.uid] = antenna
        self._antenna_of = {uid: antenna for uid, antenna in self._antenna_of.items() if uid in seen}
        return tuple(seen.values())

    def _one_inventory(self) -> list[SeenTag]:
        found: list[SeenTag] = []
        mode = NEW
        for _ in range(MOST_ROUNDS):
            status, data = self._status_and_data(ISO_HOST, bytes((INVENTORY, mode)))
            if status == NO_TAG:
                return found
            if status not in (OK, MORE):
                self._raise(status, data)
            found += parse_tags(data)
            if status == OK:
                return found
            mode = MORE_TAGS
        raise BadFrame("the inventory has no end")

    def read(self, uid: str, first: int, count: int) -> bytes:
        memory = b""
        while count > 0:
            step = min(count, MOST_BLOCKS)
            try:
                more = self._read(uid, first, step)
            except TagRefused:
                # Beyond the last block, or more blocks at a time than this tag gives.
                return memory + self._read_singly(uid, first, count)
            memory += more
            first, count = first + step, count - step
        return memory

    def write(self, uid: str, first: int, data: bytes) -> None:
        blocks = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
        for at in range(0, len(blocks), MOST_BLOCKS):
            some = blocks[at : at + MOST_BLOCKS]
            written = self._tag(
                0x24, uid, bytes((first + at, len(some), BLOCK)) + b"".join(map(self._turned, some))
            )
            nothing_said(written)

    def afi(self, uid: str) -> int:
        data = self._tag(iso15693.SYSTEM_INFORMATION, uid)
        if len(data) < 10 or data[1:9].hex().upper() != uid:
            raise BadFrame("the answer is about another tag")
        return data[9]

    def write_afi(self, uid: str, afi: int) -> None:
        nothing_said(self._tag(iso15693.WRITE_AFI, uid, bytes((afi,))))

    def eas(self, uid: str) -> bool:
        """An armed tag answers the alarm request. Silence means disarmed only if the tag answers something else."""
        try:
            self._nxp(iso15693.EAS_ALARM, uid)
        except TagLost:
            self.afi(uid)
            return False
        return True

    def write_eas(self, uid: str, on: bool) -> None:
        nothing_said(self._nxp(iso15693.SET_EAS if on else iso15693.RESET_EAS, uid))

    # --- the wire -------------------------------------------------------------------------------------------

    def _read(self, uid: str, first: int, count: int) -> bytes:
        data = self._tag(iso15693.READ_MULTIPLE, uid, bytes((first, count)))
        if len(data) < 2 or data[0] != count or len(data) != 2 + count * (1 + data[1]) or not data[1]:
            raise BadFrame("blocks other than those asked for")
        size = data[1] + 1
        return b"".join(self._turned(data[3 + at : 2 + at + size]) for at in range(0, count * size, size))

    def _read_singly(self, uid: str, first: int, count: int) -> bytes:
        memory = b""
        for block in range(first, first + count):
            try:
                memory += self._read(uid, block, 1)
            except TagRefused:
                break
        return memory

    def _turned(self, block: bytes) -> bytes:
        return block[::-1] if self._options.block_order == "reversed" else block

    def _tag(self, command: int, uid: str, parameters: bytes = b"") -> bytes:
        return self._about(ISO_HOST, bytes((command, ADDRESSED)), uid, parameters)

    def _nxp(self, command: int, uid: str) -> bytes:
        return self._about(MANUFACTURER, bytes((iso15693.NXP, command, ADDRESSED)), uid)

    def _about(self, command: int, head: bytes, uid: str, parameters: bytes = b"") -> bytes:
        antenna = self._antenna_of.get(uid, self._antenna)
        if antenna != self._antenna:
            self.rf(on=True, antenna=antenna)
        return self._ask(command, head + bytes.fromhex(uid) + parameters)

    def _ask(self, command: int, data: bytes = b"") -> bytes:
        status, answer = self._status_and_data(command, data)
        if status != OK:
            self._raise(status, answer)
        return answer

    def _status_and_data(self, command: int, data: bytes) -> tuple[int, bytes]:
        request = build_frame(
            self._options.address, command, data, advanced=self._options.frames == "advanced"
        )

        def accept(frame: bytes) -> tuple[int, bytes] | None:
            return parse_answer(frame, self._options.address, command)

        return self._exchange.ask(request, accept, self._answer_seconds)

    def _raise(self, status: int, data: bytes) -> None:
        if status in (NO_TAG, RF_ERROR, RF_WARNING):
            raise TagLost("no tag answered")
        if status == READER_CRC:
            raise BadFrame("the reader heard a damaged request or tag")
        if status == WRITE_ERROR:
            raise TagLost(f"block {data[0] if data else '?'} was not written")
        if status == TAG_ERROR:
            raise TagRefused(iso15693.error_text(data[0]) if data else "the tag refused")
        raise TagRefused(STATUS_TEXTS.get(status, f"the reader answers status {status:02X}"))


# --- frames -----------------------------------------------------------------------------------------------------


def build_frame(address: int, command: int, data: bytes = b"", *, advanced: bool = False) -> bytes:
    """A request; advanced also if it would be too long for a standard frame."""
    rest = bytes((address, command)) + data
    if advanced or len(rest) + 3 > 255:
        frame = bytes((ADVANCED,)) + (len(rest) + 5).to_bytes(2, "big") + rest
    else:
        frame = bytes((len(rest) + 3,)) + rest
    return frame + mcrf4xx(frame).to_bytes(2, "little")


def frame_length(buffer: bytes) -> int | None:
    """For :class:`~drivers.pads.exchange.Exchange`: an answer has 6 bytes at least, an advanced one 8."""
    if buffer[0] != ADVANCED:
        return buffer[0] if buffer[0] >= 6 else 0
    if len(buffer) < 3:
        return None
    length = int.from_bytes(buffer[1:3], "big")
    return length if 8 <= length <= 4096 else 0


def parse_answer(frame: bytes, address: int, command: int) -> tuple[int, bytes] | None:
    """Status and data of a whole frame that answers ``command`` of the reader at ``address``; else None."""
    if mcrf4xx(frame[:-2]).to_bytes(2, "little") != frame[-2:]:
        return None
    head = 3 if frame[0] == ADVANCED else 1
    if frame[head + 1] != command or (address != 255 and frame[head] != address):
        return None
    return frame[head + 2], frame[head + 3 : -2]


def parse_tags(data: bytes) -> list[SeenTag]:
    """The ISO 15693 tags of an inventory answer; cards of other kinds are passed over.

    ``count``, then for each: type 03, DSFID, UID (8, E0 first); or type 04 (ISO 14443A), information, 00, UID (7, or
    10 if bit 2 of the information is set). Raises BadFrame for anything else: where it ends could not be known.
    """
    if not data:
        raise BadFrame("an inventory without a count")
    tags = []
    at = 1
    for _ in range(data[0]):
        kind = data[at] if at < len(data) else -1
        if kind == ISO_15693_TYPE and at + 10 <= len(data):
            uid = data[at + 2 : at + 10]
            if uid[0] != 0xE0:
                raise BadFrame("a UID that is none of ISO 15693")
            tags.append(SeenTag(uid.hex().upper(), data[at + 1]))
            at += 10
        elif kind == ISO_14443A_TYPE and at + 2 <= len(data):
            at += 13 if data[at + 1] & 0x04 else 10
        else:
            raise BadFrame("an inventory that cannot be read")
    if at != len(data):
        raise BadFrame("an inventory with bytes left over")
    return tags
