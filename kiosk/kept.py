"""What is kept on disk for the next start, and not believed if anybody changed it there: documents, and pictures."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Set
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class Kept:
    """One file, its HMAC-SHA256 under the kiosk's ``key`` in the first line."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key

    def read(self) -> Any:
        """What was kept; None if there is nothing that can be trusted."""
        try:
            seal, _, content = self._path.read_bytes().partition(b"\n")
            if not hmac.compare_digest(seal, self._seal(content)):
                log.warning("%s was changed by somebody, and is not used", self._path.name)
                return None
            return json.loads(content)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read: %s", self._path.name, type(error).__name__)
            return None

    def write(self, said: Any) -> None:
        """Whole or not at all. A disk that does not take it is no reason to stop: it is only for the next start."""
        content = json.dumps(said, ensure_ascii=False).encode()
        try:
            _replace(self._path, self._seal(content) + b"\n" + content)
        except OSError as error:
            log.warning("%s cannot be kept: %s", self._path.name, type(error).__name__)

    def _seal(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256").hex().encode()


class KeptPictures:
    """A folder of pictures, each under the SHA-256 of its content. A disk that does not take one costs that picture."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def there(self, names: Iterable[str]) -> set[str]:
        """Those whose file is what its name says; another is taken away."""
        found = set()
        for name in names:
            file = self._folder / name
            try:
                if hashlib.sha256(file.read_bytes()).hexdigest() == name:
                    found.add(name)
                else:
                    log.warning("a picture was changed by somebody, and is not used")
                    file.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                log.warning("a picture cannot be read: %s", type(error).__name__)
        return found

    def write(self, name: str, content: bytes) -> bool:
        """Whether it is there now, and is what its name says."""
        if hashlib.sha256(content).hexdigest() != name:
            log.warning("a picture is not what was asked for")
            return False
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _replace(self._folder / name, content)
        except OSError as error:
            log.warning("a picture cannot be kept: %s", type(error).__name__)
            return False
        return True

    def keep_only(self, names: Set[str]) -> None:
        """Take every other file away."""
        with contextlib.suppress(OSError):
            for file in self._folder.iterdir():
                if file.name not in names:
                    file.unlink()


def _replace(path: Path, content: bytes) -> None:
    """A file that is whole or as it was before."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 - a name, not a Path
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise
