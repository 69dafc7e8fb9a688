"""A file of MARC or CSV records into the catalogue: a look at it first, and only then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.catalogue.importing.drafts import Rejected
from server.catalogue.importing.words import sentence
from server.console.guard import Ask, Asking
from server.console.imports import FAILED, READING, WRITING, Import, Imports
from server.console.pages.policies import item_classes
from server.console.permissions import Permission
from server.console.routes import Pages

MOST_SHOWN = 200

pages = Pages()


@pages.get("/import", Permission.EDIT_CATALOGUE)
def look(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/import", Permission.EDIT_CATALOGUE)
def take(ask: Ask) -> Any:
    file = ask.file("file")
    if file is None:
        return _page(ask, 422, wrong={"file": "wrong-file"})
    _imports(ask).read(ask.who.login, (file.filename or "")[:100], file.file)
    return ask.go("import")


@pages.post("/import/write", Permission.EDIT_CATALOGUE)
def write(ask: Ask) -> Any:
    fields = ask.fields
    item_class = fields.text("item_class", needed=True, most=64)
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    _imports(ask).write(ask.who.login, item_class)
    return ask.go("import")


@pages.post("/import/forget", Permission.EDIT_CATALOGUE)
def forget(ask: Ask) -> Any:
    _imports(ask).forget(ask.who.login)
    return ask.go("import")


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    job = _imports(ask).of(ask.who.login)
    rejected = _rejected(job)
    lines = [
        (one.number, one.title, sentence(ask.words.language, one.flaw, one.facts))
        for one in rejected[:MOST_SHOWN]
    ]
    why = ""
    if job is not None and job.state == FAILED and job.unreadable is not None:
        why = sentence(ask.words.language, job.unreadable.flaw, job.unreadable.facts)
    with ask.store.reading() as session:
        classes = item_classes(session)
    return ask.page(
        "import.html",
        status,
        job=job,
        working=job is not None and job.state in (READING, WRITING),
        lines=lines,
        rejected=len(rejected),
        why=why,
        classes=classes,
        **context,
    )


def _rejected(job: Import | None) -> Sequence[Rejected]:
    if job is None or job.prepared is None:
        return []
    return [*job.prepared.report.rejected, *(job.written.rejected if job.written else [])]


def _imports(ask: Asking) -> Imports:
    imports: Imports = ask.request.app.state.imports
    return imports
