"""The frequent questions as the library last published them, and their pictures, kept for when nobody can be asked.

In a thread of its own: what changes otherwise does not wait for pictures.
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk import faq
from kiosk.events import Event, FaqSeen
from kiosk.kept import Kept, KeptPictures
from kiosk.library.central import Central
from kiosk.library.port import LibraryAway

log = logging.getLogger(__name__)

EVERY = 3600.0  # which are the most asked changes slowly
AGAIN = 10.0
SPREAD = 30.0  # so that not all kiosks of a library ask at once


class Published(threading.Thread):
    """Reports to ``post``."""

    def __init__(self, central: Central, key: str, folder: Path, post: Callable[[Event], None]) -> None:
        super().__init__(name="faq", daemon=True)
        self._central = central
        self._document = Kept(folder / "faq.json", hashlib.sha256(key.encode()).digest())
        self._pictures = KeptPictures(folder / faq.FAQ_PICTURES)
        self._post = post
        self._faq = faq.Faq()
        self._tag = ""
        self._woken = threading.Event()
        self._ending = False

    def recall(self) -> None:
        """What was kept from the last run; before :meth:`start`."""
        try:
            if kept := self._document.read():
                self._faq, self._tag = faq.read(kept["said"]), kept["tag"]
                self._post(FaqSeen(self._faq.showing(self._pictures.there(self._faq.pictures()))))
        except (KeyError, TypeError, ValueError):
            log.warning("the frequent questions that were kept are of another version")

    def wake(self) -> None:
        """Something was published; from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """It may be reading, which nothing can hurry: the thread ends after that, or with the process."""
        self._ending = True
        self._woken.set()

    def run(self) -> None:
        while not self._ending:
            self._woken.clear()
            pause = EVERY
            try:
                self._fetch()
            except LibraryAway as error:
                log.info("no frequent questions: %s", error)
                pause = AGAIN
            except faq.Malformed as error:
                log.warning("the frequent questions are not what was agreed: %s", error)
            except Exception:
                log.exception("the frequent questions could not be fetched")
            if not self._ending:
                self._woken.wait(pause + random.uniform(0, min(pause, SPREAD)))  # noqa: S311 - spreads, guards nothing

    def _fetch(self) -> None:
        """The words at once, and the pictures as they come: nothing shows a picture that is not there."""
        found = self._central.fetch("/faq", self._tag)
        if found is not None:
            said, tag = found
            self._faq = faq.read(said)
            self._document.write({"tag": tag, "said": said})
            self._tag = tag
        wanted = self._faq.pictures()
        there = self._pictures.there(wanted)
        if found is not None:
            self._post(FaqSeen(self._faq.showing(there)))
        fetched = {name for name in sorted(wanted - there) if self._fetch_picture(name)}
        if fetched:
            self._post(FaqSeen(self._faq.showing(there | fetched)))
        self._pictures.keep_only(wanted)

    def _fetch_picture(self, name: str) -> bool:
        content = self._central.picture(f"/faq/pictures/{name}")
        return content is not None and self._pictures.write(name, content)
