"""Who asks for a page, whether they may, and whether a form is really ours."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment
from starlette.datastructures import FormData, UploadFile

from config.server_settings import ServerSettings
from server.console import sessions
from server.console.fields import Fields
from server.console.permissions import ALLOWED, Permission
from server.console.ring import ringing
from server.console.words import Words, preferred
from server.store.database import Store
from server.texts import library_name

HOME = "/console/"
LIVE = "jieyue-live"  # the header of what a page asks by itself


class NotSignedIn(Exception):
    """Nobody is signed in at this browser, or no longer."""


class Refused(Exception):
    """This request is not carried out; ``code`` says why: ``not-allowed``, ``form-stale`` or ``not-found``."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass
class Asking:
    """One request: who asks, in which language, and the shortest ways to answer."""

    request: Request
    store: Store
    settings: ServerSettings
    words: Words
    templates: Environment
    staff: sessions.SignedIn | None
    form: FormData
    now: datetime
    library: str  # its name, as staff last wrote it

    @property
    def who(self) -> sessions.SignedIn:
        """Raises :class:`NotSignedIn`; behind a permission there is always somebody."""
        if self.staff is None:
            raise NotSignedIn
        return self.staff

    @property
    def fields(self) -> Fields:
        return Fields({name: value for name, value in self.form.items() if isinstance(value, str)})

    @property
    def address(self) -> str:
        """The server's own, as this browser reached it."""
        return str(self.request.base_url).split("/console")[0].rstrip("/")

    @property
    def query(self) -> Fields:
        """What stands behind the question mark of the address."""
        return Fields(dict(self.request.query_params))

    @property
    def page_number(self) -> int:
        """Which page of a long list, from 1."""
        return self.query.whole("page", 1, 100_000)

    @staticmethod
    def key(text: str) -> str:
        """A number or name from a path; what no database could hold is nobody's."""
        return text if "\0" not in text and len(text) <= 64 and text.isprintable() else ""

    def file(self, name: str) -> UploadFile | None:
        """The file somebody chose."""
        given = self.form.get(name)
        return given if isinstance(given, UploadFile) and given.filename else None

    def may(self, permission: str) -> bool:
        return self.staff is not None and Permission(permission) in ALLOWED[self.staff.role]

    def page(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page; ``?done=…`` in the address names the sentence about what was just done."""
        done = f"done-{self.request.query_params.get('done', '')}"
        shown = self.templates.get_template(template).render(
            ask=self,
            t=self.words.say,
            w=self.words,
            named=lambda prefix, codes: [(code, self.words.term(prefix, code)) for code in codes],
            pairs=lambda codes: [(code, code) for code in codes],
            done=done if self.words.has(done) else "",
            here=self.request.url.path,
            stay=self.request.url.path if self.request.method == "GET" else HOME,
            allowed=ALLOWED[self.staff.role] if self.staff else frozenset(),
            new_key=secrets.token_urlsafe(16),
            ringing=cache(lambda: ringing(self) if self.may(Permission.LOOK) else []),
            wrong=context.pop("wrong", {}),
            wrong_with=context.pop("wrong_with", {}),
            given=context.pop("given", {}),
            **context,
        )
        return HTMLResponse(shown, status)

    def go(self, path: str, done: str = "") -> RedirectResponse:
        """After a form: to a page under ``/console/``, which says what was done."""
        sign = "&" if "?" in path else "?"
        return RedirectResponse(f"{HOME}{path}" + (f"{sign}done={done}" if done else ""), 303)


async def _asking(request: Request) -> Asking:
    state = request.app.state
    now = datetime.now(UTC)
    token = request.cookies.get(cookie_name(request))
    language = preferred(request.cookies.get("language"), request.headers.get("accept-language", ""))

    def find() -> tuple[sessions.SignedIn | None, str]:
        alive = LIVE not in request.headers and request.headers.get("accept") != "text/event-stream"
        staff = sessions.find(state.store, token, now, alive=alive) if token else None
        with state.store.reading() as session:
            return staff, library_name(session, language, state.settings.library_name)

    staff, library = await run_in_threadpool(find)
    may_send = staff is not None or request.url.path == f"{HOME}sign-in"
    form = await request.form() if request.method == "POST" and may_send else FormData()
    words = state.words[language]
    return Asking(request, state.store, state.settings, words, state.templates, staff, form, now, library)


Ask = Annotated[Asking, Depends(_asking)]


def needs(permission: Permission) -> Callable[[Asking], Awaitable[None]]:
    """The dependency of a route: somebody is signed in who may do this, and a form is one of our own pages'."""

    async def check(ask: Ask) -> None:
        if ask.staff is None:
            raise NotSignedIn
        if ask.request.method == "POST":
            if not same_origin(ask.request):
                raise Refused(403, "form-stale")
            given = ask.form.get("form_token")
            expected = ask.staff.form_token
            if not isinstance(given, str) or not secrets.compare_digest(given.encode(), expected.encode()):
                raise Refused(403, "form-stale")
        if permission not in ALLOWED[ask.staff.role]:
            raise Refused(403, "not-allowed")

    return check


def same_origin(request: Request) -> bool:
    """Whether a browser sent this form from one of our pages. Each browser of this century says where from."""
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site") == "same-origin"


def cookie_name(request: Request) -> str:
    """With HTTPS the browser itself holds us to a cookie of this host alone."""
    return "__Host-jieyue" if request.url.scheme == "https" else "jieyue"


def sign_in_address(request: Request) -> str:
    """The sign-in page, which afterwards goes on where somebody wanted to."""
    path = request.url.path
    wanted = path if request.method == "GET" and path not in (HOME, "/console") else ""
    return f"{HOME}sign-in" + (f"?then={quote(wanted)}" if wanted else "")


def inside(path: str) -> str:
    """A path somebody gave us to go to, if it is one of ours; else home."""
    ours = path.startswith(HOME) and "//" not in path and "\\" not in path and path.isprintable()
    return path if ours else HOME
