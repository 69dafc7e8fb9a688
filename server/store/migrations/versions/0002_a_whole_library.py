"""A whole library: branches, calendar, holds, charges, staff, audit; what a title and a policy say grew"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What a process keeps of these tables is good as long as the token is the same, however they were changed.
RULED_BY = ("branches", "closed_days", "loan_policies", "patron_classes")


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_at"), ["at"], unique=False)

    op.create_table(
        "branches",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("open_weekdays", sa.String(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_branches")),
    )
    op.create_table(
        "closed_days",
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("branch", "day", name=op.f("pk_closed_days")),
    )
    op.create_table(
        "enrolments",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("kiosk_id", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolments")),
    )
    op.create_table(
        "staff",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("wrong_passwords", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_staff")),
    )
    op.create_table(
        "texts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "language", name=op.f("pk_texts")),
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cards",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("patron_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["patron_id"], ["patrons.id"], name=op.f("fk_cards_patron_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_cards")),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cards_patron_id"), ["patron_id"], unique=False)

    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("form_token", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_staff_sessions_login")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_login"), ["login"], unique=False)

    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.Column("patron_id", sa.Integer(), nullable=True),
        sa.Column("pickup_branch", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trapped_id", sa.Integer(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shelf_until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["copies.id"], name=op.f("fk_holds_copy_id")),
        sa.ForeignKeyConstraint(["patron_id"], ["patrons.id"], name=op.f("fk_holds_patron_id")),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name=op.f("fk_holds_title_id")),
        sa.ForeignKeyConstraint(["trapped_id"], ["copies.id"], name=op.f("fk_holds_trapped_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_holds_open_patron",
            ["patron_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_holds_open_title",
            ["title_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_holds_trapped",
            ["trapped_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "charges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patron_id", sa.Integer(), nullable=True),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("outstanding", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_charges_loan_id")),
        sa.ForeignKeyConstraint(["patron_id"], ["patrons.id"], name=op.f("fk_charges_patron_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
    )
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charges_loan_id"), ["loan_id"], unique=False)
        batch_op.create_index(
            "ix_charges_open_patron",
            ["patron_id"],
            unique=False,
            sqlite_where=sa.text("outstanding > 0"),
            postgresql_where=sa.text("outstanding > 0"),
        )

    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charges.id"], name=op.f("fk_payments_charge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("key", name=op.f("uq_payments_key")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_charge_id"), ["charge_id"], unique=False)

    with op.batch_alter_table("copies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("branch", sa.String(), nullable=False, server_default="main"))
        batch_op.add_column(sa.Column("at_branch", sa.String(), nullable=False, server_default="main"))
        batch_op.add_column(sa.Column("call_number", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=True))

    with op.batch_alter_table("help_calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answered_by", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("kiosks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("branch", sa.String(), nullable=False, server_default="main"))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("parts", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("loan_policies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("branch", sa.String(), nullable=False, server_default="*"))
        batch_op.add_column(sa.Column("loan_hours", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("reference_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("fine_per_day", sa.Numeric(precision=10, scale=2), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("fine_grace_days", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("fine_most", sa.Numeric(precision=10, scale=2), nullable=True))
        batch_op.add_column(sa.Column("cool_off_days", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("hold_limit", sa.Integer(), nullable=False, server_default="5"))
        batch_op.add_column(sa.Column("hold_shelf_days", sa.Integer(), nullable=False, server_default="7"))
        batch_op.drop_constraint("pk_loan_policies", type_="primary")
        batch_op.create_primary_key("pk_loan_policies", ["patron_class", "item_class", "branch"])

    with op.batch_alter_table("loans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("branch", sa.String(), nullable=False, server_default="main"))
        batch_op.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_as", sa.String(), nullable=False, server_default=""))
        batch_op.alter_column("patron_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index("ix_loans_copy_id", ["copy_id"], unique=False)
        batch_op.create_index("ix_loans_returned_at", ["returned_at"], unique=False)

    with op.batch_alter_table("patron_classes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("needs_guardian", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    # What was owed so far becomes one charge.
    op.execute(
        "INSERT INTO charges (patron_id, kind, amount, outstanding, charged_at, note) "
        "SELECT id, 'other', fines, fines, CURRENT_TIMESTAMP, '' FROM patrons WHERE fines > 0"
    )
    with op.batch_alter_table("patrons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("branch", sa.String(), nullable=False, server_default="main"))
        batch_op.add_column(sa.Column("guardian_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("phone", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("block_reason", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_patrons_guardian_id"), ["guardian_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_patrons_guardian_id"), "patrons", ["guardian_id"], ["id"])
        batch_op.drop_column("fines")

    with op.batch_alter_table("titles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("control_number", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("publisher", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("subjects", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("summary", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("record", sa.LargeBinary(), nullable=True))
        batch_op.create_index(batch_op.f("ix_titles_isbn"), ["isbn"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_titles_control_number"), ["control_number"])

    op.create_table(
        "house_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_version")),
    )
    op.execute("INSERT INTO house_version (id, token) VALUES (1, 0)")
    if op.get_bind().dialect.name == "sqlite":
        for table in RULED_BY:
            for event in ("insert", "update", "delete"):
                op.execute(
                    f"CREATE TRIGGER house_changed_{table}_{event} AFTER {event.upper()} ON {table} "  # noqa: S608
                    "BEGIN UPDATE house_version SET token = random(); END"
                )
    else:
        op.execute(
            "CREATE FUNCTION house_changed() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN UPDATE house_version SET token = floor(random() * 9e18)::bigint; RETURN NULL; END'"
        )
        for table in RULED_BY:
            op.execute(
                f"CREATE TRIGGER house_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION house_changed()"
            )


def downgrade() -> None:
    for table in RULED_BY:
        if op.get_bind().dialect.name == "sqlite":
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER house_changed_{table}_{event}")
        else:
            op.execute(f"DROP TRIGGER house_changed ON {table}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION house_changed()")
    op.drop_table("house_version")
    with op.batch_alter_table("titles", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_titles_control_number"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_titles_isbn"))
        batch_op.drop_column("record")
        batch_op.drop_column("summary")
        batch_op.drop_column("subjects")
        batch_op.drop_column("publisher")
        batch_op.drop_column("control_number")

    with op.batch_alter_table("patrons", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fines", sa.NUMERIC(precision=10, scale=2), nullable=False, server_default="0")
        )
        batch_op.drop_constraint(batch_op.f("fk_patrons_guardian_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_patrons_guardian_id"))
        batch_op.drop_column("block_reason")
        batch_op.drop_column("phone")
        batch_op.drop_column("email")
        batch_op.drop_column("guardian_id")
        batch_op.drop_column("branch")
    op.execute(
        "UPDATE patrons SET fines = COALESCE((SELECT SUM(outstanding) FROM charges "
        "WHERE charges.patron_id = patrons.id), 0)"
    )

    with op.batch_alter_table("patron_classes", schema=None) as batch_op:
        batch_op.drop_column("needs_guardian")

    op.execute("DELETE FROM payments")
    op.execute("DELETE FROM charges")
    op.execute("DELETE FROM loans WHERE patron_id IS NULL")  # 0001 knows no loan without its reader
    with op.batch_alter_table("loans", schema=None) as batch_op:
        batch_op.drop_index("ix_loans_returned_at")
        batch_op.drop_index("ix_loans_copy_id")
        batch_op.alter_column("patron_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("ended_as")
        batch_op.drop_column("claimed_at")
        batch_op.drop_column("branch")

    op.execute("DELETE FROM loan_policies WHERE branch <> '*'")  # 0001 has no branches
    with op.batch_alter_table("loan_policies", schema=None) as batch_op:
        batch_op.drop_constraint("pk_loan_policies", type_="primary")
        batch_op.create_primary_key("pk_loan_policies", ["patron_class", "item_class"])
        batch_op.drop_column("hold_shelf_days")
        batch_op.drop_column("hold_limit")
        batch_op.drop_column("cool_off_days")
        batch_op.drop_column("fine_most")
        batch_op.drop_column("fine_grace_days")
        batch_op.drop_column("fine_per_day")
        batch_op.drop_column("reference_only")
        batch_op.drop_column("loan_hours")
        batch_op.drop_column("branch")

    with op.batch_alter_table("help_calls", schema=None) as batch_op:
        batch_op.drop_column("answered_by")
        batch_op.drop_column("answered_at")

    with op.batch_alter_table("kiosks", schema=None) as batch_op:
        batch_op.drop_column("parts")
        batch_op.drop_column("seen_at")
        batch_op.drop_column("branch")

    with op.batch_alter_table("copies", schema=None) as batch_op:
        batch_op.drop_column("price")
        batch_op.drop_column("call_number")
        batch_op.drop_column("at_branch")
        batch_op.drop_column("branch")

    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payments_charge_id"))

    op.drop_table("payments")
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_charges_open_patron",
            sqlite_where=sa.text("outstanding > 0"),
            postgresql_where=sa.text("outstanding > 0"),
        )
        batch_op.drop_index(batch_op.f("ix_charges_loan_id"))

    op.drop_table("charges")
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_holds_trapped",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_holds_open_title",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_holds_open_patron",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("holds")
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_sessions_login"))

    op.drop_table("staff_sessions")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cards_patron_id"))

    op.drop_table("cards")
    op.drop_table("changes")
    op.drop_table("texts")
    op.drop_table("staff")
    op.drop_table("enrolments")
    op.drop_table("closed_days")
    op.drop_table("branches")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_at"))
        batch_op.drop_index(batch_op.f("ix_audit_log_about"))

    op.drop_table("audit_log")
