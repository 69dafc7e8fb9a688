"""The catalogue: titles and their copies, the search that finds them, and the import that brings them."""

from server.catalogue import index  # noqa: F401 - keeps the search index in step
from server.catalogue.titles import add_copy, add_loan, add_title, describe

__all__ = ["add_copy", "add_loan", "add_title", "describe"]
