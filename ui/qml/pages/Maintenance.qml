pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* A librarian is working on the machine: readers are told so, and whoever works sees how its parts are. */
Item {
    id: page

    Column {
        id: words

        y: Theme.gutter
        width: Theme.wide ? (page.width - Theme.margin) * 0.46 : page.width
        spacing: Theme.gap

        Icon {
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
            font.pixelSize: Theme.lead
        }
    }

    Flickable {
        id: list

        x: Theme.wide ? page.width - width : 0
        y: Theme.wide ? Theme.gutter : words.y + words.height + Theme.margin
        width: Theme.wide ? (page.width - Theme.margin) * 0.54 : page.width
        height: (Theme.wide ? page.height - Theme.gap : end.y - Theme.gap) - y
        contentHeight: parts.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: parts

            width: list.width
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

    PressButton {
        id: end

        property bool held: false

        objectName: "maintenance-end"
        y: page.height - height - Theme.px(8)
        width: words.width
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
