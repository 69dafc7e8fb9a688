"""Calling a librarian and talking with one, told as events. R8, S7; each outage, each mash, each thing too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.vocabulary import (
    Code,
    EntryKind,
    HelpEnd,
    HelpPart,
    HelpSays,
    HelpStage,
    Instructed,
    Reason,
    Result,
    Topic,
    VoiceKind,
)
from drivers.roles import Role, Scanned, TagContent
from kiosk import effects, events, faq, stack
from kiosk.effects import AskCall
from kiosk.help import Standing, standing
from kiosk.state import (
    Call,
    Guard,
    HelpLine,
    HelpNews,
    HelpReason,
    HelpStep,
    Outcome,
    Page,
    SlipChoice,
    TellPage,
)
from tests.rules.story import BOOK, BOOK2, CARD, OTHER_CARD, Story, tag

OPENS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ON_HOLD = faq.Faq(
    (faq.Entry(7, Code.ITEM_ON_HOLD.value, answers={"zh": faq.Answer("为什么？", ("有人预约了。",))}),)
)


class Helped(Story):
    """A visit with what staff would see and do."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.lines: list[HelpLine] = []

    def refused(self, code: Code = Code.ITEM_ON_HOLD, item: str = BOOK) -> Helped:
        self.identified().scans(item)
        self.state = replace(
            self.state, visit=replace(self.state.visit, cases=(replace(self.row(item), title="红楼梦"),))
        )
        self.no(code, item=item)
        return self

    def calls(self, reason: HelpReason = HelpReason.JUST_COME) -> Helped:
        self.happens(events.OpenedHelp()).happens(events.CalledHelp(reason))
        return self

    def delivered(self) -> Helped:
        self.happens(events.EntryAnswered(events.Answer(self.call.key, Result.APPLIED)))
        return self

    def told(self, *lines: HelpLine, stage: HelpStage = HelpStage.ACCEPTED, **facts: object) -> Helped:
        """The library system tells of the call; lines add up."""
        self.lines += lines
        news = HelpNews(self.call.key, stage, lines=tuple(self.lines), **facts)
        self.happens(events.CallSeen(self.call.key, news))
        return self

    def writes(self, text: str) -> Helped:
        self.happens(events.Said(text))
        return self

    @property
    def call(self) -> Call:
        assert self.state.call is not None
        return self.state.call

    def entries(self, kind: EntryKind) -> list[effects.Entry]:
        return [one.entry for one in self.recorded() if one.entry.kind is kind]

    def results(self) -> list[tuple[int, str]]:
        return [
            (one.details["number"], one.details["result"])  # type: ignore[misc]
            for one in self.entries(EntryKind.HELP_DONE)
        ]

    def stands(self) -> Standing:
        return standing(self.call)


def order(number: int, says: HelpSays, about: str = "", **facts: object) -> HelpLine:
    return HelpLine(number, says, about=about, **facts)


def text(number: int, said: str, *, mine: bool = False) -> HelpLine:
    return HelpLine(number, HelpSays.TEXT, mine=mine, texts={"": said})


# --- choosing, answering, calling ---------------------------------------------------------------------------


@pytest.mark.parametrize("scans_more", [False, True])
def test_the_trouble_is_the_newest_row_that_did_not_go_through(scans_more: bool):
    story = Helped().happens(events.FaqSeen(ON_HOLD)).refused()
    if scans_more:
        story.scans(BOOK2).yes(BOOK2)
    story.calls(HelpReason.ITEM)
    assert story.state.panel.step is HelpStep.ANSWER
    story.happens(events.TellsTitle(on=True)).happens(events.AnswerHelped(yes=False))
    (ticket,) = story.entries(EntryKind.HELP_CALL)
    assert (ticket.details["code"], ticket.details["title"]) == (Code.ITEM_ON_HOLD, "红楼梦")


def test_a_row_on_another_page_is_not_the_trouble():
    story = Helped().refused().happens(events.WantsToReturn()).calls()
    assert story.entries(EntryKind.HELP_CALL)[0].details["code"] == ""


def test_the_trouble_may_be_the_card_or_what_lies_on_the_pad():
    story = Helped().identified(reasons=(Reason(Code.CARD_EXPIRED),)).calls()
    assert story.entries(EntryKind.HELP_CALL)[0].details["code"] == Code.CARD_EXPIRED
    story = Helped().identified(reasons=(Reason(Code.CARD_EXPIRED),)).happens(events.WantsToReturn()).calls()
    assert story.entries(EntryKind.HELP_CALL)[0].details["code"] == "", "it may still return"
    story = padded().identified()
    story.lays(*(tag(f"3000000000020{n}") for n in range(6)))
    word = stack.word(story.state)
    assert word is not None
    assert story.calls().entries(EntryKind.HELP_CALL)[0].details["code"] == word.code
    story = padded()
    story.lays(tag())
    word = stack.word(story.state)
    assert word is not None, "the welcome page asks for a card"
    assert story.calls().entries(EntryKind.HELP_CALL)[0].details["code"] == word.code


def test_staff_are_told_what_was_wanted_with_a_row():
    story = Helped().refused().happens(events.WantsToReturn()).scans(BOOK2).no(Code.ITEM_FOREIGN, item=BOOK2)
    lent, back = story.row(BOOK).key, story.row(BOOK2).key
    (ticket,) = story.calls().entries(EntryKind.HELP_CALL)
    assert ticket.details["rows"] == f"{lent}:item-on-hold {back}:item-foreign/checkin"


def test_of_two_refused_rows_the_newer_is_the_trouble():
    story = Helped().refused(item=BOOK)
    story.scans(BOOK2).no(Code.CLASS_LIMIT, item=BOOK2)
    assert story.calls().entries(EntryKind.HELP_CALL)[0].details["code"] == Code.CLASS_LIMIT


def test_just_come_calls_at_once():
    story = Helped().identified().calls()
    (ticket,) = story.entries(EntryKind.HELP_CALL)
    assert ticket.details["reason"] == "just-come"
    assert story.state.panel.step is HelpStep.TALK
    assert story.stands() is Standing.CALLING


def test_the_librarys_answer_comes_before_the_call():
    story = Helped().refused().happens(events.FaqSeen(ON_HOLD)).calls(HelpReason.ITEM)
    assert (story.state.panel.step, story.state.panel.faq) == (HelpStep.ANSWER, 7)
    assert story.recorded() == []
    assert [one.kind for one in story.effects if isinstance(one, effects.Tell)] == [VoiceKind.FAQ_VIEWED]
    story.happens(events.AnswerHelped(yes=True))
    assert (story.state.panel, story.state.call, story.recorded()) == (None, None, [])
    (figure,) = story.effects
    assert (figure.kind, figure.body["entry"]) == (VoiceKind.FAQ_HELPED, 7)


def test_an_answer_that_does_not_help_is_named_on_the_ticket():
    story = Helped().refused().happens(events.FaqSeen(ON_HOLD)).calls(HelpReason.ITEM)
    story.happens(events.AnswerHelped(yes=False))
    (ticket,) = story.entries(EntryKind.HELP_CALL)
    assert (ticket.details["faq"], ticket.details["reason"]) == (7, "item")
    assert any(isinstance(one, effects.Tell) and one.kind is VoiceKind.FAQ_UNHELPED for one in story.effects)
    assert story.happens(events.AnswerHelped(yes=False)).recorded() == []


TOUCHES = (
    events.OpenedHelp(),
    events.ClosedHelp(),
    events.CalledHelp(HelpReason.CARD),
    events.TellsTitle(on=True),
    events.AnswerHelped(yes=True),
    events.AnsweredOffer(yes=True),
    events.EndedHelp(),
)


@pytest.mark.parametrize(
    ("page", "fits"),
    [
        ("none", {events.OpenedHelp}),
        ("reasons", {events.ClosedHelp, events.CalledHelp, events.TellsTitle}),
        ("answer", {events.ClosedHelp, events.TellsTitle, events.AnswerHelped}),
        ("talk", {events.ClosedHelp, events.EndedHelp}),
    ],
)
def test_a_touch_that_comes_too_late_for_what_is_shown_does_nothing(page: str, fits: set[type]):
    story = Helped().refused().happens(events.FaqSeen(ON_HOLD))
    if page != "none":
        story.happens(events.OpenedHelp())
    if page == "answer":
        story.happens(events.CalledHelp(HelpReason.ITEM))
    if page == "talk":
        story.happens(events.CalledHelp(HelpReason.JUST_COME)).delivered()
    before = story.state
    for touch in TOUCHES:
        if type(touch) not in fits:
            story.happens(touch)
            assert (story.state, story.effects) == (before, []), touch


def test_just_come_asks_no_questions_and_another_trouble_has_no_answer():
    story = Helped().refused().happens(events.FaqSeen(ON_HOLD)).calls(HelpReason.JUST_COME)
    assert story.state.call is not None
    story = Helped().refused(Code.CLASS_LIMIT).happens(events.FaqSeen(ON_HOLD)).calls(HelpReason.ITEM)
    assert story.state.call is not None
    empty = faq.Faq((faq.Entry(7, Code.ITEM_ON_HOLD.value),))
    assert Helped().refused().happens(events.FaqSeen(empty)).calls(HelpReason.ITEM).state.call is not None


def test_the_ticket_has_all_that_staff_need_and_nothing_of_the_reader():
    story = Helped().refused()
    story.happens(events.DeviceDown("printer", Role.RECEIPT_PRINTER, "gone"))
    key = story.row(BOOK).key
    story.passes(33).calls(HelpReason.ITEM)
    (record,) = story.recorded()
    assert record.promised
    assert record.entry.visit == story.visit_id
    assert record.entry.patron == ""
    assert record.entry.details == {
        "page": "borrow",
        "code": "item-on-hold",
        "reason": "item",
        "stuck": 33,
        "offered": "",
        "language": "zh",
        "rows": f"{key}:item-on-hold",
        "parts": "scanner:up printer:down",
    }
    assert CARD not in repr(record)
    assert "王小明" not in repr(record)


