"""The one queue and the one loop, where all threads meet.

Devices, the library link and the screen only ever :meth:`Desk.post` events. The loop turns each into a new state
and effects, performs the effects in order, and then publishes the state: whatever the screen shows as recorded is
on disk.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from config.vocabulary import Code, Reason
from drivers.roles import Slip
from kiosk import doubts, effects, events
from kiosk.clock import Clock
from kiosk.delivery import Delivery
from kiosk.devices import PrinterSupervisor, SlipJob
from kiosk.enquiries import Enquiries
from kiosk.journal import Journal, JournalUnwritable, Stage
from kiosk.library.port import Library
from kiosk.pads import PadSupervisor
from kiosk.state import Page, State
from kiosk.visit import step
from kiosk.voice import VoiceNotKept, Voices

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
CALL_AGE = timedelta(hours=1)
"""An older call for help is not taken up again after a start: whoever made it has gone."""


class Desk:
    """Runs the kiosk's rules over the real world. ``post`` and ``watch`` may be called from any thread."""

    def __init__(
        self,
        state: State,
        journal: Journal,
        library: Library,
        clock: Clock,
        compose: Callable[[effects.PrintSlip], Slip],
    ) -> None:
        self.printer: PrinterSupervisor | None = None
        self.pad: PadSupervisor | None = None
        self.voices: Voices | None = None
        self._state = state
        self._journal = journal
        self._clock = clock
        self._compose = compose
        self._delivery = Delivery(journal, library, clock, self.post)
        self._enquiries = Enquiries(library, self.post, self._delivery.suspect)
        self._queue: queue.SimpleQueue[events.Event | None] = queue.SimpleQueue()
        self._watchers: list[Callable[[State], None]] = []
        self._thread = threading.Thread(target=self._loop, name="desk", daemon=True)

    @property
    def state(self) -> State:
        """The state last published."""
        return self._state

    def visit_id(self) -> str:
        """What a reading is stamped with. Empty on the welcome page and during a goodbye: there it belongs to the
        visit that comes next."""
        visit = self._state.visit
        return visit.id if visit and visit.page is not Page.GOODBYE else ""

    def post(self, event: events.Event) -> None:
        self._queue.put(event)

    def ask_policy(self) -> None:
        """The library system tells that its policy changed."""
        self._delivery.ask_policy()

    def watch(self, watcher: Callable[[State], None]) -> None:
        """Call ``watcher`` with every new state, from the loop's thread; it must return at once."""
        self._watchers.append(watcher)

    def start(self) -> None:
        """Settle what a crash left open, then begin."""
        untold = self._journal.withdraw_untold()
        if untold:
            log.warning("%d unfinished entries of the last run will be closed", untold)
        found = self._journal.doubts()
        if found:
            log.warning("%d tags may not be as they should at the gate; see jieyue doctor", len(found))
            self.post(events.DoubtsFound(tuple(found)))
        called = self._journal.open_call(self._clock.now() - CALL_AGE)
        if called is not None:
            age = max(0.0, (self._clock.now() - called.at).total_seconds())
            self.post(events.CallFound(called.key, called.delivered, called.done, age))
        self._thread.start()
        self._delivery.start()

    def stop(self) -> None:
        """End the loop after the events already posted; entries not yet delivered stay in the journal."""
        self._enquiries.stop()
        self._delivery.stop()
        self._queue.put(None)
        self._thread.join(timeout=10)
        self._delivery.join(timeout=15)

    def _loop(self) -> None:
        while True:
            try:
                event = self._queue.get(timeout=TICK_SECONDS)
            except queue.Empty:
                self._take(events.Tick(time.monotonic(), self._today()))
                continue
            if event is None:
                return
            self._take(events.Tick(time.monotonic(), self._today()), event)

    def _today(self) -> date:
        """Here, not in Greenwich: a survey begins and a card ends with the library's day."""
        return self._clock.now().astimezone().date()

    def _take(self, *happened: events.Event) -> None:
        before = self._state
        state = before
        waiting = list(happened)
        while waiting:
            event = waiting.pop(0)
            try:
                state, wanted = step(state, event)
                for effect in wanted:
                    if isinstance(effect, effects.Tell):
                        waiting += self._tell(effect)
                        continue
                    failed = self._perform(effect)
                    if failed is not None:
                        waiting.insert(0, failed)
                        break
            except Exception:
                # No reader's data in the log: the event is not named, the trace holds no values.
                log.exception("a %s could not be handled", type(event).__name__)
                state = replace(
                    doubts.left_by(state, state.visit) if state.visit else state,
                    visit=None,
                    tell=None,
                    notice=Reason(Code.SOMETHING_FAILED),
                    settle_at=state.now + state.settings.idle_seconds,
                )
        self._state = state
        if replace(state, now=before.now) != before or state.idle_left != before.idle_left:
            for watcher in self._watchers:
                watcher(state)

    def _perform(self, effect: effects.Effect) -> events.Event | None:
        """Do one effect; an event that must be handled at once if it could not be done."""
        match effect:
            case effects.Record(entry, promised):
                return self._write(
                    entry.key, lambda: self._journal.append(entry, self._clock.now(), promised=promised)
                )
            case effects.Promise(key):
                return self._write(key, lambda: self._journal.promise(key))
            case effects.Withdraw(key):
                return self._write(key, lambda: self._journal.withdraw(key))
            case effects.Plan(key, item, tags, on, visit):
                return self._plan(key, item, tags, on, visit, Stage.PLANNED)
            case effects.Secure(key, item, tags, on, visit):
                failed = self._plan(key, item, tags, on, visit, Stage.WRITING)
                if failed is not None:
                    return failed
                if self.pad is None:
                    self.post(events.Secured(key, on, verified=False, tags=tags))
                else:
                    self.pad.secure(effect)
            case effects.CloseSecurity(key, tags, verified, before, after):
                return self._write(
                    key,
                    lambda: self._journal.close_security(
                        key, tags, verified=verified, before=before, after=after, at=self._clock.now()
                    ),
                )
            case effects.CountPad(visit):
                if self.pad is None:
                    self.post(events.PadCounted(visit))
                else:
                    self.pad.count(visit)
            case effects.AskItem(item):
                # While an entry about it is on its way, the library system's word is not final.
                if self._journal.waits_for(item):
                    self.post(events.ItemKnown(item, None))
                else:
                    self._enquiries.ask_item(item)
            case effects.AskCall(key):
                self._enquiries.ask_call(key)
            case effects.LookUp():
                self._enquiries.ask(effect)
            case effects.PrintSlip(visit):
                if self.printer is None:
                    return events.SlipFailed(visit)
                self.printer.print(SlipJob(visit, self._compose(effect)))
            case effects.ForgetSlips():
                if self.printer is not None:
                    self.printer.forget()
            case effects.ProbeJournal():
                try:
                    self._journal.probe()
                except JournalUnwritable as error:
                    return events.JournalFailed(None, str(error))
                return events.JournalWorks()
        return None

    def _tell(self, said: effects.Tell) -> list[events.Event]:
        try:
            if self.voices is None:
                raise VoiceNotKept("this kiosk keeps no voices")
            self.voices.keep(said.kind, self._today(), said.language, said.body)
        except VoiceNotKept as error:
            log.error("a %s could not be kept: %s", said.kind.value, error)
            return [events.VoiceLost(said.kind)]
        return []

    def _plan(
        self, key: str, item: str, tags: tuple[str, ...], on: bool, visit: str, stage: Stage
    ) -> events.Event | None:
        now = self._clock.now()
        return self._write(
            key, lambda: self._journal.plan(key, item, tags, armed=on, stage=stage, visit=visit, at=now)
        )

    def _write(self, key: str, write: Callable[[], object]) -> events.Event | None:
        try:
            write()
        except JournalUnwritable as error:
            log.error("journal: %s", error)
            return events.JournalFailed(key, str(error))
        self._delivery.wake()
        return None
