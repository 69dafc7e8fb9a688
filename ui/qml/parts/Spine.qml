import QtQuick

/* A book without a cover: its cloth, and the first character of its title. */
Rectangle {
    id: spine

    required property string initial
    required property int cloth

    width: Theme.px(92)
    height: Theme.px(128)
    radius: Theme.px(8)
    color: Theme.cloth[cloth]
    border.width: Theme.name === "contrast" ? Theme.px(2) : 0
    border.color: Theme.line

    Rectangle {
        x: Theme.px(12)
        width: Theme.px(3)
        height: parent.height
        color: "#ffffff"
        opacity: 0.28
    }

    Rectangle {
        x: Theme.px(24)
        y: Theme.px(14)
        width: parent.width - Theme.px(36)
        height: Theme.px(2)
        color: "#ffffff"
        opacity: 0.4
    }

    Rectangle {
        x: Theme.px(24)
        y: parent.height - Theme.px(16)
        width: parent.width - Theme.px(36)
        height: Theme.px(2)
        color: "#ffffff"
        opacity: 0.4
    }

    Text {
        x: Theme.px(15)
        width: parent.width - Theme.px(18)
        height: parent.height
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        text: spine.initial
        textFormat: Text.PlainText
        color: "#ffffff"
        font.pixelSize: Theme.px(46)
        font.bold: true
        Accessible.ignored: true
    }
}
