pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

/* The five outcomes as shapes: a circle with a tick, a turning arrow, an octagon with a cross, three dots that
   move, a box with a dot. Colour only repeats what the shape says. */
Item {
    id: mark

    required property string outcome
    property int size: 76

    readonly property color tint: Theme.outcome(outcome)

    width: size
    height: size
    Accessible.role: Accessible.Graphic
    Accessible.name: Words.say["outcome-" + outcome] ?? ""

    Shape {
        width: 24
        height: 24
        scale: mark.size / 24
        transformOrigin: Item.TopLeft
        visible: mark.outcome !== "waiting"

        ShapePath {
            fillColor: mark.tint
            strokeColor: "transparent"
            strokeWidth: 0

            PathSvg {
                path: {
                    switch (mark.outcome) {
                    case "not-possible":
                        return "M7.6 1.5H16.4L22.5 7.6V16.4L16.4 22.5H7.6L1.5 16.4V7.6Z";
                    case "kept-locally":
                        return "M5 2H19A3 3 0 0 1 22 5V19A3 3 0 0 1 19 22H5A3 3 0 0 1 2 19V5A3 3 0 0 1 5 2Z";
                    default:
                        return "M12 23A11 11 0 1 0 12 1A11 11 0 1 0 12 23Z";
                    }
                }
            }
        }

        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.markText
            strokeWidth: mark.outcome === "kept-locally" ? 7 : 2.4
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg {
                path: {
                    switch (mark.outcome) {
                    case "done":
                        return "M6.8 12.6L10.4 16.2L17.4 8.4";
                    case "put-back":
                        return "M9.5 6.5L6.5 9.5L9.5 12.5M7 9.5H13.2A3.7 3.7 0 0 1 13.2 17H10";
                    case "not-possible":
                        return "M8.2 8.2L15.8 15.8M15.8 8.2L8.2 15.8";
                    case "kept-locally":
                        return "M12 12V12.05";
                    default:
                        return "";
                    }
                }
            }
        }
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
