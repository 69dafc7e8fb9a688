"""States cross from the desk's thread to the screen's; of several that wait only the last is shown."""

from __future__ import annotations

import threading
from dataclasses import replace

from PySide6.QtCore import QThread

from kiosk.state import State
from ui.bridge import Bridge
from ui.pictures import StillDesk


def test_only_the_last_of_several_states_is_shown_and_in_the_screens_thread(qtbot):
    shown: list[float] = []
    threads = set()

    def show(state: State) -> None:
        shown.append(state.now)
        threads.add(QThread.currentThread())

    desk = StillDesk(State(now=0.0))
    bridge = Bridge(desk, show)
    worker = threading.Thread(
        target=lambda: [desk.put(replace(desk.state, now=float(n))) for n in range(1, 501)]
    )
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: shown[-1] == 500.0)
    assert shown == [0.0, 500.0]
    assert threads == {QThread.currentThread()}
    assert bridge._waiting is None


def test_a_state_that_comes_while_one_is_shown_is_not_lost(qtbot):
    shown: list[float] = []
    desk = StillDesk(State(now=0.0))

    def show(state: State) -> None:
        shown.append(state.now)
        if state.now == 1.0:
            desk.put(replace(state, now=2.0))

    bridge = Bridge(desk, show)
    desk.put(replace(desk.state, now=1.0))
    qtbot.waitUntil(lambda: shown[-1] == 2.0)
    assert shown == [0.0, 1.0, 2.0]
    assert bridge._waiting is None
