"""Bringing a catalogue in: MARC 21 and CNMARC (ISO 2709, MARCXML), and CSV; first looked at, then written whole."""

from server.catalogue.importing.drafts import Draft, DraftCopy, Flaw, Rejected, Unreadable
from server.catalogue.importing.prepare import Prepared, Report, prepare
from server.catalogue.importing.write import Refused, Written

__all__ = [
    "Draft",
    "DraftCopy",
    "Flaw",
    "Prepared",
    "Refused",
    "Rejected",
    "Report",
    "Unreadable",
    "Written",
    "prepare",
]
