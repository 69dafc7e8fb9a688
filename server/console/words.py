"""What the console says: ``resources/console/<language>.ftl``, and the kiosk's sentences where staff need no other."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from server.rules.calendar import END_OF_DAY

log = logging.getLogger(__name__)

RESOURCES = Path(__file__).parents[2] / "resources"
LANGUAGES = ("zh", "en")


class Words:
    """All sentences of one language, dates in the library's time zone and money in its currency."""

    def __init__(self, language: str, zone: ZoneInfo, currency: str) -> None:
        self.language = language
        self.zone = zone
        self._currency = currency
        self._locale = Locale.parse(language)
        self._own = _bundle(RESOURCES / "console" / f"{language}.ftl", language)
        self._kiosk = _bundle(RESOURCES / "words" / f"{language}.ftl", language)

    def say(self, message_id: str, **params: Any) -> str:
        """The console's sentence; for an id nobody translated the id itself, and a line in the log."""
        if not self._own.has_message(message_id):
            log.warning("message %s is not translated (%s)", message_id, self.language)
            return message_id
        return self._format(self._own, message_id, None, params)

    def has(self, message_id: str) -> bool:
        return bool(self._own.has_message(message_id))

    def term(self, prefix: str, code: str) -> str:
        """The word for a code that a newer part may know and this one not: then the code itself."""
        message_id = f"{prefix}-{code}"
        return self.say(message_id) if self.has(message_id) else code

    def reason(self, code: str, params: Mapping[str, Any]) -> tuple[str, str]:
        """Why, and what to do now: staff's own sentence, or else what the kiosk tells a reader."""
        readable = self._readable(params)
        for bundle, message_id in ((self._own, f"reason-{code}"), (self._kiosk, code)):
            if bundle.has_message(message_id):
                sentence = self._format(bundle, message_id, None, readable)
                return sentence, self._format(bundle, message_id, "next", readable)
        return code, ""

    def about(self, code: str) -> str:
        """What a code means where its facts are not at hand, as on a call for help."""
        for bundle, message_id in (
            (self._own, f"about-{code}"),
            (self._own, f"reason-{code}"),
            (self._kiosk, code),
        ):
            if bundle.has_message(message_id):
                return self._format(bundle, message_id, None, {})
        return code

    def kiosk(self, message_id: str) -> str:
        """A sentence that readers see at the kiosk."""
        return self._format(self._kiosk, message_id, None, {})

    def day(self, day: date | None) -> str:
        """A day of the library's calendar; with the year when it is not this one."""
        if day is None:
            return ""
        if isinstance(day, datetime):
            day = day.astimezone(self.zone).date()
        this_year = day.year == datetime.now(self.zone).year
        return format_date(day, self.say("date-pattern" if this_year else "date-pattern-year"), self._locale)

    def due(self, at: datetime | str) -> str:
        """When a loan ends: the day, and the time of day unless that is the day's end. A text has its own offset."""
        here = datetime.fromisoformat(at) if isinstance(at, str) else at.astimezone(self.zone)
        day = self.day(here.date())
        return day if here.time() >= END_OF_DAY else f"{day} {here:%H:%M}"

    def iso_day(self, text: str) -> str:
        """A day that comes as text, in its own offset."""
        return self.day(datetime.fromisoformat(text).date())

    def time(self, at: datetime | None) -> str:
        """A time of day here, with its day unless that is today."""
        if at is None:
            return ""
        here = at.astimezone(self.zone)
        clock = here.strftime("%H:%M")
        today = here.date() == datetime.now(self.zone).date()
        return clock if today else f"{self.day(here.date())} {clock}"

    def span(self, seconds: float) -> str:
        """How long somebody waited: seconds, or minutes and seconds."""
        minutes, rest = divmod(round(seconds), 60)
        if minutes >= 60:
            return self.say("span-hours", hours=minutes // 60, minutes=minutes % 60)
        return (
            self.say("span-minutes", minutes=minutes, seconds=rest)
            if minutes
            else self.say("span-seconds", seconds=rest)
        )

    def money(self, amount: Decimal | str | int) -> str:
        try:
            return format_currency(Decimal(amount), self._currency, locale=self._locale)
        except InvalidOperation:
            return str(amount)

    def _readable(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """ISO dates as days, decimal texts as money: known by the names the vocabulary gives them."""
        readable: dict[str, Any] = {}
        for name, value in params.items():
            if name in ("on", "due", "until") and isinstance(value, str):
                try:
                    readable[name] = self.due(value) if name == "due" else self.iso_day(value)
                except ValueError:
                    readable[name] = value
            elif name in ("owed", "limit", "amount") and isinstance(value, str):
                readable[name] = self.money(value)
            else:
                readable[name] = value
        return readable

    @staticmethod
    def _format(
        bundle: FluentBundle, message_id: str, attribute: str | None, params: Mapping[str, Any]
    ) -> str:
        message = bundle.get_message(message_id)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            return ""
        text, problems = bundle.format_pattern(pattern, dict(params))
        if problems:
            log.warning("message %s lacks a fact", message_id)
        return str(text)


@cache
def _bundle(path: Path, language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def preferred(cookie: str | None, accepted: str) -> str:
    """The language somebody chose, or else the first of the browser's that we speak."""
    if cookie in LANGUAGES:
        return cookie
    for part in accepted.split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]
