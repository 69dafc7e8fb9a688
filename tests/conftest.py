"""For every test: Qt without a screen or a graphics card; one PC/SC daemon, one PostgreSQL, and a browser, for those that
want them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.contracts.slots import slot
from tests.fixtures.browser import browser
from tests.fixtures.pcscd import daemon, pcsc
from tests.fixtures.postgres import Postgres, postgres

__all__ = ["browser", "daemon", "pcsc", "slot"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
# Hundreds of processes are started: where the environment forbids Python to keep what it compiled, each would compile
# everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Looking for rings of dead objects costs a third of all computing here, at Python's usual rate: the libraries alone are
# half a million objects to look through.
gc.set_threshold(20_000, 50, 1000)
# How long an example takes says how busy the machine is.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One for all tests of a process: who stops it takes one of their own."""
    with postgres() as server:
        yield server
