"""Channels, the ladder and the duty roster, as staff set them up; what was sent, as they read it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from config.server_settings import ServerSettings
from config.vocabulary import TextName
from server.help.alerts import claim, read_steps
from server.rules.calendar import END_OF_DAY
from server.rules.escalation import ladder
from server.staff import Role, add_staff
from server.store.help_tables import Alert, AlertChannel, AlertStep, Duty, HelpCall
from server.store.tables import Branch, Staff
from server.texts import set_text
from tests.console.conftest import PASSWORD, Desk
from tests.console.test_pages import audited
from tests.server.gateways import gateway

SECRET = "693a91f6-7xxx-4bc4"
CHANNEL = {"name": "服务台群", "address": f"wecombot://{SECRET}", "login": "", "language": "zh"}


def channels(desk: Desk) -> list[tuple[str, str, str | None, str, bool]]:
    with desk.store.reading() as session:
        rows = session.scalars(sa.select(AlertChannel).order_by(AlertChannel.id))
        return [(row.name, row.url, row.login, row.language, row.disabled) for row in rows]


def steps(desk: Desk, branch: str = "*") -> list[tuple[int, str, int | None]]:
    with desk.store.reading() as session:
        return [(step.after, step.target.value, step.channel) for step in ladder(read_steps(session), branch)]


# Channels


def test_an_address_is_typed_in_and_never_seen_again(desk: Desk):
    desk.sign_in("administrator")
    added = desk.post("/alerts/channels/new", **CHANNEL)
    assert added.headers["location"] == "/console/alerts/channels/1?done=channel-added"
    assert channels(desk) == [("服务台群", f"wecombot://{SECRET}", None, "zh", False)]
    changed = {**CHANNEL, "name": "柜台群", "address": "", "login": "librarian", "disabled": "1"}
    assert desk.post("/alerts/channels/1", **changed).status_code == 303
    assert channels(desk) == [("柜台群", f"wecombot://{SECRET}", "librarian", "zh", True)]
    seen = [desk.get(path).text for path in ("/alerts", "/alerts/channels", "/alerts/channels/1", "/audit")]
    assert all("柜台群" in text for text in seen)
    assert all("WeCom Bot" in text for text in seen[1:3])
    assert not any(SECRET in text for text in seen)
    assert audited(desk, "channel-added") == [("administrator", "服务台群", {})]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "This is needed."),
        ("https://example.org/hook", "This is no address"),
        ("wecombot://", "missing or wrong"),
        ("syslog://", "Not over this"),
        ("x" * 1001, "too long"),
    ],
)
def test_an_address_that_cannot_be_used(desk: Desk, address: str, sentence: str):
    desk.sign_in("administrator")
    answer = desk.post("/alerts/channels/new", **{**CHANNEL, "address": address})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="服务台群"' in answer.text
    assert channels(desk) == []


def test_a_wrong_change_changes_nothing(desk: Desk):
    desk.sign_in("administrator")
    desk.post("/alerts/channels/new", **CHANNEL)
    for wrong in ({"address": "syslog://"}, {"name": ""}, {"login": "nobody"}, {"language": "xx"}):
        assert desk.post("/alerts/channels/1", **{**CHANNEL, "name": "new", **wrong}).status_code == 422
    assert channels(desk)[0][:2] == ("服务台群", f"wecombot://{SECRET}")


def test_a_test_says_what_became_of_it(desk: Desk):
    status = [200]
    with gateway(lambda _asked: (status[0], {})) as here:
        desk.sign_in("administrator")
        with desk.store.writing() as session:
            for language, name in (("en", "Pinewood"), ("zh", "松林图书馆")):
                set_text(session, TextName.LIBRARY_NAME.value, language, name)
        desk.post("/alerts/channels/new", **{**CHANNEL, "address": f"json://user:{SECRET}@{here.host}"})
        told = desk.post("/alerts/channels/1/test")
        assert "The service took the message." in told.text
        assert here.only.json["title"] == "松林图书馆测试消息", "as the channel's language has it"
        status[0] = 503
        told = desk.post("/alerts/channels/1/test")
        assert "The service answered with HTTP 503." in told.text
        assert SECRET not in told.text
    assert len(audited(desk, "channel-tested")) == 2


def test_a_channel_goes_with_its_address_and_its_steps(desk: Desk):
    desk.sign_in("administrator")
    desk.post("/alerts/channels/new", **CHANNEL)
    desk.post("/alerts/steps", after="30", target="channel:1")
    assert (30, "channel", 1) in steps(desk)
    assert "the steps that use it" in desk.get("/alerts/channels/1").text
    desk.post("/alerts/channels/1/remove")
    assert channels(desk) == []
    assert steps(desk) == [(90, "hotline", None)]
    assert desk.post("/alerts/channels/1/remove").status_code == 404


def test_who_left_keeps_a_channel_that_can_be_changed(desk: Desk):
    desk.sign_in("administrator")
    desk.post("/alerts/channels/new", **{**CHANNEL, "login": "librarian"})
    with desk.store.writing() as session:
        session.get_one(Staff, "librarian").disabled = True
    assert (
        desk.post("/alerts/channels/1", **{**CHANNEL, "address": "", "login": "librarian"}).status_code == 303
    )
    assert 'value="librarian" selected' in desk.get("/alerts/channels/1").text


# The ladder


def test_the_ladder_that_is_there_from_the_start_is_not_lost(desk: Desk):
    desk.sign_in("administrator")
    assert "This holds until you add a step." in desk.get("/alerts").text
    desk.post("/alerts/steps", after="0", target="duty")
    assert steps(desk) == [(0, "duty", None), (90, "hotline", None)]
    page = desk.get("/alerts").text
    assert "This holds until" not in page
    assert "Nobody has a channel of their own yet." in page
    assert "There is no number yet" in page
    with desk.store.writing() as session:
        set_text(session, TextName.HOTLINE, "en", "010-1234")
        session.add(AlertChannel(name="Li", url="json://h", login="librarian"))
    page = desk.get("/alerts").text
    assert "Nobody has a channel" not in page
    assert "There is no number" not in page


def test_a_branch_s_ladder_begins_with_everybody_s(desk: Desk):
    with desk.store.writing() as session:
        session.add(Branch(code="east", name_en="East"))
    desk.sign_in("administrator")
    desk.post("/alerts/steps", after="60", target="duty")
    desk.post("/alerts/steps", after="5", target="hotline", branch="east")
    desk.post("/alerts/steps", after="7", target="hotline", branch="east")
    assert steps(desk) == [(60, "duty", None), (90, "hotline", None)]
    assert steps(desk, "east") == [
        (5, "hotline", None),
        (7, "hotline", None),
        (60, "duty", None),
        (90, "hotline", None),
    ]
    with desk.store.reading() as session:
        own = session.scalars(sa.select(AlertStep.id).where(AlertStep.branch == "east")).all()
        assert not set(own) & set(session.scalars(sa.select(AlertStep.id).where(AlertStep.branch == "*")))
    for step in own:
        assert desk.post(f"/alerts/steps/{step}/remove").status_code == 303
    assert steps(desk, "east") == steps(desk)


def test_what_was_told_stays_told_when_a_branch_gets_its_own_ladder(desk: Desk):
    at = datetime.now(UTC)
    with desk.store.writing() as session:
        session.add(Branch(code="east", name_en="East"))
        session.add(AlertChannel(id=1, name="Group", url="json://h"))
        session.flush()
        session.add(AlertStep(id=5, after_seconds=0, target="channel", channel_id=1))
        session.flush()
        for key, branch in (("here", "east"), ("there", "main")):
            session.add(HelpCall(key=key, kiosk_id=key, branch=branch, visit="v", occurred_at=at, received_at=at,
                                 page="", code="", reason=""))  # fmt: skip
            session.flush()
            session.add(
                Alert(call_key=key, step_id=5, channel_id=1, claimed_at=at, ended_at=at, outcome="sent")
            )
    desk.sign_in("administrator")
    desk.post("/alerts/steps", after="60", target="hotline", branch="east")
    with desk.store.reading() as session:
        mine = session.scalar(
            sa.select(AlertStep.id).where(AlertStep.branch == "east", AlertStep.channel_id == 1)
        )
        told = {row.call_key: row.step_id for row in session.scalars(sa.select(Alert))}
    assert told == {"here": mine, "there": 5}
    assert claim(desk.store, ServerSettings(database=""), at + timedelta(seconds=1)).messages == ()


def test_a_number_of_a_channel_or_a_step_is_never_used_again(desk: Desk):
    """Alerts of before name them."""
    for kind in (AlertChannel, AlertStep):
        numbers = []
        for _ in range(2):
            row = (
                kind(name="x", url="json://h")
                if kind is AlertChannel
                else kind(after_seconds=1, target="duty")
            )
            with desk.store.writing() as session:
                session.add(row)
                session.flush()
                numbers.append(row.id)
                session.delete(row)
        assert numbers[0] != numbers[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"after": "-1"},
        {"after": "3600"},
        {"after": ""},
        {"target": "channel:9"},
        {"target": ""},
        {"branch": "x"},
    ],
)
def test_a_step_that_makes_no_sense(desk: Desk, wrong: dict[str, str]):
    desk.sign_in("administrator")
    assert desk.post("/alerts/steps", **{"after": "0", "target": "duty", **wrong}).status_code == 422
    assert steps(desk) == [(90, "hotline", None)]


def test_no_ladder_grows_for_ever(desk: Desk):
    desk.sign_in("administrator")
    for n in range(19):
        assert desk.post("/alerts/steps", after=n, target="duty").status_code == 303
    assert "No ladder has more than 20" in desk.post("/alerts/steps", after="50", target="duty").text


# The roster


WEEKDAYS = {"day_1": "1", "day_3": "1", "login": "librarian", "begins": "09:00", "ends": "12:00"}


def roster(desk: Desk) -> list[tuple[int, time, time, str, str]]:
    with desk.store.reading() as session:
        rows = session.scalars(sa.select(Duty).order_by(Duty.id))
        return [(row.weekday, row.begins, row.ends, row.login, row.branch) for row in rows]


def test_a_week_of_duty(desk: Desk):
    desk.sign_in("administrator")
    assert desk.post("/alerts/duty", **WEEKDAYS).status_code == 303
    assert roster(desk) == [(day, time(9), time(12), "librarian", "*") for day in (1, 3)]
    assert desk.post("/alerts/duty", **{**WEEKDAYS, "begins": "12:00", "ends": "00:00"}).status_code == 303
    assert roster(desk)[-1][1:3] == (time(12), END_OF_DAY)
    page = desk.get("/alerts/duty").text
    assert page.count("12:00–24:00</b>") == 2
    ids = re.findall(r"/alerts/duty/(\d+)/remove", page)
    desk.post(f"/alerts/duty/{ids[0]}/remove")
    assert len(roster(desk)) == 3
    assert desk.post(f"/alerts/duty/{ids[0]}/remove").status_code == 404
    assert len(audited(desk, "duty-added")) == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"begins": "22:00", "ends": "06:00"}, "For a night, add two."),
        ({"begins": "09:00", "ends": "09:00"}, "For a night, add two."),
        ({"begins": "", "ends": "06:00"}, "This is needed."),
        ({"begins": "nine"}, "Both times"),
        ({"begins": "11:00", "ends": "13:00"}, "on duty then already"),
        ({"day_1": "", "day_3": ""}, "At least one day"),
        ({"login": "viewer", "ends": "08:00", "begins": "07:00"}, "choose one of the list"),
        ({"branch": "x", "ends": "08:00", "begins": "07:00"}, "Nothing was changed"),
    ],
)
def test_a_duty_that_cannot_be(desk: Desk, wrong: dict[str, str], sentence: str):
    desk.sign_in("administrator")
    desk.post("/alerts/duty", **WEEKDAYS)
    answer = desk.post("/alerts/duty", **{**WEEKDAYS, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(roster(desk)) == 2


def test_who_is_there_now(desk: Desk):
    """By the clock on the wall; a roster of every day makes the test's hour not matter."""
    with desk.store.writing() as session:
        session.add(Branch(code="shut", name_en="Shut", open_weekdays=""))
        add_staff(session, "li", Role.LIBRARIAN, PASSWORD, name="李敏")
        session.flush()
        for day in range(1, 8):
            session.add(Duty(branch="main", weekday=day, begins=time(), ends=END_OF_DAY, login="li"))
    desk.sign_in("viewer")
    page = desk.get("/alerts").text
    now = page[page.index('id="now"') :]
    assert re.search(r"Main library</dt><dd>.*?attended</span> 李敏", now)
    assert re.search(r"Shut</dt><dd>.*?nobody</span>", now)
    assert "Add a step" not in page
    with desk.store.writing() as session:
        session.execute(sa.update(Staff).where(Staff.login == "li").values(role="viewer"))
    assert "李敏" not in desk.get("/alerts").text, "who may not answer is not there for it"


