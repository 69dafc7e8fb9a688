pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* The library's own answer to what the reader is looking at. Did it help? */
Item {
    id: answer

    required property real room

    implicitHeight: said.wanted + ask.height + Theme.gap

    Flickable {
        id: said

        readonly property real wanted: Math.min(entry.height, answer.room - ask.height - Theme.gap)

        objectName: "help-answer"
        width: parent.width
        height: wanted
        contentHeight: entry.height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        FaqAnswer {
            id: entry

            width: said.width - (said.interactive ? Theme.gutter : 0)
            spacing: Theme.px(16)
            entry: Kiosk.help.answer
            asks: false // here the question is another: is a librarian to come?
        }
    }

    ScrollMark {
        list: said
    }

    Column {
        id: ask

        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.gap

        Prose {
            width: parent.width
            text: Words.say["help-answer-question"]
            font.bold: true
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
            columns: Theme.wide ? 2 : 1
            spacing: Theme.gap

            PressButton {
                objectName: "help-answer-yes"
                width: Theme.wide ? Math.floor((ask.width - Theme.gap) / 2) : ask.width
                height: Math.max(Theme.px(112), implicitHeight)
                text: Words.say["help-answer-yes"]
                icon: "check"
                onClicked: Kiosk.touch.answerHelped(true)
            }

            PressButton {
                objectName: "help-answer-no"
                width: Theme.wide ? Math.floor((ask.width - Theme.gap) / 2) : ask.width
                height: Math.max(Theme.px(112), implicitHeight)
                kind: "primary"
                text: Words.say["help-answer-no"]
                icon: "person"
                onClicked: Kiosk.touch.answerHelped(false)
            }
        }
    }
}
