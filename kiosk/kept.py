"""A document kept on disk for the next start, and not believed if anybody changed it there."""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import os
import tempfile
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
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self._seal(content) + b"\n" + content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, self._path)  # noqa: PTH105 - a name, not a Path
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name)  # noqa: PTH108
                raise
        except OSError as error:
            log.warning("%s cannot be kept: %s", self._path.name, type(error).__name__)

    def _seal(self, content: bytes) -> bytes:
        return hmac.digest(self._key, content, "sha256").hex().encode()
