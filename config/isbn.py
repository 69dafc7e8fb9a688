"""International Standard Book Numbers (ISO 2108): told from other numbers by their check digit, kept as ISBN-13."""

from __future__ import annotations

import re

_APART = re.compile(r"[\s\-‐-―−·]+")
_FORM = re.compile(r"(?:97[89])?\d{9}[\dX]", re.ASCII)


def normalise(text: str) -> str | None:
    """An ISBN-10 or -13, with or without hyphens and the letters ISBN before it, as thirteen digits; None for what
    is none, or has a wrong check digit."""
    digits = _APART.sub("", text).upper().removeprefix("ISBN").lstrip(":：")
    if not _FORM.fullmatch(digits):
        return None
    if len(digits) == 10:
        return (
            "978" + digits[:9] + _check13("978" + digits[:9]) if _check10(digits[:9]) == digits[9] else None
        )
    return digits if _check13(digits[:12]) == digits[12] else None


def isbn10(isbn13: str) -> str | None:
    """The ten-digit form of a normalised ISBN; those that begin with 979 have none."""
    body = isbn13[3:12]
    return body + _check10(body) if isbn13.startswith("978") else None


def _check13(body: str) -> str:
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body)) % 10)


def _check10(body: str) -> str:
    return "0123456789X"[-sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11]
