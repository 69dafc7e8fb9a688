"""The command ``jieyue`` as its users meet it: real processes, real wires, real databases."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from config.schema import load_kiosk
from config.vocabulary import EntryKind
from drivers.barcode.labels import has_good_check_digit
from kiosk.commands import doctor
from kiosk.effects import Entry
from kiosk.journal import Journal, Stage

JIEYUE = [sys.executable, "-m", "kiosk"]


def jieyue(*arguments: object, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    command = [*JIEYUE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)


@contextlib.contextmanager
def running(*arguments: object, ready: str = "ready") -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*JIEYUE, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        if ready:
            assert process.stdout.readline().startswith(ready)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        finally:
            process.kill()
            process.stdin.close()
            process.stdout.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo site on a free port."""
    site = tmp_path_factory.mktemp("site") / "demo"
    done = jieyue("init", site, "--demo")
    assert done.returncode == 0, done.stderr
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name in ("kiosk.toml", "server.toml"):
        path = site / name
        path.write_text(path.read_text().replace("8470", str(port)))
    return site


def ask(site: Path, path: str, entry: dict | None = None) -> dict:
    """What the server says to a kiosk; to an entry, its answer."""
    lines = (site / "kiosk.toml").read_text().splitlines()
    url, key = (
        next(line for line in lines if line.startswith(name)).split('"')[1] for name in ("url", "key")
    )
    headers = {"Authorization": f"Bearer {key}"}
    if entry is None:
        response = requests.get(f"{url}/api/v1{path}", headers=headers, timeout=10)
    else:
        response = requests.post(
            f"{url}/api/v1{path}", json={"entries": [entry]}, headers=headers, timeout=10
        )
    assert response.ok, response.text
    return response.json() if entry is None else response.json()["answers"][0]


def until(true, seconds: float = 30):
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
    return found


# --- init -------------------------------------------------------------------------------------------------


def test_init_writes_all_or_nothing(tmp_path: Path):
    site = tmp_path / "site"
    assert jieyue("init", site).returncode == 0
    assert {path.name for path in site.iterdir()} == {"kiosk.toml", "server.toml", "server.db", "kiosk-data"}
    for name in ("kiosk.toml", "server.toml", "server.db"):
        assert stat.S_IMODE((site / name).stat().st_mode) == 0o600
    key = (site / "kiosk.toml").read_text()
    again = jieyue("init", site, "--demo")
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert (site / "kiosk.toml").read_text() == key
    assert not (site / "demo.json").exists()
    (site / "mine.txt").write_text("untouched")
    assert jieyue("init", site, "--demo", "--force").returncode == 0
    assert (site / "kiosk.toml").read_text() != key
    assert (site / "demo.json").exists()
    assert (site / "mine.txt").read_text() == "untouched"


def test_init_does_not_replace_what_the_library_does_not_know_yet(tmp_path: Path):
    assert jieyue("init", tmp_path).returncode == 0
    journal = Journal.open(tmp_path / "kiosk-data")
    journal.append(Entry("k1", EntryKind.CHECKIN, "30000000000015"), datetime.now(UTC))
    refused = jieyue("init", tmp_path, "--force")
    assert (refused.returncode, "another kiosk process" in refused.stderr) == (2, True)
    journal.close()
    refused = jieyue("init", tmp_path, "--force")
    assert (refused.returncode, "1 entries not yet delivered" in refused.stderr) == (2, True)


def test_each_key_is_its_own_and_only_its_hash_is_in_the_database(demo: Path, tmp_path: Path):
    assert jieyue("init", tmp_path).returncode == 0
    keys = [
        next(line for line in (site / "kiosk.toml").read_text().splitlines() if line.startswith("key")).split(
            '"'
        )[1]
        for site in (demo, tmp_path)
    ]
    assert keys[0] != keys[1]
    assert min(map(len, keys)) >= 40
    assert keys[0].encode() not in (demo / "server.db").read_bytes()


# --- the demo library -------------------------------------------------------------------------------------


def test_the_demo_library_has_what_it_promises(demo: Path):
    said = json.loads((demo / "demo.json").read_text())
    assert said["staff"]["login"] == "demo"
    assert len(said["staff"]["password"]) >= 10
    assert len(said["patrons"]) >= 14
    assert {patron["case"] for patron in said["patrons"]} == {
        "ordinary", "child", "blocked", "expired", "lost-card", "at-limit", "overdue", "fines", "staff"
    }  # fmt: skip
    assert len(said["items"]) >= 160
    barcodes = [one["barcode"] for one in said["patrons"] + said["items"]]
    assert len(set(barcodes)) == len(barcodes)
    assert all(has_good_check_digit(barcode) for barcode in barcodes)
    with sqlite3.connect(demo / "server.db") as database:
        titles = database.execute("SELECT title, author, language, clc, ddc, isbn FROM titles").fetchall()
    assert len(titles) >= 80
    assert 0.45 <= sum(title[2] == "zh" for title in titles) / len(titles) <= 0.55
    assert all(title and author and clc and ddc for title, author, _, clc, ddc, _ in titles)
    isbns = [isbn for *_, isbn in titles if isbn]
    assert isbns
    for isbn in isbns:
        assert sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(isbn)) % 10 == 0


