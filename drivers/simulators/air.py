"""How long ISO 15693 takes on the air: high data rate, 1 of 4 coding, one subcarrier.

A bit takes 512/fc = 37.76 µs both ways (fc = 13.56 MHz). Start and end of frame: 75.5 + 37.8 µs down, 2 × 151 µs up.
A tag answers after t1 = 320.9 µs; the next request may come t2 = 309.2 µs after an answer. Writing takes about 4 ms
inside the tag. Source: ISO/IEC 15693-2 and -3; NXP SL2S2002 data sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

BIT = 512 / 13.56e6
T1 = 320.9e-6
T2 = 309.2e-6
DOWN_EDGES = 113.3e-6
UP_EDGES = 302e-6
PROGRAMMING = 4e-3
EMPTY_SLOT = 0.36e-3
CRC_BYTES = 2
INVENTORY_REQUEST = 5
INVENTORY_ANSWER = 12


def request_seconds(count: int) -> float:
    return count * 8 * BIT + DOWN_EDGES


def answer_seconds(count: int) -> float:
    return count * 8 * BIT + UP_EDGES


def exchange_seconds(request: int, answer: int, *, writes: bool = False) -> float:
    """One request and its answer, sizes in bytes without CRC; silence (0) costs t1 and a little."""
    down = request_seconds(request + CRC_BYTES) + T1 + (PROGRAMMING if writes else 0.0)
    return down + (answer_seconds(answer + CRC_BYTES) + T2 if answer else T2)


def inventory_seconds(uids: Sequence[str]) -> float:
    """A whole anticollision of 16-slot rounds: a slot with two answers is asked anew with one nibble more."""
    return _round([uid[::-1] for uid in uids], 0)


def _round(uids: Sequence[str], nibbles: int) -> float:
    total = request_seconds(INVENTORY_REQUEST + (nibbles + 1) // 2)
    collided = []
    for slot in "0123456789ABCDEF":
        here = [uid for uid in uids if uid[nibbles] == slot]
        total += T1 + answer_seconds(INVENTORY_ANSWER) + T2 if here else EMPTY_SLOT
        if len(here) > 1:
            collided.append(here)
    return total + sum(_round(here, nibbles + 1) for here in collided)
