"""Both languages say everything, and every page finds the words it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser, ast

from config.vocabulary import Code
from server.console import words
from server.console.navigation import MENU
from server.console.permissions import ALLOWED
from server.console.words import LANGUAGES, Words, preferred
from server.staff import Role

CONSOLE = Path(words.__file__).parent
FILES = {language: words.RESOURCES / "console" / f"{language}.ftl" for language in LANGUAGES}


def messages(language: str) -> dict[str, tuple[set[str], int]]:
    """By id: the facts a message needs, and how many attributes it has."""
    found = {}
    for entry in FluentParser().parse(FILES[language].read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} stands there twice"
            found[entry.id.name] = set(facts(entry.to_json())), len(entry.attributes)
    return found


def facts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from facts(one)
    elif isinstance(node, dict):
        if node.get("type") == "VariableReference":
            yield node["id"]["name"].removesuffix("_zh").removesuffix("_en")  # a name in its own language
        for value in node.values():
            yield from facts(value)


def used() -> set[str]:
    """What templates and pages ask for by a whole id."""
    found = {group for group, _ in MENU} | {f"nav-{entry.name}" for _, entries in MENU for entry in entries}
    found |= {f"role-{role}" for role in Role} | {f"role-{role}-may" for role in Role}
    for path in CONSOLE.rglob("*.html"):
        found |= set(re.findall(r"""\bt\("([a-z0-9-]+)"[,)]""", path.read_text(encoding="utf-8")))
    for path in CONSOLE.parent.rglob("*.py"):
        noted = re.findall(r'audit\.note\([^")]*,\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
        found |= {f"audit-{what}" for what in noted}
    for path in CONSOLE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'"((?:wrong|sign-in)-[a-z-]+)"', text))
        found |= {f"done-{done}" for done in re.findall(r'ask\.go\([^)]*, "([a-z-]+)"\)', text)}
        for code in re.findall(r'(?:Refused\(\d+|_failure\(request, \d+), "([a-z-]+)"', text):
            found |= {f"failure-{code}", f"failure-{code}-next"}
    return found


def test_both_languages_have_the_same_messages_with_the_same_facts():
    zh, en = messages("zh"), messages("en")
    assert zh.keys() == en.keys()
    for message_id in zh:
        assert zh[message_id] == en[message_id], message_id


def test_every_id_that_a_page_asks_for_is_there():
    assert used() - messages("zh").keys() == set()


def test_chinese_is_chinese_and_english_is_english():
    for language, path in FILES.items():
        for line in path.read_text(encoding="utf-8").splitlines():
            if " = " in line and not line.startswith(("#", "date-pattern")):
                said = re.sub(r"\{[^}]*\}", "", line.split(" = ", 1)[1])
                if re.search(r"[a-z]{3}|[一-鿿]", said):
                    assert bool(re.search(r"[一-鿿]", said)) == (language == "zh"), line


def test_every_role_is_in_the_table():
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("en", "zh-CN", "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "de-DE,en;q=0.5", "en"),
        (None, "", "zh"),
        ("xx", "fr", "zh"),
    ],
)
def test_the_language_is_the_reader_s_choice_or_the_browser_s(
    cookie: str | None, accepted: str, language: str
):
    assert preferred(cookie, accepted) == language


def test_a_refusal_without_staff_s_own_sentence_has_the_kiosk_s():
    said = Words("en", ZoneInfo("Asia/Shanghai"), "CNY")
    assert said.reason("card-left", {})[0]
    assert said.reason("made-up", {}) == ("made-up", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_means_something_where_its_facts_are_not_at_hand(
    language: str, caplog: pytest.LogCaptureFixture
):
    said = Words(language, ZoneInfo("Asia/Shanghai"), "CNY")
    for code in Code:
        assert said.about(code.value) != code.value
    assert caplog.records == []
    assert said.about("made-up") == "made-up"
