import QtQuick

/* A frame and an arrow around what the librarian means. */
Item {
    id: frame

    property bool inside: false // where what lies outside is cut off
    property bool below: false // at the upper edge of the glass

    anchors.fill: parent
    anchors.margins: inside ? 0 : -Theme.px(12)
    z: 1

    Rectangle {
        anchors.fill: parent
        color: "transparent"
        radius: Theme.radius
        border.width: Theme.px(10)
        border.color: Theme.brand

        SequentialAnimation on opacity {
            running: Theme.quick > 0 && frame.visible
            loops: Animation.Infinite

            NumberAnimation {
                from: 1
                to: 0.35
                duration: 600
            }

            NumberAnimation {
                from: 0.35
                to: 1
                duration: 600
            }
        }
    }

    Rectangle {
        objectName: "point-arrow"
        x: frame.inside ? 0 : (frame.width - width) / 2
        y: frame.inside ? 0 : frame.below ? frame.height - Theme.px(10) : -height + Theme.px(10)
        width: Theme.px(72)
        height: width
        radius: frame.inside ? Theme.radius : width / 2
        color: Theme.brand

        Icon {
            anchors.centerIn: parent
            name: frame.inside ? "next" : "down"
            rotation: frame.below ? 180 : 0
            color: Theme.brandText
            size: Theme.px(52)
        }
    }
}