def test_the_title_goes_along_only_if_the_reader_ticked_it():
    story = Helped().refused().happens(events.OpenedHelp()).happens(events.TellsTitle(on=True))
    story.happens(events.CalledHelp(HelpReason.ITEM))
    assert story.recorded()[0].entry.details["title"] == "红楼梦"
    story = Helped().refused().happens(events.OpenedHelp()).happens(events.TellsTitle(on=True))
    story.happens(events.TellsTitle(on=False)).happens(events.CalledHelp(HelpReason.ITEM))
    assert "title" not in story.recorded()[0].entry.details
    story = Helped().identified().scans(BOOK).yes()
    story.happens(events.OpenedHelp()).happens(events.TellsTitle(on=True))
    story.happens(events.CalledHelp(HelpReason.OTHER))
    assert "title" not in story.recorded()[0].entry.details, "no row is concerned"


def test_the_ticket_of_the_welcome_page_and_of_a_machine_with_a_button():
    story = Helped().happens(events.DeviceUp("button", Role.HELP_BUTTON)).passes(30)
    story.happens(events.BadScan()).calls()
    details = story.entries(EntryKind.HELP_CALL)[0].details
    assert (details["page"], details["code"]) == ("welcome", Code.LABEL_UNREADABLE)
    assert (details["stuck"], details["parts"]) == (0, "scanner:up printer:up")


def test_seconds_stuck_count_from_what_went_well_last():
    story = Helped().identified().passes(20).scans(BOOK).yes().passes(9)
    story.calls()
    assert story.recorded()[0].entry.details["stuck"] == 9


# --- one call, whatever happens -----------------------------------------------------------------------------


def test_the_button_mashed_fifty_times_is_one_call():
    story = Helped().identified()
    entries = []
    for _ in range(50):
        for event in (events.PressedHelp(), events.OpenedHelp(), events.CalledHelp(HelpReason.JUST_COME)):
            entries += story.happens(event).recorded()
    assert [one.entry.kind for one in entries] == [EntryKind.HELP_CALL]
    story.happens(events.ClosedHelp()).happens(events.OpenedHelp())
    assert story.state.panel.step is HelpStep.TALK
    assert story.happens(events.CalledHelp(HelpReason.CARD)).recorded() == []


def test_the_machines_button_opens_the_panel_and_calls_when_pressed_again():
    story = Helped().happens(events.PressedHelp())
    assert (story.state.panel.step, story.state.call) == (HelpStep.REASONS, None)
    story.happens(events.PressedHelp())
    assert [one.details["reason"] for one in story.entries(EntryKind.HELP_CALL)] == ["just-come"]
    assert story.happens(events.PressedHelp()).recorded() == []


def test_the_machines_button_may_call_at_once():
    story = Helped(button_presses=1).happens(events.PressedHelp())
    assert len(story.entries(EntryKind.HELP_CALL)) == 1


def test_the_button_skips_the_answer_it_is_pressed_over():
    story = Helped().refused().happens(events.FaqSeen(ON_HOLD)).calls(HelpReason.ITEM)
    story.happens(events.PressedHelp())
    assert len(story.entries(EntryKind.HELP_CALL)) == 1


def test_a_call_survives_the_panel_and_tells_of_lines_that_were_not_read():
    story = Helped().identified().calls().delivered().happens(events.ClosedHelp())
    story.told(text(1, "马上来"), by="李老师")
    assert (story.state.panel, story.call.unread) == (None, 1)
    story.happens(events.OpenedHelp())
    assert story.call.unread == 0
    story.told(text(2, "一分钟"))
    assert story.call.unread == 0, "it is being read"


# --- how it stands ------------------------------------------------------------------------------------------


def test_each_state_of_a_call_is_said():
    story = Helped().identified().calls()
    assert story.stands() is Standing.CALLING
    story.delivered()
    assert story.stands() is Standing.SENT
    story.told(stage=HelpStage.WAITING)
    assert story.stands() is Standing.SENT
    story.told(stage=HelpStage.WAITING, attended=False, opens=OPENS)
    assert story.stands() is Standing.NOBODY
    story.told(stage=HelpStage.WAITING, hotline=True)
    assert story.stands() is Standing.HOTLINE
    story.told(by="李老师")
    assert story.stands() is Standing.TAKEN
    story.told(by="李老师", minutes=2)
    assert story.stands() is Standing.COMING
    story.told(stage=HelpStage.ARRIVED)
    assert story.stands() is Standing.ARRIVED
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    assert story.stands() is Standing.ENDED
    story.happens(events.ClosedHelp())
    assert story.state.call is None
    story.happens(events.OpenedHelp())
    assert story.state.panel.step is HelpStep.REASONS


def test_a_call_that_ends_while_the_panel_is_closed_goes_quietly():
    story = Helped().identified().calls().delivered().happens(events.ClosedHelp())
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.TIMED_OUT)
    assert story.state.call is None


def test_without_an_answer_the_call_is_recorded_here_and_says_so():
    story = Helped().identified().calls().passes(13)
    assert story.stands() is Standing.KEPT
    assert story.delivered().stands() is Standing.SENT


def test_with_the_line_down_it_is_recorded_here_at_once():
    story = Helped().identified().link(up=False).calls()
    assert story.stands() is Standing.KEPT
    assert AskCall(story.call.key) not in story.passes(30).effects
    assert Helped().identified().calls().link(up=False).stands() is Standing.KEPT, "nobody has confirmed it"


def test_a_line_lost_after_the_call_was_sent_changes_nothing_of_it():
    story = Helped().identified().calls().delivered().told(by="李老师", minutes=2).link(up=False)
    assert story.stands() is Standing.COMING


def test_a_call_the_library_system_refuses_is_said_and_another_may_be_made():
    story = Helped().identified().calls()
    story.happens(events.EntryAnswered(events.Answer(story.call.key, Result.REFUSED)))
    assert story.stands() is Standing.FAILED
    story.happens(events.ClosedHelp()).calls()
    assert len(story.entries(EntryKind.HELP_CALL)) == 1


# --- the disk -----------------------------------------------------------------------------------------------


def test_a_call_the_disk_refused_did_not_go_through_and_the_reader_sees_it():
    story = Helped().identified().calls()
    story.happens(events.JournalFailed(story.call.key, "disk full"))
    assert (story.page, story.state.visit) == (Page.OUT_OF_SERVICE, None)
    assert story.state.panel is not None
    assert story.stands() is Standing.FAILED
    story.passes(61)
    assert (story.state.panel, story.state.call) == (None, None)


def test_a_disk_that_fails_later_takes_neither_the_call_nor_the_panel():
    story = Helped().identified().calls().delivered()
    story.happens(events.JournalFailed(None, "disk full"))
    assert story.stands() is Standing.SENT
    assert story.recorded() == [], "that the reader left could not be written, and is not true"
    story.writes("在吗")
    assert AskCall(story.call.key) in story.passes(11).effects, "who comes can still be told"
    line = story.call.own[0]
    story.happens(events.JournalFailed(line.key, "disk full"))
    assert story.call.own[0].outcome is Outcome.NOT_POSSIBLE


def test_help_can_be_asked_for_while_out_of_service():
    story = Helped().happens(events.JournalFailed(None, "disk full")).calls()
    assert story.entries(EntryKind.HELP_CALL)[0].details["page"] == "out-of-service"


# --- the conversation ---------------------------------------------------------------------------------------


def test_what_the_reader_writes_is_an_entry_whose_text_is_in_no_log():
    story = Helped().identified().calls().delivered().writes("  我的证丢了  ")
    (entry,) = story.entries(EntryKind.HELP_SAID)
    assert entry.text == "我的证丢了"
    assert entry.details == {"call": story.call.key}
    assert "丢" not in repr(entry)
    assert "丢" not in repr(story.state)
    assert "丢" not in repr(events.Said("我的证丢了"))


def test_a_line_stays_here_until_it_is_seen_at_the_library_system():
    story = Helped().identified().calls().delivered().told().writes("好").writes("谢谢")
    first, second = story.call.own
    story.happens(events.EntryAnswered(events.Answer(first.key, Result.APPLIED)))
    assert [one.outcome for one in story.call.own] == [Outcome.DONE, Outcome.WAITING]
    story.told()  # an answer that was on its way when the line was delivered
    assert len(story.call.own) == 2
    story.told(text(1, "好", mine=True))
    assert story.call.own == (second,)
    story.told(text(2, "不客气"), text(3, "谢谢", mine=True))
    assert story.call.own == ()


def test_each_line_says_whether_it_reached_the_library():
    story = Helped().identified().calls().delivered().writes("一").writes("二").writes("三")
    first, second, _ = story.call.own
    story.happens(events.EntryAnswered(events.Answer(first.key, Result.APPLIED))).link(up=False)
    assert [line.outcome for line in story.call.own] == [
        Outcome.DONE,
        Outcome.KEPT_LOCALLY,
        Outcome.KEPT_LOCALLY,
    ]
    story.happens(events.JournalFailed(second.key, "disk full"))
    assert [line.outcome for line in story.call.own][1:] == [Outcome.NOT_POSSIBLE, Outcome.KEPT_LOCALLY]


def test_a_finger_that_lingers_says_it_once():
    story = Helped().identified().calls().delivered().writes("好")
    assert story.writes("好").recorded() == []
    assert story.writes("   ").recorded() == []
    assert len(story.writes("x" * 900).entries(EntryKind.HELP_SAID)[0].text) == 500


def test_lines_wait_for_the_line_and_not_without_end():
    story = Helped().identified().link(up=False).calls()
    for n in range(30):
        story.writes(f"第{n}句")
    assert len(story.call.own) == 20
    assert {one.outcome for one in story.call.own} == {Outcome.KEPT_LOCALLY}


def test_nothing_is_said_without_a_call_or_after_it():
    story = Helped().identified().writes("喂")
    assert story.recorded() == []
    story.calls().delivered().told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    assert story.writes("喂").recorded() == []


def test_the_reader_ends_the_call_once():
    story = Helped().identified().calls().delivered()
    key = story.call.key
    story.happens(events.EndedHelp())
    (entry,) = story.entries(EntryKind.HELP_ENDED)
    assert entry.details == {"call": key, "ended": "solved"}
    assert (story.state.call, story.state.panel) == (None, None)
    assert story.happens(events.EndedHelp()).recorded() == []


