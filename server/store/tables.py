"""The tables, the same on SQLite and PostgreSQL. A change here needs a migration beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from config.vocabulary import ItemStatus


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware time, kept as UTC; SQLite has no time zones of its own."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: sa.JSON}  # noqa: RUF012 - SQLAlchemy's way


class Title(Base):
    """A work as the catalogue knows it."""

    __tablename__ = "titles"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author: Mapped[str] = mapped_column(default="")
    isbn: Mapped[str | None]
    year: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="")
    clc: Mapped[str] = mapped_column(default="")  # 中图法
    ddc: Mapped[str] = mapped_column(default="")  # Dewey


class Copy(Base):
    """One copy on the shelf; ``place`` is where it is when nobody has it."""

    __tablename__ = "copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    barcode: Mapped[str] = mapped_column(unique=True)
    title_id: Mapped[int] = mapped_column(sa.ForeignKey("titles.id"), index=True)
    item_class: Mapped[str]
    place: Mapped[str] = mapped_column(default=ItemStatus.AVAILABLE.value)
    last_checkin: Mapped[datetime | None]  # true time of the last return, whether or not it ended a loan
    title: Mapped[Title] = relationship()


class Patron(Base):
    """A reader. The PIN is hashed with Argon2id; there is no way back."""

    __tablename__ = "patrons"

    id: Mapped[int] = mapped_column(primary_key=True)
    barcode: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    patron_class: Mapped[str]
    language: Mapped[str | None]
    pin_hash: Mapped[str]
    expires_on: Mapped[date | None]
    lost_card: Mapped[bool] = mapped_column(default=False)
    blocked: Mapped[bool] = mapped_column(default=False)
    fines: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), default=Decimal(0))
    wrong_pins: Mapped[int] = mapped_column(default=0)
    pin_locked_until: Mapped[datetime | None]


class Loan(Base):
    """A loan, open until ``returned_at``. The database itself allows one open loan a copy."""

    __tablename__ = "loans"
    __table_args__ = (
        sa.Index(
            "uq_loans_open_copy",
            "copy_id",
            unique=True,
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        ),
        sa.Index(
            "ix_loans_open_patron",
            "patron_id",
            sqlite_where=sa.text("returned_at IS NULL"),
            postgresql_where=sa.text("returned_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    copy_id: Mapped[int] = mapped_column(sa.ForeignKey("copies.id"))
    patron_id: Mapped[int] = mapped_column(sa.ForeignKey("patrons.id"))
    lent_at: Mapped[datetime]
    due: Mapped[datetime]
    renewals: Mapped[int] = mapped_column(default=0)
    returned_at: Mapped[datetime | None]
    copy: Mapped[Copy] = relationship()


class LoanPolicy(Base):
    """What a class of patrons may do with a class of items. A missing row means: not for them."""

    __tablename__ = "loan_policies"

    patron_class: Mapped[str] = mapped_column(primary_key=True)
    item_class: Mapped[str] = mapped_column(primary_key=True)
    loan_days: Mapped[int]
    loan_limit: Mapped[int]  # of items of this class
    renewal_limit: Mapped[int]


class PatronClass(Base):
    """A class of patrons and how many items of all classes they may have at once."""

    __tablename__ = "patron_classes"

    name: Mapped[str] = mapped_column(primary_key=True)
    loan_limit: Mapped[int]


class Kiosk(Base):
    """A kiosk and the SHA-256 of its key; the key itself is only in the kiosk."""

    __tablename__ = "kiosks"

    id: Mapped[str] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Transaction(Base):
    """An entry that was answered, by its identity key, with what it said and the first answer."""

    __tablename__ = "transactions"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # of what the entry asked
    kiosk_id: Mapped[str]
    received_at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]


class HelpCall(Base):
    """Somebody stands at a kiosk and wants help. Never names the reader."""

    __tablename__ = "help_calls"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kiosk_id: Mapped[str]
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    page: Mapped[str]
    code: Mapped[str]
    reason: Mapped[str]
