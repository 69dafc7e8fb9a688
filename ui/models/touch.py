"""Touches become events."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk import events
from kiosk.state import HelpReason, SlipChoice, TellPage

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("shown by Kiosk")
class Touch(QObject):
    """Everything a reader can do with a finger, by name."""

    def __init__(self, post: Callable[[events.Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = post
        self._felt_at = 0.0

    def felt(self) -> None:
        """A finger is on the glass, wherever: said at most once a second."""
        if monotonic() - self._felt_at >= 1:
            self._felt_at = monotonic()
            self._post(events.Touched())

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:
        self._post(events.ChoseLanguage(language))

    @Slot()
    def identify(self) -> None:
        self._post(events.WantsToIdentify())

    @Slot()
    def borrow(self) -> None:
        self._post(events.WantsToBorrow())

    @Slot()
    def giveBack(self) -> None:
        self._post(events.WantsToReturn())

    @Slot()
    def account(self) -> None:
        self._post(events.WantsAccount())

    @Slot(str)
    def renew(self, item: str) -> None:
        self._post(events.WantsRenewal(item))

    @Slot()
    def renewAll(self) -> None:
        self._post(events.WantsRenewal())

    @Slot()
    def back(self) -> None:
        self._post(events.WentBack())

    @Slot()
    def finish(self) -> None:
        self._post(events.Finished())

    @Slot(str)
    def chooseSlip(self, choice: str) -> None:
        self._post(events.ChoseSlip(SlipChoice(choice)))

    @Slot()
    def moreTime(self) -> None:
        self._post(events.NeedsMoreTime())

    @Slot()
    def switchCard(self) -> None:
        self._post(events.SwitchedCard())

    @Slot()
    def openHelp(self) -> None:
        self._post(events.OpenedHelp())

    @Slot(str)
    def callHelp(self, reason: str) -> None:
        self._post(events.CalledHelp(HelpReason(reason)))

    @Slot()
    def closeHelp(self) -> None:
        self._post(events.ClosedHelp())

    @Slot()
    def openFaq(self) -> None:
        self._post(events.OpenedFaq())

    @Slot(str)
    def chooseCategory(self, category: str) -> None:
        self._post(events.ChoseCategory(category))

    @Slot(int)
    def readFaq(self, entry: int) -> None:
        self._post(events.ReadFaq(entry))

    @Slot(bool)
    def judgeFaq(self, helped: bool) -> None:
        self._post(events.JudgedFaq(helped))

    @Slot(str, int)
    def lookFor(self, query: str, found: int) -> None:
        self._post(events.LookedFor(query, found))

    @Slot()
    def leaveFaq(self) -> None:
        self._post(events.LeftFaq())

    @Slot()
    def callFromFaq(self) -> None:
        self._post(events.CalledFromFaq())

    @Slot(bool)
    def tellTitle(self, on: bool) -> None:
        self._post(events.TellsTitle(on))

    @Slot(bool)
    def answerHelped(self, yes: bool) -> None:
        self._post(events.AnswerHelped(yes))

    @Slot(str)
    def say(self, text: str) -> None:
        self._post(events.Said(text))

    @Slot()
    def endHelp(self) -> None:
        self._post(events.EndedHelp())

    @Slot(bool)
    def answerOffer(self, yes: bool) -> None:
        self._post(events.AnsweredOffer(yes))

    @Slot()
    def pressHelp(self) -> None:
        """The key that stands for the machine's help button."""
        self._post(events.PressedHelp())

    @Slot()
    def backInService(self) -> None:
        self._post(events.BackInService())

    @Slot(str)
    def tell(self, page: str) -> None:
        self._post(events.OpenedTell(TellPage(page)))

    @Slot(int)
    def tellMeeting(self, meeting: int) -> None:
        self._post(events.OpenedTell(TellPage.MEETING, meeting))

    @Slot(str, str)
    def tellText(self, field: str, text: str) -> None:
        self._post(events.ToldText(field, text))

    @Slot(int)
    def tellPeople(self, people: int) -> None:
        self._post(events.ToldPeople(people))

    @Slot()
    def sendTell(self) -> None:
        self._post(events.SentTell())

    @Slot()
    def leaveTell(self) -> None:
        self._post(events.LeftTell())

    @Slot()
    def leaveTellAway(self) -> None:
        self._post(events.LeftTell(away=True))

    @Slot(int)
    def rate(self, score: int) -> None:
        self._post(events.Rated(score))

    @Slot()
    def takeSurvey(self) -> None:
        self._post(events.TookSurvey())

    @Slot(str)
    def chooseAnswer(self, answer: str) -> None:
        self._post(events.Chose(answer))

    @Slot()
    def nextQuestion(self) -> None:
        self._post(events.WentOn())
