"""Alerts in the database and on their way: claimed once, sent at least once, and none held up by another."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from config.server_settings import ServerSettings
from config.vocabulary import HelpCause, HelpEnd, Topic
from server import metrics
from server.api.app import create_app
from server.help import escalation
from server.help.alerts import Message, _Plan, claim, settle
from server.help.answers import Staffed, accept, arrive, close, take_over
from server.help.calls import HOUSE, READER, end
from server.help.channels import Outcome
from server.help.escalation import Escalation
from server.help.silent import ring_anew
from server.live import publish
from server.live.follow import follow
from server.live.stream import Stream
from server.store.database import Store, open_store
from server.store.help_tables import Alert, AlertChannel, AlertStep, Duty, HelpCall
from server.store.tables import Branch, Kiosk, Staff
from tests.server.conftest import Site, entry
from tests.server.gateways import deaf, gateway

SETTINGS = ServerSettings(database="", address="https://library.example.org")
AT = datetime(2026, 11, 23, 6, 32, tzinfo=UTC)  # Monday, 14:32 in Shanghai


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.fixture
def house(store: Store) -> Store:
    """Li is on duty all day and has an own channel; Wang has one too; a group's is English. The ladder: who is on duty,
    after a minute the group, after two the hotline."""
    with store.writing() as session:
        session.add(Kiosk(id="kiosk-1", place="一楼大厅", key_hash="k1", enrolled_at=AT))
        for login in ("li", "wang"):
            session.add(Staff(login=login, name=login, role="librarian", password_hash="-"))
        session.flush()
        session.add_all(
            [
                AlertChannel(id=1, name="Li", url="json://127.0.0.1/li", login="li"),
                AlertChannel(id=2, name="Wang", url="json://127.0.0.1/wang", login="wang"),
                AlertChannel(id=3, name="Group", url="json://127.0.0.1/group", language="en"),
            ]
        )
        session.add(Duty(weekday=1, begins=datetime.min.time(), ends=datetime.max.time(), login="li"))
        session.flush()
        session.add_all(
            [
                AlertStep(id=10, after_seconds=0, target="duty"),
                AlertStep(id=11, after_seconds=60, target="channel", channel_id=3),
                AlertStep(id=12, after_seconds=120, target="hotline"),
            ]
        )
    return store


def call(store: Store, key: str = "c1", at: datetime = AT, **more: Any) -> None:
    facts = {
        "reason": "item",
        "kiosk_id": "kiosk-1",
        "visit": f"visit-{key}",
        "page": "borrow",
        "code": "item-on-hold",
    }
    with store.writing() as session:
        session.add(HelpCall(key=key, occurred_at=at, **{"received_at": at, **facts, **more}))
        publish(session, Topic.HELP_CALL, key)


def change(store: Store, key: str, **values: Any) -> None:
    with store.writing() as session:
        session.execute(sa.update(HelpCall).where(HelpCall.key == key).values(**values))


def claimed(store: Store, seconds: float) -> list[int]:
    """The channels of what is claimed now, each settled at once as sent."""
    messages = claim(store, SETTINGS, after(seconds)).messages
    for message in messages:
        settle(store, message.alerts, Outcome("sent"), after(seconds))
    return [message.channel for message in messages]


def rows(store: Store) -> list[tuple[str, int, str, str]]:
    with store.reading() as session:
        return [
            (row.call_key, row.channel_id, row.outcome, row.detail)
            for row in session.scalars(sa.select(Alert).order_by(Alert.id))
        ]


# Claims


def test_up_the_ladder(house: Store):
    call(house)
    assert claim(house, SETTINGS, after(-1)).messages == ()
    assert claimed(house, 0) == [1]
    assert claim(house, SETTINGS, after(1)).then == after(60)
    assert claimed(house, 59) == []
    assert claimed(house, 61) == [3]
    shown = metrics.alerts.labels("hotline")._value.get()
    assert claimed(house, 120) == []
    with house.reading() as session:
        assert session.get_one(HelpCall, "c1").hotline_at == after(120)
    assert metrics.alerts.labels("hotline")._value.get() == shown + 1
    assert claim(house, SETTINGS, after(500)).messages == ()
    assert rows(house) == [("c1", 1, "sent", ""), ("c1", 3, "sent", ""), ("c1", 0, "sent", "")]


@pytest.mark.parametrize(
    "values", [{"answered_at": AT, "answered_by": "li"}, {"ended_at": AT, "ended_by": "reader"}]
)
def test_an_answered_or_ended_call_rings_nobody(house: Store, values: dict[str, Any]):
    call(house)
    claimed(house, 0)
    change(house, "c1", **values)
    assert claimed(house, 300) == []
    assert claim(house, SETTINGS, after(300)).then is None


def test_who_accepted_does_not_come_and_everybody_is_told_anew(house: Store):
    call(house)
    assert (claimed(house, 0), claimed(house, 60)) == ([1], [3])
    accepted, late = 3500, 3500 + 10 * 60 + 3 * 60 + 1
    change(house, "c1", answered_at=after(accepted), answered_by="li", minutes=10)
    assert claimed(house, late) == []
    assert ring_anew(house, after(late)) == 1
    assert claimed(house, late) == [1], "an hour after the press, and from the first step"
    assert claim(house, SETTINGS, after(late + 1)).then == after(late + 60)
    assert (claimed(house, late + 59), claimed(house, late + 60)) == ([], [3])
    assert claimed(house, late + 61) == []
    assert [channel for _, channel, _, _ in rows(house)] == [1, 3, 1, 3]
    assert claimed(house, late + 3601) == [], "for an hour, as before"


def test_who_reads_whom_to_phone_is_not_shown_it_anew(house: Store):
    call(house)
    assert [claimed(house, 0), claimed(house, 60), claimed(house, 120)] == [[1], [3], []]
    change(house, "c1", answered_at=after(130), answered_by="li", minutes=1)
    assert ring_anew(house, after(400)) == 1
    assert [claimed(house, 400), claimed(house, 460), claimed(house, 520)] == [[1], [3], []]
    assert [channel for _, channel, _, _ in rows(house)] == [1, 3, 0, 1, 3]
    with house.reading() as session:
        assert session.get_one(HelpCall, "c1").hotline_at == after(120)


def test_a_message_names_the_call_whose_reader_has_waited_longest(house: Store):
    call(house, turned_at=after(800), rings=2)
    call(house, "c2", after(700))
    (message, *_) = claim(house, SETTINGS, after(801)).messages
    assert "help-calls/c1" in message.body


def test_outside_the_opening_hours_the_reader_is_told_at_once(house: Store):
    with house.writing() as session:
        session.add(
            Branch(code="main", opens=datetime(1, 1, 1, 15).time(), closes=datetime(1, 1, 1, 18).time())
        )
    call(house)
    assert claimed(house, 0) == []
    with house.reading() as session:
        assert session.get_one(HelpCall, "c1").hotline_at == AT
    assert claim(house, SETTINGS, after(1)).then == after(28 * 60)  # it opens
    assert claimed(house, 28 * 60) == [1, 3]


def test_a_library_that_set_up_nothing_shows_its_hotline_after_90_seconds(store: Store):
    call(store)
    assert claim(store, SETTINGS, after(0)).then == after(90)
    assert claimed(store, 90) == []
    assert rows(store) == [("c1", 0, "sent", "")]


def test_a_channel_or_a_colleague_who_is_out_of_use(house: Store):
    with house.writing() as session:
        session.get_one(Staff, "li").disabled = True
        session.get_one(AlertChannel, 3).disabled = True
    call(house)
    assert claimed(house, 61) == [2]  # with Li the roster is empty: whoever has a channel


def test_a_kiosk_whose_clock_is_slow_is_heard_all_the_same(house: Store):
    call(house, at=after(-7200), received_at=AT)
    assert claimed(house, 0) == [1]


def test_who_may_not_answer_is_not_told(house: Store):
    with house.writing() as session:
        session.get_one(Staff, "li").role = "viewer"
    call(house)
    assert claimed(house, 0) == [2]  # the roster is empty without them: whoever has a channel


def test_fifty_calls_of_one_kiosk_are_one_message_a_minute(house: Store):
    for n in range(50):
        call(house, f"c{n:02}", after(n / 10))
        if n == 0:
            assert claimed(house, 0) == [1]
    assert claimed(house, 5) == []
    assert claim(house, SETTINGS, after(6)).then == after(60)
    (first, second) = sorted(claim(house, SETTINGS, after(60)).messages, key=lambda one: one.channel)
    assert (first.channel, len(first.alerts)) == (1, 49)
    assert second.channel == 3
    assert "48" in first.body
    assert len(rows(house)) == 50 + len(second.alerts)


def test_two_servers_send_nothing_twice(house: Store, monkeypatch: pytest.MonkeyPatch):
    """Twelve calls of as many kiosks, and four servers that wake at the same moment."""
    for n in range(12):
        call(house, f"c{n}", kiosk_id=f"kiosk-{n}")
    url = house.engine.url.render_as_string(hide_password=False)
    stores = [open_store(url) for _ in range(4)]
    together = threading.Barrier(len(stores), timeout=10)

    claims = _Plan.take
    at_once = threading.Barrier(2)

    def take(plan: _Plan) -> Iterator[Message]:
        """Nobody else may have planned meanwhile: a second one who comes here would claim the same."""
        with suppress(threading.BrokenBarrierError):
            at_once.wait(0.3)
        return claims(plan)

    monkeypatch.setattr(_Plan, "take", take)

    def server(store: Store) -> list[Message]:
        found: list[Message] = []
        for seconds in (0, 61, 70):
            if together.wait() == 0 and seconds == 70:
                for n in range(12):
                    goes(store, 70, key=f"c{n}", who="wang")
            together.wait()
            mine = claim(store, SETTINGS, after(seconds)).messages
            for message in mine:
                settle(store, message.alerts, Outcome("sent"), after(seconds))
            found += mine
        return found

    with ThreadPoolExecutor(len(stores)) as pool:
        found = [message for messages in pool.map(server, stores) for message in messages]
    for store in stores:
        store.close()
    sent = Counter(alert for message in found for alert in message.alerts)
    assert set(sent.values()) == {1}
    assert Counter(message.channel for message in found) == {1: 24, 3: 24}
    assert len(follow_ups(house)) == 24


def test_a_step_of_a_call_is_in_the_table_once(house: Store):
    """The database's own word, for whatever else might go wrong."""
    call(house)
    claimed(house, 0)
    with pytest.raises(sa.exc.IntegrityError), house.writing() as session:
        session.add(Alert(call_key="c1", step_id=10, channel_id=1, claimed_at=AT))


