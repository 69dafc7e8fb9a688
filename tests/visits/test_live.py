"""What changes in the library is on the kiosk within a second, over a real wire that is cut; and what the kiosk knows
when nobody answers any more."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from config.schema import load_kiosk
from config.vocabulary import Code, TextName, Topic, VoiceKind
from drivers.roles import Scanned
from kiosk import events
from kiosk.app import initial_state
from kiosk.commands.init import init
from kiosk.demo.relay import Relay
from kiosk.faq import Answer
from kiosk.finding import search
from kiosk.machine import Machine
from kiosk.state import Outcome, State, TellPage
from server.circulation.charges import add_charge
from server.faq import entries
from server.faq.entries import Said
from server.faq.pictures import keep, redraw
from server.live import publish
from server.patrons import find_patron
from server.store.database import Store, open_store
from server.store.tables import Kiosk
from server.store.voice_tables import Meeting, Signup, Voice
from server.texts import set_text
from tests.faults.processes import free_port, kill, run_server, start


class House:
    """A server process behind a cable, and the whole kiosk but its screen."""

    def __init__(self, directory: Path) -> None:
        assert init(directory, demo=True, force=False) == 0
        self.directory = directory
        self._demo = json.loads((directory / "demo.json").read_text())
        self._port = free_port()
        self._server = start(run_server, directory / "server.toml", self._port)
        self.cable = Relay(self._port)
        config = directory / "kiosk.toml"
        config.write_text(
            config.read_text().replace("http://127.0.0.1:8470", f"http://127.0.0.1:{self.cable.port}")
        )
        self.store: Store = open_store(f"sqlite:///{directory / 'server.db'}")
        self.start()

    def start(self) -> None:
        settings = load_kiosk(self.directory / "kiosk.toml")
        self.machine = Machine(settings, initial_state(settings))
        self.machine.start()

    def cards(self, case: str) -> list[str]:
        return [one["barcode"] for one in self._demo["patrons"] if one["case"] == case]

    def items(self, status: str) -> list[str]:
        return [one["barcode"] for one in self._demo["items"] if one["status"] == status]

    @property
    def state(self) -> State:
        return self.machine.desk.state

    def scans(self, label: str) -> None:
        self.machine.desk.post(events.LabelScanned(Scanned(label), self.machine.desk.visit_id()))

    def says(self, text: str) -> None:
        with self.store.writing() as session:
            set_text(session, TextName.WELCOME_NOTICE, "zh", text)

    def told(self) -> str:
        return self.state.text(TextName.WELCOME_NOTICE, "zh")

    def end_server(self) -> None:
        kill(self._server)

    def close(self) -> None:
        self.machine.stop()
        self.store.close()
        self.cable.pull()
        if self._server.exitcode is None:
            kill(self._server)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "house")
    until(lambda: house.state.snapshot and house.state.link_up)
    yield house
    house.close()


def until(true: Callable[[], Any], seconds: float = 20) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds
        time.sleep(0.005)
    return time.monotonic() - began


def test_a_text_is_on_the_kiosk_within_a_second_and_after_a_break_and_after_a_start(house: House):
    house.says("一")
    assert until(lambda: house.told() == "一") < 1
    house.cable.pull()
    house.says("二")
    house.cable.plug()
    until(lambda: house.told() == "二")
    house.machine.stop()
    house.end_server()
    house.start()
    until(lambda: house.told() == "二", 5)


def test_what_the_desk_does_to_the_open_account_is_seen_within_a_second(house: House):
    card = house.cards("ordinary")[0]
    house.scans(card)
    until(lambda: house.state.visit and house.state.visit.patron)
    before = house.state.visit.patron.fines
    with house.store.writing() as session:
        patron = find_patron(session, card)
        add_charge(session, patron, Decimal("1.50"), datetime.now(UTC), kind="damaged")
    assert until(lambda: house.state.visit.patron.fines != before) < 1


def test_a_blocked_card_is_refused_by_what_was_fetched_before_even_after_a_start(house: House):
    blocked, ordinary = house.cards("blocked")[0], house.cards("ordinary")[0]
    reference, book = house.items("reference-only")[0], house.items("available")[0]
    until(lambda: reported(house))
    house.machine.stop()
    house.end_server()
    house.start()
    until(lambda: not house.state.link_up)
    house.scans(blocked)
    until(lambda: house.state.visit and house.state.visit.patron)
    house.scans(book)
    until(lambda: house.state.visit.cases)
    assert [one.code for one in house.state.visit.cases[0].reasons] == [Code.PATRON_BLOCKED]
    house.machine.desk.post(events.Finished())
    until(lambda: house.state.visit is None)
    house.scans(ordinary)
    until(lambda: house.state.visit and house.state.visit.patron)
    house.scans(reference)
    house.scans(book)
    until(lambda: house.state.visit and len(house.state.visit.cases) == 2)
    assert [(one.outcome, [why.code for why in one.reasons]) for one in house.state.visit.cases] == [
        (Outcome.NOT_POSSIBLE, [Code.ITEM_REFERENCE_ONLY]),
        (Outcome.KEPT_LOCALLY, []),
    ]
    house.machine.stop()
    kept = house.directory / "kiosk-data" / "snapshot.json"
    assert blocked not in kept.read_text()
    kept.write_text(kept.read_text().replace("patron-blocked", "patron-unknown"))
    house.start()
    until(lambda: not house.state.link_up)
    assert house.state.snapshot is None, "what somebody changed on the disk is not believed"


def ask(house: House, question: str, picture: bytes = b"") -> int:
    """Staff publish an answer."""
    now = datetime.now(UTC)
    with house.store.writing() as session:
        entry = entries.add_entry(session, "machine", "", "ann", now)
        shown = ((keep(session, redraw(picture), now).hash, "停车场"),) if picture else ()
        draft = entries.save_draft(session, entry.id, "zh", Said(question, "楼下。", shown), "ann", now)
        entries.publish(session, entry.id, "zh", "ann", now, entries.mark(draft))
    return entry.id


def answered(house: House, number: int) -> Answer | None:
    entry = house.state.faq.entry(number)
    return entry.answer("zh") if entry else None


def test_an_answer_and_its_picture_are_on_the_kiosk_and_stay_without_a_network(house: House):
    until(lambda: len(house.state.faq.entries) > 50)
    until(lambda: house.state.faq.for_code("scan-isbn").answer("zh").pictures)
    number = ask(house, "哪里停车？", drawing("teal"))
    assert until(lambda: answered(house, number)) < 1
    until(lambda: answered(house, number).pictures)
    [picture] = answered(house, number).pictures
    folder = house.directory / "kiosk-data" / "faq"
    assert hashlib.sha256((folder / picture.hash).read_bytes()).hexdigest() == picture.hash
    assert [one.id for one in search(house.state.faq, "tingche", "zh")] == [number]
    house.machine.stop()
    house.end_server()
    isbn = house.state.faq.for_code("scan-isbn").answer("zh").pictures[0].hash
    (folder / isbn).write_bytes(drawing("red"))
    house.start()
    until(lambda: answered(house, number))
    assert [one.hash for one in answered(house, number).pictures] == [picture.hash]
    assert house.state.faq.for_code("scan-isbn").answer("zh").pictures == (), "somebody changed that one"
    house.machine.stop()
    kept = house.directory / "kiosk-data" / "faq.json"
    kept.write_text(kept.read_text().replace("哪里停车", "哪里吸烟"))
    house.start()
    until(lambda: not house.state.link_up)
    assert house.state.faq.entries == (), "what somebody changed on the disk is not believed"


def test_what_the_library_takes_back_and_a_full_disk_leave_the_kiosk_in_order(house: House):
    until(
        lambda: (
            house.state.faq.for_code("scan-isbn").answer("zh").pictures if house.state.faq.entries else None
        )
    )
    folder = house.directory / "kiosk-data" / "faq"
    number = ask(house, "哪里停车？", drawing("teal"))
    until(lambda: answered(house, number) and answered(house, number).pictures)
    before = set(folder.iterdir())
    with house.store.writing() as session:
        entries.retire(session, number, "ann", retired=True)
    until(lambda: answered(house, number) is None)
    until(lambda: len(set(folder.iterdir())) == len(before) - 1)
    shutil.rmtree(folder)
    folder.write_text("no folder can be made here: as good as a full disk")
    number = ask(house, "哪里吃饭？", drawing("plum"))
    until(lambda: answered(house, number))
    assert answered(house, number).pictures == (), "an answer without its picture is better than none"
    house.says("还在")
    until(lambda: house.told() == "还在")


def drawing(colour: str) -> bytes:
    to = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(to, "PNG")
    return to.getvalue()


def reported(house: House) -> bool:
    """The library system knows how the kiosk is: its printer is not there."""
    with house.store.reading() as session:
        parts = session.get(Kiosk, "kiosk-1").parts
    return parts.get("receipt-printer", {}).get("state") == "missing" and parts["journal"]["state"] == "ok"


def test_a_meeting_reaches_the_kiosk_and_a_suggestion_the_library_across_an_outage_each_once(house: House):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with house.store.writing() as session:
        session.add(Meeting(titles={"zh": "读书会"}, begins_at=tomorrow, seats=3, published=True))
        publish(session, Topic.QUESTIONS)
    assert until(lambda: house.state.questions.meetings) < 1
    house.cable.pull()
    until(lambda: not house.state.link_up)
    for happened in (
        events.OpenedTell(TellPage.SUGGESTION),
        events.ToldText("text", "多摆几把椅子"),
        events.SentTell(),
        events.OpenedTell(TellPage.MEETING, house.state.questions.meetings[0].id),
        events.ToldPeople(2),
        events.SentTell(),
    ):
        house.machine.desk.post(happened)
    until(lambda: house.state.tell and house.state.tell.told is VoiceKind.SIGNUP)
    house.machine.stop()  # and the power goes
    house.cable.plug()
    house.start()

    def arrived() -> list[Any]:
        with house.store.reading() as session:
            return [*session.scalars(sa.select(Voice.text)), *session.scalars(sa.select(Signup.people))]

    until(lambda: len(arrived()) == 2)
    until(lambda: house.state.questions.meetings[0].seats_left == 1)
    assert arrived() == ["多摆几把椅子", 2]
