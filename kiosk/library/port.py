"""What the kiosk asks of a library system, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from config.vocabulary import Reason
from kiosk.events import Answer
from kiosk.journal import Recorded
from kiosk.state import HelpNews, Patron


class LibraryAway(Exception):
    """No answer that could be trusted: not reached, too late, garbage, or a failure of its own. Ask again later."""


class EntriesRejected(Exception):
    """The library system will never take this message as it is; nothing of it was applied."""


class Library(Protocol):
    """Every call may raise :class:`LibraryAway`; every call may be repeated safely."""

    def look_up(self, barcode: str, pin: str | None) -> Patron | Reason:
        """Who holds this card (and knows this PIN), or why nobody does."""

    def deliver(self, entries: Sequence[Recorded]) -> list[Answer]:
        """Apply entries in order; one answer each. Raises :class:`EntriesRejected` too."""

    def on_loan(self, item: str) -> bool:
        """Whether an item is on loan to anybody now; an unknown item is not."""

    def help_call(self, key: str) -> HelpNews | None:
        """How far a call for help of this kiosk is; None if nothing is known of it, or could be told."""

    def time(self) -> datetime:
        """The library system's clock; the cheapest question there is."""

    def shortest_loan(self) -> int:
        """Days of the shortest loan the policy knows: what the kiosk may promise when it cannot ask."""
