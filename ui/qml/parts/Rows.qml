pragma ComponentBehavior: Bound
import QtQuick

/* The rows of a page. A row keeps its place; the newest is always fully in sight. */
ListView {
    id: list

    property bool renewable: false
    property bool follow: true // keep the newest in sight

    spacing: 20
    clip: true
    cacheBuffer: 6000
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List

    delegate: ItemRow {
        width: ListView.view.width
        renewable: list.renewable
    }

    add: Transition {
        NumberAnimation { property: "opacity"; from: 0.3; to: 1; duration: Theme.quick; easing.type: Easing.OutQuad }
    }

    function showNewest(): void {
        if (follow && !moving)
            positionViewAtEnd();
    }

    onCountChanged: Qt.callLater(showNewest)
    onContentHeightChanged: Qt.callLater(showNewest)
    onHeightChanged: Qt.callLater(showNewest)

    Rectangle {
        parent: list.parent
        visible: list.visible && list.contentHeight > list.height + 1
        x: list.x + list.width + 14
        width: 8
        radius: 4
        color: Theme.edge
        y: list.y + list.visibleArea.yPosition * list.height
        height: list.visibleArea.heightRatio * list.height
    }
}
