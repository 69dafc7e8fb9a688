"""Journeys through the pure rules; the codes (A-01, E-24 …) are the project's names for the cases."""

from __future__ import annotations

import dataclasses

import pytest

from config.vocabulary import Code, EntryKind, Reason
from drivers.roles import PrinterStatus, Role, Scanned
from kiosk import effects, events
from kiosk.policy import why_not_kept
from kiosk.state import Loan, Outcome, Page, Patron, SlipChoice
from tests.rules.story import BOOK, BOOK2, CARD, DUE, OTHER_CARD, Story

LOAN = Loan(BOOK, "论语", DUE, "孔子")


def test_a_visit_needs_no_touch():
    story = Story().scans(CARD)
    assert story.effects == [effects.LookUp(story.visit_id, CARD)]
    story.found()
    assert story.page is Page.BORROW
    story.scans(BOOK)
    (record,) = story.recorded()
    assert (record.entry.kind, record.entry.item, record.entry.patron) == (EntryKind.CHECKOUT, BOOK, CARD)
    assert not record.promised
    assert story.row(BOOK).outcome is Outcome.WAITING
    story.yes()
    assert (story.row(BOOK).outcome, story.row(BOOK).due) == (Outcome.DONE, DUE)
    story.passes(60 + 20 + 1)
    assert story.page is Page.GOODBYE
    story.passes(5)
    assert story.page is Page.WELCOME
    assert story.state.visit is None
    assert CARD not in repr(story.state)


def test_books_scanned_before_the_card_is_answered_are_not_lost():
    """A hand is faster than the library system; card and book may even come in one piece."""
    story = Story().scans(CARD)
    story.happens(events.LabelScanned(Scanned(BOOK), "")).scans(BOOK2).scans(BOOK2)
    assert (story.effects, story.rows(), story.notice) == ([], [], None)
    story.found()
    assert [record.entry.item for record in story.recorded()] == [BOOK, BOOK2]
    story = (
        Story()
        .scans(CARD)
        .scans(BOOK)
        .happens(events.LibrarySilent(Story().scans(CARD).visit_id, CARD, False))
    )
    assert [(record.entry.item, record.promised) for record in story.recorded()] == [(BOOK, True)]
    story = Story().scans(CARD).scans(BOOK)
    story.happens(events.PatronRefused(story.visit_id, CARD, Reason(Code.PATRON_UNKNOWN))).scans(OTHER_CARD)
    assert story.found(OTHER_CARD).recorded() == []  # the books of an unknown card are nobody's


def test_return_without_a_card_names_no_reader():
    story = Story().happens(events.WantsToReturn()).scans(BOOK)
    (record,) = story.recorded()
    assert (record.entry.kind, record.entry.patron) == (EntryKind.CHECKIN, "")
    story.yes(due=None, notes=(Reason(Code.RETURNED_LATE, {"days": 3}),))
    assert story.row(BOOK).outcome is Outcome.DONE
    assert story.row(BOOK).notes[0].code is Code.RETURNED_LATE


def test_a_return_in_a_readers_session_names_no_reader_either():
    story = Story().identified().happens(events.WantsToReturn()).scans(BOOK)
    assert story.recorded()[0].entry.patron == ""


def test_every_reason_of_a_refusal_is_kept_in_order():
    story = Story().identified().scans(BOOK).no(Code.CARD_EXPIRED, Code.FINES_OWED, Code.ITEM_REFERENCE_ONLY)
    assert story.row(BOOK).outcome is Outcome.NOT_POSSIBLE
    assert [reason.code for reason in story.row(BOOK).reasons] == [
        Code.CARD_EXPIRED,
        Code.FINES_OWED,
        Code.ITEM_REFERENCE_ONLY,
    ]


def test_one_label_read_twice_is_one_loan():  # E-29
    story = Story().identified().scans(BOOK).scans(BOOK)
    assert story.effects == []
    story.yes().scans(BOOK)
    assert story.effects == []
    assert len(story.rows()) == 1


