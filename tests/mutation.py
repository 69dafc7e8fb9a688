"""Damage to bytes on a line."""

from __future__ import annotations

import random


def mutate(answer: bytes, chance: random.Random) -> bytes:
    """Bits tipped, bytes lost, doubled or put in."""
    data = bytearray(answer)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data)) if data else 0
        match chance.randrange(5):
            case 0 if data:
                data[at] ^= 1 << chance.randrange(8)
            case 1 if data:
                del data[at]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 4))
            case 3:
                del data[at:]
            case 4:
                data += data[at:]
    return bytes(data)
