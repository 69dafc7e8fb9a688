import QtQuick

/* Says at the right of a list that there is more of it, and where one is. */
Rectangle {
    required property Flickable list

    visible: list.visible && list.contentHeight > list.height + 1
    x: list.x + list.width - width
    y: list.y + list.visibleArea.yPosition * list.height
    width: Theme.px(8)
    height: list.visibleArea.heightRatio * list.height
    radius: Theme.px(4)
    color: Theme.edge
}