# What was sent


def test_the_alerts_of_a_call_as_staff_read_them(desk: Desk):
    at = datetime.now(UTC)
    with desk.store.writing() as session:
        session.add(
            HelpCall(
                key="c1", kiosk_id="k", visit="v", occurred_at=at, received_at=at, page="", code="", reason=""
            )
        )
        session.add(AlertChannel(id=1, name="<b>Group</b>", url="json://h"))
        session.flush()
        for n, (channel, outcome, detail, tries) in enumerate(
            [(1, "failed", "answer:93000", 1), (2, "silent", "lost", 2), (1, "", "", 1), (0, "sent", "", 1)]
        ):
            row = Alert(call_key="c1", step_id=n, channel_id=channel, claimed_at=at)
            row.outcome, row.detail, row.tries = outcome, detail, tries
            session.add(row)
    desk.sign_in("librarian")
    told = desk.get("/help-calls/c1").text
    told = told[told.index('id="told"') :]
    assert "<b>Group</b></b>" not in told
    for sentence in (
        "&lt;b&gt;Group&lt;/b&gt;",
        "The service refused with code 93000.",
        "a channel that was removed",
        "second try",
        "under way",
        "The reader was shown the telephone number",
    ):
        assert sentence in told
    assert "nobody else need go" not in told
    with desk.store.writing() as session:
        session.execute(sa.update(Alert).where(Alert.step_id == 0).values(step_id=-1))
    assert desk.get("/help-calls/c1").text.count("told that nobody else need go") == 1
    with desk.store.writing() as session:
        session.execute(sa.delete(Alert))
    assert "Nobody was told" in desk.get("/help-calls/c1").text
