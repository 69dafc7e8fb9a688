"""Ways in which a gate could be made to lie, or an account be opened, by what comes late, twice, or from elsewhere.

E-02 (another library's), T-04, A-17 (two cards), A-18 (card left), R4 (renewal without the book in hand), R2.8 (closing
reconciliation).
"""

from __future__ import annotations

from config.vocabulary import Code, EntryKind
from drivers.roles import Role, TagContent, Usage
from kiosk import events, stack
from kiosk.state import Doubt, Guard, Lying, Outcome, Page
from tests.rules.story import BOOK, BOOK2, CARD, OTHER_CARD, OWN, Story, tag


def reader(**settings: object) -> Story:
    return Story.with_pad(**settings).identified()


def finishes(story: Story) -> Story:
    return story.happens(events.Finished()).happens(events.PadCounted(story.visit_id))


# --- renewals are no business of the gate -----------------------------------------------------------------------------


def test_a_refused_renewal_leaves_the_gate_alone() -> None:
    story = reader().lays(tag()).yes().gate().lifts(tag())
    story.happens(events.WantsAccount()).happens(events.WantsRenewal(BOOK)).no(Code.RENEWAL_LIMIT)
    assert not story.secures()


def test_a_granted_renewal_needs_no_book_in_hand() -> None:
    story = reader().lays(tag()).yes().gate().lifts(tag())
    story.happens(events.WantsAccount()).happens(events.WantsRenewal(BOOK)).yes()
    assert not story.secures()
    (renewal,) = story.rows(EntryKind.RENEWAL)
    assert renewal.outcome is Outcome.DONE
    assert renewal.notes == ()


def test_a_book_that_lies_on_the_pad_is_renewed_too() -> None:
    story = (
        reader().lays(tag()).yes().gate().happens(events.WantsAccount()).happens(events.WantsRenewal(BOOK))
    )
    (renewal,) = story.rows(EntryKind.RENEWAL)
    assert renewal.outcome is Outcome.WAITING
    story.yes().happens(events.WantsToBorrow())
    assert [case.kind for case in story.rows()] == [EntryKind.CHECKOUT, EntryKind.RENEWAL], (
        "and not lent again"
    )


# --- what comes late ----------------------------------------------------------------------------------------------------


def test_a_late_word_about_a_doubt_does_not_arm_a_new_loan() -> None:
    story = Story.with_pad().happens(events.DoubtsFound((Doubt("old", BOOK, tag().uid),))).lays(tag())
    story.scans(CARD).found().yes().happens(events.ItemKnown(BOOK, False))
    assert not story.secures()


def test_an_answer_from_before_the_visit_says_nothing_about_what_the_visit_left_open() -> None:
    story = Story.with_pad().happens(events.DoubtsFound((Doubt("old", BOOK, tag().uid),))).lays(tag())
    story.scans(CARD).found().yes().gate(verified=False).gate(verified=False).gate(verified=False)
    assert story.guard() is Guard.DOUBTFUL
    finishes(story)
    finishes(story)
    story.happens(events.LinkChanged(False)).passes(600)
    assert story.page is Page.WELCOME
    assert [doubt.asked_at for doubt in story.state.doubts] == [None]
    assert not story.happens(events.ItemKnown(BOOK, False)).secures()


# --- another library's --------------------------------------------------------------------------------------------------


def test_a_foreign_tag_stays_as_it_is_when_its_bar_code_is_scanned() -> None:
    foreign = tag(owner="DE-1")
    story = (
        Story.with_pad(owners=(OWN,)).happens(events.WantsToReturn()).lays(foreign).lifts(foreign).scans(BOOK)
    )
    assert not story.secures()
    story.yes().lays(foreign)
    assert not story.secures()


def test_a_foreign_tag_does_not_join_a_bar_code_of_ours() -> None:
    story = reader(owners=(OWN,)).scans(BOOK).yes().lays(tag(owner="DE-1"))
    assert not story.secures()
    assert story.row(BOOK).tags == ()


def test_a_set_with_one_foreign_part_is_foreign() -> None:
    story = reader(owners=(OWN,)).lays(tag(part=1, parts=2), tag(part=2, parts=2, owner="DE-1"))
    assert story.row(BOOK).reasons[0].code is Code.ITEM_FOREIGN


def test_a_damaged_card_or_another_library_s_opens_no_account() -> None:
    story = Story.with_pad().lays(tag(CARD, usage=Usage.PATRON_CARD, damaged=True))
    assert (story.effects, story.notice) == ([], Code.CARD_UNREADABLE)
    story = Story.with_pad(owners=(OWN,)).lays(tag(CARD, usage=Usage.PATRON_CARD, owner="DE-1"))
    assert (story.effects, story.notice) == ([], Code.PATRON_UNKNOWN)