# --- following ----------------------------------------------------------------------------------------------


def test_the_call_is_asked_about_when_it_arrived_when_told_and_every_ten_seconds():
    story = Helped().identified().calls()
    assert AskCall(story.call.key) not in story.passes(11).effects, "nobody knows of it yet"
    assert story.delivered().effects == [AskCall(story.call.key)]
    story.told()
    asks = story.passes(25).effects
    assert asks.count(AskCall(story.call.key)) == 2
    assert story.happens(events.Changed(Topic.HELP_CALL, story.call.key)).effects == [AskCall(story.call.key)]
    assert story.happens(events.Changed(Topic.HELP_CALL, "another")).effects == []
    assert AskCall(story.call.key) in story.happens(events.Changed(Topic.RESET)).effects
    story.link(up=False)
    assert AskCall(story.call.key) not in story.passes(30).effects
    assert AskCall(story.call.key) in story.link(up=True).effects


def test_what_became_of_the_call_is_asked_at_once_after_a_moment_without_the_line_and_after_a_line_of_the_reader():
    story = Helped().identified().calls().delivered().told()
    ask = AskCall(story.call.key)
    assert story.link(up=False).link(up=True).effects == [ask]
    (line,) = story.writes("在吗").call.own
    assert story.happens(events.EntryAnswered(events.Answer(line.key, Result.APPLIED))).effects == [ask]
    assert ask not in story.happens(events.Changed(Topic.KIOSK)).effects


def test_who_hears_of_a_call_before_the_answer_knows_that_it_arrived():
    story = Helped().identified().calls().told()
    assert story.call.outcome is Outcome.DONE


def test_a_press_that_joined_an_older_call_hears_of_it_under_that_calls_name():
    story = Helped().identified().calls().delivered()
    key = story.call.key
    story.happens(events.CallSeen(key, HelpNews("first-press")))
    assert story.happens(events.Changed(Topic.HELP_CALL, "first-press")).effects == [AskCall(key)]


def test_a_library_system_that_tells_nothing_does_no_harm():
    story = Helped().identified().calls().delivered()
    story.happens(events.CallSeen(story.call.key, None))
    assert story.stands() is Standing.SENT
    assert not [one for one in story.passes(60).effects if isinstance(one, AskCall)]
    story.happens(events.Changed(Topic.HELP_CALL, story.call.key))
    assert len([one for one in story.passes(25).effects if isinstance(one, AskCall)]) == 2, (
        "it knows more now"
    )


def test_news_of_another_call_is_nobodys():
    story = Helped().identified().calls().delivered()
    before = story.state
    story.happens(events.CallSeen("another", HelpNews("another", HelpStage.ARRIVED)))
    assert story.state == before


def test_out_of_service_help_stays_open_under_a_hand_that_writes():
    story = Helped().happens(events.JournalFailed(None, "disk full")).happens(events.OpenedHelp())
    for _ in range(3):
        story.passes(50).happens(events.Touched())
    assert story.state.panel is not None


# --- the end of the visit -----------------------------------------------------------------------------------


def test_who_leaves_ends_the_call_and_nothing_of_it_is_said_to_the_next():
    story = Helped().identified().calls().delivered().told(text(1, "请问您叫什么？")).writes("王小明")
    key = story.call.key
    story.happens(events.ClosedHelp()).happens(events.Finished()).passes(59)
    assert story.page is Page.GOODBYE, "the librarian is coming"
    story.passes(1)
    assert story.page is Page.WELCOME
    (entry,) = story.entries(EntryKind.HELP_ENDED)
    assert entry.details == {"call": key, "ended": "left"}
    assert story.state.call is None
    assert "请问" not in repr(story.state)
    story.identified(barcode=OTHER_CARD)
    assert story.happens(events.OpenedHelp()).state.panel.step is HelpStep.REASONS


def test_a_second_reader_who_takes_over_hears_nothing_of_it():
    story = Helped().identified().calls().delivered().told(text(1, "请问您叫什么？"))
    story.happens(events.ClosedHelp()).scans(OTHER_CARD).happens(events.SwitchedCard())
    assert story.state.call is None
    assert len(story.entries(EntryKind.HELP_ENDED)) == 1


def test_the_time_stands_still_while_help_is_open_but_not_for_ever():
    story = Helped().identified().calls().delivered().passes(599)
    assert story.page is Page.BORROW
    assert story.state.idle_left is None
    story.passes(1)
    assert story.state.panel is None
    story.passes(59)
    assert story.state.idle_left is None
    story.passes(1)
    assert story.state.idle_left == 20
    story.passes(20)
    assert story.page is Page.GOODBYE
    story.passes(5)
    assert story.state.call is None


def test_who_waits_after_finish_is_not_hurried_away():
    story = Helped().identified().scans(BOOK).yes().happens(events.Finished())
    story.happens(events.ChoseSlip(SlipChoice.NONE))
    assert story.page is Page.GOODBYE
    story.calls().delivered().passes(30).happens(events.ClosedHelp()).passes(30)
    assert story.page is Page.GOODBYE
    story.passes(31)
    assert story.page is Page.WELCOME
    assert len(story.entries(EntryKind.HELP_ENDED)) == 1


@pytest.mark.parametrize("called", [False, True])
def test_closing_help_at_goodbye_gives_time_to_go(called: bool):
    story = Helped().identified().scans(BOOK).yes().happens(events.Finished())
    story.happens(events.ChoseSlip(SlipChoice.NONE)).happens(events.OpenedHelp())
    if called:
        story.happens(events.CalledHelp(HelpReason.JUST_COME)).delivered()
    story.passes(50)
    if called:
        story.told(order(1, HelpSays.POINT, "printer"))
        assert story.state.pointing is not None
    else:
        story.happens(events.ClosedHelp())
    assert story.state.panel is None
    story.passes(59 if called else 3)
    assert story.page is Page.GOODBYE
    assert story.passes(1).page is Page.WELCOME


@pytest.mark.parametrize("card", [CARD, OTHER_CARD])
def test_a_card_shown_amid_goodbye_does_not_send_the_librarian_away(card: str):
    story = Helped().identified().calls().delivered().told(text(1, "请问您叫什么？")).writes("王小明")
    story.happens(events.ClosedHelp()).happens(events.Finished()).passes(10)
    assert story.page is Page.GOODBYE
    story.scans(card)
    assert story.page is Page.BORROW
    assert story.entries(EntryKind.HELP_ENDED) == []
    assert story.call.is_open
    assert (story.call.lines(), story.call.own) == ((), ()), "it may be another reader"
    assert (story.call.visit, story.call.strange) == ("", True)


def test_whose_visit_staff_ended_has_gone_when_a_card_is_shown():
    story = Helped().identified().calls().delivered().told(order(1, HelpSays.END_VISIT))
    assert story.page is Page.GOODBYE
    story.scans(OTHER_CARD)
    assert [one.details["ended"] for one in story.entries(EntryKind.HELP_ENDED)] == [HelpEnd.LEFT]
    assert story.state.call is None


def test_what_staff_told_the_reader_before_is_not_done_to_who_took_the_call_over():
    story = Helped().calls().delivered().told().passes(181)
    assert story.call.strange
    story.identified().happens(events.OpenedHelp())
    story.told(order(1, HelpSays.END_VISIT))
    assert story.page is Page.BORROW
    assert story.results() == [(1, Instructed.TOO_LATE)]
    story.told(order(2, HelpSays.MORE_TIME))
    assert story.results() == [(2, Instructed.DONE)]
    story = Helped().calls().delivered().told().passes(181)
    story.happens(events.OpenedHelp()).told(order(1, HelpSays.MAINTENANCE))
    assert story.page is Page.MAINTENANCE, "work on the machine has nothing to do with who stands there"


def test_goodbye_is_short_again_once_the_call_is_over():
    story = Helped().identified().calls().delivered().told()
    story.happens(events.ClosedHelp()).happens(events.Finished()).passes(5)
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    assert story.page is Page.GOODBYE
    assert story.passes(4).page is Page.WELCOME


def test_the_button_calls_anew_once_a_call_is_over():
    story = Helped(button_presses=1).identified().calls().delivered()
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    first = story.call.key
    story.happens(events.PressedHelp())
    assert story.call.key != first
    assert len(story.entries(EntryKind.HELP_CALL)) == 1
    story = Helped().identified().calls().delivered()
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    story.happens(events.PressedHelp())
    assert story.state.panel.step is HelpStep.REASONS
    story.happens(events.PressedHelp())
    assert len(story.entries(EntryKind.HELP_CALL)) == 1


def test_help_stays_open_under_a_hand_that_is_at_work():
    story = Helped().identified().calls().delivered()
    for _ in range(15):
        story.passes(50).happens(events.Touched())
    assert story.state.panel is not None
    story.passes(60)
    assert story.state.panel is None
    assert story.page is Page.BORROW


def test_the_page_is_not_turned_below_the_panel():
    story = Helped().identified().scans(BOOK).happens(events.Finished()).happens(events.OpenedHelp()).yes()
    assert story.page is Page.BORROW
    assert story.happens(events.ClosedHelp()).page is Page.SLIP


def test_what_was_left_behind_is_told_once():
    story = Helped().identified().scans(BOOK).yes()
    row = replace(story.row(BOOK), outcome=Outcome.PUT_BACK, granted=Outcome.DONE)
    story.state = replace(story.state, visit=replace(story.state.visit, cases=(row,)))
    assert story.happens(events.Finished()).page is Page.BORROW
    story.happens(events.Finished())
    assert story.page is Page.SLIP
    assert [entry.details["items"] for entry in story.entries(EntryKind.HELP_CALL)] == [BOOK]
    story.happens(events.WentBack()).happens(events.Finished())
    assert story.page is Page.SLIP
    assert story.entries(EntryKind.HELP_CALL) == []


def test_who_only_goes_back_to_the_welcome_page_waits_there():
    story = Helped().happens(events.WantsToIdentify()).calls().delivered().told(text(1, "请稍等"))
    story.told(order(2, HelpSays.POINT, HelpPart.LANGUAGES)).happens(events.WentBack())
    assert (story.page, story.state.pointing) == (Page.WELCOME, None)
    assert story.stands() is Standing.TAKEN
    assert story.entries(EntryKind.HELP_ENDED) == []
    assert (story.call.visit, story.call.strange, len(story.call.lines())) == ("", False, 2)


