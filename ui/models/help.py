"""Help: the panel over the page, how the call stands and what was said, what is offered, and what staff point at."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from config.vocabulary import EntryKind, HelpPart, HelpSays, Instructed
from kiosk import circulation
from kiosk import help as aid
from kiosk.help import Standing
from kiosk.state import Call, HelpLine, HelpStep, Outcome, State
from kiosk.words import Catalogue
from ui.models.faq import answer_shown

QML_IMPORT_NAME = "Jieyue"
QML_IMPORT_MAJOR_VERSION = 1

MOST_LINES = 60  # the newest; older ones are at the library
MARKS = {
    Standing.CALLING: "waiting",
    Standing.SENT: "waiting",
    Standing.KEPT: "kept-locally",
    Standing.FAILED: "not-possible",
}
ICONS = {
    Standing.NOBODY: "phone",
    Standing.HOTLINE: "phone",
    Standing.TAKEN: "message",
    Standing.COMING: "person",
    Standing.ARRIVED: "person",
    Standing.ENDED: "check",
}
BANNERED = (Standing.NOBODY, Standing.HOTLINE, Standing.TAKEN, Standing.COMING)
"""What a reader who closed the panel is told over the page all the same."""
WAITING = (Standing.CALLING, Standing.SENT)
TO_PHONE = (Standing.KEPT, Standing.FAILED, Standing.NOBODY, Standing.HOTLINE)
REPLIES = ("yes", "no", "thanks", "waiting", "please-come")
NOTED = (HelpSays.RELEASE, HelpSays.MORE_TIME)  # of what staff did, what the reader should read again
NOTHING: dict[str, Any] = {
    "open": False,
    "step": "",
    "title": "",
    "tellTitle": "",
    "tellsTitle": False,
    "answer": {},
    "standing": "",
    "mark": "",
    "icon": "",
    "sentence": "",
    "hint": "",
    "phones": False,
    "waits": False,
    "lines": [],
    "replies": [],
    "mayWrite": False,
    "ends": "",
    "calling": False,
    "unread": 0,
    "offer": "",
    "pointRow": "",
    "pointPart": "",
    "banner": "",
}


@QmlElement
@QmlUncreatable("shown by Kiosk")
class HelpModel(QObject):
    """Everything about help that the screen shows."""

    changed = Signal()

    def __init__(self, pictures: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._shown: dict[str, Any] = NOTHING
        self._draft = self._drafted_in = ""
        self._called = ("", "")  # a call, and the time of day it was made

    def show(self, state: State, words: Catalogue) -> None:
        self._forget(state)
        shown = {
            **NOTHING,
            **_panel(state, words, self._pictures),
            **(_call(state, state.call, words, self._called_at(state)) if state.call else {}),
            **_pointing(state, words),
            "offer": words.say(f"offer-{state.going.offer.value}") if state.going.offer else "",
        }
        if shown != self._shown:
            self._shown = shown
            self.changed.emit()

    def _called_at(self, state: State) -> str:
        """By the clock that stands in the header, and the same as long as the call is there."""
        call = state.call
        if call is None:
            self._called = ("", "")
        elif call.key != self._called[0]:
            at = datetime.now() - timedelta(seconds=state.now - call.called_at)
            self._called = (call.key, f"{at:%H:%M}")
        return self._called[1]

    def _forget(self, state: State) -> None:
        """A draft is for who wrote it: it goes with the visit, and from the welcome page with the call."""
        here, call = state.visit.id if state.visit else "", state.call
        left = self._drafted_in not in ("", here)
        nobody = not here and state.panel is None and (call is None or call.strange)
        if left or nobody:
            self._draft = ""
        self._drafted_in = here

    @Slot(str)
    def keep(self, text: str) -> None:
        """What is being written to staff, in case the panel has to give way."""
        self._draft = text

    @Slot(result=str)
    def drafted(self) -> str:
        return self._draft

    @Property(bool, notify=changed)
    def open(self) -> bool:
        return bool(self._shown["open"])

    @Property(str, notify=changed)
    def step(self) -> str:
        """One of :class:`~kiosk.state.HelpStep`."""
        return str(self._shown["step"])

    @Property(str, notify=changed)
    def title(self) -> str:
        """The item it is about, which may be told to staff; nothing where it is about none."""
        return str(self._shown["title"])

    @Property(str, notify=changed)
    def tellTitle(self) -> str:
        """What ticking the box tells."""
        return str(self._shown["tellTitle"])

    @Property(bool, notify=changed)
    def tellsTitle(self) -> bool:
        return bool(self._shown["tellsTitle"])

    @Property("QVariantMap", notify=changed)
    def answer(self) -> dict[str, Any]:
        """The library's own answer, as ``FaqAnswer`` shows it."""
        return dict(self._shown["answer"])

    @Property(str, notify=changed)
    def standing(self) -> str:
        """How the call stands; one of :class:`~kiosk.help.Standing`, or nothing."""
        return str(self._shown["standing"])

    @Property(str, notify=changed)
    def mark(self) -> str:
        """An outcome that says the same."""
        return str(self._shown["mark"])

    @Property(str, notify=changed)
    def icon(self) -> str:
        """Or a drawing."""
        return str(self._shown["icon"])

    @Property(str, notify=changed)
    def sentence(self) -> str:
        return str(self._shown["sentence"])

    @Property(str, notify=changed)
    def hint(self) -> str:
        return str(self._shown["hint"])

    @Property(bool, notify=changed)
    def phones(self) -> bool:
        """Whether the telephone is a way to somebody now."""
        return bool(self._shown["phones"])

    @Property(bool, notify=changed)
    def waits(self) -> bool:
        """Nobody has the call yet: whoever cannot wait may phone."""
        return bool(self._shown["waits"])

    @Property("QVariantList", notify=changed)
    def lines(self) -> list[dict[str, Any]]:
        """``text``, ``who`` (mine, theirs, note) and ``state`` (an outcome, while it is not there) of each."""
        return list(self._shown["lines"])

    @Property("QVariantList", notify=changed)
    def replies(self) -> list[dict[str, str]]:
        """``name`` and ``text`` of what can be said with one touch."""
        return list(self._shown["replies"])

    @Property(bool, notify=changed)
    def mayWrite(self) -> bool:
        return bool(self._shown["mayWrite"])

    @Property(str, notify=changed)
    def ends(self) -> str:
        """What the button says that ends the call; nothing when it is over."""
        return str(self._shown["ends"])

    @Property(bool, notify=changed)
    def calling(self) -> bool:
        """A call is open."""
        return bool(self._shown["calling"])

    @Property(int, notify=changed)
    def unread(self) -> int:
        return int(self._shown["unread"])

    @Property(str, notify=changed)
    def offer(self) -> str:
        """The machine asks whether help is wanted."""
        return str(self._shown["offer"])

    @Property(str, notify=changed)
    def pointRow(self) -> str:
        """The key of the row that staff point at."""
        return str(self._shown["pointRow"])

    @Property(str, notify=changed)
    def pointPart(self) -> str:
        """One of :class:`~config.vocabulary.HelpPart` that staff point at."""
        return str(self._shown["pointPart"])

    @Property(str, notify=changed)
    def banner(self) -> str:
        """What stands over the page: what staff point at, or what became of a call whose panel is closed."""
        return str(self._shown["banner"])


