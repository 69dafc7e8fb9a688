"""A clock set back while the kiosk runs, or wrong at its start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk import clock
from kiosk.clock import Clock


class Wall(datetime):
    """The machine's clock, set back by ten years."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - timedelta(days=3650)


def test_setting_the_machines_clock_back_changes_nothing(monkeypatch):
    true = Clock()
    monkeypatch.setattr(clock, "datetime", Wall)
    assert abs(true.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_machine_that_wakes_in_the_past_does_not_write_before_its_last_entry(monkeypatch):
    last = datetime.now(UTC)
    monkeypatch.setattr(clock, "datetime", Wall)
    assert Clock(not_before=last).now() >= last


def test_small_differences_are_the_networks():
    true = Clock()
    true.steer(datetime.now(UTC) + timedelta(seconds=1))
    assert abs(true.now() - datetime.now(UTC)) < timedelta(seconds=0.5)
    true.steer(datetime.now(UTC) - timedelta(minutes=5))
    assert datetime.now(UTC) - true.now() > timedelta(minutes=4)
