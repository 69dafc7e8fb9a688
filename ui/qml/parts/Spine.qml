import QtQuick

/* A book without a cover: its cloth, and the first character of its title. */
Rectangle {
    id: spine

    required property string initial
    required property int cloth

    width: 92
    height: 128
    radius: 8
    color: Theme.cloth[cloth]
    border.width: Theme.name === "contrast" ? 2 : 0
    border.color: Theme.line

    Rectangle {
        x: 12
        width: 3
        height: parent.height
        color: "#ffffff"
        opacity: 0.28
    }

    Rectangle {
        x: 24
        y: 14
        width: parent.width - 36
        height: 2
        color: "#ffffff"
        opacity: 0.4
    }

    Rectangle {
        x: 24
        y: parent.height - 16
        width: parent.width - 36
        height: 2
        color: "#ffffff"
        opacity: 0.4
    }

    Text {
        x: 15
        width: parent.width - 18
        height: parent.height
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        text: spine.initial
        textFormat: Text.PlainText
        color: "#ffffff"
        font.pixelSize: 46
        font.bold: true
        Accessible.ignored: true
    }
}
