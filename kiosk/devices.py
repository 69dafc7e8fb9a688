"""One supervised thread a device: opened, read or written, and after a loss reopened with back-off.

A driver knows bytes; everything else a device needs is here, once: the thread, the back-off, telling the kiosk
that a function is missing, and a log line when it goes and when it is back.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from drivers.roles import (
    BadFrame,
    BarcodeScanner,
    CannotPrint,
    CardShown,
    CardTaken,
    Device,
    DeviceError,
    DeviceLost,
    HelpButton,
    PatronCardReader,
    PrinterStatus,
    ReceiptPrinter,
    Role,
    Slip,
)
from kiosk.events import (
    BadCard,
    BadScan,
    CardGone,
    CardRead,
    DeviceDown,
    DeviceUp,
    Event,
    LabelScanned,
    PressedHelp,
    PrinterSaid,
    SlipFailed,
)

log = logging.getLogger(__name__)

BACK_OFF = (1.0, 2.0, 5.0, 10.0)
STATUS_SECONDS = 5.0
STUCK_SECONDS = 2.0
STILL_SECONDS = 2.0
"""A card reader takes as long, at most, to see what lies on it after it was plugged in."""


class Supervisor(threading.Thread):
    """Keeps one device open and serves it; ``post`` takes its events."""

    role: Role

    def __init__(self, name: str, device: Device, post: Callable[[Event], None]) -> None:
        super().__init__(name=f"device {name}", daemon=True)
        self.device_name = name
        self.post = post
        self._device = device
        self._stopping = threading.Event()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        self._stopping.set()

    @abstractmethod
    def serve(self) -> None:
        """Work with the open device until stopped; raises :class:`DeviceError` when it fails."""

    def run(self) -> None:
        failures = 0
        while not self.stopping:
            try:
                self._device.open()
                log.info("%s: open", self.device_name)
                self.post(DeviceUp(self.device_name, self.role))
                failures = 0
                self.serve()
            except Exception as error:
                fault = self._fault(error)
                if failures == 0:
                    log.warning("%s: %s", self.device_name, fault)
                    self.post(DeviceDown(self.device_name, self.role, fault))
                self._device.close()
                self._stopping.wait(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1
        self._device.close()

    def _fault(self, error: Exception) -> str:
        """A driver's own error speaks for itself; anything else is the driver's mistake, and is traced."""
        if isinstance(error, DeviceError):
            return str(error) or type(error).__name__
        log.exception("%s: the driver failed", self.device_name)
        return f"the driver failed ({type(error).__name__})"


class ScannerSupervisor(Supervisor):
    """Turns labels into events, stamped with the visit they were read in."""

    role = Role.BARCODE_SCANNER

    def __init__(
        self, name: str, scanner: BarcodeScanner, post: Callable[[Event], None], visit: Callable[[], str]
    ) -> None:
        super().__init__(name, scanner, post)
        self._scanner = scanner
        self._visit = visit

    def serve(self) -> None:
        self._scanner.trigger(True)
        while not self.stopping:
            try:
                for scanned in self._scanner.readings():
                    if scanned is not None:
                        self.post(LabelScanned(scanned, self._visit()))
                    if self.stopping:
                        return
                raise DeviceLost("the scanner stopped reading")
            except BadFrame as error:
                log.info("%s: %s", self.device_name, error)
                self.post(BadScan(self._visit()))


class CardSupervisor(Supervisor):
    """Turns patrons' cards into events, stamped with the visit they were read in."""

    role = Role.PATRON_CARD

    def __init__(
        self, name: str, reader: PatronCardReader, post: Callable[[Event], None], visit: Callable[[], str]
    ) -> None:
        super().__init__(name, reader, post)
        self._reader = reader
        self._visit = visit
        self._lies: str | None = None  # the number, also while the reader is lost

    def serve(self) -> None:
        """A card that lay there when the reader was lost, and is there when it is back, was not shown anew."""
        before, self._lies = self._lies, None
        settled = time.monotonic() + STILL_SECONDS
        try:
            while not self.stopping:
                try:
                    for reading in self._reader.readings():
                        if isinstance(reading, CardShown):
                            self._lies = reading.number
                            self.post(CardRead(reading.number, self._visit(), still=reading.number == before))
                        elif isinstance(reading, CardTaken):
                            self._lies = None
                            self.post(CardGone())
                        if reading is not None or time.monotonic() > settled:
                            before = None
                        if self.stopping:
                            return
                    raise DeviceLost("the card reader stopped reading")
                except BadFrame as error:
                    log.info("%s: %s", self.device_name, error)
                    self.post(BadCard(self._visit()))
        finally:
            self.post(CardGone())


class ButtonSupervisor(Supervisor):
    """Turns presses of the help button into events."""

    role = Role.HELP_BUTTON

    def __init__(self, name: str, button: HelpButton, post: Callable[[Event], None]) -> None:
        super().__init__(name, button, post)
        self._button = button

    def serve(self) -> None:
        while not self.stopping:
            try:
                for reading in self._button.readings():
                    if reading is not None:
                        self.post(PressedHelp())
                    if self.stopping:
                        return
                raise DeviceLost("the help button stopped reading")
            except BadFrame as error:
                log.info("%s: %s", self.device_name, error)


@dataclass(frozen=True, slots=True)
class SlipJob:
    visit: str
    slip: Slip


class PrinterSupervisor(Supervisor):
    """Prints slips in order, and asks the printer how it is in between."""

    role = Role.RECEIPT_PRINTER

    def __init__(self, name: str, printer: ReceiptPrinter, post: Callable[[Event], None]) -> None:
        super().__init__(name, printer, post)
        self._printer = printer
        self._jobs: queue.SimpleQueue[SlipJob | None] = queue.SimpleQueue()
        self._said: PrinterStatus | None = None

    def print(self, job: SlipJob) -> None:
        self._jobs.put(job)

    def forget(self) -> None:
        """Drop what is not begun: it belongs to a reader who has left."""
        while True:
            try:
                self._jobs.get_nowait()
            except queue.Empty:
                return

    def stop(self) -> None:
        super().stop()
        self._jobs.put(None)

    def serve(self) -> None:
        self._said = None
        while not self.stopping:
            self._tell(self._printer.status())
            try:
                job = self._jobs.get(timeout=STATUS_SECONDS)
            except queue.Empty:
                continue
            if job is not None:
                self._print(job)

    def _print(self, job: SlipJob) -> None:
        try:
            self._printer.print(job.slip)
        except CannotPrint as error:
            self._tell(error.status)
            self.post(SlipFailed(job.visit))
        except Exception:
            self.post(SlipFailed(job.visit))
            raise

    def _tell(self, status: PrinterStatus) -> None:
        if status != self._said:
            self._said = status
            self.post(PrinterSaid(self.device_name, status))
