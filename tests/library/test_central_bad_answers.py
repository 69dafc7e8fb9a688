"""A server that answers late, with garbage, with 500 or not at all is “away”, and never a crash or a lie."""

from __future__ import annotations

import json
import socket
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.vocabulary import Code, EntryKind, HelpSays, HelpStage, Reason, Result
from kiosk.effects import Entry
from kiosk.journal import Recorded
from kiosk.library import central
from kiosk.library.central import Central
from kiosk.library.port import EntriesRejected, LibraryAway
from kiosk.state import HoldState
from tests.library.wicked_server import WickedServer, wicked_server

ENTRY = Recorded(1, datetime(2026, 11, 23, tzinfo=UTC), Entry("k1", EntryKind.CHECKOUT, "3", "2"))
GOOD = {
    "answers": [{"key": "k1", "result": "applied", "repeated": False, "due": "2026-12-14T23:59:59+08:00"}]
}


@pytest.fixture
def server():
    with wicked_server() as server:
        yield server


@pytest.fixture
def library(server: WickedServer) -> Central:
    return Central(server.url, "key")


def test_a_good_answer(server: WickedServer, library: Central):
    server.answers(200, json.dumps(GOOD).encode())
    (answer,) = library.deliver([ENTRY])
    assert (answer.result, answer.due.isoformat()) == (Result.APPLIED, "2026-12-14T23:59:59+08:00")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>captive portal</html>"),
        (200, b'{"answers": [{"key": "k1", "result": "appl'),
        (200, b'{"answers": []}'),
        (200, b'{"answers": [{"key": "another", "result": "applied"}]}'),
        (200, b'{"answers": [{"key": "k1", "result": "maybe"}]}'),
        (200, b'{"answers": [{"key": "k1", "result": "refused", "reasons": [{"code": {}}]}]}'),
        (200, b'{"answers": [{"key": "k1", "result": "refused", "reasons": [{"why": "no code"}]}]}'),
        (200, b'{"answers": [{"key": "k1", "result": "applied", "due": "soon"}]}'),
        (200, b'{"answers": [{"key": "k1", "result": "applied", "due": "2026-12-14T00:00:00"}]}'),
        (200, b"[1, 2]"),
        (200, b"\xff\xfe\x00"),
        (500, b"oops"),
        (503, b"{}"),
        (401, b'{"code": "unauthorised"}'),
        (302, b""),
    ],
)
def test_what_cannot_be_trusted_is_no_answer(
    server: WickedServer, library: Central, status: int, body: bytes
):
    server.answers(status, body)
    with pytest.raises(LibraryAway):
        library.deliver([ENTRY])
    with pytest.raises(LibraryAway):
        library.look_up("20000000000018", None)
    with pytest.raises(LibraryAway):
        library.time()


def test_a_newer_server_says_what_this_kiosk_does_not_know(server: WickedServer, library: Central):
    """A new code is a refusal, a new status an answer; the library is not away for it."""
    said = {"key": "k1", "result": "refused", "reasons": [{"code": "of-tomorrow", "params": {"n": 1}}]}
    server.answers(200, json.dumps({"answers": [said]}).encode())
    (answer,) = library.deliver([ENTRY])
    assert (answer.result, answer.reasons) == (
        Result.REFUSED,
        (Reason(Code.ASK_STAFF, {"code": "of-tomorrow"}),),
    )
    server.answers(200, b'{"barcode": "2", "reasons": [{"code": "of-tomorrow"}], "loans": []}')
    assert library.look_up("2", None).reasons == (Reason(Code.ASK_STAFF, {"code": "of-tomorrow"}),)
    said = {"barcode": "2", "reasons": [], "loans": [], "holds": [{**HOLD, "state": "of-tomorrow"}]}
    server.answers(200, json.dumps(said).encode())
    assert library.look_up("2", None).holds[0].state is HoldState.WAITING
    for status, on_loan in (("of-tomorrow", False), ("lost", False), ("checked-out", True)):
        server.answers(200, json.dumps({"status": status}).encode())
        assert library.on_loan("3") is on_loan


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b"SSH-2.0-x\r\n", b"\0" * 9999]
)
def test_no_http_at_all(server: WickedServer, library: Central, says: bytes):
    server.says = says
    with pytest.raises(LibraryAway):
        library.deliver([ENTRY])


