pragma ComponentBehavior: Bound
import QtQuick

/* Reasons or notes, each with its next step. */
Column {
    id: reasons

    required property var list
    property int size: Theme.small

    spacing: Theme.px(10)

    Repeater {
        model: reasons.list

        Column {
            id: reason

            required property var modelData

            width: reasons.width

            Prose {
                width: parent.width
                text: reason.modelData.text
                font.pixelSize: reasons.size
            }

            Item {
                width: parent.width
                height: next.height
                visible: next.text !== ""

                Icon {
                    y: Math.round(reasons.size * 0.72 - size / 2)
                    name: "next"
                    size: Math.round(reasons.size * 0.8)
                }

                Prose {
                    id: next

                    x: Math.round(reasons.size * 1.05)
                    width: parent.width - x
                    text: reason.modelData.next
                    font.pixelSize: reasons.size
                    font.bold: true
                }
            }
        }
    }
}
