import QtQuick

/* A drawing of resources/icons in the theme's colours, sharp at any size. */
Image {
    required property string name
    property int size: Theme.px(48)
    property color color: Theme.ink
    property color ground: Theme.markText

    width: size
    height: size
    sourceSize: Qt.size(width, height)
    source: name ? "image://icon/" + name + "/" + Theme.hex(color) + "/" + Theme.hex(ground) : ""
    Accessible.ignored: true
}
