"""An outage with what was said beforehand (N-05), and changes made elsewhere while a reader is here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.offline import GOOD_FOR, mark
from config.vocabulary import Code, Reason, Topic
from kiosk import effects, events
from kiosk.snapshot import Snapshot
from kiosk.state import Outcome, Page
from tests.rules.story import BOOK, BOOK2, CARD, OTHER_CARD, Story

KEY = b"k" * 32


def offline(against: Reason | None = None, **facts: object) -> Story:
    story = Story()
    cards = {mark(KEY, CARD): against} if against else {}
    good_until = facts.pop("good_until", story.state.now + GOOD_FOR.total_seconds())
    story.happens(events.SnapshotSeen(Snapshot(good_until, KEY, cards, **facts)))
    return story.link(up=False)


def codes(story: Story, item: str = BOOK) -> list[Code]:
    return [reason.code for reason in story.row(item).reasons]


@pytest.mark.parametrize("code", [Code.PATRON_BLOCKED, Code.FINES_OWED, Code.TOO_MANY_OVERDUE])
def test_a_card_that_was_told_of_borrows_nothing(code: Code):
    story = offline(Reason(code, {"owed": "8", "limit": "5", "currency": "CNY", "count": 3}))
    story.scans(CARD).scans(BOOK)
    assert story.row(BOOK).outcome is Outcome.NOT_POSSIBLE
    assert codes(story) == [code]
    assert not story.recorded()


def test_another_card_borrows():
    story = offline(Reason(Code.PATRON_BLOCKED))
    story.scans(OTHER_CARD).scans(BOOK)
    assert story.row(BOOK).outcome is Outcome.KEPT_LOCALLY


def test_a_lost_card_opens_nothing():
    story = offline(Reason(Code.CARD_LOST)).scans(CARD)
    assert story.page is Page.WELCOME
    assert story.notice is Code.CARD_LOST


@pytest.mark.parametrize(("days", "lends"), [(-1, False), (0, True), (1, True)])
def test_a_card_ends_with_its_day(days: int, lends: bool):
    story = offline(Reason(Code.CARD_EXPIRED, {"on": (Story().state.today + timedelta(days)).isoformat()}))
    story.scans(CARD).scans(BOOK)
    assert (story.row(BOOK).outcome is Outcome.KEPT_LOCALLY) is lends


def test_an_item_that_was_told_of_stays_here():
    story = offline(items={BOOK: Reason(Code.ITEM_REFERENCE_ONLY)}).scans(CARD).scans(BOOK).scans(BOOK2)
    assert codes(story) == [Code.ITEM_REFERENCE_ONLY]
    assert story.row(BOOK2).outcome is Outcome.KEPT_LOCALLY


def test_a_kept_item_goes_to_whom_it_is_kept_for():
    kept = {BOOK: frozenset({mark(KEY, CARD)})}
    story = offline(items={BOOK: Reason(Code.ITEM_ON_HOLD)}, kept=kept)
    assert story.scans(CARD).scans(BOOK).row(BOOK).outcome is Outcome.KEPT_LOCALLY
    story = offline(items={BOOK: Reason(Code.ITEM_ON_HOLD)}, kept=kept)
    assert codes(story.scans(OTHER_CARD).scans(BOOK)) == [Code.ITEM_ON_HOLD]


def test_with_too_old_a_snapshot_nothing_is_lent_but_everything_comes_back():
    story = offline(Reason(Code.PATRON_BLOCKED), good_until=100.0).scans(CARD).scans(BOOK)
    assert codes(story) == [Code.ITEM_NEEDS_LIBRARY]
    story.happens(events.WantsToReturn()).scans(BOOK2)
    assert story.row(BOOK2).outcome is Outcome.KEPT_LOCALLY


def test_what_waits_when_the_link_goes_is_judged_by_the_snapshot_too():
    story = offline(items={BOOK: Reason(Code.ITEM_ON_HOLD)}).link(up=True)
    story.identified().scans(BOOK).link(up=False)
    assert story.row(BOOK).outcome is Outcome.NOT_POSSIBLE
    assert [type(one) for one in story.effects] == [effects.Withdraw]


# --- changes made elsewhere -----------------------------------------------------------------------------------


def looked_up(story: Story) -> list[str]:
    return [one.barcode for one in story.effects if isinstance(one, effects.LookUp)]


@pytest.mark.parametrize("change", [(Topic.ACCOUNT, "m1"), (Topic.ACCOUNT, ""), (Topic.RESET, "")])
def test_a_change_of_the_open_account_is_looked_at(change: tuple[Topic, str]):
    story = Story().identified(account="m1").happens(events.Changed(*change))
    assert looked_up(story) == [CARD]
    assert looked_up(story.passes(1)) == []


@pytest.mark.parametrize("change", [(Topic.ACCOUNT, "m2"), (Topic.ITEM, BOOK)])
def test_what_is_about_others_is_not(change: tuple[Topic, str]):
    assert looked_up(Story().identified(account="m1").happens(events.Changed(*change)).passes(2)) == []


def test_not_between_a_question_and_its_answer():
    story = Story().identified(account="m1").scans(BOOK).happens(events.Changed(Topic.ACCOUNT, "m1"))
    assert looked_up(story) == []
    assert looked_up(story.yes()) == [CARD]


def test_not_while_the_link_is_down_but_then():
    story = Story().identified(account="m1").link(up=False).happens(events.Changed(Topic.ACCOUNT, "m1"))
    assert looked_up(story) == []
    assert looked_up(story.link(up=True)) == [CARD]


def test_nothing_of_it_reaches_the_next_visit():
    story = Story().identified(account="m1").scans(BOOK).happens(events.Changed(Topic.ACCOUNT, "m1"))
    story.happens(events.Finished()).yes().happens(events.Finished()).passes(60)
    assert story.page is Page.WELCOME
    assert looked_up(story.scans(OTHER_CARD)) == [OTHER_CARD]
    assert looked_up(story.found(OTHER_CARD, account="m2").passes(2)) == []
    assert looked_up(story.happens(events.Changed(Topic.ACCOUNT, "m1"))) == []