# --- the welcome page ---------------------------------------------------------------------------------------


def test_a_call_from_the_welcome_page_goes_into_the_visit_that_follows():
    story = Helped().calls().delivered()
    assert story.call.visit == ""
    story.identified()
    assert story.call.visit == story.visit_id
    story.happens(events.ClosedHelp()).happens(events.Finished()).passes(60)
    assert story.state.call is None


def test_what_was_begun_below_waits_while_somebody_comes_and_then_has_its_time():
    def begun() -> Helped:
        story = Helped().happens(events.OpenedTell(TellPage.WISH)).happens(events.ToldText("text", "红楼梦"))
        assert isinstance(story, Helped)
        return story

    story = begun().calls().delivered().told(minutes=10).passes(500)
    assert (story.state.panel is not None, story.state.tell.text) == (True, "红楼梦")
    story = begun().calls().delivered().told(stage=HelpStage.ARRIVED).passes(179)
    assert story.state.panel is not None, "the librarian stands there, too"
    story = begun().calls().passes(60)
    assert story.state.panel is None, "nobody comes, and nobody touches anything"
    assert story.passes(79).state.tell.text == "红楼梦"
    assert story.passes(1).state.tell is None


def test_who_shows_a_card_long_after_the_last_touch_may_be_another_reader():
    story = Helped().calls().delivered().told(text(1, "您的名字？"), minutes=10).writes("王小明").passes(100)
    assert story.state.panel is not None
    story.identified()
    assert (story.state.panel, story.call.lines(), story.call.own) == (None, (), ())
    assert story.told(order(2, HelpSays.END_VISIT)).results() == [(2, Instructed.TOO_LATE)]
    assert story.page is Page.BORROW


def test_what_lies_below_goes_too_and_what_was_there_before_is_nobody_new():
    def waits() -> Helped:
        story = (
            Helped().happens(events.OpenedTell(TellPage.WISH)).happens(events.ToldText("text", "my number"))
        )
        return story.calls().delivered().told(minutes=10).passes(100)

    story = waits().happens(events.CardRead(CARD, still=True))
    assert not story.call.strange, "it lay there before the reader was away"
    story = waits().happens(events.LabelScanned(Scanned("9787020002207")))
    assert (story.state.panel, story.state.tell, story.call.strange) == (None, None, True)


def test_the_welcome_page_waits_for_who_comes_only_while_the_reader_looks_at_it():
    story = Helped().calls().delivered().told(stage=HelpStage.WAITING).passes(61)
    assert (story.state.panel, story.call.strange) == (None, True), "nobody comes yet"
    story = Helped().calls().delivered().told(minutes=5).happens(events.ClosedHelp()).passes(61)
    assert story.call.strange


def test_after_a_while_the_call_stays_but_what_was_said_is_veiled():
    story = Helped().calls().delivered().told(text(1, "您的名字？")).writes("王小明").passes(179)
    assert story.state.panel is not None, "who was told that somebody comes stays"
    assert story.told(minutes=5).passes(179).state.panel is not None
    story.passes(1 + 300 + 60)
    assert story.state.panel is None
    assert story.call.is_open
    assert (story.call.lines(), story.call.own, story.call.unread) == ((), (), 0)
    story.told(text(2, "我到了"))
    assert [line.number for line in story.call.lines()] == [2], "whoever waits there may read it"
    story.passes(181)
    assert story.call.lines() == ()
    story.told(text(3, "您在哪里？"))
    story.identified()
    assert (story.call.lines(), story.call.unread) == ((), 0), "another reader has come"
    story.told(text(4, "您在哪里？"), order(5, HelpSays.MORE_TIME))
    assert (story.call.lines(), story.results()) == ((), [(5, Instructed.TOO_LATE)])
    story.happens(events.Finished()).passes(5)
    assert story.call.is_open, "it is not this reader's to end"


def test_who_opens_a_call_of_before_makes_it_theirs():
    story = Helped().calls().delivered().told(text(1, "您的名字？")).passes(181).identified()
    story.happens(events.OpenedHelp())
    assert (story.state.panel.step, story.call.lines()) == (HelpStep.TALK, ())
    assert [one.key for one in story.effects if isinstance(one, AskCall)] == [story.call.key]
    story.told(text(2, "我能帮您什么？")).writes("王小明")
    assert [line.number for line in story.call.lines()] == [2]
    assert story.told(order(3, HelpSays.MORE_TIME)).results() == [(3, Instructed.DONE)]
    story.happens(events.ClosedHelp()).happens(events.Finished()).passes(60)
    assert story.state.call is None
    assert len(story.entries(EntryKind.HELP_ENDED)) == 1


def test_what_was_still_on_its_way_is_not_for_who_takes_the_call_over():
    story = Helped().link(up=False).calls().writes("我姓王，电话 138").passes(181)
    story.happens(events.OpenedHelp()).writes("请问还要多久？")
    story.link(up=True).delivered()
    story.told(text(1, "我姓王，电话 138", mine=True))
    assert story.call.lines() == ()
    assert [line.text for line in story.call.own] == ["请问还要多久？"]
    story.told(text(2, "马上来"), text(3, "请问还要多久？", mine=True))
    assert [line.number for line in story.call.lines()] == [2, 3]
    assert story.call.own == ()


def test_what_was_on_its_way_and_never_came_hides_nothing():
    story = Helped().calls().delivered().told().writes("我姓王")
    lost = story.call.own[0].key
    story.passes(181).happens(events.OpenedHelp()).writes("请问还要多久？")
    story.happens(events.EntryAnswered(events.Answer(lost, Result.REFUSED)))
    story.told(text(1, "请问还要多久？", mine=True))
    assert [line.number for line in story.call.lines()] == [1]


def test_what_a_second_person_wrote_at_the_welcome_page_goes_too():
    story = Helped().calls().delivered().told().passes(181)
    story.happens(events.OpenedHelp()).writes("我姓王").passes(181)
    assert (story.call.own, story.call.lines()) == ((), ())


def test_with_the_line_there_a_call_and_a_line_are_on_their_way_until_too_long():
    story = Helped().identified().calls().passes(5)
    assert (story.stands(), story.call.outcome) == (Standing.CALLING, Outcome.WAITING)
    story.writes("您好").passes(3)
    assert [line.outcome for line in story.call.own] == [Outcome.WAITING]
    assert story.passes(6).stands() is Standing.KEPT
    story.link(up=False)
    assert [line.outcome for line in story.call.own] == [Outcome.KEPT_LOCALLY]


def test_help_on_the_welcome_page_with_the_library_away_is_kept():
    story = Helped().link(up=False).calls()
    assert story.stands() is Standing.KEPT
    story.passes(61)
    assert (story.state.help, story.call.is_open) == (None, True)


# --- a restart ----------------------------------------------------------------------------------------------


def test_after_a_restart_the_call_is_there_again_and_is_asked_about():
    story = Helped().happens(events.CallFound("old-1", True, frozenset({4})))
    assert story.effects == [AskCall("old-1")]
    story.told(text(1, "来了"), by="李老师", minutes=1)
    assert story.stands() is Standing.COMING
    assert story.happens(events.OpenedHelp()).state.panel.step is HelpStep.TALK
    assert story.calls().recorded() == [], "it is the same call"


def test_a_call_found_after_a_restart_is_as_old_as_it_is():
    story = Helped().happens(events.CallFound("old-1", True, frozenset(), 300.0))
    assert story.call.called_at == story.state.now - 300
    story = Helped().happens(events.CallFound("old-1", False, frozenset(), 300.0)).passes(1)
    assert story.stands() is Standing.KEPT, "nobody has answered for long"


def test_instructions_of_before_a_restart_come_too_late_and_done_ones_are_not_said_again():
    story = Helped().happens(events.CallFound("old-1", True, frozenset({4})))
    story.told(
        order(4, HelpSays.MORE_TIME),
        order(5, HelpSays.END_VISIT),
        order(6, HelpSays.MAINTENANCE),
        order(7, HelpSays.POINT, "finish", result="done"),
    )
    assert story.results() == [(5, "too-late"), (6, "too-late")]
    assert story.page is Page.WELCOME
    story.told(order(8, HelpSays.MAINTENANCE))
    assert story.results() == [(8, "done")]


def test_a_call_found_while_the_panel_is_open_is_the_one_there_is():
    story = Helped().happens(events.OpenedHelp())
    story.happens(events.CallFound("old-1", True, frozenset()))
    assert story.happens(events.CalledHelp(HelpReason.CARD)).recorded() == []
    assert (story.state.panel.step, story.call.key) == (HelpStep.TALK, "old-1")


def test_a_call_that_was_not_yet_sent_before_the_restart_is_asked_about_once_it_is():
    story = Helped().happens(events.CallFound("old-1", False, frozenset()))
    assert story.effects == []
    assert story.delivered().effects == [AskCall("old-1")]


@pytest.mark.parametrize("news", [None, HelpNews("old-1", HelpStage.ENDED, ended=HelpEnd.SOLVED)])
def test_a_call_that_ended_meanwhile_is_not_told_again(news):
    story = Helped().happens(events.CallFound("old-1", True, frozenset()))
    story.happens(events.CallSeen("old-1", news))
    assert story.state.call is None


def test_after_a_restart_and_a_while_nothing_of_the_conversation_is_said():
    story = Helped().link(up=False).happens(events.CallFound("old-1", True, frozenset())).passes(61)
    story.link(up=True).told(text(1, "您的名字？"), text(2, "王小明", mine=True))
    assert story.call.lines() == ()
    story.told(text(3, "还在吗？")).told(text(4, "在", mine=True))
    assert story.call.lines() == (), "it was written before the start, and came late"


def test_who_reads_what_staff_write_on_the_welcome_page_has_time_for_it():
    story = Helped().calls().delivered().told(stage=HelpStage.WAITING).passes(59)
    story.told(text(1, "请稍等"), stage=HelpStage.WAITING).passes(59)
    assert story.state.panel is not None
    story.told(stage=HelpStage.WAITING).passes(2)
    assert story.state.panel is None, "that was nothing new"


