import QtQuick
import QtQuick.Shapes

/* A code for a phone: whole pixels for each square, dark on white in every theme. */
Rectangle {
    id: sheet

    property string path // of unit squares
    property int squares: 1 // its width, with the quiet zone
    property real room // how wide it may become
    property string label
    readonly property int module: Math.max(1, Math.floor(room / Math.max(1, squares)))

    width: module * squares
    height: width
    radius: Theme.px(12)
    color: "#ffffff"
    Accessible.role: Accessible.Graphic
    Accessible.name: label

    Shape {
        objectName: "code"
        scale: sheet.module
        transformOrigin: Item.TopLeft
        antialiasing: false

        ShapePath {
            strokeWidth: -1
            fillColor: "#000000"

            PathSvg {
                path: sheet.path
            }
        }
    }
}
