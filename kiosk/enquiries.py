"""Questions about a card or an item, asked off the loop: the answer comes back as an event."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from config.vocabulary import Reason
from kiosk.effects import LookUp
from kiosk.events import Event, ItemKnown, LibrarySilent, PatronFound, PatronRefused
from kiosk.library.port import Library, LibraryAway

log = logging.getLogger(__name__)


class Enquiries:
    """Two at a time, so that a reader does not wait for the silence a former one left behind."""

    def __init__(self, library: Library, post: Callable[[Event], None], suspect: Callable[[], None]) -> None:
        self._library = library
        self._post = post
        self._suspect = suspect
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="enquiry")

    def ask(self, question: LookUp) -> None:
        self._pool.submit(self._answer, question)

    def ask_item(self, item: str) -> None:
        self._pool.submit(self._answer_item, item)

    def stop(self) -> None:
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
