pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* What lies on the pad, live: a place for each item there is room for, and the count in words. */
Rectangle {
    id: strip

    objectName: "pad-strip"
    visible: Kiosk.pad.there
    implicitHeight: visible ? Math.max(Theme.px(84), said.height + Theme.px(24)) : 0
    radius: Theme.radius
    color: Theme.well
    border.width: Theme.name === "contrast" ? Theme.px(2) : 0
    border.color: Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: said.text

    Icon {
        id: pad

        x: Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        name: "pad"
        size: Theme.px(52)
        color: Theme.brand
    }

    Prose {
        id: said

        objectName: "pad-said"
        x: pad.x + pad.width + Theme.px(20)
        width: places.x - x - Theme.px(16)
        anchors.verticalCenter: parent.verticalCenter
        text: Kiosk.pad.said
        font.bold: true
    }

    Row {
        id: places

        x: strip.width - width - Theme.px(24)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.px(8)

        Repeater {
            model: Kiosk.pad.limit <= 8 ? Kiosk.pad.limit : 0

            Rectangle {
                required property int index

                readonly property bool taken: index < Kiosk.pad.count
                readonly property bool coming: !taken && index < Kiosk.pad.count + Kiosk.pad.reading

                width: Theme.px(22)
                height: Theme.px(48)
                radius: Theme.px(5)
                color: taken ? Theme.brand : coming ? Theme.outcome("waiting") : "transparent"
                border.width: Theme.px(2)
                border.color: taken ? Theme.brand : coming ? Theme.outcome("waiting") : Theme.edge
            }
        }
    }
}
