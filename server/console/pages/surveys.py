"""Surveys: built, looked at, published, ended; what they found, in fives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import QuestionKind, Topic
from server import audit
from server.console.downloads import as_csv
from server.console.fields import Fields
from server.console.guard import Ask, Asking, Refused
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.console.words import LANGUAGES
from server.live import publish
from server.store.tables import EVERY
from server.store.voice_tables import Survey
from server.voice.results import Found, results

MOST_QUESTIONS = 5
MOST_OPTIONS = 6
LONGEST = 120
LONGEST_OPTION = 60
WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.CHOICES)

pages = Pages()


@pages.get("/voices/surveys", Permission.LOOK)
def surveys(ask: Ask) -> Any:
    with ask.store.reading() as session:
        rows = session.scalars(sa.select(Survey).order_by(Survey.begins.desc(), Survey.id.desc())).all()
    return ask.page("surveys.html", rows=[(row, stage(ask, row)) for row in rows])


def stage(ask: Asking, row: Survey) -> str:
    """Where a survey is: draft, coming, running or over."""
    today = _today(ask)
    if not row.published:
        return "draft"
    if row.ended or row.ends < today:
        return "over"
    return "coming" if today < row.begins else "running"


@pages.get("/voices/surveys/new", Permission.ANSWER_VOICES)
def new(ask: Ask) -> Any:
    """Empty, or begun with what another asked."""
    today = _today(ask)
    row = Survey(
        titles={}, questions=[], begins=today, ends=today + timedelta(days=28), every=5, branch=EVERY
    )
    if ask.query.text("like"):
        with ask.store.reading() as session:
            like = known(session, Survey, ask.query.whole("like", 1, 2**31 - 1))
            row.titles, row.questions, row.every = like.titles, like.questions, like.every
            row.branch = like.branch
    return _form(ask, row)


@pages.post("/voices/surveys/new", Permission.ANSWER_VOICES)
def add(ask: Ask) -> Any:
    fields = ask.fields
    row = Survey(titles={}, questions=[], published=False)
    _fill(row, fields)
    if fields.wrong:
        return _form(ask, row, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        session.add(row)
        session.flush()
        number = row.id
        audit.note(session, ask.who.login, "survey-saved", str(number))
    return ask.go(f"voices/surveys/{number}", "survey-saved")


@pages.get("/voices/surveys/{number}", Permission.LOOK)
def one(ask: Ask, number: int) -> Any:
    """As a kiosk asks it, and what was answered."""
    with ask.store.reading() as session:
        row = known(session, Survey, number)
        count, found = results(session, row)
        names = branch_names(session, ask.words.language)
    charts = [(one, _bars(ask, one)) for one in found]
    return ask.page(
        "survey.html",
        row=row,
        stage=stage(ask, row),
        count=count,
        charts=charts,
        names=names,
        languages=LANGUAGES,
        kiosk=lambda language, name: ask.request.app.state.words[language].kiosk(name),
    )


@pages.get("/voices/surveys/{number}/results.csv", Permission.LOOK)
def table(ask: Ask, number: int) -> Any:
    with ask.store.reading() as session:
        _, found = results(session, known(session, Survey, number))
    rows: list[tuple[str, str, int | None]] = []
    for one in found:
        text = in_words(one.question["texts"], ask.words.language)
        rows += [(text, label, size) for label, size, _ in _bars(ask, one)]
        rows += [(text, word, None) for word in one.words]
    return as_csv(f"survey-{number}.csv", ("question", "answer", "count"), rows)


@pages.get("/voices/surveys/{number}/edit", Permission.ANSWER_VOICES)
def edit(ask: Ask, number: int) -> Any:
    with ask.store.reading() as session:
        row = known(session, Survey, number)
        if row.published:
            raise Refused(409, "survey-published")
        return _form(ask, row)


@pages.post("/voices/surveys/{number}/edit", Permission.ANSWER_VOICES)
def change(ask: Ask, number: int) -> Any:
    """Only a draft: a kiosk without a network goes on asking what it knows, and its answers must mean what they say."""
    fields = ask.fields
    with ask.store.writing() as session:
        row = known(session, Survey, number, lock=True)
        if row.published:
            raise Refused(409, "survey-published")
        _fill(row, fields)
        if fields.wrong:
            session.expunge(row)  # nothing of it is written
            return _form(ask, row, 422, wrong=fields.wrong, given=fields.given)
        _note(ask, session, row, "survey-saved")
    return ask.go(f"voices/surveys/{number}", "survey-saved")


@pages.post("/voices/surveys/{number}/publish", Permission.ANSWER_VOICES)
def publish_it(ask: Ask, number: int) -> Any:
    with ask.store.writing() as session:
        row = known(session, Survey, number, lock=True)
        row.published = True
        _note(ask, session, row, "survey-published")
    return ask.go(f"voices/surveys/{number}", "survey-published")


@pages.post("/voices/surveys/{number}/end", Permission.ANSWER_VOICES)
def end(ask: Ask, number: int) -> Any:
    """Nobody is asked any more. What was answered on a kiosk without a network still comes."""
    with ask.store.writing() as session:
        row = known(session, Survey, number, lock=True)
        row.ended = True
        _note(ask, session, row, "survey-ended")
    return ask.go(f"voices/surveys/{number}", "survey-ended")


def _bars(ask: Asking, found: Found) -> list[tuple[str, int | None, str]]:
    labels = {
        str(option["id"]): in_words(option["texts"], ask.words.language)
        for option in found.question.get("options", [])
    }
    if found.question["kind"] == QuestionKind.YES_NO.value:
        labels = {"yes": ask.words.kiosk("survey-yes"), "no": ask.words.kiosk("survey-no-answer")}
    return [(labels.get(option, option), size, str(size)) for option, size in found.counts]


def in_words(texts: dict[str, str], language: str) -> str:
    """In this language, or else in any there is."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def _fill(row: Survey, fields: Fields) -> None:
    row.titles = _texts(fields, "title")
    begins, ends = fields.day("begins"), fields.day("ends")
    if begins is None or ends is None:
        fields.wrong.setdefault("begins" if begins is None else "ends", "wrong-missing")
    elif ends < begins:
        fields.wrong["ends"] = "wrong-ends-first"
    else:
        row.begins, row.ends = begins, ends
    row.every = fields.whole("every", 1, 1000)
    row.branch = fields.text("branch", most=32) or EVERY
    row.questions = [
        question for number in range(1, MOST_QUESTIONS + 1) if (question := _question(fields, number))
    ]
    if not row.questions:
        fields.wrong.setdefault("kind_1", "wrong-missing")


