"""``jieyue staff``: the first administrator, and a way back in for one who lost the password."""

from __future__ import annotations

import getpass
import sys

from config.server_settings import ServerSettings
from server import audit
from server.staff import Role, StaffError, add_staff, set_password
from server.store.database import Store, open_store
from server.store.tables import Staff

TOLD = {
    "login-malformed": "a login is small letters, digits, dots, dashes and underscores, up to 32",
    "login-taken": "somebody has this login; `jieyue staff password LOGIN` gives a new password",
    "password-weak": "a password has 10 characters or more, and is not the login",
}


def add(settings: ServerSettings, login: str, role: str, name: str) -> int:
    """A new account; exit status 1 if it cannot be."""
    password = _password()
    store = open_store(settings.database)
    try:
        with store.writing() as session:
            add_staff(session, login, Role(role), password, name)
            audit.note(session, "command", "staff-added", login, role=role)
    except StaffError as error:
        print(TOLD[error.code], file=sys.stderr)
        return 1
    finally:
        store.close()
    print(f"{login} may sign in as {role}")
    return 0


def password(settings: ServerSettings, login: str) -> int:
    """A new password for an account; exit status 1 if there is no such account or the password is weak."""
    new = _password()
    store = open_store(settings.database)
    try:
        return _set(store, login, new)
    finally:
        store.close()


def _set(store: Store, login: str, new: str) -> int:
    try:
        with store.writing() as session:
            staff = session.get(Staff, login)
            if staff is None:
                print(f"there is no account {login}", file=sys.stderr)
                return 1
            set_password(session, staff, new)
            audit.note(session, "command", "staff-password", login)
    except StaffError as error:
        print(TOLD[error.code], file=sys.stderr)
        return 1
    print(f"{login} has a new password, and is signed out everywhere")
    return 0


def _password() -> str:
    """From the terminal, unseen, or the first line of standard input. Never from the command line: others see that."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\r\n")
