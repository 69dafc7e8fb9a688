"""For every test: Qt without a screen or a graphics card; one PC/SC daemon, and a browser, for those that want them."""

from __future__ import annotations

import os

from tests.contracts.slots import slot
from tests.fixtures.browser import browser
from tests.fixtures.pcscd import daemon, pcsc

__all__ = ["browser", "daemon", "pcsc", "slot"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
