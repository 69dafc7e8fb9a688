"""What an alert says: where help is wanted, why, and since when. Never who wants it, nor which book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.console.words import Words

LONGEST = 60  # a name in a message: WeCom takes 2048 bytes in all, an SMS much less


@dataclass(frozen=True, slots=True)
class Facts:
    key: str
    kiosk: str
    place: str
    branch: Mapping[str, str]  # its name in each language
    reason: str
    page: str
    code: str
    since: datetime
    more: int = 0  # other calls of the same kiosk that this message stands for


@dataclass(frozen=True, slots=True)
class Going:
    """Who has the call; with no minutes they write."""

    who: str
    minutes: int | None
    there: bool


def compose(words: Words, facts: Facts, address: str) -> tuple[str, str]:
    """Title and text in the channel's language; ``address`` is the console's, for a link, or empty."""
    where = _short(facts.place) or facts.kiosk
    lines = [
        words.say("alert-where", kiosk=facts.kiosk, branch=_short(facts.branch[words.language])),
        words.say("alert-reason", reason=words.term("help-reason", facts.reason)),
    ]
    if facts.page:
        lines.append(words.say("alert-page", page=words.term("help-page", facts.page)))
    if facts.code:
        lines.append(words.say("alert-code", said=words.about(facts.code)))
    lines.append(words.say("alert-since", at=words.time(facts.since)))
    if facts.more:
        lines.append(words.say("alert-more", count=facts.more))
    if address:
        lines.append(words.say("alert-answer", link=f"{address}/console/help-calls/{facts.key}"))
    return words.say("alert-title", where=where), "\n".join(lines)


def compose_follow_up(words: Words, facts: Facts, going: Going | None) -> tuple[str, str]:
    """For whoever was told before: who goes, or that nobody need. A robot's keyword is in it as in the others."""
    where = _short(facts.place) or facts.kiosk
    if going is None:
        return words.say("alert-over", where=where), words.say("alert-over-text")
    how = "alert-there" if going.there else "alert-writes" if going.minutes is None else "alert-goes"
    return words.say("alert-taken", where=where), words.say(how, who=_short(going.who), minutes=going.minutes)


def compose_test(words: Words, library: str) -> tuple[str, str]:
    """What "send a test" sends."""
    return words.say("alert-test-title", library=_short(library)), words.say("alert-test-text")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
