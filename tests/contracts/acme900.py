"""The example of ``docs/driver-guide.md``, held to the contract as every driver is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.barcode.label_stream import LabelStream
from drivers.barcode.labels import LabelDecoder
from drivers.roles import Role, Scanned
from drivers.simulators.scanner import ScannerSimulator
from drivers.simulators.wire import Wire
from drivers.transport import Line, LineOptions


@dataclass(frozen=True, kw_only=True)
class Acme900Options(LineOptions):
    baudrate: int = field(default=115200, metadata={"help": "as set on the scanner"})
    lamp: bool = field(default=True, metadata={"help": "whether its lamp is lit while it looks for labels"})


class Acme900:
    """ACME 900 in RS-232 mode, 115200 8N1, suffix CR (user guide, chapter 4)."""

    name: ClassVar[str] = "acme-900"
    role: ClassVar[Role] = Role.BARCODE_SCANNER
    Options = Acme900Options

    def __init__(self, options: Acme900Options) -> None:
        self.line = Line(options)
        self._labels = LabelStream(self.line, LabelDecoder("cr"))
        self._look = b"LON\r" if options.lamp else b"LDARK\r"

    def open(self) -> None:
        self.line.open()
        self._labels.begin()

    def close(self) -> None:
        self.line.close()

    def readings(self) -> Iterator[Scanned | None]:
        return self._labels.readings()

    def trigger(self, on: bool) -> None:
        self.line.write(self._look if on else b"LOFF\r")


class Acme900Simulator(ScannerSimulator):
    """An ACME 900 as its user guide describes it."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire, "cr", trigger_on=b"LON\r", trigger_off=b"LOFF\r")
