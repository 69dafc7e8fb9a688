"""The services of the table in docs/operations.md that are not told in test_channels.py: each is asked as its maker
documents it, takes a message, and refuses one.

Where a service has one host for all, the gateway stands in for it under that host's name, so that host and path are
those that would be asked.
"""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path
from typing import Any

import pytest
from apprise.manager_plugins import NotificationManager
from apprise.plugins.clicksend import NotifyClickSend
from apprise.plugins.infobip import NotifyInfobip
from apprise.plugins.ntfy import NotifyNtfy
from apprise.plugins.sinch import NotifySinch
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.twilio import NotifyTwilio

from server.help.channels import Outcome, send
from tests.server.gateways import Answer, Asked, gateway

TITLE = "读者求助：一楼大厅"
LONG = "我把书放上去了，<机器> 说 “R&D” 不在。" * 9  # longer than one SMS
BODY = f"自助机 kiosk-1，总馆\n求助原因：证刷不了\n{LONG}"
SENT = Outcome("sent")
REFUSED = Outcome("failed", "refused")

NUMBER, OTHER = "8613800001111", "8613900002222"
NOBODY = "8613800000000"
E164 = re.compile(r"\+[1-9]\d{6,14}")
ACCOUNT = "AC" + "0123456789abcdef" * 2
PLAN = "0123456789abcdef"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def said(asked: Asked) -> Any:
    """A body that is said to be JSON."""
    assert asked.headers["Content-Type"].startswith("application/json")
    return asked.json


def assert_whole(text: str) -> None:
    assert text.split() == f"{TITLE}\n{BODY}".split()


# SMS


def twilio(asked: Asked) -> tuple[int, Any]:
    """https://www.twilio.com/docs/messaging/api/message-resource; https://www.twilio.com/docs/api/errors"""
    assert asked.path == f"/api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    if asked.headers["Authorization"] != basic(ACCOUNT, "token"):
        return 401, {"code": 20003, "message": "Authenticate", "status": 401}
    assert E164.fullmatch(asked.form["From"])
    assert E164.fullmatch(asked.form["To"])
    if asked.form["To"] == f"+{NOBODY}":
        return 400, {"code": 21211, "message": "The 'To' number is not a valid phone number.", "status": 400}
    assert len(asked.form["Body"]) <= 1600
    assert_whole(asked.form["Body"])
    return 201, {"sid": "SM0123", "status": "queued", "to": asked.form["To"], "error_code": None}


def clicksend(asked: Asked) -> tuple[int, Any]:
    """https://developers.clicksend.com/docs/messaging/sms;
    https://help.clicksend.com/article/cb98hv79pw-post-application-status-codes. Each message has its own status."""
    assert asked.path == "/rest.clicksend.com/v3/sms/send"
    if asked.headers["Authorization"] != basic("user", "key"):
        return 401, {"http_code": 401, "response_code": "UNAUTHORIZED", "data": None}
    messages = said(asked)["messages"]
    for message in messages:
        assert E164.fullmatch(message["to"])
        assert_whole(message["body"])
        message["status"] = "INVALID_RECIPIENT" if message["to"] == f"+{NOBODY}" else "SUCCESS"
    return 200, {
        "http_code": 200,
        "response_code": "SUCCESS",
        "response_msg": "Messages queued for delivery.",
        "data": {"total_count": len(messages), "messages": messages},
    }


def infobip(asked: Asked) -> tuple[int, Any]:
    """https://www.infobip.com/docs/api/channels/sms, Send SMS messages (v3);
    https://www.infobip.com/docs/developer-resources/api-fundamentals/message-status-codes"""
    assert asked.path == "/xyz123.api.infobip.com/sms/3/messages"
    if asked.headers["Authorization"] != "App key-1":
        reason = {"messageId": "UNAUTHORIZED", "text": "Invalid login details"}
        return 401, {"requestError": {"serviceException": reason}}
    (message,) = said(asked)["messages"]
    (destination,) = message["destinations"]
    assert message["sender"] == "Library"
    assert E164.fullmatch("+" + destination["to"])
    assert_whole(message["content"]["text"])
    status = {"groupId": 1, "groupName": "PENDING", "id": 26, "name": "PENDING_ACCEPTED"}
    if destination["to"] == NOBODY:
        status = {"groupId": 5, "groupName": "REJECTED", "id": 12, "name": "REJECTED_NOT_ENOUGH_CREDITS"}
    return 200, {"messages": [{"messageId": "2250be2d", "status": status, "destination": destination["to"]}]}


