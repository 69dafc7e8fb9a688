"""The audit log: who did what, newest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from server.console.guard import Ask
from server.console.permissions import Permission
from server.console.routes import Pages
from server.store.tables import AuditLine

A_PAGE = 50

pages = Pages()


@pages.get("/audit", Permission.RUN_STAFF)
def audit(ask: Ask) -> Any:
    asked = ask.query
    wanted = {name: asked.text(name, most=64) for name in ("who", "what", "about")}
    page = ask.page_number
    query = sa.select(AuditLine).order_by(AuditLine.id.desc())
    for name, value in wanted.items():
        if value:
            query = query.where(getattr(AuditLine, name) == value)
    with ask.store.reading() as session:
        lines = session.scalars(query.offset((page - 1) * A_PAGE).limit(A_PAGE + 1)).all()
        kinds = session.scalars(sa.select(AuditLine.what).distinct().order_by(AuditLine.what)).all()
    path = f"/console/audit?{urlencode({name: value for name, value in wanted.items() if value})}&"
    return ask.page(
        "audit.html",
        lines=lines[:A_PAGE],
        more=len(lines) > A_PAGE,
        page=page,
        kinds=kinds,
        wanted=wanted,
        path=path,
    )
