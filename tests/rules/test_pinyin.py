"""Chinese from letters: by a small dictionary of our own, and by the whole one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pinyin import MOST, Candidate, Pinyin

SMALL = [
    ("我", 1000, ("wo",)),
    ("想", 500, ("xiang",)),
    ("借书", 300, ("jie", "shu")),
    ("结束", 200, ("jie", "shu")),
    ("接", 100, ("jie",)),
    ("书", 100, ("shu",)),
    ("先", 90, ("xian",)),
    ("西", 80, ("xi",)),
    ("安", 70, ("an",)),
    ("西安", 50, ("xi", "an")),
    ("图书馆", 40, ("tu", "shu", "guan")),
    ("绿", 30, ("lv",)),
]
WORDS = [("".join(syllables), text) for text, _, syllables in SMALL]
small = Pinyin(SMALL)


def texts(typed: str, dictionary: Pinyin = small) -> list[str]:
    return [one.text for one in dictionary.candidates(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jieshu", ["借书", "结束"]),  # the commoner first
        ("JieShu", ["借书", "结束"]),
        ("woxiangjieshu", ["我想借书"]),  # a whole sentence
        ("xian", ["先", "西安"]),
        ("xi'an", ["西安"]),  # and not 先
        ("tushug", ["图书馆"]),  # not written to its end
        ("tsg", ["图书馆"]),  # by its initials
        ("l", ["绿"]),
        ("", []),
        ("'", []),
        ("qqq", []),
    ],
)
def test_what_comes_first(typed, first):
    assert texts(typed)[: len(first)] == first


def test_the_beginning_can_be_chosen_alone():
    assert Candidate("我", 2) in small.candidates("woxiangjieshu")
    assert Candidate("西", 3) in small.candidates("xi'an")  # with its mark


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_what_reads_so_is_among_them(words):
    """Taking the first, again and again, uses every letter."""
    typed = "".join(reading for reading, _ in words)
    while typed:
        found = small.candidates(typed)
        assert found
        assert all(0 < one.used <= len(typed) and one.text for one in found)
        assert len({one.text for one in found}) == len(found) <= MOST
        typed = typed[found[0].used :]


@given(st.text(max_size=60))
def test_any_text_is_harmless(typed):
    for one in small.candidates(typed):
        assert 0 < one.used <= len(typed)


def test_the_whole_dictionary_knows_what_readers_of_a_library_write():
    whole = Pinyin.load()
    for typed, wanted in {
        "huanshu": "还书",
        "woxiangjiezhebenshu": "我想借这本书",
        "zhebenshudiaoye": "这本书掉页",
        "kongtiaotaileng": "空调太冷",
        "lvse": "绿色",
        "yinhang": "银行",
        "chongqing": "重庆",
        "xi'an": "西安",
    }.items():
        assert texts(typed, whole)[0] == wanted
