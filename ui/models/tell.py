"""What somebody is telling us, page by page, in their language."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from config.vocabulary import QuestionKind, VoiceKind
from drivers.roles import Role
from kiosk import tell
from kiosk.questions import Meeting, Question, in_words
from kiosk.state import Page, State, Tell, TellPage
from kiosk.words import Catalogue

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

NOTHING: dict[str, Any] = {
    "page": "",
    "over": False,
    "ready": False,
    "text": "",
    "contact": "",
    "name": "",
    "isbn": "",
    "isbnShown": "",
    "mistyped": "",
    "scanner": True,
    "people": 1,
    "notice": ["", ""],
    "meetings": [],
    "meeting": {},
    "answers": [],
    "question": {},
    "offer": "",
    "told": {},
}


@QmlElement
@QmlUncreatable("shown by Kiosk")
class TellModel(QObject):
    """Empty while nobody tells anything. What is being written is named by ``writing``, and held by the keyboard."""

    changed = Signal()
    writingChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = NOTHING
        self._writing = ""
        self._place: tuple[str, int] = ("", 0)

    def show(self, state: State, words: Catalogue) -> None:
        now = state.tell
        resting = state.maintenance or state.journal_fault is not None
        shown = NOTHING if now is None or resting else _shown(state, now, words)
        place = (shown["page"], now.question if now else 0)
        if place != self._place:
            self._place = place
            self.write("")
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    @Slot(str)
    def write(self, field: str) -> None:
        """Open the keyboard for a field; with nothing, put it away."""
        if field != self._writing:
            self._writing = field
            self.writingChanged.emit()

    @Property(str, notify=writingChanged)
    def writing(self) -> str:
        return self._writing

    @Property(str, notify=changed)
    def page(self) -> str:
        """A :class:`kiosk.state.TellPage`, or nothing."""
        return str(self._shown["page"])

    @Property(bool, notify=changed)
    def over(self) -> bool:
        """Whether it takes the place of the page below."""
        return bool(self._shown["over"])

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        """Whether there is something to send, or to go on with."""
        return bool(self._shown["ready"])

    @Property(str, notify=changed)
    def text(self) -> str:
        return str(self._shown["text"])

    @Property(str, notify=changed)
    def contact(self) -> str:
        return str(self._shown["contact"])

    @Property(str, notify=changed)
    def name(self) -> str:
        return str(self._shown["name"])

    @Property(str, notify=changed)
    def isbn(self) -> str:
        return str(self._shown["isbn"])

    @Property(str, notify=changed)
    def mistyped(self) -> str:
        """What was typed for an ISBN, and is none."""
        return str(self._shown["mistyped"])

    @Property(str, notify=changed)
    def isbnShown(self) -> str:
        """“ISBN …”, or nothing."""
        return str(self._shown["isbnShown"])

    @Property(bool, notify=changed)
    def scanner(self) -> bool:
        """Whether a book can be scanned."""
        return bool(self._shown["scanner"])

    @Property(int, notify=changed)
    def people(self) -> int:
        return int(self._shown["people"])

    @Property("QStringList", notify=changed)
    def notice(self) -> list[str]:
        """What is wrong, and what to do; or two empty texts."""
        return list(self._shown["notice"])

    @Property("QVariantList", notify=changed)
    def meetings(self) -> list[dict[str, Any]]:
        """``id``, ``title``, ``about``, ``place``, ``when``, ``seats`` in words, ``open`` to sign up, and ``full``."""
        return list(self._shown["meetings"])

    @Property("QVariantMap", notify=changed)
    def meeting(self) -> dict[str, Any]:
        """The one somebody signs up for, as in ``meetings``; and ``waits``: why one waits, or nothing."""
        return dict(self._shown["meeting"])

    @Property("QVariantList", notify=changed)
    def answers(self) -> list[dict[str, str]]:
        """``said``, ``did`` and ``day``."""
        return list(self._shown["answers"])

    @Property("QVariantMap", notify=changed)
    def question(self) -> dict[str, Any]:
        """Of a survey: ``title``, ``step``, ``text``, ``kind``, ``hint``, ``options`` (``id``, ``text``, ``chosen``),
        ``share`` of the way, and whether it is the ``last``."""
        return dict(self._shown["question"])

    @Property(str, notify=changed)
    def offer(self) -> str:
        """Whether the reader would answer a survey, or nothing."""
        return str(self._shown["offer"])

    @Property("QVariantMap", notify=changed)
    def told(self) -> dict[str, Any]:
        """``sentence``, ``hint``, and whether it was ``lost``."""
        return dict(self._shown["told"])


def _shown(state: State, now: Tell, words: Catalogue) -> dict[str, Any]:
    farewell = state.visit is not None and state.visit.page is Page.GOODBYE
    notice = words.reason(now.notice) if now.notice else None
    shown = NOTHING | {
        "page": now.page.value,
        "over": not farewell or now.page is TellPage.SURVEY,
        "text": now.text,
        "contact": now.contact,
        "name": now.name,
        "isbn": now.isbn,
        "mistyped": now.mistyped,
        "isbnShown": words.say("wish-isbn", isbn=now.isbn) if now.isbn else "",
        "scanner": state.has(Role.BARCODE_SCANNER),
        "people": now.people,
        "notice": [notice.text, notice.next_step] if notice else ["", ""],
        "ready": bool(now.text or (now.page is TellPage.WISH and now.isbn)),
    }
    survey = state.questions.survey(now.survey)
    match now.page:
        case TellPage.MENU | TellPage.MEETINGS | TellPage.ANSWERS:
            coming = [one for one in state.questions.meetings if one.begins_at.date() >= state.today]
            shown["meetings"] = [_meeting(one, words) for one in coming]
            shown["answers"] = [
                {"said": one.text, "did": in_words(one.answers, words.language), "day": words.date(one.day)}
                for one in state.questions.answers
            ]
        case TellPage.MEETING:
            meeting = state.questions.meeting(now.meeting)
            if meeting is not None:
                waits = words.say("meeting-waits") if tell.will_wait(state, now) else ""
                shown["meeting"] = {**_meeting(meeting, words), "waits": waits}
        case TellPage.OFFER | TellPage.RATING if survey is not None:
            shown["offer"] = words.say("survey-offer", count=len(survey.questions))
        case TellPage.SURVEY if survey is not None:
            asked = tell.question(state)
            if asked is not None:
                count = len(survey.questions)
                answer = now.answers.get(asked.id, "")
                shown["ready"] = bool(answer)
                shown["text"] = answer if asked.kind is QuestionKind.TEXT else ""
                shown["question"] = {
                    **_question(asked, answer, words),
                    "title": in_words(survey.titles, words.language),
                    "step": words.say("survey-step", number=now.question + 1, count=count),
                    "share": (now.question + 1) / count,
                    "last": now.question + 1 == count,
                }
    if now.told is not None:
        shown["told"] = _told(state, now, now.told, words)
    return shown


def _meeting(meeting: Meeting, words: Catalogue) -> dict[str, Any]:
    if meeting.cancelled:
        seats = words.say("meeting-cancelled")
    elif meeting.seats_left is None:
        seats = words.say("meeting-open")
    elif meeting.seats_left == 0:
        seats = words.say("meeting-full")
    else:
        seats = words.say("meeting-seats", count=meeting.seats_left)
    return {
        "id": meeting.id,
        "title": in_words(meeting.titles, words.language),
        "about": in_words(meeting.abouts, words.language),
        "place": in_words(meeting.places, words.language),
        "when": words.date(meeting.begins_at),
        "seats": seats,
        "open": not meeting.cancelled,
        "full": meeting.seats_left == 0,
    }


def _question(asked: Question, answer: Any, words: Catalogue) -> dict[str, Any]:
    chosen = answer if isinstance(answer, tuple) else (str(answer),)
    match asked.kind:
        case QuestionKind.YES_NO:
            options = [("yes", words.say("survey-yes")), ("no", words.say("survey-no-answer"))]
        case QuestionKind.SCALE:
            options = [(str(number), str(number)) for number in range(1, 6)]
        case _:
            options = [(one.id, in_words(one.texts, words.language)) for one in asked.options]
    hints = {QuestionKind.CHOICES: "survey-several", QuestionKind.SCALE: "survey-scale"}
    return {
        "text": in_words(asked.texts, words.language),
        "kind": asked.kind.value,
        "hint": words.say(hints[asked.kind]) if asked.kind in hints else "",
        "options": [{"id": name, "text": text, "chosen": name in chosen} for name, text in options],
    }


def _told(state: State, now: Tell, kind: VoiceKind, words: Catalogue) -> dict[str, Any]:
    name = "lost" if now.lost else "waiting" if now.waiting else kind.value
    if kind is VoiceKind.SIGNUP and not now.lost and not state.link_up:
        name = "signup-offline"  # no seat is promised that others may take
    hint = f"told-{name}-hint"
    if now.reachable and kind in (VoiceKind.SUGGESTION, VoiceKind.WISH) and not now.lost:
        hint = "told-reachable-hint"
    said = [words.say(hint)] if hint in words else []
    if not state.link_up and not now.lost and kind is not VoiceKind.SIGNUP:
        said.append(words.say("told-offline"))
    return {"sentence": words.say(f"told-{name}"), "hint": "\n".join(said), "lost": now.lost}
