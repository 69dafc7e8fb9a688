"""``kiosk.toml`` and ``server.toml``, read into typed settings; every mistake told at once, with its line.

Checked by hand: the kiosk reads its settings before its first picture, and a validation library would double the
time to it (``docs/decisions/006-settings-checked-by-hand.md``).
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from config.server_settings import ServerSettings
from config.toml_lines import Key, Lines

T = TypeVar("T")

NAME = r"[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits, dots, dashes or underscores"
LANGUAGE = r"[a-z]{2,3}(_[A-Za-z]+)?", "a language code such as zh or en"
URL = r"https?://[^\s/]+.*", "an address such as http://127.0.0.1:8470"
DATABASE = (
    r"(sqlite:///|postgresql\+psycopg://).+",
    "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
)
CURRENCY = r"[A-Z]{3}", "three capital letters such as CNY (ISO 4217)"
ISIL = r"[A-Z]{1,4}-[A-Za-z0-9/:-]{1,28}", "an ISIL such as CN-110108-1 (ISO 15511)"
HELP_KEY = r"(F([1-9]|1[0-9]|2[0-4])|Help|Home|Pause|Print)?", "a key such as F1, or nothing"
GATES = {"afi": ("afi",), "eas": ("eas",), "both": ("afi", "eas"), "none": ()}
ANYTHING = r"(?s).*", "text"
SECRET_KEYS = ("key", "database", "metrics_key")


class ConfigError(Exception):
    """A settings file that cannot be used; the text names file, line, key and what is allowed, a line each."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where settings came from, to say where a mistake stands."""

    path: Path
    lines: Lines

    def problem(self, key: Key, text: str) -> str:
        line = self.lines.of(key)
        name = ".".join(part if isinstance(part, str) else f"[{part + 1}]" for part in key).replace(".[", "[")
        return f"{self.path}:{line or 1}: {name}: {text}" if name else f"{self.path}:{line or 1}: {text}"


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One ``[[device]]`` table. The options are the driver's own, and only it can judge them."""

    name: str
    role: str
    driver: str
    options: Mapping[str, object]
    index: int


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """The whole of ``kiosk.toml``."""

    id: str
    url: str
    key: str = field(repr=False)
    data: Path  # the directory of the journal
    languages: tuple[str, ...]
    orientation: Literal["portrait", "landscape"]
    idle_seconds: int
    theme: Literal["light", "dark", "contrast"]
    full_screen: bool
    help_key: str  # the key that stands for the machine's help button; empty: none
    help_presses: int  # of that button until a librarian is called
    library: Mapping[str, str]
    hotline: str
    scanned_card_needs_pin: bool
    typed_number_needs_pin: bool
    patron_label: str
    item_label: str
    gates: tuple[str, ...]  # how the library's gates are told that an item may leave: afi, eas
    owners: tuple[str, ...]  # ISILs whose items are lent here; empty: any
    most_on_pad: int
    calm_seconds: float  # how long a tag must lie before it counts
    devices: Sequence[DeviceSettings]
    source: Source = field(repr=False)


