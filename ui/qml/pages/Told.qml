import QtQuick
import Jieyue
import "../parts"

/* Thanks, or what went wrong. */
Item {
    id: page

    readonly property bool lost: Kiosk.tell.told.lost ?? false

    Column {
        anchors.horizontalCenter: parent.horizontalCenter
        y: (ways.y - height) / 2
        width: Math.min(page.width, Theme.px(1240))
        spacing: Theme.wide && Theme.k > 1 ? Theme.px(8) : Theme.gutter

        OutcomeMark {
            anchors.horizontalCenter: parent.horizontalCenter
            outcome: page.lost ? "not-possible" : "done"
            size: Theme.px(Theme.wide ? (Theme.k > 1 ? 76 : 140) : 220)
        }

        Prose {
            objectName: "page-title"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: Kiosk.tell.told.sentence ?? ""
            font.pixelSize: Theme.title
            font.bold: true
        }

        Prose {
            width: parent.width
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: Kiosk.tell.told.hint ?? ""
            lineHeight: 1.15
        }
    }

    Grid {
        id: ways

        readonly property real across: Theme.wide ? 2 : 1
        readonly property real each: Math.floor((Math.min(page.width, Theme.px(1240)) - (across - 1) * spacing) / across)

        anchors.horizontalCenter: parent.horizontalCenter
        y: page.height - height - Theme.px(8)
        columns: across
        spacing: Theme.gap

        PressButton {
            objectName: "tell-more"
            width: ways.each
            text: Words.say["told-more"]
            icon: "message"
            height: Math.max(Theme.wide ? Theme.primary : Theme.px(120), implicitHeight)
            onClicked: Kiosk.touch.tell("menu")
        }

        PressButton {
            objectName: "tell-close"
            width: ways.each
            height: Math.max(Theme.primary, implicitHeight)
            kind: "primary"
            textSize: Theme.lead
            text: Words.say["close"]
            onClicked: Kiosk.touch.leaveTell()
        }
    }
}
