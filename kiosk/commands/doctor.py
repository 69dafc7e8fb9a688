"""``jieyue doctor``: every part of a kiosk looked at, one line each."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from config.schema import ConfigError, DeviceSettings, KioskSettings, load_kiosk
from drivers.roles import DeviceError, Paper, ReceiptPrinter
from kiosk.journal import Journal, JournalError, JournalInUse
from kiosk.machine import make_driver

CHECK_SECONDS = 15.0
LOW_DISK_BYTES = 500_000_000
MOST_CLOCK_ERROR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """``level`` is ok, warn or FAIL; the text says what was found, and after a dash what to do."""

    level: str
    text: str


def doctor(config: Path) -> int:
    """Print a line for each part; exit status 1 if one of them fails. Never hangs: each check has its time."""
    failed = False
    with ThreadPoolExecutor(1) as pool:
        for name, check in _checks(config):
            try:
                finding = pool.submit(check).result(CHECK_SECONDS)
            except TooLong:
                print(f"FAIL  {name}: no answer within {CHECK_SECONDS:.0f} s", flush=True)
                os._exit(1)  # the check's thread cannot be ended any other way
            except Exception as error:
                finding = Finding("FAIL", f"the check failed ({type(error).__name__}: {error})")
            print(f"{finding.level:<5} {name}: {finding.text}", flush=True)
            failed |= finding.level == "FAIL"
    return 1 if failed else 0


def _checks(config: Path) -> Iterator[tuple[str, Callable[[], Finding]]]:
    try:
        settings = load_kiosk(config)
    except ConfigError as error:
        text = str(error)
        yield "configuration", lambda: Finding("FAIL", text)
        return
    yield "configuration", lambda: _configuration(config)
    for device in settings.devices:
        yield device.name, lambda device=device: _device(device, settings)  # type: ignore[misc]
    yield "server", lambda: _server(settings)
    yield "clock", lambda: _clock(settings)
    yield "disk", lambda: _disk(settings)
    yield "journal", lambda: _journal(settings)
    yield "screen", _screen
    yield "chinese font", _font


def _configuration(config: Path) -> Finding:
    if stat.S_IMODE(config.stat().st_mode) & 0o077:
        return Finding("warn", f"{config} holds the kiosk's key and others may read it - chmod 600 {config}")
    return Finding("ok", str(config))


def _device(device: DeviceSettings, settings: KioskSettings) -> Finding:
    try:
        driver = make_driver(device, settings.source)
    except ConfigError as error:
        return Finding("FAIL", str(error))
    key = "port" if "port" in device.options else "reader"
    where = device.options.get(key, "*")
    try:
        driver.open()
        if not isinstance(driver, ReceiptPrinter):
            return Finding("ok", f"{device.driver} opened at {where}")
        status = driver.status()
    except DeviceError as error:
        return Finding("FAIL", f"{error} - check cable, power and {key} = {where!r}")
    finally:
        driver.close()
    if not status.ready:
        what = status.fault or ("the cover is open" if status.cover_open else f"paper {status.paper.value}")
        return Finding("FAIL", f"{device.driver} at {where}: {what}")
    if status.paper is Paper.NEAR_END:
        return Finding("warn", f"{device.driver} at {where}: the paper is near its end - change it today")
    return Finding("ok", f"{device.driver} ready at {where}")


def _server(settings: KioskSettings) -> Finding:
    session = requests.Session()
    session.trust_env = False
    url = settings.url.rstrip("/") + "/api/v1"
    try:
        health = session.get(f"{url}/health", timeout=5)
        key = session.get(f"{url}/policies", headers={"Authorization": f"Bearer {settings.key}"}, timeout=5)
    except requests.RequestException as error:
        return Finding(
            "FAIL", f"{settings.url} was not reached ({type(error).__name__}) - is the server running?"
        )
    if not health.ok:
        return Finding("FAIL", f"{settings.url} answers {health.status_code}")
    if key.status_code == 401:
        return Finding("FAIL", f"{settings.url} does not know this kiosk's key - enrol it again")
    if not key.ok:
        return Finding("FAIL", f"{settings.url} answers {key.status_code} to this kiosk")
    return Finding("ok", f"{settings.url} knows this kiosk")


def _clock(settings: KioskSettings) -> Finding:
    session = requests.Session()
    session.trust_env = False
    try:
        said = session.get(settings.url.rstrip("/") + "/api/v1/health", timeout=5).json()["time"]
        error = datetime.now(UTC) - datetime.fromisoformat(said)
    except (requests.RequestException, ValueError, KeyError, TypeError):
        return Finding("warn", "cannot be compared, the server does not tell its time")
    seconds = error.total_seconds()
    if abs(error) > MOST_CLOCK_ERROR:
        return Finding("FAIL", f"{seconds:+.0f} s off the server's - set up time synchronisation")
    return Finding("ok", f"{seconds:+.1f} s off the server's")


def _disk(settings: KioskSettings) -> Finding:
    folder = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Finding("FAIL", f"{folder} cannot be written")
    text = f"{free / 1e9:.1f} GB free at {folder}"
    return Finding("FAIL" if free < LOW_DISK_BYTES else "ok", text)


def _journal(settings: KioskSettings) -> Finding:
    try:
        journal = Journal.open(settings.data)
    except JournalInUse:
        return Finding("ok", "in use by the running kiosk")
    except JournalError as error:
        return Finding("FAIL", str(error))
    try:
        journal.probe()
        waiting, conflicts, doubts = journal.count_waiting(), len(journal.conflicts()), journal.doubts()
    except JournalError as error:
        return Finding("FAIL", str(error))
    finally:
        journal.close()
    text = f"{waiting} entries wait for delivery, {conflicts} need staff"
    if doubts:
        items = ", ".join(sorted({f"{doubt.item} (tag {doubt.uid})" for doubt in doubts}))
        text += f"; lay these on the pad, their gate state is in doubt: {items}"
    return Finding("warn" if conflicts or doubts else "ok", text)


def _screen() -> Finding:
    """In a process of its own: a missing library would end this one."""
    program = "from PySide6.QtQuick import QQuickView; from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=12
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return Finding("FAIL", f"Qt does not start: {last} - run packaging/bootstrap run")
    return Finding("ok", "Qt starts")


def _font() -> Finding:
    try:
        done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=10)
    except FileNotFoundError:
        return Finding("warn", "cannot be looked up, fc-list is not installed - apt-get install fontconfig")
    if not done.stdout.strip():
        return Finding("FAIL", "none - apt-get install fonts-noto-cjk")
    return Finding("ok", sorted(done.stdout.splitlines())[0].split(",")[0])
