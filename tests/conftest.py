"""For every test: Qt without a screen or a graphics card, and one PC/SC daemon for those that want it."""

from __future__ import annotations

import os

from tests.contracts.slots import slot
from tests.fixtures.pcscd import daemon, pcsc

__all__ = ["daemon", "pcsc", "slot"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
