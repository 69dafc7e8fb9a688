"""View models: each shows one concern of the state as QML properties or rows, and holds no rule."""

QML_IMPORT_NAME = "Jieyue"
