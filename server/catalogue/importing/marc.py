"""What a MARC record says of a title and its copies.

MARC 21 (https://www.loc.gov/marc/bibliographic/) and CNMARC, China's UNIMARC (WH/T 0503; the field numbers are
those of the UNIMARC manual, IFLA). Item fields are local everywhere: the ones read here stand in ``docs/import.md``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pymarc import Field, Record

from config.isbn import normalise
from config.vocabulary import ItemStatus
from server.catalogue.importing.drafts import Draft, DraftCopy, Flaw, Unfit, clean

MOST_BYTES = 99_999  # that the length in a leader can say

# MARC's language codes (ISO 639-2/B) as ours (ISO 639-1), where there is one.
LANGUAGES = {
    "ara": "ar", "chi": "zh", "dan": "da", "dut": "nl", "eng": "en", "fre": "fr", "ger": "de", "gre": "el",
    "grc": "el", "heb": "he", "hin": "hi", "ita": "it", "jpn": "ja", "kor": "ko", "lat": "la", "mon": "mn",
    "nor": "no", "per": "fa", "pol": "pl", "por": "pt", "rus": "ru", "san": "sa", "spa": "es", "swe": "sv",
    "tha": "th", "tib": "bo", "tur": "tr", "uig": "ug", "ukr": "uk", "vie": "vi",
}  # fmt: skip

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_PRICE = re.compile(r"\d+(?:\.\d{1,2})?")
_CLC = re.compile(r"[A-Z]{1,2}\d")


def draft(record: Record, family: str = "") -> Draft:
    """A record's title and copies. ``family`` is ``"marc21"`` or ``"cnmarc"``; empty: told by its title field.

    Raises :class:`Unfit`."""
    return FAMILIES[family or family_of(record)](record).complete()


def family_of(record: Record) -> str:
    """MARC 21 has its title in 245, UNIMARC in 200."""
    if record.get("245") is not None:
        return "marc21"
    if record.get("200") is not None:
        return "cnmarc"
    raise Unfit(Flaw.FAMILY_UNKNOWN)


def _marc21(record: Record) -> Draft:
    number, agency, fixed = (_control(record, tag) for tag in ("001", "003", "008"))
    title = _vernacular(record, "245")
    imprint = _first(
        record, "264", lambda field: field.indicator2 in ("1", " ") and field.get("b")
    ) or record.get("260")
    main = next((field for tag in ("100", "110", "111") if (field := _vernacular(record, tag))), None)
    author = (
        _name(_sub(main, "a")) or _said_by(_sub(title, "c")) or _name(_sub(_vernacular(record, "700"), "a"))
    )
    return Draft(
        control_number=f"({agency}){number}" if agency and number else number,
        title=_title(_sub(title, "a"), [_sub(title, "n"), _sub(title, "p")], _sub(title, "b")),
        author=author,
        isbn=_isbn(record, "020"),
        year=_year(_sub(imprint, "c")) or _year(fixed[7:11]),
        publisher=_trim(_sub(imprint, "b")),
        language=_language(fixed[35:38] if fixed[35:38].strip() else _sub(record.get("041"), "a")[:3]),
        clc=_sub(_first(record, "084", _is_clc), "a"),
        ddc=_sub(record.get("082") or record.get("092"), "a").replace("/", ""),
        subjects=_subjects(record, ("600", "610", "611", "630", "650", "651", "653")),
        summary=_sub(record.get("520"), "a"),
        record=_iso2709(record),
        copies=[*_koha(record), *_holdings(record), *_symphony(record)],
    )


def _cnmarc(record: Record) -> Draft:
    title = record.get("200")
    imprint = record.get("210") or record.get("214")
    authors = [clean(one) for one in title.get_subfields("f")] if title else []
    main = next((field for tag in ("701", "700", "711", "710") if (field := record.get(tag))), None)
    coded = _sub(record.get("100"), "a")
    price = _PRICE.search(_sub(record.get("010"), "d"))
    return Draft(
        control_number=_control(record, "001"),
        title=_title(_sub(title, "a"), [_sub(title, "h"), _sub(title, "i")], _sub(title, "e")),
        author="; ".join(filter(None, authors)) or _name(_sub(main, "a")),
        isbn=_isbn(record, "010"),
        year=_year(_sub(imprint, "d")) or _year(coded[9:13]),
        publisher=_trim(_sub(imprint, "c")),
        language=_language(_sub(record.get("101"), "a")),
        clc=_sub(record.get("690"), "a"),
        ddc=_sub(record.get("676"), "a").replace("/", ""),
        subjects=_subjects(record, ("600", "601", "605", "606", "607", "610")),
        summary=_sub(record.get("330"), "a"),
        record=_iso2709(record),
        copies=list(_china_holdings(record, price[0] if price else "")),
    )


FAMILIES: dict[str, Callable[[Record], Draft]] = {"marc21": _marc21, "cnmarc": _cnmarc}


def _koha(record: Record) -> Iterator[DraftCopy]:
    """952 as Koha writes it."""
    for field in record.get_fields("952"):
        price = _PRICE.search(_sub(field, "v") or _sub(field, "g"))
        place = (
            (ItemStatus.WITHDRAWN if _set(field, "0") else None)
            or (ItemStatus.MISSING if _set(field, "1") else None)
            or (ItemStatus.REFERENCE_ONLY if _set(field, "7") else None)
        )
        if barcode := _sub(field, "p"):
            yield DraftCopy(
                barcode=barcode,
                call_number=_sub(field, "o"),
                branch=_sub(field, "a"),
                item_class=_sub(field, "y"),
                price=price[0] if price else "",
                place=place.value if place else "",
            )


def _holdings(record: Record) -> Iterator[DraftCopy]:
    """852, location: $p is the piece's own number, and may be repeated."""
    for field in record.get_fields("852"):
        call_number = " ".join(filter(None, (_sub(field, "h"), _sub(field, "i"))))
        for barcode in filter(None, map(clean, field.get_subfields("p"))):
            yield DraftCopy(barcode, call_number, branch=_sub(field, "b"))