def test_every_case_is_really_so(demo: Path):
    said = json.loads((demo / "demo.json").read_text())
    expected = {
        "ordinary": [],
        "child": [],
        "staff": [],
        "blocked": ["patron-blocked"],
        "expired": ["card-expired"],
        "lost-card": ["card-lost"],
        "at-limit": ["too-many-loans"],
        "overdue": ["too-many-overdue"],
        "fines": ["fines-owed"],
    }
    with running("server", "--config", demo / "server.toml"):
        for patron in said["patrons"]:
            found = ask(demo, f"/patrons/{patron['barcode']}")
            assert [reason["code"] for reason in found["reasons"]] == expected[patron["case"]]
        statuses = set()
        for item in said["items"]:
            found = ask(demo, f"/items/{item['barcode']}")
            assert {name: found[name] for name in ("barcode", "title", "status")} == item
            assert (found["due"] is not None) == (item["status"] == "checked-out")
            statuses.add(item["status"])
        assert len(statuses) == 7
        waits, has = "20001000000053", "20001000000020"
        assert [hold["state"] for hold in ask(demo, f"/patrons/{waits}")["holds"]] == ["ready", "waiting"]
        renewal = {"key": "r", "kind": "renewal", "item": "30001000000945", "patron": has}
        kept_longer = ask(demo, "/transactions", {**renewal, "occurred_at": datetime.now(UTC).isoformat()})
        assert [reason["code"] for reason in kept_longer["reasons"]] == ["renewal-on-hold"]


# --- the kiosk, on wires ----------------------------------------------------------------------------------


def test_a_program_that_only_writes_bytes_can_lend_a_book(demo: Path):
    """The kiosk's own process; the scanner is a pseudo-terminal and nothing else."""
    said = json.loads((demo / "demo.json").read_text())
    card = next(one["barcode"] for one in said["patrons"] if one["case"] == "ordinary")
    book = next(one["barcode"] for one in said["items"] if one["status"] == "available")
    scanner, line = os.openpty()
    (demo / "devices").mkdir(exist_ok=True)
    link = demo / "devices" / "scanner"
    link.symlink_to(os.ttyname(line))
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    try:
        with running("server", "--config", demo / "server.toml"):
            command = [*JIEYUE, "kiosk", "--config", str(demo / "kiosk.toml")]
            kiosk = subprocess.Popen(
                command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True
            )
            try:
                until(lambda: "barcode-scanner: open" in kiosk.stderr.readline())
                os.write(scanner, card.encode() + b"\r\n" + book.encode() + b"\r\n")
                until(lambda: ask(demo, f"/items/{book}")["status"] == "checked-out")
                second = jieyue("kiosk", "--config", demo / "kiosk.toml")
                assert second.returncode == 2
                assert "another kiosk process" in second.stderr
                assert ask(demo, f"/patrons/{card}")["loans"][-1]["item"] == book
            finally:
                kiosk.terminate()
                assert kiosk.wait(20) == 0
                kiosk.stderr.close()
    finally:
        os.close(scanner)
        os.close(line)
        link.unlink()


# --- doctor and the rest ----------------------------------------------------------------------------------


def test_the_doctor(demo: Path):
    ill = jieyue("doctor", "--config", demo / "kiosk.toml")
    assert ill.returncode == 1
    assert "FAIL  server:" in ill.stdout
    assert "FAIL  barcode-scanner:" in ill.stdout
    (demo / "devices").mkdir(exist_ok=True)
    with (
        running("server", "--config", demo / "server.toml"),
        running("simulate", "scanner", "--link", demo / "devices" / "scanner"),
        running("simulate", "printer", "--link", demo / "devices" / "printer") as printer,
    ):
        well = jieyue("doctor", "--config", demo / "kiosk.toml")
        assert (well.returncode, "FAIL" in well.stdout) == (0, False), well.stdout
        lines = well.stdout.splitlines()
        parts = [line.split(":")[0].split(maxsplit=1)[1] for line in lines]
        assert parts == [
            "configuration", "barcode-scanner", "receipt-printer", "server", "clock", "disk", "journal", "screen",
            "chinese font",
        ]  # fmt: skip
        printer.stdin.write(":paper out\n")
        printer.stdin.flush()
        until(
            lambda: (
                "receipt-printer" in (out := jieyue("doctor", "--config", demo / "kiosk.toml")).stdout
                and out.returncode
            )
        )


def test_the_doctor_reads_a_broken_file(tmp_path: Path):
    (tmp_path / "kiosk.toml").write_text("[kiosk]\nid = 3\n")
    done = jieyue("doctor", "--config", tmp_path / "kiosk.toml")
    assert done.returncode == 1
    assert "kiosk.toml:2: kiosk.id: must be" in done.stdout


@pytest.mark.parametrize("command", ["kiosk", "server"])
def test_a_broken_file_is_a_plain_message(tmp_path: Path, command: str):
    path = tmp_path / "x.toml"
    path.write_text("[nonsense]\n")
    done = jieyue(command, "--config", path)
    assert done.returncode == 2
    assert f"{path}:1: nonsense: is not known" in done.stderr
    assert "Traceback" not in done.stderr


def test_devices_lists_every_driver_by_role():
    done = jieyue("devices")
    assert done.returncode == 0
    assert done.stdout.index("barcode-scanner\n  serial-scanner:") < done.stdout.index(
        "receipt-printer\n  escpos:"
    )
    assert "port (needed)" in done.stdout


def test_help_and_version():
    assert "simulate" in jieyue("--help").stdout
    assert jieyue("--version").stdout.startswith("jieyue 0.")
    assert jieyue("no-such-command").returncode == 2


def test_the_doctor_lists_the_items_whose_gate_state_is_in_doubt(demo: Path):
    settings = load_kiosk(demo / "kiosk.toml")
    journal = Journal.open(settings.data)
    journal.plan(
        "k",
        "30000000000010",
        ["E004015000000001"],
        armed=False,
        stage=Stage.WRITING,
        visit="v",
        at=datetime.now(UTC),
    )
    journal.close()
    finding = doctor._journal(settings)
    assert finding.level == "warn"
    assert "30000000000010 (tag E004015000000001)" in finding.text
