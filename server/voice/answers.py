"""What may be answered to a question of a survey. A question is a JSON object: ``id``, ``kind`` (see
:class:`config.vocabulary.QuestionKind`), ``texts`` by language and, where one chooses, ``options`` with ``id`` and
``texts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.vocabulary import QuestionKind
from server.voice.said import MOST_ANSWER, plain

Question = Mapping[str, Any]


def answered(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by the question's id; one left out, or empty, is not there. Raises ``ValueError`` for what answers
    none of these questions."""
    by_id = {question["id"]: question for question in questions}
    found = {}
    for name, answer in given.items():
        if name not in by_id:
            raise ValueError("no such question")
        said = _answer(by_id[name], answer)
        if said not in ("", []):
            found[name] = said
    if not found:
        raise ValueError("nothing is answered")
    return found


def _answer(question: Question, given: Any) -> Any:
    options = [option["id"] for option in question.get("options", [])]
    match QuestionKind(question["kind"]):
        case QuestionKind.CHOICE if given in options and isinstance(given, str):
            return given
        case QuestionKind.CHOICES if isinstance(given, list) and all(one in options for one in given):
            return [option for option in options if option in given]
        case QuestionKind.SCALE if isinstance(given, int) and given is not True and 1 <= given <= 5:
            return given
        case QuestionKind.YES_NO if given in ("yes", "no"):
            return given
        case QuestionKind.TEXT if isinstance(given, str) and len(given) <= MOST_ANSWER:
            return plain(given)
    raise ValueError("no answer to this question")
