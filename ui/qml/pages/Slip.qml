pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* On paper, on the phone, or not at all; what was done stands beside it for a last look. */
Item {
    id: page

    readonly property bool coded: Kiosk.farewell.code !== ""
    readonly property real side: Theme.wide ? Theme.px(760) : width
    readonly property real half: Theme.k > 1 && !Theme.wide ? side : Math.floor((side - Theme.gap) / 2)

    Column {
        id: head

        y: Theme.gutter
        width: page.side
        spacing: Theme.px(8)

        Prose {
            objectName: "page-title"
            width: parent.width
            text: page.coded ? Words.say["slip-code-title"] : Words.say["slip-choice-title"]
            font.pixelSize: Theme.title
            font.bold: true
            lineHeight: 0.92
        }

        Prose {
            width: parent.width
            text: page.coded ? Words.say["slip-code-hint"] : Kiosk.farewell.counts.join("  ·  ")
            color: Theme.soft
        }
    }

    Notice {
        id: notice

        x: list.x
        y: Theme.wide ? Theme.gutter : head.y + head.height + Theme.gap
        width: list.width
    }

    Rows {
        id: list

        objectName: "rows"
        visible: !page.coded
        model: Kiosk.rows
        follow: false
        x: Theme.wide ? page.side + Theme.margin : 0
        y: notice.visible ? notice.y + notice.height + Theme.gap : notice.y
        width: page.width - x
        height: (Theme.wide ? page.height - Theme.gap : choices.y - Theme.gutter) - y
    }

    Flow {
        id: choices

        visible: !page.coded
        width: page.side
        y: page.height - height - (Theme.wide ? Theme.gap : Theme.px(8))
        spacing: Theme.gap

        PressButton {
            objectName: "slip-paper"
            width: parent.width
            height: Math.max(Theme.wide ? Theme.px(172) : Theme.px(152), implicitHeight)
            leftwards: true
            kind: "primary"
            icon: "paper"
            visible: Kiosk.page.printer
            textSize: Theme.lead
            text: Words.say["slip-choice-paper"]
            hint: Words.say["slip-choice-paper-hint"]
            onClicked: Kiosk.touch.chooseSlip("paper")
        }

        PressButton {
            objectName: "slip-screen"
            width: page.half
            height: Math.max(Theme.wide ? Theme.px(172) : Theme.px(152), implicitHeight)
            leftwards: true
            kind: Kiosk.page.printer ? "plain" : "primary"
            icon: "phone"
            textSize: Theme.wide ? Theme.body : Theme.lead
            text: Words.say["slip-choice-screen"]
            hint: Words.say["slip-choice-screen-hint"]
            onClicked: Kiosk.touch.chooseSlip("screen")
        }

        PressButton {
            objectName: "slip-none"
            width: page.half
            height: Math.max(Theme.wide ? Theme.px(172) : Theme.px(152), implicitHeight)
            leftwards: true
            icon: "leaf"
            textSize: Theme.wide ? Theme.body : Theme.lead
            text: Words.say["slip-choice-none"]
            hint: Words.say["slip-choice-none-hint"]
            onClicked: Kiosk.touch.chooseSlip("none")
        }
    }

    QrCode {
        visible: page.coded
        path: Kiosk.farewell.code
        squares: Kiosk.farewell.codeSize
        room: Theme.wide ? page.height - 2 * Theme.gutter : Math.min(page.width, page.height - head.height - 2 * Theme.margin)
        label: Words.say["slip-code-title"]
        x: Theme.wide ? page.side + Theme.margin + (page.width - page.side - Theme.margin - width) / 2 : (page.width - width) / 2
        y: Theme.wide ? (page.height - height) / 2 : head.y + head.height + (page.height - head.y - head.height - height) / 2
    }
}
