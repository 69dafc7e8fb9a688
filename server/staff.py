"""Who may open the console: accounts, roles and passwords."""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta
from enum import StrEnum, unique

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from server.store.database import Store
from server.store.tables import MAIN, Staff, StaffSession

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
PASSWORD_TRIES = 5
PASSWORD_LOCK = timedelta(minutes=5)

_hasher = PasswordHasher()


@functools.cache
def _nobody() -> str:
    """So that an unknown login takes as long as a known one. Made when first needed: it is as slow as any."""
    return _hasher.hash("nobody's password")


@unique
class Role(StrEnum):
    VIEWER = "viewer"
    LIBRARIAN = "librarian"
    TECHNICIAN = "technician"
    ADMINISTRATOR = "administrator"


class StaffError(ValueError):
    """What cannot be done to an account; ``code`` is ``login-malformed``, ``login-taken``, ``password-weak`` or
    ``last-administrator``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add_staff(
    session: Session, login: str, role: Role, password: str, name: str = "", branch: str = MAIN
) -> Staff:
    """A new account. Raises :class:`StaffError`."""
    if not LOGIN.fullmatch(login):
        raise StaffError("login-malformed")
    if session.get(Staff, login) is not None:
        raise StaffError("login-taken")
    staff = Staff(login=login, name=name, role=role.value, branch=branch, password_hash="")
    _set_hash(staff, password)
    session.add(staff)
    return staff


def set_password(session: Session, staff: Staff, password: str) -> None:
    """A new password; every browser is signed out. Raises :class:`StaffError`."""
    _set_hash(staff, password)
    staff.wrong_passwords, staff.locked_until = 0, None
    end_sessions(session, staff.login)


def set_role(session: Session, staff: Staff, role: Role, *, disabled: bool) -> None:
    """What somebody may do from now on; every browser is signed out. Raises :class:`StaffError` rather than leave
    the house without an administrator."""
    if disabled or role is not Role.ADMINISTRATOR:
        # Locked, so that two administrators cannot dismiss each other at the same moment.
        rule = sa.select(Staff.login).where(Staff.role == Role.ADMINISTRATOR.value, Staff.disabled.is_(False))
        others = [login for login in session.scalars(rule.with_for_update()) if login != staff.login]
        if staff.role == Role.ADMINISTRATOR and not staff.disabled and not others:
            raise StaffError("last-administrator")
    staff.role, staff.disabled = role.value, disabled
    end_sessions(session, staff.login)


def end_sessions(session: Session, login: str) -> None:
    session.execute(sa.delete(StaffSession).where(StaffSession.login == login))


def is_password(store: Store, login: str, password: str, now: datetime) -> bool:
    """Whether this opens the account. After five wrong tries it is shut for five minutes, even to the right one.

    A try is counted before it is checked, so that many at once are no way around the lock. Unknown, disabled and
    locked accounts take the same time as a wrong password and give the same answer.
    """
    with store.writing() as session:
        staff = session.scalar(sa.select(Staff).where(Staff.login == login).with_for_update())
        password_hash, open_to_try = _nobody(), False
        if staff is not None and not staff.disabled:
            if staff.locked_until is not None and staff.locked_until <= now:
                staff.wrong_passwords, staff.locked_until = 0, None
            if staff.locked_until is None:
                password_hash, open_to_try = staff.password_hash, True
                staff.wrong_passwords += 1
                if staff.wrong_passwords >= PASSWORD_TRIES:
                    staff.locked_until = now + PASSWORD_LOCK
    try:
        _hasher.verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    if not open_to_try:
        return False
    with store.writing() as session:
        session.execute(
            sa.update(Staff).where(Staff.login == login).values(wrong_passwords=0, locked_until=None)
        )
    return True


def _set_hash(staff: Staff, password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or password.casefold() == staff.login:
        raise StaffError("password-weak")
    staff.password_hash = _hasher.hash(password)