def test_a_refused_book_can_be_tried_again_in_its_own_row():
    story = Story().identified().scans(BOOK).no(Code.ITEM_ON_HOLD)
    first = story.row(BOOK).key
    story.scans(BOOK)
    assert len(story.recorded()) == 1
    assert len(story.rows()) == 1
    assert story.row(BOOK).key != first


def test_return_then_borrow_again_is_two_ordered_entries():  # T-15
    story = Story().identified(loans=(LOAN,)).happens(events.WantsToReturn()).scans(BOOK).yes(due=None)
    assert story.state.visit.patron.loans == ()
    story.happens(events.WantsToBorrow()).scans(BOOK)
    assert story.recorded()[0].entry.kind is EntryKind.CHECKOUT


def test_a_book_on_the_welcome_page_asks_for_the_card_first():
    story = Story().scans(BOOK)
    assert (story.page, story.notice) == (Page.WELCOME, Code.CARD_FIRST)
    story.passes(11)
    assert story.notice is None


def test_an_isbn_is_not_the_library_label():  # E-03
    story = Story().identified().scans("9787020002207")
    assert (story.notice, story.rows()) == (Code.SCAN_ISBN, [])


def test_an_unreadable_label_says_so():
    assert Story().scans("???").notice is Code.LABEL_UNREADABLE
    assert Story().identified().happens(events.BadScan(Story().visit_id)).notice is None  # of another visit
    story = Story().identified()
    assert story.happens(events.BadScan(story.visit_id)).notice is Code.LABEL_UNREADABLE
    assert story.happens(events.BadCard("another")).notice is Code.LABEL_UNREADABLE
    assert story.happens(events.BadCard(story.visit_id)).notice is Code.CARD_UNREADABLE


def test_a_typed_number_needs_the_pin():
    story = Story().happens(events.WantsToIdentify()).happens(events.Typed(CARD))
    assert story.page is Page.PIN
    story.happens(events.TypedPin("1234"))
    assert story.effects == [effects.LookUp(story.visit_id, CARD, "1234")]
    assert "1234" not in repr(story.state)
    assert "1234" not in repr(story.effects)


def test_pin_settings_both_ways():
    story = Story(pin_for_scanned=True, pin_for_typed=False).scans(CARD)
    assert (story.page, story.effects) == (Page.PIN, [])
    story = Story(pin_for_typed=False).happens(events.WantsToIdentify()).happens(events.Typed(CARD))
    assert story.effects == [effects.LookUp(story.visit_id, CARD)]


@pytest.mark.parametrize(
    ("reason", "page"),
    [
        (Reason(Code.PIN_WRONG, {"tries_left": 3}), Page.PIN),
        (Reason(Code.PIN_LOCKED, {"minutes": 5}), Page.IDENTIFY),
        (Reason(Code.PATRON_UNKNOWN), Page.IDENTIFY),
    ],
)
def test_a_refused_card_says_why_and_what_next(reason: Reason, page: Page):
    story = (
        Story().happens(events.WantsToIdentify()).happens(events.Typed(CARD)).happens(events.TypedPin("0"))
    )
    story.happens(events.PatronRefused(story.visit_id, CARD, reason))
    assert (story.page, story.notice) == (page, reason.code)
    assert story.state.visit.identifying is None


def test_a_lost_card_opens_nothing():
    story = Story().identified(reasons=(Reason(Code.CARD_LOST),))
    assert (story.page, story.notice) == (Page.WELCOME, Code.CARD_LOST)
    assert CARD not in repr(story.state)


def test_an_expired_card_can_still_return():
    story = (
        Story().identified(reasons=(Reason(Code.CARD_EXPIRED),)).happens(events.WantsToReturn()).scans(BOOK)
    )
    assert story.recorded()[0].entry.kind is EntryKind.CHECKIN


def test_the_question_about_another_card_can_be_answered_with_no():
    story = Story().identified().scans(OTHER_CARD)
    assert story.state.visit.other_card == OTHER_CARD
    story.happens(events.WentBack())
    assert story.state.visit.other_card is None
    assert story.state.visit.notice is None
    assert story.state.visit.page is Page.BORROW
    assert story.state.visit.patron.barcode == CARD
    assert not story.state.visit.finishing


