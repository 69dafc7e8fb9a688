pragma ComponentBehavior: Bound
import QtQuick

/* The gesture to make: closed books laid on the pad, one on another. */
Item {
    id: scene

    implicitWidth: Theme.px(640)
    implicitHeight: Theme.px(520)

    readonly property real factor: Math.min(1.25 * Theme.unit, width / 640, height / 520)

    function px(units: real): real {
        return Math.max(1, Math.round(units * factor));
    }

    /* A closed book that lies on its back cover, seen from the side of its pages. */
    component Closed: Item {
        id: book

        property color cloth

        Rectangle {
            anchors.fill: parent
            radius: scene.px(9)
            color: book.cloth
            border.width: Theme.name === "light" ? 0 : scene.px(2)
            border.color: Theme.edge
        }

        Rectangle {
            x: scene.px(26)
            y: scene.px(9)
            width: book.width - x + scene.px(1)
            height: book.height - 2 * y
            color: "#fffdf8"

            Repeater {
                model: 3

                Rectangle {
                    required property int index

                    y: Math.round((index + 1) * parent.height / 4)
                    width: parent.width
                    height: scene.px(2)
                    color: "#cfc4b0"
                }
            }
        }
    }

    Item {
        width: scene.px(640)
        height: scene.px(520)
        anchors.centerIn: parent

        Icon {
            x: scene.px(260)
            y: scene.px(140)
            width: scene.px(120)
            height: scene.px(120)
            name: "down"
            color: Theme.brand
        }

        Closed {
            x: scene.px(150)
            y: scene.px(50)
            width: scene.px(340)
            height: scene.px(72)
            cloth: Theme.cloth[6]
        }

        Closed {
            x: scene.px(162)
            y: scene.px(276)
            width: scene.px(316)
            height: scene.px(58)
            cloth: Theme.cloth[4]
        }

        Closed {
            x: scene.px(138)
            y: scene.px(338)
            width: scene.px(352)
            height: scene.px(70)
            cloth: Theme.cloth[5]
        }

        Rectangle {
            x: scene.px(60)
            y: scene.px(412)
            width: scene.px(520)
            height: scene.px(78)
            radius: scene.px(30)
            color: Theme.glass
            border.width: Theme.name === "light" ? 0 : scene.px(2)
            border.color: Theme.edge

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                y: scene.px(14)
                width: scene.px(420)
                height: scene.px(14)
                radius: scene.px(7)
                color: Theme.name === "light" ? "#fff1c4" : Theme.brand
            }
        }
    }
}
