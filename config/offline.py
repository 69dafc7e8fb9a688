"""How a kiosk knows a card or an account without being told whose it is, and how long it believes what it was told."""

from __future__ import annotations

from datetime import timedelta

GOOD_FOR = timedelta(hours=24)  # how long a kiosk believes a snapshot

_MARK_BYTES = 8


def mark_key(kiosk_key_hash: str) -> bytes:
    """What a kiosk's cards are marked with, from the SHA-256 (hexadecimal) of the kiosk's own key."""
    import hmac  # a kiosk shows its first page without it

    return hmac.digest(bytes.fromhex(kiosk_key_hash), b"jieyue card marks", "sha256")


def mark(key: bytes, card: str) -> str:
    """Stands for a card number in a snapshot, so that no kiosk's disk lists them."""
    import hmac

    return hmac.digest(key, card.encode("utf-8", "surrogatepass"), "sha256")[:_MARK_BYTES].hex()


def account_mark(kiosk_key_hash: str, patron_id: str) -> str:
    """By this a kiosk knows that an event is about the account it has open; it says nothing anywhere else."""
    return mark(mark_key(kiosk_key_hash), f"account {patron_id}")
