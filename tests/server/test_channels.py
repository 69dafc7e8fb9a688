"""Each kind of channel, against a server that speaks the protocol its maker documents; and what may go wrong there."""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import io
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.help.channels import ALLOWED, AddressError, Outcome, check, send, service
from tests.server.gateways import Answer, Asked, deaf, gateway, gone

TITLE = "读者求助：一楼大厅"
BODY = "自助机 kiosk-1，总馆\n求助原因：证刷不了"
SENT = Outcome("sent")
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
SHORTLY = "rto=0.2&cto=0.2"  # seconds


# E-mail


class Postbox:
    """Takes mail for whom it knows."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Envelope, who: str, _options: Any
    ) -> str:
        if who.startswith("nobody@"):
            return "550 5.1.1 User unknown"
        envelope.rcpt_tos.append(who)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        self.letters.append(envelope)
        return "250 OK"

    @staticmethod
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == b"open:sesame"
        return AuthResult(success=right, handled=False)


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**strict: Any) -> Iterator[tuple[Postbox, str]]:
    box = Postbox()
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, **strict)
    controller.start()
    try:
        yield box, f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def signed_in(folder: Path) -> dict[str, Any]:
    """Takes mail from who signs in with the right password, over TLS only."""
    return {
        "tls_context": _certificate(folder),
        "require_starttls": True,
        "authenticator": Postbox.check,
        "auth_required": True,
        "auth_require_tls": True,
    }


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def test_e_mail(tmp_path: Path):
    """STARTTLS, a password with a colon, a Chinese subject, two recipients."""
    with mail_server(**signed_in(tmp_path)) as (box, host):
        where = f"@{host}?verify=no&from=help@library.cn&to=li@library.cn,wang@library.cn"
        assert send(f"mailtos://help:open%3Asesame{where}", TITLE, BODY) == SENT
        assert {one for letter in box.letters for one in letter.rcpt_tos} == {
            "li@library.cn",
            "wang@library.cn",
        }
        letter = email.message_from_bytes(box.letters[0].content)
        assert str(make_header(decode_header(letter["Subject"]))) == TITLE
        assert letter.get_content_type() == "text/plain"
        assert letter.get_payload(decode=True).decode().splitlines() == BODY.splitlines()
        assert send(f"mailtos://help:wrong{where}", TITLE, BODY).result == "failed"
        assert len(box.letters) == 2


def test_e_mail_by_a_relay_in_the_house():
    """RFC 5321: neither TLS nor a password; a recipient whom it does not know."""
    with mail_server() as (box, host):
        where = f"mailto://{host}?from=help@library.cn&to=desk@library.cn"
        assert send(where, TITLE, BODY) == SENT
        assert (box.letters[0].mail_from, box.letters[0].rcpt_tos) == ("help@library.cn", ["desk@library.cn"])
        assert send(f"{where},nobody@library.cn", TITLE, BODY).result == "failed"


# Group robots


@contextmanager
def wecom(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> Iterator[Any]:
    with gateway(answer) as here:
        monkeypatch.setattr(
            NotifyWeComBot, "notify_url", f"http://{here.host}/cgi-bin/webhook/send?key={{key}}"
        )
        yield here


def _wecom(asked: Asked) -> tuple[int, Any]:
    """https://developer.work.weixin.qq.com/document/path/91770"""
    if asked.query.get("key") != KEY:
        return 200, {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1700000000]"}
    said = asked.json
    if said["msgtype"] != "text" or not 0 < len(said["text"]["content"].encode()) <= 2048:
        return 200, {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}
    return 200, {"errcode": 0, "errmsg": "ok"}


