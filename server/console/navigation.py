"""The menu: which pages there are, in groups, and which of them somebody may open."""

from __future__ import annotations

from dataclasses import dataclass

from server.console.permissions import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is also the icon's, and the label is the message ``nav-NAME``."""

    name: str
    path: str
    needs: Permission


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "nav-group-counter",
        (
            Entry("overview", "/console/", Permission.LOOK),
            Entry("desk", "/console/desk", Permission.CIRCULATE),
            Entry("patrons", "/console/patrons", Permission.SEE_PATRONS),
            Entry("holds", "/console/holds", Permission.SEE_PATRONS),
            Entry("fines", "/console/fines", Permission.SEE_PATRONS),
        ),
    ),
    (
        "nav-group-collection",
        (
            Entry("titles", "/console/titles", Permission.LOOK),
            Entry("import", "/console/import", Permission.EDIT_CATALOGUE),
        ),
    ),
    (
        "nav-group-machines",
        (
            Entry("help-calls", "/console/help-calls", Permission.LOOK),
            Entry("faq", "/console/faq", Permission.LOOK),
            Entry("voices", "/console/voices", Permission.LOOK),
            Entry("alerts", "/console/alerts", Permission.LOOK),
            Entry("kiosks", "/console/kiosks", Permission.LOOK),
        ),
    ),
    (
        "nav-group-house",
        (
            Entry("policies", "/console/policies", Permission.LOOK),
            Entry("calendar", "/console/calendar", Permission.LOOK),
            Entry("branches", "/console/branches", Permission.LOOK),
            Entry("texts", "/console/texts", Permission.LOOK),
            Entry("staff", "/console/staff", Permission.RUN_STAFF),
            Entry("audit", "/console/audit", Permission.RUN_STAFF),
        ),
    ),
)
