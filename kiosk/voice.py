"""What readers say without a name: kept apart from what they borrow, and sent apart from it.

A file of its own, where nothing ties a voice to a visit: random keys, no order, no time but the day. What it says is
encrypted and goes from the disk once the library system has taken it. Ratings, survey answers and counts wait a
random while and go together, shuffled, so that nobody can tell by the time whose they are; what somebody should read
goes soon. Decision 014 says why so.
"""

from __future__ import annotations

import contextlib
import json
import logging
import random
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.vocabulary import VoiceKind
from kiosk.journal import NONCE_BYTES, JournalError, own_key
from kiosk.library.port import EntriesRejected, LibraryAway

log = logging.getLogger(__name__)

SOON = frozenset({VoiceKind.SUGGESTION, VoiceKind.WISH, VoiceKind.DEFECT, VoiceKind.SIGNUP})
MOST_KEPT = 20_000
BATCH = 200
SPREAD = (30.0, 300.0)  # seconds
BACK_OFF = (2.0, 5.0, 15.0, 60.0)
BUSY_SECONDS = 2.0

_TABLE = """CREATE TABLE IF NOT EXISTS voices
    (key TEXT PRIMARY KEY, soon INTEGER NOT NULL, said BLOB NOT NULL) WITHOUT ROWID"""


class VoiceNotKept(Exception):
    """The disk refused, or there is no room for more; the text is for staff and holds nothing of what was said."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing somebody said, on one day."""

    key: str
    kind: VoiceKind
    day: date
    language: str
    body: Mapping[str, Any] = field(repr=False)


class Voices:
    """The queue on disk; safe to use from several threads. ``kept`` is called after each voice."""

    def __init__(self, folder: Path) -> None:
        self.kept: Callable[[], object] = lambda: None
        self._folder = folder
        self._lock = threading.Lock()
        self._opened: tuple[sqlite3.Connection, AESGCM] | None = None

    def keep(self, kind: VoiceKind, day: date, language: str, body: Mapping[str, Any]) -> None:
        """On disk when it returns. Raises :class:`VoiceNotKept`."""
        key = secrets.token_hex(16)
        said = json.dumps(
            {"kind": kind.value, "day": day.isoformat(), "language": language, "body": dict(body)}
        ).encode()
        with self._using() as (database, cipher):
            (count,) = database.execute("SELECT count(*) FROM voices").fetchone()
            if count >= MOST_KEPT:
                raise VoiceNotKept(f"{count} wait already")
            nonce = secrets.token_bytes(NONCE_BYTES)
            sealed = nonce + cipher.encrypt(nonce, said, key.encode())
            database.execute("INSERT INTO voices VALUES (?, ?, ?)", (key, kind in SOON, sealed))
        self.kept()

    def waiting(self, limit: int, *, soon: bool) -> list[Voice]:
        """Some of those that are not yet taken, in no order that means anything. Raises :class:`VoiceNotKept`."""
        with self._using() as (database, cipher):
            query = "SELECT key, said FROM voices WHERE soon = ? ORDER BY key LIMIT ?"
            rows = database.execute(query, (soon, limit)).fetchall()
            found = [(key, _opened(cipher, key, sealed)) for key, sealed in rows]
        lost = [key for key, voice in found if voice is None]
        if lost:
            log.error("%d voices cannot be read with this kiosk's key, and are given up", len(lost))
            self.erase(lost)
        return [voice for _, voice in found if voice is not None]

    def erase(self, keys: Iterable[str]) -> None:
        """They were taken: nothing of them stays on the disk. Raises :class:`VoiceNotKept`."""
        with self._using() as (database, _):
            database.execute("BEGIN IMMEDIATE")
            database.executemany("DELETE FROM voices WHERE key = ?", [(key,) for key in keys])
            database.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._close()

    @contextlib.contextmanager
    def _using(self) -> Iterator[tuple[sqlite3.Connection, AESGCM]]:
        """The database, opened anew after every trouble: a disk may be there again."""
        with self._lock:
            try:
                if self._opened is None:
                    self._opened = self._open()
                yield self._opened
            except (sqlite3.Error, OSError, JournalError) as error:
                self._close()
                raise VoiceNotKept(f"{type(error).__name__}: {error}") from None

    def _open(self) -> tuple[sqlite3.Connection, AESGCM]:
        cipher = AESGCM(own_key(self._folder / "voices.key"))
        file = self._folder / "voices.db"
        database = sqlite3.connect(file, BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            # Not WAL: what was erased would stand in its log for a while.
            for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "secure_delete = ON"):
                database.execute(f"PRAGMA {pragma}").close()
            database.execute(_TABLE)
        except BaseException:
            database.close()
            raise
        return database, cipher

    def _close(self) -> None:
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None


def _opened(cipher: AESGCM, key: str, sealed: bytes) -> Voice | None:
    try:
        said = json.loads(cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.encode()))
        kind, day = VoiceKind(said["kind"]), date.fromisoformat(said["day"])
        return Voice(key, kind, day, said["language"], said["body"])
    except (InvalidTag, ValueError, KeyError):
        return None


class Listener(Protocol):
    """Who takes voices: the library system."""

    def tell(self, voices: Sequence[Voice]) -> set[str]:
        """The keys that were taken. Raises :class:`~kiosk.library.port.LibraryAway` and
        :class:`~kiosk.library.port.EntriesRejected`."""


class VoiceDelivery(threading.Thread):
    """Sends what is kept until it is taken; saying it twice is once, because of its key."""

    def __init__(self, voices: Voices, listener: Listener, spread: tuple[float, float] = SPREAD) -> None:
        super().__init__(name="voice", daemon=True)
        self._voices = voices
        self._listener = listener
        self._spread = spread
        self._later_at: float | None = None
        self._failures = 0
        self._wake = threading.Event()
        self._ending = threading.Event()

    def wake(self) -> None:
        """Something was said."""
        self._wake.set()

    def stop(self) -> None:
        self._ending.set()
        self._wake.set()

    def run(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            try:
                pause = self._turn(time.monotonic())
                self._failures = 0
            except (LibraryAway, VoiceNotKept) as error:
                log.info("voices wait: %s", error)
                # What is said meanwhile does not hurry it.
                self._ending.wait(BACK_OFF[min(self._failures, len(BACK_OFF) - 1)])
                self._failures += 1
                continue
            self._wake.wait(pause)

    def _turn(self, now: float) -> float | None:
        """Send what is due; seconds until more is, None if nothing waits."""
        self._send(soon=True)
        if self._later_at is None:
            if not self._voices.waiting(1, soon=False):
                return None
            self._later_at = now + random.uniform(*self._spread)  # noqa: S311 - hides a time, guards no secret
        if now < self._later_at:
            return self._later_at - now
        self._send(soon=False)
        self._later_at = None
        return None

    def _send(self, *, soon: bool) -> None:
        while not self._ending.is_set() and (voices := self._voices.waiting(BATCH, soon=soon)):
            taken = self._deliver(voices) & {voice.key for voice in voices}
            if not taken:
                raise LibraryAway("the library system took nothing of what readers said")
            self._voices.erase(taken)

    def _deliver(self, voices: Sequence[Voice]) -> set[str]:
        """One message; if it is rejected as a whole each voice by itself, so that one does not hold up the others."""
        try:
            return self._listener.tell(voices)
        except EntriesRejected as error:
            if len(voices) > 1:
                return set().union(*(self._deliver([voice]) for voice in voices))
            log.error("a %s was rejected: %s", voices[0].kind.value, error)
            return {voices[0].key}
