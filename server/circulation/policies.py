"""Adding what the library decides: policies and branches. Every process hears of it with its next request."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from server.store.tables import EVERY, Branch, LoanPolicy


def add_policy(
    session: Session,
    patron_class: str,
    item_class: str,
    branch: str = EVERY,
    *,
    loan_limit: int,
    loan_days: int = 0,
    loan_hours: int = 0,
    renewal_limit: int = 0,
    reference_only: bool = False,
    fine_per_day: Decimal = Decimal(0),
    fine_grace_days: int = 0,
    fine_most: Decimal | None = None,
    cool_off_days: int = 0,
    hold_limit: int = 5,
    hold_shelf_days: int = 7,
) -> LoanPolicy:
    """A row of policy; ``*`` stands for every class or branch. :meth:`server.rules.house.House.policy` says which row
    holds for a case."""
    row = LoanPolicy(
        patron_class=patron_class,
        item_class=item_class,
        branch=branch,
        loan_days=loan_days,
        loan_hours=loan_hours,
        loan_limit=loan_limit,
        renewal_limit=renewal_limit,
        reference_only=reference_only,
        fine_per_day=fine_per_day,
        fine_grace_days=fine_grace_days,
        fine_most=fine_most,
        cool_off_days=cool_off_days,
        hold_limit=hold_limit,
        hold_shelf_days=hold_shelf_days,
    )
    session.add(row)
    return row


def add_branch(
    session: Session, code: str, name_zh: str, name_en: str, open_weekdays: str = "1234567"
) -> Branch:
    """``open_weekdays`` in ISO's numbers: Monday is 1."""
    row = Branch(code=code, name_zh=name_zh, name_en=name_en, open_weekdays=open_weekdays)
    session.add(row)
    return row
