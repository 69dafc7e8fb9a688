import QtQuick

/* One line of the conversation: the reader's at the right, the librarian's at the left. Whatever somebody wrote is shown
   as it is, never as markup. */
Item {
    id: line

    required property var modelData
    readonly property bool mine: modelData.who === "mine"
    readonly property bool note: modelData.who === "note"

    implicitHeight: bubble.height

    Rectangle {
        id: bubble

        anchors.right: line.mine ? parent.right : undefined
        anchors.horizontalCenter: line.note ? parent.horizontalCenter : undefined
        width: Math.min(parent.width * 0.86, Math.max(said.implicitWidth, state.implicitWidth) + 2 * Theme.gap)
        height: words.height + 2 * Theme.px(16)
        radius: Theme.radius
        color: line.note ? "transparent" : line.mine ? Theme.brandSoft : Theme.card
        border.width: line.note ? 0 : Theme.px(2)
        border.color: line.mine ? Theme.brand : Theme.edge

        Column {
            id: words

            x: Theme.gap
            y: Theme.px(16)
            width: bubble.width - 2 * Theme.gap

            Prose {
                id: said

                width: parent.width
                text: line.modelData.text
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                font.pixelSize: line.note ? Theme.small : Theme.body
                color: line.note ? Theme.soft : Theme.ink
            }

            Prose {
                id: state

                width: parent.width
                visible: text !== ""
                text: Words.say["help-say-" + line.modelData.state] ?? ""
                horizontalAlignment: Text.AlignRight
                font.pixelSize: Theme.small
                color: Theme.soft
            }
        }
    }
}
