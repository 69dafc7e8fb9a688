"""The roster as the database has it, with the opening hours of its branch."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from config.server_settings import ServerSettings
from server.help.duty import attended
from server.house import house
from server.store.database import Store
from server.store.help_tables import Duty
from server.store.tables import Branch, Staff

SETTINGS = ServerSettings(database="")
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_who_is_on_duty_now(store: Store):
    with store.writing() as session:
        session.add(Branch(code="main", open_weekdays="12345", opens=time(9), closes=time(17)))
        for login, branch in (
            ("li", "main"),
            ("wang", "*"),
            ("east", "east"),
            ("gone", "main"),
            ("looks", "main"),
        ):
            session.add(Staff(login=login, name=login, role="librarian", password_hash="-"))
            session.flush()
            session.add(Duty(branch=branch, weekday=1, begins=time(8), ends=time(12), login=login))
        session.get_one(Staff, "gone").disabled = True
        session.get_one(Staff, "looks").role = "viewer"
    with store.reading() as session:
        library = house(session, SETTINGS)
        assert attended(session, library, "main", MONDAY).on_duty == ("li", "wang")
        at_noon = attended(session, library, "main", MONDAY.replace(hour=12))
        assert at_noon.opens == datetime(2026, 11, 30, 9, tzinfo=MONDAY.tzinfo)
