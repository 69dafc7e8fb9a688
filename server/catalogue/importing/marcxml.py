"""MARC records in MARCXML (https://www.loc.gov/standards/marcxml/), as they come, whatever the file's length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from xml import sax
from xml.sax.handler import feature_external_ges, feature_namespaces, property_lexical_handler

from pymarc import Record
from pymarc.exceptions import PymarcException
from pymarc.marcxml import XmlHandler

from server.catalogue.importing.drafts import Flaw, Readable, Unreadable


class _NoDocumentType:
    """A document type could define entities that swell to any size; MARCXML has none."""

    def startDTD(self, *_: object) -> None:
        raise sax.SAXException("a document type")

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


def records(file: Readable) -> Iterator[Record]:
    """Raises :class:`Unreadable` where the XML ends to be XML: nobody knows what the rest would say."""
    handler = cast(Any, XmlHandler)()
    parser: Any = sax.make_parser()  # noqa: S317 - no document type, no entities: see above
    parser.setContentHandler(handler)
    parser.setFeature(feature_namespaces, 1)
    parser.setFeature(feature_external_ges, False)
    parser.setProperty(property_lexical_handler, _NoDocumentType())
    try:
        while block := file.read(1 << 16):
            parser.feed(block)
            yield from handler.records
            handler.records.clear()
        parser.close()
        yield from handler.records
    except (sax.SAXException, PymarcException, KeyError, ValueError, LookupError, AttributeError):
        raise Unreadable(Flaw.XML_BROKEN, line=parser.getLineNumber() or 1) from None
