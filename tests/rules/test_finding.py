"""Looking for a question on the kiosk: what is typed, and what must stand first."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.faq import Answer, Entry, Faq, Malformed, read
from kiosk.finding import search
from server.faq.suggested import categories, questions
from server.faq.words import paragraphs, search_text

HAN = re.compile("[\u4e00-\u9fff]+")


def shipped() -> Faq:
    entries = []
    for number, one in enumerate(questions(), 1):
        answers = {}
        for language, (question, answer) in one.said.items():
            said = paragraphs(answer)
            answers[language] = Answer(question, said, words=search_text(question, said))
        entries.append(Entry(number, one.code, one.category, answers=answers))
    return Faq(tuple(entries))


FAQ = shipped()


def codes(query: str, language: str = "zh") -> list[str]:
    return [entry.code for entry in search(FAQ, query, language)]


@pytest.mark.parametrize(
    ("query", "language", "code"),
    [
        ("到期", "zh", "card-expired"),
        ("读者证到期了怎么办", "zh", "card-expired"),
        ("證到期", "zh-Hant", "card-expired"),
        ("duzhezhengdaoqi", "zh", "card-expired"),
        ("du zhe zheng dao", "zh", "card-expired"),
        ("dzzdq", "zh", "card-expired"),
        ("ｄｚｚｄｑ", "zh", "card-expired"),
        ("jianceng", "zh", ""),
        ("my card has ended", "en", "card-expired"),
        ("ENDED", "en", "card-expired"),
        ("card ended", "en", "card-expired"),
        ("barcod", "en", "label-unreadable"),
        ("barcdoe", "en", "label-unreadable"),
        ("gaurdian", "en", "guardian-needed"),
        ("PIN match", "en", "pin-wrong"),
    ],
)
def test_what_is_meant_is_found(query: str, language: str, code: str):
    if language == "zh-Hant":  # the document's own text counts as well, in whatever script it is
        answer = Answer(
            "讀者證到期了，怎麼辦？", ("請到服務臺續證。",), words=search_text("讀者證到期了", ())
        )
        assert search(Faq((Entry(1, code, answers={"zh-Hant": answer}),)), query, language)
        return
    found = codes(query, language)
    assert (code in found[:3]) if code else not found, found[:5]


def test_a_hit_in_the_question_stands_before_one_in_the_answer_and_the_most_asked_before_its_like():
    said = [
        ("Where is the lift?", "By the stairs."),
        ("Where are the stairs?", "At the back."),
        ("Stairs again?", ""),
    ]
    entries = tuple(
        Entry(number, answers={"en": Answer(question, (answer,), words=search_text(question, (answer,)))})
        for number, (question, answer) in enumerate(said)
    )
    assert [entry.id for entry in search(Faq(entries), "stairs", "en")] == [1, 2, 0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FAQ.entries) - 1), st.sampled_from(["zh", "en"]), st.randoms())
def test_an_entry_is_found_by_its_own_words_and_by_its_pinyin(at: int, language: str, chance: random.Random):
    entry = FAQ.entries[at]
    answer = entry.answers[language]
    words = re.findall(r"\w+", answer.question)
    word = chance.choice(words)
    assert entry in search(FAQ, word, language), word
    assert entry in search(FAQ, answer.question, language)
    if language == "zh":
        runs = [run.split("'") for run in answer.words.split("\n")[2].split()]
        run = chance.choice([run for run in runs if len(run) > 1])
        begin = chance.randrange(len(run) - 1)
        part = run[begin : chance.randint(begin + 2, len(run))]
        assert entry in search(FAQ, "".join(syllable[0] for syllable in part), "zh"), part
        assert entry in search(FAQ, "".join(part), "zh"), part


@settings(max_examples=40, deadline=None)
@given(st.text("qvxzjw", min_size=6, max_size=20), st.text(max_size=20))
def test_garbage_finds_nothing_whatever_stands_before_it(garbage: str, before: str):
    assert search(FAQ, f"{before[:30]} {garbage}", "en") == ()
    assert search(FAQ, f"{before[:30]} q{garbage}v", "zh") == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_typed_is_only_a_search(text: str):
    search(FAQ, text, "zh")


def test_looking_while_somebody_types_is_quick():
    search(FAQ, "x", "zh")
    began = time.perf_counter()
    for query in ("d", "du", "duz", "duzh", "duzhe", "duzhez", "读者证", "xuejie", "nosuchthing"):
        search(FAQ, query, "zh")
    assert time.perf_counter() - began < 0.5


def test_what_came_over_the_wire_is_read_with_care():
    said = {
        "categories": [{"code": "card", "names": {"en": "Card"}, "newer": 1}],
        "entries": [
            {
                "id": 1,
                "code": "x",
                "asked": 2,
                "newer": [],
                "texts": {"en": {"question": "?", "answer": ["a" * 9000]}},
            }
        ],
        "newer": {},
    }
    found = read(said)
    assert found.categories[0].name("zh") == "Card"
    assert len(found.entries[0].answers["en"].paragraphs[0]) == 4000
    entry = said["entries"][0]
    picture = {"hash": "../../../etc/passwd", "alt": "", "width": 1, "height": 1}
    for wrong in (
        [],
        {"entries": 1},
        {"entries": [1]},
        {"entries": [{**entry, "id": "1"}]},
        {"entries": [{**entry, "id": True}]},
        {"entries": [{**entry, "texts": {"en": {"question": None, "answer": []}}}]},
        {"entries": [{**entry, "texts": {"en": {"question": "", "answer": [], "pictures": [picture]}}}]},
    ):
        with pytest.raises(Malformed):
            read(wrong)  # type: ignore[arg-type]


def test_the_questions_that_come_along_are_whole():
    seen = set()
    for one in questions():
        assert one.category in categories()
        assert set(one.said) == {"zh", "en"}
        for language, (question, answer) in one.said.items():
            assert question not in seen
            seen.add(question)
            assert question[-1] in "？?"
            assert 20 < len(answer) < 600
            assert bool(HAN.search(question + answer)) == (language == "zh"), question
