pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* What is on, soonest first. */
Item {
    id: page

    PageHead {
        id: head

        y: Theme.gutter
        width: page.width
        title: Words.say["tell-meetings"]
        hint: Kiosk.tell.meetings.length > 0 ? "" : Words.say["meetings-none"] + " " + Words.say["meetings-none-hint"]
    }

    Flickable {
        id: paper

        y: head.y + head.height + Theme.gutter
        width: page.width
        height: page.height - y
        contentWidth: width
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        contentHeight: list.height + Theme.gap

        Column {
            id: list

            width: parent.width - Theme.gap
            spacing: Theme.gap

            Repeater {
                model: Kiosk.tell.meetings

                Rectangle {
                    id: meeting

                    required property var modelData
                    required property int index

                    width: list.width
                    height: Math.max(said.height, join.visible && Theme.wide ? join.height : 0) + (Theme.wide || !join.visible ? 0 : join.height + Theme.gap) + Theme.px(72)
                    radius: Theme.radius
                    color: Theme.card
                    border.width: Theme.px(2)
                    border.color: Theme.line

                    Column {
                        id: said

                        x: Theme.px(40)
                        y: Theme.px(36)
                        width: parent.width - 2 * x - (Theme.wide && join.visible ? join.width + Theme.gutter : 0)
                        spacing: Theme.px(10)

                        Prose {
                            width: parent.width
                            text: meeting.modelData.title
                            font.pixelSize: Theme.lead
                            font.bold: true
                        }

                        Prose {
                            width: parent.width
                            text: [meeting.modelData.when, meeting.modelData.place].filter(one => one !== "").join("  ·  ")
                            font.bold: true
                        }

                        Prose {
                            width: parent.width
                            visible: text !== ""
                            text: meeting.modelData.about
                            maximumLineCount: 4
                            elide: Text.ElideRight
                        }

                        Prose {
                            width: parent.width
                            text: meeting.modelData.seats
                            color: Theme.soft
                        }
                    }

                    PressButton {
                        id: join

                        objectName: "meeting-" + meeting.index
                        visible: meeting.modelData.open
                        width: Theme.wide ? Theme.px(360) : parent.width - Theme.px(80)
                        height: Math.max(Theme.px(112), implicitHeight)
                        x: parent.width - width - Theme.px(40)
                        y: Theme.wide ? (parent.height - height) / 2 : parent.height - height - Theme.px(36)
                        kind: "primary"
                        text: meeting.modelData.full ? Words.say["meeting-wait"] : Words.say["meeting-send"]
                        Accessible.description: meeting.modelData.title
                        onClicked: Kiosk.touch.tellMeeting(meeting.modelData.id)
                    }
                }
            }
        }
    }

    ScrollMark {
        list: paper
    }
}
