"""A call that rings anew is told elsewhere anew"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("help_calls", sa.Column("rings", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ring", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint("uq_alerts_once", type_="unique")
        batch_op.create_unique_constraint("uq_alerts_once", ["call_key", "ring", "step_id", "channel_id"])
    op.create_index(op.f("ix_alerts_claimed_at"), "alerts", ["claimed_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_alerts_claimed_at"), "alerts")
    op.execute("DELETE FROM alerts WHERE ring > 1 OR step_id < 0")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_constraint("uq_alerts_once", type_="unique")
        batch_op.create_unique_constraint("uq_alerts_once", ["call_key", "step_id", "channel_id"])
        batch_op.drop_column("ring")
    with op.batch_alter_table("help_calls", schema=None) as batch_op:
        batch_op.drop_column("rings")