def sinch(asked: Asked) -> tuple[int, Any]:
    """https://developers.sinch.com/docs/sms/api-reference/sms/batches;
    https://developers.sinch.com/docs/sms/api-reference/status-codes"""
    assert re.fullmatch(rf"/(us|eu)\.sms\.api\.sinch\.com/xms/v1/{PLAN}/batches", asked.path)
    if asked.headers["Authorization"] != "Bearer abc123":
        return 401, b""
    batch = said(asked)
    assert E164.fullmatch(batch["from"])
    assert all(E164.fullmatch(number) for number in batch["to"])
    if f"+{NOBODY}" in batch["to"]:
        return 400, {"code": "syntax_invalid_parameter_format", "text": "Invalid MSISDN"}
    assert len(batch["body"]) <= 2000
    assert_whole(batch["body"])
    return 201, {"id": "01FC66621XXXXX119Z8PMV1QPQ", "canceled": False, "type": "mt_text", **batch}


# Apps on a phone


def bark(asked: Asked) -> tuple[int, Any]:
    """https://github.com/Finb/bark-server/blob/master/docs/API_V2.md; refusals as in its route_push.go."""
    assert asked.path == "/push"
    push = said(asked)
    if push["device_key"] != "ynJ5Ft4atkMkWeo2PAvFhF":
        return 400, {"code": 400, "message": "failed to get device token", "timestamp": 1760000000}
    assert (push["title"], push["body"]) == (TITLE, BODY)
    return 200, {"code": 200, "message": "success", "timestamp": 1760000000}


def ntfy(asked: Asked) -> tuple[int, Any]:
    """https://docs.ntfy.sh/publish/#publish-as-json; refusals as in its server/errors.go. On this server everybody may
    write under ``desk``, and under ``staff`` who has the token."""
    assert asked.path in ("/", "/ntfy.sh")  # the topic is in the body
    message = said(asked)
    given = asked.headers.get("Authorization", "")
    if given not in ("", "Bearer tk_0123456789"):
        return 401, {"code": 40101, "http": 401, "error": "unauthorized"}
    if message["topic"] != "desk" and not given:
        return 403, {"code": 40301, "http": 403, "error": "forbidden"}
    assert len(message["message"].encode()) <= 4096
    assert (message["title"], message["message"]) == (TITLE, BODY)
    return 200, {"id": "sPs71M8A2T", "time": 1760000000, "event": "message", **message}


