import QtQuick
import Jieyue

/* Help always at the bottom left; the way on at the right. In the last seconds of a visit a ring runs out
   around it, and “I need more time” takes the middle. */
Item {
    id: footer

    readonly property string page: Kiosk.page.name
    readonly property bool telling: Kiosk.tell.over
    readonly property bool idle: Kiosk.idle.warning && (page !== "welcome" || telling)
    readonly property bool typing: Kiosk.number.asked
    readonly property bool ends: !typing && !telling && (page === "borrow" || page === "return" || page === "account" || page === "slip" && Kiosk.farewell.code !== "")
    readonly property bool goesBack: telling ? Kiosk.tell.writing === "" && Kiosk.tell.page !== "told" : typing || page === "identify" || page === "pin" || page === "slip" || page === "account" || page === "return" && Kiosk.reader.present
    readonly property real room: width - helpButton.width - Theme.gap

    implicitHeight: Theme.wide ? Theme.px(176) : Theme.px(200)

    PressButton {
        id: helpButton

        objectName: "help"
        width: Math.max(Theme.px(208), Math.min(implicitWidth, Theme.px(300)))
        height: Theme.primary
        anchors.verticalCenter: parent.verticalCenter
        text: Words.say["help"]
        icon: "help"
        onClicked: Kiosk.help.open ? Kiosk.touch.closeHelp() : Kiosk.touch.openHelp()

        // A call is open; the number is of lines that were not read.
        Rectangle {
            objectName: "help-badge"
            visible: Kiosk.help.calling
            anchors.horizontalCenter: parent.right
            anchors.verticalCenter: parent.top
            anchors.horizontalCenterOffset: -Theme.px(20)
            anchors.verticalCenterOffset: Theme.px(20)
            width: Math.max(height, unread.implicitWidth + Theme.px(24))
            height: Theme.px(56)
            radius: height / 2
            color: Theme.brand
            border.width: Theme.px(4)
            border.color: Theme.paper
            Accessible.role: Accessible.StaticText
            Accessible.name: Words.say["help-open"]

            Prose {
                id: unread

                anchors.centerIn: parent
                visible: Kiosk.help.unread > 0
                text: Kiosk.help.unread > 9 ? "9+" : Kiosk.help.unread
                wrapMode: Text.NoWrap
                color: Theme.brandText
                font.pixelSize: Theme.px(32)
                font.bold: true
            }

            Icon {
                anchors.centerIn: parent
                visible: !unread.visible
                name: "person"
                color: Theme.brandText
                size: Theme.px(36)
            }
        }
    }

    Column {
        id: reach

        visible: (footer.page === "welcome" || footer.page === "goodbye") && !footer.telling
        anchors.right: wechat.left
        anchors.rightMargin: wechat.visible ? Theme.gap : 0
        anchors.verticalCenter: parent.verticalCenter
        width: footer.room - Theme.gap - wechat.width

        Prose {
            objectName: "hours"
            width: parent.width
            visible: text !== ""
            horizontalAlignment: Text.AlignRight
            text: Kiosk.chrome.hours
            font.pixelSize: Theme.small
            maximumLineCount: Math.max(1, (Theme.k > 1 ? 2 : 3) - (Kiosk.contacts.email !== "" ? 1 : 0) - (social.visible && Theme.wide ? 1 : 0))
            elide: Text.ElideRight
        }

        Prose {
            objectName: "hotline"
            width: parent.width
            horizontalAlignment: Text.AlignRight
            text: Words.say["hotline"]
            color: Theme.soft
            font.pixelSize: Theme.small
        }

        Prose {
            objectName: "email"
            width: parent.width
            visible: text !== ""
            horizontalAlignment: Text.AlignRight
            text: Kiosk.contacts.email
            color: Theme.soft
            font.pixelSize: Theme.small
            maximumLineCount: 1
            elide: Text.ElideRight
        }

        // In large text there is no room for it: the help panel has them all.
        Prose {
            id: social

            objectName: "social"
            width: parent.width
            visible: text !== "" && (Theme.k <= 1 || Kiosk.contacts.email === "")
            horizontalAlignment: Text.AlignRight
            text: Kiosk.contacts.social.split("\n").join("  ·  ")
            color: Theme.soft
            font.pixelSize: Theme.small
            maximumLineCount: 1
            elide: Text.ElideRight
        }
    }

    QrCode {
        id: wechat

        visible: footer.page === "welcome" && !footer.telling && Kiosk.contacts.wechat !== ""
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: visible ? module * squares : 0
        path: Kiosk.contacts.wechat
        squares: Kiosk.contacts.wechatSize
        room: Theme.px(160)
        label: Words.say["contact-wechat"]
    }

    Row {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        PressButton {
            id: more

            objectName: "more-time"
            visible: footer.idle
            width: footer.room - Theme.gap - (Theme.wide ? Theme.px(400) : Theme.px(220))
            height: Theme.primary
            kind: "primary"
            text: Words.say["idle-more"]
            textSize: Math.min(Theme.body, Theme.px(40))
            hint: Kiosk.idle.sentence
            onClicked: Kiosk.touch.moreTime()
        }

        PressButton {
            id: backButton

            objectName: "back"
            visible: footer.goesBack && !(footer.idle && footer.ends)
            width: footer.idle ? (Theme.wide ? Theme.px(400) : Theme.px(220)) : footer.ends ? Math.max(Theme.px(230), Math.min(implicitWidth, Theme.px(280))) : Math.min(footer.room, Theme.px(420))
            height: Theme.primary
            text: Words.say["back"]
            icon: "back"
            ring: footer.idle && !footer.ends ? Kiosk.idle.left : 0
            onClicked: footer.telling ? Kiosk.touch.leaveTell() : footer.typing ? Kiosk.number.clear() : Kiosk.touch.back()

            PointFrame {
                visible: Kiosk.help.pointPart === "back"
            }
        }

        PressButton {
            objectName: "finish"
            visible: footer.ends
            width: footer.idle ? (Theme.wide ? Theme.px(400) : Theme.px(220)) : (Theme.wide ? Theme.px(560) : footer.room - (backButton.visible ? backButton.width + Theme.gap : 0))
            height: Theme.primary
            kind: footer.idle ? "plain" : "primary"
            textSize: footer.idle ? Math.min(Theme.body, Theme.px(40)) : Theme.lead
            text: Words.say["finish"]
            icon: footer.idle ? "" : "check"
            ring: footer.idle ? Kiosk.idle.left : 0
            enabled: !Kiosk.page.finishing
            onClicked: Kiosk.touch.finish()

            PointFrame {
                visible: Kiosk.help.pointPart === "finish"
            }
        }
    }
}
