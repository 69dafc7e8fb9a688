"""Journal → library system. Online is a queue of length one; offline is the same queue, longer.

One thread sends the oldest entries without an answer, in order, and closes them with what comes back. An entry
is repeated until it is answered: its identity key makes the repeat harmless. A refusal closes its entry; only
the library system being away makes the queue wait.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from config.vocabulary import Code, Reason, Result
from kiosk.clock import Clock
from kiosk.events import Answer, EntryAnswered, Event, JournalFailed, LinkChanged, PolicySeen
from kiosk.journal import Journal, JournalError, Recorded
from kiosk.library.port import EntriesRejected, Library, LibraryAway

log = logging.getLogger(__name__)

BATCH = 500
BACK_OFF = (1.0, 2.0, 5.0, 10.0)
HEARTBEAT = 10.0
POLICY_EVERY = 600.0


class Delivery(threading.Thread):
    """Reports to ``post``: answers, the link going up or down, the policy."""

    def __init__(
        self, journal: Journal, library: Library, clock: Clock, post: Callable[[Event], None]
    ) -> None:
        super().__init__(name="delivery", daemon=True)
        self._journal = journal
        self._library = library
        self._clock = clock
        self._post = post
        self._wake = threading.Event()
        self._stopping = False
        self._up: bool | None = None
        self._failures = 0
        self._policy_due = 0.0

    def wake(self) -> None:
        """There is something to send, or a reason to doubt the link."""
        self._wake.set()

    def suspect(self) -> None:
        """Another question to the library system failed: find out, and say so in either case."""
        self._up = None
        self._wake.set()

    def ask_policy(self) -> None:
        """The policy may be another one now."""
        self._policy_due = 0.0
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def run(self) -> None:
        while not self._stopping:
            pause = self._turn()
            if pause:
                # While the link is down new entries do not hurry it: the back-off holds.
                deadline = time.monotonic() + pause
                while not self._stopping and (left := deadline - time.monotonic()) > 0:
                    if self._wake.wait(left) and self._up is not False:
                        break
                    self._wake.clear()
            self._wake.clear()

    def _turn(self) -> float:
        """One exchange; seconds to wait before the next."""
        try:
            entries = self._journal.waiting(BATCH)
            if entries:
                answers = self._deliver(entries)
                self._journal.settle(answers)
                self._reached()
                for answer in answers:
                    self._post(EntryAnswered(answer))
                return 0.0
            self._clock.steer(self._library.time())
            self._reached()
            if time.monotonic() >= self._policy_due:
                days = self._library.shortest_loan()
                self._journal.remember("shortest-loan", days)
                self._post(PolicySeen(days))
                self._policy_due = time.monotonic() + POLICY_EVERY
            return HEARTBEAT
        except LibraryAway as error:
            if self._up is not False:
                log.warning("library system away: %s", error)
                self._up = False
                self._post(LinkChanged(up=False))
            pause = BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
            self._failures += 1
            return pause
        except JournalError as error:
            log.error("journal: %s", error)
            self._post(JournalFailed(None, str(error)))
            return BACK_OFF[-1]

    def _deliver(self, entries: list[Recorded]) -> list[Answer]:
        """One message; if the library system rejects it as a whole, each entry by itself, so that one bad entry
        does not hold up the others. Such an entry is closed as refused and stays in the journal for staff."""
        try:
            return self._library.deliver(entries)
        except EntriesRejected as error:
            if len(entries) > 1:
                return [answer for entry in entries for answer in self._deliver([entry])]
            log.error("entry %s rejected: %s", entries[0].entry.key, error)
            return [Answer(entries[0].entry.key, Result.REFUSED, reasons=(Reason(Code.ENTRY_MALFORMED),))]

    def _reached(self) -> None:
        self._failures = 0
        if self._up is not True:
            log.info("library system reached")
            self._up = True
            self._post(LinkChanged(up=True))
