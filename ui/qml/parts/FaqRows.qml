pragma ComponentBehavior: Bound
import QtQuick

/* Questions to touch. */
Grid {
    id: list

    property var questions: []

    signal chosen(int number)

    columns: 1
    spacing: Theme.px(16)

    Repeater {
        model: list.questions

        PressButton {
            required property var modelData
            required property int index

            objectName: "faq-row-" + index
            width: Math.floor((list.width - (list.columns - 1) * list.spacing) / list.columns)
            height: Math.max(Theme.px(104), implicitHeight)
            leftwards: true
            text: modelData.question
            textSize: Math.min(Theme.body, Theme.px(40))
            onClicked: list.chosen(modelData.number)
        }
    }
}
