import QtQuick
import Jieyue

/* Every way to reach a person: phone, e-mail, opening hours, accounts, and a code for WeChat. */
Row {
    id: contacts

    readonly property bool coded: Kiosk.contacts.wechat !== ""

    spacing: Theme.gutter

    Column {
        width: contacts.width - (contacts.coded ? code.width + contacts.spacing : 0)
        spacing: Theme.px(6)

        Prose {
            objectName: "contact-hotline"
            width: parent.width
            visible: text !== ""
            text: Words.say["hotline"]
            font.bold: true
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: Kiosk.contacts.email
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: Kiosk.contacts.social
            maximumLineCount: 4
            elide: Text.ElideRight
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: Kiosk.chrome.hours
            color: Theme.soft
            font.pixelSize: Theme.small
            maximumLineCount: 3
            elide: Text.ElideRight
        }
    }

    Column {
        id: code

        visible: contacts.coded
        width: picture.width
        spacing: Theme.px(8)

        QrCode {
            id: picture

            path: Kiosk.contacts.wechat
            squares: Kiosk.contacts.wechatSize
            room: Theme.px(220)
            label: Words.say["contact-wechat"]
        }

        Prose {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: Words.say["contact-wechat"]
            font.pixelSize: Theme.small
        }
    }
}
