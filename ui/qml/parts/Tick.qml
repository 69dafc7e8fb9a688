import QtQuick

/* A box that may be ticked, with what it means beside it. */
Rectangle {
    id: tick

    property string text
    property bool on
    property real ring: 0 // it is a button, as PressButton is
    readonly property bool down: area.pressed && area.containsMouse

    signal toggled

    implicitHeight: Math.max(Theme.touch, label.height + Theme.px(32))
    radius: Theme.radius
    color: down ? Theme.pressed : "transparent"
    activeFocusOnTab: true
    Keys.onReturnPressed: toggled()
    Keys.onSpacePressed: toggled()
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: on
    Accessible.focusable: true
    Accessible.onPressAction: tick.toggled()

    Rectangle {
        id: box

        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(60)
        height: width
        radius: Theme.px(12)
        color: Theme.card
        border.width: Theme.px(3)
        border.color: tick.on ? Theme.brand : Theme.edge

        Icon {
            anchors.centerIn: parent
            visible: tick.on
            name: "check"
            color: Theme.brand
            size: Theme.px(48)
        }
    }

    Prose {
        id: label

        anchors.verticalCenter: parent.verticalCenter
        x: box.width + Theme.gap
        width: parent.width - x
        text: tick.text
        maximumLineCount: 2
        elide: Text.ElideRight
        Accessible.ignored: true
    }

    MouseArea {
        id: area

        anchors.fill: parent
        onClicked: tick.toggled()
    }
}
