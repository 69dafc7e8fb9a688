"""Every page and every form, for every role: the table in ``permissions`` is what happens."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from config.vocabulary import Topic
from server.console.app import SUBJECTS
from server.console.headers import CONTENT_SECURITY_POLICY
from server.console.pages.events import _heard
from server.console.permissions import ALLOWED, Permission
from server.console.sessions import end
from server.live.stream import Event, Stream
from server.staff import Role
from tests.console.conftest import BOOKS, Desk

ROUTES = {route: needed for subject in SUBJECTS for route, needed in subject.pages.needs.items()}
OPEN = {("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/language/{language}")}
QUESTIONS = {"/patrons"}  # a form so that no name stands in an address; it changes nothing
ENDLESS = ("GET", "/events")


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Nothing here differs between the databases."""
    return f"sqlite:///{tmp_path / 'server.db'}"


def ask(desk: Desk, method: str, path: str, token: str | None) -> int:
    path = re.sub(r"\{[^}]+\}", "0", path)
    return (desk.get(path) if method == "GET" else desk.post(path, token)).status_code


def test_only_the_way_in_is_open(desk: Desk):
    assert {route for route, needed in ROUTES.items() if needed is None} == OPEN
    for method, path in set(ROUTES) - OPEN:
        assert ask(desk, method, path, "") == 303, path


def test_each_role_may_what_the_table_says_and_nothing_else(desk: Desk):
    for role in Role:
        desk.sign_in(role.value)
        token = desk.form_token
        for (method, path), needed in ROUTES.items():
            if needed is None or path == "/sign-out" or (method, path) == ENDLESS:
                continue
            refused = ask(desk, method, path, token) == 403
            assert refused == (needed not in ALLOWED[role]), (role, method, path)


def test_what_a_viewer_may_changes_nothing():
    for (method, path), needed in ROUTES.items():
        if method == "POST" and path not in QUESTIONS and needed not in (None, Permission.SIGNED_IN):
            assert needed not in ALLOWED[Role.VIEWER], path


def test_what_each_page_is_about_decides_who_opens_it():
    """Said a second time, apart from the pages: a page that asks for too little is not noticed by the table."""
    for (_, path), needed in ROUTES.items():
        who = {role for role in Role if needed in ALLOWED[role]}
        if path.startswith(("/staff", "/audit")):
            assert who == {Role.ADMINISTRATOR}, path
        if path.startswith(("/patrons", "/holds", "/fines", "/desk")):
            assert Role.TECHNICIAN not in who, path
        if path.startswith("/kiosks/"):
            assert who == {Role.TECHNICIAN, Role.ADMINISTRATOR}, path


def test_events_about_readers_are_for_who_may_see_them_and_end_with_the_session(desk: Desk):
    async def hears(role: Role) -> list[str]:
        """The topics, until the session is ended in the middle of them."""
        token = desk.client.cookies["jieyue"]
        stream = Stream()
        app = SimpleNamespace(state=SimpleNamespace(stream=stream))
        request = SimpleNamespace(
            cookies={"jieyue": token}, headers={}, app=app, url=SimpleNamespace(scheme="http")
        )
        may = lambda permission: permission in ALLOWED[role]  # noqa: E731
        told = []
        async for event in _heard(cast("Any", SimpleNamespace(request=request, store=desk.store, may=may))):
            told.append(event.topic.value)
            if event.topic is Topic.RESET:
                stream.add([Event("a", Topic.PATRON, "1"), Event("b", Topic.ITEM, BOOKS[0])])
            if event.topic is Topic.ITEM:
                with desk.store.writing() as session:
                    end(session, token)
                stream.add([Event("c", Topic.ITEM, BOOKS[1])])
        return told

    for role, topics in ((Role.VIEWER, ["reset", "patron", "item"]), (Role.TECHNICIAN, ["reset", "item"])):
        desk.sign_in(role.value)
        assert asyncio.run(asyncio.wait_for(hears(role), 20)) == topics


def test_the_menu_shows_what_one_may_open(desk: Desk):
    for role in Role:
        desk.sign_in(role.value)
        shown = set(re.findall(r'<li><a href="(/console/[^"]*)"', desk.get("/").text))
        assert ("/console/patrons" in shown) == (role is not Role.TECHNICIAN)
        assert ("/console/import" in shown) == (role in (Role.LIBRARIAN, Role.ADMINISTRATOR))
        assert ("/console/staff" in shown) == (role is Role.ADMINISTRATOR)
        for path in shown:
            assert desk.client.get(path).status_code == 200, path


def test_every_answer_is_guarded(desk: Desk):
    desk.sign_in("viewer")
    for path in ("/", "/sign-in", "/staff", "/nowhere", "/static/console.js"):
        headers = desk.get(path).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert desk.get("/nowhere").status_code == 404
    assert "There is no such page" in desk.get("/nowhere").text