def _symphony(record: Record) -> Iterator[DraftCopy]:
    """949 as Symphony writes it."""
    for field in record.get_fields("949"):
        if barcode := _sub(field, "i"):
            price = _PRICE.search(_sub(field, "p"))
            yield DraftCopy(
                barcode,
                _sub(field, "a"),
                branch=_sub(field, "m"),
                item_class=_sub(field, "t"),
                price=price[0] if price else "",
            )


def _china_holdings(record: Record, price: str) -> Iterator[DraftCopy]:
    """905 as most systems in China write it: one field may hold several copies."""
    for field in record.get_fields("905"):
        call_number = _sub(field, "s") or "/".join(filter(None, (_sub(field, "d"), _sub(field, "e"))))
        for barcode in filter(None, map(clean, field.get_subfields("b"))):
            yield DraftCopy(barcode, call_number, branch=_sub(field, "a"), price=price)


def _control(record: Record, tag: str) -> str:
    field = record.get(tag)
    # Positions count in 008, so its spaces stay.
    return ((field.data or "") if tag == "008" else clean(field.data)) if field else ""


def _sub(field: Field | None, code: str) -> str:
    return clean(field.get(code)) if field is not None else ""


def _set(field: Field, code: str) -> bool:
    return _sub(field, code) not in ("", "0")


def _first(record: Record, tag: str, fits: Callable[[Field], object]) -> Field | None:
    return next((field for field in record.get_fields(tag) if fits(field)), None)


def _is_clc(field: Field) -> bool:
    return _sub(field, "2").startswith("clc") or _CLC.match(_sub(field, "a")) is not None


def _vernacular(record: Record, tag: str) -> Field | None:
    """A field in its own script: where 880 has it, the field itself is only its romanisation."""
    field = record.get(tag)
    if field is None or not (link := re.fullmatch(r"880-(\d\d).*", _sub(field, "6"))):
        return field
    return _first(record, "880", lambda one: _sub(one, "6").startswith(f"{tag}-{link[1]}")) or field


def _title(main: str, parts: list[str], rest: str) -> str:
    text = ". ".join(filter(None, map(_trim, (main, *parts))))
    return f"{text} : {_trim(rest)}" if text and _trim(rest) else text


def _trim(text: str) -> str:
    """Without the punctuation that parts it from the next element (ISBD)."""
    return re.sub(r"(?<!\.)\.$", "", text.strip(" /:;,=")).strip()


def _name(text: str) -> str:
    """``Austen, Jane,`` as ``Jane Austen``."""
    text = text.strip(" ,;:")
    family, comma, given = text.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and text.isascii() and given.strip() else text


def _said_by(text: str) -> str:
    return re.sub(r"^by\s+", "", _trim(text), flags=re.IGNORECASE)


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def _language(code: str) -> str:
    code = code.strip().lower()
    return LANGUAGES.get(code, code) if re.fullmatch("[a-z]{2,3}", code) and code != "und" else ""


def _isbn(record: Record, tag: str) -> str:
    """The first valid one. Records carry wrong ones as printed: no reason to reject them."""
    for field in record.get_fields(tag):
        for text in field.get_subfields("a"):
            if isbn := normalise(re.split(r"[(（:;]", clean(text))[0]):
                return isbn
    return ""


def _subjects(record: Record, tags: tuple[str, ...]) -> list[str]:
    found = []
    for field in record.get_fields(*tags):
        if field.tag in ("610", "653") and len(field.get_subfields("a")) > 1:
            found += [_trim(clean(one)) for one in field.get_subfields("a")]
        else:
            heading = (_trim(clean(one)) for one in field.get_subfields("a", "x", "y", "z"))
            found.append("--".join(filter(None, heading)))
    return [one for one in dict.fromkeys(found) if one]


def _iso2709(record: Record) -> str:
    data = record.as_marc()
    return data.decode() if len(data) <= MOST_BYTES else ""
