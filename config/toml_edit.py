"""Changing a text in a TOML file while every comment, and everything else, stays as a person wrote it."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from config.toml_lines import Lines

_VALUE = re.compile(
    r"""^(\s*(?:[A-Za-z0-9_.\s-]|"[^"]*"|'[^']*')+?=\s*)("(?:[^"\\]|\\.)*"|'[^']*')(\s*(?:\#.*)?)$"""
)


def set_text(text: str, table: str, key: str, value: str) -> str:
    """The file with ``key`` of ``[table]`` saying ``value``, on its own line or on a new one. Raises
    :class:`ValueError` where the file is laid out in a way this cannot change without changing more."""
    wanted: dict[str, Any] = tomllib.loads(text)
    inside = wanted.setdefault(table, {})
    if not isinstance(inside, dict):
        raise ValueError(f"{table} is no table")
    known = key in inside
    inside[key] = value
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    if known:
        number = Lines(text).of((table, key))
        found = _VALUE.match(lines[number - 1]) if number else None
        if number is None or found is None:
            raise ValueError(f"{key} of [{table}] does not stand on a line of its own")
        lines[number - 1] = f"{found[1]}{_quoted(value)}{found[3]}"
    else:
        header = next((n for n, line in enumerate(lines) if re.match(rf"\s*\[\s*{table}\s*\]", line)), None)
        if header is None:
            lines += ["", f"[{table}]"]
            header = len(lines) - 1
        lines.insert(header + 1, f"{key} = {_quoted(value)}")
    changed = ending.join(lines) + ending
    try:
        same = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise ValueError(f"{key} of [{table}] cannot be set without changing more")
    return changed


def _quoted(value: str) -> str:
    """A TOML basic string."""
    escaped = (
        f"\\u{ord(char):04x}" if char in '"\\' or ord(char) < 32 or ord(char) == 127 else char
        for char in value
    )
    return '"' + "".join(escaped) + '"'
