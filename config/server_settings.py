"""What the central server is told before it starts; ``server.toml`` in typed form."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """``database`` is any SQLAlchemy URL of SQLite or PostgreSQL (``postgresql+psycopg://…``)."""

    database: str = field(repr=False)  # with its password
    host: str = "127.0.0.1"
    port: int = 8470
    address: str = ""  # of the console as staff reach it, for links in messages; empty: no links
    log_level: str = "info"
    metrics_key: str = field(default="", repr=False)  # empty: no metrics for anybody
    library_name: str = "Jieyue Library"
    timezone: str = "Asia/Shanghai"  # IANA name; due dates end with the library's day
    currency: str = "CNY"  # ISO 4217
    fines_limit: Decimal = Decimal(5)  # who owes more borrows nothing
    overdue_limit: int = 3  # who has this many overdue borrows nothing
    covers: Path | None = None  # folder of pictures named by ISBN
    keep_finished_loans_days: int = 30  # then who had it is forgotten
    keep_audit_days: int = 365
    keep_contacts_days: int = 180  # what readers left to be answered