def _panel(state: State, words: Catalogue, pictures: Path | None) -> dict[str, Any]:
    panel = state.panel
    if panel is None:
        return {}
    case = aid.concerned(state)
    shown: dict[str, Any] = {
        "open": True,
        "step": panel.step.value,
        "title": case.title if case is not None else "",
        "tellTitle": words.say("help-tell-title", title=case.title) if case is not None else "",
        "tellsTitle": panel.tells_title,
    }
    if panel.step is HelpStep.ANSWER:
        entry = next((one for one in state.faq.entries if one.id == panel.faq), None)
        shown["answer"] = answer_shown(entry, words.language, pictures) if entry else {}
    return shown


def _call(state: State, call: Call, words: Catalogue, called: str) -> dict[str, Any]:
    stands = aid.standing(call)
    news = call.news
    by = (news.by if news else "") or words.say("help-somebody")
    minutes = (news.minutes if news else None) or 0
    stated = "help-coming-now" if stands is Standing.COMING and not minutes else f"help-{stands.value}"
    sentence = words.say(stated, by=by, minutes=minutes)
    away = call.is_open and not state.link_up and stands is not Standing.KEPT
    silent = stands is Standing.KEPT and state.link_up  # no answer came, and nobody knows why
    hinted = "help-away" if away else "help-silent-hint" if silent else f"help-{stands.value}-hint"
    hint = words.say(hinted, called=called)
    if stands is Standing.NOBODY and not away and news is not None and news.opens is not None:
        hint = words.say("help-nobody-until", opens=_moment(news.opens, state, words))
    theirs = any(not line.mine for line in call.lines())
    talks = call.is_open and (theirs or stands in (Standing.TAKEN, Standing.COMING, Standing.ARRIVED))
    ends = (
        "" if not call.is_open else "help-solved" if stands is Standing.ARRIVED or theirs else "help-needless"
    )
    banner = words.say("help-unread") if call.unread else sentence if stands in BANNERED else ""
    passed = call.strange and state.visit is not None  # it was another reader who called
    staffs = state.maintenance and (
        call.strange or state.visit is not None
    )  # of whoever works on the machine
    if state.panel is not None or staffs or passed:
        banner = ""
    return {
        "banner": banner,
        "standing": stands.value,
        "mark": MARKS.get(stands, ""),
        "icon": ICONS.get(stands, ""),
        "sentence": sentence,
        "hint": hint,
        "phones": away or stands in TO_PHONE,
        "waits": stands in WAITING,
        "lines": _lines(call, words),
        "replies": [{"name": name, "text": words.say(f"reply-{name}")} for name in REPLIES] if talks else [],
        "mayWrite": aid.may_write(call),
        "ends": words.say(ends) if ends else "",
        "calling": call.is_open,
        "unread": call.unread,
    }


