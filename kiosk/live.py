"""Follows what the library system tells of its changes, and fetches beforehand what the kiosk will need.

The heartbeat of the delivery stays the judge of the link: this line may be down while the library system answers, and
the kiosk works on, only less up to date.
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from config.offline import GOOD_FOR, mark_key
from config.vocabulary import Code, Reason, TextName, Topic
from kiosk import questions
from kiosk.clock import Clock
from kiosk.events import Changed, Event, QuestionsSeen, SnapshotSeen, TextsSeen
from kiosk.kept import Kept
from kiosk.library.central import Central
from kiosk.library.port import LibraryAway
from kiosk.snapshot import Snapshot

log = logging.getLogger(__name__)

BACK_OFF = (0.2, 1.0, 2.0, 5.0, 10.0)
SNAPSHOT_EVERY = 600.0
SPREAD = 30.0  # so that not all kiosks of a library fetch at once
FOR_THE_RULES = {Topic.ACCOUNT, Topic.ITEM, Topic.HELP_CALL, Topic.RESET}


class Live(threading.Thread):
    """Reports to ``post``: texts, snapshots, and changes a reader who is here might see."""

    def __init__(
        self,
        central: Central,
        key: str,
        folder: Path,
        clock: Clock,
        post: Callable[[Event], None],
        policy_changed: Callable[[], None],
        faq_changed: Callable[[], None],
    ) -> None:
        super().__init__(name="live", daemon=True)
        key_hash = hashlib.sha256(key.encode()).hexdigest()
        self._central = central
        self._marks = mark_key(key_hash)
        self._texts = Kept(folder / "texts.json", bytes.fromhex(key_hash))
        self._snapshot = Kept(folder / "snapshot.json", bytes.fromhex(key_hash))
        self._asked = Kept(folder / "questions.json", bytes.fromhex(key_hash))
        self._clock = clock
        self._post = post
        self._policy_changed = policy_changed
        self._faq_changed = faq_changed
        self._ending = threading.Event()
        self._last_id = ""
        self._tags = {"texts": "", "snapshot": "", "questions": ""}
        self._said: dict[str, Any] = {}
        self._texts_due = self._snapshot_due = self._asked_due = 0.0

    def recall(self) -> None:
        """What was kept from the last run; before :meth:`start`."""
        try:
            if kept := self._texts.read():
                self._post(TextsSeen(_texts(kept["said"])))
                self._tags["texts"] = kept["tag"]
            if kept := self._asked.read():
                self._post(QuestionsSeen(questions.read(kept["said"])))
                self._tags["questions"] = kept["tag"]
            if kept := self._snapshot.read():
                self._see(kept["said"], datetime.fromisoformat(kept["true_at"]))
                self._tags["snapshot"], self._said = kept["tag"], kept["said"]
        except (KeyError, TypeError, ValueError, AttributeError):
            log.warning("what was kept is of another version")

    def stop(self) -> None:
        """It may be reading, which nothing can hurry: the thread ends with the next thing it hears, or the process."""
        self._ending.set()

    def run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            try:
                for heard in self._central.follow(self._last_id):
                    failures = 0
                    if self._ending.is_set():
                        return
                    if heard is not None:
                        self._last_id, topic, about = heard
                        self._hear(topic, about)
                    self._fetch()
            except LibraryAway as error:
                log.info("no live events: %s", error)
            except Exception:
                log.exception("live events failed")
            pause = BACK_OFF[min(failures, len(BACK_OFF) - 1)]
            failures += 1
            self._ending.wait(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads, guards nothing

    def _hear(self, topic: Topic, about: str) -> None:
        now = time.monotonic()
        if topic in (Topic.TEXT, Topic.RESET):
            self._texts_due = now
        if topic in (Topic.QUESTIONS, Topic.RESET):
            self._asked_due = now
        if topic in (Topic.POLICY, Topic.RESET):
            self._policy_changed()
            soon = now + random.uniform(0, SPREAD)  # noqa: S311
            self._snapshot_due = min(self._snapshot_due, soon)
        if topic in (Topic.FAQ, Topic.RESET):
            self._faq_changed()
        if topic in FOR_THE_RULES:
            self._post(Changed(topic, about))

    def _fetch(self) -> None:
        now = time.monotonic()
        if now >= self._texts_due:
            found = self._central.fetch("/texts", self._tags["texts"])
            if found is not None:
                said, tag = found
                self._post(TextsSeen(_texts(said["texts"])))
                self._texts.write({"tag": tag, "said": said["texts"]})
                self._tags["texts"] = tag
            self._texts_due = float("inf")
        if now >= self._snapshot_due:
            true_at = self._clock.now()
            found = self._central.fetch("/snapshot", self._tags["snapshot"])
            if found is not None:
                self._said, self._tags["snapshot"] = found
            self._see(self._said, true_at)
            self._snapshot.write(
                {"tag": self._tags["snapshot"], "true_at": true_at.isoformat(), "said": self._said}
            )
            self._snapshot_due = now + SNAPSHOT_EVERY + random.uniform(0, SPREAD)  # noqa: S311
        if now >= self._asked_due:
            # Asked now and then as well: seats go, and a survey begins by its day.
            self._asked_due = now + SNAPSHOT_EVERY + random.uniform(0, SPREAD)  # noqa: S311
            try:
                self._fetch_asked()
            except (KeyError, TypeError, ValueError, AttributeError):
                log.warning("what readers are asked is not what was agreed")
            except LibraryAway as error:  # an older one asks nothing
                log.info("no questions to readers: %s", error)

    def _fetch_asked(self) -> None:
        found = self._central.fetch("/questions", self._tags["questions"])
        if found is None:
            return
        said, tag = found
        self._post(QuestionsSeen(questions.read(said)))
        self._asked.write({"tag": tag, "said": said})
        self._tags["questions"] = tag

    def _see(self, said: dict[str, Any], true_at: datetime) -> None:
        age = max(0.0, (self._clock.now() - true_at).total_seconds())
        self._post(
            SnapshotSeen(
                Snapshot(
                    good_until=time.monotonic() + GOOD_FOR.total_seconds() - age,
                    key=self._marks,
                    cards=_reasons(said["cards"]),
                    items=_reasons(said["items"]),
                    kept={item: frozenset(cards) for item, cards in said["kept"].items()},
                )
            )
        )


def _texts(said: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    known = list(TextName)
    return {
        name: {str(language): str(text) for language, text in texts.items()}
        for name, texts in said.items()
        if name in known
    }


def _reasons(groups: list[dict[str, Any]]) -> dict[str, Reason]:
    """A code this kiosk does not know yet stands against lending all the same."""
    found = {}
    for group in groups:
        try:
            reason = Reason(Code(group["code"]), dict(group["params"]))
        except ValueError:
            reason = Reason(Code.ITEM_NEEDS_LIBRARY)
        found.update(dict.fromkeys(group["of"], reason))
    return found
