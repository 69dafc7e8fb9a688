"""Signing in and out, one's own password, the language."""

from __future__ import annotations

from typing import Any

from fastapi.responses import RedirectResponse

from server import audit
from server.console import sessions
from server.console.guard import HOME, Ask, Refused, cookie_name, inside, same_origin
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.words import LANGUAGES
from server.staff import StaffError, is_password, set_password
from server.store.tables import Staff

A_YEAR = 365 * 24 * 3600

pages = Pages()


@pages.get("/sign-in", None)
def show_sign_in(ask: Ask) -> Any:
    if ask.staff is not None:
        return ask.go("")
    return ask.page("sign_in.html", then=inside(ask.request.query_params.get("then", "")))


@pages.post("/sign-in", None)
def sign_in(ask: Ask) -> Any:
    """One sentence for everything that may be wrong: it helps nobody to find out logins."""
    if not same_origin(ask.request):
        raise Refused(403, "form-stale")
    fields = ask.fields
    login, then = fields.text("login").lower(), inside(fields.text("then"))
    if not login or not is_password(ask.store, login, fields.secret("password"), ask.now):
        return ask.page(
            "sign_in.html", 403, then=then, wrong={"form": "sign-in-wrong"}, given={"login": login}
        )
    with ask.store.writing() as session:
        token = sessions.begin(session, login, ask.now)
        audit.note(session, login, "sign-in")
    answer = RedirectResponse(then, 303)
    secure = ask.request.url.scheme == "https"
    answer.set_cookie(
        cookie_name(ask.request), token, path="/", secure=secure, httponly=True, samesite="strict"
    )
    return answer


@pages.post("/sign-out", Permission.SIGNED_IN)
def sign_out(ask: Ask) -> Any:
    with ask.store.writing() as session:
        sessions.end(session, ask.request.cookies.get(cookie_name(ask.request), ""))
    answer = ask.go("sign-in", "signed-out")
    answer.delete_cookie(
        cookie_name(ask.request), path="/", secure=ask.request.url.scheme == "https", httponly=True
    )
    return answer


@pages.get("/account", Permission.SIGNED_IN)
def show_account(ask: Ask) -> Any:
    return ask.page("account.html")


@pages.post("/account/password", Permission.SIGNED_IN)
def change_password(ask: Ask) -> Any:
    """Signs out everywhere, here too: what follows is a sign-in with the new password."""
    fields = ask.fields
    new, again = fields.secret("new"), fields.secret("again")
    if new != again:
        return ask.page("account.html", 422, wrong={"again": "wrong-not-the-same"})
    if not is_password(ask.store, ask.who.login, fields.secret("old"), ask.now):
        return ask.page("account.html", 422, wrong={"old": "wrong-password"})
    with ask.store.writing() as session:
        staff = session.get_one(Staff, ask.who.login)
        try:
            set_password(session, staff, new)
        except StaffError as error:
            return ask.page("account.html", 422, wrong={"new": f"wrong-{error.code}"})
        audit.note(session, ask.who.login, "password-changed", ask.who.login)
    return ask.go("sign-in", "password-changed")


@pages.get("/language/{language}", None)
def choose_language(ask: Ask, language: str) -> Any:
    if language not in LANGUAGES:
        raise Refused(404, "not-found")
    answer = RedirectResponse(inside(ask.request.query_params.get("then", "")), 303)
    secure = ask.request.url.scheme == "https"
    answer.set_cookie(
        "language", language, A_YEAR, path=HOME, secure=secure, httponly=True, samesite="strict"
    )
    return answer
