import QtQuick
import Jieyue

/* The ways to reach a person beside the phone: e-mail, accounts, opening hours, and a code for WeChat. */
Row {
    id: contacts

    property bool whole: false // there is room for whatever the library wrote
    property bool dense: false // many accounts do not have a line each
    property real room: Theme.px(220) // of the code
    readonly property bool coded: Kiosk.contacts.wechat !== ""
    readonly property real natural: Math.max(email.implicitWidth, social.implicitWidth, hours.implicitWidth) + (coded ? code.width + spacing : 0)

    function lines(text: string): string {
        return dense && text.split("\n").length > 2 ? text.split("\n").join("  ·  ") : text;
    }

    spacing: Theme.gutter

    Column {
        width: contacts.width - (contacts.coded ? code.width + contacts.spacing : 0)
        spacing: Theme.px(6)

        Prose {
            id: email

            width: parent.width
            visible: text !== ""
            objectName: "contact-email"
            text: Kiosk.contacts.email
        }

        Prose {
            id: social

            width: parent.width
            objectName: "contact-social"
            visible: text !== ""
            text: contacts.lines(Kiosk.contacts.social)
            maximumLineCount: contacts.whole ? 99 : contacts.dense ? 2 : 4
            elide: Text.ElideRight
        }

        Prose {
            id: hours

            width: parent.width
            objectName: "contact-hours"
            visible: text !== ""
            text: contacts.lines(Kiosk.chrome.hours)
            color: Theme.soft
            font.pixelSize: Theme.small
            maximumLineCount: contacts.whole ? 99 : contacts.dense ? 2 : 3
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
            room: contacts.room
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
