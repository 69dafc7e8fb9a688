"""Items on the pad, case by case: the order of asking and of gates, sets, lifted items, foreign tags, goodbye."""

from __future__ import annotations

import pytest

from config.vocabulary import Code, EntryKind, Reason, Result
from drivers.roles import TagModel, Usage
from kiosk import effects, events, stack
from kiosk.state import Doubt, Guard, Lying, Outcome, Page, Patron
from tests.rules.story import BOOK, BOOK2, CARD, OWN, Story, tag

BOOK3 = "30000000000031"


def kinds(story: Story) -> list[str]:
    return [type(effect).__name__ for effect in story.effects]


def reader() -> Story:
    return Story.with_pad().identified()


# --- borrowing ------------------------------------------------------------------------------------------------


def test_a_loan_is_asked_then_unlocked_then_read_back_then_told():
    story = reader().lays(tag())
    assert kinds(story) == ["Plan", "Record"]
    assert story.row(BOOK).outcome is Outcome.WAITING
    story.yes()
    assert kinds(story) == ["Secure"]
    assert story.order().on is False
    assert story.row(BOOK).outcome is Outcome.WAITING
    story.gate()
    assert story.effects == [effects.CloseSecurity(story.row(BOOK).key, (tag().uid,), verified=True)]
    assert (story.row(BOOK).outcome, story.guard()) == (Outcome.DONE, Guard.VERIFIED)


def test_a_refused_item_is_read_back_as_locked():
    story = reader().lays(tag()).no(Code.ITEM_REFERENCE_ONLY)
    assert story.order().on is True
    story.gate(changed=False)
    assert (story.row(BOOK).outcome, story.guard()) == (Outcome.NOT_POSSIBLE, Guard.VERIFIED)


@pytest.mark.parametrize("code", [Code.ITEM_ON_LOAN, Code.ITEM_UNKNOWN])
def test_somebody_elses_loan_and_an_unknown_item_are_not_touched(code):
    story = reader().lays(tag()).no(code)
    assert story.secures() == []
    assert kinds(story) == ["CloseSecurity"]
    assert not story.row(BOOK).gate_in_doubt


def test_what_is_the_readers_own_already_may_leave():
    story = reader().lays(tag()).no(Code.ITEM_ALREADY_YOURS)
    assert story.order().on is False


def test_lifted_before_the_answer_it_must_come_back():
    story = reader().lays(tag()).lifts(tag()).yes()
    story.gate(verified=False)
    row = story.row(BOOK)
    assert (row.outcome, row.guard, row.granted) == (Outcome.PUT_BACK, Guard.DOUBTFUL, Outcome.DONE)
    assert row.reasons[0].code is Code.PUT_BACK_TO_BORROW
    assert story.passes(5).secures() == [], "nothing lies there"
    story.lays(tag())
    assert story.order().on is False
    assert story.row(BOOK).outcome is Outcome.PUT_BACK, "one stable instruction until it is solved"
    story.gate()
    assert story.row(BOOK).outcome is Outcome.DONE


def test_a_tag_that_stays_silent_while_it_lies_there_is_tried_three_times_then_staff_are_needed():
    story = reader().lays(tag()).yes()
    for _ in range(2):
        story.gate(verified=False)
        assert story.row(BOOK).reasons[0].code is Code.PUT_BACK_TO_BORROW
        assert story.secures() == [story.order()], "it lies there: tried at once again"
    story.gate(verified=False)
    assert story.row(BOOK).reasons[0].code is Code.STILL_LOCKED
    assert story.passes(10).secures() == []


def test_a_locked_tag_is_for_staff_at_once_but_the_loan_stands():
    story = reader().lays(tag()).yes().gate(verified=False, refused=True)
    row = story.row(BOOK)
    assert (row.outcome, row.reasons[0].code, row.granted) == (
        Outcome.PUT_BACK,
        Code.STILL_LOCKED,
        Outcome.DONE,
    )


def test_an_answer_that_does_not_come_leaves_the_tag_locked():
    story = Story.with_pad().identified(reasons=()).lays(tag(BOOK))
    story.no(Code.ITEM_ON_HOLD).gate(changed=False)
    story.lifts(tag()).lays(tag())  # tried again, and now the library system is silent
    story.passes(13)
    assert story.secures() == []
    assert (story.row(BOOK).outcome, story.guard()) == (Outcome.NOT_POSSIBLE, Guard.UNTOUCHED)
    assert story.row(BOOK).gate_in_doubt, "until the answer comes after all"


