import QtQuick
import QtQuick.Shapes

/* The time that is left, running out around a button. */
Shape {
    id: ring

    property real share: 1
    property real corner: Theme.px(30)
    readonly property real weight: Theme.px(6)

    readonly property real w: width - weight
    readonly property real h: height - weight
    readonly property real around: 2 * (w + h) - 8 * corner + 2 * Math.PI * corner

    ShapePath {
        strokeColor: Theme.ink
        strokeWidth: ring.weight
        fillColor: "transparent"
        capStyle: ShapePath.FlatCap
        strokeStyle: ShapePath.DashLine
        dashPattern: [Math.max(0.01, ring.around * ring.share / ring.weight), ring.around]
        startX: ring.w / 2 + ring.weight / 2
        startY: ring.weight / 2

        PathLine { x: ring.w + ring.weight / 2 - ring.corner; y: ring.weight / 2 }
        PathArc { x: ring.w + ring.weight / 2; y: ring.weight / 2 + ring.corner; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: ring.w + ring.weight / 2; y: ring.h + ring.weight / 2 - ring.corner }
        PathArc { x: ring.w + ring.weight / 2 - ring.corner; y: ring.h + ring.weight / 2; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: ring.weight / 2 + ring.corner; y: ring.h + ring.weight / 2 }
        PathArc { x: ring.weight / 2; y: ring.h + ring.weight / 2 - ring.corner; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: ring.weight / 2; y: ring.weight / 2 + ring.corner }
        PathArc { x: ring.weight / 2 + ring.corner; y: ring.weight / 2; radiusX: ring.corner; radiusY: ring.corner }
        PathLine { x: ring.w / 2 + ring.weight / 2; y: ring.weight / 2 }
    }
}
