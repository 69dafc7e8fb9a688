"""A row that was refused is borrowed all the same, because somebody who answers a call for help said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config.vocabulary import HelpSays
from server.console.permissions import ALLOWED, Permission
from server.help.calls import call_of, plain
from server.staff import Role
from server.store.help_tables import HelpLine
from server.store.tables import Staff, Transaction

STILL_GOOD = timedelta(minutes=10)  # after the call ended: the book is being laid down again


@dataclass(frozen=True, slots=True)
class Release:
    """Who releases it, why, and in which call; ``line`` is used up by the entry it is good for."""

    staff: str
    reason: str
    call: str
    line: HelpLine


def release(
    session: Session, kiosk: str, details: Mapping[str, str | int], fingerprint: str, now: datetime
) -> Release | None:
    """What an entry of a kiosk appeals to with its ``call`` and ``release``, if that holds for it: in a call of this
    kiosk, for this row, not used, and by somebody who may lend against a rule. A row that the library refused must be
    the same reader's and item's, which the ``fingerprint`` of both entries says."""
    number = details.get("release")
    call = call_of(session, plain(details.get("call"), 64), kiosk, lock=True)
    if call is None or not isinstance(number, int) or not 0 < number < 2**31:
        return None
    line = session.get(HelpLine, number)
    if line is None or line.call_key != call.key or line.kind != HelpSays.RELEASE or line.used_by:
        return None
    if call.ended_at is not None and call.ended_at < now - STILL_GOOD:
        return None
    refused = session.get(Transaction, line.about)
    if refused is not None and refused.fingerprint not in ("", fingerprint):
        return None
    return Release(line.who, line.reason, call.key, line) if may_release(session, line.who) else None


def may_release(session: Session, login: str) -> bool:
    """As the account is now, not as it was when somebody wrote that."""
    staff = session.get(Staff, login)
    return staff is not None and not staff.disabled and Permission.CIRCULATE in ALLOWED[Role(staff.role)]
