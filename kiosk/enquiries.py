"""Questions about a card, an item or a call for help, asked off the loop: the answer comes back as an event."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from config.vocabulary import Reason
from kiosk.effects import LookUp
from kiosk.events import CallSeen, Event, ItemKnown, LibrarySilent, PatronFound, PatronRefused
from kiosk.library.port import Library, LibraryAway

log = logging.getLogger(__name__)


class Enquiries:
    """Two at a time, so that a reader does not wait for the silence a former one left behind."""

    def __init__(self, library: Library, post: Callable[[Event], None], suspect: Callable[[], None]) -> None:
        self._library = library
        self._post = post
        self._suspect = suspect
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="enquiry")
        # Calls for help are asked about again and again: no reader's card waits for that, nor is one asked twice.
        self._calls = ThreadPoolExecutor(1, thread_name_prefix="enquiry about a call")
        self._asked: set[str] = set()

    def ask(self, question: LookUp) -> None:
        self._pool.submit(self._answer, question)

    def ask_item(self, item: str) -> None:
        self._pool.submit(self._answer_item, item)

    def ask_call(self, key: str) -> None:
        if key not in self._asked:
            self._asked.add(key)
            self._calls.submit(self._answer_call, key)

    def stop(self) -> None:
        self._calls.shutdown(wait=False, cancel_futures=True)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _answer(self, question: LookUp) -> None:
        try:
            found = self._library.look_up(question.barcode, question.pin)
        except Exception as error:
            if not isinstance(error, LibraryAway):
                log.exception("the question about a card failed")
            self._suspect()
            self._post(LibrarySilent(question.visit, question.barcode, with_pin=question.pin is not None))
            return
        if isinstance(found, Reason):
            self._post(PatronRefused(question.visit, question.barcode, found))
        else:
            self._post(PatronFound(question.visit, found))

    def _answer_item(self, item: str) -> None:
        on_loan = None
        try:
            on_loan = self._library.on_loan(item)
        except Exception as error:
            if not isinstance(error, LibraryAway):
                log.exception("the question about an item failed")
            self._suspect()
        self._post(ItemKnown(item, on_loan))

    def _answer_call(self, key: str) -> None:
        """No answer is told as none: the rules ask again."""
        self._asked.discard(key)  # what happens from now on is not in this answer any more
        try:
            self._post(CallSeen(key, self._library.help_call(key)))
        except Exception as error:
            if not isinstance(error, LibraryAway):
                log.exception("the question about a call for help failed")
            self._suspect()
