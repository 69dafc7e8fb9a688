"""Pictures of covers, in one folder, each named by its ISBN: ``9787020002207.jpg``."""

from __future__ import annotations

from pathlib import Path

from config.isbn import isbn10, normalise

MEDIA_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def cover_file(folder: Path | None, isbn: str | None) -> Path | None:
    """The picture for an ISBN, by its thirteen or ten digits. Only a valid ISBN ever becomes part of a path."""
    thirteen = normalise(isbn) if folder and isbn else None
    if folder is None or thirteen is None:
        return None
    for name in (thirteen, isbn10(thirteen)):
        for suffix in MEDIA_TYPES:
            if name and (file := folder / f"{name}{suffix}").is_file():
                return file
    return None
