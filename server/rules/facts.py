"""What the rules know of a reader, a loan, an item and somebody who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from config.vocabulary import ItemStatus


@dataclass(frozen=True, slots=True)
class OpenLoan:
    item: str
    item_class: str
    due: datetime
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """``lost_card`` is about the number that was shown: another card of the same person may be good."""

    patron_class: str
    expires_on: date | None = None
    lost_card: bool = False
    blocked: bool = False
    fines: Decimal = Decimal(0)
    loans: Sequence[OpenLoan] = ()
    has_guardian: bool = False
    guardian_blocked: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A copy, as one reader wants it."""

    barcode: str
    item_class: str
    place: ItemStatus = ItemStatus.AVAILABLE
    on_loan: bool = False
    kept_for_reader: bool = False  # it is the one trapped for this reader's hold
    wanted: bool = False  # others wait, and there is no free copy for them besides this one
    last_had: datetime | None = None  # when this reader last brought it back


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open hold. ``copy`` means that only this copy will do; ``trapped`` is the copy that is kept for it."""

    hold: int
    patron: int
    patron_class: str
    placed_at: datetime
    pickup_branch: str
    copy: int | None = None
    trapped: int | None = None


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """A copy, as those who wait see it."""

    id: int
    item_class: str
    branch: str  # where it is at home
    at_branch: str  # where it is
    place: ItemStatus = ItemStatus.AVAILABLE
    on_loan: bool = False
