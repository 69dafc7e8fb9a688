"""Figures of calls for help: what half and nine of ten waited, and no group so small that it is somebody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.help.figures import Call, calls_between, figures, helped_between, spread
from server.store.faq_tables import FaqCount, FaqEntry
from server.store.help_tables import HelpCall
from tests.server.conftest import Site


def call(
    kiosk: str = "a", hour: int = 9, cause: str = "card", code: str = "", seconds: float | None = 1.0
) -> Call:
    return Call(kiosk, hour, cause, code, seconds, None, None, unanswered=seconds is None)


def test_half_and_nine_of_ten():
    assert spread([None, 4, 1, 3, 2]) == spread([4, 3, 2, 1])
    assert (spread([1, 2, 3, 4]).median, spread([1, 2, 3, 4]).count) == (None, 4)
    ten = spread(range(10, 110, 10))
    assert (ten.median, ten.ninth) == (50, 90)
    assert (spread([7] * 5).median, spread([7] * 5).ninth) == (7, 7)
    eleven = spread(range(1, 12))
    assert (eleven.median, eleven.ninth) == (6, 10)


@given(st.lists(st.floats(0, 1e6), min_size=5, max_size=60))
def test_somebody_really_waited_so_long(seconds: list[float]):
    found = spread(seconds)
    assert found.median in seconds
    assert found.ninth in seconds
    assert sum(one <= found.median for one in seconds) * 2 >= len(seconds)
    assert sum(one <= found.ninth for one in seconds) * 10 >= 9 * len(seconds)


def test_groups_under_five_are_named_and_not_counted():
    found = figures([call("a") for _ in range(6)] + [call("b", 10, "", "fines-owed") for _ in range(4)], 0)
    assert [(group.name, group.count) for group in found.kiosks] == [("a", 6), ("b", None)]
    assert [(group.name, group.count) for group in found.hours] == [("09", 6), ("10", None)]
    assert [(group.name, group.accepted.median) for group in found.causes] == [("card", 1), ("", None)]
    assert (found.code_causes, found.untold) == ([], 4)


def test_five_are_no_small_group():
    found = figures([call("a")] * 5, 0)
    assert ([(group.name, group.count) for group in found.kiosks], found.by_faq) == ([("a", 5)], 0)
    assert figures([call()] * 4, 0).by_faq is None


def test_those_nobody_answered_are_counted():
    assert figures([call(), call(seconds=None), call(seconds=None)], 0).unanswered == 2


def test_causes_by_code_most_first():
    calls = (
        [call(code="x", cause="tag")] * 5
        + [call(code="y", cause="card")] * 7
        + [call(code="", cause="rule")] * 9
    )
    found = figures(calls, 0)
    assert found.code_causes == [("y", "card", 7), ("x", "tag", 5)]
    assert (found.count, found.untold) == (21, 0)


def test_the_share_of_the_frequent_questions():
    assert figures([call()] * 6, 2).by_faq == 25
    assert figures([], 9).by_faq == 100
    assert figures([call()] * 2, 2).by_faq is None


def test_the_days_are_the_library_s_and_nobody_waited_for_what_was_left_behind(site: Site):
    zone = ZoneInfo("Asia/Shanghai")
    late = datetime(2026, 11, 10, 23, 30, tzinfo=zone)
    with site.store.writing() as session:
        for number, (at, visit) in enumerate(
            [(late, "v"), (late + timedelta(hours=1), "v"), (late, None), (late - timedelta(days=1), "w")]
        ):
            row = HelpCall(key=f"k{number}", kiosk_id="a", visit=visit, occurred_at=at, received_at=at)
            row.page, row.code, row.reason = "borrow", "x", "item"
            row.answered_at, row.answered_by = at + timedelta(seconds=20), "mei"
            row.ended_at, row.ended_as = at + timedelta(seconds=90), "solved" if number else "left"
            session.add(row)
        for key, ended in (("alone", "timed-out"), ("needless", "solved"), ("open", "")):
            row = HelpCall(
                key=key, kiosk_id="a", visit="v", occurred_at=late - timedelta(days=9), received_at=late
            )
            row.page, row.code, row.reason, row.ended_as = "borrow", key, "item", ended
            row.ended_at = late if ended else None
            session.add(row)
            session.flush()
            row.visit = key
        session.add(FaqEntry(id=1, made_at=datetime.now(UTC)))
        session.flush()
        for day in (9, 10, 11):
            session.add(FaqCount(entry_id=1, language="zh", day=date(2026, 11, day), helped=day))
    day = date(2026, 11, 10)
    with site.store.reading() as session:
        found = calls_between(session, day, day, zone)
        assert found == [Call("a", 23, "", "x", 20.0, None, None, unanswered=False)]
        assert [one.solved for one in calls_between(session, day, day + timedelta(1), zone)] == [None, 90.0]
        assert helped_between(session, day, day + timedelta(1)) == 21
        early = calls_between(session, day - timedelta(9), day - timedelta(9), zone)
        assert {call.code: call.unanswered for call in early} == {
            "alone": True,
            "needless": False,
            "open": False,
        }


def test_a_day_begins_at_midnight_and_ends_before_the_next(site: Site):
    zone = ZoneInfo("Asia/Shanghai")
    with site.store.writing() as session:
        for day in (10, 11):
            at = datetime(2026, 11, day, tzinfo=zone)
            row = HelpCall(key=f"k{day}", kiosk_id="a", visit=f"v{day}", occurred_at=at, received_at=at)
            row.page, row.code, row.reason = "borrow", str(day), "item"
            session.add(row)
    with site.store.reading() as session:
        found = calls_between(session, date(2026, 11, 10), date(2026, 11, 10), zone)
    assert [one.code for one in found] == ["10"]
