pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* One question of a survey: it may be left out, and the whole be stopped at any time. */
Item {
    id: page

    readonly property var asked: Kiosk.tell.question
    readonly property string kind: asked.kind ?? ""

    /* Where hands are, if the glass is high. */
    function under(height: real): real {
        const first = top.y + top.height + Theme.gutter;
        return Theme.wide ? first : Math.max(first, ways.y - height - Theme.margin);
    }

    Column {
        id: top

        y: Theme.gutter
        width: page.width
        spacing: Theme.gap

        Column {
            width: parent.width
            spacing: Theme.px(12)

            Prose {
                width: parent.width
                text: [page.asked.title ?? "", page.asked.step ?? ""].filter(one => one !== "").join("  ·  ")
                color: Theme.soft
                font.pixelSize: Theme.small
            }

            Rectangle {
                width: parent.width
                height: Theme.px(8)
                radius: height / 2
                color: Theme.well

                Rectangle {
                    width: parent.width * (page.asked.share ?? 0)
                    height: parent.height
                    radius: height / 2
                    color: Theme.brand
                }
            }
        }

        PageHead {
            width: parent.width
            title: page.asked.text ?? ""
            hint: page.asked.hint ?? ""
        }
    }

    Grid {
        id: options

        readonly property bool row: page.kind === "scale"
        readonly property int across: row ? 5 : Theme.wide || page.kind === "yes-no" ? 2 : 1
        y: page.under(height)
        columns: across
        spacing: Theme.gap

        Repeater {
            model: page.asked.options ?? []

            PressButton {
                required property var modelData

                objectName: "option-" + modelData.id
                width: Math.floor((page.width - (options.across - 1) * Theme.gap) / options.across)
                height: Math.max(options.row || page.kind === "yes-no" ? Theme.px(176) : Theme.px(Theme.wide ? 108 : 124), implicitHeight)
                leftwards: !options.row && page.kind !== "yes-no"
                kind: modelData.chosen ? "primary" : "plain"
                icon: modelData.chosen && !options.row ? "check" : ""
                textSize: options.row ? Theme.title : Theme.body
                text: modelData.text
                onClicked: Kiosk.touch.chooseAnswer(modelData.id)
            }
        }
    }

    TellField {
        name: "text"
        visible: page.kind === "text"
        y: page.under(height)
        width: page.width
        lines: Theme.wide ? 4 : 8
        label: Kiosk.tell.text === "" ? Words.say["tell-text"] : ""
        value: Kiosk.tell.text
    }

    Grid {
        id: ways

        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.px(8)
        anchors.right: parent.right
        columns: Theme.wide ? 2 : 1
        spacing: Theme.px(16)

        PressButton {
            objectName: "survey-stop"
            width: Theme.wide ? Theme.px(640) : page.width
            height: Theme.wide ? Math.max(Theme.primary, implicitHeight) : implicitHeight
            kind: "quiet"
            text: Words.say["survey-stop"]
            onClicked: Kiosk.touch.leaveTellAway()
        }

        PressButton {
            objectName: "survey-next"
            width: Theme.wide ? Theme.px(760) : page.width
            height: Math.max(Theme.primary, implicitHeight)
            kind: Kiosk.tell.ready ? "primary" : "plain"
            textSize: Theme.lead
            text: page.asked.last ? Words.say["survey-send"] : Kiosk.tell.ready ? Words.say["survey-next"] : Words.say["survey-skip"]
            onClicked: Kiosk.touch.nextQuestion()
        }
    }

    TellKeyboard {
        x: -Theme.margin
        width: page.width + 2 * Theme.margin
        height: page.height
        limits: ({ text: 500 })
        prompts: ({ text: page.asked.text ?? "" })
    }
}
