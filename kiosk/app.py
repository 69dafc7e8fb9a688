"""The composition root: settings → journal, library system, devices, desk → screen."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

from config.schema import ConfigError, DeviceSettings, KioskSettings, Source, load_kiosk
from drivers.registry import Driver, OptionError, UnknownDriver, find, parse_options
from drivers.roles import BarcodeScanner, Device, ReceiptPrinter, Role, Slip
from kiosk import slip
from kiosk.clock import Clock
from kiosk.desk import Desk
from kiosk.devices import PrinterSupervisor, ScannerSupervisor, Supervisor
from kiosk.effects import PrintSlip
from kiosk.events import DeviceDown, PolicySeen
from kiosk.journal import Journal, JournalError
from kiosk.library.central import Central
from kiosk.state import Settings, State
from kiosk.words import Catalogue

WORDS = Path(__file__).parent.parent / "resources" / "words"
LONGEST_WARNING = 20.0


class Machine:
    """A whole kiosk but for its screen. Raises :class:`~kiosk.journal.JournalError` when the journal cannot be
    used; a device that is not there is no error, but a missing function."""

    def __init__(self, settings: KioskSettings) -> None:
        self.settings = settings
        drivers = [(device.name, make_driver(device, settings.source)) for device in settings.devices]
        self._words = {language: Catalogue.load(WORDS, language) for language in settings.languages}
        self._journal = Journal.open(settings.data)
        self._clock = Clock(self._journal.last_time())
        library = Central(settings.url, settings.key)
        self.desk = Desk(initial_state(settings), self._journal, library, self._clock, self._compose)
        self._supervisors = [self._supervise(name, driver) for name, driver in drivers]

    def start(self) -> None:
        for supervisor in self._supervisors:
            # Until it is open, its function is missing.
            self.desk.post(DeviceDown(supervisor.device_name, supervisor.role, "not opened yet"))
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


def initial_state(settings: KioskSettings) -> State:
    """The rules' own view of the settings, and a seed no other start has: identity keys come from it."""
    rules = Settings(
        kiosk=settings.id,
        languages=settings.languages,
        idle_seconds=settings.idle_seconds,
        warning_seconds=min(LONGEST_WARNING, settings.idle_seconds / 3),
        pin_for_scanned=settings.scanned_card_needs_pin,
        pin_for_typed=settings.typed_number_needs_pin,
        patron_label=settings.patron_label,
        item_label=settings.item_label,
    )
    return State(settings=rules, seed=secrets.token_hex(16), language=settings.languages[0])


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


def when_asked_to_end(end: Callable[[], object]) -> None:
    """Call ``end`` once on SIGTERM or SIGINT, from a thread of its own: Qt's loop would not let Python see them."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        signal.sigwait(signals)
        end()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def run(config: Path) -> int:
    """The kiosk with its screen, until its window is closed or the process is asked to end."""
    settings = load_kiosk(config)
    try:
        machine = Machine(settings)
    except JournalError as error:
        raise ConfigError(f"{settings.data}: {error}") from None
    from ui import app as screen  # Qt only now: a broken configuration is told without it
    from ui.look import Look

    look = Look(
        orientation=settings.orientation,
        library=settings.library,
        hotline=settings.hotline,
        theme=settings.theme,
        full_screen=settings.full_screen,
    )
    when_asked_to_end(screen.quit)
    machine.start()
    try:
        return screen.run(machine.desk, look)
    finally:
        machine.stop()