# That nobody else need go


@pytest.fixture
def told(house: Store) -> Store:
    """Li, Wang and the group were told of a call."""
    with house.writing() as session:
        session.execute(sa.delete(Duty))
        session.get_one(Staff, "li").name = "李敏"
    call(house)
    assert claimed(house, 0) == [1, 2]
    assert claimed(house, 60) == [3]
    return house


def goes(store: Store, seconds: float, minutes: int | None = 2, key: str = "c1", who: str = "li") -> None:
    with store.writing() as session:
        assert accept(session, session.get_one(HelpCall, key), Staffed(who, after(seconds)), minutes)


def ends(store: Store, seconds: float, key: str = "c1", who: str = READER) -> None:
    with store.writing() as session:
        end(session, session.get_one(HelpCall, key), who, HelpEnd.LEFT, after(seconds))


def follow_ups(store: Store) -> list[tuple[str, int, str]]:
    with store.reading() as session:
        query = sa.select(Alert).where(Alert.step_id == -1).order_by(Alert.id)
        return [(row.call_key, row.channel_id, row.outcome) for row in session.scalars(query)]


def test_whoever_was_told_hears_who_goes(told: Store):
    goes(told, 70)
    (wang, group) = claim(told, SETTINGS, after(71)).messages
    assert (wang.address, group.address) == ("json://127.0.0.1/wang", "json://127.0.0.1/group")
    assert (wang.title, wang.body) == ("求助已有人应答：一楼大厅", "李敏 正过去，约 2 分钟。")
    assert (group.title, group.body) == ("Help is seen to: 一楼大厅", "李敏 is going, about 2 min.")
    assert claim(told, SETTINGS, after(72)).messages == ()
    for message in (wang, group):
        settle(told, message.alerts, Outcome("sent"), after(73))
    for seconds in (74, 140, 300):
        goes(told, seconds, 10)
        assert claimed(told, seconds) == []
    ends(told, 310)
    assert claimed(told, 311) == []
    assert follow_ups(told) == [("c1", 2, "sent"), ("c1", 3, "sent")]


