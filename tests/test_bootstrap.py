"""Setting up without root rights on a machine that lacks packages: nothing is tried, one command is told."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDED = ("awk", "cat", "dirname", "dpkg-query", "flock", "grep", "sha256sum")  # no sudo, no apt-get


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone on a machine whose package database is empty, in the hands of somebody who is not root."""
    shutil.copytree(ROOT / "packaging", tmp_path / "clone" / "packaging")
    (tmp_path / "dpkg").mkdir()
    (tmp_path / "dpkg" / "status").touch()
    (tmp_path / "bin").mkdir()
    for tool in NEEDED:
        found = shutil.which(tool)
        assert found, f"{tool} is needed"
        (tmp_path / "bin" / tool).symlink_to(found)
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    (tmp_path / "bin" / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "bin" / "id").chmod(0o755)
    return tmp_path


def bootstrap(bare: Path, what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(bare / "bin"), "DPKG_ADMINDIR": str(bare / "dpkg"), **environment}
    return subprocess.run(
        [bare / "clone" / "packaging" / "bootstrap", what],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def told(ran: subprocess.CompletedProcess[str]) -> set[str]:
    """The packages of the one command that is told."""
    commands = re.findall(
        r"^su - -c 'apt-get update && .*--no-install-recommends (.*)'$", ran.stderr, re.MULTILINE
    )
    assert len(commands) == 1, ran.stderr
    return set(commands[0].split())


def test_the_one_command_is_told_and_nothing_is_made(bare: Path) -> None:
    ran = bootstrap(bare, "run")
    assert ran.returncode == 1
    assert {"libegl1", "libxcb-cursor0", "fonts-noto-cjk", "fonts-noto-color-emoji"} <= told(ran)
    assert {"pcscd", "libpcsclite-dev", "gcc"} <= told(ran)
    assert not {"postgresql", "vsmartcard-vpcd"} & told(ran)  # no virtual card reader on a kiosk
    assert {"postgresql", "xvfb", "vsmartcard-vpcd"} <= told(bootstrap(bare, "test"))
    assert not (bare / "clone" / ".venv").exists()


def test_only_what_is_missing_is_asked_for_and_a_renamed_package_counts(bare: Path) -> None:
    status = "Package: {}\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n"
    installed = status.format("libegl1") + "\n" + status.format("libglib2.0-0t64")
    (bare / "dpkg" / "status").write_text(installed + "Provides: libglib2.0-0 (= 2.80), other\n")
    asked = told(bootstrap(bare, "run"))
    assert "libgl1" in asked
    assert not {"libegl1", "libglib2.0-0"} & asked


def test_a_python_that_is_too_old_is_told(bare: Path) -> None:
    old = bare / "bin" / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
    old.chmod(0o755)
    ran = bootstrap(bare, "run", PYTHON=str(old))
    assert ran.returncode == 1
    assert "needs Python 3.11 or newer; found: Python 3.9.2" in ran.stderr
