"""Who may keep a loan longer."""

from __future__ import annotations

from config.vocabulary import Code, Reason
from server.rules.facts import OpenLoan, Reader
from server.rules.house import House, Policy


def why_not_renew(
    reader: Reader, loan: OpenLoan | None, policy: Policy | None, house: House, *, wanted: bool = False
) -> list[Reason]:
    """An expired card, a full account or fines do not stand against keeping what one has; a block does, and so does
    another reader who waits for it (``wanted``) while no other copy is free."""
    if loan is None:
        return [Reason(Code.RENEWAL_NOT_YOURS)]
    reasons = []
    if reader.lost_card:
        reasons.append(Reason(Code.CARD_LOST))
    if reader.blocked:
        reasons.append(Reason(Code.PATRON_BLOCKED))
    due = loan.due.astimezone(house.zone).isoformat()
    if wanted:
        reasons.append(Reason(Code.RENEWAL_ON_HOLD, {"due": due}))
    limit = policy.renewal_limit if policy else 0
    if loan.renewals >= limit:
        reasons.append(Reason(Code.RENEWAL_LIMIT, {"limit": limit, "due": due}))
    return reasons
