import QtQuick
import Jieyue

/* A second reader's card lies under the light: whose visit is it? */
Item {
    id: panel

    objectName: "other-card"

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: 0.5
    }

    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Theme.px(1600))
        height: body.height + 2 * Theme.px(56)
        radius: Theme.px(40)
        bottomLeftRadius: 0
        bottomRightRadius: 0
        color: Theme.paper
        border.width: Theme.name === "light" ? 0 : Theme.px(2)
        border.color: Theme.line
        Accessible.role: Accessible.Dialog
        Accessible.name: title.text

        Column {
            id: body

            x: Theme.margin
            y: Theme.px(56)
            width: parent.width - 2 * Theme.margin
            spacing: Theme.gap

            Prose {
                id: title

                width: parent.width
                text: Words.say["other-card-title"]
                font.pixelSize: Theme.title
                font.bold: true
            }

            Prose {
                width: parent.width
                bottomPadding: Theme.gap
                text: Words.say["other-card-hint"]
            }

            PressButton {
                objectName: "other-card-switch"
                width: parent.width
                height: Math.max(Theme.primary, implicitHeight)
                kind: "primary"
                icon: "card"
                text: Words.say["other-card-switch"]
                onClicked: Kiosk.touch.switchCard()
            }

            PressButton {
                objectName: "other-card-stay"
                width: parent.width
                height: Math.max(Theme.primary, implicitHeight)
                text: Words.say["other-card-stay"]
                onClicked: Kiosk.touch.back()
            }
        }
    }
}
