pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* The rows of a page. A row keeps its place; the newest is always fully in sight. All rows are made at once: there
   are as many as a pair of hands can carry. */
Flickable {
    id: list

    property RowsModel model
    property bool follow: true // keep the newest in sight
    readonly property int count: rows.count
    property Item pointed: null // the row that staff mean is in sight before all others

    contentHeight: column.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List

    function showNewest(): void {
        if (pointed)
            contentY = Math.max(0, Math.min(pointed.y, contentHeight - height));
        else if (follow && !moving)
            contentY = Math.max(0, contentHeight - height);
        else if (!moving)
            returnToBounds();
    }

    onContentHeightChanged: showNewest()
    onHeightChanged: showNewest()

    Column {
        id: column

        width: list.width
        spacing: Theme.px(20)

        add: Transition {
            NumberAnimation {
                property: "opacity"
                from: 0.3
                to: 1
                duration: Theme.quick
                easing.type: Easing.OutQuad
            }
        }

        Repeater {
            id: rows

            model: list.model

            ItemRow {
                id: row

                width: column.width
                onPointedChanged: {
                    list.pointed = pointed ? row : null;
                    list.showNewest();
                }
            }
        }
    }

    Rectangle {
        parent: list.parent
        visible: list.visible && list.contentHeight > list.height + 1
        x: list.x + list.width + Theme.px(14)
        width: Theme.px(8)
        radius: Theme.px(4)
        color: Theme.edge
        y: list.y + list.visibleArea.yPosition * list.height
        height: list.visibleArea.heightRatio * list.height
    }
}