def telegram(asked: Asked) -> tuple[int, Any]:
    """https://core.telegram.org/bots/api#making-requests, #sendmessage and #html-style; the HTTP status is the
    ``error_code`` (https://github.com/tdlib/telegram-bot-api)."""
    where = re.fullmatch(r"/api\.telegram\.org/bot(\d+:[\w-]+)/sendmessage", asked.path, re.IGNORECASE)
    assert where
    if where[1] != "123456789:AAF-abc_DEF":
        return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
    message = said(asked)
    if message["chat_id"] not in (-1001234567890, "@library"):
        return 400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    assert len(message["text"]) <= 4096
    assert message["parse_mode"] == "HTML"
    bare = re.sub(r"</?(b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote)>", "", message["text"])
    if re.search(r"[<>]|&(?!(lt|gt|amp|quot|#\d+);)", bare):
        return 400, {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities"}
    assert_whole(html.unescape(bare))
    return 200, {"ok": True, "result": {"message_id": 7, "date": 1760000000}}


def gotify(asked: Asked) -> tuple[int, Any]:
    """https://gotify.net/docs/pushmsg; https://gotify.net/api-docs#/message/createMessage. Behind a proxy it may be
    under a path of its own."""
    assert asked.path in ("/message", "/push/message")
    given = asked.query.get("token") or asked.headers.get("X-Gotify-Key")
    if given != "ASaG-yml6So3yx":
        return 401, {"error": "Unauthorized", "errorCode": 401, "errorDescription": "no valid access token"}
    message = said(asked)
    assert (message["title"], message["message"]) == (TITLE, BODY)
    return 200, {"id": 25, "appid": 5, "date": "2026-02-27T19:36:10Z", **message}


HOSTS: dict[Answer, tuple[type, str]] = {
    twilio: (NotifyTwilio, "notify_sms_url"),
    clicksend: (NotifyClickSend, "notify_url"),
    infobip: (NotifyInfobip, "notify_url"),
    sinch: (NotifySinch, "notify_url"),
    ntfy: (NotifyNtfy, "cloud_notify_url"),
    telegram: (NotifyTelegram, "notify_url"),
}
TOLD: list[tuple[Answer, str, Outcome]] = [
    (twilio, f"twilio://{ACCOUNT}:token@{OTHER}/{NUMBER}", SENT),
    (twilio, f"twilio://{ACCOUNT}:another@{OTHER}/{NUMBER}", Outcome("failed", "answer:20003")),
    (twilio, f"twilio://{ACCOUNT}:token@{OTHER}/{NOBODY}", Outcome("failed", "answer:21211")),
    (clicksend, f"clicksend://user:key@{NUMBER}/{OTHER}", SENT),
    (clicksend, f"clicksend://user:another@{NUMBER}", Outcome("failed", "http:401")),
    (clicksend, f"clicksend://user:key@{NOBODY}", REFUSED),
    (clicksend, f"clicksend://user:key@{NUMBER}/{NOBODY}", REFUSED),
    (infobip, f"infobip://key-1@xyz123.api.infobip.com/{NUMBER}?from=Library", SENT),
    (infobip, f"infobip://key-2@xyz123.api.infobip.com/{NUMBER}?from=Library", Outcome("failed", "http:401")),
    (infobip, f"infobip://key-1@xyz123.api.infobip.com/{NOBODY}?from=Library", REFUSED),
    (sinch, f"sinch://{PLAN}:abc123@{OTHER}/{NUMBER}", SENT),
    (sinch, f"sinch://{PLAN}:abc123@{OTHER}/{NUMBER}?region=eu", SENT),
    (sinch, f"sinch://{PLAN}:def456@{OTHER}/{NUMBER}", Outcome("failed", "http:401")),
    (sinch, f"sinch://{PLAN}:abc123@{OTHER}/{NOBODY}", REFUSED),
    (bark, "bark://{}/ynJ5Ft4atkMkWeo2PAvFhF", SENT),
    (bark, "bark://{}/another", Outcome("failed", "http:400")),
    (ntfy, "ntfy://{}/desk", SENT),
    (ntfy, "https://ntfy.sh/desk", SENT),
    (ntfy, "ntfy://tk_0123456789@{}/staff", SENT),
    (ntfy, "ntfy://{}/staff", Outcome("failed", "answer:40301")),
    (ntfy, "ntfy://tk_9876543210@{}/staff", Outcome("failed", "answer:40101")),
    (telegram, "tgram://123456789:AAF-abc_DEF/-1001234567890", SENT),
    (telegram, "tgram://123456789:AAF-abc_DEF/@library", SENT),
    (telegram, "tgram://123456789:AAF-another/-1001234567890", Outcome("failed", "http:401")),
    (telegram, "tgram://123456789:AAF-abc_DEF/42", Outcome("failed", "http:400")),
    (gotify, "gotify://{}/ASaG-yml6So3yx", SENT),
    (gotify, "gotify://{}/push/ASaG-yml6So3yx", SENT),
    (gotify, "gotify://{}/another", Outcome("failed", "http:401")),
]


@pytest.mark.parametrize(("service", "address", "outcome"), TOLD)
def test_a_service_takes_a_message_or_refuses_it(
    monkeypatch: pytest.MonkeyPatch, service: Answer, address: str, outcome: Outcome
):
    with gateway(service) as here:
        if service in HOSTS:
            plugin, name = HOSTS[service]
            there: str = getattr(plugin, name)
            assert there.startswith("https://")
            monkeypatch.setattr(plugin, name, there.replace("https://", f"http://{here.host}/"))
        assert send(address.format(here.host), TITLE, BODY) == outcome
        assert here.asked
        for asked in here.asked:  # a picture would be fetched from abroad before the message is shown
            assert "github" not in f"{asked.headers} {asked.body.decode()}"


@pytest.mark.parametrize("answer", [b"<html>", [], {}, {"data": None}, {"data": {"messages": []}}])
def test_an_answer_of_clicksend_s_that_is_none(monkeypatch: pytest.MonkeyPatch, answer: Any):
    with gateway(lambda _asked: (200, answer)) as here:
        monkeypatch.setattr(NotifyClickSend, "notify_url", f"http://{here.host}/v3/sms/send")
        assert send(f"clicksend://user:key@{NUMBER}", TITLE, BODY) == REFUSED


def test_every_service_of_the_table_is_told():
    """In whichever of its schemas, with TLS or without."""
    known = NotificationManager()
    schemas = {address.partition("://")[0] for _, address, _ in TOLD} - {"https"}
    schemas |= {"mailto", "wecombot", "dingtalk", "feishu", "smseagle", "json"}  # test_channels.py
    told = {known[schema] for schema in schemas}
    text = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("| what | address |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)://", table)) - {"https"}
    assert len(named) > 10
    assert {schema for schema in named if known[schema] not in told} == set()
