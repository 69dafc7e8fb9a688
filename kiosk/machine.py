"""A whole kiosk but for its screen: settings → journal, library system, devices, desk."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from config.schema import ConfigError, DeviceSettings, KioskSettings, Source
from drivers.registry import Driver, OptionError, UnknownDriver, find, parse_options
from drivers.roles import BarcodeScanner, Device, ReceiptPrinter, Role, Slip
from kiosk import slip
from kiosk.clock import Clock
from kiosk.desk import Desk
from kiosk.devices import PrinterSupervisor, ScannerSupervisor, Supervisor
from kiosk.effects import PrintSlip
from kiosk.events import PolicySeen
from kiosk.journal import Journal
from kiosk.library.central import Central
from kiosk.state import State
from kiosk.words import Catalogue

WORDS = Path(__file__).parent.parent / "resources" / "words"


class Machine:
    """A whole kiosk but for its screen. Raises :class:`~kiosk.journal.JournalError` when the journal cannot be
    used; a device that is not there is no error, but a missing function."""

    def __init__(self, settings: KioskSettings, state: State) -> None:
        self.settings = settings
        drivers = [(device.name, make_driver(device, settings.source)) for device in settings.devices]
        self._words = {language: Catalogue.load(WORDS, language) for language in settings.languages}
        self._journal = Journal.open(settings.data)
        self._clock = Clock(self._journal.last_time())
        library = Central(settings.url, settings.key)
        self.desk = Desk(state, self._journal, library, self._clock, self._compose)
        self._supervisors = [self._supervise(name, driver) for name, driver in drivers]

    def start(self) -> None:
        days = self._journal.recall("shortest-loan")
        if isinstance(days, int):
            self.desk.post(PolicySeen(days))
        self.desk.start()
        for supervisor in self._supervisors:
            supervisor.start()

    def stop(self) -> None:
        """End every thread; what is not yet delivered waits in the journal for the next start."""
        for supervisor in self._supervisors:
            supervisor.stop()
        for supervisor in self._supervisors:
            supervisor.join(timeout=5)
        self.desk.stop()
        self._journal.close()

    def _supervise(self, name: str, driver: Driver) -> Supervisor:
        device: Device = driver
        match driver.role:
            case Role.BARCODE_SCANNER:
                return ScannerSupervisor(
                    name, cast(BarcodeScanner, device), self.desk.post, self.desk.visit_id
                )
            case Role.RECEIPT_PRINTER:
                printer = PrinterSupervisor(name, cast(ReceiptPrinter, device), self.desk.post)
                self.desk.printer = printer
                return printer

    def _compose(self, order: PrintSlip) -> Slip:
        names = self.settings.library
        head = slip.Letterhead(
            names.get(order.language) or next(iter(names.values()), ""),
            self.settings.id,
            self.settings.hotline,
        )
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
