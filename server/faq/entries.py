"""What staff write: entries, their versions in each language from draft to published to old, and none of it lost.

A draft may be changed again and again; what was published never is. Whoever saves or publishes says which draft they
have seen, so that two who work on the same entry do not undo each other unawares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import Code, HelpSays, Topic
from server import audit
from server.faq import suggested
from server.faq.words import joined, paragraphs, search_text
from server.live import publish as tell
from server.store.faq_tables import FaqEntry, FaqPicture, FaqVersion
from server.store.help_tables import HelpCall, HelpLine
from server.texts import is_language

LONGEST_QUESTION = 200
LONGEST_ANSWER = 6000
LONGEST_ALT = 200
MOST_PICTURES = 6
READER = "reader"  # who wrote a line, if it was not staff
_CATEGORIES = {"card": "card", "item": "borrow", "message": "machine"}  # by the reason of a call


class Unwritable(ValueError):
    """``field`` cannot be kept as it is; ``why`` is ``missing``, ``too-long``, ``text`` or ``choice``."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


class Overtaken(Exception):
    """Somebody else saved, published or took the code meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Said:
    """A question and its answer in one language; ``pictures`` are pairs of a hash and what it shows."""

    question: str
    answer: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


def add_entry(
    session: Session, category: str, code: str, login: str, now: datetime, call: str = ""
) -> FaqEntry:
    """A new one, of which nothing is said yet. Raises :class:`Unwritable`; :class:`Overtaken` if the code has one."""
    entry = FaqEntry(made_at=now, from_call=call)
    _file_under(session, entry, category, code)
    try:
        with session.begin_nested():
            session.add(entry)
    except sa.exc.IntegrityError:  # somebody else gave the code an answer at this moment
        raise Overtaken from None
    audit.note(session, login, "faq-added", str(entry.id))
    return entry


def file_under(session: Session, entry_id: int, category: str, code: str, login: str) -> None:
    """Move an entry to a category and to the code it explains, or to none. Raises as :func:`add_entry` does."""
    entry = lock(session, entry_id)
    if (entry.category, entry.code or "") == (category, code):
        return
    try:
        with session.begin_nested():
            _file_under(session, entry, category, code)
    except sa.exc.IntegrityError:  # likewise
        raise Overtaken from None
    audit.note(session, login, "faq-filed", str(entry_id), category=category, code=code)
    tell(session, Topic.FAQ, str(entry_id))


def retire(session: Session, entry_id: int, login: str, *, retired: bool) -> None:
    """Take it from all kiosks, or bring it back."""
    entry = lock(session, entry_id)
    if entry.retired is not retired:
        entry.retired = retired
        audit.note(session, login, "faq-retired" if retired else "faq-returned", str(entry_id))
        tell(session, Topic.FAQ, str(entry_id))


def mark(version: FaqVersion | None) -> str:
    """What somebody has seen of a draft; another one once it is saved again."""
    return f"{version.id}.{version.made_at.timestamp():.6f}" if version else ""


def current(session: Session, entry_id: int, language: str, state: str) -> FaqVersion | None:
    """The draft or the published version of a language."""
    return session.scalar(
        sa.select(FaqVersion).where(
            FaqVersion.entry_id == entry_id, FaqVersion.language == language, FaqVersion.state == state
        )
    )


def save_draft(
    session: Session,
    entry_id: int,
    language: str,
    said: Said,
    login: str,
    now: datetime,
    seen: str | None = None,
) -> FaqVersion:
    """``seen`` is the :func:`mark` of the draft that was open; None asks nothing. Raises :class:`Unwritable`,
    :class:`Overtaken`, and ``LookupError`` for no such entry."""
    said = _checked(session, language, said)
    lock(session, entry_id)
    draft = current(session, entry_id, language, "draft")
    if seen is not None and seen != mark(draft):
        raise Overtaken
    if draft is None:
        newest = session.scalar(
            sa.select(sa.func.max(FaqVersion.number)).where(
                FaqVersion.entry_id == entry_id, FaqVersion.language == language
            )
        )
        draft = FaqVersion(entry_id=entry_id, language=language, number=(newest or 0) + 1, state="draft")
        session.add(draft)
    draft.question, draft.answer = said.question, said.answer
    draft.pictures = [{"hash": hash_, "alt": alt} for hash_, alt in said.pictures]
    draft.made_by, draft.made_at = login, now
    session.flush()
    return draft


def publish(
    session: Session, entry_id: int, language: str, login: str, now: datetime, seen: str
) -> FaqVersion:
    """The draft goes to all kiosks, and what they had is old. Raises :class:`Overtaken` if the draft is not the one
    that was ``seen``, :class:`Unwritable` if something is missing in it, and ``LookupError``."""
    lock(session, entry_id)
    draft = current(session, entry_id, language, "draft")
    if draft is None or mark(draft) != seen:
        raise Overtaken
    for field in ("question", "answer"):
        if not getattr(draft, field):
            raise Unwritable(field, "missing")
    before = current(session, entry_id, language, "published")
    if before is not None:
        before.state = "old"
        session.flush()
    draft.state, draft.published_at = "published", now
    draft.words = search_text(draft.question, paragraphs(draft.answer))
    audit.note(session, login, "faq-published", str(entry_id), language=language, version=draft.number)
    tell(session, Topic.FAQ, str(entry_id))
    return draft


def restore(session: Session, version_id: int, login: str, now: datetime) -> FaqVersion:
    """An old version becomes a new draft; a draft there was stays in the history. Raises ``LookupError``."""
    version = session.get(FaqVersion, version_id)
    if version is None:
        raise LookupError(version_id)
    lock(session, version.entry_id)
    if (draft := current(session, version.entry_id, version.language, "draft")) is not None:
        if draft.id == version.id:
            return draft
        draft.state = "old"
        session.flush()
    pictures = tuple((one["hash"], one["alt"]) for one in version.pictures)
    said = Said(version.question, version.answer, pictures)
    return save_draft(session, version.entry_id, version.language, said, login, now)


def draft_from_call(session: Session, call_key: str, login: str, now: datetime) -> FaqEntry:
    """Turn the conversation of a call into drafts, in each language staff wrote in: the question from what the call
    was about, the answer from their lines, and no word of the reader's. A code that has an entry already gets the lines
    added to its draft. Doing it twice is doing it once. Raises ``LookupError`` if there is no such call,
    :class:`Unwritable` if that draft has no room for the lines, and :class:`Overtaken`."""
    call = session.get(HelpCall, call_key, with_for_update=True)
    if call is None:
        raise LookupError(call_key)
    made = session.scalar(sa.select(FaqEntry).where(FaqEntry.from_call == call_key))
    if made is not None:
        return made
    code = call.code if call.code in set(Code) else ""
    entry = session.scalar(sa.select(FaqEntry).where(FaqEntry.code == code)) if code else None
    if entry is None:
        category = next(
            (one.category for one in suggested.questions() if code and one.code == code),
            _CATEGORIES.get(call.reason, ""),
        )
        entry = add_entry(session, category, code, login, now, call_key)
    else:
        entry.from_call = call_key
    lines = session.scalars(
        sa.select(HelpLine).where(HelpLine.call_key == call_key).order_by(HelpLine.id)
    ).all()
    said = staff_said(
        [line for line in lines if line.who != READER and line.kind == HelpSays.TEXT], call.language
    )
    for language, answers in (said or {call.language or "zh": []}).items():
        _add_lines(session, entry, language, answers, call, login, now)
    return entry


def staff_said(lines: Sequence[HelpLine], otherwise: str) -> dict[str, list[str]]:
    """By language, in the order it was said. What somebody just typed is taken for the language it looks like."""
    said: dict[str, list[str]] = {}
    for line in lines:
        for language, text in line.texts.items():
            if text.strip():
                said.setdefault(language or _looks_like(text, otherwise), []).append(text.strip())
    return said


def _add_lines(
    session: Session,
    entry: FaqEntry,
    language: str,
    answers: Sequence[str],
    call: HelpCall,
    login: str,
    now: datetime,
) -> None:
    before = current(session, entry.id, language, "draft") or current(
        session, entry.id, language, "published"
    )
    if before is not None:
        question, answer = before.question, paragraphs(before.answer)
        pictures = tuple((one["hash"], one["alt"]) for one in before.pictures)
    else:
        question, answer, pictures = _question(entry.code or "", call.reason, language), (), ()
    answer += tuple(one for one in map(_fitting, answers) if one and one not in answer)
    whole = joined(answer)
    if before is None:
        whole = whole[:LONGEST_ANSWER]  # a talk that long is still to be read with the call
    save_draft(session, entry.id, language, Said(question, whole, pictures), login, now)


def _question(code: str, reason: str, language: str) -> str:
    for one in suggested.questions():
        if code and one.code == code and language in one.said:
            return one.said[language][0]
    return suggested.for_reasons().get(reason, {}).get(language, "")


def _looks_like(text: str, otherwise: str) -> str:
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return "zh"
    return "en" if any(sign.isalpha() and sign.isascii() for sign in text) else otherwise or "zh"


def lock(session: Session, entry_id: int) -> FaqEntry:
    """One at a time changes an entry. Raises ``LookupError``."""
    entry = session.get(FaqEntry, entry_id, with_for_update=True) if 0 < entry_id < 2**31 else None
    if entry is None:
        raise LookupError(entry_id)
    return entry


def _file_under(session: Session, entry: FaqEntry, category: str, code: str) -> None:
    if category and category not in suggested.categories():
        raise Unwritable("category", "choice")
    if code and code not in set(Code):
        raise Unwritable("code", "choice")
    taken = sa.select(FaqEntry.id).where(FaqEntry.code == code, FaqEntry.id != (entry.id or 0))
    if code and session.scalar(taken) is not None:
        raise Overtaken
    entry.category, entry.code = category, code or None


def _checked(session: Session, language: str, said: Said) -> Said:
    """Tidied. Only text: nothing in it is markup anywhere."""
    if not is_language(language):
        raise Unwritable("language", "choice")
    question = " ".join(said.question.split())
    answer = joined(paragraphs(said.answer))
    pictures = tuple((hash_, " ".join(alt.split())) for hash_, alt in said.pictures)
    facts: Mapping[str, tuple[str, int]] = {
        "question": (question, LONGEST_QUESTION),
        "answer": (answer, LONGEST_ANSWER),
        **{f"alt-{at}": (alt, LONGEST_ALT) for at, (_, alt) in enumerate(pictures, 1)},
    }
    for field, (text, most) in facts.items():
        if len(text) > most:
            raise Unwritable(field, "too-long")
        if any(_unfit(sign) for sign in text):
            raise Unwritable(field, "text")
        if field.startswith("alt-") and not text:
            raise Unwritable(field, "missing")
    if len(pictures) > MOST_PICTURES:
        raise Unwritable("pictures", "too-long")
    if any(session.get(FaqPicture, hash_) is None for hash_, _ in pictures):
        raise Unwritable("pictures", "choice")
    return Said(question, answer, pictures)


def _fitting(text: str) -> str:
    """What somebody wrote in a conversation, where more is allowed, as an answer may be."""
    return "".join(" " if sign == "\t" else sign for sign in text if sign == "\t" or not _unfit(sign)).strip()


def _unfit(sign: str) -> bool:
    """What no database takes, and what would turn the writing of everything after it."""
    return (
        (ord(sign) < 32 and sign != "\n")
        or "\ud800" <= sign <= "\udfff"
        or sign in "\u202a\u202b\u202d\u202e"
    )
