"""Telling people outside the console: one message to one address, by Apprise.

An address may hold a password or a token. It is kept in the database and given to Apprise; it is in no log, no outcome
and no page. What Apprise itself logs names addresses, so that none of it is passed on: only numbers of errors are read
from it.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from apprise import AppriseAsset, NotifyFormat, PersistentStoreMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins import url_to_dict
from apprise.plugins.base import NotifyBase

from server.help.senders import SENDERS

LONGEST = 1000

# Services that are somewhere else, and whose plugin looks at what they answer. Left out is what acts on the server's
# own machine (dbus, gnome, glib, macosx, windows, syslog), what hears no answer (rsyslog), and what may refuse with
# HTTP 200 where nobody would see it (vonage, serverchan, pushdeer). Those that docs/operations.md names are held by
# tests against their makers' protocols; the others stay for the libraries that have them, and are as good as Apprise.
_MAIL = "mailto mailtos"
_GROUPS = "wecombot wechat dingtalk feishu lark slack mmost mmosts rocket rockets zulip nctalk nctalks matrix matrixs"
_MORE_GROUPS = "gchat webex wxteams workflow workflows"
_SHORT_MESSAGES = (
    "smseagle smseagles httpsms twilio clicksend sinch msgbird bulksms infobip d7sms 46elks elks"
)
_PHONES = "signal signals bark barks ntfy ntfys gotify gotifys pover tgram pushplus wxpusher"
_PROGRAMS = "json jsons form forms xml xmls"  # a gateway of the library's own
ALLOWED = frozenset(" ".join((_MAIL, _GROUPS, _MORE_GROUPS, _SHORT_MESSAGES, _PHONES, _PROGRAMS)).split())
# The addresses of robots as their makers show them, where Apprise does not know them.
SHOWN = (
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), "dingtalk://{}"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu://{}"),
)
FILES = {"template", "pgp", "pgppub", "pgpprv", "wkd"}  # parts of an address that name a file of this machine

TAKEN = {"200", "201", "202"}  # an HTTP status that says nothing about a refusal
DROPPED = "Dropped invalid"  # how Apprise begins what it says of a recipient whom it leaves out
FAILURE = "Socket Exception"  # how Apprise begins what a connection failed with

_log = logging.getLogger("apprise")
_heard = threading.local()


class AddressError(Exception):
    """Nothing can be sent to this address; ``code`` says why: ``address-unknown``, ``address-refused``
    or ``address-malformed``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Outcome:
    """``result`` is ``sent``, ``failed`` or ``silent``; ``detail`` a word of ours, such as ``http:500``, never a part
    of the address."""

    result: str
    detail: str = ""


class _Listening(logging.Handler):
    """Takes what Apprise says in this thread, and nobody else gets it."""

    def emit(self, record: logging.LogRecord) -> None:
        said: list[str] | None = getattr(_heard, "said", None)
        if said is not None:
            text = record.getMessage()
            if record.levelno >= logging.WARNING or text.startswith(FAILURE):
                said.append(text)


_log.handlers[:] = [_Listening()]
_log.propagate = False
_log.setLevel(logging.DEBUG)  # only there it says what was wrong with a connection


def check(address: str) -> None:
    """Raises :class:`AddressError` for what could never be sent to."""
    _plugin(address)


def service(address: str) -> str:
    """What an address leads to, for people: the name of the service, and the host if the library runs it itself."""
    try:
        plugin = _plugin(address)
    except AddressError:
        return ""
    name = str(plugin.service_name)
    own = any("{host}" in form for form in plugin.templates)
    return f"{name} · {plugin.host}" if own and plugin.host else name


def send(address: str, title: str, body: str) -> Outcome:
    """Blocks until it is known what became of it; a service that trickles may hold it for ever. Raises nothing."""
    with _listening() as said:
        try:
            plugin = _plugin(address)
        except AddressError as error:
            return Outcome("failed", error.code)
        try:
            if plugin.notify(title=title, body=body, body_format=NotifyFormat.TEXT):
                return Outcome("sent")
        except Exception as error:  # a plugin that stumbles over an answer
            said.append(type(error).__name__)
    return _why(said)


def send_within(seconds: float, address: str, title: str, body: str) -> Outcome:
    """The same, for somebody who waits no longer than that."""
    told: list[Outcome] = []
    thread = threading.Thread(target=lambda: told.append(send(address, title, body)), daemon=True)
    thread.start()
    thread.join(seconds)
    return told[0] if told else Outcome("silent", "too-late")


def _why(said: list[str]) -> Outcome:
    if found := re.search(r"\b(errcode|code|error)=(\d{1,9})\b", " ".join(said)):
        if found[2] in TAKEN:
            return Outcome("failed", "refused")
        status = found[1] == "error" and int(found[2]) < 600  # Twilio's and ntfy's own codes are longer
        return Outcome("failed", f"{'http' if status else 'answer'}:{found[2]}")
    failure = next((line for line in said if line.startswith(FAILURE)), None)
    if failure is None:
        return Outcome("failed", "refused")
    if "timed out" in failure and "connect timeout" not in failure:
        return Outcome("silent", "no-answer")
    return Outcome("failed", "no-connection")


def _plugin(address: str) -> NotifyBase:
    if len(address) > LONGEST or not address.isprintable():
        raise AddressError("address-malformed")
    for shown, ours in SHOWN:
        if found := shown.fullmatch(address):
            address = ours.format(found[1])
    with _listening() as said:
        parts: dict[str, Any] | None = url_to_dict(address, secure_logging=True)
        if parts is None:
            schema = address.partition("://")[0].lower()
            raise AddressError("address-malformed" if schema in _every() else "address-unknown")
        if parts["schema"] not in ALLOWED or FILES & set(parts.get("qsd", {})):
            raise AddressError("address-refused")
        make = SENDERS.get(parts["schema"]) or NotificationManager()[parts["schema"]]
        try:
            plugin: NotifyBase = make(**parts, asset=_asset())
        except Exception as error:  # each plugin has its own, and many raise TypeError
            raise AddressError("address-malformed") from error
        if any(line.startswith(DROPPED) for line in said):  # thought to be told, and is not
            raise AddressError("address-malformed")
    plugin.request_rate_per_sec = 0  # a pause after each message would be for floods; there are none
    return plugin


def _every() -> set[str]:
    return set(NotificationManager().schemas())


@cache
def _asset() -> AppriseAsset:
    """Nothing is kept on disk, and no message has a phone fetch Apprise's picture from GitHub first."""
    return AppriseAsset(
        app_id="Jieyue",
        app_desc="Jieyue",
        image_url_mask="",
        image_url_logo="",
        storage_mode=PersistentStoreMode.MEMORY,
        pgp_autogen=False,
    )


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What Apprise says meanwhile in this thread."""
    before = getattr(_heard, "said", None)
    said: list[str] = []
    _heard.said = said
    try:
        yield said
    finally:
        _heard.said = before
