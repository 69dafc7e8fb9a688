"""RFID tags for the demo library: every copy's, as they would be after tagging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drivers.roles import Afi
from drivers.tags import iso28560_2
from drivers.tags.iso28560_2 import DSFID

OWNER = "CN-420100-1"
CIRCULATING, LOCAL_USE = 0x10, 0x30
BLOCKS = 28  # an ICODE SLIX


def tags(items: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """What ``jieyue simulate pad --tags`` takes; a tag's name is its item's barcode. What is on loan is silent at
    the gate."""
    return [_tag(number, item) for number, item in enumerate(items, 1)]


def _tag(number: int, item: Mapping[str, str]) -> dict[str, Any]:
    on_loan = item["status"] == "checked-out"
    usage = LOCAL_USE if item["status"] == "reference-only" else CIRCULATING
    return {
        "name": item["barcode"],
        "uid": f"E0040150{number:08X}",
        "memory": iso28560_2.encode(item["barcode"], owner=OWNER, usage=usage).hex(),
        "blocks": BLOCKS,
        "dsfid": f"{DSFID:02X}",
        "afi": f"{Afi.ON_LOAN if on_loan else Afi.IN_STOCK:02X}",
        "eas": not on_loan,
    }
