"""Who is told when. A call came at ten; Li is on duty, and Wang is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.attendance import Attendance
from server.rules.escalation import (
    APART,
    FOLLOW_UP,
    NEWS,
    SCREEN,
    STALE,
    UNTOUCHED,
    Channel,
    Due,
    Settled,
    Step,
    Target,
    Told,
    Waiting,
    due,
    follow_up,
    gather,
    ladder,
    news,
    next_step,
)
from tests.server.rules.cases import AT

CALL = Waiting("c1", "kiosk-1", "main", AT)
LI, WANG, GROUP = Channel(1, "li"), Channel(2, "wang"), Channel(3)
CHANNELS = [LI, WANG, GROUP]
STEPS = (
    Step(10, "*", 0, Target.DUTY),
    Step(11, "*", 60, Target.CHANNEL, 3),
    Step(12, "*", 90, Target.CHANNEL, 2),
    Step(13, "*", 120, Target.HOTLINE),
)
LI_THERE = Attendance(True, ("li",))
SOMEBODY = Attendance(True)  # there is no roster
CLOSED = Attendance(False, opens=AT + timedelta(hours=12))


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "there", "expected"),
    [
        (0, LI_THERE, [(10, 1)]),
        (59.9, LI_THERE, [(10, 1)]),
        (60, LI_THERE, [(10, 1), (11, 3)]),
        (90, LI_THERE, [(10, 1), (11, 3), (12, 2)]),  # Wang is not on duty, but the step is for Wang
        (120, LI_THERE, [(10, 1), (11, 3), (12, 2), (13, SCREEN)]),
        (0, SOMEBODY, [(10, 1), (10, 2)]),
        (0, CLOSED, [(13, SCREEN)]),  # no phone rings, and the reader need not wait
        (500, CLOSED, [(13, SCREEN)]),
        (3599, LI_THERE, [(10, 1), (11, 3), (12, 2), (13, SCREEN)]),
        (3600, LI_THERE, []),
        (12 * 3600, LI_THERE, []),  # the library opens: nobody stands there since the evening
    ],
)
def test_what_is_due(seconds: float, there: Attendance, expected: list[tuple[int, int]]):
    assert due(CALL, STEPS, CHANNELS, there, after(seconds)) == expected


def test_what_was_told_is_not_told_again():
    told = replace(CALL, told=frozenset({(10, 1), (11, 3)}))
    assert due(told, STEPS, CHANNELS, LI_THERE, after(95)) == [(12, 2)]


def test_who_comes_on_duty_meanwhile_is_told():
    told = replace(CALL, told=frozenset({(10, 1)}))
    assert due(told, STEPS, CHANNELS, Attendance(True, ("li", "wang")), after(30)) == [(10, 2)]


def test_a_channel_that_is_not_in_use_is_passed_over():
    assert due(CALL, STEPS, [WANG], LI_THERE, after(60)) == []


def test_where_nobody_stands_no_hotline_is_shown():
    left = replace(CALL, reader=False)
    assert due(left, STEPS, CHANNELS, CLOSED, after(0)) == []
    assert due(left, STEPS, CHANNELS, LI_THERE, after(120)) == [(10, 1), (11, 3), (12, 2)]


@pytest.mark.parametrize(
    ("seconds", "there", "expected"),
    [
        (0, LI_THERE, after(60)),
        (60, LI_THERE, after(90)),
        (120, LI_THERE, None),
        (0, CLOSED, CLOSED.opens),
        (0, Attendance(False), None),
    ],
)
def test_when_to_look_again(seconds: float, there: Attendance, expected: datetime | None):
    assert next_step(CALL, STEPS, there, after(seconds)) == expected


def test_a_branch_s_own_ladder_holds_instead_of_everybody_s():
    own = Step(20, "east", 30, Target.HOTLINE)
    early = Step(21, "east", 5, Target.DUTY)
    assert ladder([*STEPS, own, early], "east") == (early, own)
    assert ladder([*STEPS, own, early], "main") == STEPS
    assert ladder([own], "main") == UNTOUCHED
    assert due(CALL, UNTOUCHED, [], SOMEBODY, after(90)) == [(0, SCREEN)]


def test_a_call_that_rings_anew_begins_the_ladder_anew():
    anew = replace(CALL, anew=after(3000))
    assert due(anew, STEPS, CHANNELS, LI_THERE, after(3059)) == [(10, 1)]
    assert next_step(anew, STEPS, LI_THERE, after(3059)) == after(3060)
    assert due(anew, STEPS, CHANNELS, LI_THERE, after(6599)) != []
    assert due(anew, STEPS, CHANNELS, LI_THERE, after(6600)) == []


# Several calls of one kiosk


def call(key: str, seconds: float, kiosk: str = "kiosk-1") -> Waiting:
    return Waiting(key, kiosk, "main", after(seconds))


def test_calls_of_one_kiosk_are_one_message_a_channel():
    first, second, elsewhere = call("c1", 0), call("c2", 1), call("c3", 2, "kiosk-2")
    found = {elsewhere: [(10, 1)], second: [(10, 1), (10, 2)], first: [(10, 1)]}
    messages, later = gather(found, {}, after(2))
    assert messages == [
        Due(1, (("c1", 10), ("c2", 10))),  # who waits longest comes first
        Due(2, (("c2", 10),)),
        Due(1, (("c3", 10),)),
    ]
    assert later is None


def test_a_further_call_waits_for_its_minute():
    heard = {("kiosk-1", 1): {"c1": after(0)}}
    found = {call("c2", 10): [(10, 1), (10, 2)], call("c3", 20): [(10, 1)]}
    messages, later = gather(found, heard, after(20))
    assert messages == [Due(2, (("c2", 10),))]  # the other channel heard nothing yet
    assert later == after(60)
    messages, later = gather(found, heard, after(60))
    assert Due(1, (("c2", 10), ("c3", 10))) in messages
    assert later is None


def test_a_further_call_goes_with_the_next_step_of_the_first():
    heard = {("kiosk-1", 1): {"c1": after(0)}}
    found = {call("c1", 0): [(11, 1)], call("c2", 10): [(10, 1)]}
    assert gather(found, heard, after(30)) == ([Due(1, (("c1", 11), ("c2", 10)))], None)


def test_who_rings_anew_has_waited_longest():
    anew = replace(call("c2", 0), anew=after(800))
    messages, _ = gather({call("c1", 700): [(10, 1)], anew: [(10, 1)]}, {}, after(800))
    assert messages == [Due(1, (("c2", 10), ("c1", 10)))]


def test_the_screen_is_not_rationed():
    found = {call("c1", 0): [(13, SCREEN)], call("c2", 1): [(13, SCREEN)]}
    heard = {("kiosk-1", SCREEN): {"c0": after(0)}}
    assert len(gather(found, heard, after(1))[0]) == 2


# That nobody else need go


LI_GOES = Settled("c1", "kiosk-1", after(100), "li")
LEFT = Settled("c2", "kiosk-1", after(100), "reader", over=True)
ELSEWHERE = Settled("c3", "kiosk-2", after(100), "reader", over=True)


def told(key: str, channel: int, outcome: str = "sent", kiosk: str = "kiosk-1") -> Told:
    return Told(key, kiosk, 10, channel, outcome)


def followed(key: str, channel: int) -> Told:
    return Told(key, "kiosk-1", FOLLOW_UP, channel)


@pytest.mark.parametrize(
    ("settled", "waiting", "expected"),
    [
        ([LI_GOES, ELSEWHERE], [], ["c1", "c3"]),
        ([replace(LI_GOES, at=after(399.1) - NEWS)], [], ["c1"]),
        ([replace(LI_GOES, at=after(399) - NEWS)], [], []),
        ([LI_GOES], [call("c9", 50)], ["c1"]),  # who goes is worth knowing, whoever else waits there
        ([LEFT], [call("c9", 50)], []),  # to that kiosk somebody has to go
        ([LEFT], [call("c9", 50, "kiosk-2")], ["c2"]),
        ([LEFT, LI_GOES], [], ["c1"]),
        ([LEFT, replace(LI_GOES, at=after(0) - NEWS)], [], []),
        ([LEFT, replace(LI_GOES, over=True)], [], ["c2", "c1"]),
    ],
)
def test_what_is_news(settled: list[Settled], waiting: list[Waiting], expected: list[str]):
    assert [one.key for one in news(settled, waiting, after(399))] == expected


@pytest.mark.parametrize(
    ("settled", "sent", "expected"),
    [
        ([LI_GOES], [], {}),
        ([LI_GOES], [told("c1", 1), told("c1", 2), told("c1", 3)], {2: ["c1"], 3: ["c1"]}),
        ([LEFT], [told("c2", 1)], {1: ["c2"]}),
        ([LI_GOES], [told("c1", 3, "failed"), told("c1", 2, "silent")], {}),
        ([LI_GOES], [told("c1", 3, "failed"), told("c1", 3)], {3: ["c1"]}),
        ([LI_GOES], [told("c1", 3), told("c1", 3, "")], {}),  # it would come after the follow-up
        ([LI_GOES], [told("c1", 4), told("c1", SCREEN)], {}),  # a channel that is not in use
        ([LI_GOES], [told("c9", 3), told("c1", 3, kiosk="kiosk-2")], {3: ["c1"]}),
        ([LI_GOES], [told("c1", 3), followed("c1", 3)], {}),
        ([LI_GOES], [told("c1", 3), followed("c1", 2)], {3: ["c1"]}),
        ([replace(LI_GOES, by="wang")], [told("c1", 1), told("c1", 3), followed("c1", 3)], {1: ["c1"]}),
        ([LI_GOES], [told("c1", 3), told("c2", 3), followed("c2", 3)], {}),  # of the same kiosk
        ([LI_GOES], [told("c2", 3), followed("c2", 3), told("c1", 3)], {3: ["c1"]}),
        ([LI_GOES, replace(LI_GOES, key="c2")], [told("c1", 3), told("c2", 3)], {3: ["c1", "c2"]}),
    ],
)
def test_who_hears_that_nobody_else_need_go(
    settled: list[Settled], sent: list[Told], expected: dict[int, list[str]]
):
    found = follow_up(settled, sent, CHANNELS)
    assert {one.channel: [key for key, _ in one.calls] for one in found} == expected
    assert len(found) == len(expected)
    assert {step for one in found for _, step in one.calls} <= {FOLLOW_UP}


# Any ladder, any flood


STEP = st.builds(
    Step,
    id=st.integers(1, 50),
    branch=st.sampled_from(["*", "main", "east"]),
    after=st.integers(0, 300),
    target=st.sampled_from(Target),
    channel=st.sampled_from([1, 2, 3]),
)
LADDER = st.lists(STEP, max_size=6, unique_by=lambda step: step.id)
THERE = st.sampled_from([LI_THERE, SOMEBODY, CLOSED, Attendance(True, ("nobody",))])
CALLS = st.lists(
    st.tuples(
        st.integers(0, 200),  # when it comes
        st.integers(1, 400),  # how long until somebody accepts it
        st.sampled_from(["kiosk-1", "kiosk-2"]),
        st.sampled_from(["main", "east"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(LADDER, THERE, CALLS, st.integers(1, 30))
def test_each_step_once_none_before_its_time_none_after_an_answer(
    steps: list[Step],
    there: Attendance,
    calls: list[tuple[int, int, str, str, bool]],
    pace: int,
):
    """Ten minutes, looked at every few seconds as the server would."""
    by_id = {step.id: step for step in (*steps, *UNTOUCHED)}
    told: dict[str, dict[tuple[int, int], datetime]] = {str(n): {} for n in range(len(calls))}
    sent: list[tuple[datetime, Due]] = []
    kiosks = {str(n): one[2] for n, one in enumerate(calls)}
    for second in range(0, 600, pace):
        at = after(second)
        waiting = [
            Waiting(str(n), kiosk, branch, after(came), reader, frozenset(told[str(n)]))
            for n, (came, answered, kiosk, branch, reader) in enumerate(calls)
            if came <= second < came + answered
        ]
        found = {one: due(one, ladder(steps, one.branch), CHANNELS, there, at) for one in waiting}
        heard: dict[tuple[str, int], dict[str, datetime]] = {}
        for key, when in told.items():
            for (_, channel), moment in when.items():
                heard.setdefault((kiosks[key], channel), {})[key] = moment
        messages, later = gather(found, heard, at)
        assert later is None or later > at
        for one in messages:
            sent.append((at, one))
            for key, step in one.calls:
                assert (step, one.channel) not in told[key], "twice"
                told[key][step, one.channel] = at
    for at, one in sent:
        assert len({kiosks[key] for key, _ in one.calls}) == 1
        for key, step in one.calls:
            came, answered, _, branch, reader = calls[int(key)]
            assert after(came) <= at < after(came + answered), "nobody waits any more"
            assert at - after(came) < STALE
            assert by_id[step] in ladder(steps, branch)
            if one.channel == SCREEN:
                assert reader
                assert by_id[step].target is Target.HOTLINE
            else:
                assert there.attended
            if there.attended:
                assert at >= after(came + by_id[step].after), "before its time"
    for kiosk in ("kiosk-1", "kiosk-2"):
        for channel in (1, 2, 3):
            firsts: dict[str, datetime] = {}  # when the channel first heard of each call
            times: dict[datetime, set[str]] = {}
            for at, one in sent:
                for key, _ in one.calls:
                    if one.channel == channel and kiosks[key] == kiosk:
                        firsts.setdefault(key, at)
                        times.setdefault(at, set()).add(key)
            for at, keys in times.items():
                lately = [then for then in times if at - APART < then < at]
                new = all(firsts[key] == at for key in keys)
                assert not (new and lately), "a further call within its minute"


@given(LADDER, st.integers(0, 400))
def test_nothing_is_due_before_the_next_moment(steps: list[Step], second: int):
    mine = ladder(steps, "main")
    done = replace(CALL, told=frozenset(due(CALL, mine, CHANNELS, SOMEBODY, after(second))))
    then = next_step(done, mine, SOMEBODY, after(second))
    just_before = STALE.total_seconds() - 1 if then is None else (then - AT).total_seconds() - 0.001
    assert due(done, mine, CHANNELS, SOMEBODY, after(max(second, just_before))) == []
