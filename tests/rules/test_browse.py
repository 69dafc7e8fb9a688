"""Looking through the frequent questions: the way there and back, what is told of it, and calling from there."""

from __future__ import annotations

import pytest

from config.vocabulary import EntryKind, VoiceKind
from drivers.roles import Scanned
from kiosk import effects, events
from kiosk.faq import Answer, Category, Entry, Faq
from kiosk.state import HelpStep
from tests.rules.story import CARD, Story

BOTH = {"zh": Answer("怎么办？", ("问。",)), "en": Answer("What now?", ("Ask.",))}
FAQ = Faq(
    (Entry(4, category="card", answers=BOTH), Entry(5, answers=BOTH)), (Category("card", {"zh": "证"}),)
)


@pytest.fixture
def story() -> Story:
    return Story().happens(events.FaqSeen(FAQ))


def told(story: Story) -> list[tuple[VoiceKind, dict]]:
    return [(one.kind, dict(one.body)) for one in story.effects if isinstance(one, effects.Tell)]


def test_from_the_welcome_page_to_an_answer_and_all_the_way_back(story: Story):
    story.happens(events.OpenedFaq())
    assert story.state.help.step is HelpStep.BROWSE
    story.happens(events.ChoseCategory("card")).happens(events.ReadFaq(4))
    assert told(story) == [(VoiceKind.FAQ_VIEWED, {"entry": 4, "language": "zh"})]
    story.happens(events.LeftFaq())
    assert (story.state.help.browse.entry, story.state.help.browse.category) == (None, "card")
    story.happens(events.ReadFaq(4))
    assert told(story) == [], "read twice is read once"
    for _ in range(3):
        assert story.state.help is not None
        story.happens(events.LeftFaq())
    assert story.state.help is None


def test_from_the_help_panel_it_goes_back_to_the_help_panel(story: Story):
    story.happens(events.OpenedHelp()).happens(events.OpenedFaq()).happens(events.LeftFaq())
    assert story.state.help.step is HelpStep.REASONS
    assert story.state.help.browse is None


def test_an_answer_is_judged_once(story: Story):
    story.happens(events.OpenedFaq()).happens(events.JudgedFaq(helped=True))
    assert told(story) == [], "there is none to judge"
    story.happens(events.ReadFaq(4)).happens(events.JudgedFaq(helped=False))
    assert told(story) == [(VoiceKind.FAQ_UNHELPED, {"entry": 4, "language": "zh"})]
    assert told(story.happens(events.JudgedFaq(helped=True))) == []
    story.happens(events.LeftFaq()).happens(events.ReadFaq(5)).happens(events.JudgedFaq(helped=True))
    assert told(story) == [(VoiceKind.FAQ_HELPED, {"entry": 5, "language": "zh"})]


def test_what_was_looked_for_in_vain_is_told_once_and_without_a_number(story: Story):
    story.happens(events.OpenedFaq()).happens(events.LookedFor("停车 20000000000018", 0))
    assert told(story) == [(VoiceKind.FAQ_SEARCHED, {"query": "停车", "language": "zh", "found": 0})]
    for query, found in (("停车", 0), ("续借", 2), ("20000000000018", 0), ("", 0), ("  ", 0)):
        assert told(story.happens(events.LookedFor(query, found))) == [], query
    assert "20000" not in repr(events.LookedFor("20000000000018", 0))


def test_a_librarian_is_called_from_an_answer_that_did_not_help(story: Story):
    story.happens(events.OpenedFaq()).happens(events.ReadFaq(5)).happens(events.JudgedFaq(helped=False))
    story.happens(events.CalledFromFaq())
    [record] = [one for one in story.effects if isinstance(one, effects.Record)]
    assert record.entry.kind is EntryKind.HELP_CALL
    assert record.entry.details["faq"] == 5
    assert story.state.help.step is HelpStep.TALK
    assert story.state.help.browse is None
    story.happens(events.OpenedFaq()).happens(events.ReadFaq(4)).happens(events.CalledFromFaq())
    assert not [one for one in story.effects if isinstance(one, effects.Record)], "there is a call already"
    assert story.state.help.step is HelpStep.TALK


def test_an_answer_that_helped_is_not_on_the_ticket(story: Story):
    story.happens(events.OpenedFaq()).happens(events.ReadFaq(5)).happens(events.JudgedFaq(helped=True))
    story.happens(events.CalledFromFaq())
    [record] = [one for one in story.effects if isinstance(one, effects.Record)]
    assert "faq" not in record.entry.details


def test_what_does_not_fit_changes_nothing(story: Story):
    for event in (
        events.ReadFaq(4),
        events.ChoseCategory("card"),
        events.JudgedFaq(helped=True),
        events.LookedFor("x", 0),
        events.LeftFaq(),
        events.CalledFromFaq(),
    ):
        assert story.happens(event).state.panel is None
        assert story.effects == []
    story.happens(events.OpenedFaq())
    for event in (events.ReadFaq(99), events.ChoseCategory("nonsense")):
        before = story.state.panel
        assert story.happens(event).state.panel == before


def test_the_page_comes_to_rest_only_when_nobody_touches_it_any_more(story: Story):
    story.happens(events.OpenedFaq())
    for _ in range(5):
        story.passes(50).happens(events.Touched())
        assert story.state.help is not None
    story.passes(61)
    assert story.state.help is None


def test_a_visit_takes_what_was_read_with_it(story: Story):
    story.happens(events.LabelScanned(Scanned(CARD)))
    story.happens(events.OpenedFaq()).happens(events.ReadFaq(4))
    assert story.state.visit.help.browse.entry == 4
    story.happens(events.Finished()).passes(700)
    story.passes(30)
    assert story.state.visit is None
    assert story.state.help is None
