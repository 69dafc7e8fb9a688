"""What a late return costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from server.rules.calendar import Calendar
from server.rules.house import Policy


def fine(policy: Policy | None, calendar: Calendar, due: date, back: date) -> Decimal:
    """For a loan that was due on one day and came back on another: each open day late has its price. Up to the grace
    nothing is owed; beyond it every late day counts, to the most a loan may cost."""
    if policy is None:
        return Decimal(0)
    late = calendar.open_days(due, back)
    if late <= policy.fine_grace_days:
        return Decimal(0)
    amount = late * policy.fine_per_day
    return amount if policy.fine_most is None else min(amount, policy.fine_most)
