"""R11: what somebody tells us, without a name, and when they are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import Code, QuestionKind, VoiceKind
from drivers.roles import Scanned, Symbology
from kiosk import effects, events
from kiosk.questions import Meeting, Option, Question, Questions, Survey, read
from kiosk.state import HelpReason, Page, SlipChoice, Tell, TellPage
from tests.rules.story import BOOK, BOOK2, CARD, OTHER_CARD, Story

TODAY = date(2026, 11, 23)
ISBN = "9787301048153"
OPTIONS = (Option("1", {"zh": "借书"}), Option("2", {"zh": "还书"}), Option("3", {"zh": "自习"}))
SURVEY = Survey(
    7,
    {"zh": "问卷"},
    TODAY,
    TODAY,
    1,
    (
        Question("a", QuestionKind.CHOICE, {"zh": "来做什么？"}, OPTIONS),
        Question("b", QuestionKind.CHOICES, {"zh": "常用什么？"}, OPTIONS),
        Question("c", QuestionKind.SCALE, {"zh": "好用吗？"}),
        Question("d", QuestionKind.YES_NO, {"zh": "还来吗？"}),
        Question("e", QuestionKind.TEXT, {"zh": "还有什么？"}),
    ),
)
MEETING = Meeting(3, {"zh": "读书会"}, datetime(2026, 12, 1, 19, tzinfo=UTC), seats_left=2)


def story(**asked: object) -> Story:
    return Story().happens(events.QuestionsSeen(Questions(**asked)))


def finished(story: Story) -> Story:
    """A visit that its reader ends."""
    story.identified().scans(BOOK).yes().happens(events.Finished())
    assert story.page is Page.SLIP
    return story.happens(events.ChoseSlip(SlipChoice.NONE))


def said(story: Story) -> list[effects.Tell]:
    return [effect for effect in story.effects if isinstance(effect, effects.Tell)]


def page(story: Story) -> TellPage | None:
    return story.state.tell.page if story.state.tell else None


# --- asked after a visit ------------------------------------------------------------------------------------------


def test_after_every_so_many_visits_one_touch_rates_and_thanks_at_once():
    told = finished(story(rating_every=2))
    assert page(told) is None
    finished(told.passes(5))
    assert page(told) is TellPage.RATING
    told.happens(events.Rated(4))
    assert said(told) == [effects.Tell(VoiceKind.RATING, {"score": 4}, "zh")]
    assert page(told) is TellPage.TOLD
    assert told.happens(events.Rated(5)).effects == []
    assert told.passes(5).page is Page.WELCOME
    assert told.state.tell is None


def test_who_takes_the_slip_on_the_phone_is_asked_like_everybody():
    told = story(rating_every=1).identified().scans(BOOK).yes().happens(events.Finished())
    told.happens(events.ChoseSlip(SlipChoice.SCREEN))
    assert page(told) is None
    told.happens(events.Finished())
    assert page(told) is TellPage.RATING


def test_nothing_that_is_told_names_a_visit_or_an_account():
    told = finished(story(rating_every=1)).happens(events.Rated(1))
    (voice,) = said(told)
    visit = told.state.visit
    assert visit is not None
    for secret in (visit.id, visit.id.split("-")[0] + "-", CARD, BOOK, "王小明"):
        assert secret not in repr((voice.kind, dict(voice.body), voice.language))


def test_who_left_or_did_nothing_is_not_asked():
    left = story(rating_every=1, surveys=(SURVEY,)).identified()
    left.scans(BOOK).yes().passes(200)
    assert left.page is Page.WELCOME
    assert left.state.finished == 0
    nothing = story(rating_every=1).identified().happens(events.Finished())
    assert nothing.page is Page.GOODBYE
    assert page(nothing) is None


def test_a_question_waits_for_a_touch_and_not_for_ever():
    told = finished(story(rating_every=1))
    assert told.passes(10).page is Page.GOODBYE
    assert told.passes(6).page is Page.WELCOME


def test_who_waits_for_a_librarian_is_not_hurried_past_a_question():
    told = story(rating_every=1)
    told.identified().scans(BOOK).yes().happens(events.OpenedHelp())
    told.happens(events.CalledHelp(HelpReason.JUST_COME)).happens(events.ClosedHelp())
    told.happens(events.Finished()).happens(events.ChoseSlip(SlipChoice.NONE))
    assert page(told.passes(59)) is TellPage.RATING
    assert page(told.passes(1)) is None


@pytest.mark.parametrize("asks", [TellPage.RATING, TellPage.OFFER, TellPage.SURVEY])
def test_the_next_reader_never_waits_for_an_answer(asks: TellPage):
    told = finished(story(rating_every=1 if asks is TellPage.RATING else 0, surveys=(SURVEY,)))
    if asks is TellPage.SURVEY:
        told.happens(events.TookSurvey()).happens(events.Chose("1"))
    assert page(told) is asks
    told.scans(OTHER_CARD)
    assert told.page is Page.BORROW
    assert told.state.tell is None


def test_no_score_but_one_to_five():
    told = finished(story(rating_every=1))
    for score in (0, 6, -1):
        assert said(told.happens(events.Rated(score))) == []
    assert page(told) is TellPage.RATING


@pytest.mark.parametrize("page_", [TellPage.SURVEY, TellPage.RATING])
def test_help_over_a_question_at_goodbye_gives_its_time_back(page_: TellPage):
    told = finished(story(rating_every=1 if page_ is TellPage.RATING else 0, surveys=(SURVEY,)))
    if page_ is TellPage.SURVEY:
        told.happens(events.TookSurvey())
    assert page(told) is page_
    told.happens(events.OpenedHelp()).passes(20).happens(events.ClosedHelp())
    assert page(told.passes(14)) is page_
    assert page(told.passes(66)) is None


def test_skipping_is_a_goodbye_as_any_other():
    told = finished(story(rating_every=1, surveys=(SURVEY,))).happens(events.LeftTell())
    assert (page(told), said(told)) == (None, [])
    assert told.passes(5).page is Page.WELCOME


def test_a_slip_that_does_not_come_out_is_told_before_anything_is_asked_and_nobody_is_asked_twice():
    told = story(rating_every=1)
    told.identified().scans(BOOK).yes().happens(events.Finished()).happens(events.ChoseSlip(SlipChoice.PAPER))
    assert page(told) is TellPage.RATING
    told.happens(events.SlipFailed(told.visit_id))
    assert (told.page, page(told)) == (Page.SLIP, None)
    told.happens(events.ChoseSlip(SlipChoice.NONE))
    assert (told.page, page(told)) == (Page.GOODBYE, None)


def test_a_survey_asks_a_question_a_page_and_each_may_be_left_out():
    told = finished(story(rating_every=1, surveys=(SURVEY,))).happens(events.Rated(5))
    assert page(told) is TellPage.OFFER
    told.happens(events.TookSurvey()).happens(events.Chose("2"))  # one touch and on
    told.happens(events.Chose("3")).happens(events.Chose("1")).happens(events.Chose("3"))
    told.happens(events.WentOn()).happens(events.Chose("4"))
    told.happens(events.WentOn())  # yes or no: left out
    told.happens(events.ToldText("text", " 多一些插座 ")).happens(events.WentOn())
    answers = {"a": "2", "b": ["1"], "c": 4, "e": "多一些插座"}
    assert said(told) == [effects.Tell(VoiceKind.SURVEY, {"survey": 7, "answers": answers}, "zh")]
    assert page(told) is TellPage.TOLD


def turns(visits: int, *every: int, start: int = 0, rating_every: int = 0) -> list[int]:
    """Which of these surveys, by its place, is offered after each of so many visits; 0: none."""
    surveys = tuple(replace(SURVEY, id=id_, every=one) for id_, one in enumerate(every, 1))
    told, offered = story(surveys=surveys, rating_every=rating_every), []
    told.state = replace(told.state, finished=start)
    for _ in range(visits):
        tell = finished(told.passes(20)).state.tell
        offered.append(tell.survey if tell and tell.page is TellPage.OFFER else 0)
    return offered


@pytest.mark.parametrize("every", [1, 2, 3])
@pytest.mark.parametrize("running", [1, 2, 3])
def test_surveys_of_the_same_sampling_take_turns(every: int, running: int):
    offered = [one for one in turns(every * running * 2, *[every] * running) if one]
    once = offered[:running]
    assert sorted(once) == list(range(1, running + 1))
    assert offered == once + once


def test_no_survey_starves_beside_one_that_is_asked_more_often():
    assert turns(8, 1, 2) == [1, 2] * 4
    assert turns(8, 4, 2) == [0, 2, 0, 1] * 2
    unlike = turns(84, 2, 3, 3, 7)
    assert all(unlike.count(one) >= 12 for one in (1, 2, 3, 4)), "who is seldom due is asked nearly each time"
    assert abs(unlike.count(2) - unlike.count(3)) <= 1
    alike = turns(31, 1, 1, 1, 2)
    assert {alike.count(one) for one in (1, 2, 3)} <= {7, 8, 9}


def test_a_survey_behind_a_rating_nobody_gives_has_not_had_its_turn():
    assert turns(6, 1, 1, rating_every=2) == [2, 0, 1, 0, 2, 0]
    told = finished(story(rating_every=1, surveys=(SURVEY, replace(SURVEY, id=8))))
    for _ in range(4):
        told.happens(events.Rated(5))
        assert page(told) is TellPage.OFFER
        before, told = told.state.tell.survey, finished(told.passes(20))
        assert told.state.tell.survey != before


def test_a_machine_that_starts_anew_after_each_survey_is_fair_too():
    first = [one for start in range(40) for one in turns(1, 5, 5, start=start) if one]
    assert (first.count(1), first.count(2)) == (4, 4)


def test_a_survey_can_be_gone_back_in_left_at_any_time_and_then_says_nothing():
    told = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey())
    told.happens(events.Chose("1")).happens(events.WentOn()).happens(events.LeftTell())
    assert told.state.tell is not None
    assert told.state.tell.question == 1
    left = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey()).happens(events.LeftTell())
    for gone in (told.happens(events.LeftTell(away=True)), left):
        assert (page(gone), said(gone)) == (None, [])


def test_who_is_away_leaves_every_page_at_once_and_who_goes_back_one():
    told = story().happens(events.OpenedTell(TellPage.SUGGESTION)).happens(events.LeftTell())
    assert page(told) is TellPage.MENU
    told.happens(events.OpenedTell(TellPage.SUGGESTION)).happens(events.LeftTell(away=True))
    assert page(told) is None


def test_a_survey_nobody_answers_is_no_answer():
    told = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey())
    for _ in SURVEY.questions:
        told.happens(events.WentOn())
    assert (page(told), said(told)) == (None, [])


def test_what_is_no_answer_to_the_question_changes_nothing():
    told = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey())
    for answer in ("4", "yes", "", "a"):
        told.happens(events.Chose(answer))
        assert told.state.tell is not None
        assert (told.state.tell.question, told.state.tell.answers) == (0, {})


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_yes_and_no_are_one_touch(answer: str):
    told = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey())
    for _ in range(3):
        told.happens(events.WentOn())
    told.happens(events.Chose("1")).happens(events.Chose(""))
    assert told.state.tell is not None
    assert (told.state.tell.question, told.state.tell.answers) == (3, {})
    told.happens(events.Chose(answer))
    assert (told.state.tell.question, told.state.tell.answers) == (4, {"d": answer})


def test_a_survey_ends_by_itself_after_a_while_with_a_warning():
    told = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey()).passes(65)
    assert told.state.idle_left == 15
    told.happens(events.Touched())
    assert told.state.idle_left is None
    told.passes(81)
    assert (told.page, told.state.tell) == (Page.WELCOME, None)


@pytest.mark.parametrize("days", [(-2, -1), (1, 2)])
def test_a_survey_of_another_time_is_not_asked(days: tuple[int, int]):
    begins, ends = (TODAY + timedelta(days=n) for n in days)
    told = finished(story(surveys=(replace(SURVEY, begins=begins, ends=ends),)))
    assert page(told) is None


# --- told of one's own accord -------------------------------------------------------------------------------------


def test_a_suggestion_needs_words_and_may_have_a_contact():
    told = story().happens(events.OpenedTell()).happens(events.OpenedTell(TellPage.SUGGESTION))
    assert said(told.happens(events.SentTell())) == []
    told.happens(events.ToldText("text", "  " + "椅" * 2000)).happens(events.SentTell())
    assert said(told) == [effects.Tell(VoiceKind.SUGGESTION, {"text": "椅" * 1000}, "zh")]
    assert not told.state.tell.reachable
    told.happens(events.OpenedTell(TellPage.SUGGESTION)).happens(events.ToldText("text", "椅子"))
    told.happens(events.ToldText("contact", "wang@example.org")).happens(events.SentTell())
    assert said(told)[0].body == {"text": "椅子", "contact": "wang@example.org"}
    assert told.state.tell.reachable
    assert not told.state.tell.contact
    assert told.state.visit is None


def test_what_was_written_is_forgotten_when_left_sent_or_not_touched():
    for leave in (events.LeftTell(), events.SentTell(), None):
        told = story().happens(events.ChoseLanguage("en")).happens(events.OpenedTell(TellPage.DEFECT))
        told.happens(events.ToldText("text", "SECRET WORDS"))
        assert "SECRET" not in repr(told.state)  # nor in a log of the state
        told = told.happens(leave) if leave else told.passes(81)
        tell = told.state.tell
        assert tell is None or not (tell.text or tell.contact)
        if leave is None:
            assert (tell, told.state.language) == (None, "zh")


def test_nobody_signs_up_for_what_was():
    over = replace(MEETING, begins_at=datetime(2026, 11, 22, 19, tzinfo=UTC))
    told = story(meetings=(over,)).happens(events.OpenedTell(TellPage.MEETING, over.id))
    assert told.state.tell is None
    told = story(meetings=(MEETING,)).happens(events.OpenedTell(TellPage.MEETING, MEETING.id))
    told.happens(events.QuestionsSeen(Questions(meetings=(over,)))).happens(events.SentTell())
    assert said(told) == []


def test_who_leaves_finds_the_welcome_page_in_their_language():
    told = story().happens(events.ChoseLanguage("en")).happens(events.OpenedTell()).passes(60)
    told.happens(events.LeftTell()).passes(5)
    assert (told.state.tell, told.state.language) == (None, "en")
    assert told.passes(60).state.language == "zh"


def test_help_over_a_page_that_times_out_stays_open():
    told = story().happens(events.OpenedTell(TellPage.WISH)).passes(40)
    told.happens(events.OpenedHelp()).passes(41)
    assert told.state.panel is not None
    assert page(told) is TellPage.WISH, "what was begun there waits"
    told.happens(events.ClosedHelp()).passes(79)
    assert page(told) is TellPage.WISH
    assert page(told.passes(1)) is None


def test_somebody_who_writes_is_not_interrupted():
    told = story().happens(events.OpenedTell(TellPage.SUGGESTION))
    for _ in range(5):
        told.passes(70).happens(events.Touched())
    assert page(told) is TellPage.SUGGESTION
    assert told.passes(65).state.idle_left == 15


def test_on_the_wish_page_an_isbn_is_the_wish():
    told = story().happens(events.OpenedTell(TellPage.WISH))
    told.happens(events.LabelScanned(Scanned(ISBN, Symbology.EAN)))
    assert told.state.tell is not None
    assert told.state.tell.isbn == ISBN
    told.happens(events.LabelScanned(Scanned("7301048157")))  # ISBN-10, of the same book
    assert told.state.tell.isbn == ISBN
    told.happens(events.LabelScanned(Scanned("9787301048150", Symbology.EAN)))  # misread
    assert told.state.tell.isbn == ISBN
    assert told.state.tell.notice is not None
    assert told.state.tell.notice.code is Code.ISBN_WRONG
    told.happens(events.ToldText("text", "数学分析"))
    assert told.state.tell.notice is None, "who writes has read it"
    told.happens(events.SentTell())
    assert said(told) == [effects.Tell(VoiceKind.WISH, {"isbn": ISBN, "text": "数学分析"}, "zh")]


@pytest.mark.parametrize(("field", "words"), [("isbn", ISBN), ("text", "数学分析")])
def test_either_is_a_wish(field: str, words: str):
    told = story().happens(events.OpenedTell(TellPage.WISH)).happens(events.ToldText(field, words))
    assert said(told.happens(events.SentTell()))[0].body == {field: words}


def test_an_isbn_typed_wrong_is_said_and_one_taken_back_is_gone():
    told = story().happens(events.OpenedTell(TellPage.WISH)).happens(events.ToldText("isbn", ISBN))
    told.happens(events.ToldText("isbn", "12345"))
    assert told.state.tell is not None
    assert (told.state.tell.isbn, told.state.tell.notice is not None) == (ISBN, True)
    assert told.state.tell.mistyped == "12345", "to be put right"
    assert told.happens(events.ToldText("isbn", ISBN)).state.tell.mistyped == ""
    told.happens(events.ToldText("isbn", ""))
    assert (told.state.tell.isbn, told.state.tell.notice) == ("", None)
    assert said(told.happens(events.SentTell())) == []


def test_elsewhere_an_isbn_is_none_of_ours_and_interrupts_nobody():
    told = story().happens(events.OpenedTell(TellPage.SUGGESTION)).happens(events.ToldText("text", "椅子"))
    told.happens(events.LabelScanned(Scanned(ISBN, Symbology.EAN)))
    assert told.state.tell is not None
    assert (told.state.tell.text, told.state.tell.isbn) == ("椅子", "")
    told.happens(events.ToldPeople(3))
    assert told.state.tell.people == 1, "nor does anybody come"


def test_a_card_begins_a_visit_and_an_item_says_what_it_says_on_the_welcome_page():
    told = story().happens(events.OpenedTell(TellPage.WISH)).scans(CARD)
    assert (told.page, told.state.tell) == (Page.BORROW, None)
    told = story().happens(events.OpenedTell(TellPage.WISH)).scans(BOOK)
    assert (told.page, told.state.tell, told.notice) == (Page.WELCOME, None, Code.CARD_FIRST)
    told = story().happens(events.OpenedTell()).happens(events.CardRead(CARD))
    assert (told.page, told.state.tell) == (Page.BORROW, None)


def test_during_a_visit_it_lies_over_the_page_and_goes_for_the_next_book():
    told = story().identified().happens(events.OpenedHelp()).happens(events.OpenedTell(TellPage.DEFECT))
    assert told.state.visit is not None
    assert told.state.visit.help is None
    told.scans(BOOK)
    assert told.state.tell is None
    assert told.row(BOOK)
    told.yes().happens(events.OpenedTell(TellPage.WISH)).happens(
        events.LabelScanned(Scanned(ISBN), told.visit_id)
    )
    assert told.state.tell is not None
    assert told.state.tell.isbn == ISBN
    told.passes(81)
    assert told.state.tell is None


def test_nothing_opens_over_a_goodbye_and_nothing_but_the_rules_opens_a_rating():
    told = finished(story()).happens(events.OpenedTell())
    assert page(told) is None
    for wrong in (TellPage.RATING, TellPage.OFFER, TellPage.SURVEY, TellPage.TOLD):
        assert page(story().happens(events.OpenedTell(wrong))) is None


def test_during_a_visit_it_takes_none_of_its_time():
    told = story().identified()
    for ends in (events.SentTell(), events.LeftTell(away=True), events.LeftTell()):
        told.happens(events.OpenedTell(TellPage.SUGGESTION)).passes(50)
        told.happens(events.ToldText("text", "多一些插座")).passes(50)
        assert page(told) is TellPage.SUGGESTION, "what is written is not taken away"
        told.happens(ends)
        assert told.state.visit is not None
        assert told.state.visit.deadline >= told.state.now + 60


# --- meetings -----------------------------------------------------------------------------------------------------


def test_a_place_at_a_meeting_needs_no_name_and_says_beforehand_if_it_must_wait():
    told = story(meetings=(MEETING,)).happens(events.OpenedTell(TellPage.MEETINGS))
    told.happens(events.OpenedTell(TellPage.MEETING, 3)).happens(events.ToldPeople(2)).happens(
        events.SentTell()
    )
    assert said(told) == [effects.Tell(VoiceKind.SIGNUP, {"meeting": 3, "people": 2}, "zh")]
    assert told.state.tell is not None
    assert not told.state.tell.waiting
    told.happens(events.OpenedTell(TellPage.MEETING, 3)).happens(events.SentTell())
    assert told.state.tell.waiting, "the two seats are gone, even before the library says so"
    assert told.state.questions.meeting(3).seats_left == 0, "who waits takes none"


def test_a_seat_at_one_meeting_is_none_at_another():
    other = replace(MEETING, id=4, seats_left=9)
    told = story(meetings=(other, MEETING)).happens(events.OpenedTell(TellPage.MEETING, 3))
    told.happens(events.SentTell())
    assert [(one.id, one.seats_left) for one in told.state.questions.meetings] == [(4, 9), (3, 1)]


def test_a_name_goes_along_and_a_meeting_without_a_number_of_seats_takes_everybody():
    other = replace(MEETING, id=4, seats_left=None, begins_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    told = story(meetings=(MEETING, other)).happens(events.OpenedTell(TellPage.MEETING, 4))
    told.happens(events.ToldText("name", "王小明")).happens(events.ToldPeople(9)).happens(events.SentTell())
    assert said(told)[0].body == {"meeting": 4, "people": 9, "name": "王小明"}, "today, too"
    assert not told.state.tell.waiting
    assert [one.seats_left for one in told.state.questions.meetings] == [2, None]


def test_there_is_no_place_at_a_meeting_that_is_cancelled_or_not_known():
    told = story(meetings=(replace(MEETING, cancelled=True),))
    assert page(told.happens(events.OpenedTell(TellPage.MEETING, 3))) is None
    assert page(told.happens(events.OpenedTell(TellPage.MEETING, 4))) is None
    told = story(meetings=(MEETING,)).happens(events.OpenedTell(TellPage.MEETING, 3))
    told.happens(events.QuestionsSeen(Questions())).happens(events.SentTell())
    assert (page(told), said(told)) == (TellPage.MEETINGS, [])


@pytest.mark.parametrize(("asked", "come"), [(-5, 1), (0, 1), (4, 4), (99, 10)])
def test_a_reasonable_number_of_people_comes(asked: int, come: int):
    told = story(meetings=(MEETING,)).happens(events.OpenedTell(TellPage.MEETING, 3))
    told.happens(events.ToldPeople(asked)).happens(events.SentTell())
    assert said(told)[0].body["people"] == come


TOUCHES = (
    events.Rated(4),
    events.TookSurvey(),
    events.Chose("1"),
    events.WentOn(),
    events.ToldText("text", "椅子"),
    events.ToldPeople(3),
    events.SentTell(),
    events.LeftTell(),
)


@pytest.mark.parametrize(
    ("shown", "fits"),
    [
        ("nothing", set()),
        ("suggestion", {events.ToldText, events.LeftTell}),
        ("rating", {events.Rated, events.LeftTell}),
        ("offer", {events.TookSurvey, events.LeftTell}),
        ("survey", {events.Chose, events.WentOn, events.ToldText, events.LeftTell}),
    ],
)
def test_a_touch_that_comes_too_late_for_what_is_shown_does_nothing(shown: str, fits: set[type]):
    told = story(surveys=(SURVEY,), rating_every=int(shown == "rating"))
    if shown == "suggestion":
        told.happens(events.OpenedTell(TellPage.SUGGESTION))
    elif shown != "nothing":
        finished(told)
    if shown == "survey":
        told.happens(events.TookSurvey())
    assert (page(told) or "nothing") == shown
    for touch in TOUCHES:
        if type(touch) in fits:
            continue
        before = told.state.tell
        told.happens(touch)
        assert said(told) == []
        assert bare(told.state.tell) == bare(before), touch


def bare(tell: Tell | None) -> Tell | None:
    """Without what time and words that are never sent do to it."""
    return replace(tell, text="", deadline=0) if tell is not None else None


def test_a_survey_that_is_taken_back_ends():
    told = finished(story(surveys=(SURVEY,)))
    told.happens(events.QuestionsSeen(Questions())).happens(events.TookSurvey())
    assert page(told) is TellPage.OFFER
    told = finished(story(surveys=(SURVEY,))).happens(events.TookSurvey()).happens(events.Chose("1"))
    told.happens(events.QuestionsSeen(Questions())).happens(events.Chose("1"))
    assert page(told) is TellPage.SURVEY
    told.happens(events.WentOn())
    assert (page(told), said(told)) == (None, [])


# --- trouble ------------------------------------------------------------------------------------------------------


def test_a_disk_that_refuses_is_told_honestly():
    told = story().happens(events.OpenedTell(TellPage.DEFECT)).happens(events.ToldText("text", "x"))
    told.happens(events.SentTell()).happens(events.VoiceLost(VoiceKind.DEFECT))
    assert told.state.tell is not None
    assert told.state.tell.lost
    told = finished(story(rating_every=1, surveys=(SURVEY,))).happens(events.Rated(3))
    told.happens(events.VoiceLost(VoiceKind.RATING))
    assert told.state.tell is not None
    assert (page(told), told.state.tell.lost) == (TellPage.TOLD, True)
    told = story().happens(events.OpenedTell()).happens(events.VoiceLost(VoiceKind.FAQ_VIEWED))
    assert page(told) is TellPage.MENU


def test_while_nothing_can_be_recorded_nobody_tells_anything():
    told = story().happens(events.OpenedTell()).happens(events.JournalFailed(None, "disk full"))
    assert told.state.tell is None
    assert page(told.happens(events.OpenedTell())) is None


def test_what_the_server_says_is_read_and_what_a_newer_one_says_is_passed_over():
    question = {
        "id": "a",
        "kind": "choice",
        "texts": {"zh": "?"},
        "options": [{"id": "1", "texts": {"zh": "!"}}],
    }
    about = {"titles": {"zh": "问"}, "begins": "2026-11-01", "ends": "2026-12-01", "every": 5}
    found = read(
        {
            "rating_every": 3,
            "surveys": [
                {"id": 1, **about, "questions": [question]},
                {"id": 2, **about, "questions": [{**question, "kind": "drawing"}]},
                {"id": 3, **about, "questions": []},
            ],
            "meetings": [],
            "answers": [
                {"kind": "suggestion", "text": "椅子", "answers": {"zh": "有了"}, "day": "2026-11-02"}
            ],
        }
    )
    assert [one.id for one in found.surveys] == [1]
    assert found.surveys[0].questions[0].options == (Option("1", {"zh": "!"}),)
    assert found.answers[0].day == date(2026, 11, 2)


touches = st.lists(
    st.sampled_from(
        [
            *(events.OpenedTell(one, 3) for one in TellPage),
            events.ToldText("text", "OLD-SECRET"),
            events.ToldText("isbn", ISBN),
            events.ToldText("visit", "x"),
            events.ToldPeople(3),
            events.SentTell(),
            events.LeftTell(),
            events.LeftTell(away=True),
            events.Rated(3),
            events.TookSurvey(),
            *(events.Chose(one) for one in ("1", "3", "yes", "?")),
            events.WentOn(),
            events.QuestionsSeen(Questions()),
            events.QuestionsSeen(Questions(1, (SURVEY,), (MEETING,))),
            events.VoiceLost(VoiceKind.SURVEY),
            events.OpenedHelp(),
            events.Finished(),
            events.ChoseSlip(SlipChoice.NONE),
            events.LabelScanned(Scanned(CARD)),
            events.LabelScanned(Scanned(BOOK2)),
            events.JournalFailed(None, "disk full"),
            events.JournalWorks(),
        ]
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(touches)
def test_whatever_is_touched_nothing_is_told_of_a_visit_and_everything_ends(happening: list[events.Event]):
    told = story(rating_every=1, surveys=(SURVEY,), meetings=(MEETING,))
    for event in happening:
        told.happens(event)
        for voice in said(told):
            assert CARD not in repr(dict(voice.body))
            assert told.visit_id == "" or told.visit_id not in repr(dict(voice.body))
            assert "visit" not in voice.body
    if told.state.journal_fault is None:
        told.passes(800)
        assert (told.page, told.state.tell) == (Page.WELCOME, None)
