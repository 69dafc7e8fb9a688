r"""A help button on a serial line: RS-232, a USB adapter, a microcontroller with a USB serial port, or a serial device
server.

There is no standard for such a button, so this is the protocol: for each press the button sends ``pattern`` once
(``HELP\r\n`` unless it is set otherwise), and nothing else; the kiosk sends nothing. A button without any electronics
needs only two wires: between RTS or DTR, which the kiosk keeps active, and one of the modem-control inputs; ``signal``
says which, and a press is that input going active.

One press of a finger may come several times: contacts bounce, and a microcontroller may repeat while the button is
held. What comes within ``debounce_ms`` of the last is the same press.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from drivers.registry import OptionError
from drivers.roles import BadFrame, Pressed, Role
from drivers.transport import QUIET_SECONDS, SIGNALS, Line, LineOptions, escaped

POLL_SECONDS = 0.02
"""How often a modem-control input is looked at; a hasty finger holds a button for 50 ms."""
PAUSE_SECONDS = 0.5
"""A pattern that began and then paused as long as this has lost its end."""


@dataclass(frozen=True, kw_only=True)
class ButtonOptions(LineOptions):
    pattern: str = field(
        default=r"HELP\r\n", metadata={"help": r"what a press sends, e.g. HELP\r\n or \x02H; empty: nothing"}
    )
    signal: str = field(
        default="none", metadata={"help": "the input a press makes active", "choices": ("none", *SIGNALS)}
    )
    debounce_ms: int = field(
        default=300,
        metadata={"help": "within this of the last it is the same press", "least": 0, "most": 5000},
    )

    def __post_init__(self) -> None:
        try:
            pattern = escaped(self.pattern)
        except ValueError:
            raise OptionError(
                "pattern", "cannot be read", r"text with \r, \n or \xHH for other bytes"
            ) from None
        if not pattern and self.signal == "none":
            raise OptionError("pattern", "nothing would be a press", "a pattern, or a signal")


class SerialButton:
    """A button that sends something, or closes a contact."""

    name: ClassVar[str] = "serial-button"
    role: ClassVar[Role] = Role.HELP_BUTTON
    Options = ButtonOptions

    def __init__(self, options: ButtonOptions) -> None:
        self.line = Line(options)
        self._pattern = escaped(options.pattern)
        self._signal = "" if options.signal == "none" else options.signal
        self._debounce = options.debounce_ms / 1000
        self._began = b""  # of a pattern, perhaps
        self._heard_at = 0.0
        self._active = True
        self._pressed_at = float("-inf")

    def open(self) -> None:
        """A button that is held when the line opens is no press."""
        self.line.open()
        self._began, self._pressed_at = b"", float("-inf")
        self._active = bool(self._signal) and self.line.signal(self._signal)

    def close(self) -> None:
        self.line.close()

    def readings(self) -> Iterator[Pressed | None]:
        quiet_at = time.monotonic() + QUIET_SECONDS
        while True:
            data = self.line.read(POLL_SECONDS if self._signal else QUIET_SECONDS)
            now = time.monotonic()
            felt = self._went_active()
            came, noise = self._sent(data, now)
            if (felt or came) and self._is_new(now):
                quiet_at = now + QUIET_SECONDS
                yield Pressed()
            elif noise:
                raise BadFrame("bytes that are no press")
            elif now >= quiet_at:
                quiet_at = now + QUIET_SECONDS
                yield None

    def _is_new(self, now: float) -> bool:
        before, self._pressed_at = self._pressed_at, now
        return now - before > self._debounce

    def _went_active(self) -> bool:
        if not self._signal:
            return False
        before, self._active = self._active, self.line.signal(self._signal)
        return self._active and not before

    def _sent(self, data: bytes, now: float) -> tuple[bool, bool]:
        """Whether the pattern came, and whether anything did that is none."""
        if not data:
            lost = bool(self._began) and now - self._heard_at >= PAUSE_SECONDS
            self._began = b"" if lost else self._began
            return False, lost
        self._heard_at = now
        if not self._pattern:
            return False, True
        *others, rest = (self._began + data).split(self._pattern)
        self._began = _beginning(rest, self._pattern)
        return bool(others), any(others) or rest != self._began


def _beginning(rest: bytes, pattern: bytes) -> bytes:
    """The end of ``rest`` that may become the pattern."""
    return next((rest[-n:] for n in range(len(pattern) - 1, 0, -1) if pattern.startswith(rest[-n:])), b"")