def test_what_a_follow_up_says(told: Store):
    """As it is when it is sent; the keyword that a robot may want is in it."""

    def said() -> str:
        with told.writing() as session:
            session.execute(sa.delete(Alert).where(Alert.step_id == -1))
        messages = claim(told, SETTINGS, after(80)).messages
        assert all("求助" in one.title or "Help" in one.title for one in messages)
        return next(f"{one.title} / {one.body}" for one in messages if one.channel == 3)

    goes(told, 70, None)
    assert said() == "Help is seen to: 一楼大厅 / 李敏 writes with the reader."
    change(told, "c1", answered_by="gone")
    assert said().endswith("gone writes with the reader.")
    change(told, "c1", arrived_at=after(75))
    assert said().endswith("gone is there.")
    ends(told, 76)
    assert said() == "Help no longer needed: 一楼大厅 / Nobody need go any more."


def test_whoever_is_there_at_once_is_not_said_to_write(told: Store):
    with told.writing() as session:
        arrive(session, session.get_one(HelpCall, "c1"), Staffed("li", after(70)))
    assert {one.body for one in claim(told, SETTINGS, after(71)).messages} == {
        "李敏 已到。",
        "李敏 is there.",
    }


def test_nobody_is_told_who_was_not_told_of_the_call(house: Store):
    call(house)
    goes(house, 0)
    assert claimed(house, 1) == []
    call(house, "c2", kiosk_id="kiosk-2")
    (li,) = claim(house, SETTINGS, after(2)).messages
    settle(house, li.alerts, Outcome("failed", "http:500"), after(3))
    goes(house, 4, key="c2", who="wang")
    assert claimed(house, 5) == []


