"""Titles can be searched: the full-text index, and the words near each other"""

import sqlalchemy as sa
from alembic import op

from server.catalogue import index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "near_words",
        sa.Column("near", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("near", "word", name=op.f("pk_near_words")),
        sqlite_with_rowid=False,
    )
    # What an index holds can be made anew at any time, so it is made as the program of today wants it.
    index.make(op.get_bind())
    index.fill(op.get_bind())


def downgrade() -> None:
    op.drop_table("search_index")
    op.drop_table("near_words")
