"""The demonstration's finger touches what a reader's would."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from kiosk.events import Touched, WantsToReturn
from kiosk.state import HelpPanel
from ui.robot import Robot


def test_what_lies_under_a_dialog_cannot_be_touched(glass, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    window = glass("account")
    robot = Robot(window.desk)

    def touch(what: str) -> bool:
        capsys.readouterr()
        robot._obey(json.dumps({"do": "touch", "what": what}))
        return json.loads(capsys.readouterr().out)["ok"]

    account = window.desk.state
    window.put(replace(account, visit=replace(account.visit, help=HelpPanel(0))))
    assert not touch("way-return"), "a tap went through the help panel"
    assert not touch("nothing-of-the-kind")
    window.put(account)
    window.desk.posted.clear()
    assert touch("way-return")
    assert [event for event in window.desk.posted if not isinstance(event, Touched)] == [WantsToReturn()]
