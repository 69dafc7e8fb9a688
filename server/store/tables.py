"""The tables, the same on SQLite and PostgreSQL. A change here needs a migration beside it.

Circulation and operation stand here; calls for help in :mod:`server.store.help_tables`, frequent questions in
:mod:`server.store.faq_tables`, what readers say in :mod:`server.store.voice_tables`; :mod:`server.store.schema` knows
all of them. The full-text index, ``search_index``, is each database's own and stands in :mod:`server.catalogue.index`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
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


EVERY = "*"  # in a policy: all classes, or all branches
MAIN = "main"  # the branch of a library that has only one


def open_rows(column: str, name: str, *, unique: bool = False, where: str) -> sa.Index:
    """A partial index: only the rows that are still of interest."""
    return sa.Index(name, column, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class Branch(Base):
    """A building with a shelf and opening hours of its own. A small library has one, ``main``."""

    __tablename__ = "branches"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    open_weekdays: Mapped[str] = mapped_column(default="1234567")  # ISO: Monday is 1
    opens: Mapped[time | None]  # on an open day; a loan in hours ends within them. None: the whole day
    closes: Mapped[time | None]


class ClosedDay(Base):
    """A day on which a branch, or with ``*`` every branch, is closed besides its weekly rest."""

    __tablename__ = "closed_days"

    branch: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    why: Mapped[str] = mapped_column(default="")


class Title(Base):
    """A work as the catalogue knows it: one bibliographic record."""

    __tablename__ = "titles"

    id: Mapped[int] = mapped_column(primary_key=True)
    control_number: Mapped[str | None] = mapped_column(unique=True)  # of the record it came from: 003 and 001
    title: Mapped[str]
    author: Mapped[str] = mapped_column(default="")
    isbn: Mapped[str | None] = mapped_column(index=True)  # ISBN-13, digits alone
    year: Mapped[int | None]
    publisher: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    clc: Mapped[str] = mapped_column(default="")  # 中图法
    ddc: Mapped[str] = mapped_column(default="")  # Dewey
    subjects: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    summary: Mapped[str] = mapped_column(default="")
    record: Mapped[bytes | None]  # the MARC record as it came, ISO 2709 in UTF-8


class NearWord(Base):
    """A Latin word of the search index, beside itself and each form of it that lacks one letter: where two words
    have such a form in common, one may be the other mistyped."""

    __tablename__ = "near_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    near: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


class Copy(Base):
    """One copy on the shelf; ``place`` is where it is when nobody has it."""

    __tablename__ = "copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    barcode: Mapped[str] = mapped_column(unique=True)
    title_id: Mapped[int] = mapped_column(sa.ForeignKey("titles.id"), index=True)
    item_class: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)  # where it is at home
    at_branch: Mapped[str] = mapped_column(default=MAIN)  # where it is, or in transit: where it goes
    call_number: Mapped[str] = mapped_column(default="")  # its own, where it differs from the title's
    price: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    place: Mapped[str] = mapped_column(default=ItemStatus.AVAILABLE.value)
    last_checkin: Mapped[datetime | None]  # true time of the last return, whether or not it ended a loan
    title: Mapped[Title] = relationship()


class Patron(Base):
    """A reader. ``barcode`` is the number on the card; the PIN is hashed with Argon2id, there is no way back."""

    __tablename__ = "patrons"

    id: Mapped[int] = mapped_column(primary_key=True)
    barcode: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    patron_class: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)
    guardian_id: Mapped[int | None] = mapped_column(sa.ForeignKey("patrons.id"), index=True)
    language: Mapped[str | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    pin_hash: Mapped[str]
    expires_on: Mapped[date | None]
    lost_card: Mapped[bool] = mapped_column(default=False)
    blocked: Mapped[bool] = mapped_column(default=False)
    block_reason: Mapped[str] = mapped_column(default="")  # for staff; the reader is asked to the desk
    wrong_pins: Mapped[int] = mapped_column(default=0)
    pin_locked_until: Mapped[datetime | None]


class Card(Base):
    """A further number that opens the same account: an older card, a contactless card's UID (hexadecimal)."""

    __tablename__ = "cards"

    number: Mapped[str] = mapped_column(primary_key=True)
    patron_id: Mapped[int] = mapped_column(sa.ForeignKey("patrons.id"), index=True)
    kind: Mapped[str]  # "barcode" or "uid"
    lost: Mapped[bool] = mapped_column(default=False)


