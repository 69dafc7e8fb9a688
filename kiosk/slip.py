"""What stands on a slip: what was done and until when, and honestly what was not."""

from __future__ import annotations

from datetime import datetime

from config.vocabulary import EntryKind
from drivers.roles import Align, Rule, Slip, SlipPart, Text
from kiosk.circulation import SETTLED_WELL
from kiosk.letterhead import Letterhead
from kiosk.state import Case, Outcome
from kiosk.words import Catalogue

HEADINGS = {
    EntryKind.CHECKOUT: "slip-lent",
    EntryKind.RENEWAL: "slip-renewed",
    EntryKind.CHECKIN: "slip-returned",
}


def compose(cases: tuple[Case, ...], words: Catalogue, head: Letterhead, at: datetime) -> Slip:
    """A slip in the reader's language. No name and no card number: a slip is often left behind."""
    parts: list[SlipPart] = [
        Text(head.library, bold=True, big=True, align=Align.CENTRE),
        Text(words.say("slip-printed", date=at.date(), time=f"{at:%H:%M}"), align=Align.CENTRE),
    ]
    for kind, heading in HEADINGS.items():
        done = [
            case for case in cases if case.kind is kind and (case.outcome in SETTLED_WELL or case.granted)
        ]
        if done:
            parts += [Rule(), Text(f"{words.say(heading)} · {len(done)}", bold=True)]
            for case in done:
                parts += _done(case, words)
    unfinished = [case for case in cases if case.outcome is Outcome.PUT_BACK and not case.granted]
    if unfinished:
        parts += [Rule(), Text(f"{words.say('slip-open')} · {len(unfinished)}", bold=True)]
        for case in unfinished:
            parts += [Text(_title(case, words)), *_reasons(case, words)]
    refused = [case for case in cases if case.outcome is Outcome.NOT_POSSIBLE]
    if refused:
        parts += [Rule(), Text(f"{words.say('slip-refused')} · {len(refused)}", bold=True)]
        for case in refused:
            parts += [Text(_title(case, words)), *_reasons(case, words)]
            parts += [Text("  " + words.reason(note).text) for note in case.notes]
    parts += [Rule(), Text(words.say("slip-thanks"), align=Align.CENTRE)]
    if head.hotline:
        parts.append(Text(words.say("slip-hotline", number=head.hotline), align=Align.CENTRE))
    parts.append(Text(words.say("slip-kiosk", kiosk=head.kiosk), align=Align.CENTRE))
    return Slip(tuple(parts))


def _done(case: Case, words: Catalogue) -> list[SlipPart]:
    lines: list[SlipPart] = [Text(_title(case, words))]
    if case.due is not None:
        due = "slip-line-due-provisional" if case.provisional else "slip-line-due"
        lines.append(Text("  " + words.say(due, due=case.due), bold=True))
    elif case.provisional:
        lines.append(Text("  " + words.say("slip-line-provisional")))
    elif case.outcome is Outcome.KEPT_LOCALLY:
        lines.append(Text("  " + words.say("slip-kept")))
    lines += [Text("  " + words.reason(note).text) for note in case.notes]
    if (
        case.outcome is Outcome.PUT_BACK
    ):  # on loan, and the gate still rings: whoever stops the reader must see it
        lines += _reasons(case, words)
    return lines


def _reasons(case: Case, words: Catalogue) -> list[SlipPart]:
    return [Text("  " + words.reason(reason).text) for reason in case.reasons]


def _title(case: Case, words: Catalogue) -> str:
    """A book whose title nobody could ask for is told by its number alone."""
    return words.say("slip-line-item", title=case.title, item=case.item) if case.title else case.item