def load_kiosk(path: Path) -> KioskSettings:
    """Read ``kiosk.toml``. Raises :class:`ConfigError`."""
    file = _File(path)
    kiosk = file.table("kiosk")
    identify = file.table("identify")
    labels = file.table("labels")
    central = file.table("central")
    pad = file.table("pad")
    settings = KioskSettings(
        id=kiosk.text("id", None, NAME),
        url=central.text("url", None, URL),
        key=central.text("key", None, (r"\S{16,}", "the kiosk's key, 16 characters or more")),
        data=path.absolute().parent / kiosk.text("data", "kiosk-data"),
        languages=kiosk.texts("languages", ("zh", "en"), LANGUAGE),
        orientation=cast(Any, kiosk.choice("orientation", "portrait", ("portrait", "landscape"))),
        idle_seconds=kiosk.whole("idle_seconds", 60, 3, 3600),
        theme=cast(Any, kiosk.choice("theme", "light", ("light", "dark", "contrast"))),
        full_screen=kiosk.switch("full_screen", False),
        help_key=kiosk.text("help_key", "F1", HELP_KEY),
        help_presses=kiosk.whole("help_presses", 2, 1, 2),
        library=kiosk.words("library"),
        hotline=kiosk.text("hotline", ""),
        scanned_card_needs_pin=identify.switch("scanned_card_needs_pin", False),
        typed_number_needs_pin=identify.switch("typed_number_needs_pin", True),
        patron_label=labels.pattern("patron", r"2\d{13}"),
        item_label=labels.pattern("item", r"3\d{13}"),
        gates=GATES[pad.choice("gates", "both", tuple(GATES))],
        owners=pad.texts("owners", (), ISIL),
        most_on_pad=pad.whole("most_items", 5, 1, 30),
        calm_seconds=pad.whole("calm_ms", 100, 0, 2000) / 1000,
        devices=_devices(file),
        source=file.source,
    )
    file.judge(kiosk, identify, labels, central, pad)
    return settings


def load_server(path: Path) -> ServerSettings:
    """Read ``server.toml``; a relative SQLite path is taken from the file's own folder. Raises
    :class:`ConfigError`."""
    from zoneinfo import available_timezones

    file = _File(path)
    server = file.table("server")
    library = file.table("library")
    database = server.text("database", None, DATABASE)
    if database.startswith("sqlite:///") and not database.startswith("sqlite:////"):
        database = f"sqlite:///{path.absolute().parent / database.removeprefix('sqlite:///')}"
    settings = ServerSettings(
        database=database,
        host=server.text("host", "127.0.0.1"),
        port=server.whole("port", 8470, 0, 65535),
        address=server.text("address", "", URL).rstrip("/"),
        log_level=server.choice("log_level", "info", ("debug", "info", "warning", "error")),
        metrics_key=server.text("metrics_key", "", (r"\S{16,}", "a secret of 16 characters or more")),
        library_name=library.text("name", "Jieyue Library"),
        timezone=library.text("timezone", "Asia/Shanghai"),
        currency=library.text("currency", "CNY", CURRENCY),
        fines_limit=library.amount("fines_limit", Decimal(5)),
        overdue_limit=library.whole("overdue_limit", 3, 1, 1000),
        keep_finished_loans_days=library.whole("keep_finished_loans_days", 30, 0, 36500),
        keep_audit_days=library.whole("keep_audit_days", 365, 1, 36500),
        keep_contacts_days=library.whole("keep_contacts_days", 180, 1, 36500),
        covers=path.absolute().parent / covers if (covers := library.text("covers", "")) else None,
    )
    if settings.timezone not in available_timezones():
        library.wrong("timezone", "must be an IANA time zone such as Asia/Shanghai")
    file.judge(server, library)
    return settings


def _devices(file: _File) -> tuple[DeviceSettings, ...]:
    devices: list[DeviceSettings] = []
    for index, table in enumerate(file.tables("device")):
        role = table.text("role", None, NAME)
        driver = table.text("driver", None, NAME)
        same = sum(device.role == role for device in devices)
        name = table.text("name", f"{role}-{same + 1}" if same else role, NAME)
        if any(device.name == name for device in devices):
            table.wrong("name", f"another device is called {name} too")
        devices.append(DeviceSettings(name, role, driver, table.rest(), index))
    return tuple(devices)