@pytest.mark.parametrize(
    "address", [f"wecombot://{KEY}", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"]
)
def test_a_group_in_wecom(monkeypatch: pytest.MonkeyPatch, address: str):
    with wecom(monkeypatch, _wecom) as here:
        assert send(address, TITLE, BODY) == SENT
        assert here.only.path == "/cgi-bin/webhook/send"
        assert here.only.headers["Content-Type"].startswith("application/json")
        assert here.only.json["text"]["content"].split() == f"{TITLE}\n{BODY}".split()


def test_wecom_refuses_with_http_200(monkeypatch: pytest.MonkeyPatch):
    with wecom(monkeypatch, _wecom):
        assert send("wecombot://another-key", TITLE, BODY) == Outcome("failed", "answer:93000")


@contextmanager
def dingtalk(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> Iterator[Any]:
    with gateway(answer) as here:
        monkeypatch.setattr(
            NotifyDingTalk, "notify_url", f"http://{here.host}/robot/send?access_token={{token}}"
        )
        yield here


def _dingtalk(asked: Asked) -> tuple[int, Any]:
    """https://open.dingtalk.com/document/orgapp/custom-robot-access: a robot that wants signatures, and one that does
    not."""
    match asked.query.get("access_token"):
        case "signing":
            expected = hmac.new(
                b"SEC0123", f"{asked.query['timestamp']}\nSEC0123".encode(), digestmod=hashlib.sha256
            )
            if asked.query["sign"] != base64.b64encode(expected.digest()).decode():
                return 200, {"errcode": 310000, "errmsg": "sign not match"}
        case "open":
            pass
        case _:
            return 200, {"errcode": 300001, "errmsg": "token is not exist"}
    assert asked.json["msgtype"] == "text"
    return 200, {"errcode": 0, "errmsg": "ok"}


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("dingtalk://SEC0123@signing/13800001111", SENT),
        ("dingtalk://SEC9999@signing", Outcome("failed", "answer:310000")),
        ("dingtalk://open", SENT),
        ("https://oapi.dingtalk.com/robot/send?access_token=open", SENT),
        ("dingtalk://nobody", Outcome("failed", "answer:300001")),
    ],
)
def test_a_group_in_dingtalk(monkeypatch: pytest.MonkeyPatch, address: str, outcome: Outcome):
    with dingtalk(monkeypatch, _dingtalk) as here:
        assert send(address, TITLE, BODY) == outcome
        assert here.only.path == "/robot/send"
        assert here.only.json["text"]["content"] == f"{TITLE}\n{BODY}"
        assert here.only.json["at"]["atMobiles"] == (["13800001111"] if "1380" in address else [])


@pytest.mark.parametrize(("code", "outcome"), [(0, SENT), (19001, Outcome("failed", "answer:19001"))])
def test_a_group_in_feishu(monkeypatch: pytest.MonkeyPatch, code: int, outcome: Outcome):
    """https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot"""
    with gateway(lambda _asked: (200, {"code": code, "msg": "", "data": {}})) as here:
        monkeypatch.setattr(
            NotifyFeishu, "notify_url", f"http://{here.host}/open-apis/bot/v2/hook/{{token}}/"
        )
        assert send("https://open.feishu.cn/open-apis/bot/v2/hook/abc-123", TITLE, BODY) == outcome
        assert here.only.path == "/open-apis/bot/v2/hook/abc-123/"
        assert here.only.json["content"]["text"].split() == f"{TITLE}\n{BODY}".split()


# SMS and one's own gateway


def _smseagle(asked: Asked) -> tuple[int, Any]:
    """https://www.smseagle.eu/docs/apiv1/, JSON-RPC."""
    said = asked.json
    assert said["method"] == "sms.send_sms"
    if said["params"]["access_token"] != "token":
        return 200, {"result": {"status": "error", "error_text": "Invalid access token"}}
    assert said["params"]["unicode"] == 1
    return 200, {"result": [{"message_id": 4753, "status": "ok"}]}


def test_an_sms(monkeypatch: pytest.MonkeyPatch):
    """Two numbers are two messages, one after the other without a pause."""
    monkeypatch.setattr("apprise.url.time", SimpleNamespace(sleep=pytest.fail))
    with gateway(_smseagle) as here:
        assert send(f"smseagle://token@{here.host}/13800001111/13900002222", TITLE, BODY) == SENT
        assert [one.json["params"]["to"] for one in here.asked] == ["13800001111", "13900002222"]
        assert BODY in here.asked[0].json["params"]["message"]
        refused = Outcome("failed", "refused")  # not HTTP 200, which it came with
        assert send(f"smseagle://wrong@{here.host}/13800001111", TITLE, BODY) == refused


def test_a_program_of_the_library_s_own():
    with gateway() as here:
        assert send(f"json://user:secret@{here.host}/hooks/help", TITLE, BODY) == SENT
        assert here.only.path.rstrip("/") == "/hooks/help"
        assert here.only.headers["Authorization"] == "Basic " + base64.b64encode(b"user:secret").decode()
        said = here.only.json
        assert (said["title"], said["message"], said["type"]) == (TITLE, BODY, "info")


# What goes wrong


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (500, {"errcode": 0}, Outcome("failed", "http:500")),
        (404, b"", Outcome("failed", "http:404")),
        (200, b"\xff<html>", Outcome("failed", "refused")),
        (200, b"[]", Outcome("failed", "refused")),
        (200, b"null", Outcome("failed", "refused")),
        (200, {"errcode": "0"}, Outcome("failed", "refused")),
        (302, b"", Outcome("failed", "http:302")),
    ],
)
def test_an_answer_that_is_none(monkeypatch: pytest.MonkeyPatch, status: int, body: Any, outcome: Outcome):
    with wecom(monkeypatch, lambda _asked: (status, body)):
        assert send(f"wecombot://{KEY}", TITLE, BODY) == outcome
    with dingtalk(monkeypatch, lambda _asked: (status, body)):
        assert send("dingtalk://open", TITLE, BODY) == outcome


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_gateway_that_fails(status: int):
    with gateway(lambda _asked: (status, b"no")) as here:
        for address in (f"json://{here.host}", f"smseagle://token@{here.host}/13800001111"):
            assert send(address, TITLE, BODY) == Outcome("failed", f"http:{status}")


