"""What the library system said beforehand that cards and items may not do: the rules' memory for an outage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from config.offline import mark
from config.vocabulary import Code, Reason


@dataclass(frozen=True)
class Snapshot:
    """``cards`` by their mark under ``key``, ``items`` by barcode, each with what stands against lending; ``kept``
    says for which cards an item on the hold shelf is kept. Believed until ``good_until``, monotonic seconds."""

    good_until: float
    key: bytes = field(repr=False)
    cards: Mapping[str, Reason] = field(default_factory=dict, repr=False)
    items: Mapping[str, Reason] = field(default_factory=dict, repr=False)
    kept: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def against_card(self, card: str, today: date) -> tuple[Reason, ...]:
        """Why this card borrows nothing."""
        reason = self.cards.get(mark(self.key, card))
        if reason is None or (
            reason.code is Code.CARD_EXPIRED and str(reason.params["on"]) >= today.isoformat()
        ):
            return ()
        return (reason,)

    def against_item(self, item: str, card: str) -> tuple[Reason, ...]:
        """Why this item is not lent with this card."""
        reason = self.items.get(item)
        if reason is None or mark(self.key, card) in self.kept.get(item, frozenset()):
            return ()
        return (reason,)
