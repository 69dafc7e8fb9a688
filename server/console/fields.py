"""What somebody typed into a form, field by field; everything that is wrong is told at once, beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

LONGEST = 200
CENT = Decimal("0.01")
ANY_YEAR = range(1, 10_000)
COMMON_YEARS = range(1900, 9001)  # so that there are days before and after, in every time zone


class Fields:
    """Asking for a field checks it; ``wrong`` holds the message id of what is wrong, by field."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.wrong: dict[str, str] = {}

    def text(self, name: str, *, most: int = LONGEST, needed: bool = False) -> str:
        """Without spaces around it. No database takes a NUL, and none a lone surrogate."""
        text = self.given.get(name, "").strip()
        if needed and not text:
            self.wrong[name] = "wrong-missing"
        elif len(text) > most:
            self.wrong[name] = "wrong-too-long"
        elif "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            self.wrong[name] = "wrong-text"
        else:
            return text
        return ""

    def secret(self, name: str) -> str:
        """As it was typed."""
        text = self.given.get(name, "")
        return text.encode("utf-8", "replace").decode()

    def whole(self, name: str, least: int, most: int) -> int:
        text = self.text(name)
        if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        self.wrong.setdefault(name, "wrong-number")
        return least

    def money(self, name: str, *, needed: bool = True) -> Decimal | None:
        """An amount of at most two decimals; None for an empty field that may be empty."""
        text = self.text(name)
        if not text and not needed:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount < 1_000_000 or amount != amount.quantize(CENT):
            self.wrong.setdefault(name, "wrong-amount")
            return None
        return amount.quantize(CENT)

    def day(self, name: str, *, years: range = ANY_YEAR) -> date | None:
        """A day as ``<input type=date>`` sends it; None for an empty field."""
        text = self.text(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
            if day.year not in years:
                raise ValueError
            return day
        except ValueError:
            self.wrong[name] = "wrong-day"
            return None

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        text = self.text(name)
        if text not in allowed:
            self.wrong[name] = "wrong-choice"
        return text

    def ticked(self, name: str) -> bool:
        return bool(self.given.get(name))
