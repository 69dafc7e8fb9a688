pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* What readers said, and what the library did about it. */
Item {
    id: page

    PageHead {
        id: head

        y: Theme.gutter
        width: page.width
        title: Words.say["tell-answers"]
        hint: Kiosk.tell.answers.length > 0 ? "" : Words.say["answers-none"] + " " + Words.say["answers-none-hint"]
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
                model: Kiosk.tell.answers

                Rectangle {
                    id: answer

                    required property var modelData

                    width: list.width
                    height: said.height + Theme.px(72)
                    radius: Theme.radius
                    color: Theme.card
                    border.width: Theme.px(2)
                    border.color: Theme.line

                    Column {
                        id: said

                        x: Theme.px(40)
                        y: Theme.px(36)
                        width: parent.width - 2 * x
                        spacing: Theme.px(6)

                        Prose {
                            width: parent.width
                            text: Words.say["answers-said"] + "  ·  " + answer.modelData.day
                            color: Theme.soft
                            font.pixelSize: Theme.small
                        }

                        Prose {
                            width: parent.width
                            bottomPadding: Theme.px(14)
                            text: answer.modelData.said
                        }

                        Prose {
                            width: parent.width
                            text: Words.say["answers-did"]
                            color: Theme.soft
                            font.pixelSize: Theme.small
                        }

                        Prose {
                            width: parent.width
                            text: answer.modelData.did
                            font.bold: true
                        }
                    }
                }
            }
        }
    }

    ScrollMark {
        list: paper
    }
}
