pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* Library, languages in their own words, text size, colours, clock. */
Item {
    id: header

    implicitHeight: 120

    Icon {
        id: logo

        anchors.verticalCenter: parent.verticalCenter
        name: "book"
        color: Theme.brand
        size: 60
    }

    Prose {
        anchors.left: logo.right
        anchors.leftMargin: 18
        anchors.right: tools.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        objectName: "library"
        text: Kiosk.chrome.library
        font.pixelSize: text.length > 16 ? 28 : 34
        font.bold: true
        maximumLineCount: 2
        lineHeight: 0.85
        elide: Text.ElideRight
    }

    Row {
        id: tools

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        Repeater {
            model: Kiosk.chrome.languages

            PressButton {
                id: tongue

                required property var modelData
                readonly property bool chosen: modelData.code === Kiosk.chrome.language

                objectName: "language-" + modelData.code
                kind: "quiet"
                width: Math.max(Theme.touch, implicitWidth - 24)
                height: Theme.touch
                textSize: 30
                text: modelData.name
                onClicked: Kiosk.touch.chooseLanguage(modelData.code)

                Rectangle {
                    visible: tongue.chosen
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: 74
                    width: parent.width - 36
                    height: 5
                    radius: 2
                    color: Theme.brand
                }
            }
        }

        PressButton {
            objectName: "large-text"
            kind: "quiet"
            width: Theme.touch
            height: Theme.touch
            text: "Aa"
            textSize: Kiosk.appearance.large ? 44 : 34
            Accessible.name: Words.say["large-text"]
            onClicked: Kiosk.appearance.toggleLarge()
        }

        PressButton {
            objectName: "theme"
            kind: "quiet"
            width: Theme.touch
            height: Theme.touch
            icon: "contrast"
            Accessible.name: Words.say["contrast"]
            onClicked: Kiosk.appearance.nextTheme()
        }

        Prose {
            anchors.verticalCenter: parent.verticalCenter
            leftPadding: 12
            text: Kiosk.clock.text
            wrapMode: Text.NoWrap
            font.pixelSize: 34
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 2
        color: Theme.line
    }
}
