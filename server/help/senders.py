"""Services that answer HTTP 200 also where they refuse: the group robots of WeCom and DingTalk, and ClickSend's SMS.

Apprise (2.3) takes the 200 for a yes, and sends DingTalk a signature that is URL-encoded twice. Addresses are read by
Apprise's own plugins; sending is as the makers write it:

- WeCom: https://developer.work.weixin.qq.com/document/path/91770
- DingTalk: https://open.dingtalk.com/document/orgapp/custom-robot-access
- ClickSend: https://developers.clicksend.com/docs/messaging/sms
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

import requests
from apprise.plugins.base import NotifyBase
from apprise.plugins.clicksend import NotifyClickSend
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

REACHED = 200


class WeComRobot(NotifyWeComBot):  # type: ignore[misc]
    """``wecombot://KEY``, or the robot's address as WeCom shows it."""

    def send(self, body: str, **_more: Any) -> bool:
        return _zero(self, _post(self, self.api_url, {"msgtype": "text", "text": {"content": body}}))


class DingTalkRobot(NotifyDingTalk):  # type: ignore[misc]
    """``dingtalk://TOKEN`` or, with a robot that wants signatures, ``dingtalk://SECRET@TOKEN``; mobile numbers behind
    it are mentioned."""

    def send(self, body: str, title: str = "", **_more: Any) -> bool:
        said = {
            "msgtype": "text",
            "text": {"content": f"{title}\n{body}" if title else body},
            "at": {"atMobiles": self.targets, "isAtAll": False},
        }
        signed = sign(self.secret, round(time.time() * 1000)) if self.secret else {}
        return _zero(self, _post(self, self.notify_url.format(token=self.token), said, params=signed))


class ClickSend(NotifyClickSend):  # type: ignore[misc]
    """``clicksend://USER:KEY@NUMBER/NUMBER``. Each message has a status of its own, such as INVALID_RECIPIENT or
    INSUFFICIENT_CREDIT, under a SUCCESS of the whole."""

    def send(self, body: str, **_more: Any) -> bool:
        said = {"messages": [{"to": f"+{number}", "body": body} for number in self.targets]}
        answer = _post(self, self.notify_url, said, auth=(self.user, self.password))
        try:
            statuses = [message["status"] for message in answer["data"]["messages"]]
        except (TypeError, KeyError):
            return False
        return bool(statuses) and all(status == "SUCCESS" for status in statuses)


def sign(secret: str, at: int) -> dict[str, str]:
    """What proves to DingTalk who sends; ``at`` in milliseconds. URL-encoding is left to who makes the address."""
    code = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": str(at), "sign": base64.b64encode(code).decode()}


def _post(plugin: NotifyBase, url: str, said: Mapping[str, Any], **more: Any) -> Any:
    """The JSON that came with HTTP 200, or None; what came instead is in the log, as the other plugins do it."""
    try:
        answer = requests.post(
            url,
            json=said,
            verify=plugin.verify_certificate,
            timeout=plugin.request_timeout,
            allow_redirects=plugin.redirects,
            **more,
        )
    except requests.RequestException as error:
        plugin.logger.debug("Socket Exception: %s", error)
        return None
    if answer.status_code != REACHED:
        plugin.logger.warning("error=%s", answer.status_code)
        return None
    try:
        return answer.json()
    except ValueError:
        return None


def _zero(plugin: NotifyBase, answer: Any) -> bool:
    """Whether a robot took it; if not, the log says its code."""
    code = answer.get("errcode") if isinstance(answer, dict) else None
    if code != 0:
        plugin.logger.warning("errcode=%r", code)
    return bool(code == 0)


SENDERS: Mapping[str, type[NotifyBase]] = {
    "wecombot": WeComRobot,
    "dingtalk": DingTalkRobot,
    "clicksend": ClickSend,
}