def test_offline_the_loan_is_on_disk_before_the_tag_is_unlocked():
    story = reader().link(up=False).lays(tag())
    assert kinds(story) == ["Plan", "Record", "Secure"]
    assert story.recorded()[0].promised
    assert story.row(BOOK).outcome is Outcome.WAITING
    story.gate()
    assert story.row(BOOK).outcome is Outcome.KEPT_LOCALLY


def test_kept_and_then_refused_while_it_still_lies_there_is_locked_again():
    story = reader().link(up=False).lays(tag()).gate()
    story.link(up=True).no(Code.ITEM_ON_HOLD)
    assert story.order().on is True
    story.gate()
    assert (story.row(BOOK).outcome, story.guard()) == (Outcome.NOT_POSSIBLE, Guard.VERIFIED)


def test_refused_while_it_is_being_unlocked_is_locked_after_that():
    story = reader().link(up=False).lays(tag())
    order = story.order()
    story.link(up=True).no(Code.ITEM_ON_HOLD)
    assert story.secures() == []
    story.happens(events.Secured(order.key, order.on, True, order.tags, changed=order.tags))
    assert story.order().on is True


# --- returning ------------------------------------------------------------------------------------------------


def test_a_return_is_locked_and_read_back_before_the_library_hears_of_it():
    story = Story.with_pad().happens(events.WantsToReturn()).lays(tag())
    assert kinds(story) == ["Secure"]
    assert story.order().on is True
    story.gate()
    assert kinds(story) == ["Record", "CloseSecurity"]
    assert story.row(BOOK).outcome is Outcome.WAITING
    story.yes(due=None)
    assert story.row(BOOK).outcome is Outcome.DONE


def test_a_refused_return_is_put_as_it_was_only_if_we_changed_it():
    story = Story.with_pad().happens(events.WantsToReturn()).lays(tag()).gate(changed=True)
    assert story.no(Code.ITEM_UNKNOWN).order().on is False
    story = Story.with_pad().happens(events.WantsToReturn()).lays(tag()).gate(changed=False)
    assert story.no(Code.ITEM_UNKNOWN).secures() == []


def test_lifted_while_it_is_being_locked_it_is_not_returned():
    story = Story.with_pad().happens(events.WantsToReturn()).lays(tag())
    order = story.order()
    story.lifts(tag()).happens(events.Secured(order.key, order.on, False, order.tags))
    assert story.recorded() == []
    assert story.row(BOOK).reasons[0].code is Code.PUT_BACK_TO_RETURN
    story.lays(tag()).gate()
    assert [record.entry.kind for record in story.recorded()] == [EntryKind.CHECKIN]


def test_a_return_whose_tag_cannot_be_locked_is_returned_and_handed_to_staff():
    story = Story.with_pad().happens(events.WantsToReturn()).lays(tag()).gate(verified=False, refused=True)
    assert len(story.recorded()) == 1
    story.yes(due=None)
    assert (story.row(BOOK).outcome, story.row(BOOK).reasons[0].code) == (Outcome.PUT_BACK, Code.STILL_OPEN)


def test_a_silent_library_leaves_a_returned_item_locked_and_recorded():
    story = Story.with_pad().happens(events.WantsToReturn()).lays(tag()).gate().passes(13)
    assert (story.row(BOOK).outcome, story.guard()) == (Outcome.KEPT_LOCALLY, Guard.VERIFIED)


# --- which items ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tag("", uid="E004000000000001", damaged=True), Code.TAG_UNREADABLE),
        (tag(BOOK, damaged=True, crc_ok=False), Code.TAG_UNREADABLE),
        (tag(BOOK, owner="CN-999999-1"), Code.ITEM_FOREIGN),
        (tag(BOOK, usage=Usage.NOT_CIRCULATING), Code.ITEM_REFERENCE_ONLY),
        (tag(BOOK, usage=Usage.DISCARDED), Code.ITEM_WITHDRAWN),
        (tag(BOOK, usage=Usage.ACQUISITION), Code.ITEM_NOT_READY),
    ],
)
def test_refused_here_without_asking_and_without_touching_the_tag(content, code):
    story = Story.with_pad(owners=(OWN,)).identified().lays(content)
    assert story.effects == []
    (row,) = story.rows()
    assert (row.outcome, row.reasons) == (
        Outcome.NOT_POSSIBLE,
        (Reason(code, {"owner": content.owner} if code is Code.ITEM_FOREIGN else {}),),
    )


