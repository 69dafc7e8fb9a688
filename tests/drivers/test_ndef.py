"""Text in NDEF messages."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cards.ndef import Incomplete, first_text

# The text record of the NFC Forum's Text RTD 1.0, appendix (“Hello, World!” in en-US), and of its UTF-16 kind.
HELLO = bytes.fromhex("D1011354") + b"\x05en-USHello, World!"
UTF_16 = bytes.fromhex("D1010754826A61") + "借阅".encode("utf-16-be")
URI = bytes.fromhex("910108550165786D2E636F6D")  # http://www.exm.com: not the last record


def in_memory(message: bytes, before: bytes = b"") -> bytes:
    length = bytes((len(message),)) if len(message) < 255 else b"\xff" + len(message).to_bytes(2, "big")
    return before + b"\x03" + length + message + b"\xfe"


@pytest.mark.parametrize(
    ("memory", "text"),
    [
        (in_memory(HELLO), "Hello, World!"),
        (in_memory(UTF_16), "借阅"),
        (in_memory(HELLO, bytes.fromhex("0103A00C34")), "Hello, World!"),  # after a lock control TLV
        (in_memory(HELLO, b"\0\0"), "Hello, World!"),
        (in_memory(URI + bytes.fromhex("510103540130") + b"7"), "7"),
        (in_memory(bytes.fromhex("C1010000012C54") + b"\0" + b"x" * 299), "x" * 299),
        (in_memory(bytes.fromhex("D90104015442") + b"\x02zh7"), "7"),  # a record with an id
        (in_memory(b""), None),
        (b"\xfe", None),
        (in_memory(bytes.fromhex("D1010455016162") + b"c"), None),
    ],
)
def test_the_first_text(memory: bytes, text: str | None) -> None:
    assert first_text(memory) == text


@given(st.text(max_size=300), st.sampled_from(["en", "zh-Hans"]), st.booleans())
def test_any_text_comes_back_and_is_incomplete_before_its_end(text: str, language: str, wide: bool) -> None:
    data = text.encode("utf-16-be") if wide else text.encode()
    payload = bytes((len(language) | (0x80 if wide else 0),)) + language.encode() + data
    size = bytes((len(payload),)) if len(payload) < 256 else len(payload).to_bytes(4, "big")
    record = bytes((0xD1 if len(payload) < 256 else 0xC1, 1)) + size + b"T" + payload
    memory = in_memory(record)
    expected = (
        data.decode("utf-16" if wide and data[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-16-be")
        if wide
        else text
    )
    assert first_text(memory) == expected
    for end in (0, 1, len(memory) // 2, len(memory) - 2):
        with pytest.raises(Incomplete):
            first_text(memory[:end])


@given(st.binary(max_size=80))
def test_whatever_it_is_it_is_text_or_none_or_told(memory: bytes) -> None:
    with contextlib.suppress(Incomplete, ValueError):
        assert isinstance(first_text(memory), str | None)
