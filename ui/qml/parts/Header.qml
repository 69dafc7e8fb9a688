pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* Library, languages in their own words, text size, colours, clock. */
Item {
    id: header

    implicitHeight: Theme.px(120)

    Icon {
        id: logo

        anchors.verticalCenter: parent.verticalCenter
        name: "book"
        color: Theme.brand
        size: Theme.px(60)
    }

    Prose {
        anchors.left: logo.right
        anchors.leftMargin: Theme.px(18)
        anchors.right: tools.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        objectName: "library"
        text: Kiosk.chrome.library
        font.pixelSize: text.length > 16 ? Theme.px(28) : Theme.px(34)
        font.bold: true
        maximumLineCount: 2
        lineHeight: 0.85
        elide: Text.ElideRight
    }

    Row {
        id: tools

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.px(4)

        Item {
            width: tongues.width
            height: tongues.height

            Row {
                id: tongues

                spacing: tools.spacing

                Repeater {
                    model: Kiosk.chrome.languages

                    PressButton {
                        id: tongue

                        required property var modelData
                        readonly property bool chosen: modelData.code === Kiosk.chrome.language

                        objectName: "language-" + modelData.code
                        kind: "quiet"
                        width: Math.max(Theme.touch, implicitWidth - Theme.px(24))
                        height: Theme.touch
                        textSize: Theme.px(30)
                        text: modelData.name
                        onClicked: Kiosk.touch.chooseLanguage(modelData.code)

                        Rectangle {
                            visible: tongue.chosen
                            anchors.horizontalCenter: parent.horizontalCenter
                            y: Theme.px(74)
                            width: parent.width - Theme.px(36)
                            height: Theme.px(5)
                            radius: Theme.px(2)
                            color: Theme.brand
                        }
                    }
                }
            }

            PointFrame {
                visible: Kiosk.help.pointPart === "languages"
                below: true
            }
        }

        PressButton {
            objectName: "large-text"
            kind: "quiet"
            width: Theme.touch
            height: Theme.touch
            text: "Aa"
            textSize: Kiosk.appearance.large ? Theme.px(44) : Theme.px(34)
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
            leftPadding: Theme.px(12)
            text: Kiosk.clock.text
            wrapMode: Text.NoWrap
            font.pixelSize: Theme.px(34)
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.px(2)
        color: Theme.line
    }
}
