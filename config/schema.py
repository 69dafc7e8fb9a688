"""``kiosk.toml`` and ``server.toml``, read into typed settings; every mistake told at once, with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from config.server_settings import ServerSettings
from config.toml_lines import Key, Lines


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
    library: Mapping[str, str]
    hotline: str
    scanned_card_needs_pin: bool
    typed_number_needs_pin: bool
    patron_label: str
    item_label: str
    devices: Sequence[DeviceSettings]
    source: Source = field(repr=False)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"must be a regular expression ({error})") from None
    return text


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("must be an IANA time zone such as Asia/Shanghai")
    return text


PATTERNS = {
    r"^[A-Za-z0-9._-]{1,64}$": "1 to 64 letters, digits, dots, dashes or underscores",
    r"^[a-z]{2,3}(_[A-Za-z]+)?$": "a language code such as zh or en",
    r"^https?://[^\s/]+": "an address such as http://127.0.0.1:8470",
    r"^(sqlite:///|postgresql\+psycopg://).+": "sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
    r"^[A-Z]{3}$": "three capital letters such as CNY (ISO 4217)",
}
_name, _language, _url, _database, _currency = PATTERNS

Name = Annotated[str, StringConstraints(pattern=_name)]
Language = Annotated[str, StringConstraints(pattern=_language)]
Pattern = Annotated[str, AfterValidator(_pattern)]
T = TypeVar("T", bound="_Table")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Kiosk(_Table):
    id: Name
    languages: Annotated[list[Language], Field(min_length=1)] = ["zh", "en"]
    orientation: Literal["portrait", "landscape"] = "portrait"
    idle_seconds: Annotated[int, Field(ge=3, le=3600)] = 60
    theme: Literal["light", "dark", "contrast"] = "light"
    full_screen: bool = False
    data: str = "kiosk-data"
    hotline: str = ""
    library: dict[str, str] = {}


class _Identify(_Table):
    scanned_card_needs_pin: bool = False
    typed_number_needs_pin: bool = True


class _Labels(_Table):
    patron: Pattern = r"2\d{13}"
    item: Pattern = r"3\d{13}"


class _Central(_Table):
    url: Annotated[str, StringConstraints(pattern=_url)]
    key: Annotated[str, StringConstraints(min_length=16)]


class _Device(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    role: Name
    driver: Name
    name: Name | None = None


class _KioskFile(_Table):
    kiosk: _Kiosk
    identify: _Identify = _Identify()
    labels: _Labels = _Labels()
    central: _Central
    device: list[_Device] = []


class _Server(_Table):
    database: Annotated[str, StringConstraints(pattern=_database)]
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8470


class _Library(_Table):
    name: str = "Jieyue Library"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    currency: Annotated[str, StringConstraints(pattern=_currency)] = "CNY"
    fines_limit: Annotated[float, Field(ge=0, le=100_000)] = 5.0
    overdue_limit: Annotated[int, Field(ge=1, le=1000)] = 3


class _ServerFile(_Table):
    server: _Server
    library: _Library = _Library()


def load_kiosk(path: Path) -> KioskSettings:
    """Read ``kiosk.toml``. Raises :class:`ConfigError`."""
    source, read = _read(path, _KioskFile)
    counts: dict[str, int] = {}
    devices: list[DeviceSettings] = []
    for index, device in enumerate(read.device):
        counts[device.role] = counts.get(device.role, 0) + 1
        name = device.name or (
            device.role if counts[device.role] == 1 else f"{device.role}-{counts[device.role]}"
        )
        if any(other.name == name for other in devices):
            raise ConfigError(
                source.problem(("device", index, "name"), f"another device is called {name} too")
            )
        devices.append(DeviceSettings(name, device.role, device.driver, device.model_extra or {}, index))
    return KioskSettings(
        id=read.kiosk.id,
        url=read.central.url,
        key=read.central.key,
        data=path.absolute().parent / read.kiosk.data,
        languages=tuple(read.kiosk.languages),
        orientation=read.kiosk.orientation,
        idle_seconds=read.kiosk.idle_seconds,
        theme=read.kiosk.theme,
        full_screen=read.kiosk.full_screen,
        library=read.kiosk.library,
        hotline=read.kiosk.hotline,
        scanned_card_needs_pin=read.identify.scanned_card_needs_pin,
        typed_number_needs_pin=read.identify.typed_number_needs_pin,
        patron_label=read.labels.patron,
        item_label=read.labels.item,
        devices=devices,
        source=source,
    )


def load_server(path: Path) -> ServerSettings:
    """Read ``server.toml``; a relative SQLite path is taken from the file's own folder. Raises
    :class:`ConfigError`."""
    _, read = _read(path, _ServerFile)
    database = read.server.database
    if database.startswith("sqlite:///") and not database.startswith("sqlite:////"):
        database = f"sqlite:///{path.absolute().parent / database.removeprefix('sqlite:///')}"
    return ServerSettings(
        database=database,
        host=read.server.host,
        port=read.server.port,
        library_name=read.library.name,
        timezone=read.library.timezone,
        currency=read.library.currency,
        fines_limit=Decimal(str(read.library.fines_limit)),
        overdue_limit=read.library.overdue_limit,
    )


def _read(path: Path, model: type[T]) -> tuple[Source, T]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None
    source = Source(path, Lines(text))
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = line[1] if line else len(text.splitlines())
        raise ConfigError(f"{path}:{where}: is not TOML: {error}") from None
    try:
        return source, model.model_validate(table)
    except ValidationError as error:
        found = sorted(error.errors(), key=lambda one: source.lines.of(tuple(one["loc"])) or 0)
        problems = [source.problem(tuple(one["loc"]), _say(one, model)) for one in found]
        raise ConfigError("\n".join(problems)) from None


def _say(error: Any, model: type[BaseModel]) -> str:
    """What is wrong and what is allowed, in words for whoever edits the file."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        known = _known(model, tuple(error["loc"][:-1]))
        near = difflib.get_close_matches(str(error["loc"][-1]), known, 1)
        return "is not known; " + (f"did you mean {near[0]}?" if near else f"known are: {', '.join(known)}")
    given = "" if error["loc"][-1] in ("key", "database") else f", not {error['input']!r}"
    if kind == "literal_error":
        return f"must be {context['expected']}{given}"
    if kind == "string_pattern_mismatch":
        return f"must be {PATTERNS[context['pattern']]}{given}"
    if kind == "value_error":
        return str(context["error"]) + given
    message: str = error["msg"]
    for theirs, ours in (
        ("Input should be", "must be"),
        ("List should have", "must have"),
        ("String should", "must"),
    ):
        message = message.replace(theirs, ours)
    return message.removesuffix(" after validation, not 0") + given


def _known(model: type[BaseModel], loc: Key) -> list[str]:
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            inner: Any = model.model_fields[part].annotation
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                model = inner
    return list(model.model_fields)
