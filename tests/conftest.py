"""For every test: Qt without a screen or a graphics card; one PC/SC daemon, and a browser, for those that want them."""

from __future__ import annotations

import gc
import os

from tests.contracts.slots import slot
from tests.fixtures.browser import browser
from tests.fixtures.pcscd import daemon, pcsc

__all__ = ["browser", "daemon", "pcsc", "slot"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
# Looking for rings of dead objects costs a third of all computing here, at Python's usual rate: the libraries alone are
# half a million objects to look through.
gc.set_threshold(20_000, 50, 1000)
