"""Bars are drawn by the server, and are a table for who does not see them."""

from __future__ import annotations

import re

from server.console.app import _templates

PAGE = '{% from "charts.html" import bars with context %}{{ bars("Calls", rows) }}'


def drawn(*rows: tuple[str, float | None, str]) -> str:
    return _templates().from_string(PAGE).render(rows=rows, t=lambda name: name)


def test_the_longest_bar_fills_its_row_and_the_others_are_in_proportion():
    shown = drawn(("East", 4, "4"), ("West", 1, "1"), ("North", 0, "none"))
    assert re.findall(r'rect width="([\d.]+)"', shown) == ["100.00", "25.00", "0.00"]
    assert re.findall(r'<td class="number">([^<]*)</td>', shown) == ["4", "1", "none"]
    assert "<caption>Calls</caption>" in shown
    assert "style=" not in shown, "the pages forbid it"


def test_a_group_too_small_has_no_bar_and_no_number():
    shown = drawn(("East", 8, "8"), ("West", None, "3"))
    assert shown.count("<svg") == 1
    assert "chart-too-few" in shown
    assert ">3<" not in shown


def test_nothing_at_all_and_labels_that_would_be_markup():
    assert "<tr>" not in drawn()
    assert 'width="0.00"' in drawn(("a", 0, "0"))
    assert "<script>" not in drawn(("<script>", 1, "<script>"))
