import QtQuick
import Jieyue

/* Something that may be written: touched, the keyboard comes; once written it may be changed or taken away. */
Rectangle {
    id: field

    required property string name // text, contact, name or isbn
    property string label
    property string value
    property string hint
    property int lines: 1

    objectName: "field-" + name
    implicitHeight: Math.max(Theme.px(120), said.height + Theme.px(40), lines * Theme.px(56) + Theme.px(64))
    radius: Theme.radius
    color: area.pressed ? Theme.pressed : Theme.card
    border.width: Theme.px(value !== "" ? 3 : 2)
    border.color: value !== "" ? Theme.brand : Theme.edge
    Accessible.role: Accessible.Button
    Accessible.name: label + " " + value
    Accessible.description: hint

    Column {
        id: said

        x: Theme.gutter
        y: field.lines > 1 ? Theme.px(24) : (field.height - height) / 2
        width: field.width - x - (take.visible ? take.width + Theme.px(32) : Theme.gutter)
        spacing: Theme.px(4)

        Prose {
            width: parent.width
            visible: text !== ""
            text: field.label
            font.pixelSize: field.value !== "" ? Theme.small : Theme.body
            font.bold: field.value === ""
            color: field.value !== "" ? Theme.soft : Theme.ink
            Accessible.ignored: true
        }

        Prose {
            objectName: "value-" + field.name
            width: parent.width
            visible: text !== ""
            text: field.value
            font.pixelSize: field.value.length > 24 * field.lines ? Theme.small : Theme.body
            maximumLineCount: Math.max(2, Math.round(1.7 * field.lines))
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: field.hint
            color: Theme.soft
            font.pixelSize: Theme.small
            Accessible.ignored: true
        }
    }

    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: Kiosk.tell.write(field.name)
    }

    PressButton {
        id: take

        objectName: "clear-" + field.name
        visible: field.value !== ""
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(16)
        y: field.lines > 1 ? Theme.px(16) : (field.height - height) / 2
        width: Theme.touch
        height: Theme.touch
        kind: "quiet"
        icon: "cross"
        Accessible.name: Words.say["key-erase"]
        onClicked: Kiosk.touch.tellText(field.name, "")
    }
}