class Loan(Base):
    """A loan, open until ``returned_at``. The database itself allows one open loan a copy. ``patron_id`` is
    forgotten when the library's policy says so."""

    __tablename__ = "loans"
    __table_args__ = (
        open_rows("copy_id", "uq_loans_open_copy", unique=True, where="returned_at IS NULL"),
        open_rows("patron_id", "ix_loans_open_patron", where="returned_at IS NULL"),
        sa.Index("ix_loans_copy_id", "copy_id"),
        sa.Index("ix_loans_returned_at", "returned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    copy_id: Mapped[int] = mapped_column(sa.ForeignKey("copies.id"))
    patron_id: Mapped[int | None] = mapped_column(sa.ForeignKey("patrons.id"))
    branch: Mapped[str] = mapped_column(default=MAIN)  # where it was lent: whose policy and calendar hold
    lent_at: Mapped[datetime]
    due: Mapped[datetime]
    renewals: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]  # since when the reader says that it was returned
    returned_at: Mapped[datetime | None]
    ended_as: Mapped[str] = mapped_column(default="")  # "returned" or "lost", once it is over
    copy: Mapped[Copy] = relationship()


class Hold(Base):
    """Somebody waits for a title, or for one copy of it. The queue is in the order of ``placed_at``."""

    __tablename__ = "holds"
    __table_args__ = (
        open_rows("title_id", "ix_holds_open_title", where="ended_at IS NULL"),
        open_rows("patron_id", "ix_holds_open_patron", where="ended_at IS NULL"),
        open_rows("trapped_id", "uq_holds_trapped", unique=True, where="ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(sa.ForeignKey("titles.id"))
    copy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("copies.id"))  # only this copy will do
    patron_id: Mapped[int | None] = mapped_column(sa.ForeignKey("patrons.id"))
    pickup_branch: Mapped[str] = mapped_column(default=MAIN)
    placed_at: Mapped[datetime]
    trapped_id: Mapped[int | None] = mapped_column(sa.ForeignKey("copies.id"))  # the copy kept for it
    ready_at: Mapped[datetime | None]  # on the hold shelf since
    shelf_until: Mapped[date | None]  # kept there to the end of this day
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str] = mapped_column(default="")  # "filled", "cancelled" or "expired"


class Charge(Base):
    """Money a reader owes; ``outstanding`` is what payments and waivers left of it."""

    __tablename__ = "charges"
    __table_args__ = (open_rows("patron_id", "ix_charges_open_patron", where="outstanding > 0"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    patron_id: Mapped[int | None] = mapped_column(sa.ForeignKey("patrons.id"))
    loan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("loans.id"), index=True)
    kind: Mapped[str]  # "overdue", "lost", "damaged" or "other"
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    outstanding: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    charged_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    loan: Mapped[Loan | None] = relationship()


class Payment(Base):
    """What took something off a charge: money, or a librarian's waiver with its reason. ``key`` makes repeating
    the same request harmless."""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    charge_id: Mapped[int] = mapped_column(sa.ForeignKey("charges.id"), index=True)
    kind: Mapped[str]  # "payment" or "waiver"
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    paid_at: Mapped[datetime]
    staff: Mapped[str]  # login of who took it
    note: Mapped[str] = mapped_column(default="")


class LoanPolicy(Base):
    """What a class of patrons may do with a class of items at a branch. ``*`` stands for every one; the row that
    says most about the case holds. No row means: not for them."""

    __tablename__ = "loan_policies"

    patron_class: Mapped[str] = mapped_column(primary_key=True)
    item_class: Mapped[str] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(primary_key=True, default=EVERY)
    loan_days: Mapped[int] = mapped_column(default=0)
    loan_hours: Mapped[int] = mapped_column(default=0)  # instead of days, if not 0
    loan_limit: Mapped[int]  # of items of this class
    renewal_limit: Mapped[int] = mapped_column(default=0)
    reference_only: Mapped[bool] = mapped_column(default=False)
    fine_per_day: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), default=Decimal(0))  # each open day late
    fine_grace_days: Mapped[int] = mapped_column(default=0)  # so late costs nothing
    fine_most: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))  # a loan
    cool_off_days: Mapped[int] = mapped_column(default=0)  # before the same reader has the same copy again
    hold_limit: Mapped[int] = mapped_column(default=5)  # open holds a reader; 0: none
    hold_shelf_days: Mapped[int] = mapped_column(default=7)


class PatronClass(Base):
    """A class of patrons and how many items of all classes they may have at once."""

    __tablename__ = "patron_classes"

    name: Mapped[str] = mapped_column(primary_key=True)
    loan_limit: Mapped[int]
    needs_guardian: Mapped[bool] = mapped_column(default=False)


class HouseVersion(Base):
    """One row. Triggers give it a new random token whenever branches, closed days, policies or classes of readers
    change, by whatever hand."""

    __tablename__ = "house_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[int] = mapped_column(sa.BigInteger)


class Text(Base):
    """A text the library changes while everything runs: its name, hotline, opening hours, a notice."""

    __tablename__ = "texts"

    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class Change(Base):
    """What was published, in the order of the commits. Only SQLite keeps it: PostgreSQL has NOTIFY."""

    __tablename__ = "changes"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - a number is never used again

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    topic: Mapped[str]
    about: Mapped[str]
    speaker: Mapped[str]


class Kiosk(Base):
    """A kiosk and the SHA-256 of its key; the key itself is only in the kiosk."""

    __tablename__ = "kiosks"

    id: Mapped[str] = mapped_column(primary_key=True)
    branch: Mapped[str] = mapped_column(default=MAIN)
    place: Mapped[str] = mapped_column(default="")  # where staff find it: "ground floor, entrance"
    key_hash: Mapped[str] = mapped_column(unique=True)
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # its last report
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the state of each part, as it reported


class Enrolment(Base):
    """A code shown once in the console: whoever brings it in time becomes that kiosk. Kept as its SHA-256."""

    __tablename__ = "enrolments"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    kiosk_id: Mapped[str]
    branch: Mapped[str] = mapped_column(default=MAIN)
    made_by: Mapped[str]
    ends_at: Mapped[datetime]


class Staff(Base):
    """Who may open the console, and as what."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]  # "viewer", "librarian", "technician" or "administrator"
    branch: Mapped[str] = mapped_column(default=MAIN)
    password_hash: Mapped[str]
    wrong_passwords: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled: Mapped[bool] = mapped_column(default=False)


class StaffSession(Base):
    """A signed-in browser: the SHA-256 of its cookie, and what its forms must carry."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.ForeignKey("staff.login"), index=True)
    form_token: Mapped[str]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class AuditLine(Base):
    """Who did what, when. Lines are only added; ``about`` is a number or code, never a reader's name."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]  # a login, "kiosk:ID" or "command"
    what: Mapped[str]  # such as "checkout-override"
    about: Mapped[str] = mapped_column(default="", index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Transaction(Base):
    """An entry that was answered, by its identity key, with what it said and the first answer."""

    __tablename__ = "transactions"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # of what the entry asked
    kiosk_id: Mapped[str]
    received_at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]
