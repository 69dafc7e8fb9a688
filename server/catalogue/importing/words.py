"""What is said of a record or file that cannot be imported: ``resources/import/<language>.ftl``."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from server.catalogue.importing.drafts import Facts

FILES = Path(__file__).parents[3] / "resources" / "import"
LANGUAGES = ("zh", "en")


def sentence(language: str, flaw: StrEnum, facts: Facts) -> str:
    """``language`` is one of LANGUAGES."""
    bundle = _bundle(language)
    pattern: Any = bundle.get_message(flaw.value).value
    # A number here is a name, not an amount: no thousands separators.
    text, _ = bundle.format_pattern(pattern, {name: str(fact) for name, fact in facts.items()})
    return str(text)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((FILES / f"{language}.ftl").read_text(encoding="utf-8")))
    return bundle
