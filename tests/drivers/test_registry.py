"""Drivers of strangers: found, named when broken, and configured with plain words about every mistake."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers import registry
from drivers.registry import OptionError, UnknownDriver, broken, drivers, find, parse_options
from drivers.roles import Role

STRANGER = """
from collections.abc import Iterator
from dataclasses import dataclass, field
from drivers.registry import OptionError
from drivers.roles import Role, Scanned

@dataclass(frozen=True)
class Options:
    port: str = field(metadata={"help": "where"})
    speed: int = field(default=3, metadata={"least": 1, "most": 5})
    gain: float = 1.0
    mode: str = field(default="a", metadata={"choices": ("a", "b")})
    loud: bool = False

    def __post_init__(self):
        if self.loud and self.gain < 0.5:
            raise OptionError("loud", "makes no sense with so little gain", "false")

class Good:
    name = "good"
    role = Role.BARCODE_SCANNER
    Options = Options
    def __init__(self, options): self.options = options
    def open(self): ...
    def close(self): ...
    def readings(self): yield None
    def trigger(self, on): ...

class Renamed(Good): ...
class NoRole(Good):
    name = "no-role"
    role = "toaster"
class Printer(Good):
    name = "half-printer"
    role = Role.RECEIPT_PRINTER
class NoOptions(Good):
    name = "no-options"
    Options = None
no_class = 3
"""


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    registry._installed.cache_clear()
    registry._load.cache_clear()


def install(folder: Path, package: str, points: dict[str, str], **modules: str) -> None:
    """What pip leaves behind of a package: its modules, and its entry points."""
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(source))
    facts = folder / f"{package}-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    lines = [f"{name} = {value}" for name, value in points.items()]
    (facts / "entry_points.txt").write_text("\n".join(["[jieyue.drivers]", *lines]))


@pytest.fixture
def strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(
        tmp_path,
        "strangers",
        {
            "good": "stranger:Good",
            "renamed": "stranger:Renamed",
            "no-role": "stranger:NoRole",
            "half-printer": "stranger:Printer",
            "no-options": "stranger:NoOptions",
            "no-class": "stranger:no_class",
            "missing": "stranger:Missing",
            "raising": "raising:Driver",
            "twice": "stranger:Good",
        },
        stranger=STRANGER,
        raising="raise RuntimeError('no library of the maker')",
    )
    install(tmp_path, "others", {"twice": "stranger:Printer"})
    monkeypatch.syspath_prepend(tmp_path)


def test_our_own_drivers_are_found():
    assert broken() == {}
    assert {name: driver.role for name, driver in drivers().items()} == {
        "serial-scanner": Role.BARCODE_SCANNER,
        "escpos": Role.RECEIPT_PRINTER,
        "serial-button": Role.HELP_BUTTON,
        "feig": Role.ITEM_PAD,
        "bibliotheca": Role.ITEM_PAD,
        "rl866": Role.ITEM_PAD,
        "pcsc-pad": Role.ITEM_PAD,
        "pcsc-card": Role.PATRON_CARD,
    }


def test_a_strangers_driver_is_found_and_broken_ones_are_in_nobodys_way(strangers):
    assert find("good").__name__ == "Good"
    assert "serial-scanner" in drivers()
    reasons = broken()
    assert sorted(reasons) == [
        "half-printer",
        "missing",
        "no-class",
        "no-options",
        "no-role",
        "raising",
        "renamed",
        "twice",
    ]
    assert "lacks print, status" in reasons["half-printer"]
    assert "Missing" in reasons["missing"]
    assert "no library of the maker" in reasons["raising"]
    assert "'toaster'" in reasons["no-role"]
    assert "'good'" in reasons["renamed"]
    assert "two packages" in reasons["twice"]
    assert not set(reasons) & set(drivers())


def test_a_driver_is_had_without_importing_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    install(tmp_path, "heavy", {"heavy": "heavy_driver:Driver"}, heavy_driver="")
    monkeypatch.syspath_prepend(tmp_path)
    find("serial-scanner")
    assert "heavy_driver" not in sys.modules
    assert "heavy" in broken()
    assert "heavy_driver" in sys.modules


def test_asking_for_a_driver_that_cannot_be_had_tells_why(strangers):
    with pytest.raises(UnknownDriver, match=r"no driver 'gut'.*good.*serial-scanner"):
        find("gut")
    with pytest.raises(UnknownDriver, match="no library of the maker"):
        find("raising")


def test_options_come_typed_and_with_their_defaults(strangers):
    options = parse_options(find("good"), {"port": "x", "gain": 2, "mode": "b"})
    assert (options.port, options.speed, options.gain, options.mode, options.loud) == (
        "x",
        3,
        2.0,
        "b",
        False,
    )
    assert type(options.gain) is float


@pytest.mark.parametrize(
    ("table", "key", "problem", "allowed"),
    [
        ({}, "port", "missing", "a text"),
        ({"port": 3}, "port", "type", "a text"),
        ({"port": "x", "prot": "y"}, "prot", "no such option", "port, speed, gain, mode, loud"),
        ({"port": "x", "speed": "3"}, "speed", '"3"', "a whole number from 1 to 5"),
        ({"port": "x", "speed": True}, "speed", "true", "a whole number from 1 to 5"),
        ({"port": "x", "speed": 6}, "speed", "not allowed", "a whole number from 1 to 5"),
        ({"port": "x", "speed": 0}, "speed", "not allowed", "a whole number from 1 to 5"),
        ({"port": "x", "gain": "much"}, "gain", "type", "a number"),
        ({"port": "x", "mode": "c"}, "mode", "not allowed", '"a", "b"'),
        ({"port": "x", "loud": 1}, "loud", "type", "true or false"),
        ({"port": "x", "loud": True, "gain": 0}, "loud", "no sense", "false"),
    ],
)
def test_a_wrong_option_is_named_with_what_is_allowed(strangers, table, key, problem, allowed):
    with pytest.raises(OptionError) as raised:
        parse_options(find("good"), table)
    assert raised.value.key == key
    assert problem in raised.value.problem
    assert raised.value.allowed == allowed


def test_what_the_scanner_is_sent_may_hold_any_byte():
    scanner = find("serial-scanner")
    assert parse_options(scanner, {"port": "x", "trigger_on": r"\x16T\r"}).trigger_on == r"\x16T\r"
    for wrong in (r"\x1", "借"):
        with pytest.raises(OptionError, match="prefix"):
            parse_options(scanner, {"port": "x", "prefix": wrong})
