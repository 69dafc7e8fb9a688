"""``jieyue enrol``: this machine becomes one of the library's kiosks, by the code that the staff console shows."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from config.schema import NAME, URL, ConfigError, load_kiosk
from config.toml_edit import set_text
from kiosk.commands.init import fresh_kiosk_toml

SECONDS = 15.0
NOT_YET_A_KEY = "not-yet-a-key-but-as-long-as-one"


class EnrolmentFailed(Exception):
    """The text says what went wrong and, after a dash, what to do."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    kiosk: str
    branch: str
    key: str


def enrol(url: str, code: str, config: Path) -> int:
    """Ask the server for a key and write url, key and id into the settings, which keep their comments and all else.

    Whether the settings can be written is tried before the code is used, because it works only once. Said again
    with a code that this machine used already, it only tells so. Exit status 1 for a code or server that does not
    do, 2 for a wrong command line or settings file; nothing is changed then.
    """
    url = url.rstrip("/")
    if not re.fullmatch(URL[0], url):
        print(f"{url}: must be {URL[1]}", file=sys.stderr)
        return 2
    config = config.resolve()  # a link stays one
    try:
        before = config.read_bytes().decode() if config.exists() else fresh_kiosk_toml()
        _write(config, _changed(before, url, NOT_YET_A_KEY, "kiosk"), only_try=True)
    except (ConfigError, ValueError, OSError) as error:
        print(f"{error}\n{config} cannot be written like that; the code is not used yet", file=sys.stderr)
        return 2
    try:
        enrolled = _ask(url, code)
    except EnrolmentFailed as error:
        known = _already(config, url)
        if known is None:
            print(error, file=sys.stderr)
            return 1
        print(f"{url} knows this kiosk already as {known}; nothing was changed")
        return 0
    try:
        _write(config, _changed(before, url, enrolled.key, enrolled.kiosk))
    except OSError as error:
        print(f"{config}: {error.strerror} - the code is used up; ask for a new one", file=sys.stderr)
        return 1
    print(f"This is {enrolled.kiosk} of branch {enrolled.branch} now; its key is in {config}.")
    print(f"Next: start the kiosk anew: jieyue kiosk --config {config}")
    return 0


def _changed(text: str, url: str, key: str, kiosk: str) -> str:
    """Raises :class:`ValueError` for a file that is no TOML or is laid out too cleverly."""
    for table, name, value in (("kiosk", "id", kiosk), ("central", "key", key), ("central", "url", url)):
        text = set_text(text, table, name, value)
    return text


def _write(config: Path, text: str, *, only_try: bool = False) -> None:
    """All of it or nothing, for its owner alone; the settings must be good ones. Raises :class:`OSError`,
    :class:`~config.schema.ConfigError`."""
    config.parent.mkdir(parents=True, exist_ok=True)
    made = tempfile.NamedTemporaryFile(  # noqa: SIM115 - its own mode 600, and it may be renamed
        "w", encoding="utf-8", newline="", dir=config.parent, prefix=f".{config.name}-", delete=False
    )
    try:
        with made as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            load_kiosk(Path(made.name))
        except ConfigError as error:
            # The line numbers are not those of the file that its owner sees.
            raise ConfigError(re.sub(rf"{re.escape(made.name)}:\d+", str(config), str(error))) from None
        if not only_try:
            Path(made.name).replace(config)
    finally:
        Path(made.name).unlink(missing_ok=True)


def _ask(url: str, code: str) -> Enrolled:
    """Raises :class:`EnrolmentFailed`."""
    status, health = _http("GET", f"{url}/api/v1/health")
    if status == 503:
        raise EnrolmentFailed(f"{url}: its database is away - try again later; the code is not used yet")
    if status != 200 or not isinstance(health, dict) or "database" not in health:
        raise EnrolmentFailed(f"{url} is no Jieyue server - check the address; the code is not used yet")
    status, said = _http("POST", f"{url}/api/v1/enrol", {"code": code})
    match status:
        case 200:
            try:
                enrolled = Enrolled(*(str(said[name]) for name in ("kiosk", "branch", "key")))
            except (KeyError, TypeError):
                raise EnrolmentFailed(f"{url}: its answer is not understood - is it newer?") from None
            if re.fullmatch(NAME[0], enrolled.kiosk) and re.fullmatch(r"\S{16,}", enrolled.key):
                return enrolled
            raise EnrolmentFailed(f"{url}: its answer is not understood - is it newer?")
        case 404 | 422:
            text = "the code is wrong: mistyped, used already, or replaced by a newer one"
            raise EnrolmentFailed(f"{text} - compare it with the console, or ask for a new one")
        case 410:
            raise EnrolmentFailed("the code is too old, it worked for 15 minutes - ask for a new one")
        case 429:
            raise EnrolmentFailed("too many wrong codes came from here - wait a quarter of an hour")
    raise EnrolmentFailed(f"{url} answers {status} - try again later")


def _http(method: str, address: str, body: Any = None, key: str = "") -> tuple[int, Any]:
    """Status and JSON, None for an answer that is none. Raises :class:`EnrolmentFailed`."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                method, address, json=body, headers=headers, timeout=SECONDS, allow_redirects=False
            )
    except requests.exceptions.SSLError as error:
        raise EnrolmentFailed(f"{address}: its certificate is not trusted - {error}") from None
    except requests.RequestException as error:
        what = type(error).__name__
        raise EnrolmentFailed(
            f"{address} was not reached ({what}) - is the server running, is the address right?"
        ) from None
    try:
        return answer.status_code, answer.json()
    except ValueError:
        return answer.status_code, None


def _already(config: Path, url: str) -> str | None:
    """Which kiosk this is, if its settings hold a key that this server knows."""
    try:
        settings = load_kiosk(config)
        status, _ = _http("GET", f"{url}/api/v1/policies", key=settings.key)
    except (ConfigError, EnrolmentFailed):
        return None
    return settings.id if status == 200 and settings.url.rstrip("/") == url else None
