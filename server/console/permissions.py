"""Who may do what: one table. Every page and every form says which of these it needs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from server.staff import Role


@unique
class Permission(StrEnum):
    SIGNED_IN = "signed-in"  # one's own account
    LOOK = "look"  # catalogue, holds, rules, kiosks, help calls
    SEE_PATRONS = "see-patrons"
    CIRCULATE = "circulate"  # the desk, holds, fines
    EDIT_PATRONS = "edit-patrons"
    EDIT_CATALOGUE = "edit-catalogue"
    ANSWER_HELP = "answer-help"  # calls for help, and the conversations in them
    EDIT_FAQ = "edit-faq"  # frequent questions, and what was looked for in vain
    ANSWER_VOICES = "answer-voices"  # what readers say, surveys, meetings and who comes
    DO_TASKS = "do-tasks"  # say that what one was given to do is done
    RUN_KIOSKS = "run-kiosks"
    SET_RULES = "set-rules"  # policies, calendar, branches, texts
    RUN_STAFF = "run-staff"  # accounts and the audit log


_LOOK = frozenset({Permission.SIGNED_IN, Permission.LOOK})

ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _LOOK | {Permission.SEE_PATRONS},
    Role.LIBRARIAN: _LOOK
    | {
        Permission.SEE_PATRONS,
        Permission.CIRCULATE,
        Permission.EDIT_PATRONS,
        Permission.EDIT_CATALOGUE,
        Permission.ANSWER_HELP,
        Permission.EDIT_FAQ,
        Permission.ANSWER_VOICES,
        Permission.DO_TASKS,
    },
    Role.TECHNICIAN: _LOOK | {Permission.ANSWER_HELP, Permission.RUN_KIOSKS, Permission.DO_TASKS},
    Role.ADMINISTRATOR: frozenset(Permission),
}