def test_a_channel_that_is_out_of_use_by_then_hears_nothing(told: Store):
    with told.writing() as session:
        session.get_one(AlertChannel, 3).disabled = True
    goes(told, 70)
    assert claimed(told, 71) == [2]


def test_the_reader_left_before_anybody_accepted(told: Store):
    ends(told, 70)
    assert claimed(told, 71) == [1, 2, 3]
    assert claimed(told, 72) == []


def test_a_colleague_closed_it_at_once(told: Store):
    with told.writing() as session:
        close(session, session.get_one(HelpCall, "c1"), Staffed("wang", after(70)), HelpCause.OTHER, "")
    assert claimed(told, 71) == [1, 3]


def test_half_an_hour_of_silence_is_no_news(told: Store):
    ends(told, 1800, who=HOUSE)
    assert claimed(told, 1801) == []


def test_a_kiosk_that_somebody_else_waits_at_is_not_said_to_need_nobody(told: Store):
    call(told, "c2", after(65))
    ends(told, 70)
    assert claimed(told, 71) == [1, 2]
    assert follow_ups(told) == [], "of the other one they are told first"
    ends(told, 80, "c2")
    assert claimed(told, 81) == [1, 2, 3]
    assert len(follow_ups(told)) == 5
    assert claimed(told, 82) == []


