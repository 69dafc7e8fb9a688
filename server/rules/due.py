"""When a loan ends: with an open day of the library, and not after the card does."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from config.vocabulary import Code, Reason
from server.rules.calendar import END_OF_DAY
from server.rules.facts import Reader
from server.rules.house import House, Policy


def due(
    reader: Reader, policy: Policy, branch: str, house: House, at: datetime
) -> tuple[datetime, list[Reason]]:
    """The end of a loan or renewal made at a time, and what to say about it.

    A loan in days ends with the day, moved to the next open one. A loan in hours ends to the second; if the branch is
    closed by then, when it opens again. A card that ends before that cuts the loan to the last open day it still has;
    if the branch is closed until then, to the card's own last day. A card that is already over cuts nothing: that it
    borrows no more is another rule's.
    """
    here = at.astimezone(house.zone)
    calendar = house.calendar(branch)
    if policy.loan_hours:
        # By the clock on the wall of UTC: an hour is an hour in the night when the clocks are changed, too.
        until = calendar.next_moment((at + timedelta(hours=policy.loan_hours)).astimezone(house.zone))
        until = until.replace(microsecond=0)
    else:
        until = _end(calendar.next_open(here.date() + timedelta(days=policy.loan_days)), house)
    ends = reader.expires_on
    if ends is None or not here.date() <= ends < until.date():
        return until, []
    last = calendar.last_open(here.date(), ends) or ends
    return _end(last, house), [Reason(Code.CARD_ENDS_FIRST, {"on": ends.isoformat()})]


def _end(day: date, house: House) -> datetime:
    return datetime.combine(day, END_OF_DAY, house.zone)
