"""Draws the icons of ``resources/icons`` in the colours of the theme."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parent.parent / "resources" / "icons"


class Icons(QQuickImageProvider):
    """``image://icon/NAME/COLOUR/GROUND``; colours are ``rrggbb``.

    In the file ``currentColor`` stands for the first colour and ``ground`` for the second. Pictures and not QML
    shapes, because the software renderer does not clip shapes, and paints a picture in a tenth of the time.
    """

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:
        name, colour, ground = address.split("/")
        drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        drawing = drawing.replace("currentColor", f"#{colour}").replace('"ground"', f'"#{ground}"')
        if requested.width() > 120:
            drawing = drawing.replace(
                'stroke-width="1.8"', 'stroke-width="1.1"'
            )  # large ones want a finer line
        requested = requested.expandedTo(QSize(1, 1))
        size.setWidth(requested.width())
        size.setHeight(requested.height())
        image = QImage(requested, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)  # transparent
        painter = QPainter(image)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter)
        painter.end()
        return image