def test_a_line_that_comes_while_the_questions_are_open_is_not_read():
    story = accepted().happens(events.OpenedFaq()).told(text(1, "在吗？"))
    assert story.call.unread == 1
    assert story.happens(events.LeftFaq()).call.unread == 0


# --- instructions -------------------------------------------------------------------------------------------


def accepted() -> Helped:
    return Helped().refused().calls().delivered().told(by="李老师")


def test_more_time_is_given_once_and_answered():
    story = accepted().happens(events.ClosedHelp()).passes(50)
    story.told(order(1, HelpSays.MORE_TIME))
    assert story.results() == [(1, Instructed.DONE)]
    assert story.state.visit.deadline == story.state.now + 2 * 60 + 20
    assert story.told().results() == []
    assert story.entries(EntryKind.HELP_DONE) == []


def test_the_visit_is_ended_without_a_slip():
    story = accepted().told(order(1, HelpSays.END_VISIT))
    assert story.results() == [(1, Instructed.DONE)]
    assert story.page is Page.GOODBYE
    story.passes(5)
    assert story.page is Page.WELCOME


def test_more_time_takes_who_was_leaving_back_to_the_page():
    story = Helped().identified().scans(BOOK).calls().delivered().happens(events.Finished())
    assert story.state.visit.finishing
    story.told(order(1, HelpSays.MORE_TIME))
    assert (story.results(), story.state.visit.finishing) == ([(1, Instructed.DONE)], False)


def test_whose_visit_staff_end_is_asked_nothing_more():
    story = Helped().identified().scans(BOOK).yes().scans(OTHER_CARD)
    assert story.state.visit.other_card
    story.happens(events.BadScan(story.visit_id)).calls().delivered()
    story.told(order(1, HelpSays.END_VISIT)).passes(1)
    assert (story.results(), story.page) == ([], Page.GOODBYE), "no slip, no other reader"
    story = accepted().told(order(1, HelpSays.END_VISIT), order(2, HelpSays.END_VISIT))
    story.told(order(3, HelpSays.MORE_TIME), order(4, HelpSays.RELEASE, "s-1"))
    assert story.results() == [(3, Instructed.TOO_LATE), (4, Instructed.TOO_LATE)], "at goodbye"


def test_nothing_of_a_call_that_is_over_stays_but_what_must_be_answered():
    story = accepted().writes("我叫王小明").told(text(1, "您的名字？"))
    story.told(order(2, HelpSays.RELEASE, story.row(BOOK).key)).happens(events.EndedHelp())
    past = story.state.past
    assert (story.state.call, past.own, past.releasing) == (None, (), ())
    assert [(line.number, line.texts) for line in past.news.lines] == [(2, {})]
    assert story.results() == [(2, Instructed.TOO_LATE)]
    assert story.yes().results() == []


def test_pointing_frees_the_page_and_ends_by_itself():
    story = accepted()
    row = story.row(BOOK).key
    story.told(order(1, HelpSays.POINT, f"row:{row}"))
    assert story.results() == [(1, Instructed.DONE)]
    assert (story.state.pointing.about, story.state.panel) == (f"row:{row}", None)
    assert story.passes(29).state.pointing is not None
    assert story.passes(2).state.pointing is None
    story.told(order(2, HelpSays.POINT, HelpPart.FINISH), order(3, HelpSays.POINT))
    assert story.state.pointing is None


def test_pointing_ends_with_what_it_points_at():
    story = accepted()
    story.told(order(1, HelpSays.POINT, HelpPart.FINISH))
    assert story.state.pointing is not None
    story.told(order(2, HelpSays.MAINTENANCE)).passes(1)
    assert story.state.pointing is None
    story = accepted()
    story.told(order(1, HelpSays.POINT, f"row:{story.row(BOOK).key}"))
    story.told(order(2, HelpSays.END_VISIT)).passes(1)
    assert (story.page, story.state.pointing) == (Page.GOODBYE, None)


@pytest.mark.parametrize(
    ("about", "result"),
    [
        ("scanner", Instructed.DONE),
        ("pad", Instructed.NOT_POSSIBLE),  # this machine has none
        ("keypad", Instructed.DONE),
        ("back", Instructed.NOT_POSSIBLE),
        ("languages", Instructed.DONE),
        ("row:nobody", Instructed.NOT_POSSIBLE),
        ("the moon", Instructed.NOT_POSSIBLE),
    ],
)
def test_only_what_is_in_sight_is_pointed_at(about, result):
    assert accepted().told(order(1, HelpSays.POINT, about)).results() == [(1, result)]


ON_PAGES = {
    Page.WELCOME: (Helped, {"languages"}),
    Page.IDENTIFY: (lambda: Helped().happens(events.WantsToIdentify()), {"languages", "keypad", "back"}),
    Page.BORROW: (lambda: Helped().identified(), {"languages", "keypad", "finish"}),
    Page.ACCOUNT: (
        lambda: Helped().identified().happens(events.WantsAccount()),
        {"languages", "back", "finish"},
    ),
    Page.RETURN: (
        lambda: Helped().identified().happens(events.WantsToReturn()),
        {"languages", "keypad", "back", "finish"},
    ),
    Page.SLIP: (
        lambda: Helped().identified().scans(BOOK).yes().happens(events.Finished()),
        {"languages", "back"},
    ),
    Page.MAINTENANCE: (lambda: in_maintenance(), set()),
}


@pytest.mark.parametrize("page", ON_PAGES)
def test_a_button_is_pointed_at_on_the_pages_that_have_it(page: Page):
    make, there = ON_PAGES[page]
    for about in ("languages", "keypad", "back", "finish"):
        story = make()
        assert story.page is page
        expected = Instructed.DONE if about in there else Instructed.NOT_POSSIBLE
        assert story.calls().delivered().told(order(1, HelpSays.POINT, about)).results() == [(1, expected)], (
            about
        )


def test_returning_without_a_card_there_is_nowhere_to_go_back_to():
    story = Helped().happens(events.WantsToReturn()).calls().delivered()
    assert story.told(order(1, HelpSays.POINT, "back")).results() == [(1, Instructed.NOT_POSSIBLE)]


def test_a_row_is_pointed_at_on_the_page_of_the_slip_too():
    story = Helped().identified().scans(BOOK).yes().happens(events.Finished()).calls().delivered()
    story.told(order(1, HelpSays.POINT, f"row:{story.row(BOOK).key}"))
    assert story.results() == [(1, Instructed.DONE)]
    story.happens(events.ChoseSlip(SlipChoice.SCREEN)).told(order(2, HelpSays.POINT, "finish"))
    assert story.results() == [(2, Instructed.DONE)], "beside the code on the screen"


def test_a_row_under_another_page_is_not_pointed_at():
    story = accepted()
    row = story.row(BOOK).key
    story.happens(events.ClosedHelp()).happens(events.OpenedTell(TellPage.SUGGESTION))
    assert story.told(order(1, HelpSays.POINT, f"row:{row}")).results() == [(1, Instructed.NOT_POSSIBLE)]
    assert story.state.tell is not None


def test_what_only_a_newer_kiosk_can_do_is_answered_honestly():
    story = accepted().told(HelpLine(1, None))
    assert story.results() == [(1, Instructed.NOT_POSSIBLE)]


def test_an_instruction_for_a_visit_that_is_over_comes_too_late():
    story = Helped().calls().delivered().told(order(1, HelpSays.MORE_TIME), order(2, HelpSays.END_VISIT))
    assert story.results() == [(1, Instructed.TOO_LATE), (2, Instructed.TOO_LATE)]


def test_an_instruction_that_crosses_the_readers_leaving_comes_too_late():
    story = accepted()
    key = story.call.key
    story.happens(events.ClosedHelp()).happens(events.Finished()).passes(5)
    story.identified(barcode=OTHER_CARD)
    assert story.happens(events.Changed(Topic.HELP_CALL, key)).effects == [AskCall(key)]
    news = HelpNews(key, HelpStage.ACCEPTED, lines=(order(9, HelpSays.END_VISIT),))
    story.happens(events.CallSeen(key, news))
    assert story.results() == [(9, Instructed.TOO_LATE)]
    assert story.page is Page.BORROW
    assert story.happens(events.CallSeen(key, news)).recorded() == []


# --- release ------------------------------------------------------------------------------------------------


def test_a_released_row_is_asked_anew_in_the_name_of_who_released_it():
    story = accepted()
    key = story.row(BOOK).key
    story.told(order(5, HelpSays.RELEASE, key))
    (entry,) = story.entries(EntryKind.CHECKOUT)
    assert entry.details == {"call": story.call.key, "release": 5}
    assert (entry.item, entry.patron) == (BOOK, CARD)
    assert story.results() == [], "not before it is known"
    assert [case.outcome for case in story.rows()] == [Outcome.WAITING]
    story.yes()
    assert story.results() == [(5, Instructed.DONE)]
    assert story.row(BOOK).outcome is Outcome.DONE
    assert story.told().recorded() == []


def test_a_release_the_library_system_does_not_allow_is_told():
    story = accepted()
    story.told(order(5, HelpSays.RELEASE, story.row(BOOK).key)).no(Code.ITEM_ON_HOLD)
    assert story.results() == [(5, Instructed.NOT_POSSIBLE)]


def test_a_row_that_was_asked_anew_is_known_by_its_old_name():
    story = accepted()
    old = story.row(BOOK).key
    story.told(order(5, HelpSays.RELEASE, old)).no(Code.ITEM_ON_HOLD)
    story.told(order(6, HelpSays.POINT, f"row:{old}"))
    assert story.state.pointing.about == f"row:{story.row(BOOK).key}"
    story.told(order(7, HelpSays.RELEASE, old))
    assert story.entries(EntryKind.CHECKOUT)[0].details["release"] == 7
    story.yes()
    assert story.results() == [(7, Instructed.DONE)]


