"""Which drivers there are, and whether what a configuration says fits them.

A driver is a class that some installed package names in its entry points, group ``jieyue.drivers``. Nothing
else has to be registered; ``docs/driver-guide.md`` shows a whole one. A driver that cannot be used is told with
its reason, and is in nobody's way.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar, Protocol, cast, get_type_hints

from drivers.roles import BarcodeScanner, Device, HelpButton, ItemPad, PatronCardReader, ReceiptPrinter, Role

GROUP = "jieyue.drivers"

PROTOCOLS: Mapping[str, type] = {
    Role.BARCODE_SCANNER: BarcodeScanner,
    Role.ITEM_PAD: ItemPad,
    Role.PATRON_CARD: PatronCardReader,
    Role.RECEIPT_PRINTER: ReceiptPrinter,
    Role.HELP_BUTTON: HelpButton,
}


class Driver(Device, Protocol):
    """What a driver class declares, besides the methods of its role."""

    name: ClassVar[str]
    """Its entry point's name, as ``driver = "…"`` in ``kiosk.toml`` has it."""
    role: ClassVar[Role]
    Options: ClassVar[type[Any]]
    """A frozen dataclass of text, numbers and switches. What ``metadata`` may say of a field: ``help`` (a
    sentence), ``choices`` (a tuple of the allowed values), ``least`` and ``most`` (of a number), ``secret`` (true: it
    is never shown)."""

    def __init__(self, options: Any) -> None: ...


class UnknownDriver(LookupError):
    """No driver of this name works here; the text names those that do, or what is wrong with this one."""


class OptionError(ValueError):
    """A driver's option in the configuration is wrong: which, why, and what may stand there."""

    def __init__(self, key: str, problem: str, allowed: str) -> None:
        super().__init__(f"{key}: {problem} (allowed: {allowed})")
        self.key = key
        self.problem = problem
        self.allowed = allowed


def drivers() -> dict[str, type[Driver]]:
    """Every driver that can be used, by name."""
    return {name: found for name in _installed() if not isinstance(found := _load(name), str)}


def broken() -> dict[str, str]:
    """Every driver that is installed but cannot be used, by name, with the reason."""
    return {name: found for name in _installed() if isinstance(found := _load(name), str)}


def find(name: str) -> type[Driver]:
    """The driver called ``name``; no other is imported. Raises :class:`UnknownDriver`."""
    if name not in _installed():
        raise UnknownDriver(f"there is no driver {name!r}; there are {', '.join(drivers()) or 'none'}")
    found = _load(name)
    if isinstance(found, str):
        raise UnknownDriver(f"the driver {name!r} cannot be used: {found}")
    return found


@functools.cache
def _installed() -> dict[str, list[EntryPoint]]:
    """By name. A package may be seen twice (installed, and as a source tree): the same entry point counts once."""
    found: dict[str, list[EntryPoint]] = {}
    for entry in sorted(set(entry_points(group=GROUP)), key=lambda entry: entry.name):
        found.setdefault(entry.name, []).append(entry)
    return found


@functools.cache
def _load(name: str) -> type[Driver] | str:
    """The class, or why it cannot be used."""
    entry, *others = _installed()[name]
    if others:
        return "two packages each bring a driver of this name"
    try:
        driver = entry.load()
    except Exception as error:  # whatever a stranger's module does at import
        return f"{entry.value} cannot be imported: {type(error).__name__}: {error}"
    if fault := _fault(entry, driver):
        return f"{entry.value} {fault}"
    return cast(type[Driver], driver)


def _fault(entry: EntryPoint, driver: object) -> str | None:
    """Why this is no driver, or None."""
    if not isinstance(driver, type):
        return "is no class"
    if getattr(driver, "name", None) != entry.name:
        return f"calls itself {getattr(driver, 'name', None)!r}"
    role: Any = getattr(driver, "role", None)
    if role not in PROTOCOLS:
        return f"has the role {role!r}; known are {', '.join(PROTOCOLS)}"
    wanted = [name for name in dir(PROTOCOLS[role]) if not name.startswith("_")]
    missing = [name for name in wanted if not callable(getattr(driver, name, None))]
    if missing:
        return f"is no {role}: it lacks {', '.join(missing)}"
    options = getattr(driver, "Options", None)
    if not (isinstance(options, type) and dataclasses.is_dataclass(options)):
        return "has no dataclass Options"
    return None


# --- options ------------------------------------------------------------------------------------------------

TYPES: Mapping[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def parse_options(driver: type[Driver], table: Mapping[str, object]) -> Any:
    """``driver.Options`` from a TOML table without ``role`` and ``driver``.

    Raises :class:`OptionError`; what concerns several options, ``Options.__post_init__`` raises itself.
    """
    hints = get_type_hints(driver.Options)
    fields = {field.name: field for field in dataclasses.fields(driver.Options)}
    for key in table:
        if key not in fields:
            raise OptionError(key, "there is no such option", ", ".join(fields))
    values: dict[str, object] = {}
    for key, field in fields.items():
        if key in table:
            values[key] = _checked(field, hints[key], table[key])
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise OptionError(key, "it is missing", allowed(field, hints[key]))
    return driver.Options(**values)


def allowed(field: dataclasses.Field[Any], hint: type) -> str:
    """What may stand in this option, in words."""
    about = field.metadata
    if "choices" in about:
        return ", ".join(_toml(choice) for choice in about["choices"])
    words = TYPES.get(hint, str(hint))
    if "least" in about:
        words += f" from {about['least']}"
    if "most" in about:
        words += f" to {about['most']}"
    return words


def _checked(field: dataclasses.Field[Any], hint: type, value: Any) -> object:
    if hint is float and type(value) is int:
        value = float(value)
    if type(value) is not hint:  # exactly: TOML's true is no number
        shown = "what stands there" if field.metadata.get("secret") else _toml(value)
        raise OptionError(field.name, f"{shown} has the wrong type", allowed(field, hint))
    about = field.metadata
    if (
        ("choices" in about and value not in about["choices"])
        or ("least" in about and not value >= about["least"])
        or ("most" in about and not value <= about["most"])
    ):
        raise OptionError(field.name, f"{_toml(value)} is not allowed", allowed(field, hint))
    return value


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
