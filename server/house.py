"""The library's decisions as the rules want them: settings and the policy tables together."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.server_settings import ServerSettings
from server.circulation_rules import House, Policy
from server.store.tables import LoanPolicy, PatronClass


def house(session: Session, settings: ServerSettings) -> House:
    return House(
        zone=ZoneInfo(settings.timezone),
        currency=settings.currency,
        fines_limit=settings.fines_limit,
        overdue_limit=settings.overdue_limit,
        policies={
            (row.patron_class, row.item_class): Policy(row.loan_days, row.loan_limit, row.renewal_limit)
            for row in session.scalars(sa.select(LoanPolicy))
        },
        loan_limits={row.name: row.loan_limit for row in session.scalars(sa.select(PatronClass))},
    )
