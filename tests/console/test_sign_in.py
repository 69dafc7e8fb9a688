"""Signing in, staying signed in and no longer, and forms that come from elsewhere."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.console.sessions import IDLE, LONGEST
from server.staff import PASSWORD_LOCK, PASSWORD_TRIES, Role, StaffError, add_staff
from server.store.tables import AuditLine, Staff, StaffSession
from tests.console.conftest import PASSWORD, Desk

NEW = "a whole new password"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Nothing here differs between the databases."""
    return f"sqlite:///{tmp_path / 'server.db'}"


def test_a_page_asks_for_a_sign_in_and_then_goes_on_there(desk: Desk):
    assert desk.client.get("/", follow_redirects=True).url.path == "/console/sign-in", "the bare address"
    away = desk.get("/kiosks")
    assert away.headers["location"] == "/console/sign-in?then=/console/kiosks"
    assert 'value="/console/kiosks"' in desk.client.get(away.headers["location"]).text
    answer = desk.post("/sign-in", "", login="Librarian", password=PASSWORD, then="/console/kiosks")
    assert answer.headers["location"] == "/console/kiosks"
    assert desk.get("/kiosks").status_code == 200


def test_it_goes_nowhere_else(desk: Desk):
    for then in (
        "https://evil.example/",
        "//evil.example",
        "/console//evil.example",
        "/api/v1/health",
        "/console/\\e",
    ):
        answer = desk.post("/sign-in", "", login="viewer", password=PASSWORD, then=then)
        assert answer.headers["location"] == "/console/"


def test_the_cookie_is_kept_from_scripts_and_the_database_knows_only_its_hash(desk: Desk):
    cookie = desk.sign_in("viewer").headers["set-cookie"]
    token = cookie.split(";")[0].removeprefix("jieyue=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    with desk.store.reading() as session:
        hashes = session.scalars(sa.select(StaffSession.token_hash)).all()
    assert hashes == [hashlib.sha256(token.encode()).hexdigest()]
    secure = desk.client.post(
        "https://console.test/console/sign-in",
        data={"login": "viewer", "password": PASSWORD},
        headers={"Origin": "https://console.test"},
    ).headers["set-cookie"]
    assert secure.startswith("__Host-jieyue=")
    assert "Secure" in secure


def test_everything_wrong_sounds_the_same(desk: Desk):
    with desk.store.writing() as session:
        add_staff(session, "gone", Role.VIEWER, PASSWORD).disabled = True
    for login, password in (
        ("viewer", "wrong"),
        ("viewer", ""),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("", ""),
        ("viewer\0", PASSWORD),
        ("x" * 500, PASSWORD),
    ):
        answer = desk.sign_in(login, password)
        assert answer.status_code == 403
        assert "This login and password do not match" in answer.text
        assert "set-cookie" not in answer.headers


def test_five_wrong_tries_shut_an_account_even_to_the_right_password(desk: Desk):
    for _ in range(PASSWORD_TRIES):
        assert desk.sign_in("viewer", "wrong").status_code == 403
    assert desk.sign_in("viewer").status_code == 403
    with desk.store.writing() as session:
        session.get_one(Staff, "viewer").locked_until -= PASSWORD_LOCK
    assert desk.sign_in("viewer").status_code == 303
    with desk.store.reading() as session:
        assert session.get_one(Staff, "viewer").wrong_passwords == 0


@pytest.mark.parametrize(("column", "life"), [("seen_at", IDLE), ("began_at", LONGEST)])
def test_a_session_ends_by_itself(desk: Desk, column: str, life: timedelta):
    desk.sign_in("viewer")
    age(desk, column, life - timedelta(seconds=30))
    assert desk.get("/kiosks").status_code == 200
    age(desk, column, life + timedelta(seconds=1))
    assert desk.get("/kiosks").status_code == 303
    desk.sign_in("viewer")
    with desk.store.reading() as session:
        assert len(session.scalars(sa.select(StaffSession)).all()) == 1, "the old one is forgotten"


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(desk: Desk):
    desk.sign_in("viewer")
    age(desk, "seen_at", timedelta(minutes=20))
    assert desk.get("/kiosks", **{"Jieyue-Live": "1"}).status_code == 200
    assert seen(desk) < datetime.now(UTC) - timedelta(minutes=19)
    desk.get("/kiosks")
    assert seen(desk) > datetime.now(UTC) - timedelta(minutes=1)
    age(desk, "seen_at", IDLE * 2)
    assert desk.get("/kiosks", **{"Jieyue-Live": "1"}).status_code == 401


def test_signing_out_ends_this_browser(desk: Desk):
    desk.sign_in("viewer")
    kept = desk.client.cookies["jieyue"]
    assert desk.post("/sign-out").status_code == 303
    desk.client.cookies.set("jieyue", kept)
    assert desk.get("/kiosks").status_code == 303


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/staff/viewer", {"role": "viewer", "disabled": "1"}),
        ("/staff/viewer", {"role": "librarian"}),
        ("/staff/viewer/password", {"password": NEW}),
    ],
)
def test_who_is_dismissed_or_changed_is_signed_out_everywhere(desk: Desk, path: str, form: dict[str, str]):
    desk.sign_in("viewer")
    theirs = desk.client.cookies["jieyue"]
    desk.sign_in("administrator")
    assert desk.post(path, **form).status_code == 303
    desk.client.cookies.clear()
    desk.client.cookies.set("jieyue", theirs)
    assert desk.get("/kiosks").status_code == 303


