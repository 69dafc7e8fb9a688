"""That `make lint` really fails when somebody breaks a rule of the house."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("config", "drivers", "kiosk", "server", "ui")

# What is planted where; each is forbidden there, and each must be told.
PLANTED_IMPORTS = [
    # Qt outside ui
    ("kiosk.desk", "PySide6"),
    ("drivers.registry", "PySide6"),
    ("config.vocabulary", "PySide6"),
    ("server", "PySide6"),
    # I/O, a clock or chance inside the rules
    ("kiosk.visit", "socket"),
    ("kiosk.visit", "logging"),
    ("kiosk.circulation", "time"),
    ("kiosk.policy", "pathlib"),
    ("kiosk.state", "random"),
    ("kiosk.events", "os"),
    ("kiosk.effects", "sqlalchemy"),
    ("kiosk.labels", "uuid"),
    ("kiosk.visit", "kiosk.journal"),
    ("drivers.roles", "serial"),
    ("config.vocabulary", "subprocess"),
    ("server.rules.due", "time"),
    ("server.rules.holds", "sqlalchemy"),
    ("server.rules", "server.store.tables"),
    # against the layers
    ("config", "kiosk"),
    ("drivers", "kiosk.state"),
    ("drivers.roles", "config.vocabulary"),
    ("server", "kiosk.state"),
    ("server", "drivers.roles"),
    ("kiosk.desk", "ui"),
    ("kiosk.desk", "server"),
    ("kiosk.desk", "drivers.registry"),
    ("ui", "server"),
    ("ui", "drivers.registry"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source to spoil."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "qml"))
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "import_rules.py", tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(tree: Path, module: str, line: str) -> None:
    path = tree.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    with file.open("a") as source:
        source.write(f"\n{line}\n")


def test_every_forbidden_import_is_told(tree: Path) -> None:
    for module, imported in PLANTED_IMPORTS:
        plant(tree, module, f"import {imported}")
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    told = ran.stdout + ran.stderr
    assert ran.returncode == 1, told
    assert [p for p in PLANTED_IMPORTS if f"{p[0]} -> {p[1]} (l." not in told] == [], told


def test_a_rule_that_reads_the_clock_or_a_file_is_told(tree: Path) -> None:
    plant(tree, "kiosk.policy", 'import datetime\nNOW = datetime.datetime.now(), open("x"), print()')
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "kiosk/policy.py"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert [code for code in ("TID251", "PTH123", "T201") if code not in ran.stdout] == [], ran.stdout
