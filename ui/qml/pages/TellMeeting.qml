import QtQuick
import Jieyue
import "../parts"

/* A seat at one meeting: how many come, and a name only if they like. */
Item {
    id: page

    readonly property var meeting: Kiosk.tell.meeting
    readonly property bool waits: (meeting.waits ?? "") !== ""
    readonly property real half: Theme.wide ? (width - Theme.margin) / 2 : width

    Column {
        id: top

        y: Theme.gutter
        width: page.half
        spacing: Theme.gap

        PageHead {
            width: parent.width
            title: page.meeting.title ?? ""
            hint: [page.meeting.when ?? "", page.meeting.place ?? ""].filter(one => one !== "").join("  ·  ")
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: page.meeting.about ?? ""
            maximumLineCount: Theme.wide ? 5 : 6
            elide: Text.ElideRight
        }

        Prose {
            width: parent.width
            text: page.meeting.seats ?? ""
            color: Theme.soft
        }

        Notice {
            objectName: "meeting-waits"
            width: parent.width
            text: page.meeting.waits ?? ""
            next: ""
        }
    }

    Column {
        x: page.width - width
        y: Theme.wide ? Theme.gutter : send.y - height - Theme.gutter
        width: page.half
        spacing: Theme.gap

        Item {
            width: parent.width
            height: Theme.px(136)

            Prose {
                width: parent.width - counter.width - Theme.gap
                anchors.verticalCenter: parent.verticalCenter
                text: Words.say["meeting-people"]
                font.bold: true
            }

            Row {
                id: counter

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.px(12)

                PressButton {
                    objectName: "fewer"
                    width: Theme.px(120)
                    height: Theme.px(120)
                    text: "−"
                    textSize: Theme.px(64)
                    enabled: Kiosk.tell.people > 1
                    Accessible.name: Words.say["meeting-fewer"]
                    onClicked: Kiosk.touch.tellPeople(Kiosk.tell.people - 1)
                }

                Prose {
                    objectName: "people"
                    width: Theme.px(120)
                    anchors.verticalCenter: parent.verticalCenter
                    horizontalAlignment: Text.AlignHCenter
                    text: Kiosk.tell.people
                    font.pixelSize: Theme.px(72)
                    font.bold: true
                }

                PressButton {
                    objectName: "more"
                    width: Theme.px(120)
                    height: Theme.px(120)
                    text: "+"
                    textSize: Theme.px(64)
                    enabled: Kiosk.tell.people < 10
                    Accessible.name: Words.say["meeting-more"]
                    onClicked: Kiosk.touch.tellPeople(Kiosk.tell.people + 1)
                }
            }
        }

        TellField {
            name: "name"
            width: parent.width
            label: Words.say["meeting-name"]
            value: Kiosk.tell.name
        }

        TellField {
            name: "contact"
            width: parent.width
            label: Words.say["meeting-contact"]
            value: Kiosk.tell.contact
            hint: Kiosk.tell.contact === "" ? Words.say["meeting-contact-hint"] : ""
        }
    }

    PressButton {
        id: send

        objectName: "tell-send"
        width: page.half
        height: Math.max(Theme.primary, implicitHeight)
        x: page.width - width
        y: page.height - height - Theme.px(8)
        kind: "primary"
        textSize: Theme.lead
        icon: "check"
        text: page.waits ? Words.say["meeting-wait"] : Words.say["meeting-send"]
        onClicked: Kiosk.touch.sendTell()
    }

    TellKeyboard {
        x: -Theme.margin
        width: page.width + 2 * Theme.margin
        height: page.height
        prompts: ({ name: Words.say["meeting-name"], contact: Words.say["meeting-contact"] })
    }
}