def test_another_card_is_asked_about_and_never_mixed():
    story = Story().identified().scans(BOOK).scans(OTHER_CARD)
    assert story.notice is Code.ANOTHER_CARD
    story.happens(events.SwitchedCard())
    assert story.state.visit.patron.barcode == CARD  # a row still waits
    story.yes().happens(events.SwitchedCard())
    assert story.state.visit.identifying == OTHER_CARD
    assert story.rows() == []
    assert CARD not in repr(story.state)


def test_an_event_of_a_former_visit_is_dropped():
    story = Story().identified()
    old = story.visit_id
    story.happens(events.Finished()).passes(5).scans(CARD).found()
    story.happens(events.LabelScanned(Scanned(BOOK), old))
    assert story.rows() == []
    before = story.state
    story.happens(events.PatronRefused(old, CARD, Reason(Code.PATRON_UNKNOWN)))
    assert story.state == before


def test_a_card_on_goodbye_begins_the_next_visit():
    story = Story().identified().happens(events.Finished())
    assert story.page is Page.GOODBYE
    story.scans(OTHER_CARD)
    assert story.state.visit.identifying == OTHER_CARD


# --- without the library system ---------------------------------------------------------------------------


def test_with_the_library_away_a_loan_is_kept_and_promised_at_once():
    story = Story().link(up=False).scans(CARD)
    assert story.state.visit.patron.known is False
    story.scans(BOOK)
    (record,) = story.recorded()
    assert record.promised
    row = story.row(BOOK)
    assert (row.outcome, row.provisional, row.due.date().isoformat()) == (
        Outcome.KEPT_LOCALLY,
        True,
        "2026-11-30",
    )


def test_the_link_breaks_in_the_middle_of_a_stack():  # N-03
    story = Story().identified().scans(BOOK).yes().scans(BOOK2).link(up=False)
    assert story.row(BOOK).outcome is Outcome.DONE
    assert story.row(BOOK2).outcome is Outcome.KEPT_LOCALLY
    assert story.effects == [effects.Promise(story.row(BOOK2).key)]


def test_silence_is_slow_then_decided():  # E-27
    story = Story().identified().scans(BOOK).passes(2)
    assert not story.row(BOOK).slow
    story.passes(2)
    assert story.row(BOOK).slow
    story.passes(10)
    assert story.row(BOOK).outcome is Outcome.KEPT_LOCALLY
    assert effects.Promise(story.row(BOOK).key) in story.effects


def test_what_must_not_be_kept_is_withdrawn():
    blocked = (Reason(Code.PATRON_BLOCKED),)
    story = Story().identified(reasons=blocked).scans(BOOK).passes(13)
    assert story.row(BOOK).outcome is Outcome.NOT_POSSIBLE
    assert story.row(BOOK).reasons[0].code is Code.LIBRARY_SILENT
    assert effects.Withdraw(story.row(BOOK).key) in story.effects


def test_a_reader_known_to_be_blocked_gets_nothing_while_the_link_is_down():
    story = Story().identified(reasons=(Reason(Code.PATRON_BLOCKED),)).link(up=False).scans(BOOK)
    assert story.effects == []
    assert story.row(BOOK).reasons[0].code is Code.PATRON_BLOCKED


def test_a_book_refused_while_the_link_was_up_stays_refused():
    story = Story().identified().scans(BOOK).no(Code.ITEM_REFERENCE_ONLY).link(up=False).scans(BOOK)
    assert story.effects == []
    assert story.row(BOOK).reasons[0].code is Code.ITEM_REFERENCE_ONLY


def test_our_own_unsent_loans_count():
    loans = tuple(Loan(f"3000000000010{n}", "x", DUE) for n in range(4))
    story = Story().identified(loans=loans).link(up=False).scans(BOOK).scans(BOOK2)
    assert story.row(BOOK).outcome is Outcome.KEPT_LOCALLY
    assert story.row(BOOK2).reasons == (Reason(Code.TOO_MANY_LOANS, {"count": 5, "limit": 5}),)


