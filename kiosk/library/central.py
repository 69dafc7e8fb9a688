"""Our own central server over HTTP (see ``docs/api.md``)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unicodedata import category
from urllib.parse import quote

import requests
import urllib3

from config.vocabulary import Code, HelpEnd, HelpSays, HelpStage, ItemStatus, Reason, Result, Topic
from kiosk.events import Answer
from kiosk.journal import Recorded
from kiosk.library.port import EntriesRejected, LibraryAway
from kiosk.state import HelpLine, HelpNews, Hold, HoldState, Loan, Patron
from kiosk.voice import Voice

CONNECT_SECONDS = 3.05
READ_SECONDS = 10.0
HEALTH_SECONDS = 5.0
SILENCE_SECONDS = 21.0  # the server says something every ten
MOST_BYTES_OF_LINE = 8192
MOST_BYTES = 8 * 1024 * 1024
MOST_LINES = 200  # of a conversation
LONGEST_LINE = 2000
STRANGE = ("Cc", "Cf", "Cs")
KEPT = "\n\u200c\u200d"  # the joiners make one letter, or one picture, of several
_CODES = {code.value for code in Code}


class Central:
    """Each thread keeps one connection alive."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/") + "/api/v1"
        self._key = key
        self._threads = threading.local()

    def look_up(self, barcode: str, pin: str | None) -> Patron | Reason:
        path = f"/patrons/{quote(barcode, safe='')}"
        if pin is None:
            status, said = self._ask("GET", path)
        else:
            status, said = self._ask("POST", f"{path}/verify", {"pin": pin})
        if status == 404:
            return Reason(Code.PATRON_UNKNOWN)
        _expect(status)
        with _trusting():
            if pin is not None and said["verified"] is not True:
                return _reasons(said["reasons"])[0]
            return _patron(said["patron"] if pin is not None else said)

    def deliver(self, entries: Sequence[Recorded]) -> list[Answer]:
        status, said = self._ask("POST", "/transactions", {"entries": [_entry(entry) for entry in entries]})
        if status in (400, 413, 422):
            raise EntriesRejected(f"the library system answered {status}")
        _expect(status)
        with _trusting():
            answers = [_answer(one) for one in said["answers"]]
            if [answer.key for answer in answers] != [recorded.entry.key for recorded in entries]:
                raise ValueError("answers to other entries")
        return answers

    def on_loan(self, item: str) -> bool:
        status, said = self._ask("GET", f"/items/{quote(item, safe='')}")
        if status == 404:
            return False
        _expect(status)
        with _trusting():
            # Compared as text: a status that only a newer server knows is no loan, and no breach either.
            return str(said["status"]) == ItemStatus.CHECKED_OUT

    def help_call(self, key: str) -> HelpNews | None:
        status, said = self._ask("GET", f"/help-calls/{quote(key, safe='')}")
        if status in (403, 404, 405, 410):
            return None
        _expect(status)
        with _trusting():
            return _help_news(said)

    def time(self) -> datetime:
        status, said = self._ask("GET", "/health", seconds=HEALTH_SECONDS)
        _expect(status)
        with _trusting():
            return _time(said["time"])

    def shortest_loan(self) -> int:
        status, said = self._ask("GET", "/policies")
        _expect(status)
        with _trusting():
            return int(said["shortest_loan_days"])

    def fetch(self, path: str, tag: str) -> tuple[Any, str] | None:
        """A document and its ETag; None if it is still the one with this ``tag``."""
        tags: list[str] = []
        headers = {"If-None-Match": tag} if tag else {}
        status, said = self._ask(
            "GET", path, headers=headers, heard=lambda one: tags.append(one.get("ETag", ""))
        )
        if status == 304 and tag:
            return None
        if status != 200 or not isinstance(said, dict):
            raise LibraryAway(f"the library system answered {status}")
        return said, tags[0]

    def picture(self, path: str) -> bytes | None:
        """The bytes under a path; None if there are none."""
        status, content = self._send("GET", path)
        if status == 404:
            return None
        _expect(status)
        return content

    def report(self, said: Mapping[str, Any]) -> None:
        """Tell the library system how this kiosk is."""
        status, _ = self._ask("POST", "/kiosk/state", said)
        _expect(status, 204)

    def tell(self, voices: Sequence[Voice]) -> set[str]:
        """Hand over what readers said; the keys that were taken. Raises :class:`EntriesRejected` too."""
        status, said = self._ask("POST", "/voices", {"voices": [_voice(one) for one in voices]})
        if status in (400, 413, 422):
            raise EntriesRejected(f"the library system answered {status}")
        _expect(status)
        with _trusting():
            return {str(key) for key in said["taken"]}

    def follow(self, last_id: str) -> Iterator[tuple[str, Topic, str] | None]:
        """Id, topic and about of each event after ``last_id`` as it comes; None for a sign of life. Raises
        :class:`LibraryAway` when the line breaks, or nothing was heard for too long."""
        headers = {"Last-Event-ID": last_id} if last_id else {}
        with _reaching(), self._session() as session:
            response = session.get(
                self._url + "/events",
                headers=headers,
                timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
                stream=True,
                allow_redirects=False,
            )
            with response:
                if response.status_code != 200:
                    raise LibraryAway(f"the library system answered {response.status_code}")
                with _trusting():
                    yield from _events(response)
        raise LibraryAway("the library system ended its events")

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {self._key}"
        session.trust_env = False  # a proxy is set in kiosk.toml's url or not at all
        return session

    def _ask(self, method: str, path: str, *how: Any, **more: Any) -> tuple[int, Any]:
        """As :meth:`_send`, with what the JSON says; what is no JSON is :class:`LibraryAway`."""
        status, content = self._send(method, path, *how, **more)
        with _reaching():
            return status, json.loads(content) if content else None

    def _send(
        self,
        method: str,
        path: str,
        body: Any = None,
        seconds: float = READ_SECONDS,
        *,
        headers: Mapping[str, str] | None = None,
        heard: Callable[[Mapping[str, str]], object] = lambda _headers: None,
    ) -> tuple[int, bytes]:
        """Status and content; raises :class:`LibraryAway`. ``heard`` is given the headers of the answer."""
        session = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = self._session()
        with (
            _reaching(),
            session.request(
                method,
                self._url + path,
                json=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, seconds),
                stream=True,
                allow_redirects=False,
            ) as response,
        ):
            if response.status_code == 401:
                raise LibraryAway("the library system does not know this kiosk's key: enrol it again")
            content = _body(response, time.monotonic() + seconds)
            heard(response.headers)
            return response.status_code, content


