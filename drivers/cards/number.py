"""From what stands on a card to the number the library knows its owner by.

Systems that enrolled the same card long ago wrote its serial number in many ways: ``04A1B2C3`` is also ``C3B2A104``,
``0077705923``, ``3283263748``. The library says which by its options; these are the rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drivers.registry import OptionError


@dataclass(frozen=True, kw_only=True)
class NumberOptions:
    """How a card's number is made: some of its bytes, in an order, written in a form, then what fits a pattern."""

    skip: int = field(default=0, metadata={"help": "bytes left out at the start", "least": 0, "most": 255})
    take: int = field(default=0, metadata={"help": "how many bytes count; 0: all", "least": 0, "most": 255})
    order: str = field(
        default="as-read", metadata={"help": "the order of the bytes", "choices": ("as-read", "reversed")}
    )
    form: str = field(
        default="hex",
        metadata={"help": "how the bytes become a number", "choices": ("hex", "decimal", "digits", "text")},
    )
    length: int = field(
        default=0, metadata={"help": "zeros are put before a shorter number", "least": 0, "most": 40}
    )
    pattern: str = field(
        default="",
        metadata={"help": "a regular expression for the whole; a group in it is the number, if there is one"},
    )
    prefix: str = field(default="", metadata={"help": "put before the number"})


class NoNumber(ValueError):
    """This card has no number by these rules; the text does not contain what was read."""


def number(data: bytes, rules: NumberOptions) -> str:
    """The number on a card. ``digits`` is packed decimal (BCD) to the first filler, ``text`` ends at a zero byte.

    Raises :class:`NoNumber`.
    """
    some = data[rules.skip :][: rules.take or None]
    if not some or len(some) < rules.take:
        raise NoNumber("the card has fewer bytes than the rules want")
    if rules.order == "reversed":
        some = some[::-1]
    match rules.form:
        case "decimal":
            text = str(int.from_bytes(some, "big"))
        case "digits":
            text = some.hex().rstrip("f")
            if not text.isdecimal():
                raise NoNumber("no decimal digits stand there")
        case "text":
            text = _text(some.partition(b"\0")[0])
        case _:
            text = some.hex().upper()
    return finished(text, rules)


def finished(text: str, rules: NumberOptions) -> str:
    """A number that is text already, by those of the rules that are for text. Raises :class:`NoNumber`."""
    text = text.strip()
    if rules.pattern:
        found = re.fullmatch(rules.pattern, text)
        if found is None:
            raise NoNumber("what stands there does not fit the pattern")
        text = (found[1] or "") if found.re.groups else text
    if not text:
        raise NoNumber("nothing stands there")
    return rules.prefix + text.rjust(rules.length, "0")


def check_pattern(pattern: str) -> None:
    """Raises :class:`OptionError` when it is no regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise OptionError("pattern", f"it is none ({error})", "a regular expression") from None


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NoNumber("no text stands there") from None
    if not text.isprintable():
        raise NoNumber("no text stands there")
    return text
