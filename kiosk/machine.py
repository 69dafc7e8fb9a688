"""A whole kiosk but for its screen: settings → journal, library system, devices, desk."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from config.schema import ConfigError, DeviceSettings, KioskSettings, Source
from drivers.registry import Driver, OptionError, UnknownDriver, find, parse_options
from drivers.roles import (
    BarcodeScanner,
    Device,
    HelpButton,
    ItemPad,
    Means,
    PatronCardReader,
    ReceiptPrinter,
    Role,
    Slip,
)
from kiosk import slip
from kiosk.clock import Clock
from kiosk.desk import Desk
from kiosk.devices import ButtonSupervisor, CardSupervisor, PrinterSupervisor, ScannerSupervisor, Supervisor
from kiosk.effects import PrintSlip
from kiosk.events import PolicySeen
from kiosk.journal import Journal
from kiosk.letterhead import letterhead
from kiosk.library.central import Central
from kiosk.live import Live
from kiosk.pads import PadSupervisor
from kiosk.published import Published
from kiosk.report import Report
from kiosk.state import State
from kiosk.voice import VoiceDelivery, Voices
from kiosk.words import Catalogue

WORDS = Path(__file__).parent.parent / "resources" / "words"


class Machine:
    """A whole kiosk but for its screen. Raises :class:`~kiosk.journal.JournalError` when the journal cannot be
    used; a device that is not there is no error, but a missing function."""

    def __init__(self, settings: KioskSettings, state: State) -> None:
        self.settings = settings
        drivers = [make_driver(device, settings.source) for device in settings.devices]
        self._words = {language: Catalogue.load(WORDS, language) for language in settings.languages}
        self._journal = Journal.open(settings.data)
        self._clock = Clock(self._journal.last_time())
        library = Central(settings.url, settings.key)
        self.desk = Desk(state, self._journal, library, self._clock, self._compose)
        self._published = Published(library, settings.key, settings.data, self.desk.post)
        self._live = Live(
            library,
            settings.key,
            settings.data,
            self._clock,
            self.desk.post,
            self.desk.ask_policy,
            self._published.wake,
        )
        self.desk.voices = self._voices = Voices(settings.data)
        self._voice_delivery = VoiceDelivery(self._voices, library)
        self._voices.kept = self._voice_delivery.wake
        self._report = Report(library, self.desk, self._journal)
        self._supervisors = [
            self._supervise(device, driver) for device, driver in zip(settings.devices, drivers, strict=True)
        ]

    def start(self) -> None:
        days = self._journal.recall("shortest-loan")
        if isinstance(days, int):
            self.desk.post(PolicySeen(days))
        self._live.recall()
        self._published.recall()
        self.desk.start()
        self._live.start()
        self._published.start()
        self._report.start()
        self._voice_delivery.start()
        for supervisor in self._supervisors:
            supervisor.start()

    def stop(self) -> None:
        """End every thread; what is not yet delivered waits in the journal for the next start."""
        self._live.stop()
        self._published.stop()
        self._report.stop()
        self._voice_delivery.stop()
        for supervisor in self._supervisors:
            supervisor.stop()
        for supervisor in self._supervisors:
            supervisor.join(timeout=5)
        self.desk.stop()
        self._voices.close()
        self._journal.close()

    def _supervise(self, settings: DeviceSettings, driver: Driver) -> Supervisor:
        device: Device = driver
        desk = self.desk
        match driver.role:
            case Role.BARCODE_SCANNER:
                return ScannerSupervisor(
                    settings.name, cast(BarcodeScanner, device), desk.post, desk.visit_id
                )
            case Role.PATRON_CARD:
                return CardSupervisor(settings.name, cast(PatronCardReader, device), desk.post, desk.visit_id)
            case Role.HELP_BUTTON:
                return ButtonSupervisor(settings.name, cast(HelpButton, device), desk.post)
            case Role.ITEM_PAD:
                desk.pad = self._pad(settings, cast(ItemPad, device))
                return desk.pad
            case Role.RECEIPT_PRINTER:
                desk.printer = PrinterSupervisor(settings.name, cast(ReceiptPrinter, device), desk.post)
                return desk.printer

    def _pad(self, settings: DeviceSettings, pad: ItemPad) -> PadSupervisor:
        """Raises :class:`~config.schema.ConfigError` if this pad cannot do what the library's gates need."""
        from drivers.tags.model import decode  # a kiosk without a pad does without

        source = self.settings.source
        if self.desk.pad is not None:
            text = "there is an item pad already; a kiosk has one"
            raise ConfigError(source.problem(("device", settings.index, "role"), text))
        gates = [Means(one) for one in self.settings.gates]
        lacking = [means.value for means in gates if means not in pad.means()]
        if lacking:
            text = f"{settings.driver} cannot set and read back {' and '.join(lacking)}; see gates in [pad]"
            raise ConfigError(source.problem(("device", settings.index, "driver"), text))
        return PadSupervisor(
            settings.name,
            pad,
            decode,
            self.desk.post,
            self.desk.visit_id,
            gates=gates,
            calm=self.settings.calm_seconds,
        )

    def _compose(self, order: PrintSlip) -> Slip:
        settings = self.settings
        head = letterhead(self.desk.state, order.language, settings.library, settings.hotline)
        return slip.compose(order.cases, self._words[order.language], head, self._clock.now().astimezone())


def make_driver(device: DeviceSettings, source: Source) -> Driver:
    """The driver of one ``[[device]]`` table, with its options. Raises :class:`~config.schema.ConfigError`."""
    table = ("device", device.index)
    if device.role not in list(Role):
        raise ConfigError(
            source.problem((*table, "role"), f"must be one of {', '.join(Role)}, not {device.role!r}")
        )
    try:
        driver = find(device.driver)
        if driver.role != device.role:
            text = f"{device.driver} is a driver for {driver.role.value}"
            raise ConfigError(source.problem((*table, "driver"), text))
        return driver(parse_options(driver, device.options))
    except UnknownDriver as error:
        raise ConfigError(source.problem((*table, "driver"), str(error))) from None
    except OptionError as error:
        text = f"{error.problem}; allowed: {error.allowed}"
        raise ConfigError(source.problem((*table, error.key), text)) from None
