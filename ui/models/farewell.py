"""The end of a visit: the slip, on the screen if wanted, and what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlUncreatable

from config.vocabulary import EntryKind
from drivers.roles import Text
from kiosk import stack
from kiosk.letterhead import Letterhead
from kiosk.state import Case, Outcome, Page, SlipChoice, State, Visit
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

_WELL = (Outcome.DONE, Outcome.KEPT_LOCALLY)
_KINDS = {
    EntryKind.CHECKOUT: "lent",
    EntryKind.CHECKIN: "returned",
    EntryKind.RENEWAL: "renewed",
}
NOTHING: tuple[Any, ...] = ("", 0, [], [], [], "")


@QmlElement
@QmlUncreatable("shown by Kiosk")
class FarewellModel(QObject):
    """What to take away: a code to photograph, counts, hints."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = NOTHING
        self._coded: tuple[str, str, int] | None = None

    def show(self, state: State, words: Catalogue, head: Letterhead) -> None:
        visit = state.visit
        shown = NOTHING
        if visit is not None:
            done = [case for case in visit.cases if case.outcome in _WELL]
            code, size = self._code(visit, words, head)
            shown = (
                code,
                size,
                _counts(done, words),
                _hints(visit.slip, done, words),
                _lines(visit.cases, len(stack.unrecorded(state)), words),
                _renewed(visit.cases, words),
            )
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _code(self, visit: Visit, words: Catalogue, head: Letterhead) -> tuple[str, int]:
        if visit.page is not Page.SLIP or visit.slip is not SlipChoice.SCREEN:
            self._coded = None
            return "", 0
        if self._coded is None or self._coded[0] != words.language:
            self._coded = (words.language, *code_path(slip_text(visit.cases, words, head)))
        return self._coded[1:]

    @Property(str, notify=changed)
    def code(self) -> str:
        """The slip's QR code as an SVG path of unit squares, or nothing."""
        return str(self._shown[0])

    @Property(int, notify=changed)
    def codeSize(self) -> int:
        """The width of the QR code in squares, with its quiet zone."""
        return int(self._shown[1])

    @Property("QStringList", notify=changed)
    def counts(self) -> list[str]:
        """Lent n, returned n, renewed n."""
        return list(self._shown[2])

    @Property("QStringList", notify=changed)
    def hints(self) -> list[str]:
        """What to take, what to put where."""
        return list(self._shown[3])

    @Property("QVariantList", notify=changed)
    def lines(self) -> list[dict[str, str]]:
        """The last look: ``outcome`` and ``text``."""
        return list(self._shown[4])

    @Property(str, notify=changed)
    def renewed(self) -> str:
        """How many of the renewals asked for were possible, or nothing."""
        return str(self._shown[5])


def slip_text(cases: tuple[Case, ...], words: Catalogue, head: Letterhead) -> str:
    """The paper slip as plain text, for a code a phone can read."""
    from kiosk.slip import compose

    parts = compose(cases, words, head, datetime.now()).parts
    return "\n".join(part.text if isinstance(part, Text) else "—" for part in parts)


def code_path(text: str) -> tuple[str, int]:
    """A QR code (ISO/IEC 18004, level L) as an SVG path, one rectangle for each dark run, and its width."""
    import qrcode  # here: slow to import, and few readers want the code

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=3)
    code.add_data(text.encode())
    code.make(fit=True)
    path = []
    for y, line in enumerate(code.get_matrix()):
        x = 0
        while x < len(line):
            end = x
            while end < len(line) and line[end]:
                end += 1
            if end > x:
                path.append(f"M{x} {y}h{end - x}v1h{x - end}z")
            x = end + 1
    return "".join(path), len(code.get_matrix())


def _counts(done: list[Case], words: Catalogue) -> list[str]:
    counted = ((name, sum(case.kind is kind for case in done)) for kind, name in _KINDS.items())
    return [words.say(f"goodbye-{name}", count=count) for name, count in counted if count]


def _hints(slip: SlipChoice | None, done: list[Case], words: Catalogue) -> list[str]:
    hints = []
    if not done:
        hints.append(words.say("goodbye-nothing"))
    elif any(case.kind is not EntryKind.CHECKIN for case in done):
        hints.append(words.say("goodbye-hint-slip" if slip is SlipChoice.PAPER else "goodbye-hint"))
    if any(case.kind is EntryKind.CHECKIN for case in done):
        hints.append(words.say("goodbye-hint-return"))
    return hints


def _lines(cases: tuple[Case, ...], unrecorded: int, words: Catalogue) -> list[dict[str, str]]:
    done = [case for case in cases if case.outcome is Outcome.DONE]
    lines = [(Outcome.DONE, text) for text in _counts(done, words)]
    for outcome, message_id in (
        (Outcome.PUT_BACK, "goodbye-put-back"),
        (Outcome.KEPT_LOCALLY, "goodbye-kept"),
        (Outcome.NOT_POSSIBLE, "goodbye-refused"),
    ):
        count = sum(case.outcome is outcome and _matters(case) for case in cases)
        if count:
            lines.append((outcome, words.say(message_id, count=count)))
    if unrecorded:
        lines.append((Outcome.PUT_BACK, words.say("goodbye-unrecorded", count=unrecorded)))
    return [{"outcome": outcome.value, "text": text} for outcome, text in lines]


def _matters(case: Case) -> bool:
    """A renewal that was refused leaves nothing in the reader's hands."""
    return case.outcome is not Outcome.NOT_POSSIBLE or case.kind is not EntryKind.RENEWAL


def _renewed(cases: tuple[Case, ...], words: Catalogue) -> str:
    renewals = [case for case in cases if case.kind is EntryKind.RENEWAL]
    done = sum(case.outcome in _WELL for case in renewals)
    decided = all(case.outcome is not Outcome.WAITING for case in renewals)
    return words.say("count-renewed", done=done, all=len(renewals)) if renewals and decided else ""
