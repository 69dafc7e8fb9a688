"""What the library decided about how its screen looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

WORDS = Path(__file__).parent.parent / "resources" / "words"

Orientation = Literal["portrait", "landscape"]
DESIGN_SIZE: dict[Orientation, tuple[int, int]] = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


@dataclass(frozen=True, slots=True)
class Look:
    """From ``kiosk.toml``. ``size`` is the window's in pixels; None lets it fit the screen."""

    orientation: Orientation = "portrait"
    library: Mapping[str, str] = field(default_factory=dict)  # the library's name, by language
    hotline: str = ""
    theme: Literal["light", "dark", "contrast"] = "light"
    brand: str = ""  # "#RRGGBB" for the light theme; empty: the house colour
    full_screen: bool = False
    help_key: str = "F1"  # the key that stands for the machine's help button; empty: none
    size: tuple[int, int] | None = None
    reduce_motion: bool = False
    words: Path = WORDS  # one Fluent file for each language
    pictures: Path | None = None  # the folder with the pictures of the frequent questions

    def __post_init__(self) -> None:
        if self.brand and contrast(self.brand, "#ffffff") < 7:
            raise ValueError(f"brand: {self.brand} is too light for white text on it (contrast 7:1 needed)")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
