"""The catalogue: titles and their copies."""

from server.catalogue.titles import add_copy, add_loan, add_policy, add_title, describe

__all__ = ["add_copy", "add_loan", "add_policy", "add_title", "describe"]