def test_a_message_under_way_is_waited_for(house: Store):
    call(house)
    (li,) = claim(house, SETTINGS, after(0)).messages
    goes(house, 1, who="wang")
    assert claim(house, SETTINGS, after(2)).messages == ()
    settle(house, li.alerts, Outcome("sent"), after(14))
    assert claimed(house, 15) == [1]


def test_what_was_accepted_long_ago_is_told_to_nobody(told: Store):
    goes(told, 70)
    assert claimed(told, 70 + 5 * 60) == []
    assert claimed(told, 70 + 5 * 60 - 1) == [2, 3]


def test_who_takes_a_call_over_is_told_to_nobody_twice(told: Store):
    """Whom it is taken from heard of nobody yet, and hears it."""
    goes(told, 70)
    assert claimed(told, 71) == [2, 3]
    with told.writing() as session:
        assert take_over(session, session.get_one(HelpCall, "c1"), Staffed("wang", after(90)), "li", 5)
    (li,) = claim(told, SETTINGS, after(91)).messages
    assert (li.channel, li.body) == (1, "wang 正过去，约 5 分钟。")
    assert claimed(told, 92) == []


def test_who_accepts_the_second_ring_is_told_as_well(told: Store):
    goes(told, 70, 1)
    assert claimed(told, 71) == [2, 3]
    assert ring_anew(told, after(400)) == 1
    assert claimed(told, 400) == [1, 2]
    goes(told, 410, who="wang")
    assert claimed(told, 411) == [1], "the group was told of the first ring only"
    assert follow_ups(told) == [("c1", 2, "sent"), ("c1", 3, "sent"), ("c1", 1, "sent")]


def test_the_second_ring_is_accepted_before_anybody_was_told_of_it(told: Store):
    goes(told, 70, 1)
    assert claimed(told, 71) == [2, 3]
    assert ring_anew(told, after(400)) == 1
    goes(told, 400, who="wang")
    assert claimed(told, 401) == []


def test_calls_of_one_message_have_one_follow_up(told: Store):
    for n in range(2, 6):
        call(told, f"c{n}", after(100 + n), reason=f"reason-{n}")
    assert claimed(told, 119) == [1, 2]
    assert claimed(told, 170) == [3]
    for n in range(1, 5):
        goes(told, 171, key=f"c{n}")
    messages = claim(told, SETTINGS, after(172)).messages
    assert [(one.channel, len(one.alerts)) for one in messages] == [(2, 4), (3, 4)]
    for message in messages:
        settle(told, message.alerts, Outcome("sent"), after(173))
    goes(told, 180, key="c5", who="li")
    assert claimed(told, 181) == [], "they know that somebody goes to this kiosk"


def test_a_follow_up_delays_no_further_call(house: Store):
    call(house)
    assert claimed(house, 0) == [1]
    goes(house, 50, who="wang")
    assert claimed(house, 50) == [1]
    call(house, "c2", after(61))
    assert claimed(house, 61) == [1]


def test_a_follow_up_of_a_dead_server_is_sent_once_more_and_no_third_time(told: Store):
    goes(told, 70)
    first = claim(told, SETTINGS, after(71)).messages
    assert [one.channel for one in first] == [2, 3]
    assert claim(told, SETTINGS, after(72)).then == after(131)
    assert claim(told, SETTINGS, after(131)).messages == first
    assert claim(told, SETTINGS, after(191)).messages == ()
    assert follow_ups(told) == [("c1", 2, "silent"), ("c1", 3, "silent")]


def test_a_follow_up_and_a_call_of_a_dead_server_are_two_messages(told: Store):
    goes(told, 70)
    call(told, "c2", after(71))
    first = claim(told, SETTINGS, after(71)).messages
    assert Counter(one.channel for one in first) == {1: 1, 2: 2, 3: 1}
    again = claim(told, SETTINGS, after(131)).messages
    assert {one.body for one in first} < {one.body for one in again}


