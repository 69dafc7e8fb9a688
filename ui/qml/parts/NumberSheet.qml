import QtQuick
import Jieyue

/* Slides over a page to type an item number. */
Rectangle {
    id: sheet

    color: Theme.paper

    MouseArea {
        anchors.fill: parent // nothing below is pressed
    }

    Column {
        id: words

        readonly property bool wide: Theme.wide

        width: wide ? (parent.width - Theme.margin) / 2 : parent.width
        y: wide ? Theme.gutter : Math.max(Theme.gutter, (pad.y - height) / 2)
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
    }

    Keypad {
        id: pad

        width: words.width
        anchors.right: parent.right
        y: sheet.height - height - Theme.px(8)
        keyHeight: Theme.wide ? Theme.px(140) : Theme.px(168)
        goText: Words.say["type-item-go"]
        ready: Kiosk.number.length > 0
        onDigit: key => Kiosk.number.press(key)
        onErase: Kiosk.number.erase()
        onGo: Kiosk.number.submit()
    }
}