def test_two_unreadable_tags_are_two_rows():
    blank = [tag("", uid=f"E00400000000000{n}", damaged=True) for n in (1, 2)]
    assert len(reader().lays(*blank).rows()) == 2


def test_two_tags_with_one_number_are_neither_lent():
    story = reader().lays(tag(uid="E004000000000001"), tag(uid="E004000000000002"))
    assert story.effects == []
    assert story.row(BOOK).reasons[0].code is Code.TWO_TAGS


@pytest.mark.parametrize(
    ("detail", "borrows", "returns"), [(3, False, True), (4, True, False), (5, False, False)]
)
def test_some_items_need_the_library_system(detail, borrows, returns):
    special = tag(usage_detail=detail)
    story = reader().link(up=False).lays(special)
    assert (story.row(BOOK).outcome is not Outcome.NOT_POSSIBLE) == borrows
    story = Story.with_pad().link(up=False).happens(events.WantsToReturn()).lays(special)
    assert (story.row(BOOK).outcome is not Outcome.NOT_POSSIBLE) == returns


def test_a_set_is_asked_for_when_all_its_parts_lie_there():
    parts = [tag(part=part, parts=3) for part in (1, 2, 3)]
    story = reader().lays(*parts[:2])
    assert story.effects == []
    row = story.row(BOOK)
    assert (row.outcome, row.notes) == (
        Outcome.WAITING,
        (Reason(Code.PARTS_MISSING, {"missing": "3", "parts": 3}),),
    )
    story.lays(parts[2])
    assert [record.entry.item for record in story.recorded()] == [BOOK]
    assert story.row(BOOK).key == row.key
    story.yes()
    assert story.order().tags == tuple(part.uid for part in parts)


def test_a_set_that_stays_incomplete_is_refused_until_it_is_complete():
    parts = [tag(part=part, parts=2) for part in (1, 2)]
    story = reader().lays(parts[0]).passes(9)
    assert (story.row(BOOK).outcome, story.row(BOOK).reasons[0].code) == (
        Outcome.NOT_POSSIBLE,
        Code.PARTS_MISSING,
    )
    story.lays(parts[1])
    assert len(story.recorded()) == 1


def test_an_incomplete_set_does_not_keep_the_page_of_who_walks_away():
    part = tag(part=1, parts=2)
    story = reader().lays(part).happens(events.WantsAccount())
    assert (story.page, story.row(BOOK).outcome) == (Page.ACCOUNT, Outcome.WAITING)
    assert story.passes(9).row(BOOK).reasons[0].code is Code.PARTS_MISSING
    assert story.passes(200).page is Page.WELCOME
    story = Story.with_pad().happens(events.WantsToReturn()).lays(part).happens(events.WantsToIdentify())
    assert (story.page, story.row(BOOK).outcome) == (Page.IDENTIFY, Outcome.WAITING)
    assert story.passes(200).page is Page.WELCOME


def test_parts_of_two_sets_are_told_so():
    story = reader().lays(tag(part=1, parts=2), tag(BOOK2, part=2, parts=2))
    assert {row.notes[0].code for row in story.rows()} == {Code.SETS_MIXED}


def test_an_incomplete_set_taken_away_again_is_no_row():
    story = reader().lays(tag(part=1, parts=2)).lifts(tag(part=1, parts=2))
    assert story.rows() == []


def test_the_barcode_and_the_tag_of_one_book_are_one_row():
    story = reader().lays(tag()).scans(BOOK)
    assert story.recorded() == []
    assert len(story.rows()) == 1


def test_a_book_lent_by_its_barcode_is_unlocked_when_it_comes_to_the_pad():
    story = reader().scans(BOOK).yes()
    assert story.row(BOOK).notes[-1].code is Code.LAY_ON_PAD
    story.lays(tag())
    assert story.recorded() == []
    assert story.order().on is False
    story.gate()
    row = story.row(BOOK)
    assert (row.outcome, row.guard, row.notes) == (Outcome.DONE, Guard.VERIFIED, ())


