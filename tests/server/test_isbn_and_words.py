"""ISBNs and the words of the index: properties that hold for any text, and how titles are put in order."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.isbn import isbn10, normalise
from server.catalogue.ranking import Fit, Wanted, fit
from server.catalogue.tokens import fold, indexed, words

BODIES = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("9787020002207", "9787020002207"),
        ("978-7-02-000220-7", "9787020002207"),
        ("ISBN 978 7 02 000220 7", "9787020002207"),
        ("7-02-000220-X", "9787020002207"),
        ("702000220x", "9787020002207"),
        ("9791034304646", "9791034304646"),
        ("9787020002208", None),
        ("7020002207", None),
        ("1234567890123", None),
        ("", None),
        ("X", None),
        ("٩٧٨٧٠٢٠٠٠٢٢٠٧", None),
    ],
)
def test_isbns(text: str, isbn: str | None):
    assert normalise(text) == isbn


@given(BODIES, st.integers(0, 9), st.integers(0, 12))
def test_a_wrong_digit_is_noticed(body: str, digit: int, place: int):
    good = next(isbn for last in "0123456789" if (isbn := normalise(f"978{body}{last}")))
    assert normalise(isbn10(good) or "") == good
    changed = good[:place] + str(digit) + good[place + 1 :]
    assert changed == good or normalise(changed) is None


@given(st.text())
def test_any_text_is_no_isbn_or_thirteen_digits(text: str):
    found = normalise(text)
    assert found is None or re.fullmatch(r"97[89]\d{10}", found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_hold_nothing_a_database_reads_and_stand_in_the_index(title: str, author: str):
    found = indexed(title, author, [title], None, author, title)
    for field in (found.title, found.author, found.subject, found.keys):
        assert all(re.fullmatch(r"(?:[a-z0-9]|[^\x00-\x7f\s])+", word) for word in field.split(" ") if word)
    assert set(words(fold(title))) <= set(found.title.split())
    assert fold(fold(title)) == fold(title)


@given(st.text("中国古代文学史研究唐诗三百首红楼梦的", min_size=1, max_size=12), st.data())
def test_any_part_of_a_chinese_title_is_in_the_index(title: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(title) - 1))
    end = data.draw(st.integers(start + 1, len(title)))
    assert set(words(title[start:end])) <= set(indexed(title, "", [], None, "", "").title.split())


BOOK = indexed("红楼梦研究", "Jane Li", ["古典文学"], "9787020002207", "I207.411", "895.134")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("红楼梦研究", Fit.WHOLE_TITLE),
        ("红楼", Fit.TITLE_BEGINS),
        ("研究", Fit.IN_TITLE),
        ("hlmyj", Fit.KEY),
        ("hongloumengyanjiu", Fit.KEY),
        ("9787020002207", Fit.KEY),
        ("i207411", Fit.KEY),
        ("jane", Fit.AUTHOR),
        ("li jane", Fit.AUTHOR),
        ("jane 研究", Fit.TITLE_AND_AUTHOR),
        ("hlm", Fit.KEY_BEGINS),
        ("i207", Fit.KEY_BEGINS),
        ("文学", Fit.SUBJECT),
        ("jane 文学", Fit.SUBJECT),
        ("austen", Fit.SOMEHOW),
        ("", Fit.SOMEHOW),
    ],
)
def test_how_well_a_title_fits(asked: str, expected: Fit):
    assert fit(Wanted(asked, [[(word, False)] for word in words(asked)]), BOOK) is expected