def test_a_late_answer_tells_the_truth_on_the_row():
    story = Story().link(up=False).scans(CARD).scans(BOOK).link(up=True).yes()
    assert (story.row(BOOK).outcome, story.row(BOOK).provisional) == (Outcome.DONE, False)
    story = Story().link(up=False).scans(CARD).scans(BOOK).link(up=True).no(Code.ITEM_ON_LOAN)
    assert story.row(BOOK).outcome is Outcome.NOT_POSSIBLE
    assert story.row(BOOK).due is None


def test_a_pin_nobody_can_check_opens_only_the_return():  # A-04 offline
    story = Story().link(up=False).happens(events.WantsToIdentify()).happens(events.Typed(CARD))
    story.happens(events.TypedPin("1234"))
    assert (story.page, story.notice, story.state.visit.patron) == (Page.RETURN, Code.PIN_NEEDS_LIBRARY, None)


def test_a_silent_question_about_the_card_is_given_up():
    story = Story().scans(CARD).passes(13)
    assert story.page is Page.BORROW
    assert story.state.visit.patron.known is False
    story.found()  # the answer came late after all
    assert story.state.visit.patron.known


def test_a_late_answer_about_a_typed_card_does_not_open_the_account():
    story = (
        Story().happens(events.WantsToIdentify()).happens(events.Typed(CARD)).happens(events.TypedPin("1"))
    )
    story.passes(13)
    assert story.page is Page.RETURN
    story.found()
    assert story.state.visit.patron is None


# --- renewals ---------------------------------------------------------------------------------------------


def test_renew_all_asks_for_each_loan_once():
    loans = (LOAN, Loan(BOOK2, "Emma", DUE))
    story = Story().identified(loans=loans).happens(events.WantsAccount())
    assert story.effects == [effects.LookUp(story.visit_id, CARD)]
    story.happens(events.WantsRenewal())
    assert [record.entry.item for record in story.recorded()] == [BOOK, BOOK2]
    assert {record.entry.kind for record in story.recorded()} == {EntryKind.RENEWAL}
    story.happens(events.WantsRenewal())
    assert story.effects == []
    later = DUE.replace(month=12, day=28)
    story.yes(due=later)
    assert story.state.visit.patron.loans[0].due == later
    assert story.state.visit.patron.loans[0].renewals == 1
    assert story.state.visit.patron.loans[0].title == "论语"


def test_a_refused_renewal_keeps_its_reason_and_the_old_date():
    story = Story().identified(loans=(LOAN,)).happens(events.WantsAccount())
    story.happens(events.WantsRenewal(BOOK)).no(Code.RENEWAL_LIMIT)
    assert story.row(BOOK).reasons[0].code is Code.RENEWAL_LIMIT
    assert story.state.visit.patron.loans[0].due == DUE


# --- end of the visit -------------------------------------------------------------------------------------


def test_finish_waits_for_what_is_being_asked():  # P-02
    story = Story().identified().scans(BOOK).happens(events.Finished())
    assert story.page is Page.BORROW
    story.yes()
    assert story.page is Page.SLIP


def test_nothing_done_needs_no_slip():
    assert Story().identified().happens(events.Finished()).page is Page.GOODBYE
    story = Story().identified().scans(BOOK).no(Code.ITEM_UNKNOWN).happens(events.Finished())
    assert story.page is Page.GOODBYE


def test_paper_slip():
    story = Story().identified().scans(BOOK).yes().happens(events.Finished())
    cases, language, visit = story.state.visit.cases, story.state.visit.language, story.visit_id
    story.happens(events.ChoseSlip(SlipChoice.PAPER))
    assert story.effects == [effects.PrintSlip(visit, cases, language)]
    assert story.page is Page.GOODBYE
    story.happens(events.SlipFailed(visit))
    assert (story.page, story.notice) == (Page.SLIP, Code.SLIP_FAILED)
    story.happens(events.ChoseSlip(SlipChoice.NONE))
    assert (story.page, story.effects) == (Page.GOODBYE, [])
    assert effects.ForgetSlips() in story.passes(5).effects


