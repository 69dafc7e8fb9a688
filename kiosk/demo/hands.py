"""The bench window's hands: each click becomes a line on a simulator's own input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kiosk.demo.part import Part
from kiosk.demo.site import Site

Line = tuple[str, str, str]


class SiteHands:
    """Works the site; see ``ui.bench.app.Hands``."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._devices: dict[str, Part] = {"scanner": site.scanner, "printer": site.printer, "pad": site.pad}

    def scan(self, label: str) -> None:
        self._site.scanner.tell(label)

    def lay(self, item: str) -> None:
        self._site.pad.tell(f":place {item}")

    def lift(self, item: str) -> None:
        self._site.pad.tell(f":lift {item}")

    def cable(self, name: str, plugged: bool) -> None:
        if name == "network":
            (self._site.relay.plug if plugged else self._site.relay.pull)()
        else:
            self._devices[name].tell(":plug" if plugged else ":unplug")

    def paper(self, how: str) -> None:
        self._site.printer.tell(f":paper {how}")

    def cover(self, how: str) -> None:
        self._site.printer.tell(f":cover {how}")

    def readers(self) -> Sequence[Line]:
        """One of each case first, so that all cases are near at hand."""
        said = self._site.demo()["patrons"]
        names = {one["barcode"]: self._site.ask_server(f"/patrons/{one['barcode']}")["name"] for one in said}
        lines = [(one["barcode"], names[one["barcode"]], one["case"]) for one in said]
        return _first_of_each(lines)

    def books(self) -> Sequence[Line]:
        """One copy of each status first, then the rest."""
        return _first_of_each(
            [(one["barcode"], one["title"], one["status"]) for one in self._site.demo()["items"]]
        )

    def slip(self) -> Path | None:
        return self._site.slips[-1].picture if self._site.slips else None

    def ended(self) -> bool:
        return self._site.dead() is not None


def _first_of_each(lines: Sequence[Line]) -> list[Line]:
    first = {what: line for line in reversed(lines) for what in [line[2]]}
    ordered = sorted(first.values(), key=lines.index)
    return ordered + [line for line in lines if line not in ordered]
