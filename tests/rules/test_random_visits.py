"""Whatever happens in whatever order, these hold."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import Code, EntryKind, HelpSays, HelpStage, Reason, Result
from drivers.roles import PrinterStatus, Role, Scanned
from kiosk import effects, events
from kiosk.faq import Answer, Entry, Faq
from kiosk.state import HelpLine, HelpNews, HelpReason, Loan, Outcome, Page, Patron, SlipChoice
from tests.rules.story import BOOK, BOOK2, CARD, DUE, OTHER_CARD, Story

FAQ = Faq((Entry(1, answers={"zh": Answer("怎么办？")}),))
LABELS = st.sampled_from([CARD, OTHER_CARD, BOOK, BOOK2, "9787020002207", "?"])
ACTIONS = st.one_of(
    st.tuples(st.just("scan"), LABELS),
    st.tuples(st.just("type"), LABELS),
    st.tuples(st.just("pin"), st.just("987654")),
    st.tuples(st.just("pass"), st.sampled_from([0.5, 3, 13, 61, 85])),
    st.tuples(st.just("answer"), st.tuples(st.integers(0, 30), st.booleans())),
    st.tuples(
        st.just("patron"), st.tuples(LABELS, st.sampled_from([None, Code.CARD_LOST, Code.PATRON_BLOCKED]))
    ),
    st.tuples(
        st.just("staff"),
        st.tuples(
            st.sampled_from(HelpStage),
            st.sampled_from(HelpSays),
            st.sampled_from(["", "row", "finish", "end"]),
        ),
    ),
    st.tuples(st.just("no-patron"), st.sampled_from([Code.PIN_WRONG, Code.PIN_LOCKED, Code.PATRON_UNKNOWN])),
    st.tuples(
        st.just("event"),
        st.sampled_from(
            [
                events.OpenedHelp(),
                events.CalledHelp(HelpReason.OTHER),
                events.PressedHelp(),
                events.Said("王小明？"),
                events.EndedHelp(),
                events.AnsweredOffer(yes=True),
                events.ClosedHelp(),
                events.OpenedFaq(),
                events.ReadFaq(1),
                events.JudgedFaq(helped=False),
                events.LookedFor("王小明", 0),
                events.LeftFaq(),
                events.CalledFromFaq(),
            ]
        ),
    ),
    st.tuples(
        st.just("event"),
        st.sampled_from(
            [
                events.WantsToIdentify(),
                events.WantsToBorrow(),
                events.WantsToReturn(),
                events.WantsAccount(),
                events.WantsRenewal(),
                events.WantsRenewal(BOOK),
                events.WentBack(),
                events.Finished(),
                events.SwitchedCard(),
                events.NeedsMoreTime(),
                events.BackInService(),
                events.ChoseLanguage("en"),
                *(events.ChoseSlip(choice) for choice in SlipChoice),
                events.LinkChanged(up=True),
                events.LinkChanged(up=False),
                events.JournalFailed(None, "disk full"),
                events.JournalWorks(),
                events.DeviceDown("printer", Role.RECEIPT_PRINTER, "gone"),
                events.PrinterSaid("printer", PrinterStatus()),
            ]
        ),
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ACTIONS, max_size=60))
def test_invariants(actions: list) -> None:
    story = Story().happens(events.FaqSeen(FAQ))
    recorded: dict[str, effects.Record] = {}
    promised: set[str] = set()
    applied: set[str] = set()
    told = 0
    open_calls: set[str] = set()
    answered: set[int] = set()
    for name, what in actions:
        match name:
            case "scan":
                story.scans(what)
            case "type":
                story.happens(events.Typed(what))
            case "pin":
                story.happens(events.TypedPin(what))
            case "pass":
                story.passes(what)
            case "answer":
                which, yes = what
                if recorded:
                    key = sorted(recorded)[which % len(recorded)]
                    if yes:
                        applied.add(key)
                    result = Result.APPLIED if yes else Result.REFUSED
                    reasons = () if yes else (Reason(Code.ITEM_ON_LOAN),)
                    story.happens(events.EntryAnswered(events.Answer(key, result, DUE, "T", reasons=reasons)))
            case "patron":
                barcode, code = what
                reasons = (Reason(code),) if code else ()
                patron = Patron(
                    barcode, name="王小明", reasons=reasons, loans=(Loan(BOOK, "T", DUE),), loan_limit=3
                )
                story.happens(events.PatronFound(story.visit_id, patron))
            case "no-patron":
                visit = story.state.visit
                asked = visit.identifying if visit and visit.identifying else CARD
                story.happens(events.PatronRefused(story.visit_id, asked, Reason(what)))
            case "staff":
                call = story.state.call
                if call is None:
                    continue  # nobody to speak to: what happened before is not to be counted again
                stage, says, about = what
                told += 1
                rows = story.rows() if story.state.visit else []
                about = f"row:{rows[-1].key}" if about == "row" and rows else about
                if says is HelpSays.RELEASE:
                    about = about.removeprefix("row:")
                line = HelpLine(told, says, about=about, texts={"": "王小明"})
                story.happens(events.CallSeen(call.key, HelpNews(call.key, stage, lines=(line,))))
            case "event":
                story.happens(what)

        for effect in story.effects:
            if isinstance(effect, effects.Record):
                assert effect.entry.key not in recorded, "an identity key is used once"
                details = effect.entry.details
                if effect.entry.kind is EntryKind.HELP_CALL and details["reason"] != "to-staff":
                    assert not open_calls, "one call at a time"
                    open_calls.add(effect.entry.key)
                if effect.entry.kind is EntryKind.HELP_ROWS:
                    assert details["call"] in recorded, "of a call"
                if effect.entry.kind is EntryKind.HELP_DONE:
                    assert details["number"] not in answered, "an instruction is answered once"
                    answered.add(details["number"])
                recorded[effect.entry.key] = effect
                if effect.promised:
                    promised.add(effect.entry.key)
                if effect.entry.kind in (EntryKind.CHECKOUT, EntryKind.RENEWAL):
                    assert effect.entry.patron, "a loan has a reader"
                else:
                    assert not effect.entry.patron, "nothing else names one"
            if isinstance(effect, effects.Promise):
                promised.add(effect.key)

        call = story.state.call
        open_calls = open_calls if call and call.is_open else set()
        visit = story.state.visit
        if visit is None:
            assert CARD not in repr(story.state)
            # What is written in help on the welcome page stays until that comes to rest.
            assert "王小明" not in repr(replace(story.state, help=None, call=None))
            assert not call or not call.strange or not call.own, "and is never for a stranger"
        else:
            for case in visit.cases:
                if case.outcome is Outcome.DONE:
                    assert case.key in applied
                if case.outcome is Outcome.KEPT_LOCALLY:
                    assert case.key in promised
                if case.outcome is Outcome.WAITING:
                    assert case.key in recorded
                if case.outcome is Outcome.NOT_POSSIBLE:
                    assert case.reasons, "a refusal always says why"
            assert (visit.page is Page.PIN) <= (visit.pin_for is not None)
            assert (visit.page in (Page.BORROW, Page.ACCOUNT)) <= bool(visit.patron or visit.identifying)
        assert "987654" not in repr(story.state)

    # Left alone, the machine always comes to rest.
    story.happens(events.BackInService())
    if story.state.journal_fault is None:
        story.passes(800)
        call = story.state.call
        assert not call or not (call.own or call.lines()), "the next reader hears nothing of it"
        assert "王小明" not in repr(replace(story.state, call=None))
        assert story.page is Page.WELCOME
        assert story.state.notice is None
        assert story.state.language == "zh"


def test_a_label_is_told_by_the_librarys_own_pattern_first():
    story = Story(item_label=r"978\d{10}").identified()
    story.happens(events.LabelScanned(Scanned("9787020002207"), story.visit_id))
    assert len(story.rows()) == 1
