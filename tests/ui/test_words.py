"""The catalogues are complete, alike, and kind to whoever forgets a sentence."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from config.vocabulary import Code, EntryKind, Reason
from kiosk.state import Case, Outcome
from kiosk.words import Catalogue, languages
from ui.app import QML
from ui.look import WORDS

LANGUAGES = languages(WORDS)


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, ast.Message]:
    tree = FluentParser().parse((WORDS / f"{language}.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in tree.body if isinstance(entry, ast.Junk)]
    return {entry.id.name: entry for entry in tree.body if isinstance(entry, ast.Message)}


def variables(node: ast.BaseNode) -> set[str]:
    visitor = Variables()
    visitor.visit(node)
    return visitor.names


def words(language: str) -> Catalogue:
    return Catalogue.load(WORDS, language)


def test_chinese_and_english_are_there():
    assert {"zh", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_and_a_next_step(language):
    known = messages(language)
    for code in Code:
        assert known[code.value].value, code
        assert [attribute.id.name for attribute in known[code.value].attributes] == ["next"], code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_facts(language):
    english, other = messages("en"), messages(language)
    assert set(english) == set(other)
    for message_id, message in english.items():
        assert variables(message) == variables(other[message_id]), message_id


def test_no_message_is_written_twice():
    for language in LANGUAGES:
        source = (WORDS / f"{language}.ftl").read_text(encoding="utf-8")
        ids = re.findall(r"^([a-z][\w-]*) =", source, re.MULTILINE)
        assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_words_read_without_fluent_are_what_fluent_says(language):
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((WORDS / f"{language}.ftl").read_text(encoding="utf-8")))
    expected = {}
    for message_id in messages(language):
        value = bundle.get_message(message_id).value
        text, problems = bundle.format_pattern(value, {})
        if not problems:
            expected[message_id] = text
    assert dict(words(language).chrome) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_in_qml_is_a_fixed_word(language):
    used: set[str] = set()
    for path in QML.rglob("*.qml"):
        used |= set(re.findall(r'Words\.say\["([a-z-]+)"\]', path.read_text(encoding="utf-8")))
    assert len(used) > 40
    composed = {"hotline", "urgent", "call"}  # made in ui.models.chrome
    assert used - composed <= set(words(language).chrome)
    for outcome in Outcome:
        assert f"outcome-{outcome.value}" in words(language).chrome


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [EntryKind.CHECKOUT, EntryKind.CHECKIN, EntryKind.RENEWAL])
@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("due", [None, datetime(2026, 5, 3, 23, 59)])
def test_every_outcome_has_a_sentence(language, kind, outcome, due, caplog):
    with caplog.at_level(logging.WARNING):
        case = Case("k", kind, "30000000000015", outcome, 0.0, due=due)
        assert words(language).outcome(case)
    assert not caplog.records


def test_dates_are_written_as_the_reader_writes_them():
    this_year = date.today().year
    day = date(this_year, 5, 3)
    weekday = "一二三四五六日"[day.weekday()]
    assert words("zh").date(day) == f"5月3日（周{weekday}）"
    assert words("en").date(day) == f"{day:%a} 3 May"
    assert words("zh").date(date(2031, 5, 3)) == "2031年5月3日"
    assert words("en").date(date(2031, 5, 3)) == "3 May 2031"


def test_a_loan_by_the_hour_says_the_time_of_day_too():
    until = datetime.fromisoformat("2031-05-03T17:30:00+08:00")
    case = Case("k", EntryKind.CHECKOUT, "30000000000015", Outcome.DONE, 0.0, due=until)
    assert words("en").outcome(case).endswith("3 May 2031 17:30")
    assert "5月3日 17:30" in words("zh").outcome(case)
    ended = words("en").reason(Reason(Code.CARD_EXPIRED, {"on": "2031-05-03"}))
    assert "00:00" not in ended.text


def test_a_due_date_is_the_day_the_library_wrote():
    """Not the day it is somewhere else at that moment."""
    reason = Reason(Code.ITEM_ALREADY_YOURS, {"due": "2031-05-03T23:59:59+00:00"})
    assert "2031年5月3日" in words("zh").reason(reason).text
    assert "3 May 2031" in words("en").reason(reason).text


def test_plurals_and_money():
    english, chinese = words("en"), words("zh")
    assert english.reason(Reason(Code.PIN_WRONG, {"tries_left": 1})).text.endswith("1 try left.")
    assert english.reason(Reason(Code.PIN_WRONG, {"tries_left": 3})).text.endswith("3 tries left.")
    owed = Reason(Code.FINES_OWED, {"owed": "8.20", "limit": "5.00", "currency": "CNY"})
    assert "¥8.20" in chinese.reason(owed).text
    assert "8.20" in english.reason(owed).text
    assert english.money("a lot", "CNY") == "a lot"


def test_an_unknown_id_shows_itself_and_is_logged_once(caplog):
    english = words("en")
    with caplog.at_level(logging.WARNING):
        assert english.say("never-written") == "never-written"
        assert english.say("never-written", count=3) == "never-written"
    assert len(caplog.records) == 1


def test_a_missing_fact_is_no_crash(caplog):
    sentence = words("en").reason(Reason(Code.TOO_MANY_LOANS))
    assert "items" in sentence.text
    assert len(caplog.records) == 1


def test_another_language_is_one_more_file(tmp_path: Path):
    (tmp_path / "fr.ftl").write_text(
        "language-name = Français\ndate-pattern = EEE d MMM\ndate-pattern-year = d MMM y\n"
        "done-lent-until = Prêté jusqu'au { $due }\n",
        encoding="utf-8",
    )
    assert languages(tmp_path) == ("fr",)
    french = Catalogue.load(tmp_path, "fr")
    assert french.say("done-lent-until", due=date(2031, 5, 3)) == "Prêté jusqu'au 3 mai 2031"
    with pytest.raises(FileNotFoundError):
        Catalogue.load(tmp_path, "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_keep_to_the_voice(language):
    """No blame, no machine talk."""
    source = (WORDS / f"{language}.ftl").read_text(encoding="utf-8").lower()
    spoken = "\n".join(line for line in source.splitlines() if not line.startswith("#"))
    for word in (" error", "invalid", " failed", "错误", "失败", "非法", "sip", "server"):
        assert word not in spoken, word
