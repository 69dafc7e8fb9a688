pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* What is the trouble? */
Column {
    id: body

    readonly property var icons: ({ card: "card", item: "book", message: "message", other: "other", faq: "search", "just-come": "person" })

    spacing: Theme.gap

    Column {
        width: parent.width
        spacing: Theme.px(8)

        Prose {
            objectName: "help-title"
            width: parent.width
            text: Words.say["help-title"]
            font.pixelSize: Theme.title
            font.bold: true
        }

        Prose {
            width: parent.width
            text: Words.say["help-hint"]
            color: Theme.soft
        }
    }

    Tick {
        objectName: "help-tell-title"
        visible: Kiosk.help.title !== ""
        width: parent.width
        text: Kiosk.help.tellTitle
        on: Kiosk.help.tellsTitle
        onToggled: Kiosk.touch.tellTitle(!on)
    }

    Grid {
        width: parent.width
        columns: Theme.wide ? 3 : 1
        spacing: Theme.gap

        Repeater {
            model: Kiosk.faq.any ? ["card", "item", "message", "other", "faq", "just-come"] : ["card", "item", "message", "other", "just-come"]

            PressButton {
                required property string modelData

                objectName: "help-" + modelData
                width: Theme.wide ? Math.floor((body.width - 2 * Theme.gap) / 3) : body.width
                height: Math.max(Theme.wide ? Theme.px(Kiosk.help.title !== "" ? 128 : 148) : Theme.px(112), implicitHeight)
                leftwards: true
                kind: modelData === "just-come" ? "primary" : "plain"
                text: modelData === "faq" ? Words.say["faq"] : Words.say["help-" + modelData]
                icon: body.icons[modelData]
                onClicked: modelData === "faq" ? Kiosk.touch.openFaq() : Kiosk.touch.callHelp(modelData)
            }
        }
    }

    Row {
        width: parent.width
        spacing: Theme.gap

        PressButton {
            id: tell

            objectName: "help-tell"
            visible: Kiosk.page.name !== "goodbye" && Kiosk.page.name !== "out-of-service"
            width: Math.floor((body.width - Theme.gap) / 2)
            text: Words.say["tell"]
            icon: "message"
            kind: "quiet"
            onClicked: Kiosk.touch.tell("menu")
        }

        PressButton {
            objectName: "help-close"
            width: tell.visible ? tell.width : body.width
            text: Words.say["close"]
            icon: "cross"
            kind: "quiet"
            onClicked: Kiosk.touch.closeHelp()
        }
    }
}