def test_what_stands_refused_while_the_call_is_open_is_told_to_staff_whenever_it_changes():
    def told() -> list[str]:
        (entry,) = story.entries(EntryKind.HELP_ROWS)
        assert (entry.visit, entry.details["call"]) == (story.visit_id, story.call.key)
        return str(entry.details["rows"]).split()

    story = accepted().happens(events.ClosedHelp()).passes(1)
    assert story.recorded() == [], "they know of the first"
    first = f"{story.row(BOOK).key}:item-on-hold"
    story.scans(BOOK2).no(Code.CLASS_LIMIT, item=BOOK2)
    second = story.row(BOOK2).key
    assert told() == [first, f"{second}:class-limit"]
    assert story.passes(1).happens(events.OpenedHelp()).recorded() == []
    story.told(order(5, HelpSays.RELEASE, second))
    assert story.entries(EntryKind.HELP_ROWS) == [], "it is not decided"
    story.no(Code.FINES_OWED, item=BOOK2)
    assert told() == [first, f"{story.row(BOOK2).key}:fines-owed"]
    story.told(order(6, HelpSays.RELEASE, second)).yes(BOOK2)
    assert told() == [first]
    story.told(order(7, HelpSays.RELEASE, first.split(":")[0])).yes()
    assert told() == []


def test_of_a_call_from_the_welcome_page_and_of_one_from_before_the_start_staff_learn_what_is_refused_then():
    for story in (
        Helped().calls().delivered(),
        Helped().happens(events.CallFound("old-1", True, frozenset())).happens(events.OpenedHelp()),
    ):
        story.refused()
        (entry,) = story.entries(EntryKind.HELP_ROWS)
        assert entry.details == {"call": story.call.key, "rows": f"{story.row(BOOK).key}:item-on-hold"}


def test_rows_that_could_not_be_written_are_told_once_the_disk_works():
    story = accepted()
    story.told(order(5, HelpSays.RELEASE, story.row(BOOK).key)).yes()
    (entry,) = story.entries(EntryKind.HELP_ROWS)
    assert entry.details["rows"] == ""
    story.happens(events.JournalFailed(entry.key, "disk full")).passes(9)
    story.happens(events.JournalWorks()).scans(CARD)
    (again,) = story.entries(EntryKind.HELP_ROWS)
    assert again.details["rows"] == ""


def test_of_a_call_the_library_system_does_not_know_nothing_more_is_told():
    story = Helped().identified().calls().delivered()
    story.happens(events.CallSeen(story.call.key, None)).scans(BOOK).no(Code.ITEM_ON_HOLD)
    assert story.passes(1).entries(EntryKind.HELP_ROWS) == []
    assert story.call.rows == ""


def test_rows_of_before_the_start_are_not_there_any_more():
    story = Helped().happens(events.CallFound("old-1", True, frozenset())).happens(events.OpenedHelp())
    story.scans(CARD)
    (entry,) = story.entries(EntryKind.HELP_ROWS)
    assert entry.details == {"call": "old-1", "rows": ""}
    assert story.passes(1).entries(EntryKind.HELP_ROWS) == []


def test_what_is_refused_to_somebody_else_or_after_the_call_is_not_told():
    story = Helped().calls().delivered().passes(61)
    assert story.call.strange
    assert story.refused().entries(EntryKind.HELP_ROWS) == []
    story = accepted().scans(BOOK2).told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    assert story.state.panel is not None, "it is still read"
    assert story.no(Code.CLASS_LIMIT, item=BOOK2).entries(EntryKind.HELP_ROWS) == []


def test_a_release_waits_until_the_row_is_decided_and_the_line_is_there():
    story = accepted().link(up=False)
    story.told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    assert story.recorded() == []
    story.link(up=True)
    assert len(story.entries(EntryKind.CHECKOUT)) == 1
    story = Helped().identified().scans(BOOK).calls().delivered()
    story.told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    assert story.recorded() == []
    story.no(Code.ITEM_ON_HOLD)
    assert story.entries(EntryKind.CHECKOUT)[0].details["release"] == 5


@pytest.mark.parametrize("about", ["another", ""])
def test_only_a_row_of_this_visit_is_released(about):
    assert accepted().told(order(5, HelpSays.RELEASE, about)).results() == [(5, Instructed.NOT_POSSIBLE)]


def test_what_is_lent_is_not_lent_again_and_what_was_returned_is_not_released():
    story = Helped().identified().scans(BOOK).yes().calls().delivered()
    assert story.told(order(1, HelpSays.RELEASE, story.row(BOOK).key)).results() == [(1, Instructed.DONE)]
    assert story.entries(EntryKind.CHECKOUT) == []
    story.happens(events.WantsToReturn()).scans(BOOK2).no(Code.ITEM_UNKNOWN, item=BOOK2)
    assert story.told(order(2, HelpSays.RELEASE, story.row(BOOK2).key)).results() == [
        (2, Instructed.NOT_POSSIBLE)
    ]


def test_two_rows_are_released_each_for_itself():
    story = accepted()
    story.scans(BOOK2).no(Code.ITEM_ON_HOLD, item=BOOK2)
    first, second = story.row(BOOK).key, story.row(BOOK2).key
    story.told(order(5, HelpSays.RELEASE, first), order(6, HelpSays.RELEASE, second))
    asked = {one.item: one.details["release"] for one in story.entries(EntryKind.CHECKOUT)}
    assert asked == {BOOK: 5, BOOK2: 6}
    assert story.told().entries(EntryKind.CHECKOUT) == [], "told once more while they wait"
    assert story.yes(BOOK).results() == [(5, Instructed.DONE)]
    story.told(order(7, HelpSays.POINT, f"row:{first}"))
    assert story.state.pointing.about == f"row:{story.row(BOOK).key}"
    assert story.no(Code.ITEM_ON_HOLD, item=BOOK2).results() == [(6, Instructed.NOT_POSSIBLE)]


def test_who_was_leaving_sees_what_becomes_of_a_released_row():
    story = accepted().happens(events.ClosedHelp()).scans(BOOK2).happens(events.Finished())
    assert story.state.visit.finishing
    story.passes(5).told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    assert not story.state.visit.finishing
    assert story.state.visit.deadline == story.state.now + 60 + 20
    assert story.yes(BOOK2).yes(BOOK).page is Page.BORROW


def padded() -> Helped:
    story = Helped.with_pad()
    assert isinstance(story, Helped)
    return story


def torn_away(story: Story, book: TagContent) -> None:
    """Lifted while the gate was changed."""
    order = story.order()
    story.lifts(book)
    story.happens(events.Secured(order.key, order.on, verified=False, tags=order.tags))


def test_a_released_item_on_the_pad_passes_the_gate():
    book = tag()
    story = padded().identified().lays(book).no(Code.ITEM_ON_HOLD).gate()
    assert story.row(BOOK).outcome is Outcome.NOT_POSSIBLE
    story.calls().delivered().told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    (entry,) = story.entries(EntryKind.CHECKOUT)
    assert entry.details["release"] == 5
    story.yes()
    assert story.results() == [], "the gate would still alarm"
    assert story.order().on is False
    story.gate()
    assert story.results() == [(5, Instructed.DONE)]
    assert (story.row(BOOK).outcome, story.row(BOOK).guard) == (Outcome.DONE, Guard.VERIFIED)


def test_a_row_given_up_at_the_gate_may_be_tried_again():
    book = tag()
    story = padded().identified().lays(book).yes().gate(verified=False, refused=True)
    assert story.row(BOOK).given_up
    story.calls().delivered().told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    assert story.entries(EntryKind.CHECKOUT) == [], "it is lent already"
    story.gate()
    assert story.results() == [(5, Instructed.DONE)]
    assert story.row(BOOK).outcome is Outcome.DONE


def test_a_set_is_released_only_whole():
    parts = [tag(part=part, parts=2) for part in (1, 2)]
    story = padded().identified().lays(*parts).no(Code.ITEM_ON_HOLD).gate()
    story.lifts(parts[1]).calls().delivered().told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    assert story.results() == [(5, Instructed.NOT_POSSIBLE)]


def test_what_no_word_makes_right_is_not_released():
    story = padded().with_settings(owners=("CN-110108-1",)).identified()
    story.lays(tag(owner="CN-999999-9"))
    assert [one.code for one in story.row(BOOK).reasons] == [Code.ITEM_FOREIGN]
    story.calls().delivered().told(order(5, HelpSays.RELEASE, story.row(BOOK).key))
    assert story.results() == [(5, Instructed.NOT_POSSIBLE)]


def test_while_nothing_can_be_written_no_order_is_carried_out():
    story = accepted().happens(events.JournalFailed(None, "disk full"))
    story.told(order(5, HelpSays.POINT, HelpPart.LANGUAGES))
    assert (story.recorded(), story.state.pointing) == ([], None)
    story.happens(events.JournalWorks())
    assert story.results() == [(5, Instructed.DONE)]


def test_whose_visit_staff_end_is_not_warned_of_what_must_be_put_back_first():
    book = tag()
    story = padded().identified().lays(book).yes()
    torn_away(story, book)
    assert story.row(BOOK).outcome is Outcome.PUT_BACK
    story.calls().delivered().told(order(5, HelpSays.END_VISIT)).passes(4)
    assert story.page is Page.GOODBYE


# --- maintenance --------------------------------------------------------------------------------------------


def test_maintenance_ends_the_visit_first_and_then_takes_no_reader():
    story = accepted().told(order(1, HelpSays.MAINTENANCE))
    assert story.results() == [(1, Instructed.DONE)]
    assert story.page is Page.GOODBYE
    story.scans(OTHER_CARD)
    assert story.page is Page.GOODBYE, "nobody begins a visit now"
    story.passes(5)
    assert story.page is Page.MAINTENANCE
    story.scans(CARD).happens(events.WantsToReturn())
    assert (story.page, story.state.visit, story.state.panel) == (Page.MAINTENANCE, None, None)
    assert story.call.is_open, "whoever works on the machine ends it"
    story.told(order(2, HelpSays.MAINTENANCE, "end"))
    assert story.results() == [(2, Instructed.DONE)]
    assert story.page is Page.WELCOME
    assert story.scans(CARD).state.visit is not None


def in_maintenance() -> Helped:
    """The librarian who was called has come, works on the machine, and has closed the call."""
    story = accepted().told(order(1, HelpSays.MAINTENANCE)).passes(5)
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    assert (story.page, story.state.call) == (Page.MAINTENANCE, None)
    story.lines.clear()
    return story


