pragma ComponentBehavior: Bound
import QtQuick

/* The gesture to make: a card, or a book, held under the light. It moves a moment every few seconds. */
Item {
    id: scene

    property string thing: "card" // or book
    property bool moving: false

    implicitWidth: Theme.px(640)
    implicitHeight: Theme.px(520)

    readonly property real factor: Math.min(1.25 * Theme.unit, width / 640, height / 520)

    function px(units: real): real {
        return Math.max(1, Math.round(units * factor));
    }

    Item {
        id: stage

        width: scene.px(640)
        height: scene.px(520)
        anchors.centerIn: parent

        Icon {
            x: scene.px(100)
            y: scene.px(110)
            width: scene.px(440)
            height: scene.px(310)
            name: "light"
            color: Theme.light
        }

        Rectangle {
            x: scene.px(120)
            y: scene.px(408)
            width: scene.px(400)
            height: scene.px(92)
            radius: scene.px(30)
            color: Theme.glass
            border.width: Theme.name === "light" ? 0 : scene.px(2)
            border.color: Theme.edge

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                y: scene.px(14)
                width: scene.px(220)
                height: scene.px(20)
                radius: scene.px(10)
                color: Theme.name === "light" ? "#fff1c4" : Theme.brand
            }
        }

        Item {
            id: held

            x: scene.px(150)
            y: scene.px(60)
            width: scene.px(340)
            height: scene.px(260)
            rotation: -5

            Rectangle {
                visible: scene.thing === "card"
                anchors.centerIn: parent
                width: scene.px(340)
                height: scene.px(214)
                radius: scene.px(22)
                color: Theme.card
                border.width: scene.px(3)
                border.color: Theme.edge

                Rectangle {
                    x: scene.px(24)
                    y: scene.px(26)
                    width: scene.px(56)
                    height: scene.px(56)
                    radius: scene.px(28)
                    color: Theme.brand
                }

                Rectangle {
                    x: scene.px(100)
                    y: scene.px(34)
                    width: scene.px(150)
                    height: scene.px(14)
                    radius: scene.px(7)
                    color: Theme.edge
                }

                Rectangle {
                    x: scene.px(100)
                    y: scene.px(62)
                    width: scene.px(96)
                    height: scene.px(12)
                    radius: scene.px(6)
                    color: Theme.line
                }

                Row {
                    x: scene.px(60)
                    y: scene.px(116)
                    spacing: scene.px(5)

                    Repeater {
                        model: [5, 9, 4, 12, 5, 4, 9, 5, 12, 4, 5, 9, 12, 4, 9, 5]

                        Rectangle {
                            required property int modelData

                            width: scene.px(modelData)
                            height: scene.px(72)
                            color: Theme.ink
                        }
                    }
                }
            }

            Item {
                visible: scene.thing === "book"
                anchors.centerIn: parent
                width: scene.px(196)
                height: scene.px(262)

                Rectangle {
                    anchors.fill: parent
                    radius: scene.px(12)
                    color: Theme.cloth[6]
                    border.width: Theme.name === "light" ? 0 : scene.px(2)
                    border.color: Theme.edge
                }

                Rectangle {
                    x: scene.px(16)
                    width: scene.px(4)
                    height: parent.height
                    color: "#ffffff"
                    opacity: 0.3
                }

                Rectangle {
                    x: scene.px(46)
                    y: scene.px(36)
                    width: scene.px(114)
                    height: scene.px(12)
                    radius: scene.px(6)
                    color: "#ffffff"
                    opacity: 0.85
                }

                Rectangle {
                    x: scene.px(66)
                    y: scene.px(62)
                    width: scene.px(74)
                    height: scene.px(9)
                    radius: scene.px(4)
                    color: "#ffffff"
                    opacity: 0.55
                }

                Rectangle {
                    x: scene.px(36)
                    y: scene.px(166)
                    width: scene.px(136)
                    height: scene.px(72)
                    radius: scene.px(6)
                    color: "#fffdf8"

                    Row {
                        anchors.centerIn: parent
                        spacing: scene.px(3)

                        Repeater {
                            model: [3, 6, 3, 7, 3, 3, 6, 3, 7, 3, 6, 3, 7, 3]

                            Rectangle {
                                required property int modelData

                                width: scene.px(modelData)
                                height: scene.px(48)
                                color: "#1f1b18"
                            }
                        }
                    }
                }
            }

            SequentialAnimation {
                id: gesture

                NumberAnimation { target: held; property: "y"; to: scene.px(100); duration: 260; easing.type: Easing.OutCubic }
                PauseAnimation { duration: 700 }
                NumberAnimation { target: held; property: "y"; to: scene.px(60); duration: 260; easing.type: Easing.InOutQuad }
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
