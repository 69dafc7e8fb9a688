"""A receipt printer: takes ESC/POS from a wire, answers status requests, and makes a picture of each slip."""

from __future__ import annotations

import threading
from collections.abc import Callable

from drivers.roles import Paper
from drivers.simulators.escpos import Interpreter
from drivers.simulators.paper import PrintedSlip
from drivers.simulators.wire import Wire

BUFFER_BYTES = 65536
"""A printer that cannot print takes no more than this."""


class PrinterSimulator:
    """A printer at the end of ``wire``, ``dots`` wide, with a GB18030 font or without.

    With ``baudrate`` it takes bytes no faster than such a line brings them. ``on_slip`` is called from the
    printer's own thread.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        chinese: bool = True,
        dots: int = 576,
        baudrate: int | None = None,
        on_slip: Callable[[PrintedSlip], None] | None = None,
    ) -> None:
        self.wire = wire
        self._interpreter = Interpreter(dots=dots, chinese=chinese)
        self._baudrate = baudrate
        self._on_slip = on_slip
        self._told = 0
        self._slips: list[PrintedSlip] = []
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer simulator", daemon=True)
        self._thread.start()

    @property
    def slips(self) -> list[PrintedSlip]:
        """The slips cut off so far."""
        with self._changed:
            return list(self._slips)

    def wait_for_slips(self, count: int, seconds: float = 10) -> list[PrintedSlip]:
        """The slips, as soon as there are ``count``. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._slips) >= count, seconds):
                raise TimeoutError(f"{len(self._slips)} slips, not {count}, after {seconds} s")
            return list(self._slips)

    @property
    def receiving(self) -> int:
        """How many bytes have come that are not yet printed."""
        with self._changed:
            return self._interpreter.waiting

    @property
    def torn_off(self) -> str:
        """The text of what was printed and not cut off."""
        with self._changed:
            return self._interpreter.torn_off

    @property
    def paper(self) -> Paper:
        with self._changed:
            return self._interpreter.paper

    @paper.setter
    def paper(self, paper: Paper) -> None:
        with self._changed:
            self._interpreter.paper = Paper(paper)

    @property
    def cover_open(self) -> bool:
        with self._changed:
            return self._interpreter.cover_open

    @cover_open.setter
    def cover_open(self, is_open: bool) -> None:
        with self._changed:
            self._interpreter.cover_open = is_open

    def paper_ends_after(self, dots: int) -> None:
        """Let the roll end after so many dots more (0.125 mm each)."""
        with self._changed:
            self._interpreter.paper_ends_after = dots

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        self.wire.unplug()

    def _run(self) -> None:
        while not self._closing.is_set():
            data = self._receive()
            with self._changed:
                answers = self._interpreter.feed(data)
                new, self._interpreter.slips = self._interpreter.slips, []
                self._slips += new
                if new:
                    self._changed.notify_all()
            if answers:
                self.wire.write(answers)
            for slip in new:
                if self._on_slip:
                    self._on_slip(slip)

    def _receive(self) -> bytes:
        if self._interpreter.waiting > BUFFER_BYTES and not self._interpreter.online:
            self._closing.wait(0.05)
            return b""
        data = self.wire.read(0.05)
        if self._baudrate:
            self._closing.wait(len(data) * 10 / self._baudrate)
        return data