def test_help_can_be_asked_for_while_somebody_works_on_the_machine():
    story = in_maintenance().happens(events.PressedHelp())
    assert story.state.panel.step is HelpStep.REASONS
    story.happens(events.PressedHelp())
    (ticket,) = story.entries(EntryKind.HELP_CALL)
    assert (ticket.details["page"], ticket.visit) == ("maintenance", "")
    story.delivered().writes("我的证在里面")
    assert len(story.entries(EntryKind.HELP_SAID)) == 1
    story.told(text(2, "马上来"), by="李老师")
    story.told(order(3, HelpSays.MAINTENANCE))
    assert (story.state.panel is not None, story.results()) == (True, [(3, Instructed.DONE)])
    assert [line.number for line in story.call.lines()] == [2, 3]
    story.happens(events.EndedHelp())
    assert [one.details["ended"] for one in story.entries(EntryKind.HELP_ENDED)] == [HelpEnd.SOLVED]
    assert (story.page, story.state.panel, story.state.call) == (Page.MAINTENANCE, None, None)


def test_help_asked_for_amid_the_work_closes_by_itself_and_stays_a_call():
    story = in_maintenance().calls(HelpReason.CARD).delivered().passes(59)
    assert story.state.panel is not None
    story.passes(1)
    assert (story.page, story.state.panel, story.call.is_open) == (Page.MAINTENANCE, None, True)
    story.happens(events.BackInService())
    assert (story.page, story.call.is_open) == (Page.WELCOME, True)


@pytest.mark.parametrize(
    "event",
    [
        events.WantsToIdentify(),
        events.WantsToReturn(),
        events.Typed(CARD),
        events.LabelScanned(Scanned(CARD)),
        events.CardRead(CARD),
        events.BadScan(),
        events.OpenedTell(),
        events.AnsweredOffer(yes=True),
        events.Finished(),
    ],
)
def test_amid_the_work_nothing_but_help_is_taken(event):
    story = in_maintenance().happens(events.OpenedHelp())
    before = story.state
    assert story.happens(event).effects == []
    assert story.state == before


def test_a_visit_that_ends_for_the_work_is_not_held_up_by_help():
    story = accepted().told(order(1, HelpSays.MAINTENANCE))
    story.happens(events.PressedHelp()).happens(events.OpenedHelp())
    assert (story.page, story.state.panel) == (Page.GOODBYE, None)
    assert story.passes(5).page is Page.MAINTENANCE


def test_help_and_a_word_to_the_library_go_when_the_work_begins():
    story = accepted().told(order(1, HelpSays.END_VISIT)).happens(events.OpenedHelp())
    assert (story.page, story.state.panel is None) == (Page.GOODBYE, False)
    story.told(order(2, HelpSays.MAINTENANCE))
    assert (story.page, story.state.panel) == (Page.GOODBYE, None)
    assert story.passes(5).page is Page.MAINTENANCE
    story = Helped().calls().delivered().happens(events.ClosedHelp()).happens(events.OpenedTell())
    assert story.state.tell is not None
    story.told(order(1, HelpSays.MAINTENANCE))
    assert (story.page, story.state.tell) == (Page.MAINTENANCE, None)
    story = Helped().calls().delivered().happens(events.ClosedHelp()).happens(events.BadScan())
    assert story.state.notice is not None
    story.told(order(1, HelpSays.MAINTENANCE))
    assert story.state.notice is None


@pytest.mark.parametrize("known", [False, True])
def test_what_was_said_in_the_call_the_librarian_came_for_is_not_for_who_presses_help_then(known: bool):
    story = Helped().refused() if known else Helped()
    story.calls().delivered().told(text(1, "您叫什么？"), by="李老师").writes("王小明").writes("138")
    first = story.call.key
    story.told(order(2, HelpSays.MAINTENANCE))
    story.passes(5)
    assert story.call.strange
    story.told(text(3, "王小明", mine=True), text(4, "138", mine=True))  # it was on its way
    story.happens(events.PressedHelp())
    assert (story.page, story.state.panel.step) == (Page.MAINTENANCE, HelpStep.TALK)
    assert (story.call.key, story.call.lines(), story.call.own) == (first, (), ())
    assert story.entries(EntryKind.HELP_CALL) == [], "it is the same call"
    story.told(text(5, "我在机器后面"))
    assert [line.number for line in story.call.lines()] == [5]
    story.happens(events.ClosedHelp()).passes(181)
    assert (story.call.lines(), story.call.is_open) == ((), True), "the next one is a stranger, too"


def test_a_card_that_is_refused_amid_the_beginning_of_the_work_unveils_nothing():
    story = padded().scans(CARD)
    story.calls().delivered().told(text(1, "您叫什么？"), by="李老师")
    story.told(order(2, HelpSays.MAINTENANCE)).found(reasons=(Reason(Code.CARD_LOST),))
    assert (story.page, story.call.lines()) == (Page.MAINTENANCE, ())


def test_what_lies_on_the_pad_amid_the_work_is_no_trouble_of_who_calls():
    story = padded().calls().delivered().told(order(1, HelpSays.MAINTENANCE))
    story.told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    story.lays(tag())
    assert stack.word(story.state) is not None
    assert story.calls().entries(EntryKind.HELP_CALL)[0].details["code"] == ""


def test_the_button_on_the_machine_ends_it_too():
    story = Helped().calls().delivered().told(order(1, HelpSays.MAINTENANCE))
    assert story.page is Page.MAINTENANCE
    story.happens(events.BackInService())
    assert story.page is Page.WELCOME


def test_a_card_on_the_pad_begins_no_visit_while_somebody_works_on_the_machine():
    from drivers.roles import Usage

    story = padded().calls().delivered().told(order(1, HelpSays.MAINTENANCE))
    story.lays(tag(CARD, usage=Usage.PATRON_CARD))
    assert (story.page, story.state.visit) == (Page.MAINTENANCE, None)


def test_work_on_the_machine_can_end_through_a_call_that_is_over():
    story = accepted().told(order(1, HelpSays.MAINTENANCE))
    story.passes(5).told(stage=HelpStage.ENDED, ended=HelpEnd.SOLVED)
    assert story.state.call is None
    key = story.state.past.key
    assert AskCall(key) in story.passes(11).effects
    assert AskCall(key) not in story.passes(2).effects
    assert AskCall(key) in story.happens(events.Changed(Topic.HELP_CALL, key)).effects
    news = HelpNews(key, HelpStage.ENDED, lines=(order(2, HelpSays.MAINTENANCE, "end"),))
    story.happens(events.CallSeen(key, news))
    assert story.results() == [(2, Instructed.DONE)]
    assert story.page is Page.WELCOME


# --- help that is offered -----------------------------------------------------------------------------------


def offered(story: Story) -> str:
    return story.state.going.offer or ""


def test_three_scans_that_give_nothing_are_asked_about_once():
    story = Helped().identified()
    for _ in range(2):
        story.happens(events.BadScan(story.visit_id))
    assert offered(story) == ""
    story.happens(events.LabelScanned(Scanned("?"), story.visit_id))
    assert offered(story) == "scans"
    story.happens(events.AnsweredOffer(yes=False))
    assert (offered(story), story.state.panel) == ("", None)
    for _ in range(5):
        story.happens(events.BadScan(story.visit_id))
    assert offered(story) == ""


def test_the_offer_taken_opens_the_panel_and_stands_on_the_ticket():
    story = Helped()
    for _ in range(3):
        story.happens(events.BadCard())
    assert offered(story) == "scans"
    story.happens(events.AnsweredOffer(yes=True))
    assert story.state.panel.step is HelpStep.REASONS
    story.happens(events.CalledHelp(HelpReason.CARD))
    assert story.entries(EntryKind.HELP_CALL)[0].details["offered"] == "scans"


def test_a_scan_that_works_begins_the_count_anew_and_takes_the_offer_back():
    story = Helped().identified()
    story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id))
    story.scans(BOOK).happens(events.BadScan(story.visit_id))
    assert offered(story) == ""
    story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id))
    assert offered(story) == "scans"
    story.scans(BOOK).yes()
    assert offered(story) == ""


def shown(story: Story, card: str, code: Code = Code.PATRON_UNKNOWN) -> Story:
    """A card, and the library's no."""
    return story.scans(card).happens(events.PatronRefused(story.visit_id, card, Reason(code)))


def test_the_third_try_with_a_card_nobody_knows_is_offered_help():
    story = Helped()
    for times in range(1, 11):
        shown(story.passes(2), CARD)
        assert (story.page, offered(story)) == (Page.IDENTIFY, "scans" if times >= 3 else ""), times
    story.calls()
    assert story.entries(EntryKind.HELP_CALL)[0].details["stuck"] == 18, "since the first try, not the last"


def test_a_page_that_turns_for_a_refused_card_is_no_progress():
    story = Helped()
    for _ in range(2):
        shown(story, CARD).passes(20)
    assert offered(story.passes(4)) == ""
    assert offered(story.passes(2)) == "no-progress"
    story = Helped().happens(events.WantsToIdentify()).passes(40).happens(events.Typed(CARD))
    assert story.page is Page.PIN
    assert offered(story.passes(40)) == "", "the first time it is: a number that was typed may take its time"


def test_a_typed_card_that_is_unknown_counts_as_one_that_was_scanned():
    story = Helped().happens(events.WantsToIdentify())
    for _ in range(3):
        assert offered(story) == ""
        story.happens(events.Typed(CARD)).happens(events.TypedPin("1"))
        story.happens(events.PatronRefused(story.visit_id, CARD, Reason(Code.PATRON_UNKNOWN)))
    assert offered(story) == "scans"


@pytest.mark.parametrize("last", [Code.PIN_WRONG, Code.PIN_LOCKED])
def test_a_wrong_pin_is_a_try_in_vain(last: Code):
    story = Helped(pin_for_scanned=True).scans(CARD)
    for code in (Code.PIN_WRONG, Code.PIN_WRONG, last):
        assert offered(story) == ""
        story.happens(events.TypedPin("1"))
        story.happens(events.PatronRefused(story.visit_id, CARD, Reason(code)))
    assert offered(story) == "scans"
    story = Helped(pin_for_scanned=True).scans(CARD)
    for _ in range(2):
        story.happens(events.TypedPin("1"))
        story.happens(events.PatronRefused(story.visit_id, CARD, Reason(Code.PIN_WRONG)))
    story.happens(events.TypedPin("2")).found()
    for _ in range(2):
        story.happens(events.BadScan(story.visit_id))
    assert offered(story) == "", "the PIN was right in the end"


