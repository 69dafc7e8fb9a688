"""Alembic's entry: runs on the connection the store hands over."""

from alembic import context

from server.store.schema import METADATA
from server.store.tables import UtcDateTime

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    # A migration stands for itself: it names the database's types, not ours, which may change.
    render_item=lambda kind, item, _: (
        "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False
    ),
)
with context.begin_transaction():
    context.run_migrations()
