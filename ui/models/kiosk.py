"""All view models under one name for QML: ``Kiosk``."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from config.vocabulary import EntryKind, TextName
from kiosk.events import Event
from kiosk.letterhead import letterhead
from kiosk.state import Page, State
from kiosk.words import Catalogue
from ui.look import Look
from ui.models.chrome import Appearance, ChromeModel, ClockModel, named
from ui.models.contacts import ContactsModel
from ui.models.entry import NumberEntry, PinEntry
from ui.models.faq import FaqModel
from ui.models.farewell import FarewellModel
from ui.models.help import HelpModel
from ui.models.maintenance import MaintenanceModel
from ui.models.overlays import IdleModel
from ui.models.pad import PadModel
from ui.models.page import PageModel
from ui.models.reader import ReaderModel
from ui.models.rows import RowsModel, case_rows, hold_rows, loan_rows
from ui.models.tell import TellModel
from ui.models.touch import Touch
from ui.models.writing import Writing

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Kiosk(QObject):
    """The screen's view of the kiosk. One for each QML engine, see :meth:`serve`."""

    ready = Signal()  # the parts never change; QML wants a signal all the same

    def __init__(self, look: Look, post: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._catalogues: dict[str, Catalogue] = {}
        self._loan_order: list[str] = []
        self._here: tuple[Page | None, str] = (None, "")  # page and visit
        self._helped = False
        self._page = PageModel(self)
        self._pad = PadModel(self)
        self._reader = ReaderModel(self)
        self._lent = RowsModel(self)
        self._returned = RowsModel(self)
        self._loans = RowsModel(self)
        self._all = RowsModel(self)
        self._help = HelpModel(look.pictures, self)
        self._faq = FaqModel(look.pictures, self)
        self._idle = IdleModel(self)
        self._maintenance = MaintenanceModel(self)
        self._farewell = FarewellModel(self)
        self._tell = TellModel(self)
        self._chrome = ChromeModel(self)
        self._contacts = ContactsModel(self)
        self._clock = ClockModel(self)
        self._appearance = Appearance(look.theme, look.brand, motion=not look.reduce_motion, parent=self)
        self._number = NumberEntry(post, self)
        self._pin = PinEntry(post, self)
        self._writing = Writing(self)
        self._touch = Touch(post, self)

    def serve(self, engine: QQmlEngine) -> None:
        """Be ``Kiosk`` in this engine."""
        engine.setProperty("kiosk", self)

    @staticmethod
    def create(engine: QQmlEngine) -> QObject:
        """QML asks for its singleton."""
        return engine.property("kiosk")  # type: ignore[no-any-return]

    def show(self, state: State) -> None:
        """Bring every model up to date, the page last, so that it appears with its rows."""
        language = state.visit.language if state.visit else state.language
        words = self.catalogue(language)
        visit = state.visit
        here, helped = (state.page, visit.id if visit else ""), state.panel is not None
        if not helped and (here != self._here or self._helped):
            self._writing.clear()  # but not what is being written to staff while the page below is turned
        self._helped = helped
        if here != self._here:
            self._here = here
            self._number.clear()
            self._pin.clear()
        head = letterhead(state, language, self._look.library, self._look.hotline)
        notice, hours = (
            state.text(name, language) for name in (TextName.WELCOME_NOTICE, TextName.OPENING_HOURS)
        )
        self._chrome.show(words, self._languages(state), head, notice, hours)
        self._contacts.show(state, language)
        self._appearance.show(state)
        self._pad.show(state, words)
        self._reader.show(state, words)
        self._lent.put(case_rows(visit, EntryKind.CHECKOUT, words))
        self._returned.put(case_rows(visit, EntryKind.CHECKIN, words))
        account = state.page is Page.ACCOUNT
        if visit is None:
            self._loan_order.clear()
        self._loans.put(
            [*loan_rows(state, words, self._loan_order), *hold_rows(state, words)] if account else []
        )
        self._all.put(case_rows(visit, None, words) if state.page is Page.SLIP else [])
        self._farewell.show(state, words, head)
        self._help.show(state, words)
        self._tell.show(state, words)
        self._faq.show(state, words)
        self._idle.show(state, words)
        self._maintenance.show(state, words)
        self._page.show(state, words)

    def catalogue(self, language: str) -> Catalogue:
        if language not in self._catalogues:
            self._catalogues[language] = Catalogue.load(self._look.words, language)
        return self._catalogues[language]

    def warm(self) -> None:
        """Import what the first page did without; from any thread."""
        for catalogue in list(self._catalogues.values()):
            catalogue.warm()

    def _languages(self, state: State) -> list[dict[str, str]]:
        return named({code: self.catalogue(code) for code in state.settings.languages})

    @Property(PageModel, notify=ready)
    def page(self) -> PageModel:
        return self._page

    @Property(PadModel, notify=ready)
    def pad(self) -> PadModel:
        return self._pad

    @Property(ReaderModel, notify=ready)
    def reader(self) -> ReaderModel:
        return self._reader

    @Property(RowsModel, notify=ready)
    def lent(self) -> RowsModel:
        return self._lent

    @Property(RowsModel, notify=ready)
    def returned(self) -> RowsModel:
        return self._returned

    @Property(RowsModel, notify=ready)
    def loans(self) -> RowsModel:
        return self._loans

    @Property(RowsModel, notify=ready)
    def rows(self) -> RowsModel:
        """Everything of this visit, for a last look."""
        return self._all

    @Property(HelpModel, notify=ready)
    def help(self) -> HelpModel:
        return self._help

    @Property(FaqModel, notify=ready)
    def faq(self) -> FaqModel:
        return self._faq

    @Property(IdleModel, notify=ready)
    def idle(self) -> IdleModel:
        return self._idle

    @Property(MaintenanceModel, notify=ready)
    def maintenance(self) -> MaintenanceModel:
        return self._maintenance

    @Property(TellModel, notify=ready)
    def tell(self) -> TellModel:
        return self._tell

    @Property(FarewellModel, notify=ready)
    def farewell(self) -> FarewellModel:
        return self._farewell

    @Property(ChromeModel, notify=ready)
    def chrome(self) -> ChromeModel:
        return self._chrome

    @Property(ContactsModel, notify=ready)
    def contacts(self) -> ContactsModel:
        return self._contacts

    @Property(ClockModel, notify=ready)
    def clock(self) -> ClockModel:
        return self._clock

    @Property(Appearance, notify=ready)
    def appearance(self) -> Appearance:
        return self._appearance

    @Property(NumberEntry, notify=ready)
    def number(self) -> NumberEntry:
        return self._number

    @Property(PinEntry, notify=ready)
    def pin(self) -> PinEntry:
        return self._pin

    @Property(Writing, notify=ready)
    def writing(self) -> Writing:
        return self._writing

    @Property(Touch, notify=ready)
    def touch(self) -> Touch:
        return self._touch
