"""One thing a reader said, as a kiosk tells it, judged by what may be in it. What is not so is no voice."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from config.isbn import normalise
from config.vocabulary import VoiceKind

MOST_TEXT = 2000
MOST_ANSWER = 500
MOST_SHORT = 100
MOST_PEOPLE = 10
OLDEST = timedelta(days=400)
_EMBEDDINGS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Without what is no writing: control characters, halves of characters, and what turns the direction of a whole
    page. Raises ``ValueError`` for nothing; an empty text is one."""
    kept = (
        sign
        for sign in text.replace("\r\n", "\n")
        if sign == "\n" or (unicodedata.category(sign) not in ("Cc", "Cs", "Co") and sign not in _EMBEDDINGS)
    )
    return "".join(kept).strip()


def _isbn(text: str) -> str:
    isbn = normalise(text) if text else ""
    if isbn is None:
        raise ValueError("no ISBN")
    return isbn


Id = Annotated[int, Field(ge=1, lt=2**31)]
Text = Annotated[str, Field(max_length=MOST_TEXT), AfterValidator(plain)]
Short = Annotated[str, Field(max_length=MOST_SHORT), AfterValidator(plain)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class RatingBody(_Body):
    score: Annotated[int, Field(ge=1, le=5)]


class SuggestionBody(_Body):
    text: Text
    contact: Short = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text:
            raise ValueError("nothing is said")
        return self


class WishBody(_Body):
    """By number or in words."""

    isbn: Annotated[str, Field(max_length=32), AfterValidator(_isbn)] = ""
    text: Text = ""
    contact: Short = ""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.text and not self.isbn:
            raise ValueError("nothing is wished for")
        return self


class DefectBody(_Body):
    text: Text

    _says_something = SuggestionBody._says_something


class SurveyBody(_Body):
    """``answers`` by the question's id."""

    survey: Id
    answers: Annotated[dict[str, Any], Field(min_length=1, max_length=5)]


class SignupBody(_Body):
    meeting: Id
    people: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 1
    name: Short = ""
    contact: Short = ""


Word = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z-]*$")]
Key = Annotated[str, StringConstraints(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class Said(BaseModel):
    """The voice as a whole; ``body`` is judged by its kind."""

    model_config = ConfigDict(extra="ignore")

    key: Key
    kind: VoiceKind
    day: date
    language: Word = ""
    body: dict[str, Any]

    def near(self, today: date) -> Said:
        """A kiosk's clock may be wrong: what was said later than today was said today."""
        return self.model_copy(update={"day": max(today - OLDEST, min(self.day, today))})
