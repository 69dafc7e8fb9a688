"""The page of whoever works on the machine: how each of its parts is."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.state import Page, State
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("shown by Kiosk")
class MaintenanceModel(QObject):
    """The devices, and the line to the library system."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: list[dict[str, str]] = []

    def show(self, state: State, words: Catalogue) -> None:
        parts = _parts(state, words) if state.page is Page.MAINTENANCE else []
        if parts != self._parts:
            self._parts = parts
            self.changed.emit()

    @Property("QVariantList", notify=changed)
    def parts(self) -> list[dict[str, str]]:
        """``name``, ``outcome`` (done or not-possible), ``state`` and ``fault`` (for staff) of each."""
        return self._parts


def _parts(state: State, words: Catalogue) -> list[dict[str, str]]:
    parts = [
        _part(words, words.say(f"part-{device.role.value}"), up=device.up, fault=device.fault)
        for device in state.devices
    ]
    return [*parts, _part(words, words.say("part-library"), up=state.link_up)]


def _part(words: Catalogue, name: str, *, up: bool, fault: str = "") -> dict[str, str]:
    said = words.say("part-works" if up else "part-away")
    return {"name": name, "outcome": "done" if up else "not-possible", "state": said, "fault": fault}
