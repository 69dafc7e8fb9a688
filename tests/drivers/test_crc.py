"""Each CRC against its catalogue check value and against the same sum done bit by bit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.tags import crc

CHECKS = [(crc.x25, 0x906E), (crc.mcrf4xx, 0x6F91), (crc.ccitt_false, 0x29B1), (crc.genibus, 0xD64E)]


@pytest.mark.parametrize(("algorithm", "check"), CHECKS)
def test_the_catalogues_check_value(algorithm: Callable[[bytes], int], check: int) -> None:
    assert algorithm(b"123456789") == check


@given(st.binary(max_size=300))
def test_the_reflected_one_is_what_shifting_bit_by_bit_gives(data: bytes) -> None:
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x8408 if register & 1 else 0)
    assert crc.mcrf4xx(data) == register
    assert crc.x25(data) == register ^ 0xFFFF
