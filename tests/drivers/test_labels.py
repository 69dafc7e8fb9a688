"""Labels out of bytes: every framing, cut anywhere, with everything wrong that a line can do to them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.barcode.labels import LONGEST_FRAME, LabelDecoder, check_digit, has_good_check_digit
from drivers.roles import BadFrame, Scanned, Symbology

BOOK = "30001000000010"
CARD = "20001000000103"

FRAMES = {"cr": (b"", b"\r"), "lf": (b"", b"\n"), "crlf": (b"", b"\r\n"), "stx-etx": (b"\x02", b"\x03")}

labels = st.text("0123456789ABCDEFXYZ", min_size=1, max_size=48).filter(
    lambda text: read(text.encode() + b"\r") == [Scanned(text)]
)


def read(data: bytes, framing: str = "auto", **settings: object) -> list[Scanned | BadFrame]:
    return LabelDecoder(framing, **settings).feed(data)  # type: ignore[arg-type]


def texts(results: list[Scanned | BadFrame]) -> list[str | None]:
    """Texts in order, None for a bad frame."""
    return [result.text if isinstance(result, Scanned) else None for result in results]


# --- framing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framing", FRAMES)
@given(wanted=st.lists(labels, max_size=5), cuts=st.lists(st.integers(0, 250), max_size=6))
def test_labels_come_out_however_the_bytes_are_cut(framing, wanted, cuts):
    before, after = FRAMES[framing]
    data = b"".join(before + text.encode() + after for text in wanted)
    for asked in (framing, "auto"):
        decoder = LabelDecoder(asked)
        edges = [0, *sorted(cuts), len(data)]
        pieces = [data[start:end] for start, end in itertools.pairwise(edges)]
        assert texts([result for piece in pieces for result in decoder.feed(piece)]) == wanted


@pytest.mark.parametrize(
    ("framing", "data"),
    [
        ("cr", b"12\n34\r"),
        ("lf", b"12\r\n"),
        ("crlf", b"12\r34\r\n"),
        ("crlf", b"12\n34\r\n"),
        ("stx-etx", b"12\r\x03"),
    ],
)
def test_one_framing_does_not_pass_for_another(framing, data):
    assert texts(read(data, framing))[0] is None


def test_stx_begins_anew_amid_a_label():
    assert texts(read(b"\x021234\x02567\x03")) == [None, "567"]


def test_between_stx_frames_line_ends_mean_nothing():
    assert texts(read(b"\x02123\x03\r\n\x02456\x03\r\n", "stx-etx")) == ["123", "456"]


def test_bytes_outside_stx_and_etx_are_told():
    assert texts(read(b"123\x03\x02456\x03", "stx-etx")) == [None, "456"]
    assert texts(read(b"123\x02456\x03", "stx-etx")) == [None, "456"]


def test_quiet_drops_what_was_begun_and_nothing_else():
    decoder = LabelDecoder()
    assert decoder.quiet() is None
    assert decoder.feed(b"1234") == []
    assert isinstance(decoder.quiet(), BadFrame)
    assert decoder.quiet() is None
    assert texts(decoder.feed(b"567\r")) == ["567"]


def test_a_frame_without_end_is_told_once_and_ends_at_the_next_terminator_or_pause():
    decoder = LabelDecoder("cr")
    assert texts(decoder.feed(b"1" * 10_000)) == [None]
    assert texts(decoder.feed(b"11\r567\r")) == ["567"]
    assert texts(decoder.feed(b"1" * 10_000)) == [None]
    assert decoder.quiet() is None
    assert texts(decoder.feed(b"567\r")) == ["567"]


@pytest.mark.parametrize("framing", ["auto", *FRAMES])
@given(noise=st.binary(max_size=2000))
def test_noise_neither_raises_nor_grows_and_after_an_end_the_next_label_is_read(framing, noise):
    before, after = FRAMES.get(framing, (b"", b"\r"))
    decoder = LabelDecoder(framing)
    for result in decoder.feed(noise):
        assert isinstance(result, BadFrame) or 0 < len(result.text) <= 48
    assert len(decoder._frame) <= LONGEST_FRAME
    decoder.feed(after)
    assert texts(decoder.feed(before + BOOK.encode() + after)) == [BOOK]


# --- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "text", "symbology"),
    [
        (f"]F0{BOOK}", BOOK, Symbology.CODABAR),
        (f"]F0A{BOOK}B", BOOK, Symbology.CODABAR),
        ("]A0AB-12", "AB-12", Symbology.CODE39),
        ("]C0A123B", "A123B", Symbology.CODE128),
        ("]E09787020002207", "9787020002207", Symbology.EAN),
        ("]I01234567890", "1234567890", Symbology.INTERLEAVED),
        ("]Q3jieyue:1", "jieyue:1", Symbology.QR),
        ("]d2abc", "abc", Symbology.DATA_MATRIX),
        ("]L2abc", "abc", Symbology.PDF417),
        ("]X0abc", "abc", None),
        ("]", "]", None),
        ("借阅", "借阅", None),
        (" 123 ", "123", None),
    ],
)
def test_aim_identifiers_become_symbologies(sent, text, symbology):
    assert read(sent.encode() + b"\r") == [Scanned(text, symbology)]


@pytest.mark.parametrize("ends", ["AB", "DA", "ad", "TN", "*E", "te", "n*"])
def test_codabars_start_and_stop_are_no_part_of_the_text(ends):
    assert texts(read(f"{ends[0]}{BOOK}{ends[1]}\r".encode())) == [BOOK]


@pytest.mark.parametrize("text", ["A123", "123B", "Aa", "AXB", "A1b", "A12TB"])
def test_other_letters_stay(text):
    assert texts(read(f"{text}\r".encode())) == [text]


@pytest.mark.parametrize(
    "data",
    [
        b"12\x0034\r",
        b"12\x7f34\r",
        b"\xff\xfe\r",
        b"12\xc2\x8034\r",  # a control character in UTF-8
        b"\xc3\r",
        b"]F0\r",
        b"   \r",
        b"1" * 49 + b"\r",
        b"1" * 200 + b"\r",
    ],
)
def test_what_is_no_text_is_a_bad_frame(data):
    assert texts(read(data)) == [None]


@pytest.mark.parametrize(
    "run_together",
    [BOOK + CARD, BOOK + CARD + BOOK, f"A{BOOK}BA{CARD}B", f"]F0{BOOK}]F0{CARD}", f"]F0A{BOOK}B]F0A{CARD}B"],
)
def test_two_labels_run_together_are_no_label(run_together):
    assert texts(read(run_together.encode() + b"\r", max_length=128)) == [None]


def test_28_digits_that_are_not_two_library_labels_are_a_label():
    text = BOOK + CARD[:-1] + "4"
    assert texts(read(text.encode() + b"\r")) == [text]


def test_prefix_and_suffix_are_wanted_and_taken_off():
    settings = {"prefix": b"<1>", "suffix": b"#"}
    assert texts(read(b"<1>]F0A123B#\r", **settings)) == ["123"]
    assert texts(read(b"123#\r", **settings)) == [None]
    assert texts(read(b"<1>123\r", **settings)) == [None]
    # what is both cannot count twice
    assert texts(read(b"##\r", prefix=b"##", suffix=b"#")) == [None]


@given(st.binary(max_size=300))
def test_a_bad_frame_does_not_tell_the_text(data):
    secret = b"4711081547110815"
    for result in read(secret + data + b"\r", verify=True):
        if isinstance(result, BadFrame):
            assert secret.decode() not in str(result)


# --- the check digit ----------------------------------------------------------------------------------------


def test_check_digit_of_known_numbers():
    assert check_digit("0007992739871") == "3"  # Luhn's customary example
    assert has_good_check_digit(BOOK)
    assert not has_good_check_digit(BOOK[:-1] + "9")
    assert not has_good_check_digit(BOOK[1:])


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 13), st.integers(1, 9))
def test_the_check_digit_finds_every_single_wrong_digit(first13, place, change):
    good = first13 + check_digit(first13)
    wrong = good[:place] + str((int(good[place]) + change) % 10) + good[place + 1 :]
    assert has_good_check_digit(good)
    assert not has_good_check_digit(wrong)


def test_a_misread_library_label_is_refused_where_the_check_digit_is_verified():
    wrong = BOOK[:-1] + "9"
    assert texts(read(f"{wrong}\r".encode())) == [wrong]
    assert texts(read(f"{wrong}\r".encode(), verify=True)) == [None]
    assert texts(read(f"A{wrong}B\r".encode(), verify=True)) == [None]
    assert texts(read(f"]I0{wrong}\r".encode(), verify=True)) == [wrong]  # not a library label
    assert texts(read(f"{BOOK}\r1234\r".encode(), verify=True)) == [BOOK, "1234"]
