pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* How the call stands, what was said, and what can be said with one touch. In landscape the standing is at the left, the
   conversation at the right. */
Item {
    id: talk

    required property real room
    readonly property bool spoken: Kiosk.help.lines.length > 0 || Kiosk.help.replies.length > 0
    readonly property bool telling: Kiosk.help.phones || Kiosk.help.waits // whom to phone
    readonly property bool split: Theme.wide && spoken
    readonly property real side: split ? Theme.px(560) : width
    readonly property real rest: room - ends.height - Theme.gap // beside what can be done

    readonly property bool inlined: Kiosk.help.phones && !spoken && (Theme.k === 1 || !Theme.wide) // there is room for every way

    signal writes
    signal reaches

    implicitHeight: split ? room : Math.min(room, stand.height + Theme.gap + ends.height + (spoken ? conversation.wanted + Theme.gap : 0))

    Flickable {
        id: stand

        objectName: "help-stand"
        width: talk.side + Theme.gap // what says that there is more stands in the margin
        height: Math.min(told.height, talk.spoken && !talk.split ? talk.rest - Theme.px(240) : talk.rest)
        contentHeight: told.height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Row {
            id: told

            width: talk.side
            spacing: Theme.gutter

            OutcomeMark {
                id: mark

                visible: outcome !== ""
                outcome: Kiosk.help.mark
                size: Theme.px(96)
            }

            Icon {
                id: icon

                visible: name !== ""
                name: Kiosk.help.icon
                color: Theme.brand
                size: Theme.px(96)
            }

            Column {
                width: parent.width - Theme.px(96) - Theme.gutter
                spacing: Theme.px(8)

                Prose {
                    objectName: "help-title"
                    width: parent.width
                    text: Kiosk.help.sentence
                    font.pixelSize: talk.split ? Theme.body : Theme.lead
                    font.bold: true
                }

                Prose {
                    objectName: "help-hint"
                    width: parent.width
                    visible: text !== ""
                    text: Kiosk.help.hint
                    color: Theme.soft
                    font.pixelSize: talk.split ? Theme.small : Theme.body
                }

                HelpPhone {
                    width: parent.width
                    visible: talk.telling && !talk.split
                    timed: !talk.inlined
                }

                Contacts {
                    width: parent.width
                    visible: talk.inlined
                    whole: true
                }
            }
        }
    }

    ScrollMark {
        list: stand
    }

    Item {
        id: conversation

        readonly property real wanted: list.y + list.contentHeight + (says.visible ? says.height + Theme.gap : 0)

        visible: talk.spoken
        x: talk.split ? talk.side + Theme.margin : 0
        y: talk.split ? 0 : stand.height + Theme.gap
        width: parent.width - x
        height: talk.split ? talk.height : talk.height - y - ends.height - Theme.gap

        HelpPhone {
            id: phone

            width: parent.width
            visible: talk.telling && talk.split
            most: 2
            timed: Theme.k === 1 || !says.visible // else the conversation needs the room
        }

        Flickable {
            id: list

            objectName: "help-lines"
            y: phone.visible && phone.height > 0 ? phone.height + Theme.px(16) : 0
            width: parent.width
            height: parent.height - y - (says.visible ? says.height + Theme.gap : 0)
            contentHeight: column.height
            interactive: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds
            clip: true

            function showNewest(): void {
                if (!moving)
                    contentY = Math.max(0, contentHeight - height);
            }

            onContentHeightChanged: showNewest()
            onHeightChanged: showNewest()

            Column {
                id: column

                width: list.width
                spacing: Theme.px(12)

                Repeater {
                    model: Kiosk.help.lines

                    HelpLine {
                        width: column.width - (list.interactive ? Theme.gap : 0)
                    }
                }
            }
        }

        ScrollMark {
            list: list
        }

        Flow {
            id: says

            visible: Kiosk.help.replies.length > 0
            anchors.bottom: parent.bottom
            width: parent.width
            spacing: Theme.gap

            Repeater {
                model: Kiosk.help.replies

                PressButton {
                    required property var modelData

                    objectName: "reply-" + modelData.name
                    width: Math.min(says.width, Math.max(Theme.px(150), implicitWidth))
                    height: Math.max(Theme.touch, implicitHeight)
                    text: modelData.text
                    textSize: talk.split ? Math.min(Theme.body, Theme.px(36)) : Theme.body
                    onClicked: Kiosk.touch.say(modelData.text)
                }
            }
        }
    }

    Flow {
        id: ends

        readonly property int many: (write.visible ? 1 : 0) + (solved.visible ? 1 : 0) + (reach.visible ? 1 : 0) + 1
        readonly property int across: talk.split ? 1 : Theme.wide ? many : Math.min(2, many)
        readonly property real tall: Math.max(Theme.px(112), write.implicitHeight, solved.implicitHeight)
        readonly property real cell: Math.floor((width - (across - 1) * spacing) / across)
        readonly property bool apart: !talk.split && many % across === 1 && across > 1 // the last one has a line of its own
        readonly property real low: Math.max(Theme.touch, reach.visible ? reach.implicitHeight : 0, close.implicitHeight)
        readonly property real half: Math.floor((width - spacing) / 2)
        readonly property int textSize: talk.split ? Math.min(Theme.body, Theme.px(40)) : Theme.body

        anchors.bottom: parent.bottom
        width: talk.side
        spacing: Theme.gap

        PressButton {
            id: write

            objectName: "help-write"
            visible: Kiosk.help.mayWrite
            width: ends.cell
            height: talk.split ? Math.max(Theme.touch, implicitHeight) : ends.tall
            kind: Kiosk.help.replies.length > 0 ? "primary" : "plain"
            text: Words.say["help-write"]
            textSize: ends.textSize
            icon: "message"
            onClicked: talk.writes()
        }

        PressButton {
            id: solved

            objectName: "help-end"
            visible: Kiosk.help.ends !== ""
            width: ends.cell
            height: talk.split ? Math.max(Theme.touch, implicitHeight) : ends.tall
            text: Kiosk.help.ends
            textSize: ends.textSize
            icon: "check"
            onClicked: Kiosk.touch.endHelp()
        }

        PressButton {
            id: reach

            objectName: "help-reach"
            visible: Kiosk.contacts.any && !talk.inlined && (Kiosk.help.calling || Kiosk.help.phones)
            width: talk.split ? ends.half : ends.cell
            height: ends.many > ends.across && !ends.apart ? ends.low : ends.tall
            kind: "quiet"
            text: Words.say["help-reach"]
            textSize: ends.textSize
            icon: "phone"
            onClicked: talk.reaches()
        }

        PressButton {
            id: close

            objectName: "help-close"
            width: ends.apart ? ends.width : talk.split && reach.visible ? ends.half : ends.cell
            height: ends.many > ends.across ? ends.low : ends.tall
            kind: ends.many > 1 ? "quiet" : "plain"
            text: Words.say["close"]
            textSize: ends.textSize
            icon: "cross"
            onClicked: Kiosk.touch.closeHelp()
        }
    }
}
