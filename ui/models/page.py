"""Which page, in which words, and what the whole machine has to say."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from drivers.roles import Role
from kiosk import stack
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
        self._shown: tuple[Any, ...] = ("", "", "", [], "", "", True, False, False, False, False)

    def show(self, state: State, words: Catalogue) -> None:
        visit = state.visit
        reason = (visit.notice if visit else state.notice) or stack.word(state)
        notice = words.reason(reason) if reason else None
        shown = (
            state.page.value,
            notice.text if notice else "",
            notice.next_step if notice else "",
            self._banners(state, words),
            _items_by(state),
            _card_by(state),
            state.has(Role.RECEIPT_PRINTER),
            not state.link_up,
            visit is not None and visit.finishing,
            visit is not None and visit.other_card is not None and visit.page is not Page.GOODBYE,
            visit is not None and bool(visit.cases),
        )
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _banners(self, state: State, words: Catalogue) -> list[str]:
        if state.page in WITHOUT_BANNER:
            return []
        banners = [] if state.link_up else [words.say("banner-offline")]
        scanner = state.has(Role.BARCODE_SCANNER)
        if not scanner and not state.has(Role.ITEM_PAD):
            banners.append(words.say("banner-no-scanner"))
        elif scanner and _away(state, Role.ITEM_PAD):
            banners.append(words.say("banner-no-pad"))
        if state.page is Page.WELCOME and scanner and _away(state, Role.PATRON_CARD):
            banners.append(words.say("banner-no-card-reader"))
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

    @Property(str, notify=changed)
    def itemsBy(self) -> str:
        """How items are brought to us, as the ending of a message's id: laid on the pad, scanned, or typed."""
        return str(self._shown[4])

    @Property(str, notify=changed)
    def cardBy(self) -> str:
        """How a card is shown: to the reader, to either, to the scanner, or typed; a message's ending."""
        return str(self._shown[5])

    @Property(bool, notify=changed)
    def printer(self) -> bool:
        return bool(self._shown[6])

    @Property(bool, notify=changed)
    def offline(self) -> bool:
        return bool(self._shown[7])

    @Property(bool, notify=changed)
    def finishing(self) -> bool:
        """“Finish” was said while a row still waits."""
        return bool(self._shown[8])

    @Property(bool, notify=changed)
    def otherCard(self) -> bool:
        """Another reader's card was scanned: ask what to do."""
        return bool(self._shown[9])

    @Property(bool, notify=changed)
    def something(self) -> bool:
        """Whether anything was asked in this visit."""
        return bool(self._shown[10])


def _items_by(state: State) -> str:
    if state.has(Role.ITEM_PAD):
        return "-pad"
    return "" if state.has(Role.BARCODE_SCANNER) else "-typed"


def _card_by(state: State) -> str:
    scanner = state.has(Role.BARCODE_SCANNER)
    if state.has(Role.PATRON_CARD):
        return "-either" if scanner else "-card"
    return "" if scanner else "-typed"


def _away(state: State, role: Role) -> bool:
    """Whether this machine has one, and it does not work."""
    return any(device.role is role for device in state.devices) and not state.has(role)
