"""The ring alone: whatever a follower missed, and wherever it stopped, it gets all of it in order or is told to read anew."""

from __future__ import annotations

import asyncio
from itertools import islice

from hypothesis import example, given
from hypothesis import strategies as st

from config.vocabulary import Topic
from server.live.stream import Event, Stream

KEPT = 8
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 12)),
        st.tuples(st.just("forget"), st.just(0)),
        st.tuples(st.just("read"), st.integers(1, 12)),
        st.tuples(st.just("come back"), st.just(0)),
    ),
    max_size=40,
)


@given(STEPS)
@example([("read", 1), ("add", KEPT)])
@example([("read", 1), ("add", KEPT + 1)])
@example([("read", 1), ("add", 1), ("read", 1), ("add", KEPT), ("come back", 0)])
@example([("add", 3), ("read", 1), ("forget", 0)])
@example([("add", 3), ("read", 1), ("add", 2), ("forget", 0), ("add", 1)])
def test_no_gap_is_silent_and_nothing_comes_twice(steps: list[tuple[str, int]]):
    asyncio.run(_walk(steps))


async def _walk(steps: list[tuple[str, int]]) -> None:
    stream = Stream(kept=KEPT)
    told: list[Event] = []  # everything that ever happened
    knows = 0  # how much of it the follower has accounted for
    unsure = True  # whether the follower has to be told to read anew
    last_id, follower = "", stream.events()
    for what, count in [*steps, ("read", len(steps) * 12 + 1)]:
        if what == "add":
            new = [Event(f"e{len(told) + n}", Topic.ITEM, str(len(told) + n)) for n in range(count)]
            told += new
            stream.add(new)
        elif what == "forget":
            unsure = True
            stream.forget()
        elif what == "come back":
            follower = stream.events(last_id)
        else:
            for _ in range(count):
                try:
                    event = await asyncio.wait_for(
                        anext(follower), 0.001 if knows == len(told) and not unsure else 5
                    )
                except (TimeoutError, StopAsyncIteration):
                    follower = stream.events(last_id)
                    break
                last_id = event.id
                if event.topic is Topic.RESET:
                    assert unsure or len(told) - knows > KEPT, "said without need"
                    knows, unsure = len(told), False
                    continue
                assert not unsure
                assert event == told[knows], "the next one, and no other"
                knows += 1
    assert knows == len(told)
    assert not unsure


def test_who_is_in_time_is_never_reset():
    async def walk() -> list[Event]:
        stream = Stream(kept=KEPT)
        follower = stream.events()
        heard = [await anext(follower)]
        for n in range(3 * KEPT):
            stream.add([Event(f"e{n}", Topic.ITEM)])
            follower = follower if n % 2 else stream.events(heard[-1].id)
            heard.append(await anext(follower))
        return heard

    assert [one.id for one in islice(asyncio.run(walk()), 1, None)] == [f"e{n}" for n in range(3 * KEPT)]


def test_at_the_end_all_are_let_go():
    async def walk() -> list[Event]:
        stream = Stream()
        waiting = asyncio.create_task(anext(stream.events(), None))
        first = await waiting
        follower = stream.events(first.id)
        waiting = asyncio.create_task(anext(follower, None))
        await asyncio.sleep(0)
        stream.close()
        return await asyncio.wait_for(waiting, 5)

    assert asyncio.run(walk()) is None
