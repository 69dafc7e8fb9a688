"""Who works here: new accounts, roles, passwords, and an end to an account."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server import audit
from server.console.guard import Ask, Refused
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.staff import Role, StaffError, add_staff, set_password, set_role
from server.store.tables import MAIN, Staff

pages = Pages()


@pages.get("/staff", Permission.RUN_STAFF)
def everybody(ask: Ask) -> Any:
    with ask.store.reading() as session:
        rows = session.scalars(sa.select(Staff).order_by(Staff.disabled, Staff.login)).all()
        branches = branch_names(session, ask.words.language)
    return ask.page("staff.html", rows=rows, branches=branches)


@pages.get("/staff/new", Permission.RUN_STAFF)
def new(ask: Ask) -> Any:
    return _form(ask, None)


@pages.post("/staff/new", Permission.RUN_STAFF)
def add(ask: Ask) -> Any:
    fields = ask.fields
    login = fields.text("login", needed=True).lower()
    name, branch = fields.text("name"), fields.text("branch", most=64) or MAIN
    role = fields.choice("role", list(Role))
    password = fields.secret("password")
    if not fields.wrong:
        with ask.store.writing() as session:
            try:
                add_staff(session, login, Role(role), password, name, branch)
                audit.note(session, ask.who.login, "staff-added", login, role=role)
                session.flush()
                return ask.go("staff", "staff-added")
            except StaffError as error:
                fields.wrong["password" if error.code == "password-weak" else "login"] = f"wrong-{error.code}"
    return _form(ask, None, 422, wrong=fields.wrong, given=fields.given)


@pages.get("/staff/{login}", Permission.RUN_STAFF)
def one(ask: Ask, login: str) -> Any:
    return _form(ask, login)


@pages.post("/staff/{login}", Permission.RUN_STAFF)
def change(ask: Ask, login: str) -> Any:
    fields = ask.fields
    name, branch = fields.text("name"), fields.text("branch", most=64) or MAIN
    role, disabled = fields.choice("role", list(Role)), fields.ticked("disabled")
    if fields.wrong:
        return _form(ask, login, 422, wrong=fields.wrong, given=fields.given)
    with ask.store.writing() as session:
        staff = _known(session.get(Staff, ask.key(login)))
        if (staff.role, staff.disabled) != (role, disabled):
            try:
                set_role(session, staff, Role(role), disabled=disabled)
            except StaffError as error:
                wrong = {"form": f"wrong-{error.code}"}
                return _form(ask, login, 409, wrong=wrong, given=fields.given)
            audit.note(session, ask.who.login, "staff-role", login, role=role, disabled=disabled)
        if (staff.name, staff.branch) != (name, branch):
            staff.name, staff.branch = name, branch
            audit.note(session, ask.who.login, "staff-changed", login)
    return ask.go("staff", "staff-saved")


@pages.post("/staff/{login}/password", Permission.RUN_STAFF)
def give_password(ask: Ask, login: str) -> Any:
    with ask.store.writing() as session:
        staff = _known(session.get(Staff, ask.key(login)))
        try:
            set_password(session, staff, ask.fields.secret("password"))
        except StaffError as error:
            return _form(ask, login, 422, wrong={"password": f"wrong-{error.code}"})
        audit.note(session, ask.who.login, "staff-password", login)
    return ask.go("staff", "password-set")


def _form(ask: Ask, login: str | None, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        staff = _known(session.get(Staff, ask.key(login))) if login is not None else None
        branches = branch_names(session, ask.words.language)
    return ask.page("staff_one.html", status, staff=staff, roles=list(Role), branches=branches, **context)


def _known(staff: Staff | None) -> Staff:
    if staff is None:
        raise Refused(404, "not-found")
    return staff
