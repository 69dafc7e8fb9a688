import QtQuick
import Jieyue

/* Slides over a page to type an item number. */
Rectangle {
    id: sheet

    signal closed

    color: Theme.paper
    Component.onCompleted: Kiosk.number.clear()
    Component.onDestruction: Kiosk.number.clear()

    MouseArea {
        anchors.fill: parent // nothing below is pressed
    }

    Column {
        id: words

        readonly property bool wide: Theme.wide

        width: wide ? (parent.width - Theme.margin) / 2 : parent.width
        anchors.top: parent.top
        anchors.topMargin: wide ? Theme.gutter : Theme.margin
        spacing: Theme.gap

        Prose {
            width: parent.width
            text: Words.say["type-item-title"]
            font.pixelSize: Theme.title
            font.bold: true
        }

        Prose {
            width: parent.width
            text: Words.say["type-item-hint"]
            color: Theme.soft
        }

        Rectangle {
            width: parent.width
            height: Theme.px(132)
            radius: Theme.radius
            color: Theme.card
            border.width: Theme.px(3)
            border.color: Theme.brand

            Prose {
                anchors.centerIn: parent
                text: Kiosk.number.text
                wrapMode: Text.NoWrap
                font.pixelSize: Theme.px(60)
                font.bold: true
            }
        }

        PressButton {
            objectName: "sheet-close"
            text: Words.say["close"]
            icon: "cross"
            onClicked: sheet.closed()
        }
    }

    Keypad {
        width: words.width
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        keyHeight: Theme.wide ? Math.min(Theme.px(150), (sheet.height - 3 * spacing) / 4) : Theme.px(150)
        goText: Words.say["type-item-go"]
        ready: Kiosk.number.length > 0
        onDigit: key => Kiosk.number.press(key)
        onErase: Kiosk.number.erase()
        onGo: {
            Kiosk.number.submit();
            sheet.closed();
        }
    }
}