def test_a_book_returned_by_its_barcode_is_locked_when_it_comes_to_the_pad():
    story = Story.with_pad().happens(events.WantsToReturn()).scans(BOOK).yes(due=None)
    assert story.lays(tag()).order().on is True
    assert story.gate().recorded() == []
    assert story.row(BOOK).outcome is Outcome.DONE


def test_five_at_a_time_then_the_others():
    tags = [tag(f"3000000000010{n}") for n in range(7)]
    story = reader().lays(*tags)
    assert len(story.recorded()) == 5
    assert stack.word(story.state) == Reason(Code.ITEMS_OVER, {"limit": 5})
    story.lifts(tags[0])
    assert [record.entry.item for record in story.recorded()] == [tags[5].item]


def test_rows_stand_in_the_order_of_appearance():
    story = reader().lays(tag(BOOK2)).lays(tag(BOOK)).lays(tag(BOOK3))
    assert [row.item for row in story.rows()] == [BOOK2, BOOK, BOOK3]
    story.yes(BOOK3).gate(BOOK3).yes(BOOK2)
    assert [row.item for row in story.rows()] == [BOOK2, BOOK, BOOK3]


# --- whose items ----------------------------------------------------------------------------------------------


def test_items_that_lie_there_before_the_card_are_borrowed_with_it():
    story = Story.with_pad().lays(tag())
    assert stack.word(story.state) == Reason(Code.ITEMS_HERE, {"count": 1})
    story.identified()
    assert [record.entry.item for record in story.recorded()] == [BOOK]


def test_items_that_lie_there_before_return_is_touched_are_returned():
    story = Story.with_pad().lays(tag()).happens(events.WantsToReturn())
    assert story.order().on is True


def test_a_refused_card_returns_nothing_by_itself():
    story = Story.with_pad().lays(tag()).scans(CARD)
    story.happens(events.LibrarySilent(story.visit_id, CARD, with_pin=True))
    assert story.page is Page.RETURN
    assert story.rows() == []
    story.happens(events.WantsToReturn())
    assert len(story.rows()) == 1


def test_what_an_earlier_reader_left_is_nobodys_loan():
    story = reader().lays(tag()).yes().gate().lays(tag(BOOK2)).no(Code.ITEM_ON_HOLD, item=BOOK2).gate(BOOK2)
    story.lifts(tag()).happens(events.Finished()).happens(events.PadCounted(story.visit_id))
    story.happens(events.ChoseSlip("none")).passes(10)
    assert story.page is Page.WELCOME
    assert stack.word(story.state) == Reason(Code.ITEMS_LEFT, {"count": 1})
    story.identified()
    assert story.recorded() == []
    story.lifts(tag(BOOK2)).lays(tag(BOOK2))
    assert len(story.recorded()) == 1


def test_a_borrowed_item_that_stays_is_not_returned_by_turning_the_page():
    story = reader().lays(tag()).yes().gate().happens(events.WantsToReturn())
    assert story.recorded() == []
    assert story.secures() == []
    story.lifts(tag()).lays(tag())
    assert story.order().on is True


def test_an_item_refused_for_loan_is_returned_by_turning_the_page():
    story = reader().lays(tag()).no(Code.ITEM_ON_LOAN).happens(events.WantsToReturn())
    assert story.order().on is True


def test_a_library_card_on_the_pad_says_who_it_is_and_is_then_in_the_way():
    card = tag(CARD, usage=Usage.PATRON_CARD)
    story = Story.with_pad().lays(card, tag())
    assert story.state.visit.identifying == CARD
    story.happens(events.PatronFound(story.visit_id, Patron(CARD)))
    assert [record.entry.item for record in story.recorded()] == [BOOK]
    assert stack.word(story.state) == Reason(Code.CARD_ON_PAD)
    assert stack.word(story.lifts(card).state) is None


def test_a_tag_that_says_something_else_now_is_another_tag():
    story = reader().lays(tag(uid="E004000000000001"))
    changed = tag(BOOK2, uid="E004000000000001")
    story.happens(events.PadSeen((Lying(changed, story.visit_id),)))
    assert [record.entry.item for record in story.recorded()] == [BOOK2]


def test_readings_of_an_old_visit_die_with_it():
    story = reader()
    old = story.visit_id
    story.happens(events.Finished()).happens(events.PadCounted(old)).passes(10).identified()
    assert story.visit_id != old
    story.happens(events.PadSeen((Lying(tag(), old),)))
    assert story.rows() == []