HOLD = {"id": 7, "title": "史记", "state": "ready", "pickup": {"zh": "总馆"}, "shelf_until": "2026-12-01"}


def test_holds_are_part_of_the_account(server: WickedServer, library: Central):
    said = {"barcode": "2", "reasons": [], "loans": [], "holds": [HOLD]}
    server.answers(200, json.dumps(said).encode())
    (hold,) = library.look_up("2", None).holds
    assert (hold.key, hold.state, hold.until) == ("7", HoldState.READY, date(2026, 12, 1))
    assert hold.pickup == {"zh": "总馆"}


@pytest.mark.parametrize(
    "wrong", [{"state": {}}, {"shelf_until": "soon"}, {"pickup": "Main"}, {"place": "x"}]
)
def test_a_hold_that_makes_no_sense_is_no_answer(server: WickedServer, library: Central, wrong: dict):
    said = {"barcode": "2", "reasons": [], "loans": [], "holds": [{**HOLD, **wrong}]}
    server.answers(200, json.dumps(said).encode())
    with pytest.raises(LibraryAway):
        library.look_up("2", None)


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(LibraryAway):
        Central(f"http://127.0.0.1:{port}", "key").time()


def test_too_late(server: WickedServer, library: Central, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(central, "HEALTH_SECONDS", 0.2)
    server.answers(200, b"{}")
    server.wait = 5
    with pytest.raises(LibraryAway):
        library._ask("GET", "/health", seconds=0.2)


def test_an_answer_that_dribbles_in_for_ever(server: WickedServer, library: Central):
    server.answers(200, b" " * 10_000)
    server.dribble = 0.01
    with pytest.raises(LibraryAway, match="too long"):
        library._ask("GET", "/health", seconds=1.0)


def test_an_answer_without_end(server: WickedServer, library: Central, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(central, "MOST_BYTES", 10_000)
    server.answers(200, b"1" * 50_000)
    with pytest.raises(LibraryAway, match="too long"):
        library.time()


def test_a_message_that_will_never_be_taken(server: WickedServer, library: Central):
    server.answers(422, b'{"code": "x"}')
    with pytest.raises(EntriesRejected):
        library.deliver([ENTRY])


def test_cards(server: WickedServer, library: Central):
    server.answers(404, b'{"code": "patron-unknown"}')
    assert library.look_up("nobody", None) == Reason(Code.PATRON_UNKNOWN)
    server.answers(
        200, b'{"verified": false, "reasons": [{"code": "pin-wrong", "params": {"tries_left": 3}}]}'
    )
    assert library.look_up("2", "0000") == Reason(Code.PIN_WRONG, {"tries_left": 3})
    server.answers(
        200, b'{"verified": "yes", "reasons": [], "patron": {"barcode": "2", "reasons": [], "loans": []}}'
    )
    with pytest.raises(LibraryAway):  # only a plain true opens an account
        library.look_up("2", "0000")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["answers", "key", "result", "due", "reasons", "code", "loans", "barcode"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_an_answer_or_away(said: object):
    for parse in (central._answer, central._patron):
        try:
            with central._trusting():
                parse(said)  # type: ignore[arg-type]
        except LibraryAway:
            pass


EVENT = b'id: a-1\nevent: text\ndata: {"about": "hotline"}\n\n'


def test_events_are_read_and_what_a_newer_server_knows_is_passed_over(server: WickedServer, library: Central):
    newer = b'id: a-2\nevent: weather\ndata: {"about": "rain", "more": 1}\n\n: a sign of life\n\n'
    server.answers(200, EVENT + newer + EVENT.replace(b"a-1", b"a-3"), "text/event-stream")
    heard = []
    with pytest.raises(LibraryAway, match="ended"):  # noqa: PT012 - what came before counts
        for event in library.follow(""):
            heard.append(event)
    assert [one for one in heard if one] == [("a-1", "text", "hotline"), ("a-3", "text", "hotline")]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"{}"),
        (200, b"id: a\nevent: text\ndata: nothing\n\n"),
        (200, b'id: a\nevent: text\ndata: {"abut": 1}\n\n'),
        (200, b"id: a\nevent: text\ndata: []\n\n"),
        (200, b"\xff\xfe: x\n\n"),
        (200, b"data: " + b"x" * 20_000),
        (200, b""),
    ],
)
def test_events_that_are_none_are_an_absence(
    server: WickedServer, library: Central, status: int, body: bytes
):
    server.answers(status, body, "text/event-stream")
    with pytest.raises(LibraryAway):
        for _ in library.follow("a-0"):
            pass


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_any_bytes_for_events_do_no_harm(server: WickedServer, library: Central, body: bytes):
    server.answers(200, EVENT + body, "text/event-stream")
    with pytest.raises(LibraryAway):
        for _ in library.follow(""):
            pass


