"""The texts a library changes while everything runs: its name, a notice, and the ways to reach it."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import TextName, Topic
from server.live import publish
from server.store.tables import Text

LONGEST = 400
MOST_LINES = 4  # of further accounts: a kiosk shows no more
MOST_CODED = 300  # bytes of an address in a code that an old phone still reads
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"  # such as zh, en, zh-Hant

FORMS = {
    TextName.EMAIL: (re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+"), "email"),
    # WeChat's own codes hold an address without the s.
    TextName.WECHAT: (
        re.compile(rf"(https://|http://weixin\.qq\.com/)[!-~]{{1,{MOST_CODED - 22}}}"),
        "https",
    ),
    TextName.SOCIAL: (re.compile(rf"[^\n]+(\n[^\n]+){{0,{MOST_LINES - 1}}}"), "lines"),
}


class TextError(ValueError):
    """A text that is not kept; ``code`` says why: ``text``, ``language``, ``email``, ``https`` or ``lines``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def texts(session: Session) -> dict[str, dict[str, str]]:
    """Every text that is set, by name and language."""
    found: dict[str, dict[str, str]] = {}
    for row in session.scalars(sa.select(Text).order_by(Text.name, Text.language)):
        found.setdefault(row.name, {})[row.language] = row.text
    return found


def library_name(session: Session, language: str, otherwise: str) -> str:
    """What the library calls itself, in a language or in any it has; ``otherwise`` while staff wrote nothing."""
    said = session.scalars(
        sa.select(Text).where(Text.name == TextName.LIBRARY_NAME.value).order_by(Text.language)
    )
    names = {row.language: row.text for row in said}
    return names.get(language) or next(iter(names.values()), otherwise)


def is_language(text: str) -> bool:
    """Whether this may be the tag of a language."""
    return len(text) <= 35 and re.fullmatch(LANGUAGE, text) is not None


def set_text(session: Session, name: str, language: str, text: str) -> None:
    """Kiosks and consoles show it within a second; an empty text takes it away. Raises :class:`TextError` for no
    language, for what is too long or cannot be kept, for an e-mail or web address that is none and for too many
    accounts; ``ValueError`` for a name that is no :class:`TextName`."""
    which = TextName(name)
    text = text.strip()
    if len(text) > LONGEST or any(ord(one) < 32 and one != "\n" for one in text):
        raise TextError("text")
    if not is_language(language):
        raise TextError("language")
    form, code = FORMS.get(which, (None, ""))
    if text and form is not None and not form.fullmatch(text):
        raise TextError(code)
    row = session.get(Text, (which.value, language))
    if text:
        session.merge(Text(name=which.value, language=language, text=text))
    elif row is not None:
        session.delete(row)
    publish(session, Topic.TEXT, name)
