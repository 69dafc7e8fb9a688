import QtQuick
import Jieyue

/* Who is there: a masked name until it is touched, and counts. */
Item {
    id: strip

    implicitHeight: Math.max(Theme.touch, words.height + Theme.px(16))
    visible: Kiosk.reader.present

    Rectangle {
        id: person

        width: Theme.px(84)
        height: Theme.px(84)
        radius: Theme.px(42)
        color: Theme.brandSoft
        border.width: Theme.name === "contrast" ? Theme.px(2) : 0
        border.color: Theme.line
        anchors.verticalCenter: parent.verticalCenter

        Icon {
            anchors.centerIn: parent
            name: "person"
            color: Theme.brand
            size: Theme.px(52)
        }
    }

    Column {
        id: words

        anchors.left: person.right
        anchors.leftMargin: Theme.px(20)
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter

        Prose {
            width: parent.width
            objectName: "reader-name"
            text: Kiosk.reader.name
            font.bold: true
            maximumLineCount: 1
            elide: Text.ElideRight
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: Kiosk.reader.counts.join("  ·  ")
            color: Theme.soft
            font.pixelSize: Theme.small
        }
    }

    MouseArea {
        objectName: "show-name"
        anchors.fill: parent
        onClicked: Kiosk.reader.unmask()
        Accessible.role: Accessible.Button
        Accessible.name: Words.say["show-name"]
        Accessible.onPressAction: Kiosk.reader.unmask()
    }
}
