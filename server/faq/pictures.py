"""Pictures of answers: looked at closely, drawn anew, and kept by the SHA-256 of what came out.

Drawing anew leaves nothing of the file somebody sent but its pixels: no place it was taken at, no name, no script. Only
PNG and JPEG are made, which every kiosk can show.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from server.store.faq_tables import FaqPicture

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 2 * 1024 * 1024  # of what is kept
LONGEST_SIDE = 2000  # pixels; a larger one is made smaller
MOST_PIXELS = 40_000_000  # of what is read: a camera's; more are not unpacked
KINDS = ("PNG", "JPEG", "WEBP", "GIF")
QUALITIES = (88, 75, 60)


class BadPicture(ValueError):
    """``code`` says what is wrong: ``kind``, ``moves``, ``broken`` or ``large``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is kept."""

    content: bytes
    media_type: str
    width: int
    height: int


def keep(session: Session, drawn: Drawn, now: datetime) -> FaqPicture:
    """The same picture is kept once."""
    hash_ = hashlib.sha256(drawn.content).hexdigest()
    return session.get(FaqPicture, hash_) or session.merge(
        FaqPicture(
            hash=hash_,
            media_type=drawn.media_type,
            width=drawn.width,
            height=drawn.height,
            content=drawn.content,
            made_at=now,
        )
    )


def redraw(content: bytes) -> Drawn:
    """Takes seconds for a large one: before a transaction, not within. Raises :class:`BadPicture`."""
    image, kind = _read(content)
    made, media_type = _drawn(image, kind)
    return Drawn(made, media_type, image.width, image.height)


def _read(content: bytes) -> tuple[Image, str]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=KINDS)
    except Image.DecompressionBombError:
        raise BadPicture("large") from None
    except UnidentifiedImageError:
        raise BadPicture("kind") from None
    except Exception:  # whatever a decoder trips over in a header somebody forged
        raise BadPicture("broken") from None
    kind = str(image.format)
    if not image.info.get("progressive"):  # of such a JPEG all is unpacked, of another no more than is kept
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    if image.width * image.height > MOST_PIXELS:
        raise BadPicture("large")
    try:
        if getattr(image, "n_frames", 1) > 1:
            raise BadPicture("moves")
        image.load()
        image = ImageOps.exif_transpose(image)
        image = _plain(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except BadPicture:
        raise
    except Image.DecompressionBombError:
        raise BadPicture("large") from None
    except Exception:  # likewise
        raise BadPicture("broken") from None
    return image, kind


def _plain(image: Image) -> Image:
    """Pixels of eight bits; transparent ones only where there are any."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen_through = image.convert("RGBA")
        least, _ = seen_through.getchannel("A").getextrema()
        return seen_through if least < 255 else seen_through.convert("RGB")  # type: ignore[operator]
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _drawn(image: Image, kind: str) -> tuple[bytes, str]:
    """As PNG what was drawn, as JPEG what was photographed, and what would be too long otherwise."""
    from PIL import Image

    bare = Image.new(image.mode, image.size)  # takes over no more than the pixels
    bare.paste(image)
    if kind in ("PNG", "GIF") or image.mode == "RGBA":
        made = _saved(bare, "PNG")
        if len(made) <= MOST_BYTES:
            return made, "image/png"
    if bare.mode == "RGBA":
        paper = Image.new("RGB", bare.size, "white")
        paper.paste(bare, mask=bare.getchannel("A"))
        bare = paper
    for quality in QUALITIES:
        made = _saved(bare, "JPEG", quality=quality)
        if len(made) <= MOST_BYTES:
            return made, "image/jpeg"
    raise BadPicture("large")


def _saved(image: Image, kind: str, **how: bool | int) -> bytes:
    to = io.BytesIO()
    image.save(to, kind, **how)
    return to.getvalue()