def test_books_before_the_card_are_scanned_in_vain():
    for story in (Helped(), Helped().happens(events.WantsToIdentify())):
        story.scans(BOOK).scans(BOOK)
        assert offered(story) == ""
        story.scans(BOOK2)
        assert (story.notice, offered(story)) == (Code.CARD_FIRST, "scans")


@pytest.mark.parametrize(("code", "offers"), [(Code.ITEM_UNKNOWN, "scans"), (Code.ITEM_ON_HOLD, "")])
def test_an_item_nobody_knows_was_scanned_in_vain_one_that_is_not_lent_was_read(code: Code, offers: str):
    story = Helped().identified()
    for item in (BOOK, BOOK, BOOK2):
        assert offered(story) == ""
        story.scans(item)
        assert offered(story) == ""
        story.no(code, item=item)
    assert offered(story) == offers
    items = (BOOK, BOOK2, "30000000000031")
    story = Helped().identified()
    for item in items:
        story.scans(item)
    for item in items:
        story.no(code, item=item)
    assert offered(story) == offers, "answered late"


def test_failures_of_all_kinds_add_up_until_one_scan_works():
    story = Helped().identified()
    story.happens(events.BadScan(story.visit_id)).scans(BOOK)
    story.scans(BOOK)  # one label read twice is one question
    assert offered(story.no(Code.ITEM_UNKNOWN)) == ""
    assert offered(story.happens(events.BadScan(story.visit_id))) == "scans"
    for answer in ("yes", "refused"):
        story = Helped().identified()
        story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id)).scans(BOOK)
        story = story.yes() if answer == "yes" else story.no(Code.ITEM_ON_HOLD)
        story.scans(BOOK2).no(Code.ITEM_UNKNOWN, item=BOOK2)
        assert offered(story) == "", answer
        assert offered(story.happens(events.BadScan(story.visit_id))) == ""
        assert offered(story.happens(events.BadScan(story.visit_id))) == "scans"


def test_what_says_nothing_new_is_no_scan_in_vain():
    story = shown(Helped(), CARD)
    for _ in range(5):
        story.happens(events.CardRead(CARD, still=True)).happens(events.BadScan("of another visit")).passes(1)
    assert (story.notice, offered(story)) == (Code.PATRON_UNKNOWN, "")
    story = Helped().identified().happens(events.BadScan("s-v1"))
    story.happens(events.BadScan(story.visit_id)).happens(events.CardRead(CARD, still=True))
    assert offered(story.happens(events.BadScan(story.visit_id))) == "scans", (
        "it is no scan that works, either"
    )


def test_what_failed_before_a_scan_that_worked_or_long_ago_counts_no_more():
    story = Helped().identified().scans(BOOK).yes()
    story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id)).scans(BOOK)
    assert offered(story.scans(BOOK2).no(Code.ITEM_UNKNOWN, item=BOOK2)) == ""
    story = Helped().identified()
    story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id))
    story.scans(BOOK).scans(BOOK2).yes(BOOK)
    assert offered(story.no(Code.ITEM_UNKNOWN, item=BOOK2)) == ""
    story = Helped(pin_for_scanned=True).happens(events.WantsToIdentify())
    story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id)).scans(CARD)
    story.passes(61).happens(events.AnsweredOffer(yes=False))
    story.happens(events.TypedPin("1"))
    story.happens(events.PatronRefused(story.visit_id, CARD, Reason(Code.PIN_WRONG)))
    assert offered(story) == ""


def test_a_slow_reader_is_offered_help_at_the_welcome_page_too():
    story = Helped()
    for _ in range(3):
        assert offered(story.passes(15)) == ""
        assert story.state.notice is None, "the page has come to rest between two tries"
        story.happens(events.BadScan())
    assert offered(story) == "scans"
    story = Helped()
    for _ in range(3):
        story.passes(61).happens(events.BadScan())
    assert offered(story) == "", "it may be somebody else each time"


def test_no_offer_comes_when_the_page_of_who_called_comes_to_rest():
    story = Helped().calls().delivered().happens(events.ClosedHelp())
    for _ in range(3):
        story.happens(events.BadScan())
    assert offered(story) == "", "somebody is called already"
    assert offered(story.passes(11)) == ""
    assert story.call.strange
    assert offered(story.happens(events.BadScan())) == "", "that of the next is the first"


def test_time_goes_by_until_a_scan_turns_out_to_give_nothing():
    story = Helped().identified()
    story.happens(events.BadScan(story.visit_id)).happens(events.BadScan(story.visit_id))
    story.scans(BOOK).passes(3)
    assert offered(story.no(Code.ITEM_UNKNOWN)) == "scans"


def test_what_is_said_of_anything_but_a_scan_is_no_try_in_vain():
    story = Helped().identified().scans(BOOK).yes().happens(events.Finished())
    story.happens(events.DeviceDown("printer", Role.RECEIPT_PRINTER, "gone"))
    for _ in range(4):
        story.happens(events.ChoseSlip(SlipChoice.PAPER))
        assert (story.page, story.notice) == (Page.SLIP, Code.SLIP_FAILED)
    assert offered(story) == ""


def test_a_tag_that_cannot_be_read_counts_each_time_it_is_laid_down():
    broken = tag(damaged=True)
    story = padded().identified().lays(broken)
    story.happens(events.PadSeen(story.state.pad)).happens(events.PadSeen(story.state.pad)).passes(3)
    assert story.rows()[0].reasons[0].code is Code.TAG_UNREADABLE
    assert offered(story.lifts(broken).lays(broken)) == ""
    assert offered(story.lifts(broken).lays(broken)) == "scans"


def test_an_item_put_back_twice():
    book = tag()
    story = padded().identified().lays(book).yes()
    story.gate(verified=False).gate(verified=True)
    assert offered(story) == "", "the machine tried again by itself, and it went well"
    story = padded().identified().lays(book).yes()
    for times in (1, 2):
        assert offered(story) == ""
        torn_away(story, book)
        assert story.row(BOOK).outcome is Outcome.PUT_BACK
        if times == 1:
            story.lays(book)
    assert offered(story) == "put-backs"


def test_forty_five_seconds_without_progress():
    story = Helped().identified().passes(44)
    assert offered(story) == ""
    story.passes(2)
    assert offered(story) == "no-progress"
    assert story.scans(BOOK).state.visit.cases, "nothing of it is in the way of a scan"


def test_no_offer_amid_a_touch_nor_while_something_waits_nor_with_the_panel_open():
    story = Helped().identified()
    for _ in range(60):
        story.passes(1).happens(events.Touched())
    assert offered(story) == ""
    assert offered(story.passes(6)) == "no-progress"
    story = Helped().identified().scans(BOOK).passes(11)
    assert offered(story) == ""
    story = Helped().identified().happens(events.OpenedHelp()).passes(60)
    assert offered(story) == ""
    story = Helped().identified().calls().happens(events.ClosedHelp()).passes(60)
    assert offered(story) == "", "somebody is called already"


def test_no_offer_in_the_way_of_what_the_reader_or_the_library_does():
    waits = Helped(decide_seconds=100).identified().scans(BOOK).passes(60)
    asked = Helped(decide_seconds=100).scans(CARD).passes(60)
    tells = Helped().identified().happens(events.OpenedTell()).passes(50)
    other = Helped().identified().scans(OTHER_CARD)
    assert other.state.visit.other_card
    code = Helped(idle_seconds=300).identified().scans(BOOK).yes().happens(events.Finished())
    code.happens(events.ChoseSlip(SlipChoice.SCREEN))
    assert code.state.visit.slip is SlipChoice.SCREEN
    for story in (waits, asked, tells, other.passes(50), code.passes(60)):
        assert offered(story) == ""
    leaves = Helped().identified().scans(BOOK).happens(events.Finished())
    for _ in range(3):
        leaves.happens(events.BadScan(leaves.visit_id))
    assert (leaves.state.visit.finishing, offered(leaves)) == (True, "")


def test_an_offer_does_not_stay_in_the_way_of_who_leaves():
    story = Helped().identified().scans(BOOK)
    for _ in range(3):
        story.happens(events.BadScan(story.visit_id))
    assert offered(story) == "scans"
    story.happens(events.Finished())
    assert (story.state.visit.finishing, offered(story)) == (True, "")


def test_somebody_elses_call_is_no_reason_not_to_offer_help():
    story = Helped().calls().delivered().passes(181)
    assert story.call.strange
    for _ in range(3):
        story.happens(events.BadScan())
    assert offered(story) == "scans"


def test_who_comes_back_from_help_has_time_again():
    story = Helped().identified().happens(events.OpenedHelp()).passes(50).happens(events.ClosedHelp())
    assert offered(story.passes(44)) == ""
    assert offered(story.passes(2)) == "no-progress"
    story = Helped().identified().happens(events.OpenedTell()).passes(30).happens(events.LeftTell())
    assert offered(story.passes(44)) == ""


def test_nothing_is_offered_on_the_welcome_page_or_at_goodbye():
    story = Helped().passes(100)
    assert offered(story) == ""
    story = Helped(goodbye_seconds=100).identified().happens(events.Finished()).passes(60)
    assert (story.page, offered(story)) == (Page.GOODBYE, "")


def test_on_the_welcome_page_an_offer_stays_longer_than_what_was_said():
    story = Helped()
    for _ in range(3):
        story.happens(events.BadScan())
    assert offered(story.passes(59)) == "scans"
    assert offered(story.passes(2)) == ""


def test_the_next_reader_is_asked_anew():
    story = Helped()
    for _ in range(3):
        story.happens(events.BadScan())
    story.happens(events.AnsweredOffer(yes=False)).passes(61)
    for _ in range(3):
        story.happens(events.BadScan())
    assert offered(story) == "scans"
