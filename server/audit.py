"""Who did what: one line for everything that staff, a command or a kiosk's key changed by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.store.tables import AuditLine


def note(session: Session, who: str, what: str, about: str = "", **details: Any) -> None:
    """Add a line, in the transaction of what it tells of. ``who`` is a login, ``kiosk:ID`` or ``command``; ``what`` a
    stable word such as ``checkout-override``; ``about`` a number or code. Never a reader's name, a PIN or a key."""
    line = AuditLine(at=datetime.now(UTC), who=who, what=what, about=about, details=details)
    session.add(line)