# --- finishing ------------------------------------------------------------------------------------------------


def test_before_goodbye_the_pad_is_counted():
    story = reader().lays(tag()).yes().gate().happens(events.Finished())
    assert story.effects == [effects.CountPad(story.visit_id)]
    assert story.page is Page.BORROW
    story.happens(events.PadCounted(story.visit_id))
    assert story.page is Page.SLIP


def test_a_pad_that_does_not_answer_does_not_keep_the_reader():
    story = reader().lays(tag()).yes().gate().happens(events.Finished()).passes(4)
    assert story.page is Page.SLIP


def test_an_open_row_is_asked_about_once_and_then_given_to_staff():
    story = reader().lays(tag()).yes().lifts(tag())
    key = story.row(BOOK).key
    story.happens(events.Secured(key, False, False, (tag().uid,)))
    story.happens(events.Finished()).happens(events.PadCounted(story.visit_id))
    assert story.notice is Code.OPEN_AT_FINISH
    assert story.page is Page.BORROW
    story.happens(events.Finished()).happens(events.PadCounted(story.visit_id))
    (record,) = story.recorded()
    assert (record.entry.kind, record.entry.patron) == (EntryKind.HELP_CALL, "")
    assert record.entry.details["items"] == BOOK
    assert story.page is Page.SLIP, "the loan stands, and has its slip"
    story.happens(events.ChoseSlip("none")).passes(10)
    assert [doubt.item for doubt in story.state.doubts] == [BOOK]


def test_an_item_found_in_the_last_count_is_not_lent_silently():
    story = reader().lays(tag()).yes().gate().happens(events.Finished())
    story.lays(tag(BOOK2)).happens(events.PadCounted(story.visit_id))
    assert story.notice is Code.OPEN_AT_FINISH
    assert story.page is Page.BORROW


def test_one_more_book_after_finish():
    story = reader().lays(tag()).yes().gate().happens(events.Finished())
    story.happens(events.PadCounted(story.visit_id)).lays(tag(BOOK2))
    assert story.page is Page.BORROW
    assert len(story.recorded()) == 1


# --- doubts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_loan", [True, False])
def test_what_a_crash_left_open_is_put_right_by_the_librarys_word(on_loan):
    story = Story.with_pad().happens(events.DoubtsFound((Doubt("k", BOOK, tag().uid),)))
    assert story.effects == []
    story.lays(tag())
    assert story.effects == [effects.AskItem(BOOK)]
    story.happens(events.ItemKnown(BOOK, None))
    assert story.effects == [], "without a word nothing is done"
    assert story.passes(11).effects == [effects.AskItem(BOOK)]
    story.happens(events.ItemKnown(BOOK, on_loan))
    assert story.order() == effects.Secure("k", BOOK, (tag().uid,), not on_loan)
    story.gate()
    assert kinds(story) == ["CloseSecurity"]
    assert story.state.doubts == ()


def test_a_case_that_sees_to_the_tag_ends_the_doubt():
    story = Story.with_pad().happens(events.DoubtsFound((Doubt("k", BOOK, tag().uid),))).identified()
    story.lays(tag())
    assert effects.AskItem(BOOK) not in story.effects
    story.yes().gate()
    assert story.state.doubts == ()


def test_an_old_entry_refused_in_the_end_leaves_an_untouched_tag_as_it_should_be():
    story = Story.with_pad().happens(events.DoubtsFound((Doubt("k", BOOK, tag().uid, untouched=True),)))
    story.happens(events.EntryAnswered(events.Answer("k", Result.REFUSED)))
    assert story.state.doubts == ()
    assert kinds(story) == ["CloseSecurity"]


def test_a_pad_unplugged_while_it_writes_leaves_a_row_to_put_back():
    story = reader().lays(tag()).yes()
    story.gate(verified=False).happens(events.PadSeen(()))
    assert story.row(BOOK).outcome is Outcome.PUT_BACK


def test_a_model_of_unknown_kind_is_refused_like_a_damaged_one():
    unknown = tag("", uid="E004000000000009", owner="", usage=None)
    assert unknown.model is TagModel.ISO_28560_2
    assert reader().lays(unknown).rows()[0].reasons[0].code is Code.TAG_UNREADABLE
