"""Where measurements are made and their results left."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "build" / "bench"  # on a disk: what is measured there includes the disk's own time
BUILD.mkdir(parents=True, exist_ok=True)
