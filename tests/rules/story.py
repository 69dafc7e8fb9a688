"""Tell a visit as a list of events and look at what the kiosk knows and wants: no clock, no disk, no wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from config.vocabulary import Code, EntryKind, Reason, Result
from drivers.roles import Role, Scanned, TagContent, TagModel, Usage
from kiosk import effects, events
from kiosk.state import Case, Guard, Lying, Page, Patron, Settings, State
from kiosk.visit import step

CARD = "20000000000018"
OTHER_CARD = "20000000000026"
BOOK = "30000000000015"
BOOK2 = "30000000000023"
DUE = datetime(2026, 12, 14, 23, 59, 59, tzinfo=UTC)


OWN = "CN-110108-1"


def tag(item: str = BOOK, *, uid: str = "", part: int = 1, parts: int = 1, **more: object) -> TagContent:
    """A tag as the pad reads it."""
    facts: dict = {"owner": OWN, "usage": Usage.CIRCULATING, **more}
    uid = uid or f"E004{int(item or 0) % 10**9:09d}{part:03d}"
    return TagContent(uid, TagModel.ISO_28560_2, item, part=part, parts=parts, **facts)


class Story:
    def __init__(self, **settings: object) -> None:
        self.state = State(settings=Settings(**settings), seed="s", now=100.0, today=date(2026, 11, 23))
        self.effects: list[effects.Effect] = []
        self.happens(events.DeviceUp("scanner", Role.BARCODE_SCANNER))
        self.happens(events.DeviceUp("printer", Role.RECEIPT_PRINTER))
        self.happens(events.PolicySeen(7))

    def happens(self, event: events.Event) -> Story:
        self.state, self.effects = step(self.state, event)
        return self

    # --- the pad ------------------------------------------------------------------------------------------------

    @classmethod
    def with_pad(cls, **settings: object) -> Story:
        """A kiosk with a pad, whose library works its gates from here."""
        story = cls(gates=True, **settings)
        return story.happens(events.DeviceUp("pad", Role.ITEM_PAD))

    def lays(self, *tags: TagContent) -> Story:
        """More tags lie on the pad."""
        new = tuple(Lying(tag, self.visit_id) for tag in tags)
        return self.happens(events.PadSeen((*self.state.pad, *new)))

    def lifts(self, *tags: TagContent) -> Story:
        left = tuple(one for one in self.state.pad if one.content not in tags)
        return self.happens(events.PadSeen(left))

    def order(self, item: str = BOOK) -> effects.Secure:
        """The gate state that was ordered last for an item."""
        ordered = [one for one in self.effects if isinstance(one, effects.Secure) and one.item == item]
        assert ordered, f"nothing was ordered for {item}: {self.effects}"
        return ordered[-1]

    def gate(
        self, item: str = BOOK, *, verified: bool = True, refused: bool = False, changed: bool = True
    ) -> Story:
        """The pad says how the last order for an item went."""
        order = self.order(item)
        return self.happens(
            events.Secured(
                order.key,
                order.on,
                verified,
                order.tags,
                changed=order.tags if changed else (),
                refused=refused,
            )
        )

    def secures(self) -> list[effects.Secure]:
        return [one for one in self.effects if isinstance(one, effects.Secure)]

    def guard(self, item: str = BOOK) -> Guard:
        return self.row(item).guard

    def scans(self, text: str) -> Story:
        return self.happens(events.LabelScanned(Scanned(text), self.visit_id))

    def passes(self, seconds: float) -> Story:
        """Time goes on second by second, as the desk lets it."""
        collected: list[effects.Effect] = []
        end = self.state.now + seconds
        while self.state.now < end:
            self.happens(events.Tick(min(self.state.now + 1, end), self.state.today))
            collected += self.effects
        self.effects = collected
        return self

    def found(self, barcode: str = CARD, **facts: object) -> Story:
        patron = Patron(barcode, name="王小明", loan_limit=5, **facts)
        return self.happens(events.PatronFound(self.visit_id, patron))

    def identified(self, **facts: object) -> Story:
        return self.scans(CARD).found(**facts)

    def yes(self, item: str = BOOK, due: datetime | None = DUE, notes: tuple[Reason, ...] = ()) -> Story:
        answer = events.Answer(self.row(item).key, Result.APPLIED, due, f"Title {item}", notes=notes)
        return self.happens(events.EntryAnswered(answer))

    def no(self, *codes: Code, item: str = BOOK) -> Story:
        reasons = tuple(Reason(code) for code in codes)
        return self.happens(
            events.EntryAnswered(events.Answer(self.row(item).key, Result.REFUSED, reasons=reasons))
        )

    def link(self, *, up: bool) -> Story:
        return self.happens(events.LinkChanged(up))

    @property
    def visit_id(self) -> str:
        return self.state.visit.id if self.state.visit else ""

    @property
    def page(self) -> Page:
        return self.state.page

    @property
    def notice(self) -> Code | None:
        notice = self.state.visit.notice if self.state.visit else self.state.notice
        return notice.code if notice else None

    def rows(self, kind: EntryKind | None = None) -> list[Case]:
        assert self.state.visit is not None
        return [case for case in self.state.visit.cases if kind in (None, case.kind)]

    def row(self, item: str) -> Case:
        return next(case for case in reversed(self.rows()) if case.item == item)

    def recorded(self) -> list[effects.Record]:
        return [effect for effect in self.effects if isinstance(effect, effects.Record)]

    def with_settings(self, **settings: object) -> Story:
        self.state = replace(self.state, settings=replace(self.state.settings, **settings))
        return self
