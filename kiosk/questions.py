"""What the library asks its readers and tells them, as it last said it: whether to rate, surveys, meetings, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from config.vocabulary import QuestionKind

Texts = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Option:
    """What may be chosen."""

    id: str
    texts: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One page of a survey."""

    id: str
    kind: QuestionKind
    texts: Texts = field(default_factory=dict)
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Survey:
    """Asked from one day to another, both included, after every so many visits."""

    id: int
    titles: Texts
    begins: date
    ends: date
    every: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Meeting:
    """``seats_left`` is None where as many may come as like."""

    id: int
    titles: Texts
    begins_at: datetime
    abouts: Texts = field(default_factory=dict)
    places: Texts = field(default_factory=dict)
    cancelled: bool = False
    seats_left: int | None = None


@dataclass(frozen=True)
class Answered:
    """What somebody said, and what the library answered."""

    text: str
    answers: Texts
    day: date


@dataclass(frozen=True)
class Questions:
    """All of it; empty until the library said something."""

    rating_every: int = 0
    surveys: tuple[Survey, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    answers: tuple[Answered, ...] = ()

    def survey(self, number: int) -> Survey | None:
        return next((one for one in self.surveys if one.id == number), None)

    def meeting(self, number: int) -> Meeting | None:
        return next((one for one in self.meetings if one.id == number), None)


def in_words(texts: Texts, language: str) -> str:
    """In this language, or else in any there is."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def read(said: Mapping[str, Any]) -> Questions:
    """What ``GET /api/v1/questions`` says. A survey with a question of a kind that only a newer server knows is not
    asked. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is no such document."""
    kinds = list(QuestionKind)
    return Questions(
        rating_every=int(said["rating_every"]),
        surveys=tuple(
            _survey(one)
            for one in said["surveys"]
            if one["questions"] and all(question["kind"] in kinds for question in one["questions"])
        ),
        meetings=tuple(_meeting(one) for one in said["meetings"]),
        answers=tuple(
            Answered(str(one["text"]), _texts(one["answers"]), date.fromisoformat(one["day"]))
            for one in said["answers"]
        ),
    )


def _survey(said: Mapping[str, Any]) -> Survey:
    return Survey(
        id=int(said["id"]),
        titles=_texts(said["titles"]),
        begins=date.fromisoformat(said["begins"]),
        ends=date.fromisoformat(said["ends"]),
        every=int(said["every"]),
        questions=tuple(
            Question(
                str(one["id"]),
                QuestionKind(one["kind"]),
                _texts(one["texts"]),
                tuple(
                    Option(str(option["id"]), _texts(option["texts"])) for option in one.get("options") or []
                ),
            )
            for one in said["questions"]
        ),
    )


def _meeting(said: Mapping[str, Any]) -> Meeting:
    left = said["seats_left"]
    return Meeting(
        id=int(said["id"]),
        titles=_texts(said["titles"]),
        begins_at=datetime.fromisoformat(said["begins_at"]),
        abouts=_texts(said["abouts"]),
        places=_texts(said["places"]),
        cancelled=bool(said["cancelled"]),
        seats_left=None if left is None else int(left),
    )


def _texts(said: Mapping[str, Any]) -> Texts:
    return {str(language): str(text) for language, text in said.items()}
