"""Who may keep a loan longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from config.vocabulary import Code
from server.rules.facts import OpenLoan, Reader
from server.rules.house import Policy
from server.rules.renewal import why_not_renew
from tests.server.rules.cases import BOOK_POLICY, HOUSE, READER, codes, loans

LOAN = loans(1)[0]


@pytest.mark.parametrize(
    ("reader", "loan", "policy", "wanted", "expected"),
    [
        (READER, LOAN, BOOK_POLICY, False, []),
        (replace(READER, expires_on=date(2020, 1, 1), fines=Decimal(99)), LOAN, BOOK_POLICY, False, []),
        (READER, None, BOOK_POLICY, True, [Code.RENEWAL_NOT_YOURS]),
        (replace(READER, blocked=True), LOAN, BOOK_POLICY, False, [Code.PATRON_BLOCKED]),
        (READER, LOAN, BOOK_POLICY, True, [Code.RENEWAL_ON_HOLD]),
        (READER, replace(LOAN, renewals=2), BOOK_POLICY, False, [Code.RENEWAL_LIMIT]),
        (READER, LOAN, None, False, [Code.RENEWAL_LIMIT]),
        (
            replace(READER, blocked=True, lost_card=True),
            replace(LOAN, renewals=2),
            BOOK_POLICY,
            True,
            [Code.CARD_LOST, Code.PATRON_BLOCKED, Code.RENEWAL_ON_HOLD, Code.RENEWAL_LIMIT],
        ),
    ],
)
def test_renewals(
    reader: Reader, loan: OpenLoan | None, policy: Policy | None, wanted: bool, expected: list[Code]
):
    reasons = why_not_renew(reader, loan, policy, HOUSE, wanted=wanted)
    assert codes(reasons) == expected
    remains = {reason.params["due"] for reason in reasons if "due" in reason.params}
    assert remains <= {"2026-11-28T10:00:00+08:00"}  # the date that stands, in the library's time
