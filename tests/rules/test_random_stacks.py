"""Whatever is laid on the pad, lifted, answered and refused in whatever order, the gate tells the truth.

A pad on paper carries out the orders on tags on paper, or fails; a library on paper answers. At every step, and
when the reader has left and every doubt was looked at, nothing is lent with its alarm on without being told, and
nothing that is not lent has its alarm off; but for what was promised without a line and refused after its reader had
gone, which the journal lists for the desk.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from config.vocabulary import Code, EntryKind, Reason, Result
from drivers.roles import TagContent
from kiosk import circulation, effects, events, stack
from kiosk.state import Doubt, Guard, Outcome, Page, SlipChoice
from tests.rules.story import CARD, DUE, Story, tag

ITEMS = [f"3000000000010{n}" for n in range(4)]
SET = "30000000000200"
TAGS = [*(tag(item) for item in ITEMS), tag(SET, part=1, parts=2), tag(SET, part=2, parts=2)]
TWIN = tag(ITEMS[0], uid="E004000000000777")


@dataclass
class World:
    """The truth outside the kiosk."""

    armed: dict[str, bool] = field(default_factory=lambda: {one.uid: True for one in [*TAGS, TWIN]})
    lent: set[str] = field(default_factory=set)
    open: dict[str, effects.Entry] = field(default_factory=dict)  # recorded and not answered
    orders: list[effects.Secure] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    untagged: dict[str, str] = field(
        default_factory=dict
    )  # items asked for by bar code alone, by the entry's key
    broken: set[str] = field(
        default_factory=set
    )  # promised, and refused when the reader had gone: a conflict
    count_wanted: str | None = None
    rows: dict[tuple[str, str], effects.Secure | effects.Plan] = field(default_factory=dict)  # the journal's

    def note(self, wanted: list[effects.Effect]) -> None:
        for effect in wanted:
            match effect:
                case effects.Record(entry):
                    if entry.kind in (EntryKind.CHECKOUT, EntryKind.CHECKIN, EntryKind.RENEWAL):
                        self.open[entry.key] = entry
                        on_pad = any(key == entry.key for key, _ in self.rows)
                        if entry.kind is not EntryKind.RENEWAL and not on_pad:
                            self.untagged[entry.key] = entry.item
                case effects.Withdraw(key):
                    self.open.pop(key, None)
                case effects.Plan(key, _, tags) | effects.Secure(key, _, tags):
                    self.untagged.pop(key, None)
                    for uid in tags:
                        self.rows[key, uid] = effect
                    if isinstance(effect, effects.Secure):
                        self.orders.append(effect)
                case effects.CloseSecurity(key, tags, verified):
                    for uid in tags:
                        closed = [row for row in self.rows if row[1] == uid and (verified or row[0] == key)]
                        for row in closed:
                            del self.rows[row]
                case effects.AskItem(item):
                    self.questions.append(item)
                case effects.CountPad(visit):
                    self.count_wanted = visit


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink])
@given(st.data())
def test_the_gate_tells_the_truth(data: st.DataObject) -> None:
    world = World()
    story = Story.with_pad().identified()

    def do(event: events.Event) -> None:
        story.happens(event)
        world.note(story.effects)
        check(story, world)

    def lying() -> list[TagContent]:
        return [one.content for one in story.state.pad]

    for _ in range(data.draw(st.integers(5, 40), label="steps")):
        what = data.draw(
            st.sampled_from(
                ["lay", "lift", "answer", "answer", "order", "order", "fail", "tick", "touch", "link", "scan"]
            )
        )
        match what:
            case "lay":
                one = data.draw(st.sampled_from([*TAGS, TWIN]))
                if one not in lying():
                    story.lays(one)
                    world.note(story.effects)
            case "lift" if lying():
                story.lifts(data.draw(st.sampled_from(lying())))
                world.note(story.effects)
            case "answer" if world.open:
                oldest = {
                    entry.item: key for key, entry in reversed(world.open.items())
                }  # delivery is in order
                answer(
                    story,
                    world,
                    data.draw(st.sampled_from(sorted(oldest.values()))),
                    yes=data.draw(st.booleans()),
                )
                world.note(story.effects)
            case "order" if world.orders:
                do(carry_out(world, {one.uid for one in lying()}))
            case "fail" if world.orders:
                order = world.orders.pop(0)
                refused = data.draw(st.booleans())
                do(events.Secured(order.key, order.on, False, order.tags, refused=refused))
            case "tick":
                do(events.Tick(story.state.now + data.draw(st.sampled_from([1, 4, 13])), story.state.today))
            case "touch":
                do(
                    data.draw(
                        st.sampled_from(
                            [
                                events.WantsToReturn(),
                                events.WantsToBorrow(),
                                events.WantsAccount(),
                                events.WantsToIdentify(),
                                events.Finished(),
                                events.ChoseSlip(SlipChoice.NONE),
                                events.WentBack(),
                            ]
                        )
                    )
                )
            case "link":
                do(events.LinkChanged(data.draw(st.booleans())))
            case "scan":
                story.scans(data.draw(st.sampled_from([*ITEMS, CARD])))
                world.note(story.effects)
        check(story, world)

    # The reader leaves; whatever is still open is looked at when the items next lie on a pad.
    story.happens(events.LinkChanged(True))
    world.note(story.effects)
    for _ in range(400):
        if world.orders:
            do(carry_out(world, {one.uid for one in lying()}))
        for key in list(world.open):
            answer(story, world, key, yes=True)
            world.note(story.effects)
        if world.count_wanted:
            visit, world.count_wanted = world.count_wanted, None
            do(events.PadCounted(visit))
        do(events.Tick(story.state.now + 1, story.state.today))
        if story.page is Page.WELCOME:
            break
    assert story.page is Page.WELCOME
    journal = tuple(Doubt(key, row.item, uid) for (key, uid), row in world.rows.items())
    assert {doubt.uid for doubt in story.state.doubts} == {doubt.uid for doubt in journal}
    story.lifts(*lying())
    do(events.LinkChanged(True))  # a question about a card may have gone unanswered
    for one in [*TAGS, TWIN]:
        do(events.Tick(story.state.now + 11, story.state.today))
        story.lays(one)
        for _ in range(3):
            world.note(story.effects)
            for item in world.questions:
                do(events.ItemKnown(item, item in world.lent))
            world.questions.clear()
            while world.orders:
                do(carry_out(world, {one.uid}))
        story.lifts(one)
    assert story.state.doubts == ()
    assert world.rows == {}
    for one in TAGS:
        if one.item == TWIN.item and TWIN.uid in world.written:
            continue  # two books with one number: one of them was meant
        if one.item in world.lent and one.item not in world.untagged.values():
            assert not world.armed[one.uid], "lent, and the gate would ring"
        if one.item not in world.lent | world.broken:
            assert world.armed[one.uid], "not lent, and the gate is silent"


def answer(story: Story, world: World, key: str, *, yes: bool) -> None:
    entry = world.open.pop(key)
    if entry.kind is EntryKind.CHECKIN:
        world.lent.discard(entry.item)
        story.happens(events.EntryAnswered(events.Answer(key, Result.APPLIED)))
    elif entry.kind is EntryKind.RENEWAL:  # whatever its answer, nothing on the pad is lent or returned by it
        no = events.Answer(key, Result.REFUSED, reasons=(Reason(Code.ITEM_ON_HOLD),))
        story.happens(events.EntryAnswered(events.Answer(key, Result.APPLIED, DUE) if yes else no))
    elif entry.item in world.lent:
        reasons = (Reason(Code.ITEM_ALREADY_YOURS),)
        story.happens(events.EntryAnswered(events.Answer(key, Result.REFUSED, reasons=reasons)))
    elif yes:
        world.lent.add(entry.item)
        story.happens(events.EntryAnswered(events.Answer(key, Result.APPLIED, DUE, "T")))
    else:
        visit = story.state.visit
        if visit is None or circulation.find(visit, key) is None:
            world.broken.add(entry.item)
        reasons = (Reason(Code.ITEM_ON_HOLD),)
        story.happens(events.EntryAnswered(events.Answer(key, Result.REFUSED, reasons=reasons)))


def carry_out(world: World, lying: set[str]) -> events.Secured:
    order = world.orders.pop(0)
    changed: tuple[str, ...] = ()
    for uid in order.tags:
        if uid not in lying:
            return events.Secured(order.key, order.on, False, order.tags, changed=changed)
        changed += (uid,) if world.armed[uid] is not order.on else ()
        world.armed[uid] = order.on
        world.written.add(uid)
    return events.Secured(order.key, order.on, True, order.tags, changed=changed)


def check(story: Story, world: World) -> None:
    visit = story.state.visit
    if visit is None:
        return
    cases = [case for case in visit.cases if case.kind is not EntryKind.RENEWAL]
    for case in {case.item: case for case in cases}.values():  # the newest about each item
        if case.outcome is Outcome.DONE and case.kind is EntryKind.CHECKOUT and case.guard is Guard.VERIFIED:
            assert case.item in world.lent
        if (
            case.guard is Guard.VERIFIED
            and case.outcome is Outcome.NOT_POSSIBLE
            and case.item not in world.lent
        ):
            assert all(world.armed[uid] for uid in case.tags)
    if visit.page in stack.KINDS:
        items = {pile.uids for pile in stack.piles(stack.here(story.state))}
        known = {pile.uids for pile in stack.unrecorded(story.state)}
        rows = {case.item for case in cases}
        for pile in stack.piles(stack.here(story.state)):
            assert (pile.uids in known) != (pile.item in rows or bool(not pile.item))
        assert known <= items
