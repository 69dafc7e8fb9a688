"""What staff see of the frequent questions: all entries with their state and use, and which codes have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Code
from server.faq.document import LATELY
from server.faq.suggested import categories
from server.store.faq_tables import FaqCount, FaqEntry, FaqVersion

FEW = 5  # with fewer answers a share says more about a reader than about the entry
# Never said at a kiosk: holds are placed elsewhere, and two are between programs.
SAID_ELSEWHERE = frozenset(
    {
        Code.HOLD_LIMIT,
        Code.HOLD_PLACED_ALREADY,
        Code.HOLD_NO_COPY,
        Code.HOLD_NOT_FOR_YOU,
        Code.ENTRY_MALFORMED,
        Code.KEY_REUSED,
    }
)


@dataclass(slots=True)
class Row:
    """One entry; ``states`` by language: ``published``, ``draft`` or ``changed`` (published, and a newer draft)."""

    entry: FaqEntry
    questions: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    views: int = 0
    helped: int = 0
    unhelped: int = 0

    @property
    def share(self) -> int | None:
        """Of those who said whether it helped, how many it did, in percent; None if too few said."""
        said = self.helped + self.unhelped
        return round(100 * self.helped / said) if said >= FEW else None

    def question(self, language: str) -> str:
        """In this language, or else in any there is."""
        return self.questions.get(language) or next((one for one in self.questions.values() if one), "")

    def lacks(self, languages: Sequence[str]) -> bool:
        """Whether readers of some language get another's words."""
        return any(self.states.get(one) not in ("published", "changed") for one in languages)


def rows(session: Session, today: date) -> list[Row]:
    """In the order of the categories, the most read first; what is retired last."""
    found = {entry.id: Row(entry) for entry in session.scalars(sa.select(FaqEntry))}
    versions = sa.select(FaqVersion.entry_id, FaqVersion.language, FaqVersion.state, FaqVersion.question)
    # What kiosks show names an entry, else its draft.
    order = sa.case((FaqVersion.state == "draft", 0), else_=1)
    for entry_id, language, state, question in session.execute(
        versions.where(FaqVersion.state.in_(["draft", "published"])).order_by(order)
    ):
        row = found[entry_id]
        drafted = row.states.get(language) == "draft"
        row.states[language] = "changed" if state == "published" and drafted else state
        row.questions[language] = question
    counted = (
        sa.select(
            FaqCount.entry_id,
            sa.func.sum(FaqCount.views),
            sa.func.sum(FaqCount.helped),
            sa.func.sum(FaqCount.unhelped),
        )
        .where(FaqCount.day > today - LATELY)
        .group_by(FaqCount.entry_id)
    )
    for entry_id, views, helped, unhelped in session.execute(counted):
        row = found[entry_id]
        row.views, row.helped, row.unhelped = int(views), int(helped), int(unhelped)
    places = {code: place for place, code in enumerate(categories())}
    last = len(places)
    return sorted(
        found.values(),
        key=lambda row: (
            row.entry.retired,
            places.get(row.entry.category, last),
            -row.views,
            row.entry.id,
        ),
    )


def by_category(found: Sequence[Row]) -> dict[str, list[Row]]:
    """What is not retired; ``""`` is without a category."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        if not row.entry.retired:
            groups[row.entry.category if row.entry.category in categories() else ""].append(row)
    return dict(groups)


def without_entry(found: Sequence[Row]) -> list[Code]:
    """The codes a reader may see and find no answer to."""
    have = {row.entry.code for row in found if not row.entry.retired}
    return [code for code in Code if code not in have and code not in SAID_ELSEWHERE]