def test_two_cards_on_the_pad_open_no_account_until_one_is_taken_away() -> None:
    one, other = tag(CARD, usage=Usage.PATRON_CARD), tag(OTHER_CARD, usage=Usage.PATRON_CARD)
    story = Story.with_pad()
    story.happens(events.PadSeen((*story.state.pad, *_lying(one, other))))
    assert story.effects == []
    word = stack.word(story.state)
    assert word is not None
    assert word.code is Code.TWO_CARDS


def test_a_card_left_on_the_pad_is_said() -> None:
    card = tag(CARD, usage=Usage.PATRON_CARD)
    story = Story.with_pad().lays(card).found()
    finishes(story).passes(10)
    assert story.page is Page.WELCOME
    story.happens(events.PadSeen(_lying(card, visit="s-v1")))
    word = stack.word(story.state)
    assert word is not None
    assert word.code is Code.CARD_ON_PAD
    assert story.state.visit is None, "and opens nothing"


def test_a_card_that_lay_there_while_its_reader_was_lost_opens_nothing() -> None:
    story = Story.with_pad().happens(events.CardGone()).happens(events.CardRead(CARD, "", still=True))
    assert (story.state.visit, story.state.card_lies) == (None, True)


# --- nothing open goes unsaid -------------------------------------------------------------------------------------------


def test_what_is_being_read_when_finish_is_touched_is_waited_for() -> None:
    story = reader().lays(tag()).yes().gate()
    story.happens(events.PadSeen(story.state.pad, reading=1))
    finishes(story)
    assert story.page is Page.BORROW
    story.lays(tag(BOOK2))
    assert story.notice is Code.OPEN_AT_FINISH


def test_items_that_were_not_recorded_are_said_on_every_page() -> None:
    story = finishes(reader().happens(events.WantsAccount()).lays(tag()))
    assert (story.page, story.notice) == (Page.ACCOUNT, Code.OPEN_AT_FINISH)


def test_refused_and_still_quiet_is_said_and_staff_are_called() -> None:
    story = reader().link(up=False).lays(tag()).gate().link(up=True).lifts(tag()).no(Code.ITEM_ON_HOLD)
    story.gate(verified=False)
    row = story.row(BOOK)
    assert (row.outcome, row.guard) == (Outcome.NOT_POSSIBLE, Guard.DOUBTFUL)
    assert [note.code for note in row.notes] == [Code.STILL_OPEN]
    assert finishes(story).notice is Code.OPEN_AT_FINISH
    recorded = [one.entry for one in finishes(story).effects if hasattr(one, "entry")]
    assert [(entry.kind, entry.details["items"]) for entry in recorded] == [(EntryKind.HELP_CALL, BOOK)]


def test_a_refused_set_gets_only_those_parts_back_that_were_changed() -> None:
    parts = tag(part=1, parts=2), tag(part=2, parts=2)
    story = Story.with_pad().happens(events.WantsToReturn()).lays(*parts)
    order = story.order()
    story.happens(events.Secured(order.key, True, True, order.tags, changed=(parts[1].uid,)))
    story.no(Code.ITEM_UNKNOWN)
    assert [(one.on, one.tags) for one in story.secures()] == [(False, (parts[1].uid,))]


def test_without_a_pad_an_item_lent_by_its_bar_code_is_for_the_desk() -> None:
    story = reader().happens(events.DeviceDown("pad", Role.ITEM_PAD, "gone")).scans(BOOK).yes()
    assert [note.code for note in story.row(BOOK).notes] == [Code.STILL_LOCKED]
    assert reader().scans(BOOK).yes().row(BOOK).notes[0].code is Code.LAY_ON_PAD


def test_what_a_refusal_here_replaces_stays_a_doubt() -> None:
    twin = tag(uid="E004000000000777")
    story = reader().lays(tag()).no(Code.ITEM_ON_HOLD)
    for _ in range(3):
        story.gate(verified=False)
        if not story.secures():
            break
    story.lays(twin).happens(events.WantsToReturn()).lifts(twin).lays(twin)
    assert {doubt.uid for doubt in story.state.doubts} | {
        uid for case in story.rows() if case.gate_in_doubt for uid in case.tags
    } >= {tag().uid}


def _lying(*tags: TagContent, visit: str = "") -> tuple[Lying, ...]:
    return tuple(Lying(one, visit) for one in tags)


def test_an_order_of_before_the_refusal_settles_nothing() -> None:
    """It was on its way to the tag when the item was lifted; carried out late it makes silent what was refused."""
    story = Story.with_pad().identified()
    book = tag(BOOK)
    story.lays(book).link(up=False)
    late = story.order()
    story.lifts(book)
    story.no(Code.ITEM_ON_HOLD)
    story.happens(events.Secured(late.key, late.on, verified=False, tags=late.tags))
    story.scans(BOOK).lays(book)
    story.happens(events.Secured(late.key, late.on, verified=True, tags=late.tags))
    assert [doubt.item for doubt in story.state.doubts] == [BOOK], "it is still to be looked at"
    story.happens(events.Secured(late.key, True, verified=True, tags=late.tags))
    assert story.state.doubts == ()