def _question(fields: Fields, number: int) -> dict[str, Any] | None:
    """A question that has no kind is none. Its options stand a line each, the same number in each language used."""
    given = fields.text(f"kind_{number}")
    if not given:
        return None
    kind = fields.choice(f"kind_{number}", [kind.value for kind in QuestionKind])
    question: dict[str, Any] = {"id": f"q{number}", "kind": kind, "texts": _texts(fields, f"text_{number}")}
    if kind in [one.value for one in WITH_OPTIONS]:
        question["options"] = _options(fields, number)
    return question


def _options(fields: Fields, number: int) -> list[dict[str, Any]]:
    lines = {
        language: [
            line.strip()
            for line in fields.text(f"options_{number}_{language}", most=1000).splitlines()
            if line.strip()
        ]
        for language in LANGUAGES
    }
    used = {language: found for language, found in lines.items() if found}
    counts = {len(found) for found in used.values()}
    field = f"options_{number}_{next(iter(used), LANGUAGES[0])}"
    if len(counts) > 1:
        fields.wrong.setdefault(field, "wrong-options-uneven")
        return []
    count = counts.pop() if counts else 0
    if not 2 <= count <= MOST_OPTIONS:
        fields.wrong.setdefault(field, "wrong-options-count")
    if any(len(line) > LONGEST_OPTION for found in used.values() for line in found):
        fields.wrong.setdefault(field, "wrong-too-long")
    return [
        {"id": str(place + 1), "texts": {language: found[place] for language, found in used.items()}}
        for place in range(count)
    ]


def _texts(fields: Fields, name: str) -> dict[str, str]:
    """In one language at least."""
    texts = {language: fields.text(f"{name}_{language}", most=LONGEST) for language in LANGUAGES}
    if not any(texts.values()):
        fields.wrong.setdefault(f"{name}_{LANGUAGES[0]}", "wrong-missing")
    return {language: text for language, text in texts.items() if text}


def _form(ask: Asking, row: Survey, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        names = branch_names(session, ask.words.language)
    return ask.page(
        "survey_edit.html",
        status,
        row=row,
        given_before=_as_fields(row.questions),
        numbers=range(1, MOST_QUESTIONS + 1),
        kinds=[kind.value for kind in QuestionKind],
        names=names,
        languages=LANGUAGES,
        most=MOST_OPTIONS,
        **context,
    )


def _as_fields(questions: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What the form's fields held when these questions were saved."""
    held = {}
    for number, question in enumerate(questions, 1):
        held[f"kind_{number}"] = question["kind"]
        for language in LANGUAGES:
            held[f"text_{number}_{language}"] = question["texts"].get(language, "")
            options = [option["texts"].get(language, "") for option in question.get("options", [])]
            held[f"options_{number}_{language}"] = "\n".join(option for option in options if option)
    return held


def _today(ask: Asking) -> Any:
    return ask.now.astimezone(ZoneInfo(ask.settings.timezone)).date()


def _note(ask: Asking, session: Session, row: Survey, what: str) -> None:
    audit.note(session, ask.who.login, what, str(row.id))
    publish(session, Topic.QUESTIONS)
    publish(session, Topic.VOICE)
