import QtQuick
import QtQuick.Shapes

/* The time that is left, running out around a button. */
Shape {
    id: ring

    property real share: 1
    property real corner: 30

    readonly property real w: width - 6
    readonly property real h: height - 6
    readonly property real around: 2 * (w + h) - 8 * corner + 2 * Math.PI * corner

    ShapePath {
        strokeColor: Theme.ink
        strokeWidth: 6
        fillColor: "transparent"
        capStyle: ShapePath.FlatCap
        strokeStyle: ShapePath.DashLine
        dashPattern: [Math.max(0.01, ring.around * ring.share / 6), ring.around]
        startX: ring.w / 2 + 3
        startY: 3

        PathLine { x: ring.w + 3 - ring.corner; y: 3 }
        PathArc { x: ring.w + 3; y: 3 + ring.corner; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: ring.w + 3; y: ring.h + 3 - ring.corner }
        PathArc { x: ring.w + 3 - ring.corner; y: ring.h + 3; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: 3 + ring.corner; y: ring.h + 3 }
        PathArc { x: 3; y: ring.h + 3 - ring.corner; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: 3; y: 3 + ring.corner }
        PathArc { x: 3 + ring.corner; y: 3; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: ring.w / 2 + 3; y: 3 }
    }
}
