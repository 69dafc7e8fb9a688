pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* What is the trouble? In landscape what is said beside the question stands at the right of it. */
Item {
    id: body

    required property real room
    readonly property real side: Theme.wide ? Math.floor((width - Theme.gap) * (tick.visible ? 0.5 : 0.42)) : width
    readonly property var icons: ({ card: "card", item: "book", message: "message", other: "other", faq: "search", "just-come": "person" })

    signal reaches

    implicitHeight: Math.min(room, asked.height + Theme.gap + ends.height)

    Flickable {
        id: list

        objectName: "help-reasons"
        width: parent.width + Theme.gap // what says that there is more stands in the margin
        height: parent.height - ends.height - Theme.gap
        contentHeight: asked.height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: asked

            width: body.width
            spacing: Theme.gap

            Item {
                width: parent.width
                height: Math.max(tick.visible ? tick.y + tick.height : title.height, notes.y + notes.height)

                Prose {
                    id: title

                    objectName: "help-title"
                    width: body.side
                    text: Words.say["help-title"]
                    font.pixelSize: Theme.title
                    font.bold: true
                }

                Column {
                    id: notes

                    x: Theme.wide ? parent.width - width : 0
                    y: Theme.wide ? Theme.px(8) : title.height + Theme.px(8)
                    width: Theme.wide ? parent.width - body.side - Theme.gap : parent.width
                    spacing: Theme.wide ? 0 : Theme.px(8)

                    Prose {
                        width: parent.width
                        text: Words.say["help-hint"]
                        color: Theme.soft
                        font.pixelSize: Theme.wide ? Theme.small : Theme.body
                    }

                    HelpPhone {
                        width: parent.width
                    }
                }

                Tick {
                    id: tick

                    objectName: "help-tell-title"
                    visible: Kiosk.help.title !== ""
                    y: Theme.wide ? title.height + Theme.px(8) : notes.y + notes.height + Theme.gap
                    width: body.side
                    text: Kiosk.help.tellTitle
                    on: Kiosk.help.tellsTitle
                    onToggled: Kiosk.touch.tellTitle(!on)
                }
            }

            Grid {
                id: grid

                readonly property real tallest: [...children].reduce((most, one) => Math.max(most, one.implicitHeight), 0)

                width: parent.width
                columns: Theme.wide ? 3 : 1
                spacing: Theme.gap

                Repeater {
                    model: Kiosk.faq.any ? ["card", "item", "message", "other", "faq", "just-come"] : ["card", "item", "message", "other", "just-come"]

                    PressButton {
                        required property string modelData

                        objectName: "help-" + modelData
                        width: Theme.wide ? Math.floor((asked.width - 2 * Theme.gap) / 3) : asked.width
                        height: Theme.wide ? Math.max(Theme.px(tick.visible || Theme.k > 1 ? 128 : 148), grid.tallest) : Math.max(Theme.px(112), implicitHeight)
                        leftwards: true
                        kind: modelData === "just-come" ? "primary" : "plain"
                        text: modelData === "faq" ? Words.say["faq"] : Words.say["help-" + modelData]
                        textSize: Theme.wide ? Math.min(Theme.body, Theme.px(36)) : Theme.body
                        icon: body.icons[modelData]
                        onClicked: modelData === "faq" ? Kiosk.touch.openFaq() : Kiosk.touch.callHelp(modelData)
                    }
                }
            }
        }
    }

    ScrollMark {
        list: list
    }

    Row {
        id: ends

        readonly property int many: (reach.visible ? 1 : 0) + (tell.visible ? 1 : 0) + 1
        readonly property real cell: Math.floor((width - (many - 1) * spacing) / many)
        readonly property int textSize: many > 2 ? Math.min(Theme.body, Theme.px(42)) : Theme.body
        readonly property real tall: Math.max(reach.implicitHeight, tell.implicitHeight, close.implicitHeight)

        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.gap

        PressButton {
            id: reach

            objectName: "help-reach"
            visible: Kiosk.contacts.any
            width: ends.cell
            height: ends.tall
            text: Words.say["help-reach"]
            textSize: ends.textSize
            icon: "phone"
            kind: "quiet"
            onClicked: body.reaches()
        }

        PressButton {
            id: tell

            objectName: "help-tell"
            visible: !["goodbye", "out-of-service", "maintenance"].includes(Kiosk.page.name)
            width: ends.cell
            height: ends.tall
            text: Words.say["tell"]
            textSize: ends.textSize
            icon: "message"
            kind: "quiet"
            onClicked: Kiosk.touch.tell("menu")
        }

        PressButton {
            id: close

            objectName: "help-close"
            width: ends.cell
            height: ends.tall
            text: Words.say["close"]
            textSize: ends.textSize
            icon: "cross"
            kind: "quiet"
            onClicked: Kiosk.touch.closeHelp()
        }
    }
}
