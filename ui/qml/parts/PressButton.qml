import QtQuick

/* Anything a finger may press. It answers the touch at once: the colour changes without a transition. */
Rectangle {
    id: button

    property string text
    property string hint
    property string icon
    property string kind: "plain" // primary, plain, quiet
    property bool leftwards: false // text begins at the left
    property int textSize: Theme.body
    property real ring: 0 // time left, 1 to 0; 0 shows none
    readonly property bool down: area.pressed && area.containsMouse
    readonly property color inkOn: kind === "primary" ? Theme.brandText : Theme.ink

    signal clicked

    implicitWidth: content.implicitWidth + 2 * Theme.gutter
    implicitHeight: Math.max(Theme.touch, content.height + Theme.px(32))
    radius: Theme.radius
    opacity: enabled ? 1 : 0.45
    color: {
        if (kind === "primary")
            return down ? Theme.brandPressed : Theme.brand;
        if (down)
            return Theme.pressed;
        return kind === "plain" ? Theme.card : "transparent";
    }
    border.width: kind === "plain" ? Theme.px(2) : 0
    border.color: activeFocus ? Theme.ink : Theme.edge

    activeFocusOnTab: true
    Keys.onReturnPressed: clicked()
    Keys.onSpacePressed: clicked()
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: hint
    Accessible.focusable: true
    Accessible.onPressAction: button.clicked()

    Item {
        id: content

        readonly property real before: symbol.visible ? symbol.size + (label.visible ? Theme.px(14) : 0) : 0
        readonly property real room: button.width - 2 * (button.leftwards ? Theme.gutter : Theme.px(14))

        anchors.verticalCenter: parent.verticalCenter
        x: button.leftwards ? Theme.gutter : (button.width - width) / 2
        width: before + words.width
        height: Math.max(words.height, symbol.visible ? symbol.size : 0)
        implicitWidth: before + Math.max(label.implicitWidth, sub.visible ? sub.implicitWidth : 0)

        Icon {
            id: symbol

            visible: button.icon !== ""
            anchors.verticalCenter: parent.verticalCenter
            name: button.icon
            color: button.inkOn
        }

        Column {
            id: words

            x: label.visible ? content.before : 0
            anchors.verticalCenter: parent.verticalCenter
            width: label.visible ? Math.min(content.implicitWidth, content.room) - content.before : 0

            Prose {
                id: label

                visible: text !== ""
                text: button.text
                width: parent.width
                color: button.inkOn
                font.pixelSize: button.textSize
                font.bold: true
                horizontalAlignment: button.leftwards ? Text.AlignLeft : Text.AlignHCenter
                Accessible.ignored: true
            }

            Prose {
                id: sub

                visible: text !== ""
                text: button.hint
                width: parent.width
                color: button.kind === "primary" ? Theme.brandText : Theme.soft
                font.pixelSize: Theme.small
                horizontalAlignment: label.horizontalAlignment
                Accessible.ignored: true
            }
        }
    }

    Loader {
        id: ringLoader

        anchors.fill: parent
        anchors.margins: -Theme.px(10)
        active: button.ring > 0
        source: "Ring.qml"

        Binding {
            target: ringLoader.item
            when: ringLoader.item !== null
            property: "share"
            value: button.ring
        }
    }

    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: button.clicked()
    }
}