class _File:
    """A TOML file and what was found wrong in it."""

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{path}: is not UTF-8 text") from None
        self.source = Source(path, Lines(text))
        self.problems: list[tuple[Key, str]] = []
        self._asked: list[str] = []
        try:
            self._root = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            where = line[1] if line else len(text.splitlines())
            raise ConfigError(f"{path}:{where}: is not TOML: {error}") from None

    def table(self, name: str) -> _Table:
        self._asked.append(name)
        found = self._root.get(name, {})
        if not isinstance(found, dict):
            self.problems.append(((name,), "must be a table"))
            found = {}
        return _Table(self, (name,), found)

    def tables(self, name: str) -> list[_Table]:
        """Every table of an array of tables."""
        self._asked.append(name)
        found = self._root.get(name, [])
        if not (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
            self.problems.append(((name,), f"must be tables headed [[{name}]]"))
            found = []
        return [_Table(self, (name, index), one) for index, one in enumerate(found)]

    def judge(self, *tables: _Table) -> None:
        """Raise :class:`ConfigError` if anything was wrong, in the order of the file."""
        _Table(self, (), self._root, self._asked).refuse_unknown()
        for table in tables:
            table.refuse_unknown()
        if self.problems:
            self.problems.sort(key=lambda one: self.source.lines.of(one[0]) or 0)
            raise ConfigError("\n".join(self.source.problem(key, text) for key, text in self.problems))


class _Table:
    """One table. Asking for a key says that it is known; a default of None, that it must be there."""

    def __init__(self, file: _File, path: Key, values: dict[str, Any], asked: Sequence[str] = ()) -> None:
        self._file = file
        self._path = path
        self._values = values
        self._asked = list(asked)

    def wrong(self, key: str, text: str) -> None:
        self._file.problems.append(((*self._path, key), text))

    def text(self, key: str, default: str | None, form: tuple[str, str] = ANYTHING) -> str:
        return self._get(
            key, default, lambda one: isinstance(one, str) and re.fullmatch(form[0], one), form[1], ""
        )

    def texts(self, key: str, default: tuple[str, ...], form: tuple[str, str]) -> tuple[str, ...]:
        def fits(given: object) -> bool:
            return (
                isinstance(given, list)
                and bool(given)
                and all(isinstance(one, str) and re.fullmatch(form[0], one) for one in given)
            )

        return tuple(self._get(key, default, fits, f"a list, each {form[1]}", ()))

    def words(self, key: str) -> Mapping[str, str]:
        """A table of texts."""

        def fits(given: object) -> bool:
            return isinstance(given, dict) and all(isinstance(one, str) for one in given.values())

        return self._get(key, {}, fits, "a table of texts, by language", {})

    def choice(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        return self._get(
            key, default, lambda one: one in choices, " or ".join(f'"{one}"' for one in choices), default
        )

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        allowed = f"a whole number from {least} to {most}"
        return self._get(
            key, default, lambda one: type(one) is int and least <= one <= most, allowed, default
        )

    def amount(self, key: str, default: Decimal) -> Decimal:
        def fits(given: object) -> bool:
            return isinstance(given, Decimal) or (
                type(given) in (int, float) and 0 <= cast(float, given) <= 100_000
            )

        return Decimal(str(self._get(key, default, fits, "an amount of money from 0 to 100000", default)))

    def switch(self, key: str, default: bool) -> bool:
        return self._get(key, default, lambda one: isinstance(one, bool), "true or false", default)

    def pattern(self, key: str, default: str) -> str:
        text = self.text(key, default)
        try:
            re.compile(text)
        except re.error as error:
            self.wrong(key, f"must be a regular expression ({error})")
        return text

    def rest(self) -> Mapping[str, object]:
        """What nobody asked for."""
        return {key: value for key, value in self._values.items() if key not in self._asked}

    def refuse_unknown(self) -> None:
        for key in self.rest():
            near = difflib.get_close_matches(key, self._asked, 1)
            known = f"did you mean {near[0]}?" if near else f"known are: {', '.join(self._asked)}"
            self.wrong(key, f"is not known; {known}")

    def _get(self, key: str, default: T | None, fits: Callable[[Any], object], allowed: str, instead: T) -> T:
        self._asked.append(key)
        if key not in self._values:
            if default is None:
                self.wrong(key, f"is missing: {allowed}")
            return instead if default is None else default
        given = self._values[key]
        if fits(given):
            return cast(T, given)
        self.wrong(key, f"must be {allowed}" + ("" if key in SECRET_KEYS else f", not {given!r}"))
        return instead
