import QtQuick
import Jieyue
import "../parts"

/* The machine cannot record anything: say so, and where to go. */
Item {
    id: page

    Column {
        anchors.centerIn: parent
        width: Math.min(page.width, Theme.px(1240))
        spacing: Theme.gap

        Icon {
            visible: Theme.k === 1 ? !Theme.wide || Kiosk.contacts.wechat === "" : !Theme.wide && !Kiosk.contacts.any
            anchors.horizontalCenter: parent.horizontalCenter
            name: "clock"
            color: Theme.brand
            size: Theme.wide ? Theme.px(180) : Theme.px(260)
        }

        Item {
            width: 1
            height: Theme.gap
        }

        Prose {
            objectName: "page-title"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: Words.say["out-of-service-title"]
            font.pixelSize: Theme.display
            font.bold: true
        }

        Prose {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: Words.say["out-of-service-hint"]
            font.pixelSize: Theme.lead
        }

        Prose {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            visible: text !== ""
            text: Words.say["call"]
            font.pixelSize: Theme.lead
            font.bold: true
        }

        Contacts {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, natural)
            whole: !Theme.wide && Theme.k === 1
            dense: !whole
            visible: Theme.k === 1 || !Theme.wide // where there is no room for them, help has them all
        }
    }
}
