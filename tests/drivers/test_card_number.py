"""The number on a card, by the library's rules."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cards.number import NoNumber, NumberOptions, number
from drivers.cards.pcsc import PcscCardReader
from drivers.registry import OptionError, parse_options

UID = bytes.fromhex("04A1B2C3")


@pytest.mark.parametrize(
    ("data", "rules", "expected"),
    [
        (UID, {}, "04A1B2C3"),
        (UID, {"order": "reversed"}, "C3B2A104"),
        (UID, {"form": "decimal"}, "77705923"),
        (UID, {"form": "decimal", "length": 10}, "0077705923"),
        (UID, {"form": "decimal", "order": "reversed"}, "3283263748"),
        (UID, {"form": "decimal", "skip": 1}, "10597059"),  # as 26-bit Wiegand readers give it
        (UID, {"take": 2}, "04A1"),
        (UID, {"skip": 3, "prefix": "LIB-"}, "LIB-C3"),
        (b"20001000000103\0\0", {"form": "text"}, "20001000000103"),
        (b"  7 \0junk", {"form": "text", "length": 4}, "0007"),
        ("读者7".encode(), {"form": "text"}, "读者7"),
        (bytes.fromhex("2000100000FFFFFF"), {"form": "digits"}, "2000100000"),
        (b"ID=4711;", {"form": "text", "pattern": r"ID=(\d+);"}, "4711"),
        (b"ID=4711;", {"form": "text", "pattern": r"ID=\d+;", "prefix": "x"}, "xID=4711;"),
    ],
)
def test_a_card_has_the_number_the_rules_say(data: bytes, rules: dict[str, object], expected: str) -> None:
    assert number(data, NumberOptions(**rules)) == expected


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        (b"", {}),
        (UID, {"skip": 4}),
        (UID, {"take": 5}),
        (b"\0\0", {"form": "text"}),
        (b"\xff\xfe", {"form": "text"}),
        (b"a\x07b", {"form": "text"}),
        (UID, {"form": "digits"}),
        (UID, {"pattern": "05.*"}),
        (b"12", {"form": "text", "pattern": "12(3)?"}),
    ],
)
def test_a_card_that_does_not_fit_has_no_number_and_is_not_quoted(
    data: bytes, rules: dict[str, object]
) -> None:
    with pytest.raises(NoNumber) as told:
        number(data, NumberOptions(**rules))
    assert "04A1" not in str(told.value)


@given(st.binary(min_size=1, max_size=10), st.sampled_from(["as-read", "reversed"]))
def test_decimal_and_hexadecimal_are_the_same_number(data: bytes, order: str) -> None:
    decimal = number(data, NumberOptions(form="decimal", order=order))
    assert int(decimal) == int(number(data, NumberOptions(order=order)), 16)


@given(
    st.binary(max_size=40),
    st.builds(
        NumberOptions,
        skip=st.integers(0, 9),
        take=st.integers(0, 9),
        form=st.sampled_from(["hex", "decimal", "digits", "text"]),
    ),
)
def test_whatever_stands_there_it_is_a_number_or_none(data: bytes, rules: NumberOptions) -> None:
    with contextlib.suppress(NoNumber):
        assert number(data, rules)


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"pattern": "("}, "pattern"),
        ({"source": "sector"}, "key"),
        ({"source": "sector", "key": "A0B1C2D3E4"}, "key"),
        ({"source": "sector", "key": "A0B1C2D3E4F5", "block": 7}, "block"),
        ({"source": "sector", "key": "A0B1C2D3E4F5", "block": 6, "blocks": 2}, "block"),
        ({"source": "sector", "key": "A0B1C2D3E4F5", "block": 143}, "block"),
        ({"source": "face"}, "source"),
        ({"key": 101112131415}, "key"),
    ],
)
def test_a_wrong_option_is_named_and_a_key_is_never_shown(options: dict[str, object], key: str) -> None:
    with pytest.raises(OptionError) as told:
        parse_options(PcscCardReader, options)
    assert told.value.key == key
    assert "A0B1" not in str(told.value)
    assert "1011" not in str(told.value)


def test_a_key_is_not_in_the_options_text() -> None:
    options = parse_options(PcscCardReader, {"source": "sector", "key": "A0B1C2D3E4F5", "block": 64})
    assert "A0B1" not in repr(options)
