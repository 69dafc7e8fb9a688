import QtQuick
import QtQuick.Shapes

/* One line icon, sharp at any size. */
Item {
    id: icon

    required property string name
    property int size: 48
    property color color: Theme.ink
    property real weight: 1.8

    width: size
    height: size

    Shape {
        width: 24
        height: 24
        scale: icon.size / 24
        transformOrigin: Item.TopLeft

        ShapePath {
            strokeColor: icon.color
            strokeWidth: icon.weight
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg {
                path: Paths.of[icon.name] ?? ""
            }
        }
    }
}
