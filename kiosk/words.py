"""What the kiosk says: one Fluent file for each language, looked up by message id.

A further language is one more file in the directory. Every :class:`~config.vocabulary.Code` is a message whose
value is the sentence and whose ``.next`` attribute is the next step. Dates and amounts come out in the
reader's form; how a date is written stands in the file itself (``date-pattern``, a CLDR pattern).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.vocabulary import EntryKind, Reason
from kiosk.state import Case, Outcome

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

log = logging.getLogger(__name__)

# A message that is plain text on one line, as most of the fixed words are.
_PLAIN = re.compile(r"^([a-z][a-z0-9-]*) = ([^{}\n]+)$(?!\n +[^.\s])", re.MULTILINE)

Param = str | int | date | datetime


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and what to do; the next step may be empty."""

    text: str
    next_step: str = ""


class Catalogue:
    """All sentences of one language."""

    def __init__(self, language: str, source: str) -> None:
        self.language = language
        self.chrome: Mapping[str, str] = dict(_PLAIN.findall(source))  # the fixed words of the pages, by id
        self._source = source
        self._complained: set[str] = set()

    @classmethod
    def load(cls, directory: Path, language: str) -> Catalogue:
        """Read ``<language>.ftl``. Raises :class:`FileNotFoundError` when the language has no file."""
        return cls(language, (directory / f"{language}.ftl").read_text(encoding="utf-8"))

    def __contains__(self, message_id: str) -> bool:
        return message_id in self.chrome or bool(self._bundle.has_message(message_id))

    def say(self, message_id: str, **params: Param) -> str:
        """The sentence; for an id nobody translated the id itself, and one line in the log."""
        plain = self.chrome.get(message_id)
        return plain if plain is not None else self._format(message_id, None, params)

    def reason(self, reason: Reason) -> Sentence:
        """Why, and what to do now."""
        params = self._readable(dict(reason.params))
        code = reason.code.value
        return Sentence(self._format(code, None, params), self._format(code, "next", params))

    def outcome(self, case: Case) -> str:
        """What became of an item, without the reasons."""
        verb = _VERB[case.kind]
        match case.outcome:
            case Outcome.WAITING:
                return self.say("asking-slow" if case.slow else f"asking-{verb}")
            case Outcome.NOT_POSSIBLE:
                return self.say(f"not-{verb}")
            case Outcome.PUT_BACK:
                return self.say("to-the-desk" if case.given_up else "put-back")
            case Outcome.KEPT_LOCALLY:
                message_id = f"kept-{verb}"
            case Outcome.DONE:
                message_id = f"done-{verb}"
        if case.due is not None and case.kind is not EntryKind.CHECKIN:
            return self.say(f"{message_id}-until", due=case.due)
        return self.say(message_id)

    def warm(self) -> None:
        """Do the slow part of the first sentence with facts in advance; from any thread."""
        self.say("date-pattern", day=self.date(date.min))
        self._bundle.has_message("")

    def date(self, day: date) -> str:
        """A day as the reader writes it, with the year when it is not this year's.

        A due date is a day of the library's calendar: it is written as it came, in its own offset; with its time of
        day where it does not end with the day.
        """
        from babel.dates import format_date  # here: slow to import, and the first page shows no date

        clock = ""
        if isinstance(day, datetime):
            clock = "" if (day.hour, day.minute) == (23, 59) else f" {day:%H:%M}"
            day = day.date()
        pattern = self.say("date-pattern" if day.year == date.today().year else "date-pattern-year")
        return format_date(day, pattern, locale=self._locale) + clock

    def money(self, amount: str, currency: str) -> str:
        """A decimal amount in the reader's form; as it came when it is not a number."""
        from babel.numbers import format_currency

        try:
            return format_currency(Decimal(amount), currency, locale=self._locale) if currency else amount
        except InvalidOperation:
            return amount

    @cached_property
    def _bundle(self) -> FluentBundle:
        """Fluent itself. Importing it takes as long as opening a window, so the first page does without."""
        from fluent.runtime import FluentBundle, FluentResource

        bundle = FluentBundle([self.language], use_isolating=False)
        bundle.add_resource(FluentResource(self._source))
        return bundle

    @cached_property
    def _locale(self) -> Any:
        from babel import Locale

        return Locale.parse(self.language.replace("-", "_"))

    def _readable(self, params: dict[str, str | int]) -> dict[str, Param]:
        """ISO dates as dates, decimal amounts as money: known by the names the vocabulary gives them. What has a
        name in each language (``branch_zh``, ``branch_en``) gets the one of this language."""
        currency = str(params.pop("currency", ""))
        readable: dict[str, Param] = {}
        ours = f"_{self.language.partition('-')[0]}"
        for name, value in params.items():
            if name in ("on", "due") and isinstance(value, str):
                readable[name] = _day(value)
            elif name in ("owed", "limit") and isinstance(value, str):
                readable[name] = self.money(value, currency)
            elif name.endswith(ours):
                readable[name.removesuffix(ours)] = value
            else:
                readable[name] = value
        return readable

    def _format(self, message_id: str, attribute: str | None, params: dict[str, Param]) -> str:
        if message_id not in self:
            return self._missing(message_id)
        message = self._bundle.get_message(message_id)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            return "" if attribute else self._missing(message_id)
        written = {
            name: self.date(value) if isinstance(value, date) else value for name, value in params.items()
        }
        text, problems = self._bundle.format_pattern(pattern, written)
        if problems:
            self._log_once(message_id, "lacks a fact")
        return str(text)

    def _missing(self, message_id: str) -> str:
        self._log_once(message_id, "is not translated")
        return message_id

    def _log_once(self, message_id: str, trouble: str) -> None:
        if message_id not in self._complained:
            self._complained.add(message_id)
            log.warning("message %s %s (%s)", message_id, trouble, self.language)


_VERB = {
    EntryKind.CHECKOUT: "lent",
    EntryKind.CHECKIN: "returned",
    EntryKind.RENEWAL: "renewed",
    EntryKind.HELP_CALL: "called",
}


def _day(text: str) -> Param:
    try:
        return date.fromisoformat(text) if len(text) == len("2031-05-03") else datetime.fromisoformat(text)
    except ValueError:
        return text


def languages(directory: Path) -> tuple[str, ...]:
    """The languages there is a file for, in alphabetical order."""
    return tuple(sorted(path.stem for path in directory.glob("*.ftl")))
