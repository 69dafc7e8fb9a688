import QtQuick
import Jieyue
import "../parts"

/* Type the card number. */
Item {
    id: page

    Column {
        width: Theme.wide ? (page.width - Theme.margin) / 2 : page.width
        y: Theme.wide ? Theme.gutter : Math.max(Theme.gutter, (pad.y - height) / 2)
        spacing: Theme.gap

        Prose {
            objectName: "page-title"
            width: parent.width
            text: Words.say["identify-title"]
            font.pixelSize: Theme.title
            font.bold: true
            lineHeight: 0.92
        }

        Prose {
            width: parent.width
            text: Words.say["identify-hint"]
            color: Theme.soft
        }

        Rectangle {
            width: parent.width
            height: Theme.px(148)
            radius: Theme.radius
            color: Theme.card
            border.width: Theme.px(3)
            border.color: Theme.brand

            Prose {
                objectName: "number"
                anchors.centerIn: parent
                text: Kiosk.number.text
                wrapMode: Text.NoWrap
                fontSizeMode: Text.Fit
                font.pixelSize: Theme.px(60)
                font.bold: true
                Accessible.ignored: true
            }
        }

        Prose {
            width: parent.width
            visible: Kiosk.reader.identifying
            text: Words.say["identifying"]
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
        goText: Words.say["identify-go"]
        ready: Kiosk.number.length > 0
        onDigit: key => Kiosk.number.press(key)
        onErase: Kiosk.number.erase()
        onGo: Kiosk.number.submit()
    }

    PointFrame {
        anchors.fill: pad
        visible: Kiosk.help.pointPart === "keypad"
    }
}
