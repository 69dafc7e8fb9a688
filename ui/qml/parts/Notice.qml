import QtQuick
import Jieyue

/* One sentence about the page, and what to do. */
Rectangle {
    id: notice

    property string text: Kiosk.page.notice
    property string next: Kiosk.page.noticeNext

    objectName: "notice"
    visible: text !== ""
    implicitHeight: visible ? words.height + Theme.px(40) : 0
    radius: Theme.radius
    color: Theme.brandSoft
    border.width: Theme.px(2)
    border.color: Theme.brand
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text + " " + next

    Icon {
        x: Theme.px(24)
        y: Theme.px(20) + Math.round(Theme.body * 0.72 - size / 2)
        name: "info"
        color: Theme.ink
        size: Theme.px(52)
    }

    Column {
        id: words

        x: Theme.px(100)
        y: Theme.px(20)
        width: notice.width - x - Theme.px(24)

        Prose {
            width: parent.width
            text: notice.text
            font.bold: true
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: notice.next
        }
    }
}