def _expect(status: int, wanted: int = 200) -> None:
    if status != wanted:
        raise LibraryAway(f"the library system answered {status}")


@contextmanager
def _reaching() -> Iterator[None]:
    """Inside, every failure of the line, and an answer that is no JSON, is :class:`LibraryAway`."""
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        if isinstance(error, ValueError):  # requests' own JSON and header errors are both
            raise LibraryAway("the library system's answer is no HTTP or JSON") from None
        raise LibraryAway(f"the library system was not reached: {type(error).__name__}") from None
    except ValueError:
        raise LibraryAway("the library system's answer is no JSON") from None


def _events(response: requests.Response) -> Iterator[tuple[str, Topic, str] | None]:
    """Server-sent events as our server writes them: lines end with LF, each event has an id, a name and one line of
    data. A topic that only a newer server knows is passed over."""
    known = list(Topic)
    rest = b""
    said: dict[str, str] = {}
    while chunk := response.raw.read1(65536):
        rest += chunk
        *lines, rest = rest.split(b"\n")
        if len(rest) > MOST_BYTES_OF_LINE:
            raise LibraryAway("an event of the library system is too long")
        for line in lines:
            name, _, value = line.decode().partition(": ")
            if name:
                said[name] = value
            elif said.keys() >= {"id", "event", "data"}:
                if said["event"] in known:
                    yield said["id"], Topic(said["event"]), str(json.loads(said["data"])["about"])
                said = {}
        yield None


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, unless it is too long or dribbles in for ever."""
    content = bytearray()
    while chunk := response.raw.read1(65536, decode_content=True):
        content += chunk
        if len(content) > MOST_BYTES:
            raise LibraryAway("the library system's answer is too long")
        if time.monotonic() > deadline:
            raise LibraryAway("the library system's answer takes too long")
    return bytes(content)


class _trusting:  # noqa: N801 - reads as a statement
    """Inside, an answer that is not what the contract says becomes :class:`LibraryAway`, without its content."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, _trace: object) -> None:
        if kind is not None and issubclass(
            kind, KeyError | TypeError | ValueError | AttributeError | IndexError
        ):
            raise LibraryAway("the library system's answer breaks the contract") from None