FORMS = (
    "json://{}/?" + SHORTLY,
    "smseagle://token@{}/13800001111?" + SHORTLY,
    "mailto://help:secret@{}?to=li@library.cn&from=help@library.cn&" + SHORTLY,
)


@pytest.mark.parametrize("form", FORMS)
def test_nobody_answers_or_nobody_is_there(form: str):
    with deaf() as host:
        assert send(form.format(host), TITLE, BODY) == Outcome("silent", "no-answer")
    with gone() as host:
        assert send(form.format(host), TITLE, BODY) == Outcome("failed", "no-connection")


def test_a_robot_that_hangs(monkeypatch: pytest.MonkeyPatch):
    with deaf() as host:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://{host}/?key={{key}}")
        assert send(f"wecombot://{KEY}?{SHORTLY}", TITLE, BODY) == Outcome("silent", "no-answer")


# Addresses


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "address-unknown"),
        ("li@library.cn", "address-unknown"),
        ("https://example.org/hook", "address-unknown"),
        ("file:///etc/passwd", "address-unknown"),
        ("script:///bin/sh", "address-unknown"),
        ("wecombot://", "address-malformed"),
        ("dingtalk://no!token", "address-malformed"),
        ("smseagle://127.0.0.1", "address-malformed"),
        ("json://host\n/x", "address-malformed"),
        ("clicksend://user:key@8613800001111/1380000l111", "address-malformed"),
        ("sinch://0123:abc@8613900002222/12x", "address-malformed"),  # else it would go to the sender
        ("dingtalk://token/138", "address-malformed"),
        ("tgram://123456789:AAF/a!b", "address-malformed"),
        ("mailto://relay.local?from=help@library.cn&to=desk", "address-malformed"),
        ("json://" + "a" * 1000, "address-malformed"),
        ("syslog://", "address-refused"),
        ("SYSLOG://", "address-refused"),
        ("rsyslog://127.0.0.1", "address-refused"),
        ("dbus://", "address-refused"),
        ("gnome://", "address-refused"),
        ("macosx://", "address-refused"),
        ("windows://", "address-refused"),
        ("schan://token", "address-refused"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=/etc/passwd", "address-refused"),
        ("mailto://a:b@library.cn?pgp=sign&pgpprv=/root/key", "address-refused"),
    ],
)
def test_an_address_that_is_not_taken(address: str, code: str):
    with pytest.raises(AddressError) as raised:
        check(address)
    assert raised.value.code == code
    assert send(address, TITLE, BODY) == Outcome("failed", code)
    assert service(address) == ""


def test_what_is_allowed_is_known_and_acts_elsewhere():
    from apprise.manager_plugins import NotificationManager

    known = NotificationManager()
    for schema in ALLOWED:
        assert known[schema].enabled, schema
        assert "requests" in vars(__import__(known[schema].__module__, fromlist=["_"])) or schema.startswith(
            "mail"
        )


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"wecombot://{KEY}", "WeCom Bot"),
        ("dingtalk://SEC0123@signing/13800001111", "DingTalk"),
        ("mailtos://help:secret@library.cn?smtp=smtp.library.cn&to=li@library.cn", "E-Mail · library.cn"),
        ("smseagle://token@10.0.0.9:8080/13800001111", "SMS Eagle · 10.0.0.9"),
        ("json://user:secret@hooks.local/token?key=secret", "JSON · hooks.local"),
    ],
)
def test_what_is_shown_of_an_address(address: str, shown: str):
    """Which service, and whose machine: no secret and no number."""
    assert service(address) == shown


def test_no_address_in_the_log(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """However much is logged. Apprise says passwords and numbers in its warnings, and whole messages below them."""
    heard = io.StringIO()
    listening = logging.StreamHandler(heard)
    root = logging.getLogger()
    root.addHandler(listening)
    try:
        with gateway(lambda _asked: (500, b"token13")) as here:
            monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://{here.host}/?key={{key}}")
            for address in (
                "wecombot://token13",
                f"smseagle://token13@{here.host}/13800001111",
                f"json://user:token13@{here.host}",
                "wecombot://token13!",
                "nonsense://token13",
                f"mailto://user:token13@{here.host}?to=token13@library.cn&{SHORTLY}",
            ):
                outcome = send(address, TITLE, BODY)
                assert outcome.result == "failed"
                assert "token13" not in outcome.detail
    finally:
        root.removeHandler(listening)
    captured = capfd.readouterr()
    for text in (heard.getvalue(), captured.out, captured.err):
        assert "token13" not in text
        assert "1380000" not in text
