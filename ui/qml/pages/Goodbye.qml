pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* What was done, what to take along. */
Item {
    id: page

    readonly property bool asks: Kiosk.tell.page !== ""
    readonly property bool beside: asks && Theme.wide
    readonly property bool close: asks && (Theme.wide || Theme.k > 1) // little room

    Column {
        id: farewell

        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: page.asks && !Theme.wide ? -Math.round((rating.height + Theme.gutter) / 2) : 0
        x: page.beside ? 0 : (page.width - width) / 2
        width: page.beside ? Math.floor((page.width - Theme.margin) * 0.45) : Math.min(page.width, Theme.px(1240))
        spacing: Theme.wide || page.asks ? Theme.gap : Theme.margin

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "book"
            color: Theme.brand
            size: Theme.px(260)
            visible: !Theme.wide && !page.asks
        }

        Column {
            width: parent.width
            spacing: Theme.wide ? Theme.px(8) : Theme.gap

            Prose {
                objectName: "page-title"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: Words.say["goodbye-title"]
                font.pixelSize: page.close ? Theme.title : Theme.display
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
                spacing: page.close ? Theme.px(8) : Theme.gap

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
                            font.pixelSize: page.beside && Kiosk.farewell.lines.length > 3 ? Theme.small : Theme.body
                        }
                    }
                }
            }
        }
    }

    Rating {
        id: rating

        visible: page.asks
        x: page.width - width
        y: Theme.wide ? (page.height - height) / 2 : page.height - height - Theme.gap
        width: page.beside ? Math.floor((page.width - Theme.margin) * 0.55) : page.width
        height: implicitHeight
    }
}