def _lines(call: Call, words: Catalogue) -> list[dict[str, Any]]:
    said = [shown for line in call.lines() if (shown := _line(line, words))]
    mine = [
        {
            "who": "mine",
            "text": line.text,
            "state": "" if line.outcome is Outcome.DONE else line.outcome.value,
        }
        for line in call.own
    ]
    return [*said, *mine][-MOST_LINES:]


def _line(line: HelpLine, words: Catalogue) -> dict[str, Any] | None:
    if line.says is HelpSays.TEXT:
        text = line.texts.get(words.language) or line.texts.get("") or next(iter(line.texts.values()), "")
        return {"who": "mine" if line.mine else "theirs", "text": text, "state": ""} if text else None
    if line.says in NOTED and line.result == Instructed.DONE:
        return {"who": "note", "text": words.say(f"help-did-{line.says.value}"), "state": ""}
    return None


def _moment(at: datetime, state: State, words: Catalogue) -> str:
    return f"{at:%H:%M}" if at.date() == state.today else words.date(at)


def _pointing(state: State, words: Catalogue) -> dict[str, Any]:
    if state.pointing is None:
        return {}
    about = state.pointing.about
    if about in set(HelpPart):
        return {"pointPart": about, "banner": words.say(f"point-{about}")}
    key = about.removeprefix("row:")
    case = circulation.find(state.visit, key) if state.visit else None
    if case is not None and case.kind is EntryKind.RENEWAL:
        key = case.item  # a loan's row
    return {"pointRow": key, "banner": words.say("point-row")}
