"""A reader with a refused item calls, is answered, writes, and borrows it on a librarian's word: a kiosk and a server as
they are, over a wire that is cut, and through a restart of the kiosk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.vocabulary import HelpEnd, HelpSays, Instructed, Topic
from drivers import roles
from drivers.simulators.help_button import HelpButtonSimulator
from drivers.simulators.wire import PtyWire
from kiosk import events
from kiosk import help as aid
from kiosk.help import Standing
from kiosk.state import HelpReason, HelpStep, Outcome
from server.live import publish
from server.staff import Role, add_staff
from server.store.help_tables import HelpCall, HelpLine
from server.store.tables import Kiosk
from tests.visits.test_live import House, until

BUTTON = """
[[device]]
role = "help-button"
driver = "serial-button"
port = "{port}"
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    until(lambda: house.state.snapshot and house.state.link_up and house.state.faq.entries)
    with house.store.writing() as session:
        add_staff(session, "mei", Role.LIBRARIAN, "correct horse", name="Mei")
    yield house
    house.close()


def stands(house: House, standing: Standing) -> bool:
    return house.state.call is not None and aid.standing(house.state.call) is standing


def accept(house: House, minutes: int | None = 2) -> None:
    with house.store.writing() as session:
        call = session.scalars(sa.select(HelpCall)).one()
        call.answered_at, call.answered_by, call.minutes = datetime.now(UTC), "mei", minutes
        publish(session, Topic.HELP_CALL, call.key)


def tell(house: House, says: HelpSays, about: str = "", **texts: str) -> int:
    with house.store.writing() as session:
        call = session.scalars(sa.select(HelpCall)).one()
        line = HelpLine(
            key=f"{says}-{about}-{datetime.now(UTC)}", call_key=call.key, at=datetime.now(UTC), who="mei"
        )
        line.kind, line.texts, line.about = says.value, texts, about
        session.add(line)
        session.flush()
        publish(session, Topic.HELP_CALL, call.key)
        return line.id


def result(house: House, number: int) -> str:
    with house.store.reading() as session:
        return session.get_one(HelpLine, number).result


def written(house: House) -> list[str]:
    with house.store.reading() as session:
        lines = session.scalars(sa.select(HelpLine).where(HelpLine.who == "reader").order_by(HelpLine.id))
        return [line.texts[""] for line in lines]


def call_of(house: House) -> HelpCall | None:
    with house.store.reading() as session:
        return session.scalars(sa.select(HelpCall)).one_or_none()


def does(house: House, *what: events.Event) -> None:
    for event in what:
        house.machine.desk.post(event)


def refused(house: House) -> str:
    """A reader scans a book that is not lent."""
    house.scans(house.cards("ordinary")[0])
    until(lambda: house.state.visit and house.state.visit.patron)
    item = house.items("reference-only")[0]
    house.scans(item)
    until(lambda: outcome(house, item) is Outcome.NOT_POSSIBLE)
    return item


def outcome(house: House, item: str) -> Outcome | None:
    cases = house.state.visit.cases if house.state.visit else ()
    return next((case.outcome for case in reversed(cases) if case.item == item), None)


def page_told(house: House) -> str:
    """Where the reader is, as staff see it."""
    with house.store.reading() as session:
        return session.get(Kiosk, "kiosk-1").parts.get("page", "")


def test_a_refused_item_is_borrowed_on_a_librarians_word(house: House):
    until(lambda: page_told(house) == "welcome")
    item = refused(house)
    does(house, events.OpenedHelp(), events.TellsTitle(on=True), events.CalledHelp(HelpReason.ITEM))
    until(lambda: house.state.panel and house.state.panel.step is HelpStep.ANSWER)
    does(house, events.AnswerHelped(yes=False))
    until(lambda: call_of(house))
    call = call_of(house)
    assert call.faq_entry, "the answer that did not help"
    assert (call.page, call.code, call.reason) == ("borrow", "item-reference-only", "item")
    assert call.title
    assert [row["code"] for row in call.rows] == ["item-reference-only"]
    until(lambda: page_told(house) == "borrow", 10)  # and not after the minute of its other reports
    accept(house)
    assert until(lambda: stands(house, Standing.COMING)) < 1
    assert house.state.call.news.by == "Mei"
    tell(house, HelpSays.TEXT, zh="您要带回家吗？", en="Do you want to take it home?")
    assert until(lambda: house.state.call.lines()) < 1
    does(house, events.Said("是的"))
    until(lambda: written(house) == ["是的"])
    number = tell(house, HelpSays.RELEASE, call.rows[0]["key"])
    until(lambda: outcome(house, item) is Outcome.DONE)
    until(lambda: result(house, number) == Instructed.DONE)
    does(house, events.EndedHelp())
    until(lambda: call_of(house).ended_as == HelpEnd.SOLVED)
    assert house.state.call is None


def test_with_the_line_cut_at_every_step_and_a_restart_it_ends_the_same_way(house: House):
    refused(house)
    house.cable.pull()
    does(house, events.OpenedHelp(), events.CalledHelp(HelpReason.JUST_COME), events.Said("在吗？"))
    until(lambda: stands(house, Standing.KEPT))
    house.cable.plug()
    until(lambda: written(house) == ["在吗？"])
    until(lambda: house.state.call.lines() and not house.state.call.own)
    house.cable.pull()
    accept(house, minutes=None)
    early = tell(house, HelpSays.POINT, "finish")
    does(house, events.Said("还在吗？"))
    house.cable.plug()
    until(lambda: stands(house, Standing.TAKEN) and result(house, early) == Instructed.DONE)
    until(lambda: written(house) == ["在吗？", "还在吗？"])
    house.machine.stop()
    late = tell(house, HelpSays.END_VISIT)
    button = HelpButtonSimulator(PtyWire(house.directory / "button"))
    with (house.directory / "kiosk.toml").open("a") as config:
        config.write(BUTTON.format(port=button.wire.port))
    house.start()
    until(lambda: stands(house, Standing.TAKEN))
    until(lambda: house.state.has(roles.Role.HELP_BUTTON))
    button.press(5)
    until(lambda: house.state.panel)
    assert house.state.panel.step is HelpStep.TALK
    until(lambda: result(house, late) == Instructed.TOO_LATE)
    assert [line.texts[""] for line in house.state.call.lines() if line.mine] == ["在吗？", "还在吗？"]
    assert call_of(house).presses == 1, "nothing rang twice"
    house.cable.pull()
    does(house, events.EndedHelp())
    until(lambda: house.state.call is None)
    house.cable.plug()
    until(lambda: call_of(house).ended_as == HelpEnd.SOLVED)
    button.close()