def test_no_paper_no_paper_slip():  # D-02
    story = Story().identified().scans(BOOK).yes()
    story.happens(events.PrinterSaid("printer", PrinterStatus(cover_open=True)))
    assert not story.state.has(Role.RECEIPT_PRINTER)
    story.happens(events.Finished()).happens(events.ChoseSlip(SlipChoice.PAPER))
    assert (story.page, story.notice, story.effects) == (Page.SLIP, Code.SLIP_FAILED, [])


def test_one_more_book_after_finish():
    story = Story().identified().scans(BOOK).yes().happens(events.Finished()).scans(BOOK2)
    assert story.page is Page.BORROW
    assert story.row(BOOK2).outcome is Outcome.WAITING
    assert story.yes(BOOK2).happens(events.Finished()).page is Page.SLIP


def test_a_scan_after_walking_away_still_offers_the_slip():
    story = Story().identified().scans(BOOK).passes(11).scans(BOOK2).yes(BOOK2).yes(BOOK)
    assert story.happens(events.Finished()).page is Page.SLIP


def test_idle_warning_and_more_time():
    story = Story().identified().passes(59)
    assert story.state.idle_left is None
    story.passes(1)
    assert story.state.idle_left == 20
    story.happens(events.NeedsMoreTime())
    assert story.state.idle_left is None
    story.passes(119)
    assert story.state.idle_left is None
    story.passes(1)
    assert story.state.idle_left == 20
    story.passes(20)
    assert story.page is Page.GOODBYE


def test_the_language_falls_back_after_each_reader():
    story = Story().happens(events.ChoseLanguage("en")).identified(language="zh")
    assert story.state.visit.language == "en"  # chosen beats the record
    story.happens(events.Finished()).passes(5)
    assert story.state.language == "zh"
    story.identified(language="en")
    assert story.state.visit.language == "en"
    story.happens(events.ChoseLanguage("xx"))
    assert story.state.visit.language == "en"


# --- the disk ---------------------------------------------------------------------------------------------


def test_a_journal_that_cannot_be_written_stops_the_machine_until_it_can():  # D-12
    story = Story().identified().scans(BOOK)
    story.happens(events.JournalFailed(story.row(BOOK).key, "disk full"))
    assert story.page is Page.OUT_OF_SERVICE
    assert story.state.visit is None
    story.scans(CARD)
    assert (story.page, story.state.visit) == (Page.OUT_OF_SERVICE, None)
    assert effects.ProbeJournal() in story.passes(6).effects
    story.happens(events.JournalWorks())
    assert story.page is Page.WELCOME
    assert story.scans(CARD).state.visit is not None


def test_a_lost_device_is_a_missing_function():
    story = Story().happens(events.DeviceDown("scanner", Role.BARCODE_SCANNER, "unplugged"))
    assert not story.state.has(Role.BARCODE_SCANNER)
    assert story.state.devices[0].fault == "unplugged"
    story.happens(events.WantsToIdentify()).happens(events.Typed(CARD))
    assert story.page is Page.PIN


def test_the_state_is_frozen_and_hashable():
    story = Story().identified()
    with pytest.raises(dataclasses.FrozenInstanceError):
        story.state.now = 1.0  # type: ignore[misc]


def test_a_loan_whose_answer_was_lost_is_not_refused_because_it_counts_already():
    full = Reason(Code.TOO_MANY_LOANS, {"count": 1, "limit": 1})
    patron = Patron("2", reasons=(full,), loans=(LOAN,), loan_limit=1)
    assert why_not_kept(EntryKind.CHECKOUT, BOOK, patron, ()) == ()
    assert why_not_kept(EntryKind.CHECKOUT, BOOK2, patron, ()) == (full,)
