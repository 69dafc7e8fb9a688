"""The four CRC-16 of library RFID. They share the polynomial 1021 and differ in everything else.

============= ========= =========== ================= ==========================================
function      reflected final XOR   check "123456789" where
============= ========= =========== ================= ==========================================
x25           yes       FFFF        906E              ISO/IEC 15693-3 on the air, LSB first
mcrf4xx       yes       0000        6F91              Feig OBID and RL866 frames, LSB first
ccitt_false   no        0000        29B1              ISO 28560-3 tags, LSB first
genibus       no        FFFF        D64E              3M/Bibliotheca frames, EPC Gen2, MSB first
============= ========= =========== ================= ==========================================

All begin with FFFF. Names are those of the catalogue of parametrised CRC algorithms (reveng.sourceforge.io).
"""

from __future__ import annotations

from binascii import crc_hqx

_MIRRORED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def ccitt_false(data: bytes) -> int:
    return crc_hqx(data, 0xFFFF)


def genibus(data: bytes) -> int:
    return crc_hqx(data, 0xFFFF) ^ 0xFFFF


def mcrf4xx(data: bytes) -> int:
    # A reflected CRC is the mirror image of the plain one over mirrored bytes; so all the work is done in C.
    crc = crc_hqx(data.translate(_MIRRORED), 0xFFFF)
    return _MIRRORED[crc >> 8] | _MIRRORED[crc & 0xFF] << 8


def x25(data: bytes) -> int:
    return mcrf4xx(data) ^ 0xFFFF
