"""Files on their way in: read in the background, shown, and written when somebody says so.

One at a time for each login, in the process that took the file: what was not confirmed is gone with it.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, BinaryIO

from server import patron_import
from server.catalogue.importing import drafts

READING, READY, WRITING, DONE, FAILED = "reading", "ready", "writing", "done", "failed"

Progress = Callable[[int, int], None]


@dataclass
class Import:
    """``state`` is one of the words above; ``unreadable`` says why a file was no use, if that is known."""

    name: str
    state: str = READING
    done: int = 0
    all: int = 0
    prepared: Any = None  # what would be done, as the import's own module tells it
    written: Any = None  # what was done
    unreadable: drafts.Unreadable | patron_import.Unreadable | None = None

    @property
    def working(self) -> bool:
        return self.state in (READING, WRITING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.all) if self.all else 0

    def progress(self, done: int, whole: int) -> None:
        self.done, self.all = done, whole


class Imports:
    """Of one kind of file. What ``prepare`` makes of it is closed once it is written or forgotten."""

    def __init__(self, prepare: Callable[[BinaryIO, Progress], Any]) -> None:
        self._prepare = prepare
        self._by_login: dict[str, Import] = {}
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "import")

    def of(self, login: str) -> Import | None:
        return self._by_login.get(login)

    def read(self, login: str, name: str, file: BinaryIO) -> None:
        """Begin to read a file, in place of an earlier one; nothing while that one is being written."""
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - the worker closes it
        shutil.copyfileobj(file, kept)
        kept.seek(0)
        job = Import(name)
        if not self._replace(login, job):
            kept.close()
            return

        def work() -> None:
            with kept:
                job.prepared = self._prepare(kept, job.progress)
            job.state = READY

        self._worker.submit(self._run, job, work)

    def write(self, login: str, how: Callable[[Any, Progress], Any]) -> None:
        """Write what is ready; said twice it is written once."""
        with self._lock:
            job = self._by_login.get(login)
            if job is None or job.state != READY:
                return
            job.state, job.done, job.all = WRITING, 0, 0

        def work() -> None:
            job.written = how(job.prepared, job.progress)
            job.prepared.close()
            job.state = DONE

        self._worker.submit(self._run, job, work)

    def forget(self, login: str) -> None:
        self._replace(login, None)

    def _replace(self, login: str, job: Import | None) -> bool:
        with self._lock:
            before = self._by_login.get(login)
            if before is not None and before.working:
                return False
            if before is not None and before.prepared is not None:
                before.prepared.close()
            if job is None:
                self._by_login.pop(login, None)
            else:
                self._by_login[login] = job
            return True

    @staticmethod
    def _run(job: Import, work: Callable[[], None]) -> None:
        try:
            work()
        except (drafts.Unreadable, patron_import.Unreadable) as error:
            job.unreadable, job.state = error, FAILED
        except BaseException:
            job.state = FAILED
            raise
