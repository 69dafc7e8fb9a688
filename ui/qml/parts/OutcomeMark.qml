pragma ComponentBehavior: Bound
import QtQuick

/* The five outcomes as shapes: a circle with a tick, a turning arrow, an octagon with a cross, three dots that
   move, a box with a dot. Colour only repeats what the shape says. */
Item {
    id: mark

    required property string outcome
    property int size: Theme.px(76)

    readonly property color tint: Theme.outcome(outcome)

    width: size
    height: size
    Accessible.role: Accessible.Graphic
    Accessible.name: Words.say["outcome-" + outcome] ?? ""

    Icon {
        visible: mark.outcome !== "" && mark.outcome !== "waiting"
        name: visible ? "outcome-" + mark.outcome : ""
        size: mark.size
        color: mark.tint
    }

    Row {
        anchors.centerIn: parent
        spacing: mark.size / 8
        visible: mark.outcome === "waiting"

        Repeater {
            model: 3

            Rectangle {
                required property int index

                width: mark.size / 5
                height: width
                radius: width / 2
                color: mark.tint
                opacity: index === beat.at ? 1 : 0.35
            }
        }
    }

    Timer {
        id: beat

        property int at: 0

        interval: 350
        repeat: true
        running: mark.outcome === "waiting" && mark.visible && Theme.quick > 0
        onTriggered: at = (at + 1) % 3
    }
}
