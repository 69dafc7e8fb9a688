"""Breaks a paragraph into lines: between words in Latin text, between any two characters in Chinese, but with
no closing mark at a line's start and no opening one at its end (the core of GB/T 15834 and of UAX #14)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

NOT_AT_START = frozenset("，。、；：？！）》〉」』】〕〗”’…—～·％,.;:?!)]}%")
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
NOT_AT_END = frozenset("（《〈「『【〔〖“‘([{￥")


def printable(text: str) -> str:
    """``text`` composed (NFC), a tab as a space, without control and format characters and half surrogates.

    A title must not be able to command the printer, or to reorder its line.
    """
    composed = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(char for char in composed if char == "\n" or unicodedata.category(char) not in INVISIBLE)


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of ``text``, none wider than ``width`` by ``measure``; spaces before a paragraph indent it all."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        body = paragraph.lstrip(" \N{EN SPACE}")
        indent = paragraph[: len(paragraph) - len(body)]
        if width - measure(indent) < max(width / 2, measure("国")):  # any character must have room
            indent = ""
        lines += [indent + line for line in _fill(body, width - measure(indent), measure)]
    return lines


def _fill(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines = []
    line = ""
    for unit in _units(text):
        if measure((line + unit).rstrip(" ")) <= width:
            line += unit
            continue
        if line:
            lines.append(line.rstrip(" "))
        *full, line = _chop(unit, width, measure)
        lines += full
    return [*lines, line.rstrip(" ")]


def _units(text: str) -> list[str]:
    """``text`` cut wherever a line may end; a unit carries the spaces after it."""
    units: list[str] = []
    for char in text:
        if units and not _may_break(units[-1], char):
            units[-1] += char
        else:
            units.append(char)
    return units


def _may_break(before: str, char: str) -> bool:
    if char == " ":
        return False
    if before.endswith(" "):
        return True
    if before[-1] in NOT_AT_END or char in NOT_AT_START:
        return False
    return _wide(before[-1]) or _wide(char) or (before[-1] in NOT_AT_START and not before[-1].isascii())


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _chop(unit: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A unit that fits on no line (a long number, an address) cut where it must be."""
    pieces = [""]
    for char in unit:
        if pieces[-1] and measure((pieces[-1] + char).rstrip(" ")) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