def _entry(recorded: Recorded) -> dict[str, Any]:
    entry = recorded.entry
    said = {"text": entry.text} if entry.text else {}  # which an older server does not know
    return {
        "key": entry.key,
        "kind": entry.kind.value,
        "occurred_at": recorded.occurred_at.isoformat(),
        "item": entry.item,
        "patron": entry.patron,
        "visit": entry.visit,
        "sequence": recorded.sequence,
        "details": dict(entry.details),
        "recovered": recorded.withdrawn,
        **said,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {
        "key": voice.key,
        "kind": voice.kind.value,
        "day": voice.day.isoformat(),
        "language": voice.language,
        "body": dict(voice.body),
    }


def _answer(said: Mapping[str, Any]) -> Answer:
    return Answer(
        key=str(said["key"]),
        result=Result(said["result"]),
        due=_time(said["due"]) if said.get("due") else None,
        title=str(said.get("title") or ""),
        author=str(said.get("author") or ""),
        reasons=_reasons(said.get("reasons") or []),
        notes=_reasons(said.get("notes") or []),
    )


def _patron(said: Mapping[str, Any]) -> Patron:
    return Patron(
        barcode=str(said["barcode"]),
        name=str(said.get("name") or ""),
        patron_class=str(said.get("patron_class") or ""),
        language=said.get("language"),
        reasons=_reasons(said["reasons"]),
        loans=tuple(
            Loan(
                item=str(loan["item"]),
                title=str(loan.get("title") or ""),
                due=_time(loan["due"]),
                author=str(loan.get("author") or ""),
                renewals=int(loan.get("renewals") or 0),
                overdue=bool(loan.get("overdue")),
            )
            for loan in said["loans"]
        ),
        holds=tuple(_hold(hold) for hold in said.get("holds") or []),
        loan_limit=None if said.get("loan_limit") is None else int(said["loan_limit"]),
        fines=said.get("fines"),
        currency=str(said.get("currency") or ""),
        account=str(said.get("account") or ""),
    )


def _hold(said: Mapping[str, Any]) -> Hold:
    until = said.get("shelf_until")
    return Hold(
        key=str(said["id"]),
        title=str(said.get("title") or ""),
        author=str(said.get("author") or ""),
        state=HoldState(said["state"]) if said["state"] in set(HoldState) else HoldState.WAITING,
        place=int(said.get("place") or 0),
        pickup={str(language): str(name) for language, name in said["pickup"].items()},
        until=date.fromisoformat(until) if until else None,
    )


def _help_news(said: Mapping[str, Any]) -> HelpNews:
    opens, minutes, ended = said.get("opens"), said.get("minutes"), said.get("ended")
    return HelpNews(
        key=str(said["key"]),
        stage=HelpStage(said["stage"]),
        by=_one_line(said.get("by") or ""),
        minutes=None if minutes is None else max(0, min(999, int(minutes))),
        hotline=bool(said.get("hotline")),
        attended=bool(said.get("attended", True)),
        opens=_time(opens) if opens else None,
        ended=HelpEnd(ended) if ended in set(HelpEnd) else None,
        lines=tuple(_help_line(line) for line in said["lines"][-MOST_LINES:]),
    )


def _help_line(said: Mapping[str, Any]) -> HelpLine:
    return HelpLine(
        number=int(said["number"]),
        says=HelpSays(said["says"]) if said["says"] in set(HelpSays) else None,
        mine=bool(said.get("mine")),
        texts={str(language): _plain(text) for language, text in (said.get("texts") or {}).items()},
        about=str(said.get("about") or "")[:128],
        result=str(said.get("result") or ""),
        at=_time(said["at"]) if said.get("at") else None,
    )


def _plain(text: object) -> str:
    """What a person wrote, without what would change how the rest of the page reads: marks that turn the direction of
    all that follows, and control characters."""
    text = str(text)[:LONGEST_LINE]
    return "".join(one for one in text if one in KEPT or category(one) not in STRANGE).strip()


def _one_line(text: object) -> str:
    return " ".join(_plain(text).split())[:80]


def _reasons(said: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """A code that only a newer server knows is said in general words: its refusal is one all the same."""
    found = (
        Reason(Code(one["code"]), dict(one.get("params") or {}))
        if one["code"] in _CODES
        else Reason(Code.ASK_STAFF, {"code": str(one["code"])[:64]})
        for one in said
    )
    return tuple(found)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without offset")
    return time
