"""What a kiosk needs to know to refuse rightly while it cannot ask: only what stands against lending."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from config.offline import GOOD_FOR, mark, mark_key
from config.vocabulary import Code, ItemStatus, Reason
from server.rules.facts import Reader
from server.rules.house import House
from server.rules.lending import NOT_LENT_FROM, why_not_served
from server.store.tables import Card, Charge, Copy, Hold, Loan, Patron, PatronClass


def snapshot(session: Session, house: House, kiosk_key_hash: str, now: datetime) -> dict[str, Any]:
    """``cards`` and ``items`` that borrow or go nowhere, each group with its reason; ``kept`` names, for an item on
    the hold shelf, the cards it is kept for. Cards are marked with the kiosk's key (:mod:`config.offline`)."""
    key = mark_key(kiosk_key_hash)
    kept: dict[str, list[str]] = {}
    for barcode, number in session.execute(_kept_for()):
        kept.setdefault(barcode, []).append(mark(key, number))
    return {
        "cards": _groups((reason, mark(key, card)) for reason, card in _cards(session, house, now)),
        "items": _groups(_items(session, house)),
        "kept": {barcode: sorted(marks) for barcode, marks in sorted(kept.items())},
    }


def _groups(found: Iterable[tuple[Reason, str]]) -> list[dict[str, Any]]:
    groups: dict[str, list[str]] = {}
    for reason, one in found:
        said = json.dumps({"code": reason.code.value, "params": dict(reason.params)}, sort_keys=True)
        groups.setdefault(said, []).append(one)
    return [{**json.loads(said), "of": sorted(groups[said])} for said in sorted(groups)]


def _cards(session: Session, house: House, now: datetime) -> Iterable[tuple[Reason, str]]:
    """Each card that opens nothing, with its gravest reason, as it will be when the snapshot is too old: the kiosk
    looks at the day a card ends by itself."""
    at = now + GOOD_FOR
    guardian = aliased(Patron)
    owing = (
        sa.select(Charge.patron_id, sa.func.sum(Charge.outstanding).label("owed"))
        .where(Charge.outstanding > 0)
        .group_by(Charge.patron_id)
        .subquery()
    )
    late = (
        sa.select(Loan.patron_id, sa.func.count().label("count"))
        .where(Loan.returned_at.is_(None), Loan.due < now)
        .group_by(Loan.patron_id)
        .subquery()
    )
    lost_cards = sa.select(Card.patron_id).where(Card.lost)
    query = (
        sa.select(
            Patron.id,
            Patron.barcode,
            Patron.patron_class,
            Patron.expires_on,
            Patron.lost_card,
            Patron.blocked,
            Patron.guardian_id,
            guardian.blocked.label("guardian_blocked"),
            sa.func.coalesce(owing.c.owed, 0).label("owed"),
            sa.func.coalesce(late.c.count, 0).label("late"),
        )
        .outerjoin(guardian, guardian.id == Patron.guardian_id)
        .outerjoin(owing, owing.c.patron_id == Patron.id)
        .outerjoin(late, late.c.patron_id == Patron.id)
        .where(
            sa.or_(
                Patron.lost_card,
                Patron.blocked,
                guardian.blocked,
                Patron.expires_on < house.day(at),
                sa.and_(Patron.patron_class.in_(house.guarded), Patron.guardian_id.is_(None)),
                owing.c.owed > house.fines_limit,
                late.c.count >= house.overdue_limit,
                Patron.id.in_(lost_cards),
            )
        )
        .order_by(Patron.id)
    )
    rows = session.execute(query).all()
    further: dict[int, list[tuple[str, bool]]] = {}
    wanted = {row.id for row in rows}
    for patron_id, number, lost in session.execute(sa.select(Card.patron_id, Card.number, Card.lost)):
        if patron_id in wanted:
            further.setdefault(patron_id, []).append((number, lost))
    for row in rows:
        for number, lost in [(row.barcode, row.lost_card), *further.get(row.id, ())]:
            who = Reader(
                row.patron_class,
                expires_on=row.expires_on,
                lost_card=lost,
                blocked=row.blocked,
                fines=row.owed,
                has_guardian=row.guardian_id is not None,
                guardian_blocked=bool(row.guardian_blocked),
            )
            reasons = why_not_served(who, house, at)
            if row.late >= house.overdue_limit:
                reasons.append(Reason(Code.TOO_MANY_OVERDUE, {"count": row.late}))
            if reasons:
                yield reasons[0], number


def _items(session: Session, house: House) -> Iterable[tuple[Reason, str]]:
    places = sa.select(Copy.barcode, Copy.place).where(
        Copy.place.in_([place.value for place in NOT_LENT_FROM])
    )
    for barcode, place in session.execute(places):
        yield Reason(NOT_LENT_FROM[ItemStatus(place)]), barcode
    classes = session.scalars(sa.select(PatronClass.name)).all()
    for item_class, branch in session.execute(sa.select(Copy.item_class, Copy.branch).distinct()):
        policies = [house.policy(one, item_class, branch) for one in classes]
        if any(policy is not None and not policy.reference_only for policy in policies):
            continue
        stays = sa.select(Copy.barcode).where(
            Copy.item_class == item_class, Copy.branch == branch, Copy.place == ItemStatus.AVAILABLE.value
        )
        for barcode in session.scalars(stays):
            yield Reason(Code.ITEM_REFERENCE_ONLY), barcode


def _kept_for() -> sa.CompoundSelect[str, str]:
    trapped = sa.and_(Hold.trapped_id == Copy.id, Hold.ended_at.is_(None))
    return sa.union_all(
        sa.select(Copy.barcode, Patron.barcode).join(Hold, trapped).join(Patron, Patron.id == Hold.patron_id),
        sa.select(Copy.barcode, Card.number).join(Hold, trapped).join(Card, Card.patron_id == Hold.patron_id),
    )