@pytest.mark.parametrize("seconds", [800, 131])
def test_a_follow_up_that_is_true_no_more_is_not_sent_once_more(told: Store, seconds: int):
    """Long ago, or the reader left and another is there: none is told that nobody need go."""
    goes(told, 70, None)
    assert len(claim(told, SETTINGS, after(71)).messages) == 2
    if seconds == 131:
        ends(told, 100)
        call(told, "c2", after(120))
    messages = claim(told, SETTINGS, after(seconds)).messages
    assert all("c2" in one.body for one in messages)
    assert follow_ups(told) == [("c1", 2, "silent"), ("c1", 3, "silent")]


def test_a_follow_up_of_before_it_rang_anew_is_not_sent_once_more(told: Store):
    goes(told, 70, 1)
    assert len(claim(told, SETTINGS, after(71)).messages) == 2
    assert ring_anew(told, after(400)) == 1
    assert [one.title[:4] for one in claim(told, SETTINGS, after(400)).messages] == ["读者求助"] * 2
    goes(told, 401)
    assert claim(told, SETTINGS, after(401)).messages == ()


# A server that dies with a claim in its hands


def test_what_a_dead_server_claimed_is_sent_once_more_and_no_third_time(house: Store):
    call(house)
    (first,) = claim(house, SETTINGS, after(0)).messages
    assert claim(house, SETTINGS, after(55)).then == after(60)
    again = claim(house, SETTINGS, after(60)).messages
    assert [one for one in again if one.channel == 1] == [first]
    assert [one.channel for one in claim(house, SETTINGS, after(90)).messages] == []
    (group,) = claim(house, SETTINGS, after(120)).messages  # the group's own claim was not settled either
    assert group.channel == 3
    assert ("c1", 1, "silent", "lost") in rows(house)


def test_what_nobody_needs_any_more_is_not_sent_once_more(house: Store):
    call(house)
    claim(house, SETTINGS, after(0))
    change(house, "c1", answered_at=after(10))
    assert claim(house, SETTINGS, after(61)).messages == ()
    assert rows(house) == [("c1", 1, "silent", "lost")]
    assert claim(house, SETTINGS, after(62)).then is None


def test_the_first_who_knows_is_believed(house: Store):
    call(house)
    (message,) = claim(house, SETTINGS, after(0)).messages
    settle(house, message.alerts, Outcome("failed", "http:500"), after(1))
    settle(house, message.alerts, Outcome("sent"), after(2))
    assert rows(house) == [("c1", 1, "failed", "http:500")]


# What it says


def test_what_a_message_says(house: Store):
    with house.writing() as session:
        session.add(Branch(code="east", name_zh="东馆", name_en="East branch"))
    call(house, branch="east", title="论语")
    (chinese, english) = claim(house, SETTINGS, after(61)).messages
    assert (chinese.address, english.address) == ("json://127.0.0.1/li", "json://127.0.0.1/group")
    assert chinese.title == "读者求助：一楼大厅"
    where, why, page, screen, since, answer = chinese.body.splitlines()
    assert where == "自助机 kiosk-1，东馆"
    assert why == "求助原因：书读不出"
    assert page == "所在页面：借书"
    assert screen == "屏幕提示：有别的读者在等。"
    assert since.endswith("14:32 起等候")
    assert answer == "前往应答：https://library.example.org/console/help-calls/c1"
    assert english.title == "Help wanted: 一楼大厅"
    assert "Kiosk kiosk-1, East branch" in english.body
    assert "Reason: An item is not read" in english.body
    assert "On the screen: Another reader waits for this." in english.body
    for message in (chinese, english):
        assert "论语" not in message.body + message.title
        assert len(f"{message.title}\n{message.body}".encode()) < 1000


