pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* Choose what the trouble is; then see what became of the call. */
Item {
    id: panel

    readonly property var icons: ({ card: "card", item: "book", message: "message", other: "other", "just-come": "person" })

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: 0.5
    }

    MouseArea {
        anchors.fill: parent
        onClicked: Kiosk.touch.closeHelp()
    }

    Rectangle {
        id: card

        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Theme.px(1600))
        height: body.height + 2 * Theme.px(48)
        radius: Theme.px(40)
        bottomLeftRadius: 0
        bottomRightRadius: 0
        color: Theme.paper
        border.width: Theme.name === "light" ? 0 : Theme.px(2)
        border.color: Theme.line
        Accessible.role: Accessible.Dialog
        Accessible.name: title.text

        MouseArea {
            anchors.fill: parent
        }

        Column {
            id: body

            x: Theme.margin
            y: Theme.px(48)
            width: parent.width - 2 * Theme.margin
            spacing: Theme.gap

            Row {
                width: parent.width
                spacing: Theme.gutter

                OutcomeMark {
                    id: mark

                    visible: Kiosk.help.outcome !== ""
                    outcome: Kiosk.help.outcome
                    size: Theme.px(112)
                }

                Column {
                    width: parent.width - (mark.visible ? mark.width + Theme.gutter : 0)
                    spacing: Theme.px(8)

                    Prose {
                        id: title

                        objectName: "help-title"
                        width: parent.width
                        text: Kiosk.help.outcome === "" ? Words.say["help-title"] : Kiosk.help.sentence
                        font.pixelSize: Kiosk.help.outcome === "" ? Theme.title : Theme.lead
                        font.bold: true
                    }

                    Prose {
                        width: parent.width
                        visible: text !== ""
                        text: Kiosk.help.outcome === "" ? Words.say["help-hint"] : Kiosk.help.hint
                        color: Theme.soft
                    }

                    Prose {
                        width: parent.width
                        visible: Kiosk.help.outcome !== "" && text !== ""
                        text: Words.say["hotline"]
                        font.bold: true
                    }
                }
            }

            Grid {
                visible: Kiosk.help.outcome === ""
                width: parent.width
                columns: Theme.wide ? 3 : 1
                spacing: Theme.gap

                Repeater {
                    model: ["card", "item", "message", "other", "just-come"]

                    PressButton {
                        required property string modelData

                        objectName: "help-" + modelData
                        width: Theme.wide ? Math.floor((body.width - 2 * Theme.gap) / 3) : body.width
                        height: Math.max(Theme.wide ? Theme.px(148) : Theme.px(112), implicitHeight)
                        leftwards: true
                        kind: modelData === "just-come" ? "primary" : "plain"
                        text: Words.say["help-" + modelData]
                        icon: panel.icons[modelData]
                        onClicked: Kiosk.touch.callHelp(modelData)
                    }
                }
            }

            PressButton {
                objectName: "help-close"
                width: body.width
                text: Words.say["close"]
                icon: "cross"
                kind: Kiosk.help.outcome === "" ? "quiet" : "plain"
                onClicked: Kiosk.touch.closeHelp()
            }
        }
    }
}
