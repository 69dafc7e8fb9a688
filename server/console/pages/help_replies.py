"""The sentences staff say often, in each language."""

from __future__ import annotations

from typing import Any

from server.console.guard import Ask, Asking
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.words import LANGUAGES
from server.help.replies import LONGEST, MOST, replies, save

NEW = 3  # empty lines to write further ones into

pages = Pages()


@pages.get("/help-calls/replies", Permission.ANSWER_HELP)
def quick_replies(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/help-calls/replies", Permission.ANSWER_HELP)
def save_replies(ask: Ask) -> Any:
    """All of them together; a line that is empty in both languages goes."""
    fields = ask.fields
    wanted = []
    for number in range(MOST):
        texts = {language: fields.text(f"{language}_{number}", most=LONGEST) for language in LANGUAGES}
        for language, text in texts.items():
            if not text and any(texts.values()) and f"{language}_{number}" not in fields.wrong:
                fields.wrong[f"{language}_{number}"] = "wrong-missing"
        if any(texts.values()):
            wanted.append(texts)
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        save(session, ask.who.login, wanted)
    return ask.go("help-calls/replies", "replies-saved")


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        found = replies(session)
    given = context.get("given", {})
    asked = [number for number in range(MOST) if any(given.get(f"{one}_{number}") for one in LANGUAGES)]
    rows = min(MOST, max([len(found) + NEW, *(number + 1 for number in asked)]))
    return ask.page(
        "help_replies.html",
        status,
        replies=[found[n] if n < len(found) else {} for n in range(rows)],
        languages=LANGUAGES,
        longest=LONGEST,
        **context,
    )
