import QtQuick
import Jieyue
import "../parts"

/* The first action, shown and said; what needs no card below it. */
Item {
    id: page

    readonly property bool typed: Kiosk.page.cardBy === "-typed"

    Item {
        id: invitation

        width: Theme.wide ? page.width * 0.58 : page.width
        height: Theme.wide ? page.height : ways.y - Theme.gutter

        Column {
            anchors.centerIn: parent
            width: parent.width
            spacing: Theme.gap

            ScanScene {
                width: parent.width
                height: Math.max(Theme.px(240), Math.min(Theme.wide ? Theme.px(440) : Theme.px(680), invitation.height - words.height - (poster.visible ? poster.height + Theme.gap : 0) - notice.height - 2 * Theme.gap - Theme.gutter))
                moving: true
                visible: !page.typed
            }

            Icon {
                visible: page.typed
                anchors.horizontalCenter: parent.horizontalCenter
                name: "keypad"
                size: Theme.wide ? Theme.px(220) : Theme.px(360)
                color: Theme.brand
            }

            Column {
                id: words

                width: parent.width
                spacing: Theme.px(8)

                Prose {
                    objectName: "page-title"
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: Words.say["welcome-title" + Kiosk.page.cardBy]
                    font.pixelSize: Theme.display
                    font.bold: true
                    lineHeight: 0.92
                }

                Prose {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: Words.say["welcome-hint" + Kiosk.page.cardBy]
                    color: Theme.soft
                    font.pixelSize: Theme.k > 1 ? Theme.body : Theme.lead
                }
            }

            Rectangle {
                id: poster

                visible: Kiosk.chrome.notice !== "" && !notice.visible // what is wrong now comes first
                anchors.horizontalCenter: parent.horizontalCenter
                width: Math.min(parent.width, Theme.px(1000))
                height: visible ? said.height + Theme.px(32) : 0
                radius: Theme.radius
                color: Theme.well

                Prose {
                    id: said

                    objectName: "welcome-notice"
                    anchors.centerIn: parent
                    width: parent.width - Theme.px(48)
                    horizontalAlignment: Text.AlignHCenter
                    text: Kiosk.chrome.notice
                    font.pixelSize: Theme.wide ? Theme.small : Math.min(Theme.body, Theme.px(40))
                    maximumLineCount: 4
                    elide: Text.ElideRight
                }
            }

            Notice {
                id: notice

                width: Math.min(parent.width, Theme.px(1000))
                anchors.horizontalCenter: parent.horizontalCenter
            }
        }
    }

    Column {
        id: ways

        width: Theme.wide ? page.width * 0.38 : page.width
        x: page.width - width
        y: Theme.wide ? (page.height - height) / 2 : page.height - height - Theme.px(8)
        spacing: Theme.gap

        PressButton {
            objectName: "return"
            width: parent.width
            height: Math.max(Theme.wide ? Theme.px(184) : Theme.px(168), implicitHeight)
            kind: page.typed ? "plain" : "primary"
            icon: "give-back"
            textSize: Theme.lead
            text: Words.say["welcome-return"]
            hint: Words.say["welcome-return-hint"]
            onClicked: Kiosk.touch.giveBack()
        }

        PressButton {
            objectName: "type-card"
            width: parent.width
            height: Math.max(Theme.wide ? Theme.px(184) : Theme.px(144), implicitHeight)
            kind: page.typed ? "primary" : "plain"
            icon: "keypad"
            textSize: page.typed ? Theme.lead : Theme.body
            text: Words.say["welcome-type"]
            hint: Words.say["welcome-type-hint"]
            onClicked: Kiosk.touch.identify()
        }

        Row {
            id: more

            readonly property real share: Kiosk.faq.any ? Math.floor((width - spacing) * 0.58) : 0
            readonly property real tall: Math.max(Theme.px(112), faq.visible ? faq.implicitHeight : 0, tell.implicitHeight)

            width: parent.width
            spacing: Theme.gap

            PressButton {
                id: faq

                objectName: "faq"
                visible: Kiosk.faq.any
                width: more.share
                height: more.tall
                kind: "quiet"
                icon: "search"
                text: Words.say["faq"]
                onClicked: Kiosk.touch.openFaq()
            }

            PressButton {
                id: tell

                objectName: "tell"
                width: more.width - (Kiosk.faq.any ? more.share + more.spacing : 0)
                height: more.tall
                kind: "quiet"
                icon: "message"
                text: Words.say["tell"]
                onClicked: Kiosk.touch.tell("menu")
            }
        }
    }
}
