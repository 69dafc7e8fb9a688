pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* What was done, what to take along. */
Item {
    id: page

    Column {
        anchors.centerIn: parent
        width: Math.min(page.width, Theme.px(1240))
        spacing: Theme.wide ? Theme.gap : Theme.margin

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "book"
            color: Theme.brand
            size: Theme.px(260)
            visible: !Theme.wide
        }

        Column {
            width: parent.width
            spacing: Theme.wide ? Theme.px(8) : Theme.gap

            Prose {
                objectName: "page-title"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: Words.say["goodbye-title"]
                font.pixelSize: Theme.display
                font.bold: true
            }

            Repeater {
                model: Kiosk.farewell.hints

                Prose {
                    required property string modelData

                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: modelData
                    font.pixelSize: Theme.wide || Theme.k > 1 ? Theme.body : Theme.lead
                }
            }
        }

        Rectangle {
            visible: Kiosk.farewell.lines.length > 0
            width: parent.width
            height: told.height + 2 * told.y
            radius: Theme.radius
            color: Theme.card
            border.width: Theme.px(2)
            border.color: Theme.line

            Column {
                id: told

                x: Theme.px(40)
                y: Theme.wide ? Theme.px(28) : Theme.px(40)
                width: parent.width - Theme.px(80)
                spacing: Theme.gap

                Repeater {
                    model: Kiosk.farewell.lines

                    Item {
                        id: line

                        required property var modelData

                        width: told.width
                        height: Math.max(Theme.px(56), words.height)

                        OutcomeMark {
                            size: Theme.px(56)
                            outcome: line.modelData.outcome
                            anchors.verticalCenter: parent.verticalCenter
                        }

                        Prose {
                            id: words

                            x: Theme.px(84)
                            width: parent.width - x
                            anchors.verticalCenter: parent.verticalCenter
                            text: line.modelData.text
                        }
                    }
                }
            }
        }
    }
}
