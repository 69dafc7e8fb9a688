pragma ComponentBehavior: Bound
import QtQuick

/* A question with its answer, and whether it helped. Only plain text: nothing in it is markup. */
Column {
    id: answer

    property var entry: ({}) // id, question, paragraphs, pictures[source, alt, width, height]
    property string helped // "yes" or "no", once it was said
    property bool asks: true

    signal told(bool helped)

    spacing: Theme.gutter

    Prose {
        objectName: "faq-question"
        width: answer.width
        text: answer.entry.question ?? ""
        font.pixelSize: Theme.lead
        font.bold: true
    }

    Repeater {
        model: answer.entry.paragraphs ?? []

        Prose {
            required property string modelData

            width: answer.width
            text: modelData
            lineHeight: 1.15
        }
    }

    Repeater {
        model: answer.entry.pictures ?? []

        Rectangle {
            id: frame

            required property var modelData
            readonly property real shown: Math.min(answer.width, Theme.px(modelData.width), Theme.px(560) * modelData.width / modelData.height)

            width: Math.round(shown)
            height: Math.round(shown * modelData.height / modelData.width)
            radius: Theme.radius
            color: "#fffdf8" // pictures are drawn on paper, in every theme
            border.width: Theme.px(2)
            border.color: Theme.line

            Image {
                id: image

                objectName: "faq-picture"
                anchors.fill: parent
                anchors.margins: Theme.px(8)
                source: frame.modelData.source
                sourceSize.width: width
                fillMode: Image.PreserveAspectFit
                smooth: true
                Accessible.role: Accessible.Graphic
                Accessible.name: frame.modelData.alt
            }

            Prose {
                anchors.centerIn: parent
                width: parent.width - 2 * Theme.gap
                visible: image.status === Image.Error
                horizontalAlignment: Text.AlignHCenter
                text: frame.modelData.alt
                color: "#1f1b18"
            }
        }
    }

    FaqHelped {
        width: answer.width
        visible: answer.asks
        helped: answer.helped
        onTold: helped => answer.told(helped)
    }
}
