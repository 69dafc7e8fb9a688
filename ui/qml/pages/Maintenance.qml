pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* A librarian is working on the machine: readers are told so and whom to call, and whoever works sees how its parts are.
   In landscape the readers' half is at the left. */
Item {
    id: page

    readonly property bool reached: Kiosk.contacts.any && Theme.k === 1 // where there is no room for them, help has them all
    readonly property real half: Theme.wide ? Math.floor((width - Theme.margin) / 2) : width

    Flickable {
        id: told

        y: Theme.gutter
        width: page.half + Theme.gap // what says that there is more stands in the margin
        height: Math.min(words.height, (Theme.wide ? page.height : page.height * 0.6) - y)
        contentHeight: words.height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: words

            width: page.half
            spacing: Theme.gap

            Icon {
                visible: Theme.k === 1 && !page.reached
                name: "person"
                color: Theme.brand
                size: Theme.px(160)
            }

            Prose {
                objectName: "page-title"
                width: parent.width
                text: Words.say["maintenance-title"]
                font.pixelSize: Theme.title
                font.bold: true
            }

            Prose {
                width: parent.width
                text: Words.say["maintenance-hint"]
                font.pixelSize: Theme.wide && page.reached ? Theme.body : Theme.lead
            }

            Prose {
                objectName: "maintenance-call"
                width: parent.width
                visible: text !== ""
                text: Words.say["call"]
                font.pixelSize: Theme.lead
                font.bold: true
            }

            Contacts {
                width: parent.width
                visible: page.reached
                whole: !Theme.wide
                dense: Theme.wide
            }

            Prose {
                objectName: "hours"
                width: parent.width
                visible: !page.reached && text !== ""
                text: Kiosk.chrome.hours
                color: Theme.soft
                font.pixelSize: Theme.small
                maximumLineCount: 2
                elide: Text.ElideRight
            }
        }
    }

    ScrollMark {
        list: told
    }

    Flickable {
        id: list

        x: Theme.wide ? page.width - page.half : 0
        y: Theme.wide ? Theme.gutter : told.y + told.height + Theme.gutter
        width: page.half + Theme.gap // what says that there is more stands in the margin
        height: end.y - Theme.gap - y
        contentHeight: parts.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: parts

            width: page.half
            spacing: Theme.px(12)

            Repeater {
                model: Kiosk.maintenance.parts

                Rectangle {
                    id: part

                    required property var modelData

                    width: parts.width
                    height: Math.max(Theme.touch, named.height + Theme.px(24))
                    radius: Theme.radius
                    color: Theme.card
                    border.width: Theme.px(2)
                    border.color: Theme.line

                    OutcomeMark {
                        id: mark

                        x: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        outcome: part.modelData.outcome
                        size: Theme.px(56)
                    }

                    Column {
                        id: named

                        x: Theme.px(104)
                        anchors.verticalCenter: parent.verticalCenter
                        width: parent.width - x - Theme.gap

                        Prose {
                            width: parent.width
                            text: part.modelData.name + " · " + part.modelData.state
                            font.bold: true
                        }

                        Prose {
                            width: parent.width
                            visible: text !== ""
                            text: part.modelData.fault
                            color: Theme.soft
                            font.pixelSize: Theme.small
                            wrapMode: Text.Wrap
                            maximumLineCount: 2
                            elide: Text.ElideRight
                        }
                    }
                }
            }
        }
    }

    ScrollMark {
        list: list
    }

    PressButton {
        id: end

        property bool held: false

        objectName: "maintenance-end"
        x: list.x
        y: page.height - height - Theme.px(8)
        width: page.half
        height: Math.max(Theme.primary, implicitHeight)
        text: Words.say["maintenance-end"]
        hint: Words.say["maintenance-end-hint"]

        // A short touch does nothing: this is for the librarian, not for whoever comes by.
        MouseArea {
            objectName: "maintenance-hold"
            anchors.fill: parent
            pressAndHoldInterval: 5000
            onPressAndHold: Kiosk.touch.backInService()
        }
    }
}
