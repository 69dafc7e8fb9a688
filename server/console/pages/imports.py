"""A file of records into the catalogue, or of readers: a look at it first, and only then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from server import patron_import
from server.catalogue.importing.prepare import prepare
from server.catalogue.importing.words import sentence
from server.console.guard import Ask, Asking
from server.console.imports import Import, Imports, Progress
from server.console.pages.policies import item_classes
from server.console.permissions import Permission
from server.console.routes import Pages
from server.store.database import Store

RECORDS, READERS = "import", "patrons/import"  # where each kind has its pages
MOST_SHOWN = 200

pages = Pages()


def imports(store: Store) -> dict[str, Imports]:
    """What is on its way in, by kind."""

    def records(file: BinaryIO, progress: Progress) -> Any:
        return prepare(file, progress=progress)

    def readers(file: BinaryIO, _progress: Progress) -> Any:
        with store.reading() as session:
            return patron_import.prepare(session, file.read())

    return {RECORDS: Imports(records), READERS: Imports(readers)}


@pages.get("/import", Permission.EDIT_CATALOGUE)
def look(ask: Ask) -> Any:
    return _page(ask, RECORDS)


@pages.post("/import", Permission.EDIT_CATALOGUE)
def take(ask: Ask) -> Any:
    return _take(ask, RECORDS)


@pages.post("/import/write", Permission.EDIT_CATALOGUE)
def write(ask: Ask) -> Any:
    fields, store, who = ask.fields, ask.store, ask.who.login
    item_class = fields.text("item_class", needed=True, most=64)
    if fields.wrong:
        return _page(ask, RECORDS, 422, wrong=fields.wrong, given=fields.given)
    return _write(
        ask, RECORDS, lambda ready, told: ready.write(store, who=who, item_class=item_class, progress=told)
    )


@pages.post("/import/forget", Permission.EDIT_CATALOGUE)
def forget(ask: Ask) -> Any:
    return _forget(ask, RECORDS)


@pages.get("/patrons/import", Permission.EDIT_PATRONS)
def look_at_readers(ask: Ask) -> Any:
    return _page(ask, READERS)


@pages.post("/patrons/import", Permission.EDIT_PATRONS)
def take_readers(ask: Ask) -> Any:
    return _take(ask, READERS)


@pages.post("/patrons/import/write", Permission.EDIT_PATRONS)
def write_readers(ask: Ask) -> Any:
    """The PINs that are given stay with the job, in memory, until somebody says that they were handed over."""
    store, who, give = ask.store, ask.who.login, ask.fields.ticked("give_pins")
    return _write(
        ask,
        READERS,
        lambda ready, told: patron_import.write(store, ready, who, give_pins=give, progress=told),
    )


@pages.post("/patrons/import/forget", Permission.EDIT_PATRONS)
def forget_readers(ask: Ask) -> Any:
    return _forget(ask, READERS)


def _take(ask: Asking, kind: str) -> Any:
    file = ask.file("file")
    if file is None:
        return _page(ask, kind, 422, wrong={"file": "wrong-file"})
    _imports(ask, kind).read(ask.who.login, (file.filename or "")[:100], file.file)
    return ask.go(kind)


def _write(ask: Asking, kind: str, how: Callable[[Any, Progress], Any]) -> Any:
    _imports(ask, kind).write(ask.who.login, how)
    return ask.go(kind)


def _forget(ask: Asking, kind: str) -> Any:
    _imports(ask, kind).forget(ask.who.login)
    return ask.go(kind)


def _page(ask: Asking, kind: str, status: int = 200, **context: Any) -> Any:
    job = _imports(ask, kind).of(ask.who.login)
    lines = _rejected(ask, kind, job)
    why = ""
    if job is not None and job.unreadable is not None:
        why = sentence(ask.words.language, job.unreadable.flaw, job.unreadable.facts)
    with ask.store.reading() as session:
        classes = item_classes(session) if kind == RECORDS else []
    return ask.page(
        "import.html" if kind == RECORDS else "patron_import.html",
        status,
        job=job,
        working=job is not None and job.working,
        path=f"/console/{kind}",
        lines=lines[:MOST_SHOWN],
        rejected=len(lines),
        why=why,
        classes=classes,
        **context,
    )


def _rejected(ask: Asking, kind: str, job: Import | None) -> Sequence[tuple[str, str]]:
    """Which line or record, and why."""
    if job is None or job.prepared is None:
        return []
    say, language = ask.words.say, ask.words.language
    if kind == READERS:
        return [
            (say("line-number", number=str(one.line)), sentence(language, one.flaw, one.facts))
            for one in job.prepared.rejected
        ]
    report = job.prepared.report
    counted = "line-number" if "csv" in report.formats else "import-record"
    return [
        (
            f"{say(counted, number=str(one.number))} {one.title}".strip(),
            sentence(language, one.flaw, one.facts),
        )
        for one in (*report.rejected, *(job.written.rejected if job.written else []))
    ]


def _imports(ask: Asking, kind: str) -> Imports:
    found: Imports = ask.request.app.state.imports[kind]
    return found
