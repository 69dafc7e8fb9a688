"""The ladder: who is told of a call for help, and when, while nobody answers it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.vocabulary import TextName
from server import audit
from server.console.guard import Ask, Asking
from server.console.pages.alert_channels import names_of_staff
from server.console.pages.branches import branch_names
from server.console.permissions import Permission
from server.console.routes import Pages
from server.console.rows import known
from server.help.alerts import read_steps
from server.help.duty import attended
from server.house import house
from server.rules.escalation import UNTOUCHED, Step, Target, ladder
from server.store.help_tables import Alert, AlertChannel, AlertStep, HelpCall
from server.store.tables import EVERY
from server.texts import texts

LATEST = 3600  # seconds; a call that waited so long rings nobody any more
MOST_STEPS = 20  # of one ladder

pages = Pages()


@pages.get("/alerts", Permission.LOOK)
def steps(ask: Ask) -> Any:
    return _page(ask)


@pages.post("/alerts/steps", Permission.SET_RULES)
def add(ask: Ask) -> Any:
    """The first step of a ladder takes those along that held before it."""
    fields = ask.fields
    after = fields.whole("after", 0, LATEST - 1)
    chosen = fields.text("target", needed=True, most=32)
    branch = fields.text("branch", most=64) or EVERY
    with ask.store.writing() as session:
        names = branch_names(session, ask.words.language)
        channels = {f"{Target.CHANNEL}:{row.id}": row.id for row in session.scalars(sa.select(AlertChannel))}
        if chosen not in (Target.DUTY, Target.HOTLINE, *channels):
            fields.wrong["target"] = "wrong-choice"
        if branch not in (EVERY, *names):
            fields.wrong["branch"] = "wrong-choice"
        before = ladder(read_steps(session), branch)
        if len(before) >= MOST_STEPS:
            fields.wrong["form"] = "wrong-steps"
        if not fields.wrong:
            if all(step.branch != branch for step in before) or before == UNTOUCHED:
                _take_along(session, before, branch)
            target = Target(chosen.partition(":")[0])
            session.add(
                AlertStep(branch=branch, after_seconds=after, target=target, channel_id=channels.get(chosen))
            )
            audit.note(session, ask.who.login, "step-added", branch, after=after, target=target)
    if fields.wrong:
        return _page(ask, 422, wrong=fields.wrong, given=fields.given)
    return ask.go("alerts", "step-saved")


@pages.post("/alerts/steps/{step_id}/remove", Permission.SET_RULES)
def remove(ask: Ask, step_id: int) -> Any:
    with ask.store.writing() as session:
        row = known(session, AlertStep, step_id)
        session.delete(row)
        audit.note(session, ask.who.login, "step-removed", row.branch, after=row.after_seconds)
    return ask.go("alerts", "step-saved")


def _take_along(session: Session, before: tuple[Step, ...], branch: str) -> None:
    """The steps that held for this branch become its own, and what they told about a call that is open stays told."""
    calls = sa.select(HelpCall.key).where(HelpCall.branch == branch, HelpCall.ended_at.is_(None))
    for step in before:
        row = AlertStep(branch=branch, after_seconds=step.after, target=step.target, channel_id=step.channel)
        session.add(row)
        session.flush()
        told = sa.update(Alert).where(Alert.step_id == step.id, Alert.call_key.in_(calls))
        session.execute(told.values(step_id=row.id))


def _page(ask: Asking, status: int = 200, **context: Any) -> Any:
    with ask.store.reading() as session:
        names = branch_names(session, ask.words.language)
        every = read_steps(session)
        own = sorted({step.branch for step in every} - {EVERY} & set(names))
        library = house(session, ask.settings)
        now = {branch: attended(session, library, branch, ask.now) for branch in names}
        channels = {
            row.id: row for row in session.scalars(sa.select(AlertChannel).order_by(AlertChannel.name))
        }
        people = names_of_staff(session)
        hotline = bool(texts(session).get(TextName.HOTLINE))
    return ask.page(
        "alerts.html",
        status,
        names=names,
        ladders=[(branch, ladder(every, branch)) for branch in (EVERY, *own)],
        now=now,
        channels=channels,
        people=people,
        hotline=hotline,
        reachable=any(row.login and not row.disabled for row in channels.values()),
        latest=LATEST - 1,
        **context,
    )
