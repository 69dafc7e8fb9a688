"""The kiosk as a program: its window at once, the machine behind it as soon as the window is painted."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from config.schema import ConfigError, KioskSettings, load_kiosk
from drivers.roles import Role
from kiosk.events import Event
from kiosk.faq import FAQ_PICTURES
from kiosk.state import DeviceState, Settings, State

if TYPE_CHECKING:
    from kiosk.desk import Desk
    from kiosk.machine import Machine

LONGEST_WARNING = 20.0


class Front:
    """Stands before the desk while it is being built: shows the first state, keeps what is touched, and hands
    both over."""

    def __init__(self, state: State) -> None:
        self._first = state
        self._desk: Desk | None = None
        self._lock = threading.Lock()
        self._kept: list[Event] = []
        self._watchers: list[Callable[[State], None]] = []

    @property
    def state(self) -> State:
        return self._desk.state if self._desk else self._first

    def post(self, event: Event) -> None:
        with self._lock:
            if self._desk is None:
                self._kept.append(event)
                return
        self._desk.post(event)

    def watch(self, watcher: Callable[[State], None]) -> None:
        with self._lock:
            if self._desk is None:
                self._watchers.append(watcher)
                return
        self._desk.watch(watcher)

    def hand_over(self, desk: Desk) -> None:
        with self._lock:
            for watcher in self._watchers:
                desk.watch(watcher)
            for event in self._kept:
                desk.post(event)
            self._desk = desk


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
        gates=bool(settings.gates) and any(device.role == Role.ITEM_PAD for device in settings.devices),
        owners=settings.owners,
        most_on_pad=settings.most_on_pad,
        button_presses=settings.help_presses,
    )
    # Until each is opened or not, a moment later, a device counts as there.
    devices = tuple(
        DeviceState(device.name, Role(device.role), up=True)
        for device in settings.devices
        if device.role in list(Role)
    )
    return State(
        settings=rules,
        seed=os.urandom(16).hex(),
        language=settings.languages[0],
        devices=devices,
        finished=secrets.randbelow(1000),
    )


def when_asked_to_end(end: Callable[[], object]) -> None:
    """Call ``end`` once on SIGTERM or SIGINT, from a thread of its own: Qt's loop would not let Python see them."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        signal.sigwait(signals)
        end()

    threading.Thread(target=wait, name="signals", daemon=True).start()


class _Behind:
    """Builds and starts the machine once the first picture is on the screen."""

    def __init__(self, settings: KioskSettings, front: Front, give_up: Callable[[], object]) -> None:
        self._settings = settings
        self._front = front
        self._give_up = give_up
        self._thread = threading.Thread(target=self._build, name="machine")
        self._machine: Machine | None = None
        self.failure: Exception | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.ident is not None:
            self._thread.join()
        if self._machine is not None:
            self._machine.stop()

    def _build(self) -> None:
        try:
            from kiosk.journal import JournalError
            from kiosk.machine import Machine

            try:
                machine = Machine(self._settings, self._front.state)
            except JournalError as error:
                raise ConfigError(f"{self._settings.data}: {error}") from None
            self._front.hand_over(machine.desk)
            machine.start()
            self._machine = machine
        except Exception as error:
            self.failure = error
            self._give_up()


def run(config: Path, guest: Callable[[Front], object] = lambda _front: None) -> int:
    """The kiosk with its screen, until its window is closed or the process is asked to end. ``guest`` is called in
    Qt's thread once the window is painted. Raises :class:`~config.schema.ConfigError`."""
    gc.disable()  # until the first picture: nothing is garbage yet, and looking for it takes a tenth of the start
    settings = load_kiosk(config)
    from ui import app as screen  # Qt only now: a broken configuration is told without it
    from ui.look import Look

    look = Look(
        orientation=settings.orientation,
        library=settings.library,
        hotline=settings.hotline,
        theme=settings.theme,
        full_screen=settings.full_screen,
        pictures=settings.data.absolute() / FAQ_PICTURES,
        help_key=settings.help_key,
    )
    when_asked_to_end(screen.quit)
    front = Front(initial_state(settings))
    behind = _Behind(settings, front, screen.quit)

    def painted() -> None:
        gc.enable()
        behind.start()
        guest(front)

    try:
        status = screen.run(front, look, painted)
    finally:
        behind.stop()
    if behind.failure is not None:
        raise behind.failure
    return status
