"""``jieyue enrol`` against a real server: what it writes, what it leaves alone, and what it says when it cannot."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from config.schema import load_kiosk
from kiosk.commands.enrol import enrol
from kiosk.commands.init import KIOSK_TOML
from server.enrol import open_enrolment
from server.store.database import Store, open_store
from tests.faults.processes import free_port, kill, run_server, start


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    folder = tmp_path_factory.mktemp("library")
    (folder / "server.toml").write_text('[server]\ndatabase = "sqlite:///server.db"\n')
    store = open_store(f"sqlite:///{folder / 'server.db'}")
    url = f"http://127.0.0.1:{(port := free_port())}"
    process = start(run_server, folder / "server.toml", port)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(requests.RequestException):
            if requests.get(f"{url}/api/v1/health", timeout=2).ok:
                break
        time.sleep(0.02)
    yield url, store
    kill(process)
    store.close()


def code_for(store: Store, kiosk: str, ago: timedelta = timedelta()) -> str:
    with store.writing() as session:
        return open_enrolment(session, kiosk, "east", "wang", datetime.now(UTC) - ago)


def status(url: str, config: Path) -> int:
    headers = {"Authorization": f"Bearer {load_kiosk(config).key}"}
    return requests.get(f"{url}/api/v1/policies", headers=headers, timeout=5).status_code


def test_a_fresh_machine(library: tuple[str, Store], tmp_path: Path, capsys: pytest.CaptureFixture):
    url, store = library
    config = tmp_path / "etc" / "kiosk.toml"
    assert enrol(url + "/", code_for(store, "kiosk-7"), config) == 0
    assert "This is kiosk-7 of branch east now" in capsys.readouterr().out
    settings = load_kiosk(config)
    assert (settings.id, settings.url) == ("kiosk-7", url)
    assert status(url, config) == 200
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert [path.name for path in config.parent.iterdir()] == ["kiosk.toml"]


def test_settings_keep_their_comments_and_all_else(library: tuple[str, Store], tmp_path: Path):
    url, store = library
    config = tmp_path / "kiosk.toml"
    words = dict.fromkeys(("library_zh", "library_en", "scanner", "printer", "pad"), "x")
    before = KIOSK_TOML.format(kiosk="old", key="the-former-key-of-this-one", owner="CN-1", **words)
    config.write_text(before)
    config.chmod(0o644)
    assert enrol(url, code_for(store, "kiosk-8"), config) == 0
    key = load_kiosk(config).key
    after = config.read_text()
    assert after != before
    undone = after.replace(key, "the-former-key-of-this-one").replace('"kiosk-8"', '"old"')
    assert undone.replace(url, "http://127.0.0.1:8470") == before
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_said_twice(library: tuple[str, Store], tmp_path: Path, capsys: pytest.CaptureFixture):
    url, store = library
    config = tmp_path / "kiosk.toml"
    code = code_for(store, "kiosk-9")
    assert enrol(url, code, config) == 0
    before = config.read_text()
    assert enrol(url, code, config) == 0
    assert "already as kiosk-9" in capsys.readouterr().out
    assert config.read_text() == before
    assert enrol(url, code_for(store, "kiosk-9"), config) == 0
    assert config.read_text() != before  # a new code is a new key
    assert status(url, config) == 200


def test_what_goes_wrong_is_told_and_changes_nothing(
    library: tuple[str, Store], tmp_path: Path, capsys: pytest.CaptureFixture
):
    url, store = library
    config = tmp_path / "kiosk.toml"
    nobody = f"http://127.0.0.1:{free_port()}"
    good = code_for(store, "kiosk-10")
    late = code_for(store, "kiosk-11", ago=timedelta(minutes=16))
    for where, code, exit_status, text in (
        (url, "AAAA-AAAA", 1, "the code is wrong"),
        (url, late, 1, "the code is too old"),
        (nobody, good, 1, "was not reached"),
        (f"{url}/elsewhere", good, 1, "no Jieyue server"),
        ("library.example", good, 2, "must be an address"),
    ):
        assert enrol(where, code, config) == exit_status
        said = capsys.readouterr()
        assert text in said.err
        assert said.out == ""
        assert list(tmp_path.iterdir()) == []
    config.write_text("[kiosk]\nidle_seconds = 0\n")
    assert enrol(url, good, config) == 2
    assert f"{config}: kiosk.idle_seconds: must be" in capsys.readouterr().err
    assert config.read_text() == "[kiosk]\nidle_seconds = 0\n"
    config.write_text('central = {url = "x"}\n')
    assert enrol(url, good, config) == 2
    config.unlink()
    assert enrol(url, good, config) == 0  # none of this used the code up
