"""MARC records in a file of ISO 2709, one by one, each by itself: a broken one spoils no other.

Records end with 1D, fields with 1E, and no encoding read here uses these bytes for anything else (GB 18030's second
bytes begin at 30). So records are parted by them and not by the lengths they claim, which are wrong in many files that
were converted from GBK to UTF-8.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator

from pymarc import Record
from pymarc.exceptions import PymarcException

from server.catalogue.importing.drafts import Flaw, Readable, Unfit

ENCODINGS = ("utf-8", "gb18030", "marc-8")
SAMPLE_BYTES = 1_000_000
MOST_RECORD_BYTES = (
    1_000_000  # MARC's own limit is 99,999; whoever exceeds it is read, a file without ends is not
)
LEADER = 24

_LEADER = re.compile(rb"\d{5}[a-z ][\x20-\x7e]{6}[\d ]{5}[\x20-\x7e]{3}[\d |]{4}")
_ESCAPE = b"\x1b"

logging.getLogger("pymarc").setLevel(logging.ERROR)  # it would say of each field what is odd about it


def looks_like(sample: bytes) -> bool:
    """Whether a file begins with a record's leader."""
    return _LEADER.match(sample.lstrip(b"\xef\xbb\xbf\r\n\t ")) is not None


def split(file: Readable) -> Iterator[bytes]:
    """The records as they are, without what stands between them."""
    rest = b""
    while block := file.read(1 << 16):
        *whole, rest = (rest + block).split(b"\x1d")
        for one in whole:
            yield one.lstrip(b"\xef\xbb\xbf\r\n\t \x1a") + b"\x1d"
        if len(rest) > MOST_RECORD_BYTES:
            yield rest[:LEADER]
            rest = b""
    if (last := rest.lstrip(b"\xef\xbb\xbf\r\n\t \x1a\0")) != b"":
        yield last


def parts(data: bytes) -> list[bytes]:
    """One record, or, where the end of one is missing, what is left of it and the record that follows."""
    start = _LEADER.search(data, LEADER)
    if start is not None and data[start.start() - 1 : start.start()] != b"\x1e" and not _sound(data):
        return [data[: start.start()], data[start.start() :]]
    return [data]


def encoding_of(sample: bytes) -> str:
    """What most records of a sample are written in, those that are not plain ASCII."""
    votes: Counter[str] = Counter()
    for data in sample.split(b"\x1d")[:-1] or [sample]:
        if (found := _guess(data)) is not None:
            votes[found] += 1
    return votes.most_common(1)[0][0] if votes else "utf-8"


def _guess(data: bytes) -> str | None:
    if data.isascii():
        return "marc-8" if _ESCAPE in data else None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "marc-8" if data[9:10] != b"a" else "utf-8"
    # Chinese is written in pairs of high bytes; MARC-8 has single ones, before the letter they put an accent on.
    pairs = len(re.findall(rb"[\x81-\xfe][\x80-\xfe]", data)) * 2
    high = len(re.findall(rb"[\x80-\xff]", data))
    return "gb18030" if pairs > 0.7 * high else "marc-8"


def parse(data: bytes, encoding: str, *, given: bool) -> tuple[Record, str]:
    """A record and what it was written in. ``encoding`` is the file's, as somebody said (``given``) or as it seemed;
    in the latter case a record that is good UTF-8 is taken for that. Raises :class:`Unfit`."""
    data = _mend(data)
    if not given and encoding != "utf-8" and _guess(data) == "utf-8":
        encoding = "utf-8"
    # pymarc believes this byte; CNMARC has no meaning for it, and many files say UTF-8 there and are not.
    data = data[:9] + (b"a" if encoding == "utf-8" else b" ") + data[10:]
    try:
        return Record(
            data,
            hide_utf8_warnings=True,
            file_encoding="iso8859-1" if encoding == "marc-8" else encoding,  # pymarc's name for MARC-8
        ), encoding
    except UnicodeDecodeError:
        raise Unfit(Flaw.ENCODING_WRONG, encoding=encoding) from None
    except (PymarcException, ValueError, IndexError):
        raise Unfit(Flaw.RECORD_BROKEN) from None


def _mend(data: bytes) -> bytes:
    """The record with a directory that fits its fields."""
    if not data.endswith(b"\x1d"):
        raise Unfit(Flaw.RECORD_TRUNCATED)
    if _sound(data):
        return data
    directory, *fields = data[LEADER:-1].split(b"\x1e")
    tags = [directory[at : at + 3] for at in range(0, len(directory), 12)]
    if not fields or fields.pop() != b"" or len(fields) != len(tags) or len(directory) % 12:
        raise Unfit(Flaw.RECORD_BROKEN)
    place, entries = 0, []
    for tag, one in zip(tags, fields, strict=True):
        entries.append(b"%3b%04d%05d" % (tag, len(one) + 1, place))
        place += len(one) + 1
    base = LEADER + 12 * len(tags) + 1
    body = b"".join(entries) + b"\x1e" + b"\x1e".join(fields) + b"\x1e\x1d"
    if LEADER + len(body) > 99_999 or any(len(one) > 9_998 for one in fields):
        raise Unfit(Flaw.RECORD_BROKEN)
    return b"%05d%b%05d%b" % (LEADER + len(body), data[5:12], base, data[17:LEADER]) + body


def _sound(data: bytes) -> bool:
    """Whether leader and directory tell the truth."""
    try:
        length, base = int(data[:5]), int(data[12:17])
        directory = data[LEADER : base - 1]
        return (
            length == len(data)
            and data[base - 1 : base] == b"\x1e"
            and len(directory) % 12 == 0
            and all(
                data[base + int(directory[at + 3 : at + 7]) + int(directory[at + 7 : at + 12]) - 1] == 0x1E
                for at in range(0, len(directory), 12)
            )
        )
    except (ValueError, IndexError):
        return False