# --- a call for help ----------------------------------------------------------------------------------------

LINE = {"number": 1, "at": "2026-11-23T09:00:00+00:00", "says": "text", "texts": {"": "hello"}}
CALL = {"key": "k1", "stage": "accepted", "by": "Mei", "minutes": 2, "lines": [LINE]}


def test_what_a_call_has_become_is_read(server: WickedServer, library: Central):
    said = {
        **CALL,
        "attended": False,
        "opens": "2026-11-24T09:00:00+08:00",
        "lines": [
            LINE,
            {**LINE, "number": 2, "mine": True},
            {"number": 3, "says": "release", "about": "row", "result": ""},
        ],
    }
    server.answers(200, json.dumps(said).encode())
    news = library.help_call("k1")
    assert (news.key, news.stage, news.by, news.minutes) == ("k1", HelpStage.ACCEPTED, "Mei", 2)
    assert (news.attended, news.hotline, news.opens.hour) == (False, False, 9)
    assert [line.mine for line in news.lines] == [False, True, False]
    assert (news.lines[2].says, news.lines[2].about) == (HelpSays.RELEASE, "row")


@pytest.mark.parametrize("status", [403, 404, 405, 410])
def test_a_server_that_tells_nothing_of_a_call_is_not_away(
    server: WickedServer, library: Central, status: int
):
    server.answers(status, b'{"code": "not-found"}')
    assert library.help_call("k1") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "dancing"},
        {"stage": None},
        {"lines": None},
        {"lines": [{"number": "one", "says": "text"}]},
        {"lines": [{"says": "text"}]},
        {"lines": [{**LINE, "texts": "hello"}]},
        {"minutes": "soon"},
        {"opens": "tomorrow"},
    ],
)
def test_what_cannot_be_trusted_of_a_call_is_no_answer(server: WickedServer, library: Central, wrong):
    server.answers(200, json.dumps({**CALL, **wrong}).encode())
    with pytest.raises(LibraryAway):
        library.help_call("k1")


def test_what_staff_wrote_is_bounded_and_turns_no_page_around(server: WickedServer, library: Central):
    wicked = "\u202egnorw\u2066 \x07ok\r\nsecond \u0000line 👩\u200d🏫 " + "长" * 10_000
    lines = [{**LINE, "number": n} for n in range(1, 301)]
    lines[-199]["texts"] = {"": wicked}  # the oldest that is kept
    lines.append({**LINE, "number": 301, "says": "juggle"})
    said = {**CALL, "by": "Mei\nLi \u202e" + "x" * 500, "lines": lines}
    server.answers(200, json.dumps(said).encode())
    news = library.help_call("k1")
    assert len(news.lines) == 200
    assert news.lines[-1].says is None, "something only a newer kiosk can do"
    text = news.lines[0].texts[""]
    assert text.startswith("gnorw ok\nsecond line 👩\u200d🏫 长")
    assert len(text) <= 2000
    assert news.by.startswith("Mei Li x")
    assert len(news.by) == 80
