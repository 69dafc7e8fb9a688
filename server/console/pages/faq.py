"""Frequent questions as staff write them: from draft to preview to every kiosk, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from fastapi.responses import Response
from sqlalchemy.orm import Session

from config.vocabulary import Code
from server.api.limits import MOST_WITH_A_PICTURE
from server.console.fields import Fields
from server.console.guard import Ask, Asking, Refused
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.console.words import LANGUAGES
from server.faq import entries, suggested
from server.faq.entries import Overtaken, Said, Unwritable, current, mark
from server.faq.overview import by_category, rows, without_entry
from server.faq.pictures import BadPicture, Drawn, keep, redraw
from server.faq.searches import settle, unanswered
from server.faq.words import paragraphs
from server.store.faq_tables import FaqEntry, FaqPicture, FaqVersion

MOST_OF_A_FILE = MOST_WITH_A_PICTURE - 1024 * 1024  # beside it stands what is written
PICTURE = "picture"
WRONG = {
    "missing": "wrong-missing",
    "too-long": "wrong-too-long",
    "text": "wrong-text",
    "choice": "wrong-choice",
}
BAD_PICTURE = {
    "kind": "wrong-picture-kind",
    "moves": "wrong-picture-moves",
    "broken": "wrong-picture-broken",
    "large": "wrong-picture-large",
}

pages = Pages()


@pages.get("/faq", Permission.LOOK)
def questions(ask: Ask) -> Any:
    with ask.store.reading() as session:
        found = rows(session, _today(ask))
        waiting = len(unanswered(session, _today(ask)))
    lacking = ask.query.text("show") == "lacking"
    shown = [row for row in found if row.lacks(LANGUAGES)] if lacking else found
    have = {row.entry.code for row in found}
    return ask.page(
        "faq.html",
        groups=by_category(shown),
        names=_category_names(ask),
        retired=[row for row in shown if row.entry.retired],
        missing=without_entry(found),
        put_away={row.entry.code: row.entry.id for row in found if row.entry.retired},
        lacking=lacking,
        count=sum(not row.entry.retired for row in found),
        count_lacking=sum(row.lacks(LANGUAGES) and not row.entry.retired for row in found),
        suggestions=any(one.code and one.code not in have for one in suggested.questions()),
        waiting=waiting,
        languages=LANGUAGES,
    )


@pages.post("/faq/suggested", Permission.EDIT_FAQ)
def load_suggested(ask: Ask) -> Any:
    with ask.store.writing() as session:
        suggested.load(session, ask.now, ask.who.login)
    return ask.go("faq", "faq-suggested")


@pages.get("/faq/searches", Permission.LOOK)
def searches(ask: Ask) -> Any:
    """What readers looked for in vain."""
    with ask.store.reading() as session:
        found = unanswered(session, _today(ask))
    return ask.page("faq_searches.html", found=found, waiting=len(found))


@pages.post("/faq/searches/settle", Permission.EDIT_FAQ)
def settle_search(ask: Ask) -> Any:
    fields = ask.fields
    with ask.store.writing() as session:
        settle(session, fields.text("query"), fields.text("language", most=35))
    return ask.go("faq/searches", "faq-settled")


@pages.get("/faq/new", Permission.EDIT_FAQ)
def new(ask: Ask) -> Any:
    """Empty, or begun with a code or with what somebody looked for."""
    query = ask.query
    code = query.text("code", most=64)
    about = next((one for one in suggested.questions() if code and one.code == code), None)
    given = {"code": code, "category": about.category if about else ""}
    search, language = query.text("search"), query.text("language", most=35)
    if search and language in LANGUAGES:
        given[f"question_{language}"] = search
    elif about:
        given |= {f"question_{one}": question for one, (question, _) in about.said.items()}
    return _new_page(ask, given, search=search, language=language)


@pages.post("/faq/new", Permission.EDIT_FAQ)
def add(ask: Ask) -> Any:
    fields = ask.fields
    category, code = fields.text("category", most=64), fields.text("code", most=64)
    search, language = fields.text("search"), fields.text("language", most=35)
    said = {one: _said(fields, one) for one in LANGUAGES}
    if not any(one.question for one in said.values()):
        fields.wrong[f"question_{LANGUAGES[0]}"] = "wrong-missing"
    with ask.store.writing() as session, session.begin_nested() as together:
        entry = None
        if not fields.wrong:
            language_now = ""
            try:
                entry = entries.add_entry(session, category, code, ask.who.login, ask.now)
                for language_now in LANGUAGES:
                    _save(session, entry.id, language_now, said[language_now], ask, seen=None)
            except (Unwritable, Overtaken) as error:
                fields.wrong |= _told(error, language_now)
        if fields.wrong or entry is None:
            together.rollback()
            return _new_page(ask, fields.given, 422, search=search, language=language, wrong=fields.wrong)
        if search:
            settle(session, search, language)
    return ask.go(f"faq/{entry.id}", "faq-draft-saved")


@pages.get("/faq/pictures/{name}", Permission.LOOK)
def picture(ask: Ask, name: str) -> Any:
    with ask.store.reading() as session:
        found = session.get(FaqPicture, ask.key(name))
    if found is None:
        raise Refused(404, "not-found")
    return Response(found.content, media_type=found.media_type)


@pages.post("/faq/versions/{version_id}/restore", Permission.EDIT_FAQ)
def restore(ask: Ask, version_id: int) -> Any:
    with ask.store.writing() as session:
        version = known(session, FaqVersion, version_id)
        draft = entries.restore(session, version.id, ask.who.login, ask.now)
    return ask.go(f"faq/{draft.entry_id}", "faq-restored")


@pages.get("/faq/{entry_id}", Permission.LOOK)
def entry(ask: Ask, entry_id: int) -> Any:
    return _page(ask, entry_id)


@pages.post("/faq/{entry_id}", Permission.EDIT_FAQ)
def save(ask: Ask, entry_id: int) -> Any:
    """Both languages together, and a picture if one was chosen: whichever button was pressed, nothing typed is lost.
    What was not changed makes no draft. ``then`` is the language to preview, or :data:`PICTURE` to add one."""
    fields = ask.fields
    then = fields.choice("then", ["", PICTURE, *LANGUAGES])
    alts = {one: " ".join(fields.text(f"alt_{one}").split()) for one in LANGUAGES}
    picture = _chosen(ask, fields, alts, wanted=then == PICTURE)
    with ask.store.writing() as session, session.begin_nested() as together:
        known(session, FaqEntry, entry_id, lock=True)
        for language in LANGUAGES:
            said = _said(fields, language)
            seen = fields.text(f"seen_{language}")
            if then == language and not said.question:
                fields.wrong.setdefault(f"question_{language}", "wrong-missing")
            if fields.wrong:
                break
            try:
                _save(session, entry_id, language, said, ask, seen)
            except (Unwritable, Overtaken) as error:
                fields.wrong |= _told(error, language)
        if picture is not None and not fields.wrong:
            _add_picture(session, entry_id, ask, fields, picture, alts)
        if fields.wrong:
            together.rollback()
            return _page(ask, entry_id, 422, wrong=fields.wrong, given=fields.given)
    if then in LANGUAGES:
        return ask.go(f"faq/{entry_id}/preview/{then}")
    return ask.go(f"faq/{entry_id}", "faq-picture-added" if picture else "faq-draft-saved")


def _chosen(ask: Asking, fields: Fields, alts: Mapping[str, str], *, wanted: bool) -> Drawn | None:
    """The file somebody chose, drawn anew."""
    file = ask.file("picture")
    if file is None:
        if wanted or any(alts.values()):
            fields.wrong["picture"] = "wrong-file"
        return None
    if not any(alts.values()):
        fields.wrong.setdefault(f"alt_{LANGUAGES[0]}", "wrong-missing")
        return None
    try:
        return redraw(file.file.read())
    except BadPicture as error:
        fields.wrong["picture"] = BAD_PICTURE[error.code]
        return None


def _add_picture(
    session: Session, entry_id: int, ask: Asking, fields: Fields, picture: Drawn, alts: Mapping[str, str]
) -> None:
    """It goes to every language in which somebody says what it shows."""
    kept = keep(session, picture, ask.now)
    session.flush()
    try:
        for language in (one for one in LANGUAGES if alts[one]):
            said = _latest(session, entry_id, language)
            if all(hash_ != kept.hash for hash_, _ in said.pictures):
                shown = (*said.pictures, (kept.hash, alts[language]))
                said = Said(said.question, said.answer, shown)
                entries.save_draft(session, entry_id, language, said, ask.who.login, ask.now)
    except Unwritable as error:
        fields.wrong["picture"] = "wrong-too-many" if error.field == "pictures" else WRONG[error.why]


@pages.post("/faq/{entry_id}/file", Permission.EDIT_FAQ)
def file_under(ask: Ask, entry_id: int) -> Any:
    fields = ask.fields
    category, code = fields.text("category", most=64), fields.text("code", most=64)
    with ask.store.writing() as session, session.begin_nested() as together:
        known(session, FaqEntry, entry_id)
        try:
            entries.file_under(session, entry_id, category, code, ask.who.login)
        except (Unwritable, Overtaken) as error:
            together.rollback()
            return _page(ask, entry_id, 422, wrong=_told(error), given=fields.given)
    return ask.go(f"faq/{entry_id}", "faq-filed")


@pages.post("/faq/{entry_id}/retire", Permission.EDIT_FAQ)
def retire(ask: Ask, entry_id: int) -> Any:
    retired = ask.fields.ticked("retired")
    with ask.store.writing() as session:
        known(session, FaqEntry, entry_id)
        entries.retire(session, entry_id, ask.who.login, retired=retired)
    return ask.go(f"faq/{entry_id}", "faq-retired" if retired else "faq-returned")


@pages.get("/faq/{entry_id}/preview/{language}", Permission.LOOK)
def preview(ask: Ask, entry_id: int, language: str) -> Any:
    return _preview(ask, entry_id, language)


@pages.post("/faq/{entry_id}/publish/{language}", Permission.EDIT_FAQ)
def publish(ask: Ask, entry_id: int, language: str) -> Any:
    if language not in LANGUAGES:
        raise Refused(404, "not-found")
    with ask.store.writing() as session, session.begin_nested() as together:
        known(session, FaqEntry, entry_id)
        seen = ask.fields.text("seen")
        try:
            entries.publish(session, entry_id, language, ask.who.login, ask.now, seen)
        except (Unwritable, Overtaken) as error:
            together.rollback()
            wrong = "wrong-faq-half" if isinstance(error, Unwritable) else "wrong-faq-overtaken"
            return _preview(ask, entry_id, language, 409, wrong={"form": wrong})
    return ask.go(f"faq/{entry_id}", "faq-published")


# --- how pages are made -----------------------------------------------------------------------------------------


def _new_page(ask: Asking, given: Mapping[str, str], status: int = 200, **context: Any) -> Any:
    return ask.page(
        "faq_new.html", status, given=given, choices=_choices(ask), languages=LANGUAGES, **context
    )


def _page(ask: Asking, entry_id: int, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        entry = known(session, FaqEntry, entry_id)
        versions = session.scalars(
            sa.select(FaqVersion)
            .where(FaqVersion.entry_id == entry_id)
            .order_by(FaqVersion.made_at.desc(), FaqVersion.id.desc())
        ).all()
        row = next(one for one in rows(session, _today(ask)) if one.entry.id == entry_id)
    draft, shown = _by_language(versions, "draft"), _by_language(versions, "published")
    return ask.page(
        "faq_one.html",
        status,
        entry=entry,
        row=row,
        draft=draft,
        shown=shown,
        latest={language: draft.get(language) or shown.get(language) for language in LANGUAGES},
        seen={language: mark(draft.get(language)) for language in LANGUAGES},
        versions=versions,
        choices=_choices(ask),
        names=_category_names(ask),
        paragraphs=paragraphs,
        languages=LANGUAGES,
        most_of_a_file=MOST_OF_A_FILE,
        **context,
    )


def _preview(ask: Asking, entry_id: int, language: str, status: int = 200, **context: Any) -> Any:
    if language not in LANGUAGES:
        raise Refused(404, "not-found")
    with ask.store.reading() as session:
        entry = known(session, FaqEntry, entry_id)
        draft = current(session, entry_id, language, "draft")
        shown = current(session, entry_id, language, "published")
    if draft is None and shown is None:
        raise Refused(404, "not-found")
    return ask.page(
        "faq_preview.html",
        status,
        entry=entry,
        tongue=language,
        draft=draft,
        shown=shown,
        seen=mark(draft),
        paragraphs=paragraphs,
        kiosk=ask.request.app.state.words[language].kiosk,
        category=suggested.categories().get(entry.category, {}).get(language, ""),
        **context,
    )


def _by_language(versions: Any, state: str) -> dict[str, FaqVersion]:
    return {version.language: version for version in versions if version.state == state}


def _category_names(ask: Asking) -> dict[str, str]:
    found = {code: names.get(ask.words.language, code) for code, names in suggested.categories().items()}
    return found | {"": ask.words.say("faq-no-category")}


def _choices(ask: Asking) -> dict[str, list[tuple[str, str]]]:
    """What an entry may be filed under: categories, and codes with the beginning of what the kiosk says."""
    names = _category_names(ask)
    codes = [(code.value, f"{code.value}: {ask.words.about(code.value)[:60]}") for code in Code]
    return {
        "category": [("", names.pop("")), *names.items()],
        "code": [("", ask.words.say("faq-no-code")), *codes],
    }


# --- what was typed ---------------------------------------------------------------------------------------------


def _said(fields: Fields, language: str) -> Said:
    """With the pictures the form showed, but for those ticked to go."""
    question = fields.text(f"question_{language}", most=entries.LONGEST_QUESTION)
    answer = fields.text(f"answer_{language}", most=entries.LONGEST_ANSWER + 2000)
    start = f"alt_{language}_"
    pictures = [
        (name.removeprefix(start), fields.text(name, most=entries.LONGEST_ALT))
        for name in fields.given
        if name.startswith(start) and not fields.ticked("drop" + name.removeprefix("alt"))
    ]
    return Said(question, answer, tuple(pictures))


def _save(session: Session, entry_id: int, language: str, said: Said, ask: Asking, seen: str | None) -> None:
    before = _latest(session, entry_id, language)
    same = Said(said.question, "\n\n".join(paragraphs(said.answer)), said.pictures) == before
    if not same:
        entries.save_draft(session, entry_id, language, said, ask.who.login, ask.now, seen)
    elif seen is not None and seen != mark(current(session, entry_id, language, "draft")):
        raise Overtaken


def _latest(session: Session, entry_id: int, language: str) -> Said:
    """The draft, or what is published, or nothing yet."""
    found = current(session, entry_id, language, "draft") or current(session, entry_id, language, "published")
    if found is None:
        return Said("")
    return Said(found.question, found.answer, tuple((one["hash"], one["alt"]) for one in found.pictures))


def _told(error: Unwritable | Overtaken, language: str = "") -> dict[str, str]:
    """What is wrong, by the field of the form."""
    if isinstance(error, Overtaken):
        return {"form": "wrong-faq-overtaken"} if language else {"code": "wrong-faq-code"}
    if error.field == "pictures" or error.field.startswith("alt-"):
        return {"form": "wrong-faq-pictures"}
    return {f"{error.field}_{language}" if language else error.field: WRONG[error.why]}


def _today(ask: Asking) -> date:
    return ask.now.astimezone(ask.words.zone).date()
