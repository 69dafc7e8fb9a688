pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* Type the PIN: only dots are seen, here and in memory. */
Item {
    id: page

    Column {
        width: Theme.wide ? (page.width - Theme.margin) / 2 : page.width
        y: Theme.wide ? Theme.gutter : Math.max(Theme.gutter, (pad.y - height) / 2)
        spacing: Theme.gap

        Prose {
            objectName: "page-title"
            width: parent.width
            text: Words.say["pin-title"]
            font.pixelSize: Theme.title
            font.bold: true
            lineHeight: 0.92
        }

        Prose {
            width: parent.width
            text: Words.say["pin-hint"]
            color: Theme.soft
        }

        Rectangle {
            width: parent.width
            height: Theme.px(148)
            radius: Theme.radius
            color: Theme.card
            border.width: Theme.px(3)
            border.color: Theme.brand
            Accessible.role: Accessible.EditableText
            Accessible.name: Words.say["pin-title"]
            Accessible.passwordEdit: true

            Row {
                objectName: "dots"
                anchors.centerIn: parent
                spacing: Theme.px(28)
                visible: !Kiosk.reader.identifying

                Repeater {
                    model: Math.max(4, Kiosk.pin.length)

                    Rectangle {
                        required property int index
                        readonly property bool typed: index < Kiosk.pin.length

                        width: Theme.px(36)
                        height: Theme.px(36)
                        radius: Theme.px(18)
                        color: typed ? Theme.ink : "transparent"
                        border.width: Theme.px(3)
                        border.color: typed ? Theme.ink : Theme.edge
                    }
                }
            }

            Row {
                anchors.centerIn: parent
                spacing: Theme.px(20)
                visible: Kiosk.reader.identifying

                OutcomeMark {
                    outcome: "waiting"
                    anchors.verticalCenter: parent.verticalCenter
                }

                Prose {
                    text: Words.say["identifying"]
                    wrapMode: Text.NoWrap
                    anchors.verticalCenter: parent.verticalCenter
                }
            }
        }

        Notice {
            width: parent.width
        }
    }

    Keypad {
        id: pad

        width: Theme.wide ? (page.width - Theme.margin) / 2 : page.width
        anchors.right: parent.right
        y: Theme.wide ? (page.height - height) / 2 : page.height - height - Theme.px(8)
        keyHeight: Theme.wide ? Theme.px(Kiosk.help.offer !== "" ? 112 : 140) : Theme.px(168)
        enabled: !Kiosk.reader.identifying
        goText: Words.say["pin-go"]
        ready: Kiosk.pin.length > 0
        onDigit: key => Kiosk.pin.press(key)
        onErase: Kiosk.pin.erase()
        onGo: Kiosk.pin.submit()
    }

    PointFrame {
        anchors.fill: pad
        visible: Kiosk.help.pointPart === "keypad"
    }
}
