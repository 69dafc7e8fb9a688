"""Lines of a slip: nothing lost, nothing too wide, no mark where it must not stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.printers.charset import Charset, Font
from drivers.printers.layout import NOT_AT_END, NOT_AT_START, printable, wrap

CHINA = Charset("cp1252", chinese=True)
LATIN = Charset("cp1252", chinese=False)

AWKWARD = "  abcdefgh,.(0123456789“”—é图书馆借阅，。、！？《》（）「」"
MIXED = st.text(st.sampled_from(AWKWARD) | st.characters(codec="utf-8"), max_size=200)


def lines(text: str, width: int) -> list[str]:
    return wrap(text, width, CHINA.columns)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("The quick brown fox", 10, ["The quick", "brown fox"]),
        ("借阅机读者证", 6, ["借阅机", "读者证"]),
        ("借阅机，读者证", 6, ["借阅", "机，读", "者证"]),
        ("看《红楼梦》", 4, ["看", "《红", "楼", "梦》"]),
        ("他说“好”。", 8, ["他说", "“好”。"]),
        ("读 Moby Dick 吧", 9, ["读 Moby", "Dick 吧"]),
        ("0123456789", 4, ["0123", "4567", "89"]),
        ("  Due 24 December", 8, ["  Due 24", "  Decemb", "  er"]),
        ("one\ntwo", 10, ["one", "two"]),
        ("！！！！！！", 6, ["！！！", "！！！"]),
    ],
)
def test_where_lines_end(text, width, expected):
    assert lines(text, width) == expected


@given(MIXED, st.integers(min_value=2, max_value=64))
@example(" Ā", 2)
def test_nothing_is_lost_and_nothing_is_too_wide(text, width):
    text = printable(text)
    broken = lines(text, width)
    assert all(CHINA.columns(line) <= width for line in broken)
    assert "".join("".join(broken).split()) == "".join(text.split())


@given(st.text(st.sampled_from("图书馆借阅机器，。、！？《》（）"), max_size=80))
def test_no_mark_stands_where_it_must_not(text):
    """Unless so many marks follow each other that no line could hold them."""
    run = 0
    for char in text:
        run = run + 1 if char in NOT_AT_START | NOT_AT_END else 0
        if run > 4:
            return
    broken = [line for line in lines(text, 24) if line]
    assert not any(line[0] in NOT_AT_START for line in broken[1:])
    assert not any(line[-1] in NOT_AT_END for line in broken[:-1])


@given(st.text())
def test_what_is_printed_has_no_commands_in_it(text):
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in printable(text) if char != "\n"
    )


def test_a_decomposed_letter_is_put_together():
    assert printable("Mise\N{COMBINING ACUTE ACCENT}rables") == "Misérables"


@pytest.mark.parametrize(
    ("charset", "text", "expected"),
    [
        (CHINA, "ASCII only", [(Font.LATIN, "ASCII only")]),
        (CHINA, "图书", [(Font.CHINESE, "图书")]),
        (CHINA, "阿Q正传", [(Font.CHINESE, "阿Q正传")]),
        (CHINA, "Café", [(Font.LATIN, "Café")]),
        (CHINA, "café图书", [(Font.LATIN, "café"), (Font.CHINESE, "图书")]),
        (CHINA, "“Fantine”", [(Font.LATIN, "“Fantine”")]),
        (CHINA, "“药”", [(Font.CHINESE, "“药”")]),
        (CHINA, "Преступление", None),
        (CHINA, "𠀀", None),
        (CHINA, "😀", None),
        (LATIN, "图书", None),
        (LATIN, "Les Misérables", [(Font.LATIN, "Les Misérables")]),
        (Charset("cp866", chinese=True), "Мир", [(Font.LATIN, "Мир")]),
    ],
)
def test_which_font_a_character_is_in(charset, text, expected):
    assert charset.runs(text) == expected


@given(MIXED)
def test_what_is_called_printable_can_be_encoded(text):
    """One byte a column, and none that a printer takes for a command."""
    text = printable(text).replace("\n", "")
    runs = CHINA.runs(text)
    if runs is not None:
        encoded = [run.encode("gb18030" if font is Font.CHINESE else "cp1252") for font, run in runs]
        assert sum(map(len, encoded)) == CHINA.columns(text)
        assert all(byte >= 0x20 for data in encoded for byte in data)
        assert "".join(run for _, run in runs) == text
