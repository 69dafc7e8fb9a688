"""``jieyue demo``: a whole library on one machine, on simulated devices whose wires are real."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kiosk.demo.part import PartFailed
from kiosk.demo.site import Site

AUTO_IDLE_SECONDS = 20


def demo(*, auto: bool, pictures: Path | None) -> int:
    """Play by itself, or open the kiosk and the bench window for a visitor; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jieyue-demo-") as folder:
        try:
            return _play(Path(folder), pictures) if auto else _open(Path(folder))
        except PartFailed as error:
            print(error, file=sys.stderr)
            return 1


def _play(folder: Path, pictures: Path | None) -> int:
    from kiosk.demo.auto import Play

    site = Site(folder / "site")
    environment = dict(os.environ)
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        site.start(environment, idle_seconds=AUTO_IDLE_SECONDS)
        failures = Play(site, pictures).perform()
    finally:
        site.end()
    print(f"{failures} steps failed" if failures else "everything agrees")
    return 1 if failures else 0


def _open(folder: Path) -> int:
    raise NotImplementedError
