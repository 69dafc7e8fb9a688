"""Which page, in which words, and what the whole machine has to say."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from drivers.roles import Role
from kiosk.state import Page, State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

WITHOUT_BANNER = (Page.OUT_OF_SERVICE, Page.GOODBYE, Page.PIN)


@QmlElement
@QmlUncreatable("shown by Kiosk")
class PageModel(QObject):
    """The page itself: its name, its notice, its banners."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Any, ...] = ("", "", "", [], True, True, False, False, False, False)

    def show(self, state: State, words: Catalogue) -> None:
        visit = state.visit
        reason = visit.notice if visit else state.notice
        notice = words.reason(reason) if reason else None
        scanner = state.has(Role.BARCODE_SCANNER)
        shown = (
            state.page.value,
            notice.text if notice else "",
            notice.next_step if notice else "",
            self._banners(state, words, scanner),
            scanner,
            state.has(Role.RECEIPT_PRINTER),
            not state.link_up,
            visit is not None and visit.finishing,
            visit is not None and visit.other_card is not None and visit.page is not Page.GOODBYE,
            visit is not None and bool(visit.cases),
        )
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _banners(self, state: State, words: Catalogue, scanner: bool) -> list[str]:
        if state.page in WITHOUT_BANNER:
            return []
        banners = [] if state.link_up else [words.say("banner-offline")]
        if not scanner:
            banners.append(words.say("banner-no-scanner"))
        if state.page is Page.SLIP and not state.has(Role.RECEIPT_PRINTER):
            banners.append(words.say("banner-no-printer"))
        return banners

    @Property(str, notify=changed)
    def name(self) -> str:
        return str(self._shown[0])

    @Property(str, notify=changed)
    def notice(self) -> str:
        """One sentence about the page, or nothing."""
        return str(self._shown[1])

    @Property(str, notify=changed)
    def noticeNext(self) -> str:
        return str(self._shown[2])

    @Property("QStringList", notify=changed)
    def banners(self) -> list[str]:
        """What the machine cannot do just now."""
        return list(self._shown[3])

    @Property(bool, notify=changed)
    def scanner(self) -> bool:
        return bool(self._shown[4])

    @Property(bool, notify=changed)
    def printer(self) -> bool:
        return bool(self._shown[5])

    @Property(bool, notify=changed)
    def offline(self) -> bool:
        return bool(self._shown[6])

    @Property(bool, notify=changed)
    def finishing(self) -> bool:
        """“Finish” was said while a row still waits."""
        return bool(self._shown[7])

    @Property(bool, notify=changed)
    def otherCard(self) -> bool:
        """Another reader's card was scanned: ask what to do."""
        return bool(self._shown[8])

    @Property(bool, notify=changed)
    def something(self) -> bool:
        """Whether anything was asked in this visit."""
        return bool(self._shown[9])
