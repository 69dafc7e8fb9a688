"""What stands on a slip: what was done and until when, and honestly what was not."""

from __future__ import annotations

from datetime import datetime

from config.vocabulary import EntryKind
from drivers.roles import Align, Rule, Slip, SlipPart, Text
from kiosk.circulation import SETTLED_WELL
from kiosk.state import Case, Outcome
from kiosk.words import Catalogue

HEADINGS = {
    EntryKind.CHECKOUT: "slip-borrowed",
    EntryKind.RENEWAL: "slip-renewed",
    EntryKind.CHECKIN: "slip-returned",
}


def compose(cases: tuple[Case, ...], words: Catalogue, library: str, at: datetime) -> Slip:
    """A slip in the reader's language. No name and no card number: a slip is often left behind."""
    parts: list[SlipPart] = [
        Text(library, bold=True, big=True, align=Align.CENTRE),
        Text(words.moment(at), align=Align.CENTRE),
    ]
    for kind, heading in HEADINGS.items():
        done = [case for case in cases if case.kind is kind and case.outcome in SETTLED_WELL]
        if done:
            parts += [Rule(), Text(words.say(heading, count=len(done)), bold=True)]
            for case in done:
                parts += _lines(case, words)
    refused = [case for case in cases if case.outcome is Outcome.NOT_POSSIBLE]
    if refused:
        parts += [Rule(), Text(words.say("slip-refused", count=len(refused)), bold=True)]
        for case in refused:
            parts.append(Text(case.title or case.item))
            parts += [Text("  " + words.reason(reason)[0]) for reason in case.reasons]
    parts += [Rule(), Text(words.say("slip-thanks"), align=Align.CENTRE)]
    return Slip(tuple(parts))


def _lines(case: Case, words: Catalogue) -> list[SlipPart]:
    lines: list[SlipPart] = [Text(case.title or case.item)]
    if case.due is not None:
        due = "slip-due-provisional" if case.provisional else "slip-due"
        lines.append(Text("  " + words.say(due, due=words.day(case.due)), bold=True))
    if case.outcome is Outcome.KEPT_LOCALLY:
        lines.append(Text("  " + words.say("slip-kept")))
    lines += [Text("  " + words.reason(note)[0]) for note in case.notes]
    return lines
