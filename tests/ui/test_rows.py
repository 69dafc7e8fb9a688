"""Rows change where they stand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pytestqt.modeltest import ModelTester

from kiosk.state import Outcome, Page
from ui.models.rows import Row, RowsModel
from ui.pictures import DREAM, HELD, LOANS, PRIDE, RENEWED, WALLET, scenes


def row(key: str, sentence: str = "") -> Row:
    return Row(key, key, key, "", "", 0, "", sentence, [])


def test_an_answer_changes_its_own_row_and_no_other(glass, qtbot):
    scene = dict(scenes("en"))["borrow"]
    window = glass(replace(scene, visit=replace(scene.visit, cases=(DREAM, WALLET, PRIDE))))
    before = [window.find(f"row-{case.item}") for case in (DREAM, WALLET, PRIDE)]
    model = window.screen.kiosk.lent
    resets, changes = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsRemoved.connect(lambda *_: resets.append(2))
    model.dataChanged.connect(lambda first, last, roles: changes.append((first.row(), last.row())))
    answered = replace(WALLET, outcome=Outcome.DONE, title="Walden", due=DREAM.due)
    window.put(replace(scene, visit=replace(scene.visit, cases=(DREAM, answered, PRIDE))))
    assert not resets
    assert changes == [(1, 1)]
    assert [window.find(f"row-{case.item}") for case in (DREAM, WALLET, PRIDE)] == before
    assert before[1].property("title") == "Walden"
    assert before[1].property("outcome") == "done"


def test_a_new_row_comes_below_the_others(glass):
    scene = dict(scenes("en"))["borrow"]
    window = glass(replace(scene, visit=replace(scene.visit, cases=(DREAM,))))
    first = window.find(f"row-{DREAM.item}")
    top = window.place(first).top()
    window.put(replace(scene, visit=replace(scene.visit, cases=(DREAM, HELD))))
    assert window.find(f"row-{DREAM.item}") is first
    assert window.place(first).top() == top
    assert window.place(window.find(f"row-{HELD.item}")).top() > top


def test_a_loan_keeps_its_place_when_its_date_changes(glass):
    scene = dict(scenes("en"))["account"]
    window = glass(scene)
    items = [loan.item for loan in LOANS]
    assert [
        window.screen.kiosk.loans.data(window.screen.kiosk.loans.index(at), role(window, "item"))
        for at in range(4)
    ] == items
    later = replace(LOANS[0], due=LOANS[3].due.replace(month=6), overdue=False)
    patron = replace(scene.visit.patron, loans=(later, *LOANS[1:]))
    window.put(replace(scene, visit=replace(scene.visit, patron=patron)))
    assert [
        window.screen.kiosk.loans.data(window.screen.kiosk.loans.index(at), role(window, "item"))
        for at in range(4)
    ] == items


def role(window, name: str) -> int:
    return next(
        role for role, known in window.screen.kiosk.loans.roleNames().items() if known.data().decode() == name
    )


def test_each_renewal_shows_on_its_own_row(glass):
    scene = dict(scenes("en"))["account-renewed"]
    window = glass(scene)
    assert scene.page is Page.ACCOUNT
    outcomes = {case.item: case.outcome.value for case in RENEWED}
    for loan in LOANS:
        assert window.find(f"row-{loan.item}").property("outcome") == outcomes.get(loan.item, "")
        assert window.sees(f"renew-{loan.item}") == (loan.item not in outcomes)
    refused = window.find(f"row-{LOANS[0].item}")
    assert refused.property("sentence").startswith("Was due")  # the date that remains
    said = [line["text"] for line in refused.property("why")]
    assert said == ["Not renewed", "Another reader is waiting for it, so it cannot be renewed."]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), unique=True), max_size=6))
def test_whatever_order_comes_the_model_holds_it(orders):
    model = RowsModel()
    tester = ModelTester(None)
    tester.check(model)
    for count, order in enumerate(orders):
        model.put([row(key, str(count)) for key in order])
        assert [held.key for held in model._rows] == order
        assert all(held.sentence == str(count) for held in model._rows)
        assert model.count == len(order)


def test_holds_stand_below_the_loans_and_what_is_ready_comes_first(glass):
    window = glass("account-holds")
    rows = [item for item in window.items() if item.objectName().startswith("row-")]
    rows.sort(key=lambda row: window.place(row).top())
    assert [row.property("title") for row in rows[2:]] == ["史记", "野草", "Middlemarch"]
    said = [row.property("sentence") for row in rows[2:]]
    assert [row.property("tone") for row in rows[1:]] == ["", "strong", "soft", "soft"]
    assert said[0].startswith("Ready for you until ")
    assert said[0].endswith("on the hold shelf, Main Library")
    assert said[1:] == ["On hold, number 2 in the queue", "On its way to East Lake"]
    assert not [name for name in ("renew-hold-1", "renew-hold-3") if window.sees(name)]
    assert "1 ready for you" in window.screen.kiosk.reader.counts
