import QtQuick

/* Every way to reach the library, in any text size: beside a page or a conversation there is not always room for them. */
Item {
    id: reach

    required property real room

    signal goesBack

    implicitHeight: Math.min(room, ways.height + Theme.gutter + back.height)

    Flickable {
        id: list

        objectName: "help-ways"
        width: parent.width + Theme.gap // what says that there is more stands in the margin
        height: parent.height - Theme.gutter - back.height
        contentHeight: ways.height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: ways

            width: reach.width
            spacing: Theme.gap

            Prose {
                objectName: "help-title"
                width: parent.width
                text: Words.say["help-reach-title"]
                font.pixelSize: Theme.title
                font.bold: true
            }

            Prose {
                objectName: "help-phone"
                width: parent.width
                visible: text !== ""
                text: Words.say["hotline"]
                font.pixelSize: Theme.lead
                font.bold: true
            }

            Contacts {
                width: parent.width
                whole: true
                room: Theme.px(Theme.wide ? 240 : 320)
            }
        }
    }

    ScrollMark {
        list: list
    }

    PressButton {
        id: back

        objectName: "help-reach-back"
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(Theme.px(112), implicitHeight)
        text: Words.say["back"]
        icon: "back"
        onClicked: reach.goesBack()
    }
}
