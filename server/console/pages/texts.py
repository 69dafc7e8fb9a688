"""The library's own words, in each language: kiosks show them within a second."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from config.vocabulary import TextName
from server import audit
from server.console.guard import Ask, Asking
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.words import LANGUAGES
from server.texts import LONGEST, TextError, set_text
from server.texts import texts as all_texts

pages = Pages()


@pages.get("/texts", Permission.LOOK)
def texts(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/texts", Permission.SET_RULES)
def save(ask: Ask) -> Any:
    """All of them together; only what is another than before is written and noted."""
    fields = ask.fields
    given = {
        (name.value, language): fields.text(f"{name.value}_{language}", most=LONGEST).replace("\r\n", "\n")
        for name in TextName
        for language in LANGUAGES
    }
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session, session.begin_nested() as together:
        before = all_texts(session)
        for (name, language), text in given.items():
            if before.get(name, {}).get(language, "") == text:
                continue
            try:
                set_text(session, name, language, text)
            except TextError as error:
                together.rollback()
                wrong = {f"{name}_{language}": f"wrong-{error.code}"}
                return _page(ask, 422, wrong=wrong, given=fields.given)
            audit.note(session, ask.who.login, "text-changed", name, language=language)
    return ask.go("texts", "texts-saved")


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        found = all_texts(session)
    codes = {language: _code(text) for language, text in found.get(TextName.WECHAT, {}).items()}
    return ask.page(
        "texts.html",
        status,
        texts=found,
        names=list(TextName),
        languages=LANGUAGES,
        codes=codes,
        **context,
    )


def _code(address: str) -> Markup:
    """A QR code as an SVG element, as kiosks show it."""
    import qrcode  # here: slow to import, and few look at this page
    from qrcode.image.svg import SvgPathImage

    code = qrcode.make(address, image_factory=SvgPathImage, border=3)
    return Markup(code.to_string(encoding="unicode"))  # noqa: S704 - its own squares, nothing of the address
