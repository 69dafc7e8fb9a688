"""All tables there are."""

from server.store import faq_tables, help_tables, voice_tables
from server.store.tables import Base

__all__ = ["METADATA", "faq_tables", "help_tables", "voice_tables"]

METADATA = Base.metadata
