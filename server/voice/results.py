"""What a survey found: each question's answers in fives, and words without an order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import QuestionKind
from server.store.voice_tables import Survey, SurveyAnswer
from server.voice.fives import LEAST, in_fives, shown_words


@dataclass(frozen=True, slots=True)
class Found:
    """``counts`` by option in the order of the question, None for fewer than five; ``words`` of a question to write."""

    question: dict[str, Any]
    counts: Sequence[tuple[str, int | None]]
    words: Sequence[str]


def options(question: dict[str, Any]) -> list[str]:
    """What may be chosen, as it is answered."""
    match QuestionKind(question["kind"]):
        case QuestionKind.SCALE:
            return ["5", "4", "3", "2", "1"]
        case QuestionKind.YES_NO:
            return ["yes", "no"]
        case QuestionKind.TEXT:
            return []
    return [str(option["id"]) for option in question["options"]]


def results(session: Session, survey: Survey) -> tuple[int, list[Found]]:
    """How many answered, in fives, and what."""
    query = (
        sa.select(SurveyAnswer.answers).where(SurveyAnswer.survey_id == survey.id).order_by(SurveyAnswer.id)
    )
    answers = session.scalars(query).all()
    return len(answers) - len(answers) % LEAST, [_found(question, answers) for question in survey.questions]


def _found(question: dict[str, Any], answers: Sequence[dict[str, Any]]) -> Found:
    given = [one[question["id"]] for one in answers if question["id"] in one]
    if QuestionKind(question["kind"]) is QuestionKind.TEXT:
        return Found(question, (), shown_words(given, random.Random()))  # noqa: S311 - hides an order, no secret
    chosen = [str(one) for answer in given for one in (answer if isinstance(answer, list) else [answer])]
    counts = in_fives(chosen)
    return Found(question, [(option, counts.get(option)) for option in options(question)], ())