def test_one_changes_ones_own_password(desk: Desk):
    desk.sign_in("viewer")
    assert "not your present password" in desk.post("/account/password", old="wrong", new=NEW, again=NEW).text
    assert "not the same" in desk.post("/account/password", old=PASSWORD, new=NEW, again="another").text
    assert "10 characters" in desk.post("/account/password", old=PASSWORD, new="short", again="short").text
    assert desk.post("/account/password", old=PASSWORD, new=NEW, again=NEW).status_code == 303
    assert desk.get("/kiosks").status_code == 303
    assert desk.sign_in("viewer").status_code == 403
    assert desk.sign_in("viewer", NEW).status_code == 303


def test_a_form_needs_its_token_and_its_origin(desk: Desk):
    desk.sign_in("administrator")
    for refused in (
        desk.post("/staff/viewer/password", "", password=NEW),
        desk.post("/staff/viewer/password", "guessed", password=NEW),
        desk.post("/staff/viewer/password", _origin="https://evil.example", password=NEW),
        desk.post("/staff/viewer/password", _origin="null", password=NEW),
        desk.post("/staff/viewer/password", _origin="", password=NEW),
        desk.client.post("/console/sign-in", data={"login": "viewer", "password": PASSWORD}),
    ):
        assert refused.status_code == 403
        assert "no longer good" in refused.text
    assert desk.sign_in("viewer").status_code == 303, "the password is still the old one"


def test_another_session_s_token_opens_nothing(desk: Desk):
    desk.sign_in("administrator")
    other = desk.form_token
    desk.sign_in("administrator")
    assert desk.post("/staff/viewer/password", other, password=NEW).status_code == 403


def test_the_house_keeps_an_administrator(desk: Desk):
    desk.sign_in("administrator")
    answer = desk.post("/staff/administrator", role="viewer")
    assert answer.status_code == 409
    assert "last administrator" in answer.text
    assert desk.post("/staff/administrator", role="administrator", disabled="1").status_code == 409
    desk.post("/staff/viewer", role="administrator")
    assert desk.post("/staff/administrator", role="viewer").status_code == 303


def test_an_account_that_cannot_be(desk: Desk):
    for login, password, code in (
        ("", NEW, "login-malformed"),
        ("Über", NEW, "login-malformed"),
        ("a b", NEW, "login-malformed"),
        ("x" * 33, NEW, "login-malformed"),
        ("viewer", NEW, "login-taken"),
        ("somebody", "123456789", "password-weak"),
        ("longer.login", "Longer.Login", "password-weak"),
        ("somebody", "x" * 201, "password-weak"),
    ):
        with desk.store.writing() as session, pytest.raises(StaffError) as told:
            add_staff(session, login, Role.VIEWER, password)
        assert told.value.code == code


def test_the_audit_log_tells_who_made_an_account_and_no_password(desk: Desk):
    desk.sign_in("administrator")
    desk.post("/staff/new", login="new.one", name="Nina", role="technician", password=NEW)
    assert (
        "Somebody has this login"
        in desk.post("/staff/new", login="new.one", role="viewer", password=NEW).text
    )
    with desk.store.reading() as session:
        lines = session.scalars(sa.select(AuditLine).where(AuditLine.what == "staff-added")).all()
    assert [(line.who, line.about, line.details) for line in lines] == [
        ("administrator", "new.one", {"role": "technician"})
    ]
    assert NEW not in desk.get("/audit").text
    assert "new.one" in desk.get("/audit?who=administrator&what=staff-added&about=new.one").text
    assert "Nothing of this kind" in desk.get("/audit?who=nobody").text


def age(desk: Desk, column: str, by: timedelta) -> None:
    with desk.store.writing() as session:
        session.execute(sa.update(StaffSession).values({column: datetime.now(UTC) - by}))


def seen(desk: Desk) -> datetime:
    with desk.store.reading() as session:
        return session.scalars(sa.select(StaffSession.seen_at)).one()
