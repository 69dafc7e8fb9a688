"""The yardstick for starting and for doing nothing: Python, Qt, and a window with nothing in it.

Run by its path, so that nothing of ours is imported.
"""

import os
import sys

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickView

os.environ.setdefault("QT_QUICK_BACKEND", "software")
app = QGuiApplication(sys.argv[:1])
view = QQuickView()
view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
component = QQmlComponent(view.engine())
component.setData(QByteArray(b"import QtQuick\nRectangle {}"), QUrl())
view.setContent(QUrl(), component, component.create())
view.showFullScreen()
sys.exit(app.exec())
