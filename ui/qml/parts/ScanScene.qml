pragma ComponentBehavior: Bound
import QtQuick

/* The gesture to make: a card, or a book, held under the light. It moves a moment every few seconds. */
Item {
    id: scene

    property string thing: "card" // or book
    property bool moving: false

    implicitWidth: 640
    implicitHeight: 520

    Item {
        id: stage

        width: 640
        height: 520
        anchors.centerIn: parent
        scale: Math.min(1.25, scene.width / width, scene.height / height)

        Icon {
            x: 100
            y: 110
            width: 440
            height: 310
            name: "light"
            color: Theme.light
        }

        Rectangle {
            x: 120
            y: 408
            width: 400
            height: 92
            radius: 30
            color: Theme.glass
            border.width: Theme.name === "light" ? 0 : 2
            border.color: Theme.edge

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 14
                width: 220
                height: 20
                radius: 10
                color: Theme.name === "light" ? "#fff1c4" : Theme.brand
            }
        }

        Item {
            id: held

            x: 150
            y: 60
            width: 340
            height: 260
            rotation: -5

            Rectangle {
                visible: scene.thing === "card"
                anchors.centerIn: parent
                width: 340
                height: 214
                radius: 22
                color: Theme.card
                border.width: 3
                border.color: Theme.edge

                Rectangle {
                    x: 24
                    y: 26
                    width: 56
                    height: 56
                    radius: 28
                    color: Theme.brand
                }

                Rectangle {
                    x: 100
                    y: 34
                    width: 150
                    height: 14
                    radius: 7
                    color: Theme.edge
                }

                Rectangle {
                    x: 100
                    y: 62
                    width: 96
                    height: 12
                    radius: 6
                    color: Theme.line
                }

                Row {
                    x: 60
                    y: 116
                    spacing: 5

                    Repeater {
                        model: [5, 9, 4, 12, 5, 4, 9, 5, 12, 4, 5, 9, 12, 4, 9, 5]

                        Rectangle {
                            required property int modelData

                            width: modelData
                            height: 72
                            color: Theme.ink
                        }
                    }
                }
            }

            Item {
                visible: scene.thing === "book"
                anchors.centerIn: parent
                width: 196
                height: 262

                Rectangle {
                    anchors.fill: parent
                    radius: 12
                    color: Theme.cloth[6]
                    border.width: Theme.name === "light" ? 0 : 2
                    border.color: Theme.edge
                }

                Rectangle {
                    x: 16
                    width: 4
                    height: parent.height
                    color: "#ffffff"
                    opacity: 0.3
                }

                Rectangle {
                    x: 46
                    y: 36
                    width: 114
                    height: 12
                    radius: 6
                    color: "#ffffff"
                    opacity: 0.85
                }

                Rectangle {
                    x: 66
                    y: 62
                    width: 74
                    height: 9
                    radius: 4
                    color: "#ffffff"
                    opacity: 0.55
                }

                Rectangle {
                    x: 36
                    y: 166
                    width: 136
                    height: 72
                    radius: 6
                    color: "#fffdf8"

                    Row {
                        anchors.centerIn: parent
                        spacing: 3

                        Repeater {
                            model: [3, 6, 3, 7, 3, 3, 6, 3, 7, 3, 6, 3, 7, 3]

                            Rectangle {
                                required property int modelData

                                width: modelData
                                height: 48
                                color: "#1f1b18"
                            }
                        }
                    }
                }
            }

            SequentialAnimation {
                id: gesture

                NumberAnimation { target: held; property: "y"; to: 100; duration: 260; easing.type: Easing.OutCubic }
                PauseAnimation { duration: 700 }
                NumberAnimation { target: held; property: "y"; to: 60; duration: 260; easing.type: Easing.InOutQuad }
            }
        }
    }

    // A burst now and then costs less than one per cent of a core; moving all the time would cost ten.
    Timer {
        interval: 12000
        repeat: true
        running: scene.moving && scene.visible && Theme.quick > 0
        onTriggered: gesture.restart()
    }
}