def test_a_message_of_a_call_that_says_little(house: Store):
    """An older kiosk, whose place nobody wrote, and codes this server does not know."""
    call(house, kiosk_id="kiosk-9", page="", code="brand-new", reason="also-new")
    (message,) = claim(house, ServerSettings(database=""), after(0)).messages
    assert message.title == "读者求助：kiosk-9"
    assert "also-new" in message.body
    assert "brand-new" in message.body
    assert "http" not in message.body


# On their way


class _Looking(Escalation):
    """Says when it has looked once and waits: what comes from then on must wake it."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.waits = asyncio.Event()

    async def _step(self) -> datetime | None:
        then = await super()._step()
        self.waits.set()
        return then


@asynccontextmanager
async def server(*stores: Store) -> Any:
    """A server process's share in it, once for each store."""
    tasks, running = [], []
    for store in stores:
        stream = Stream()
        tasks.append(asyncio.create_task(follow(store, stream)))
        await stream.following.wait()
        one = _Looking(store, SETTINGS, stream)
        running.append(one)
        tasks.append(asyncio.create_task(one.run()))
        await one.waits.wait()
    try:
        yield running
    finally:
        for one in running:
            await one.end()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def until(store: Store, outcomes: set[str]) -> list[tuple[str, int, str, str]]:
    async with asyncio.timeout(5):
        while {row[2] for row in rows(store)} != outcomes:
            await asyncio.sleep(0.01)
    return rows(store)


def point(store: Store, channel: int, address: str) -> None:
    with store.writing() as session:
        session.get_one(AlertChannel, channel).url = address


@pytest.fixture
def always(house: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Everybody is on duty at any time, so that the clock on the wall does not matter; and nothing but an event or the
    next step wakes a server."""
    monkeypatch.setattr(escalation, "LOOK_SECONDS", 3600.0)
    with house.writing() as session:
        session.execute(sa.delete(Duty))
    return house


def test_two_servers_and_a_real_call(always: Store):
    """Woken by the event, and by the next step; each message arrives once."""
    other = open_store(always.engine.url.render_as_string(hide_password=False))

    async def run() -> None:
        async with server(always, other):
            await asyncio.to_thread(call, always, at=datetime.now(UTC) - timedelta(seconds=59.7))
            await until(always, {"sent"})
            await asyncio.to_thread(with_three)

    def with_three() -> None:
        for _ in range(3):
            here.wait()

    with gateway() as here:
        for channel in (1, 2, 3):
            point(always, channel, f"json://{here.host}/{channel}")
        asyncio.run(run())
        assert sorted(asked.path.strip("/") for asked in here.asked) == ["1", "2", "3"]
    other.close()


def test_two_servers_tell_who_goes(always: Store):
    """Woken by the acceptance, and where a message is still on its way, by its arrival."""
    other = open_store(always.engine.url.render_as_string(hide_password=False))
    thinking, think = threading.Event(), threading.Event()

    def answer(asked: Any) -> tuple[int, Any]:
        if asked.path.strip("/") == "2" and not thinking.is_set():
            thinking.set()
            think.wait(5)
        return 200, {}

    async def run() -> None:
        async with server(always, other):
            call(always, at=datetime.now(UTC))
            await asyncio.to_thread(thinking.wait, 5)
            await asyncio.to_thread(with_outcome, 1)
            with always.writing() as session:
                accept(session, session.get_one(HelpCall, "c1"), Staffed("nobody", datetime.now(UTC)), 1)
            await asyncio.to_thread(with_outcome, 2)
            think.set()
            await asyncio.to_thread(with_outcome, 4)

    def with_outcome(count: int) -> None:
        until = time.monotonic() + 5
        while sum(row[2] == "sent" for row in rows(always)) < count:
            assert time.monotonic() < until
            time.sleep(0.01)

    with gateway(answer) as here:
        for channel in (1, 2):
            point(always, channel, f"json://{here.host}/{channel}")
        asyncio.run(run())
        said = [(asked.path.strip("/"), asked.json["title"][:4]) for asked in here.asked]
    assert sorted(said) == [("1", "求助已有"), ("1", "读者求助"), ("2", "求助已有"), ("2", "读者求助")]
    assert rows(always)[-1][1] == 2, "it waited for the message of before"
    other.close()


@contextmanager
def trickling() -> Iterator[str]:
    """Answers a byte whenever it is asked for one, and never to the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ends = threading.Event()

        def answer() -> None:
            taken, _ = listener.accept()
            with taken:
                taken.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not ends.wait(0.05):
                    taken.sendall(b"x")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        ends.set()
        thread.join(5)


def test_what_hangs_holds_up_nothing_else(always: Store, monkeypatch: pytest.MonkeyPatch):
    """One answers byte by byte and never ends, one is deaf, one well: each has its own outcome, and the other call too."""
    monkeypatch.setattr(escalation, "DEADLINE_SECONDS", 1.0)

    async def run() -> list[tuple[str, int, str, str]]:
        async with server(always):
            now = datetime.now(UTC) - timedelta(seconds=61)
            call(always, at=now)
            await asyncio.to_thread(here.wait)
            call(always, "c2", now, kiosk_id="kiosk-2")
            await asyncio.to_thread(here.wait)
            return await until(always, {"sent", "silent"})

    with trickling() as drops, deaf() as silence, gateway() as here:
        point(always, 1, f"json://{drops}")
        point(always, 2, f"json://{silence}?rto=0.1")
        point(always, 3, f"json://{here.host}")
        found = asyncio.run(run())
    assert {(channel, outcome, detail) for _, channel, outcome, detail in found} == {
        (1, "silent", "too-late"),
        (2, "silent", "no-answer"),
        (3, "sent", ""),
    }
    assert len(found) == 6
    with always.reading() as session:
        ended = {
            row.channel_id: row.ended_at for row in session.scalars(sa.select(Alert)) if row.call_key == "c1"
        }
    assert ended[3] < ended[1], "it waited for the one that hangs"


def test_too_many_hanging_messages_get_no_more_threads(always: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(escalation, "DEADLINE_SECONDS", 0.1)
    monkeypatch.setattr(escalation, "MOST_HANGING", 0)

    async def run() -> list[tuple[str, int, str, str]]:
        async with server(always):
            call(always, at=datetime.now(UTC))
            return await until(always, {"failed"})

    assert {row[3] for row in asyncio.run(run())} == {"stuck"}


def test_a_server_that_ends_lets_a_message_arrive(always: Store):
    """It asks for the end while the service still thinks about its answer."""
    thinking, think = threading.Event(), threading.Event()

    def answer(_asked: Any) -> tuple[int, Any]:
        thinking.set()
        think.wait(5)
        return 200, {}

    async def run() -> None:
        async with server(always):
            call(always, at=datetime.now(UTC))
            await asyncio.to_thread(thinking.wait, 5)
            asyncio.get_running_loop().call_later(0.05, think.set)

    with gateway(answer) as here:
        for channel in (1, 2):
            point(always, channel, f"json://{here.host}")
        asyncio.run(run())
    assert {row[2] for row in rows(always)} == {"sent"}


def test_from_the_button_to_the_phone(site: Site):
    """The whole server: a kiosk's entry comes in, and a phone rings."""
    with gateway() as here:
        with site.store.writing() as session:
            session.add(AlertChannel(id=1, name="Group", url=f"json://{here.host}"))
            session.flush()
            session.add(AlertStep(after_seconds=0, target="channel", channel_id=1))
        with TestClient(create_app(site.store, site.settings)) as client:
            client.headers.update(site.client.headers)
            details = {"page": "borrow", "code": "item-on-hold", "reason": "item"}
            said = entry("call-1", "help-call", "", details=details, visit="v1")
            assert client.post("/api/v1/transactions", json={"entries": [said]}).status_code == 200
            assert here.wait().json["title"].startswith("读者求助")
    assert rows(site.store) == [("call-1", 1, "sent", "")]
